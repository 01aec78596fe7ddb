//! Articles that another system hands out come in once; everything derived is made anew on demand; and a publication makes
//! only those kept pages stale that show it. On both databases.

use edition::live;
use renhe::import::articles::{self, Told};
use renhe::rebuild;
use testkit::{County, both};

use crate::serving::article;

/// Imports these lines under the name of an older system.
async fn import(county: &County, lines: &[&str]) -> Told {
    let file = std::io::Cursor::new(lines.join("\n").into_bytes());
    let told = articles::bring(county.app(), file, false, "trs").await.expect("is read");
    county.settle().await;
    told
}

const GOOD: &str = r#"{"id":"7","column":"yaowen","title":"春耕备耕全面展开","date":"2021-03-05 09:30","source":"县融媒体中心",
    "body":"<p>各乡镇抢抓农时。</p><script>x()</script>","addresses":["/art/2021/3/5/art_7.html"]}"#;
const PAPER: &str = r#"{"id":"8","column":"gfxwj","kind":"policy","title":"关于高标准农田建设的通知","date":"2022-05-01","source":"县政府办",
    "body":"<p>各单位：</p>","disclosed":true,"doc_no":"青政发〔2022〕8号","made_on":"2022-04-28","validity":"valid"}"#;

both! {
    async fn articles_of_another_system_keep_date_source_and_address_and_come_once(county: County) {
        let (good, paper) = (GOOD.replace('\n', ""), PAPER.replace('\n', ""));
        let nowhere = good.replace("yaowen", "nowhere").replace("\"7\"", "\"9\"");
        let timeless = good.replace("2021-03-05 09:30", "去年").replace("\"7\"", "\"10\"");
        let lines = [good.as_str(), "", "{", &nowhere, &paper, &timeless];
        let told = import(&county, &lines).await;
        assert_eq!((told.new, told.changed, told.same, told.lost), (2, 0, 0, 3), "{told:?}");
        let numbers: Vec<u64> = told.left.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [3, 4, 6], "each is told with the number of its line: {told:?}");

        let mut reader = county.browser();
        let old = reader.get("/art/2021/3/5/art_7.html").await;
        let seen = old.seen();
        assert!(old.path.starts_with("/a/") && seen.contains("2021-03-05 09:30") && seen.contains("县融媒体中心"), "{seen}");
        assert!(!old.text().contains("x()"), "the body is made safe");
        let found = live::by_doc_no(&mut county.app().db.reader(), "青政发(2022)8号").await.expect("reads");
        assert!(found.first().is_some_and(|paper| !paper.index_no.is_empty() && paper.made_on == "2022-04-28"), "{found:?}");

        let again = import(&county, &lines).await;
        assert_eq!((again.new, again.changed, again.same, again.lost), (0, 0, 2, 3), "{again:?}");
        let changed = good.replace("抢抓农时", "抢抓农时，不误农事");
        let more = import(&county, &[&changed, &paper]).await;
        assert_eq!((more.new, more.changed, more.same, more.lost), (0, 1, 1, 0), "{more:?}");
        assert!(reader.get(&old.path).await.seen().contains("不误农事"));
    }

    async fn everything_is_made_anew_and_the_search_finds_as_before(county: County) {
        import(&county, &[&GOOD.replace('\n', ""), &PAPER.replace('\n', "")]).await;
        let most = county.app().number("web.page.rows").expect("a rule");
        for number in 0..=most {
            article(&county, ("nyj", "news"), &format!("农技快讯第{number}期"), "<p>正文。</p>", None).await;
        }
        let done = rebuild::all(county.app(), 3).await.expect("is made");
        assert_eq!((done.lost, done.left.len()), (0, 0), "{done:?}");
        let last = live::stamps(&mut county.app().db.reader(), 0..1_000_000).await.expect("reads").len() as u64;
        assert!(done.pages > last + 10 && done.bytes > 1_000 * done.pages, "articles, lists, feeds, homes: {done:?}");
        assert!(done.documents as u64 >= last, "{done:?}");
        let mut reader = county.browser();
        assert!(reader.get("/search?q=高标准农田").await.seen().contains("关于高标准农田建设的通知"));
        assert!(county.app().search.compare(&county.app().db).await.expect("compares").wrong.is_empty());
    }

    async fn a_publication_makes_stale_what_shows_it_and_leaves_the_rest(county: County) {
        let notice = article(&county, ("main", "notice"), "关于停水的通知", "<p>正文。</p>", None).await;
        article(&county, ("main", "yaowen"), "第一条要闻", "<p>正文。</p>", None).await;
        let (page, mut reader) = (format!("/a/{notice}"), county.browser());
        for path in [page.as_str(), "/c/notice/", "/c/yaowen/", "/feeds/atom.xml", "/"] {
            assert_eq!(reader.get(path).await.status, 200, "{path}");
            // What is kept is marked, so that it is seen whether it is still shown.
            assert!(county.app().cache.spoil(path, "MARK"), "{path} is kept");
        }
        article(&county, ("main", "yaowen"), "第二条要闻", "<p>正文。</p>", None).await;
        for path in [page.as_str(), "/c/notice/"] {
            assert_eq!(reader.get(path).await.text(), "MARK", "{path} shows nothing of it and is still good");
        }
        for path in ["/c/yaowen/", "/feeds/atom.xml"] {
            let shown = reader.get(path).await.text();
            assert!(shown.contains("第二条要闻"), "{path} shows it: {shown}");
        }
        assert_ne!(reader.get("/").await.text(), "MARK", "the home page is made anew");
    }
}
