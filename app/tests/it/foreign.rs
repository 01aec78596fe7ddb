//! A foreign site comes in: saved pages of five makers become articles, old addresses lead to them, a second import changes
//! nothing, on both databases.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use content::foreign::map::Map;
use content::foreign::saved::Saved;
use content::foreign::{AsItWas, Order, Told, site};
use edition::live::{self, Leads};
use store::testing::samples::PNG;
use testkit::{County, both};

/// The sample pages and the addresses under which a crawler saved them.
const PAGES: [(&str, &str); 5] = [
    ("trs.html", "www.qinghe.gov.cn/jrqh/202403/t20240305_4521.html"),
    ("dahan.html", "nyj.qinghe.gov.cn/art/2019/5/1/art_12_345.html"),
    ("boda.html", "zjj.qinghe.gov.cn/content.jsp?urltype=news.NewsContentUrl&wbnewsid=1234"),
    ("dongyi.html", "wlj.qinghe.gov.cn/item/index.html"),
    ("catalogue.html", "www.qinghe.gov.cn/gkmlpt/content/1/100/post_100234.html"),
];

fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ground/intake/samples/pages").join(name);
    fs::read_to_string(path).expect("a sample page")
}

fn put(dir: &Path, path: &str, content: &[u8]) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
    fs::write(path, content).expect("is written");
}

/// Who publishes on the portal.
const PUBLISHER: &str = "bianji";
/// Why an older site comes in without reviews.
const WHY: &str = "旧站停运，须整站迁入";

fn saved(dir: &Path) -> Saved {
    for (name, path) in PAGES {
        put(dir, path, sample(name).as_bytes());
    }
    put(dir, "www.qinghe.gov.cn/jrqh/202403/W020240305331.jpg", PNG);
    put(dir, "www.qinghe.gov.cn/jrqh/202403/P020240305332.docx", "责任表：城关镇".as_bytes());
    put(dir, "www.qinghe.gov.cn/index.html", "<html><title>首页</title></html>".as_bytes());
    put(dir, "www.qinghe.gov.cn/bad.html", &[0x81, 0xff, 0x80]);
    Saved::open(dir).expect("a folder")
}

async fn bring(county: &County, saved: &Saved) -> Told {
    tried(county, saved, Some((PUBLISHER, WHY))).await.expect("comes in")
}

/// Brings pages in, as they were when somebody and a reason are given; else as drafts.
async fn tried(county: &County, saved: &Saved, as_it_was: Option<(&str, &str)>) -> Result<Told, base::Error> {
    let map = Map::read("政府文件\tpolicy\nwww.qinghe.gov.cn/none/\t-\n").expect("a map");
    let column = column(county).await;
    let as_it_was = match as_it_was {
        Some((login, why)) => {
            Some(AsItWas { by: county.app().identity.named(login).await.expect("reads"), why: why.to_owned() })
        }
        None => None,
    };
    let order = Order {
        saved,
        name: "旧站",
        site: "main",
        column: &column,
        map: &map,
        undated: false,
        as_it_was: as_it_was.as_ref(),
    };
    site(county.app(), &order).await
}

/// Slug of an ordinary column of the portal.
async fn column(county: &County) -> String {
    let mut reader = county.app().db.reader();
    let portal = edition::site::main(&mut reader).await.expect("sites").expect("a portal");
    let columns = edition::column::of_site(&mut reader, portal.id).await.expect("columns");
    let plain = columns.into_iter().find(|c| c.kind == "news");
    plain.expect("a column of articles").slug
}

/// Path and query of an old address below its host.
fn path_of(address: &str) -> &str {
    address.find('/').and_then(|at| address.get(at..)).unwrap_or("/")
}

