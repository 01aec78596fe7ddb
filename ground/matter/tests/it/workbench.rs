//! The workbench in a browser's eyes: every list, the page of a matter, hostile text, forms that come back, bulk, export.

use axum::http::StatusCode;

use crate::county::County;
use crate::desk::Desk;

const EVIL: &str = "<script>alert(1)</script>\"'{{ 7 * 7 }}";

async fn desk(db: store::testing::TestDb) -> (Desk, i64, String, String) {
    let county = County::new(db).await;
    let id = county.open(EVIL).await;
    let desk = Desk::new(county).await;
    let clerk = desk.sign_in(1, &["sample_clerk", "sample_approver"]).await;
    let handler = desk.sign_in(2, &["sample_handler"]).await;
    (desk, id, clerk, handler)
}

fn calm(page: &str) {
    assert!(!page.contains("<script>alert"), "a script of a stranger");
    assert!(!page.contains("\"'49"), "a template of a stranger");
}

store::both! {
    async fn a_matter_goes_its_way_through_the_pages(db: TestDb) {
        let (desk, id, clerk, handler) = desk(db).await;
        let (status, list) = desk.get(&clerk, "/work").await;
        assert_eq!(status, StatusCode::OK, "{list}");
        calm(&list);
        assert!(list.contains(&format!("/work/sample/{id}")) && list.contains("未读") && list.contains("还有 5 个工作日"));
        let (status, page) = desk.get(&clerk, &format!("/work/sample/{id}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        calm(&page);
        for text in ["派单", "登记受理", "答复时限", "怎样算的", "待受理", "县城管局"] {
            assert!(page.contains(text), "{text}");
        }
        let dispatch = format!("/work/sample/{id}/dispatch");
        let (status, page) = desk.post(&clerk, &dispatch, &[("tab", "dispatch"), ("seen", "2"), ("opinion", EVIL), ("unit", "不存在的单位")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        calm(&page);
        assert!(page.contains("没有找到单位“不存在的单位”") && page.contains("alert(1)"), "what was typed is kept");
        let (status, page) = desk.post(&clerk, &dispatch, &[("tab", "dispatch"), ("unit", "青禾县")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("请写全称"));
        let (status, _) = desk.post(&clerk, &dispatch, &[("tab", "dispatch"), ("seen", "2"), ("opinion", EVIL), ("unit", "县城管局")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, page) = desk.post(&clerk, &dispatch, &[("tab", "dispatch"), ("seen", "2"), ("unit", "县城管局")]).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("王禾") && page.contains("派单"));
        let (_, page) = desk.get(&handler, &format!("/work/sample/{id}")).await;
        calm(&page);
        let (status, _) = desk.post(&handler, &format!("/work/sample/{id}/sign"), &[("tab", "sign")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        for path in ["/work/doing", "/work/done", "/work/closed", "/work/overdue", "/work?light=over&q=x&from=2026-13-01"] {
            let (status, page) = desk.get(&clerk, path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            calm(&page);
        }
        assert_eq!(desk.get(&clerk, &format!("/work/matters/{id}")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(desk.get(&clerk, "/work/matters/99").await.0, StatusCode::NOT_FOUND);
    }

    async fn words_find_by_number_and_by_title_within_ones_units(db: TestDb) {
        let (desk, id, clerk, handler) = desk(db).await;
        let other = desk.county.open("禾丰镇路灯不亮").await;
        desk.app.search.catch_up(&desk.app.db).await.unwrap();
        let number = web::encode(&desk.county.matter(other).await.number);
        for words in [number.as_str(), "%E8%B7%AF%E7%81%AF"] {
            let path = format!("/work?q={words}");
            let (status, page) = desk.get(&clerk, &path).await;
            assert_eq!(status, StatusCode::OK);
            let hits = (page.contains(&format!("/work/sample/{other}\"")), page.contains(&format!("/work/sample/{id}\"")));
            assert_eq!(hits, (true, false), "{path}");
            assert!(!desk.get(&handler, &path).await.1.contains(&format!("/work/sample/{other}\"")), "{path}");
        }
    }

    async fn bulk_says_of_each_matter_what_became_of_it(db: TestDb) {
        let (desk, id, clerk, handler) = desk(db).await;
        let (one, two) = (desk.county.open("甲").await, desk.county.open("乙").await);
        let (a, b, c) = (one.to_string(), two.to_string(), id.to_string());
        desk.county.does(1, two, "dispatch", crate::county::to(2)).await;
        let (status, page) = desk.post(&clerk, "/work/bulk", &[("action", "urge"), ("id", &a), ("id", &b), ("id", &c), ("once", "k1")]).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page.contains("办理 3 件"));
        calm(&page);
        let again = desk.post(&clerk, "/work/bulk", &[("action", "urge"), ("id", &a), ("once", "k1")]).await;
        assert_eq!(again.0, StatusCode::SEE_OTHER, "a double click urges once");
        let (_, page) = desk.post(&clerk, "/work/bulk", &[("action", "urge"), ("id", &a), ("once", "k2")]).await;
        assert!(page.contains("两次催办至少间隔 1 个工作日"), "{page}");
        assert_eq!(desk.county.matter(one).await.urged, 1);
        let (_, page) = desk.post(&handler, "/work/bulk", &[("action", "sign"), ("id", &a), ("id", &b)]).await;
        assert!(page.contains("办理 1 件") && !page.contains("甲"), "what one has no part in is not even named");
        let (_, page) = desk.post(&clerk, "/work/bulk", &[("action", "note"), ("id", &a)]).await;
        assert!(page.contains("请填写备注内容"));
        let said = [("action", "note"), ("id", a.as_str()), ("opinion", "已电话核实")];
        assert!(desk.post(&clerk, "/work/bulk", &said).await.1.contains("办理 1 件"));
        let trail = matter::store::trail(&mut desk.app.db.reader(), one).await.unwrap();
        assert_eq!(trail.last().unwrap().action, "note", "a remark, not the first act that leaves something on the trail");
        let (_, page) = desk.post(&clerk, "/work/bulk", &[("action", "urge")]).await;
        assert!(page.contains("请先勾选办件"));
        assert_eq!(desk.post(&clerk, "/work/bulk", &[("action", "refuse"), ("id", &a)]).await.0, StatusCode::NOT_FOUND);
    }

    async fn acts_on_many_matters_pass_nobody_who_keeps_away_from_one(db: TestDb) {
        let (desk, id, _, handler) = desk(db).await;
        let other = desk.county.open("乙").await;
        for matter in [id, other] {
            desk.county.does(1, matter, "dispatch", crate::county::to(2)).await;
        }
        let actor = desk.app.identity.actor_of(handler.trim_start_matches("renhe=")).await.unwrap();
        let mut tx = desk.app.db.begin().await.unwrap();
        matter::recusal::keep_away(&mut tx, id, actor.person().unwrap(), 2, desk.county.ground.now).await.unwrap();
        tx.commit().await.unwrap();
        let (a, b) = (id.to_string(), other.to_string());
        let (_, page) = desk.post(&handler, "/work/bulk", &[("action", "sign"), ("id", &a), ("id", &b)]).await;
        assert!(page.contains("办理 1 件") && page.contains("您已经回避本件"), "{page}");
        assert_eq!(desk.county.matter(id).await.state, "dispatched");
        assert_ne!(desk.county.matter(other).await.state, "dispatched");
        let who = matter::Who::Actor(&actor);
        let alone = desk.county.try_as(&who, id, "sign", matter::Input::default(), None).await;
        assert!(matches!(alone, Err(base::Error::Refused(refusal)) if refusal.name == matter::recusal::RECUSED));
        let mut tx = desk.app.db.begin().await.unwrap();
        let kind = matter::case::LinkKind::LedTo;
        let linked = matter::engine::link(&mut tx, &desk.county.ground, &actor, id, other, kind).await;
        assert!(matches!(linked, Err(base::Error::Refused(refusal)) if refusal.name == matter::recusal::RECUSED));
    }

    async fn phrases_views_drafts_and_units_work_and_refuse_what_is_wrong(db: TestDb) {
        let (desk, id, clerk, handler) = desk(db).await;
        let (status, _) = desk.post(&clerk, "/work/phrases", &[("phrases", "同意\n<b>请办</b>")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = desk.get(&clerk, &format!("/work/sample/{id}")).await;
        assert!(page.contains("<option>同意</option>") && page.contains("&lt;b&gt;请办"));
        let long = "长".repeat(10_000);
        assert_eq!(desk.post(&clerk, "/work/phrases", &[("phrases", &long)]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = desk.post(&clerk, "/work/views", &[("list", "todo"), ("name", EVIL), ("query", "light=over")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        calm(&desk.get(&clerk, "/work").await.1);
        let draft = [("matter", &*id.to_string()), ("action", "dispatch"), ("opinion", "写到一半")];
        assert_eq!(desk.post(&clerk, "/work/drafts", &draft).await.0, StatusCode::OK);
        assert_eq!(desk.post(&handler, "/work/drafts", &draft).await.0, StatusCode::NOT_FOUND);
        assert!(desk.get(&clerk, &format!("/work/sample/{id}")).await.1.contains("写到一半"));
        assert!(desk.get(&clerk, "/work/units?q=xcgj").await.1.contains("城市管理局"));
        let (_, json) = desk.get(&clerk, "/work/units?as=json&units=%E5%8E%BF%E4%BD%8F%E5%BB%BA%E5%B1%80%E3%80%81%E7%8E%AF%E5%A2%83").await;
        assert!(json.contains("生态环境局") && !json.contains("住房"), "{json}");
    }

    async fn the_export_has_every_row_and_no_formula(db: TestDb) {
        let (desk, _, clerk, _) = desk(db).await;
        for i in 0..1_203 {
            desk.county.open(if i == 7 { "=1+1" } else { "占道经营" }).await;
        }
        let bytes = desk.bytes(&clerk, "/work/export/todo").await;
        assert!(bytes.starts_with(b"PK"));
        let rows = crate::workbook::rows(&bytes);
        assert_eq!(rows.len(), 1_205);
        assert_eq!(rows[0][0], "编号");
        assert!(rows.iter().any(|row| row[1] == "=1+1"), "a title that looks like a formula stays text");
        let cut = desk.app.rules().with_edit("matter.export.rows", 1_000, desk.county.ground.now.date(), "试点").unwrap();
        desk.app.replace_rules(cut);
        let rows = crate::workbook::rows(&desk.bytes(&clerk, "/work/export/todo").await);
        assert_eq!(rows.len(), 1 + 1_000 + 1);
        assert!(rows[1_001][0].contains("只列出前 1000 件"), "a file that was cut says so: {:?}", rows[1_001]);
        assert_eq!(desk.get(&clerk, "/work/export/everything").await.0, StatusCode::NOT_FOUND);
    }

    async fn nobody_reads_the_workbench_without_signing_in(db: TestDb) {
        let (desk, id, ..) = desk(db).await;
        for path in ["/work", "/work/overdue", "/work/export/done", "/work/phrases", &format!("/work/sample/{id}")] {
            let (status, page) = desk.get("", path).await;
            assert_ne!(status, StatusCode::OK, "{path}");
            assert!(!page.contains("alert(1)"));
        }
    }
}
