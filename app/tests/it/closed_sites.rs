//! A site that was taken off line (站点下线): nothing that it alone shows appears anywhere as if it stood, and what an open site quotes is
//! read there; on both databases.

use axum::http::StatusCode;
use edition::import::Import;
use edition::{Content, Desk, Head, publish};
use identity::Actor;
use testkit::{Browser, County, both};

use crate::sites::{form, made, of_slug};

/// Publishes a disclosed document of a site in its column.
async fn disclosed(county: &County, column: i64, title: &str, keywords: &str) -> i64 {
    let unit =
        edition::column::find(&mut county.app().db.reader(), column).await.expect("columns").expect("a column").unit_id;
    let head = Head { node: "plan".into(), made_on: Some(base::Date::constant(2026, 1, 5)), ..Head::default() };
    let content = Content {
        title: title.into(),
        body: "<p>正文</p>".into(),
        source: "县教育局".into(),
        keywords: keywords.into(),
        head,
        ..Content::default()
    };
    let origin = format!("test:{title}");
    let import =
        Import { origin: &origin, kind: "article", column, unit, attribute: "active", content, addresses: &[] };
    let mut tx = county.app().db.begin().await.expect("begins");
    let desk = Desk::new(county.app(), &Actor::System);
    let id = edition::import::bring(&mut tx, &desk, import).await.expect("is published").id();
    tx.commit().await.expect("is kept");
    id
}

/// Takes the site off line, or brings it back.
async fn turned(county: &County, site: i64, closed: bool) {
    let mut tx = county.app().db.begin().await.expect("begins");
    let desk = Desk::new(county.app(), &Actor::System);
    edition::site::close(&mut tx, &desk, site, closed).await.expect("is turned");
    tx.commit().await.expect("is kept");
    county.settle().await;
}

async fn page(reader: &mut Browser, path: &str) -> String {
    let answer = reader.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.seen());
    // What keepers typed among the links of the foot stays until they take it away.
    let text = answer.text();
    let Some((before, after)) = text.split_once("<nav class=\"friends\"") else { return text };
    format!("{before}{}", after.split_once("</nav>").map_or("", |(_, rest)| rest))
}

