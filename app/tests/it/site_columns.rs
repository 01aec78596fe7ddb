//! Columns of sites: their ledger and who is told of it, gaps of their own, columns by table, wrong units; on both databases.

use axum::http::StatusCode;
use base::time::{DAY, HOUR};
use edition::Desk;
use edition::column::{self, ColumnForm};
use identity::Actor;
use testkit::both;

use crate::sites::{form, made, of_slug, published};

both! {
    async fn the_column_ledger_counts_what_its_lists_show_and_reminds_once_a_day(county: County) {
        made(&county, "main", "kong", "空栏目", "notice").await;
        county.pass(15 * DAY).await;
        let portal = of_slug(&county, "main").await.id;
        let mut keeper = county.signed_in("dianzi").await;
        let page = keeper.get(&format!("/work/sites/ledger?site={portal}")).await;
        for (check, list) in [("动态要闻、通知政策类超期", "check=stale"), ("应更新长期未更新", "state=late"), ("空白栏目", "state=blank")] {
            let shown = page.text().split(check).nth(1).and_then(|rest| rest.split("stat-number\">").nth(1)?.split('<').next().map(str::to_owned));
            let count: usize = shown.and_then(|text| text.trim().parse().ok()).unwrap_or_else(|| panic!("{check}: {}", page.seen()));
            let listed = keeper.get(&format!("/work/sites/ledger?site={portal}&{list}")).await;
            assert_eq!(listed.text().matches("data-row>").count(), count, "{check}: {}", listed.seen());
        }
        assert!(page.seen().contains("不合格"), "five dynamic columns are late: {}", page.seen());
        let late = keeper.get(&format!("/work/sites/ledger?site={portal}&state=late")).await;
        assert!(late.seen().contains("第 1 次"), "{}", late.seen());
        county.pass(HOUR).await;
        let mut keeper = county.signed_in("dianzi").await;
        let excel = keeper.get(&format!("/work/sites/ledger.xlsx?site={portal}&state=late")).await;
        assert!(excel.bytes.starts_with(b"PK"), "{} {}", excel.status, excel.seen());
        let column = column::by_slug(&mut county.app().db.reader(), portal, "bumen").await.expect("columns").expect("部门动态");
        published(&county, column.id, "部门动态又更新了").await;
        county.pass(DAY).await;
        let mut keeper = county.signed_in("dianzi").await;
        let fresh = keeper.get(&format!("/work/sites/ledger?site={portal}&q=部门动态")).await;
        assert!(!fresh.seen().contains("第 1 次") && fresh.seen().contains("正常"), "{}", fresh.seen());
    }

    async fn a_table_of_columns_is_taken_whole_or_not_at_all(county: County) {
        let own = of_slug(&county, "nyj").await.id;
        let page = format!("/work/sites/{own}/columns/import");
        let mut keeper = county.signed_in("wz016").await;
        let wrong = "标识\t上级标识\t名称\t类型\njishu\t\t农技推广\t动态要闻\nx y\t\t坏\t动态要闻\nz\tnobody\t无上级\t动态要闻\nq\t\t无类型\t别的";
        let filled = form(&mut keeper, &page, &page).await.set("rows", wrong);
        let answer = keeper.submit(&filled).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for row in ["第 3 行", "第 4 行", "第 5 行"] {
            assert!(answer.seen().contains(row), "{row}: {}", answer.seen());
        }
        let slug = |slug: &'static str| { let app = county.app(); async move { column::by_slug(&mut app.db.reader(), own, slug).await.expect("columns") } };
        assert!(slug("jishu").await.is_none(), "nothing of it was kept");
        let good = "jishu\t\t农技推广\t动态要闻\t\t40\nbingchong\tjishu\t病虫情报\tnotice";
        let filled = form(&mut keeper, &page, &page).await.set("rows", good);
        let answer = keeper.submit(&filled).await;
        assert!(answer.seen().contains("新建栏目 2 个"), "{} {}", answer.status, answer.seen());
        assert_eq!(slug("bingchong").await.expect("is there").parent_id, Some(slug("jishu").await.expect("is there").id));
        let filled = form(&mut keeper, &page, &page).await.set("rows", good);
        let again = keeper.submit(&filled).await;
        assert!(again.seen().contains("新建栏目 0 个，修改 0 个"), "{}", again.seen());
        let excel = keeper.get(&format!("/work/sites/{own}/columns.xlsx")).await;
        assert!(excel.bytes.starts_with(b"PK"), "{} {}", excel.status, excel.seen());
    }

    async fn writers_are_told_once_for_each_change_of_their_columns(county: County) {
        let unit = county.unit("县财政局").await;
        let portal = of_slug(&county, "main").await.id;
        let app = county.app();
        let make = |slug: &'static str, name: &'static str, gap: Option<i64>| async move {
            let form = ColumnForm { name: name.into(), kind: "overview".into(), unit, rank: 5, gap, ..ColumnForm::default() };
            let mut tx = app.db.begin().await.expect("begins");
            let id = column::create(&mut tx, &Desk::new(app, &Actor::System), portal, None, slug, &form).await.expect("a column");
            tx.commit().await.expect("is kept");
            id
        };
        make("caikong", "财政空栏目", None).await;
        let own = make("caizi", "财政自定栏目", Some(10)).await;
        published(&county, own, "财政动态").await;
        let told = |words: &str| county.messages.lock().expect("messages").iter().filter(|m| m.text.contains(words)).count();
        county.pass(DAY).await;
        let first = told("“财政空栏目”（空白）");
        assert!(first > 0, "{:?}", county.messages.lock().expect("messages").iter().map(|m| m.text.clone()).collect::<Vec<_>>());
        county.pass(DAY).await;
        assert_eq!((told("“财政空栏目”（空白）"), told("“财政自定栏目”")), (first, 0), "nothing changed");
        county.pass(5 * DAY).await;
        assert_eq!(told("“财政自定栏目”（临近）"), first, "its own gap is near its end");
        county.pass(5 * DAY).await;
        assert_eq!((told("“财政自定栏目”（超期）"), told("“财政空栏目”（空白）")), (first, first));
        let mut writer = county.signed_in(&crate::review::login(&county, "县财政局", "xx").await).await;
        assert!(writer.get("/work").await.text().contains("href=\"/work/sites/mine\""), "writers have an entry in the menu");
        let mine = writer.get("/work/sites/mine").await;
        assert!(mine.seen().contains("财政空栏目") && mine.seen().contains("10 天（自定）"), "{}", mine.seen());
        let rows = mine.rows("table.list");
        assert!(rows.len() >= 2 && rows.iter().all(|row| row[3] == "县财政局"), "their own columns only: {rows:?}");
        assert_eq!(writer.get("/work/sites/mine.xlsx").await.status, StatusCode::OK);
        let year = writer.get("/work/sites/ledger/year.xlsx?year=2026").await;
        let heads = ["栏目", "3月", "全年", "没有更新的月数"];
        let rows = identity::excel::table(&year.bytes, "Sheet1", &heads).expect("a workbook");
        let row = rows.into_iter().map(|(_, row)| row).find(|row| row[0] == "财政自定栏目").expect("the column");
        assert_eq!(row[1..].to_vec(), ["1", "1", "2"].map(str::to_owned).to_vec(), "published in March only, and it is March");
        assert_eq!(writer.get("/work/sites/ledger/year.xlsx?year=1990").await.status, StatusCode::NOT_FOUND);
    }

    async fn where_nobody_writes_the_unit_above_is_told(county: County) {
        let (app, bureau, now) = (county.app(), county.unit("县财政局").await, county.clock.now());
        let mut tx = app.db.begin().await.expect("begins");
        let form = identity::UnitForm { name: "预算股".into(), short_name: "预算股".into(), kind: "section".into(), ..Default::default() };
        let act = identity::Act::new(&Actor::System, now, &app.chance);
        let office = identity::units::create(&mut tx, act, Some(bureau), "QH-CZ-YS", &form).await.expect("a section");
        let here = identity::posts::tell_unit(&mut tx, &["content.writer"], bureau, now, "试").await.expect("is told");
        let below = identity::posts::tell_unit(&mut tx, &["content.writer"], office, now, "试").await.expect("is told");
        assert!(here > 0 && below == here, "{here} {below}");
        let nobody = identity::posts::tell_unit(&mut tx, &["no.such.role"], office, now, "试").await.expect("is told");
        assert_eq!(nobody, 0);
    }

    async fn a_gap_of_its_own_is_never_longer_than_that_of_the_kind(county: County) {
        let own = of_slug(&county, "nyj").await.id;
        let id = column::by_slug(&mut county.app().db.reader(), own, "news").await.expect("columns").expect("a column").id;
        let page = format!("/work/sites/{own}/columns/{id}");
        let mut keeper = county.signed_in("wz016").await;
        for wrong in ["15", "0", "两周"] {
            let filled = form(&mut keeper, &page, &page).await.set("gap", wrong);
            let answer = keeper.submit(&filled).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.seen().contains("1 至 14 天"), "{wrong}: {}", answer.seen());
        }
        let filled = form(&mut keeper, &page, &page).await.set("gap", "7");
        assert!(keeper.submit(&filled).await.seen().contains("栏目已保存"));
        assert_eq!(form(&mut keeper, &page, &page).await.value("gap"), Some("7"));
        let sheet = keeper.get(&format!("/work/sites/{own}/columns.xlsx")).await;
        let rows = identity::excel::table(&sheet.bytes, "Sheet1", &["标识", "自定最长间隔（天）"]).expect("a workbook");
        assert!(rows.iter().any(|(_, row)| row[0] == "news" && row[1] == "7"), "{rows:?}");
        let filled = form(&mut keeper, &page, &page).await.set("gap", "");
        assert!(keeper.submit(&filled).await.seen().contains("栏目已保存"));
        assert_eq!(form(&mut keeper, &page, &page).await.value("gap"), Some(""));
    }

    async fn a_unit_that_is_not_there_is_an_error_of_its_field(county: County) {
        let portal = of_slug(&county, "main").await.id;
        let mut keeper = county.signed_in("dianzi").await;
        let page = format!("/work/sites/{portal}/columns");
        for unit in ["", "abc", "999999"] {
            let fields = [("name", "新栏目"), ("slug", "xin"), ("kind", "notice"), ("unit", unit)];
            let answer = keeper.post(&page, &fields).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.seen().contains("没有这个单位"), "{unit}: {}", answer.seen());
            let fields = [("name", "新站点"), ("slug", "xinzhan"), ("kind", "department"), ("unit", unit)];
            let answer = keeper.post("/work/sites", &fields).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.seen().contains("没有这个单位"), "{unit}: {}", answer.seen());
        }
        let mut own = county.signed_in("wz016").await;
        let (unit, parent) = (of_slug(&county, "nyj").await.unit_id.to_string(), portal.to_string());
        let fields = [("name", "新站点"), ("slug", "xinzhan"), ("kind", "department"), ("unit", unit.as_str()), ("parent", parent.as_str())];
        let answer = own.post("/work/sites", &fields).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.seen().contains("不由您管理"), "{}", answer.seen());
        let nyj = of_slug(&county, "nyj").await.id.to_string();
        let fields = [("name", "新站点"), ("slug", "xinzhan"), ("kind", "department"), ("unit", unit.as_str()), ("parent", nyj.as_str())];
        let made = own.post("/work/sites", &fields).await;
        assert!(made.status == StatusCode::OK && made.path.starts_with("/work/sites/"), "{} {}", made.status, made.seen());
        assert_eq!(of_slug(&county, "xinzhan").await.parent_id.map(|id| id.to_string()), Some(nyj));
    }
}
