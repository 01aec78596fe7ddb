//! Collects `rules/*.toml` into one list, so that the rule rows of a new line are one new file and nothing else.
//! The texts themselves are written down, not their paths: a build folder shared by two clones must not mix them.

use std::{env, fs, path::Path};

fn main() {
    let dir = Path::new("../../rules");
    let mut names: Vec<String> = fs::read_dir(dir)
        .expect("the folder rules/ exists")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    names.sort();
    let mut code = String::from("/// The files of rule rows: name and text.\nconst FILES: &[(&str, &str)] = &[\n");
    for name in names {
        let text = fs::read_to_string(dir.join(&name)).expect("a listed file can be read");
        let area = name.trim_end_matches(".toml");
        code.push_str(&format!("    ({area:?}, {text:?}),\n"));
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("rules.rs"), code).expect("the build folder can be written");
    println!("cargo::rerun-if-changed=../../rules");
}
