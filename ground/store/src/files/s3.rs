//! Files in S3 or in whatever speaks its protocol (MinIO, Ceph, the object stores of government clouds).

use std::path::Path;

use base::Fault;
use base::error::FaultKind;
use futures::{StreamExt, TryStreamExt};
use opendal::{ErrorKind, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;
use tokio::io::AsyncReadExt;

use super::{CHUNK, Content, io_fault, key};
use crate::Result;

/// Bytes of one part of an upload; S3 wants at least 5 MiB.
const PART: usize = 8 << 20;

/// Where the bucket is and how to get in.
#[derive(Clone)]
pub struct S3 {
    /// Such as `https://s3.example.gov.cn`.
    pub endpoint: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Region; `auto` where the store has none.
    pub region: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
    /// Folder inside the bucket, empty for none.
    pub root: String,
}

#[derive(Clone)]
pub(super) struct Remote(Operator);

impl Remote {
    pub(super) fn new(s3: &S3) -> Result<Self> {
        // A second call changes nothing.
        opendal::HttpTransporter::install_default(ReqwestTransport::default());
        let service = opendal::services::S3::default()
            .endpoint(&s3.endpoint)
            .bucket(&s3.bucket)
            .region(&s3.region)
            .access_key_id(&s3.access_key)
            .secret_access_key(&s3.secret_key)
            .root(&s3.root)
            .disable_config_load()
            .disable_ec2_metadata();
        Operator::new(service).map(Self).map_err(|e| fault("open S3", e))
    }

    /// Sends the local file `from` to its address, part by part.
    pub(super) async fn keep(&self, from: &Path, digest: &str, media_type: &str) -> Result<()> {
        if self.exists(digest).await? {
            return Ok(());
        }
        let mut file = tokio::fs::File::open(from).await.map_err(|e| io_fault("read a file", e))?;
        let mut writer = self
            .0
            .writer_with(&key(digest))
            .chunk(PART)
            .content_type(media_type)
            .await
            .map_err(|e| fault("write to S3", e))?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = file.read(&mut chunk).await.map_err(|e| io_fault("read a file", e))?;
            let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            writer.write(bytes.to_vec()).await.map_err(|e| fault("write to S3", e))?;
        }
        writer.close().await.map(|_| ()).map_err(|e| fault("write to S3", e))
    }

    pub(super) async fn exists(&self, digest: &str) -> Result<bool> {
        self.0.exists(&key(digest)).await.map_err(|e| fault("look into S3", e))
    }

    pub(super) async fn open(&self, digest: &str, from: u64, length: Option<u64>) -> Result<Option<Content>> {
        let size = match self.0.stat(&key(digest)).await {
            Ok(meta) => meta.content_length(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault("look into S3", error)),
        };
        let from = from.min(size);
        let to = length.map_or(size, |length| from.saturating_add(length).min(size));
        let reader = self.0.reader_with(&key(digest)).chunk(PART).await.map_err(|e| fault("read from S3", e))?;
        let bytes = reader.into_bytes_stream(from..to).await.map_err(|e| fault("read from S3", e))?;
        Ok(Some(bytes.map_err(std::io::Error::other).boxed()))
    }
}

fn fault(context: &str, error: opendal::Error) -> Fault {
    let kind = match error.kind() {
        ErrorKind::ConfigInvalid | ErrorKind::Unsupported => FaultKind::Broken,
        _ => FaultKind::Unavailable,
    };
    Fault::of(kind, context.to_owned(), error)
}
