//! A static copy of a site: everything public is in it, its links lead to files, and whoever changes a file is found out.

use std::collections::BTreeSet;
use std::path::Path;

use renhe::commands::export::{VerifyArgs, verify as verify_command};
use renhe::export::manifest::MANIFEST;
use renhe::export::verify::{self, Fault};
use testkit::{County, Dialect, both};

use crate::serving::article;

/// The content of an attachment.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// Every file below `dir`, by its path.
fn files(dir: &Path) -> BTreeSet<String> {
    let (mut all, mut folders) = (BTreeSet::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for child in std::fs::read_dir(&folder).expect("a folder") {
            let path = child.expect("a child").path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(all.insert(path.strip_prefix(dir).expect("below").to_string_lossy().into_owned())),
            }
        }
    }
    all
}

/// The local addresses on a page, without what stands behind `#`.
fn links(html: &str) -> BTreeSet<String> {
    let page = scraper::Html::parse_document(html);
    let all = scraper::Selector::parse("[href], [src]").expect("a selector");
    let found = page.select(&all).filter_map(|e| e.value().attr("href").or_else(|| e.value().attr("src")));
    found.filter(|to| to.starts_with('/')).map(|to| to.split('#').next().unwrap_or_default().to_owned()).collect()
}

// The portal is large and rendered the same from both databases; those below are copied from both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_has_every_public_page_and_its_links_lead_to_files() {
    let county = County::new(Dialect::Sqlite).await;
    let dir = tempfile::tempdir().expect("a folder");
    let to = dir.path().join("main");
    let body = "<p>见附件。<a href=\"/letters\">来信公开</a></p>";
    let id = article(&county, ("main", "yaowen"), "预算公开", body, Some(PDF)).await;
    county.settle().await;
    let done = renhe::export::site(county.app(), "main", &to).await.expect("is exported");
    assert_eq!(done.left, Vec::new(), "every address that is linked answers");
    let all = files(&to);
    let file = all.iter().find(|path| path.starts_with(&format!("a/{id}/files/"))).expect("the attachment");
    assert!(file.ends_with(".pdf"), "{file}");
    for wanted in [
        "index.html",
        "hant/index.html",
        "xxgk/index.html",
        "letters/index.html",
        "guide/index.html",
        "sitemap.xml",
        "robots.txt",
        "feeds/atom.xml",
        "c/yaowen/index.html",
        "c/yaowen/atom.xml",
        "map/index.html",
        "sitemaps/sitemap-1.xml",
        &format!("a/{id}/index.html"),
        &format!("hant/a/{id}/index.html"),
        &format!("a/{id}/print/index.html"),
        MANIFEST,
    ] {
        assert!(all.contains(wanted), "{wanted} is not among {all:?}");
    }
    assert!(all.iter().any(|path| path.starts_with("assets/") && path.ends_with(".css")), "{all:?}");
    assert!(!all.iter().any(|path| path.contains("work/") || path.starts_with("s/")), "{all:?}");
    // What has a page for everybody has a file; what is left over is made for each request.
    let live = [
        "/letters/",
        "/mode",
        "/search",
        "/login",
        "/kiosk",
        "/verify",
        "/ledger",
        "/s/",
        "/a/",
        "/xxgk",
        "/my",
        "/hant/",
        "/guide",
        "/topics",
        "/work",
    ];
    for path in all.iter().filter(|path| path.ends_with(".html")) {
        let html = std::fs::read_to_string(to.join(path)).expect("a page");
        for link in links(&html) {
            let at = link.trim_start_matches('/');
            let file = if at.is_empty() || at.ends_with('/') { format!("{at}index.html") } else { at.to_owned() };
            let there = all.contains(&file);
            assert!(there || live.iter().any(|start| link.starts_with(start)), "{path} leads to {link}");
            assert!(there || !link.ends_with('/') || link.contains("/s/"), "{path} leads to {link}");
        }
    }
    let page = std::fs::read_to_string(to.join(format!("a/{id}/index.html"))).expect("the page");
    assert!(page.contains(&format!("href=\"/hant/a/{id}/\"")), "the switch of scripts works in the copy");
    assert!(page.contains(&format!("href=\"/{file}\"")), "the link to the attachment");
    assert!(!dir.path().join("main.part").exists() && !to.join(".work").exists(), "nothing is left of the work");
    let again = renhe::export::site(county.app(), "main", &to).await.expect_err("the folder is full");
    assert!(again.to_string().contains("不是空目录"), "{again}");
}

