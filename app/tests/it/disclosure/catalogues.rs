//! Standard catalogues: the grid with its faults, Excel out and in, long ones page by page, and how rows are covered by columns.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use base::time::DAY;
use edition::import::Import;
use edition::{Content, Desk, column, site};
use identity::Actor;
use testkit::{PageForm, both};

use super::{entries, form, keeper, nothing_is_altered, portal_column, rows};

/// The texts of the first row of the grid.
pub(super) fn with_row(form: PageForm, number: usize, item: &str) -> PageForm {
    let texts = [
        ("item", item),
        ("content", "机构职责、办公地址"),
        ("basis", "《政府信息公开条例》第二十条"),
        ("time_limit", "20 个工作日"),
        ("subject", "县民政局"),
        ("channels", "政府网站"),
        ("audience", "全社会"),
        ("mode", "主动"),
        ("level", "县级"),
    ];
    texts.iter().fold(form, |form, (field, text)| form.set(&format!("{field}-{number}"), text))
}

both! {
    async fn a_grid_names_its_faults_and_excel_goes_out_and_in_with_the_columns_it_had(county: County) {
        let page = "/work/disclosure/standard/finance";
        let (mut officer, unit) = (keeper(&county, "县民政局").await, county.unit("县民政局").await);
        let typed = with_row(form(&mut officer, page, page).await, 1, "机构职能");
        let wrong = officer.submit(&typed.clone().set("basis-1", "").set("mode-1", &"长".repeat(51))).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = wrong.rows("table.cells").first().expect("the first row").join("|");
        assert!(told.contains("第 1 行“公开依据”没有填写。") && told.contains("第 1 行“公开方式”超过 50 字"), "{told}");
        assert!(wrong.text().contains("机构职责、办公地址"), "what was typed stays");
        let before = entries(&county, "disclosure.standard").await;
        let news = portal_column(&county, "policy").await.unit.to_string();
        let filled = form(&mut officer, page, page).await.set("column-1", "999999");
        let nowhere = officer.submit(&filled).await;
        assert!(nowhere.status.is_success(), "an empty row is none, wherever it is bound");
        let typed = with_row(form(&mut officer, page, page).await, 1, "机构职能").set("column-1", &news);
        let stale = with_row(form(&mut officer, page, page).await, 2, "办事指南");
        for _ in 0..2 {
            assert!(officer.submit(&typed).await.status.is_success());
        }
        assert_eq!(entries(&county, "disclosure.standard").await, before + 2, "the empty one and this one, once");
        let late = officer.submit(&stale).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.seen().contains("已被他人改过"), "{}", late.seen());
        let more = with_row(form(&mut officer, page, page).await, 2, "办事指南");
        assert!(officer.submit(&more).await.seen().contains("共 2 行"));
        let public = format!("/xxgk/standard?unit={unit}&domain=finance");
        assert!(county.browser().get(&public).await.links("/c/policy/").len() == 1, "a bound row leads to its column");
        let out = county.browser().get(&format!("/xxgk/standard/excel?unit={unit}&domain=finance")).await;
        let import = form(&mut officer, page, &format!("{page}/excel")).await;
        let again = officer.submit(&import.clone().file("file", "目录.xlsx", &out.bytes)).await;
        assert!(again.seen().contains("已导入，共 2 行"), "{}", again.seen());
        let bound = form(&mut officer, page, page).await;
        assert_eq!((bound.value("column-1"), bound.value("column-2")), (Some(news.as_str()), Some("")), "columns stay");
        let heads = ["一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "公开方式", "公开层级"];
        let mut row: Vec<String> = heads.map(str::to_owned).to_vec();
        row[3].clear();
        let file = matter::sheet::xlsx(&heads, &[row]).expect("a workbook");
        let filled = form(&mut officer, page, &format!("{page}/excel")).await.file("file", "错.xlsx", &file);
        let refused = officer.submit(&filled).await;
        assert!(refused.seen().contains("第 2 行“公开依据”没有填写。"), "{}", refused.seen());
        assert_eq!(form(&mut officer, page, page).await.value("item-2"), Some("办事指南"), "nothing was changed");
        nothing_is_altered(&county, &["disclosure_standard_version"]).await;
        let mut clerk = county.signed_in(&county.clerk_of("县教育局").await).await;
        assert_eq!(clerk.get(page).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.post(page, &[("item-1", "x")]).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_long_catalogue_is_changed_page_by_page_and_loses_no_row(county: County) {
        let page = "/work/disclosure/standard/old";
        let mut officer = keeper(&county, "县民政局").await;
        let heads = ["一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "公开方式", "公开层级"];
        let rows: Vec<Vec<String>> = (1..=100)
            .map(|n| heads.iter().enumerate().map(|(at, head)| if at == 0 { format!("事项{n}") } else { (*head).to_owned() }).collect())
            .collect();
        let file = matter::sheet::xlsx(&heads, &rows).expect("a workbook");
        let import = form(&mut officer, page, &format!("{page}/excel")).await.file("file", "目录.xlsx", &file);
        assert!(officer.submit(&import).await.seen().contains("共 100 行"));
        let second = form(&mut officer, &format!("{page}?page=2"), page).await;
        assert_eq!(second.value("item-41"), Some("事项41"));
        let saved = officer.submit(&second.set("item-41", "改过的事项")).await;
        assert!(saved.seen().contains("共 100 行"), "{}", saved.seen());
        for (at, number, item) in [(1, 40, "事项40"), (2, 41, "改过的事项"), (2, 80, "事项80"), (3, 100, "事项100")] {
            let page = form(&mut officer, &format!("{page}?page={at}"), page).await;
            assert_eq!(page.value(&format!("item-{number}")), Some(item));
        }
        let last = with_row(form(&mut officer, &format!("{page}?page=3"), page).await, 101, "新增事项");
        assert!(officer.submit(&last).await.seen().contains("共 101 行"));
    }

    async fn coverage_tells_blank_late_and_closed_columns_apart(county: County) {
        let page = "/work/disclosure/standard/assistance";
        let app = county.app();
        let mzj = site::by_slug(&mut app.db.reader(), "mzj").await.expect("sites").expect("a site");
        let mut made = BTreeMap::new();
        for (slug, kind) in [("cover-blank", "notice"), ("cover-late", "news"), ("cover-closed", "notice"), ("cover-good", "notice")] {
            let form = column::ColumnForm { name: slug.into(), kind: kind.into(), unit: mzj.unit_id, ..Default::default() };
            let mut tx = app.db.begin().await.expect("begins");
            let desk = Desk::new(app, &Actor::System);
            let id = column::create(&mut tx, &desk, mzj.id, None, slug, &form).await.expect("a column");
            if slug != "cover-blank" {
                let content = Content { title: format!("在{slug}"), body: "<p>正文</p>".into(), source: "县民政局".into(), ..Content::default() };
                let origin = format!("test:{slug}");
                let import = Import { origin: &origin, kind: "article", column: id, unit: mzj.unit_id, attribute: "none", content, addresses: &[] };
                edition::import::bring(&mut tx, &desk, import).await.expect("is published");
            }
            tx.commit().await.expect("is kept");
            made.insert(slug, id);
        }
        let mut officer = keeper(&county, "县民政局").await;
        let mut typed = with_row(form(&mut officer, page, page).await, 1, "空白");
        for (number, item, slug) in [(1, "空白", "cover-blank"), (2, "超期", "cover-late"), (3, "关闭", "cover-closed")] {
            typed = with_row(typed, number, item).set(&format!("column-{number}"), &made[slug].to_string());
        }
        assert!(officer.submit(&typed).await.seen().contains("共 3 行"));
        let more = with_row(form(&mut officer, page, page).await, 4, "正常").set("column-4", &made["cover-good"].to_string());
        let more = with_row(more, 5, "未绑定");
        assert!(officer.submit(&more).await.seen().contains("共 5 行"));
        let mut tx = app.db.begin().await.expect("begins");
        column::close(&mut tx, &Desk::new(app, &Actor::System), made["cover-closed"]).await.expect("is closed");
        tx.commit().await.expect("is kept");
        county.pass(20 * DAY).await;
        let unit = county.unit("县民政局").await;
        let public = county.browser().get(&format!("/xxgk/standard?unit={unit}&domain=assistance")).await;
        assert_eq!(public.links("/s/mzj/c/cover-").len(), 3, "columns of the unit's own site, the closed one not");
        let mut officer = keeper(&county, "县民政局").await;
        let grid = officer.get(page).await;
        for (number, reason) in [(1, "栏目空白"), (2, "栏目超期未更新"), (3, "栏目已关闭"), (5, "未绑定栏目")] {
            let row = grid.rows("table.cells")[number - 1].join("|");
            assert!(row.contains(reason), "{number}: {row}");
        }
        let filled = form(&mut officer, page, page).await;
        let closed = officer.submit(&filled).await;
        assert!(closed.seen().contains("第 3 行绑定的栏目已关闭"), "{}", closed.seen());
        let mut overseer = county.signed_in("dianzi").await;
        let overview = overseer.get("/work/disclosure/overview?gaps=1").await;
        assert!(overview.seen().contains("缺 4"), "{}", overview.seen());
        // Gaps come first; who has no catalogue stands behind a choice, and is counted.
        let usual = overseer.get("/work/disclosure/overview").await;
        let names = |page: &testkit::Answer| page.rows("table.list").iter().map(|row| row[0].clone()).collect::<Vec<_>>();
        assert_eq!(names(&usual)[0], "县民政局", "{}", usual.seen());
        let heads = ["单位", "领域", "事项", "正常", "未绑定栏目", "栏目空白", "栏目超期未更新", "栏目已关闭"];
        let sheet = rows(&overseer.get("/work/disclosure/overview/excel").await, &heads);
        let bare = sheet.iter().find(|row| row[1] == "尚未公布").expect("an organ without catalogues")[0].clone();
        assert!(!names(&usual).contains(&bare) && usual.seen().contains("个单位尚未公布任何目录"), "{bare}");
        let all = overseer.get("/work/disclosure/overview?all=1").await;
        assert_eq!(names(&all)[0], "县民政局");
        assert!(!all.seen().contains("没有列出") && names(&all).len() > names(&usual).len(), "{}", all.seen());
        let row = sheet.iter().find(|row| row[0] == "县民政局" && row[1] == "社会救助").expect("the catalogue");
        assert_eq!(row[2..].to_vec(), ["5", "1", "1", "1", "1", "1"].map(str::to_owned).to_vec());
    }
}
