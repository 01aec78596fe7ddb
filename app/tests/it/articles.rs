//! Articles that another system hands out come in once; everything derived is made anew on demand; and a publication makes
//! only those kept pages stale that show it. On both databases.

use content::foreign::AsItWas;
use content::foreign::articles::{self, Order, Told};
use edition::live;
use renhe::rebuild;
use testkit::{County, both};

use crate::serving::article;

/// Who publishes on all sites.
const PUBLISHER: &str = "bianji";
/// Why articles come in without reviews.
const WHY: &str = "原系统停用，历史稿件整体迁入";

/// Imports these lines under the name of an older system, as they were.
async fn import(county: &County, lines: &[&str]) -> Told {
    tried(county, lines, Some((PUBLISHER, WHY))).await.expect("is read")
}

/// Imports them, as they were when somebody and a reason are given; else as drafts.
async fn tried(county: &County, lines: &[&str], as_it_was: Option<(&str, &str)>) -> Result<Told, base::Error> {
    let as_it_was = match as_it_was {
        Some((login, why)) => {
            Some(AsItWas { by: county.app().identity.named(login).await.expect("reads"), why: why.to_owned() })
        }
        None => None,
    };
    let file = std::io::Cursor::new(lines.join("\n").into_bytes());
    let order = Order { file: "articles.jsonl", system: "trs", as_it_was: as_it_was.as_ref() };
    let told = articles::bring(county.app(), file, false, &order).await;
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

    async fn articles_are_drafts_unless_somebody_publishes_them_with_a_reason_and_a_second_person_looks(county: County) {
        let last = async || live::last_key(&mut county.app().db.reader()).await.expect("reads");
        let before = last().await;
        let (good, paper) = (GOOD.replace('\n', ""), PAPER.replace('\n', ""));
        for (login, why) in [("nobody", WHY), ("dianzi", WHY), (PUBLISHER, "急")] {
            let refused = tried(&county, &[&good], Some((login, why))).await;
            assert!(matches!(refused, Err(base::Error::Refused(_) | base::Error::Invalid(_))), "{login} {why}: {refused:?}");
        }
        let mut chief = county.signed_in(PUBLISHER).await;
        assert!(!chief.get("/work/content/imports").await.seen().contains("articles.jsonl"), "what was refused left nothing");
        let drafts = tried(&county, &[&good, &paper], None).await.expect("is read");
        assert_eq!((drafts.new, drafts.due.len(), last().await), (2, 0, before), "nothing is public: {drafts:?}");
        let again = tried(&county, &[&good, &paper], None).await.expect("is read");
        assert_eq!((again.new, again.changed, again.same), (0, 0, 2), "{again:?}");

        let named = good.replace("各乡镇抢抓农时", "救助对象身份证号110101199003070070").replace("\"7\"", "\"11\"");
        let secret = good.replace("各乡镇抢抓农时。", "机密★10年").replace("\"7\"", "\"12\"");
        let farm = good.replace("\"yaowen\"", "\"news\",\"site\":\"nyj\"").replace("\"7\"", "\"13\"");
        let lines = [good.as_str(), &paper, &named, &secret, &farm];
        let told = import(&county, &lines).await;
        assert_eq!((told.new + told.changed, told.kept, told.lost), (3, 2, 0), "{told:?}");
        assert!(told.held.iter().map(|(number, _)| *number).eq([3, 4]) && told.held[0].1.contains("个人信息"), "{told:?}");
        assert_eq!(told.due.len(), 2, "one for each site");
        let public = last().await;
        assert!(public > before);
        let list = chief.get("/work/content/forced").await.seen();
        assert!(list.contains("trs（articles.jsonl）") && list.contains(WHY) && list.contains("共 2 篇"), "{list}");
        let imports = chief.get("/work/content/imports").await;
        assert!(imports.seen().matches("trs（articles.jsonl）").count() >= 3, "{}", imports.seen());
        let filter = ledger::Filter { verb: Some("content.import.force".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 9).await.expect("reads");
        assert!(entries.iter().filter(|entry| entry.actor_kind == "staff" && entry.facts.contains(WHY)).count() >= 2, "{entries:?}");

        let again = import(&county, &lines).await;
        assert_eq!((again.new, again.changed, again.same, again.kept), (0, 0, 3, 2), "{again:?}");
        assert_eq!(last().await, public);
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