both! {
    async fn what_was_changed_in_a_copy_is_named(county: County) {
        let dir = tempfile::tempdir().expect("a folder");
        let to = dir.path().join("nyj");
        for n in 0..25 {
            article(&county, ("nyj", "news"), &format!("农技推广第{n}期"), "<p>正文。</p>", None).await;
        }
        renhe::export::site(county.app(), "nyj", &to).await.expect("is exported");
        let found = verify::copy(&to, Some(county.app().ledger.public_key())).expect("is checked");
        assert_eq!((found.wrong.len(), found.header.site.as_str(), found.trusted), (0, "nyj", true));
        assert_eq!(found.checked, files(&to).len() as u64 - 1);
        assert!(found.header.head.contains("ledger"), "{}", found.header.head);
        let all = files(&to);
        assert!(all.contains("index.html") && !all.iter().any(|path| path.starts_with("s/")), "on its own host: {all:?}");
        assert!(all.iter().any(|path| path.starts_with("c/news/_after=")), "the second page of a list");
        let master = dir.path().join("master");
        renhe::export::site(county.app(), "nyj", &master).await.expect("is exported once more");
        let page = to.join("index.html");
        let text = std::fs::read_to_string(&page).expect("a page").replacen("农业", "工业", 1);
        std::fs::write(&page, text).expect("is changed");
        let css = all.iter().find(|path| path.ends_with(".css")).expect("a style").clone();
        std::fs::remove_file(to.join(&css)).expect("is taken away");
        std::fs::write(to.join("c/evil.html"), "<p>").expect("is put in");
        let found = verify::copy(&to, None).expect("is checked");
        let mut expected = vec![
            (Fault::Changed, "index.html".to_owned()), (Fault::Missing, css), (Fault::Extra, "c/evil.html".to_owned()),
        ];
        expected.sort();
        assert_eq!(found.wrong, expected);
        let answer = verify_command(&VerifyArgs { dir: to.clone(), key: None, restore_from: None }).expect("answers");
        assert!(!answer.good && answer.text.contains("被改动：index.html"), "{}", answer.text);
        std::fs::copy(master.join(MANIFEST), to.join(MANIFEST)).expect("another list, as signed");
        let repair = VerifyArgs { dir: to.clone(), key: None, restore_from: Some(master.clone()) };
        let answer = verify_command(&repair).expect("answers");
        assert!(!answer.good && answer.text.contains("已全部恢复"), "the alarm is the exit code: {}", answer.text);
        assert!(dir.path().join("nyj.removed/c/evil.html").exists() && !to.join("c/evil.html").exists());
        assert!(verify::copy(&to, None).expect("is checked").wrong.is_empty());
        assert!(verify_command(&repair).expect("answers").good);
        let list = to.join(MANIFEST);
        let whole = std::fs::read_to_string(&list).expect("the list");
        for other in [
            whole.replacen("nyj", "nyx", 1), whole.replacen("\"length\":", "\"length\":1", 1),
            whole.lines().filter(|line| !line.contains("index.html")).collect::<Vec<_>>().join("\n"),
            whole.trim_end().trim_end_matches('}').to_owned(), format!("{whole}\n"), String::new(),
        ] {
            std::fs::write(&list, other).expect("is changed");
            assert!(verify::copy(&to, None).is_err());
        }
        std::fs::remove_file(&list).expect("is taken away");
        assert!(verify::copy(&to, None).expect_err("no list").contains("导出没有完成"));
    }

    async fn a_copy_that_was_broken_off_is_not_there(county: County) {
        let dir = tempfile::tempdir().expect("a folder");
        let to = dir.path().join("copy");
        let exporting = renhe::export::site(county.app(), "main", &to);
        let cut = tokio::time::timeout(std::time::Duration::from_millis(300), exporting).await;
        assert!(cut.is_err(), "it takes longer than that");
        assert!(!to.exists() && !dir.path().join("copy.part").join(MANIFEST).exists());
        assert!(verify::copy(&dir.path().join("copy.part"), None).is_err());
        let mut tx = county.app().db.begin().await.expect("begins");
        tx.run("UPDATE edition_site SET host = '' WHERE slug = 'jyj'", store::args![]).await.expect("has no host");
        tx.commit().await.expect("is kept");
        county.app().cache.invalidate(web::SITE);
        renhe::export::site(county.app(), "jyj", &to).await.expect("is begun anew");
        let all = files(&to);
        assert!(all.contains("s/jyj/index.html") && all.contains("hant/s/jyj/index.html"), "{all:?}");
        assert!(!all.contains("index.html") && !all.contains("xxgk/index.html"), "the portal is not in it: {all:?}");
        assert!(verify::copy(&to, None).expect("is checked").wrong.is_empty());
        let none = renhe::export::site(county.app(), "none", &dir.path().join("x")).await.expect_err("no such site");
        assert!(none.to_string().contains("none"), "{none}");
    }
}
