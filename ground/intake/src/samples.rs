//! Files that other people made, for tests; they stand beside the repository, or where `RENHE_DATA` says.

use std::path::PathBuf;

/// The files of a folder with their names; nothing (and a word about it) when the folder is not there.
pub(crate) fn files(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("RENHE_DATA").map_or(beside, PathBuf::from).join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return None;
    };
    let paths = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    let mut files: Vec<_> = paths
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a sample can be read"))
        })
        .collect();
    files.sort();
    Some(files)
}
