//! The content of an uploaded file that fits into memory.

use base::Fault;
use base::error::FaultKind;
use futures::StreamExt;
use web::{App, Upload};

/// All bytes of `upload`, or `None` when it has more than `most`.
///
/// # Errors
/// A fault when the file cannot be read.
pub async fn bytes(app: &App, upload: &Upload, most: u64) -> Result<Option<Vec<u8>>, Fault> {
    if upload.size > most {
        return Ok(None);
    }
    let content = app.files.open(&upload.digest, 0, None).await?;
    let mut content = content.ok_or_else(|| Fault::broken(format!("the upload {} is gone", upload.digest)))?;
    let mut bytes = Vec::new();
    while let Some(chunk) = content.next().await {
        let chunk = chunk.map_err(|e| Fault::of(FaultKind::Unavailable, "read an upload", e))?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}
