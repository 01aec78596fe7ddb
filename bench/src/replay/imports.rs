//! Real texts brought into the same county, each twice: how long it takes, how much comes, and that the second time changes
//! nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::Result;

/// Titles in one folder of pages.
const FOLDER: usize = 500;

/// One import: its name, the arguments before `--data`, and those after it.
struct Import {
    name: &'static str,
    verb: &'static str,
    from: PathBuf,
    more: &'static [&'static str],
}

/// Imports everything of `shared` that is there into the county `data`, which no program uses now. Gives whether each second
/// import changed nothing.
///
/// # Errors
/// When a folder cannot be written or an import does not end well.
pub fn run(binary: &Path, data: &Path, shared: &Path, dir: &Path) -> Result<bool> {
    let reports = reports(&shared.join("../reference"), &dir.join("reports"))?;
    let titles = titles(&shared.join("texts/policy-titles.txt"), &dir.join("titles"))?;
    // Neither says when it was published.
    let undated = &[
        "--site",
        "main",
        "--column",
        "yaowen",
        "--undated",
        "--as-it-was",
        "--by",
        "bianji",
        "--reason",
        "重放演示：公开的报告和标题",
    ];
    let all = [
        Import {
            name: "service items",
            verb: "services",
            from: shared.join("services/guangan-district-service-items.jsonl"),
            // The directory of the demonstration ends whole.
            more: &["--ended", "1000"],
        },
        Import { name: "annual reports", verb: "site", from: reports, more: undated },
        Import { name: "policy titles", verb: "site", from: titles, more: undated },
        Import {
            name: "townships",
            verb: "divisions",
            from: shared.join("divisions/china-division-2.7.0/streets.csv"),
            more: &["--edition", "china-division 2.7.0"],
        },
        Import { name: "laws", verb: "laws", from: shared.join("texts/laws.jsonl.gz"), more: &[] },
    ];
    println!("\n{:<16}{:>10}{:>10}  what was told, the first and the second time", "import", "first s", "second s");
    let mut good = true;
    for import in &all {
        if !import.from.exists() {
            println!("{:<16} skipped: {} is not there", import.name, import.from.display());
            continue;
        }
        let (first, told) = once(binary, data, import)?;
        let (second, again) = once(binary, data, import)?;
        println!("{:<16}{first:>10.1}{second:>10.1}  {told}\n{:<38}{again}", import.name, "");
        if !is_unchanged(&again) {
            println!("{:<38}the second time changed something", "");
            good = false;
        }
    }
    Ok(good)
}

/// Runs an import; gives the seconds and the first line it prints.
fn once(binary: &Path, data: &Path, import: &Import) -> Result<(f64, String)> {
    let begun = Instant::now();
    let done = Command::new(binary)
        .args(["import", import.verb])
        .arg(&import.from)
        .arg("--data")
        .arg(data)
        .args(import.more)
        .output()?;
    let seconds = begun.elapsed().as_secs_f64();
    if !done.status.success() {
        return Err(format!("import of {}: {}", import.name, String::from_utf8_lossy(&done.stderr)).into());
    }
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    Ok((seconds, text.lines().next().unwrap_or_default().to_owned()))
}

/// Whether an import says that nothing is new and nothing changed.
fn is_unchanged(told: &str) -> bool {
    told.contains("新增或更新 0") || told.contains("新增 0，更新 0")
}

/// The reports as saved pages with the meta tags of the standard; the folder.
fn reports(from: &Path, to: &Path) -> Result<PathBuf> {
    fs::create_dir_all(to)?;
    let Ok(entries) = fs::read_dir(from) else { return Ok(from.to_owned()) };
    for entry in entries.flatten().filter(|entry| entry.path().extension().is_some_and(|e| e == "txt")) {
        let text = fs::read_to_string(entry.path())?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let title = lines.next().unwrap_or("工作总结").to_owned();
        let body: String = lines.map(|line| format!("<p>{}</p>", escaped(line))).collect();
        let name = entry.path().with_extension("html");
        fs::write(to.join(name.file_name().unwrap_or_default()), page(&title, &body))?;
    }
    Ok(to.to_owned())
}

/// Each title as a saved page whose text is the title, since nothing more is known; the folder.
fn titles(from: &Path, to: &Path) -> Result<PathBuf> {
    let Ok(text) = fs::read_to_string(from) else { return Ok(from.to_owned()) };
    for (place, title) in text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        let folder = to.join(format!("www.example.gov.cn/zc/{}", place / FOLDER));
        if place.is_multiple_of(FOLDER) {
            fs::create_dir_all(&folder)?;
        }
        fs::write(folder.join(format!("{place}.html")), page(title, &format!("<p>{}</p>", escaped(title))))?;
    }
    Ok(to.to_owned())
}

fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<html><head><meta name=\"ArticleTitle\" content=\"{title}\">\
         <title>{title}</title></head><body><div id=\"zoom\">{body}</div></body></html>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_that_changed_nothing_says_so() {
        for (told, wanted) in [
            ("共 9 篇：新增 0，更新 0，未变 9；", true),
            ("共 1135 项：新增或更新 0，未变 1135；", true),
            ("共 9 篇：新增 0，更新 1，未变 8；", false),
            ("共 9 篇：新增 9，更新 0，未变 0；", false),
            ("", false),
        ] {
            assert_eq!(is_unchanged(told), wanted, "{told}");
        }
    }
}
