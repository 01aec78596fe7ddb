//! Makes sure that the folder of front-end files exists, and says what to do while it is empty.

use std::fs;
use std::path::Path;

fn main() {
    let dist = Path::new("../../assets/dist");
    if let Err(error) = fs::create_dir_all(dist) {
        println!("cargo::error=assets/dist cannot be made: {error}");
    }
    if !dist.join("manifest.json").exists() {
        println!("cargo::warning=assets/dist is empty: run `make front`; until then pages have no style");
    }
    println!("cargo::rerun-if-changed=../../assets/dist");
    println!("cargo::rerun-if-changed=pages");
}
