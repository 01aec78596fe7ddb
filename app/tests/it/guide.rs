//! The directory of services: brought in whole, browsed, found by words, and gone with the file that has it no more; on both
//! databases.

use axum::http::StatusCode;
use guide::import::{Line, Told};
use testkit::{County, both};

fn line(seq: i64, department: &str, group: &str, name: &str, code: &str) -> Line {
    Line {
        seq,
        department: department.into(),
        group: group.into(),
        name: name.into(),
        item_code: code.into(),
        task_type: "20".into(),
        link: "https://zwfw.example/item".into(),
        ..Line::default()
    }
}

fn file() -> Vec<Line> {
    vec![
        line(1, "县人力资源和社会保障局", "社会保障", "社会保险登记", "a1"),
        line(2, "住房公积金管理部", "住房保障", "住房公积金提取（购买自住住房）", "a2"),
        line(3, "区民政局", "婚育收养", "结婚登记", "a3"),
        line(4, "区民政局", "未分类", "社会团体成立登记", "a4"),
    ]
}

async fn brought(county: &County, lines: &[Line]) -> Told {
    let fallback = county.unit("县政府办").await;
    let told = guide::import::bring(county.app(), lines, fallback).await.expect("is brought in");
    county.settle().await;
    told
}

both! {
    async fn items_are_browsed_and_found_by_words_in_any_order(county: County) {
        let told = brought(&county, &file()).await;
        assert_eq!((told.changed, told.same, told.ended, told.twice), (4, 0, 0, 0));
        let mut reader = county.browser();
        for words in ["公积金提取", "提取公积金", "购房提取住房公积金"] {
            let found = reader.get(&format!("/search?q={}", web::encode(words))).await;
            assert!(found.seen().contains("住房公积金提取"), "{words}: {}", found.seen());
        }
        let narrowed = reader.get(&format!("/search?q={}&kind=guide.item", web::encode("结婚登记"))).await;
        assert!(narrowed.seen().contains("结婚登记") && narrowed.seen().contains("服务事项"), "{}", narrowed.seen());
        let list = reader.get("/guide").await;
        assert!(list.text().contains("婚育收养（1）") && !list.text().contains("未分类"), "{}", list.seen());
        let topic = reader.submit(&list.form("/guide").expect("the form").set("topic", "婚育收养")).await;
        assert!(topic.seen().contains("结婚登记") && !topic.seen().contains("社会保险登记"), "{}", topic.seen());
        let item = topic.links("/guide/").into_iter().next().expect("an item");
        let page = reader.get(&item).await;
        assert_eq!(page.links("/guide?topic=").len(), 1, "its topic leads to the others of it");
    }

    async fn the_same_file_changes_nothing_and_what_it_lacks_is_ended(county: County) {
        brought(&county, &file()).await;
        let entries = || async {
            let filter = ledger::Filter { verb: Some("guide.import".to_owned()), ..ledger::Filter::default() };
            ledger::find(&mut county.app().db.reader(), &filter, 100).await.expect("entries").len()
        };
        let mut again = file();
        again.push(line(9, "区民政局", "婚育收养", "同一编码的另一个名称", "a3"));
        for _ in 0..2 {
            let told = brought(&county, &again).await;
            assert_eq!((told.changed, told.same, told.ended, told.twice), (0, 4, 0, 1));
        }
        assert_eq!(entries().await, 1, "what changes nothing stands on no ledger");
        let mut reader = county.browser();
        let item = reader.get("/guide?q=结婚登记").await.links("/guide/").into_iter().next().expect("the item");
        let told = brought(&county, &file()[..2]).await;
        assert_eq!((told.changed, told.same, told.ended), (0, 2, 2));
        assert!(!reader.get("/guide").await.seen().contains("结婚登记"));
        assert_eq!(reader.get(&item).await.status, StatusCode::NOT_FOUND);
        let gone = reader.get(&format!("/search?q={}", web::encode("结婚登记"))).await;
        assert!(!gone.links("/guide/").contains(&item), "what ended is not found: {}", gone.seen());
        let told = brought(&county, &file()).await;
        assert_eq!((told.changed, told.same, told.ended), (2, 2, 0), "what is in the file again is there again");
        assert_eq!(reader.get(&item).await.status, StatusCode::OK, "under its old address");
        let fallback = county.unit("县政府办").await;
        assert!(guide::import::bring(county.app(), &[], fallback).await.is_err(), "an empty file ends nothing");
        assert!(reader.get("/guide").await.seen().contains("结婚登记"));
    }

    async fn a_guide_says_what_the_inspection_looks_for_and_thin_ones_are_counted(county: County) {
        let full = Line {
            link: String::new(),
            serves: "person".into(),
            basis: "民法典第一千零四十九条".into(),
            conditions: "双方自愿\n双方均无配偶".into(),
            materials: "双方居民身份证".into(),
            place: "政务服务中心一楼 A01 窗口".into(),
            hours: "工作日 9:00—17:00".into(),
            phone: "0000-1220100".into(),
            steps: "取号\n当场领证".into(),
            takes: "当场办结".into(),
            fee: "不收费".into(),
            ..line(1, "区民政局", "婚育收养", "结婚登记", "b1")
        };
        let thin = Line { link: String::new(), basis: "社会团体登记管理条例".into(), ..line(2, "区民政局", "", "社会团体登记", "b2") };
        let elsewhere = line(3, "区民政局", "", "婚姻档案查询", "b3");
        brought(&county, &[full.clone(), thin, elsewhere]).await;
        let mut reader = county.browser();
        let item = reader.get("/guide?q=结婚登记").await.links("/guide/").into_iter().next().expect("the item");
        let page = reader.get(&item).await.seen();
        for said in ["双方均无配偶", "双方居民身份证", "当场领证", "民法典", "A01 窗口", "工作日 9:00—17:00", "0000-1220100", "不收费"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let thin = reader.get("/guide?thin=1").await;
        assert!(thin.seen().contains("社会团体登记") && thin.seen().contains("共 1 项"), "{}", thin.seen());
        let firms = reader.get("/guide?serves=firm").await.seen();
        assert!(!firms.contains("结婚登记"), "{firms}");
        assert!(reader.get("/").await.links("/guide?serves=person&topic=").len() == 1, "the home page leads to its themes");
        let figures = guide::LINE.figures;
        let ask = matter::Ask { from: base::Date::constant(2026, 1, 1), to: base::Date::constant(2026, 12, 31), unit: None };
        let mut counts = Vec::new();
        for figure in figures {
            counts.push(((figure.count)(county.app(), ask).await.expect("counts"), (figure.list)(ask)));
        }
        assert_eq!(counts, [(3, "/guide".to_owned()), (1, "/guide?online=1".to_owned()), (1, "/guide?thin=1".to_owned())]);
        let again = Line { fee: "工本费 9 元".into(), ..full };
        let told = brought(&county, &[again]).await;
        assert_eq!((told.changed, told.ended), (1, 2), "what a guide says is a change too");
    }

    async fn the_demonstration_has_a_directory_that_lacks_nothing_and_leaves_one_that_is_there(county: County) {
        guide::demo::demo(county.app()).await.expect("is brought in");
        county.settle().await;
        let mut reader = county.browser();
        let list = reader.get("/guide").await;
        assert!(list.seen().contains("共 66 项"), "{}", list.seen());
        assert!(reader.get("/guide?thin=1").await.seen().contains("没有找到事项"), "every guide is whole");
        let found = reader.get(&format!("/search?q={}", web::encode("居住证"))).await;
        assert!(found.seen().contains("居住证申领"), "{}", found.seen());
        brought(&county, &file()).await;
        guide::demo::demo(county.app()).await.expect("leaves what is there");
        assert!(!reader.get("/guide").await.seen().contains("居住证申领"));
    }
}
