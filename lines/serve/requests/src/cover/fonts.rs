//! The fonts of this machine, for PDF files that name fonts and do not carry them: those that the operator put into the folder `fonts`
//! of the data directory, then those of the system.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use veil::{Face, Fonts};

/// The folder of the data directory.
const FOLDER: &str = "fonts";
/// Folders of the system.
const SYSTEM: [&str; 2] = ["/usr/local/share/fonts", "/usr/share/fonts"];
/// How names of font files end.
const ENDINGS: [&str; 4] = ["ttf", "ttc", "otf", "otc"];
/// Folders within each other, files of a folder with all below it, and bytes of a file, at most.
const DEPTH_MAX: usize = 6;
const FILES_MAX: usize = 2_000;
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A file as it lay there: its size and when it was changed.
type Stamp = (u64, Option<SystemTime>);

/// What is known of the files, so that each is read through once.
static KNOWN: Mutex<BTreeMap<PathBuf, (Stamp, Vec<Face>)>> = Mutex::new(BTreeMap::new());

/// All fonts at hand. Looks into the folders each time, so that a font may be added while the program runs.
pub(super) fn at_hand(data: &Path) -> Fonts {
    let mut files = Vec::new();
    for folder in [data.join(FOLDER)].into_iter().chain(SYSTEM.map(PathBuf::from)) {
        let mut below = Vec::new();
        walk(&folder, 0, &mut below);
        below.sort();
        files.append(&mut below);
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut faces = Vec::new();
    for (path, stamp) in files {
        let Some(name) = path.to_str().map(str::to_owned) else { continue };
        let is_known = known.get(&path).is_some_and(|(seen, _)| *seen == stamp);
        if !is_known {
            let read = fs::read(&path).map(|bytes| Face::all(&name, &bytes)).unwrap_or_default();
            known.insert(path.clone(), (stamp, read));
        }
        let of_file = known.get(&path).map(|(_, faces)| faces.clone()).unwrap_or_default();
        faces.extend(of_file);
    }
    Fonts::new(faces, |file| fs::read(file).ok())
}

/// The font files of a folder and of those in it.
fn walk(folder: &Path, depth: usize, files: &mut Vec<(PathBuf, Stamp)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        // Follows links, as systems have them for fonts.
        let Ok(about) = fs::metadata(&path) else { continue };
        if files.len() >= FILES_MAX {
            return;
        }
        if about.is_dir() && depth < DEPTH_MAX {
            walk(&path, depth + 1, files);
        }
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        if about.is_file() && about.len() <= BYTES_MAX && ENDINGS.contains(&ending.as_str()) {
            files.push((path, (about.len(), about.modified().ok())));
        }
    }
}