both! {
    async fn nothing_of_a_closed_site_stands_elsewhere_but_what_an_open_one_quotes(county: County) {
        let site = of_slug(&county, "jyj").await;
        let column = made(&county, "jyj", "ceshi", "测试栏目", "policy").await;
        let there = made(&county, "main", "ceshi", "门户测试栏目", "policy").await;
        let alone = disclosed(&county, column, "只在教育局网站的规划", "下线测试").await;
        let quoted = disclosed(&county, column, "门户也引用的规划", "下线测试").await;
        let mut tx = county.app().db.begin().await.expect("begins");
        let desk = Desk::new(county.app(), &Actor::System);
        publish::quote(&mut tx, &desk, quoted, &[there]).await.expect("is quoted");
        tx.commit().await.expect("is kept");
        county.settle().await;
        let unit = site.unit_id;
        let lists = [
            format!("/xxgk?unit={unit}"),
            format!("/xxgk?unit={unit}&node=plan&year=2026"),
            format!("/xxgk/search?q={}&unit={unit}", web::encode("规划")),
            format!("/xxgk/published?from=2026-01-01&to=2026-12-31&unit={unit}"),
            format!("/search?q={}", web::encode("教育局网站 规划")),
            "/xxgk/five".to_owned(),
            "/sitemaps/sitemap-1.xml".to_owned(),
            "/feeds/atom.xml".to_owned(),
            "/feeds/rss.xml".to_owned(),
            "/".to_owned(),
            "/map".to_owned(),
            "/kiosk".to_owned(),
            "/c/ceshi/".to_owned(),
            "/api/v1/editions?limit=100".to_owned(),
        ];
        let mut reader = county.browser();
        assert!(page(&mut reader, &lists[0]).await.contains("只在教育局网站的规划"), "it stood there before");
        let own = format!("//{}/a/{quoted}<", site.host);
        assert!(page(&mut reader, "/sitemaps/sitemap-1.xml").await.contains(&own), "{own}");
        let living = [format!("/a/{alone}<"), format!("/a/{alone}\""), "只在教育局网站的规划".to_owned(), "/s/jyj/".to_owned()];
        let mut shown = 0;
        for path in &lists {
            let text = page(&mut reader, path).await;
            shown += usize::from(living.iter().any(|word| text.contains(word)));
        }
        assert!(shown >= 8, "{shown} of them show something of the site while it is open");
        turned(&county, site.id, true).await;
        for path in &lists {
            let text = page(&mut reader, path).await;
            for word in &living {
                assert!(!text.contains(word), "{path} has {word}: {text}");
            }
        }
        for path in [&lists[0], &lists[2], &lists[3], &lists[12]] {
            assert!(page(&mut reader, path).await.contains("门户也引用的规划"), "{path}");
        }
        let map = page(&mut reader, "/sitemaps/sitemap-1.xml").await;
        assert!(map.contains(&format!("/a/{quoted}</loc>")), "its address is that of the open site");
        assert_eq!(reader.get(&format!("/s/jyj/a/{quoted}")).await.status, StatusCode::GONE, "its own site says that it is off line");
        assert!(page(&mut reader, &format!("/a/{quoted}")).await.contains("门户也引用的规划"));
        let gone = reader.get(&format!("/a/{alone}")).await;
        assert!(gone.status == StatusCode::GONE && gone.seen().contains("下线"), "{} {}", gone.status, gone.seen());
        let one = page(&mut reader, &format!("/api/v1/editions/{quoted}")).await;
        assert!(one.contains(&format!("\"href\":\"/a/{quoted}\"")), "{one}");
        for path in [
            format!("/api/v1/editions/{alone}"),
            "/api/v1/editions?site=jyj".to_owned(),
            "/s/jyj/".to_owned(),
            "/s/jyj/feeds/atom.xml".to_owned(),
            "/s/jyj/c/ceshi/".to_owned(),
        ] {
            assert_eq!(reader.get(&path).await.status, StatusCode::GONE, "{path}");
        }
        for path in [format!("/api/v1/editions/{alone}/reads"), format!("/a/{alone}/useful")] {
            assert_eq!(reader.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let figures = county.app().ext::<matter::Lines>().expect("lines");
        let figure = figures.figure("disclosure.published").expect("a figure");
        let ask = matter::Ask { from: base::Date::constant(2026, 3, 1), to: base::Date::constant(2026, 12, 31), unit: Some(unit) };
        let closed = (figure.count)(county.app(), ask).await.expect("a count");
        turned(&county, site.id, false).await;
        assert!((figure.count)(county.app(), ask).await.expect("a count") > closed, "what is public now counts");
        assert!(page(&mut reader, &lists[0]).await.contains("只在教育局网站的规划"), "it is back with its site");
        assert_eq!(reader.get(&format!("/s/jyj/a/{alone}")).await.status, StatusCode::OK);
    }

    async fn a_closed_site_says_so_and_opens_again(county: County) {
        let own = of_slug(&county, "mzj").await.id;
        let page = format!("/work/sites/{own}");
        let mut keeper = county.signed_in("dianzi").await;
        // The list of the group; what keepers typed among the links of the foot stays until they take it away.
        let leads = async || {
            let home = county.browser().get("/").await.text();
            let group = home.split("slot-group").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or_default();
            group.matches(">青禾县民政局</a>").count()
        };
        assert!(leads().await > 0, "the portal leads to it");
        let close = form(&mut keeper, &page, &format!("{page}/close")).await;
        assert!(keeper.submit(&close).await.seen().contains("站点已下线"));
        let gone = county.browser().get("/s/mzj/c/news/").await;
        assert!(gone.status == StatusCode::GONE && gone.seen().contains("下线"), "{}", gone.seen());
        assert_eq!(leads().await, 0, "and no longer");
        let open = form(&mut keeper, &page, &format!("{page}/close")).await;
        keeper.submit(&open).await;
        assert!(county.browser().get("/s/mzj/").await.status == StatusCode::OK && leads().await > 0);
        let portal = of_slug(&county, "main").await.id;
        assert_eq!(keeper.post(&format!("/work/sites/{portal}/close"), &[("closed", "1")]).await.status, StatusCode::CONFLICT);
    }
}
