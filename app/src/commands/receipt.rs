//! `renhe receipt`: verifies a receipt without any connection.

use std::path::PathBuf;

use ledger::{PublicKey, Receipt};

use super::Answer;

/// 离线核验群众手中的回执。
#[derive(Debug, clap::Args)]
pub struct ReceiptArgs {
    /// 要做的事
    #[command(subcommand)]
    pub act: ReceiptAct,
}

/// What to do with a receipt.
#[derive(Debug, clap::Subcommand)]
pub enum ReceiptAct {
    /// 核验一份回执（JSON 文件），无须联网
    Verify {
        /// 回执文件
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 县政府公布的公钥（PEM 文件）；不给出时以回执自带的公钥核验，须人工核对指纹
        #[arg(long, value_name = "PEM")]
        key: Option<PathBuf>,
    },
}

/// Runs the command; an error is a Chinese sentence.
///
/// # Errors
/// When a file cannot be read or the key is none. A receipt that does not hold is an answer, not an error.
pub async fn receipt(args: &ReceiptArgs) -> Result<Answer, String> {
    let ReceiptAct::Verify { file, key } = &args.act;
    let trusted = match key {
        Some(path) => Some(PublicKey::from_pem(&super::read(path)?).map_err(|flaw| flaw.to_string())?),
        None => None,
    };
    let text = super::read(file)?;
    let found = Receipt::parse(&text).and_then(|receipt| receipt.verify(trusted.as_ref()));
    Ok(match found {
        Ok(verified) => Answer { text: format!("{}\n", verified.lines().join("\n")), good: true },
        Err(flaw) => Answer { text: format!("回执无效：{flaw}\n"), good: false },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_no_receipt_is_told_so_and_a_missing_file_is_named() {
        let dir = std::env::temp_dir();
        let verify = |file: PathBuf, key| ReceiptArgs { act: ReceiptAct::Verify { file, key } };
        let here = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let answer = receipt(&verify(here.clone(), None)).await.expect("answers");
        assert!(!answer.good && answer.text.starts_with("回执无效："), "{answer:?}");
        assert!(receipt(&verify(here.clone(), Some(here))).await.expect_err("no key").contains("公钥"));
        let missing = dir.join("renhe-no-such-receipt.json");
        assert!(receipt(&verify(missing, None)).await.expect_err("no file").contains("renhe-no-such-receipt.json"));
    }
}
