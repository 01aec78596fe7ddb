//! Where files are, as all commands take it: in the data directory, or in an object store that speaks S3.

use std::path::Path;

use base::Fault;
use store::files::{Files, S3};

/// 对象存储；不给出时文件存放在数据目录。
#[derive(Debug, Clone, Default, clap::Args)]
pub struct S3Args {
    /// 对象存储地址（S3 协议）；不给出时文件存放在数据目录
    #[arg(long, value_name = "URL", env = "RENHE_S3_ENDPOINT", requires = "s3_bucket")]
    pub s3_endpoint: Option<String>,
    /// 对象存储的桶
    #[arg(long, value_name = "NAME", env = "RENHE_S3_BUCKET")]
    pub s3_bucket: Option<String>,
    /// 对象存储的区域
    #[arg(long, value_name = "NAME", env = "RENHE_S3_REGION", default_value = "auto")]
    pub s3_region: String,
    /// 对象存储的访问密钥
    #[arg(long, value_name = "KEY", env = "RENHE_S3_ACCESS_KEY", default_value = "", hide_default_value = true)]
    pub s3_access_key: String,
    /// 对象存储的秘密密钥（宜用环境变量给出）
    #[arg(
        long,
        value_name = "KEY",
        env = "RENHE_S3_SECRET_KEY",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true
    )]
    pub s3_secret_key: String,
}

impl S3Args {
    /// The object store, if one is named.
    pub fn s3(&self) -> Option<S3> {
        let (endpoint, bucket) = (self.s3_endpoint.clone()?, self.s3_bucket.clone()?);
        Some(S3 {
            endpoint,
            bucket,
            region: self.s3_region.clone(),
            access_key: self.s3_access_key.clone(),
            secret_key: self.s3_secret_key.clone(),
            root: String::new(),
        })
    }

    /// The files of a county whose data directory is `data`.
    ///
    /// # Errors
    /// A fault when a folder cannot be made or the settings make no sense.
    pub fn files(&self, data: &Path) -> Result<Files, Fault> {
        match self.s3() {
            Some(s3) => Files::s3(&data.join("spool"), &s3),
            None => Files::local(&data.join("files")),
        }
    }
}
