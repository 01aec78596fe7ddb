//! A unit or a column that gets another name is called so wherever it is read or searched for, on both databases.

use edition::column::{self, ColumnForm};
use edition::{Desk, FOUND};
use identity::{Act, Actor, UnitForm, units};
use store::search::{Find, Found, Reach};
use testkit::{County, both};

use crate::sites::{made, published};

/// What bears the name as this facet, of all kinds, inside and outside.
async fn bearing(county: &County, key: &str, value: &str) -> Found {
    let facets = vec![(key.to_owned(), value.to_owned())];
    let find = Find { reach: Reach::All, facets, limit: 500, count: &["kind"], ..Find::default() };
    county.app().search.find(&find).await.expect("is asked")
}

both! {
    async fn a_unit_is_called_by_its_new_name_in_all_lines(county: County) {
        let (before, after) = ("县农业农村局", "县农业局");
        county.settle().await;
        let known = bearing(&county, "unit", before).await;
        let kinds = known.counts.iter().find(|(key, _)| key == "kind").map_or(0, |(_, kinds)| kinds.len());
        assert!(kinds >= 2, "the unit has things of several lines: {:?}", known.counts);
        let article = known.hits.iter().find(|hit| hit.kind == FOUND).expect("an article").id;
        let page = format!("/a/{article}");
        let named = county.browser().get(&page).await.text();
        assert!(named.contains(before) && !named.contains(after), "XX: {}", named.lines().filter(|l| l.contains(before)).collect::<Vec<_>>().join("\n"));
        let id = county.unit(before).await;
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        let unit = units::find(&mut tx, id).await.expect("units").expect("the unit");
        let name = unit.name.replace("农业农村局", "农业局");
        let form = UnitForm { name, short_name: after.into(), kind: unit.kind, rank: unit.rank, phone: unit.phone };
        units::change(&mut tx, Act::new(&Actor::System, county.clock.now(), &app.chance), id, &form).await.expect("is renamed");
        tx.commit().await.expect("is kept");
        for _ in 0..20 {
            county.pass(1_000).await;
        }
        let left = bearing(&county, "unit", before).await;
        assert_eq!(left.total, 0, "{:?}", left.hits);
        assert_eq!(bearing(&county, "unit", after).await.total, known.total);
        let shown = county.browser().get(&page).await;
        assert!(!shown.text().contains(&format!(">{before}<")), "the page was made again: {}", shown.seen());
    }

    async fn a_renamed_column_narrows_the_search_and_sites_are_called_by_their_names(county: County) {
        let id = made(&county, "main", "shiyan", "试验栏目", "news").await;
        let article = published(&county, id, "试验田观摩会").await;
        county.settle().await;
        let found = |value: &str| format!("/search?q={}&column={}", web::encode("试验田观摩会"), web::encode(value));
        let page = county.browser().get(&found("试验栏目")).await;
        assert!(page.text().contains(&format!("/a/{article}")), "{}", page.seen());
        assert!(county.browser().get("/c/shiyan/").await.text().contains("试验栏目"));
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        let column = column::find(&mut tx, id).await.expect("columns").expect("the column");
        let form = ColumnForm { name: "示范栏目".into(), kind: column.kind, unit: column.unit_id, rank: column.rank, ..ColumnForm::default() };
        column::change(&mut tx, &Desk::new(app, &Actor::System), id, &form).await.expect("is renamed");
        tx.commit().await.expect("is kept");
        county.settle().await;
        let page = county.browser().get(&found("示范栏目")).await;
        assert!(page.text().contains(&format!("/a/{article}")), "{}", page.seen());
        assert_eq!(bearing(&county, "column", "试验栏目").await.total, 0);
        for path in ["/c/shiyan/".to_owned(), format!("/a/{article}")] {
            let shown = county.browser().get(&path).await;
            assert!(shown.text().contains("示范栏目") && !shown.text().contains("试验栏目"), "{path}: {}", shown.seen());
        }
        let narrowed = county.browser().get(&format!("/search?q={}&site=main", web::encode("试验田观摩会"))).await;
        let portal = edition::site::main(&mut county.app().db.reader()).await.expect("sites").expect("the portal").name;
        assert!(narrowed.text().contains(&format!("aria-current=\"true\">{portal}<span class=\"count\">")), "{portal}: {}", narrowed.text());
        assert!(!narrowed.text().contains(">main<"), "a site is called by its name");
    }
    async fn what_was_begun_goes_on_after_a_restart(county: County) {
        let id = made(&county, "main", "shifan", "示范田", "news").await;
        for at in 0..210 {
            published(&county, id, &format!("示范田第{at}块")).await;
        }
        county.settle().await;
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        let column = column::find(&mut tx, id).await.expect("columns").expect("the column");
        let form = ColumnForm { name: "高标准农田".into(), kind: column.kind, unit: column.unit_id, rank: column.rank, ..ColumnForm::default() };
        column::change(&mut tx, &Desk::new(app, &Actor::System), id, &form).await.expect("is renamed");
        tx.commit().await.expect("is kept");
        county.settle().await;
        let begun = bearing(&county, "column", "高标准农田").await.total;
        assert!(begun > 0 && begun < 210, "a step is less than all: {begun}");
        let meanwhile = published(&county, id, "示范田之外的一块").await;
        county.settle().await;
        let found = county.app().search.find(&Find { text: "示范田之外的一块", kinds: &[FOUND], limit: 1, ..Find::default() }).await.expect("is asked");
        assert_eq!(found.hits.first().map(|hit| hit.id), Some(meanwhile), "what is published meanwhile is found");
        let again = county.again().await;
        county.clock.set(county.clock.now().plus(1_000));
        again.runner.run_due(county.clock.now()).await.expect("jobs run");
        county.app().search.catch_up(&county.app().db).await.expect("the index follows");
        assert_eq!(bearing(&county, "column", "高标准农田").await.total, 211);
        assert_eq!(bearing(&county, "column", "示范田").await.total, 0);
    }

    async fn a_site_off_line_is_found_by_nothing_of_it_and_comes_back_whole(county: County) {
        county.settle().await;
        let app = county.app();
        let site = edition::site::by_slug(&mut app.db.reader(), "nyj").await.expect("sites").expect("the site").id;
        let of_site = async || {
            let facets = vec![("unit".to_owned(), "县农业农村局".to_owned())];
            let find = Find { reach: Reach::Public, facets, kinds: &[FOUND, "topics.topic"], limit: 500, ..Find::default() };
            let mut all: Vec<(String, i64)> = Vec::new();
            for hit in app.search.find(&find).await.expect("is asked").hits {
                let places = edition::live::places(&mut app.db.reader(), hit.id).await.expect("places");
                // What another site shows too stays there.
                if hit.kind != FOUND || places.iter().all(|(_, at, _)| *at == site) {
                    all.push((hit.kind, hit.id));
                }
            }
            all.sort();
            all
        };
        let before = of_site().await;
        assert!(before.iter().any(|(kind, _)| kind == FOUND) && before.iter().any(|(kind, _)| kind == "topics.topic"), "{before:?}");
        for closed in [true, false] {
            let mut tx = app.db.begin().await.expect("begins");
            edition::site::close(&mut tx, &Desk::new(app, &Actor::System), site, closed).await.expect("is turned");
            tx.commit().await.expect("is kept");
            for _ in 0..20 {
                county.pass(1_000).await;
            }
            assert_eq!(of_site().await, if closed { Vec::new() } else { before.clone() }, "closed: {closed}");
        }
    }
}
