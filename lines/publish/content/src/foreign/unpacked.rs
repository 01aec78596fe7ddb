//! The file of an import in a folder of its own, which goes away with its owner; what a killed program left is swept.

use std::io::Seek;
use std::path::Path;
use std::time::Duration;

use base::error::FaultKind;
use base::{Error, Fault};
use futures::TryStreamExt;
use tokio::io::AsyncWriteExt;
use web::App;

use super::packed;
use super::saved::Saved;
use crate::store::imports::Import;

/// The rule that bounds what a packed folder unpacks to.
pub(crate) const UNPACKED: &str = "edition.import.unpacked";
/// The beginning of the names of folders in which imports are unpacked.
const FOLDER: &str = "import-";
/// Such a folder is left over when nothing was put into it for so long.
const LEFT_OVER: Duration = Duration::from_secs(24 * 3_600);

/// The unpacked folder of an import; it goes away with this.
pub(super) struct Unpacked {
    /// The pages.
    pub saved: Saved,
    /// What was not unpacked, and why.
    pub left: Vec<(String, String)>,
    _dir: tempfile::TempDir,
}

/// Removes folders of imports that were killed at work; the import goes on in another.
///
/// # Errors
/// A fault when the disk does not answer.
pub(crate) async fn sweep(app: &App) -> Result<(), Error> {
    let dir = app.config.data_dir.clone();
    let work = tokio::task::spawn_blocking(move || {
        for entry in std::fs::read_dir(dir)?.flatten() {
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(FOLDER));
            let old = |at: std::time::SystemTime| at.elapsed().is_ok_and(|age| age > LEFT_OVER);
            if ours && entry.metadata()?.is_dir() && entry.metadata()?.modified().is_ok_and(old) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    });
    let done: std::io::Result<()> = work.await.map_err(|_| Fault::broken("the sweeping of imports stopped"))?;
    Ok(done.map_err(|e| Fault::of(FaultKind::Unavailable, "remove what imports left", e))?)
}

/// Unpacks the file of an import into a folder of its own; or says why not.
pub(super) async fn unpack(app: &App, import: &Import) -> Result<Result<Unpacked, String>, Error> {
    let disk = |what: &'static str| move |e: std::io::Error| Fault::of(FaultKind::Unavailable, what, e);
    let dir = tempfile::Builder::new().prefix(FOLDER).tempdir_in(&app.config.data_dir);
    let dir = dir.map_err(disk("make a folder for an import"))?;
    let Some(mut content) = app.files.open(&import.digest, 0, None).await? else {
        return Ok(Err("上传的压缩文件已不在，请重新上传。".to_owned()));
    };
    let file = tempfile::tempfile_in(dir.path()).map_err(disk("make a file for an import"))?;
    let mut copy = tokio::fs::File::from_std(file);
    while let Some(chunk) = content.try_next().await.map_err(disk("read an import"))? {
        copy.write_all(&chunk).await.map_err(disk("write an import"))?;
    }
    copy.flush().await.map_err(disk("write an import"))?;
    let mut copy = copy.into_std().await;
    let most = u64::try_from(app.number(UNPACKED)?).unwrap_or(0);
    let work = tokio::task::spawn_blocking(move || {
        copy.rewind().map_err(|e| format!("无法读取压缩文件：{e}"))?;
        let to = dir.path().join("pages");
        std::fs::create_dir(&to).map_err(|e| format!("无法写入磁盘：{e}"))?;
        let left = packed::unpack(copy, &to, most)?;
        Ok(Unpacked { saved: Saved::open(Path::new(&to))?, left, _dir: dir })
    });
    Ok(work.await.map_err(|_| Fault::broken("the unpacking of an import stopped"))?)
}
