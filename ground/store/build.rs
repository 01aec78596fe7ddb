//! Collects `migrations/*.sql` into one list, so that a new migration is one new file and nothing else.
//! The texts themselves are written down, not their paths: a build folder shared by two clones must not mix them.

use std::{env, fs, path::Path};

fn main() {
    let dir = Path::new("../../migrations");
    let mut names: Vec<String> = fs::read_dir(dir)
        .expect("the folder migrations/ exists")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".sql"))
        .collect();
    names.sort();
    let mut code = String::from("pub(crate) const FILES: &[(&str, &str)] = &[\n");
    for name in names {
        let text = fs::read_to_string(dir.join(&name)).expect("a listed file can be read");
        code.push_str(&format!("    ({name:?}, {text:?}),\n"));
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("migrations.rs"), code).expect("the build folder can be written");
    println!("cargo::rerun-if-changed=../../migrations");
}