both! {
    async fn saved_pages_become_articles_and_their_old_addresses_answer_301(county: County) {
        let dir = tempfile::tempdir().expect("a folder");
        let saved = saved(dir.path());
        let first = bring(&county, &saved).await;
        assert_eq!((first.pages, first.new, first.changed, first.same), (7, 5, 0, 0), "{:?}", first.left);
        assert_eq!(first.shapes.len(), 5);
        assert_eq!(first.files, 2, "{:?}", first.left);
        let refused: Vec<&str> = first.left.iter().map(|(page, _)| page.as_str()).collect();
        for page in ["www.qinghe.gov.cn/index.html", "www.qinghe.gov.cn/bad.html"] {
            assert!(refused.contains(&page), "{refused:?}");
        }
        let again = bring(&county, &saved).await;
        assert_eq!((again.new, again.changed, again.same, again.files), (0, 0, 5, 0));
        let browser = county.browser();
        for (_, address) in PAGES {
            let old = path_of(address);
            let mut visitor = browser.clone();
            let page = visitor.get(old).await;
            assert_eq!(page.status, StatusCode::OK, "{old}");
            assert!(page.path.starts_with("/a/"), "{old} leads to {}", page.path);
            let text = page.text().to_lowercase();
            for sign in ["alert(1)", "javascript:", "ads.example", "彩票"] {
                assert!(!text.contains(sign), "{sign} in {old}");
            }
        }
        let mut visitor = county.browser();
        let page = visitor.get("/jrqh/202403/t20240305_4521.html").await;
        for words in ["青禾县召开春耕生产工作会议", "2024-03-05", "青禾县融媒体中心", "春耕生产任务表"] {
            assert!(page.seen().contains(words), "{words}: {}", page.seen());
        }
        let files = page.links("/a/").into_iter().filter(|l| l.contains("/files/")).collect::<Vec<_>>();
        assert!(!files.is_empty(), "the attachment is linked");
        assert_eq!(visitor.get(&files[0]).await.status, StatusCode::OK);
        // A folder's page answers in all its forms.
        for old in ["/item/", "/item", "/item/index.html", "/item/index.html?from=timeline"] {
            assert!(visitor.get(old).await.path.starts_with("/a/"), "{old}");
        }
    }

    async fn without_somebody_who_publishes_everything_stays_a_draft_and_a_second_person_looks_at_the_rest(county: County) {
        let dir = tempfile::tempdir().expect("a folder");
        let saved = saved(dir.path());
        let last = async || live::last_key(&mut county.app().db.reader()).await.expect("reads");
        let before = last().await;
        // Neither a login that there is not, nor one that does not publish, nor a reason that says nothing.
        for (login, why) in [("nobody", WHY), ("dianzi", WHY), (PUBLISHER, "急")] {
            let refused = tried(&county, &saved, Some((login, why))).await;
            assert!(matches!(refused, Err(base::Error::Refused(_) | base::Error::Invalid(_))), "{login} {why}: {refused:?}");
        }
        let mut chief = county.signed_in(PUBLISHER).await;
        assert!(chief.get("/work/content/imports").await.seen().matches("旧站").count() == 0, "what was refused left nothing");
        let drafts = tried(&county, &saved, None).await.expect("comes in");
        assert_eq!((drafts.new, drafts.due), (5, None), "{:?}", drafts.left);
        assert_eq!(last().await, before, "nothing is public");
        assert_eq!(county.browser().get("/item/").await.status, StatusCode::NOT_FOUND);
        assert!(chief.get("/work/content/imports").await.seen().contains("旧站"), "the import has its report on the workbench");
        put(dir.path(), "www.qinghe.gov.cn/mz/1.html", sample("boda.html").replace("城关镇道路维修", "救助名单 身份证号110101199003070070").as_bytes());
        put(dir.path(), "www.qinghe.gov.cn/mz/2.html", sample("boda.html").replace("城关镇道路维修", "机密★10年").as_bytes());
        let told = bring(&county, &Saved::open(dir.path()).expect("a folder")).await;
        assert_eq!((told.new, told.held.len()), (5, 2), "{told:?}");
        assert!(told.due.is_some() && last().await > before);
        assert_eq!(county.browser().get("/mz/1.html").await.status, StatusCode::NOT_FOUND, "what holds personal data is not public");
        assert_eq!(county.browser().get("/mz/2.html").await.status, StatusCode::NOT_FOUND, "nor what bears the mark of a secret");
        let list = chief.get("/work/content/forced").await;
        assert!(list.seen().contains(WHY) && list.seen().contains("共 5 篇") && list.seen().contains("由您发布"), "{}", list.seen());
        let filter = ledger::Filter { verb: Some("content.import".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 9).await.expect("reads");
        assert!(entries.iter().any(|entry| entry.actor_kind == "staff" && entry.facts.contains("\"terminal\":true")), "{entries:?}");
    }

    async fn two_sites_with_the_same_path_keep_their_pages(county: County) {
        let dir = tempfile::tempdir().expect("a folder");
        for host in ["one.example.cn", "two.example.cn"] {
            let page = sample("boda.html").replace("城关镇道路维修", host);
            put(dir.path(), &format!("{host}/info/1003/1.htm"), page.as_bytes());
        }
        let told = bring(&county, &Saved::open(dir.path()).expect("a folder")).await;
        assert_eq!(told.new, 2, "{:?}", told.left);
        let mut reader = county.app().db.reader();
        let mut ids = Vec::new();
        for host in ["one.example.cn", "two.example.cn", "other.example.cn"] {
            match live::address(&mut reader, host, "/info/1003/1.htm").await.expect("reads") {
                Some(Leads::Item(id)) => ids.push(id),
                other => panic!("{host}: {other:?}"),
            }
        }
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids[0], ids[2], "without its host the path leads to the first");
    }
}
