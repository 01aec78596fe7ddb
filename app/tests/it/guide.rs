//! The directory of services: brought in whole, browsed, found by words, and gone with the file that has it no more; on both
//! databases.

use axum::http::StatusCode;
use base::Error;
use guide::import::{Line, Order, Told};
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

/// Brings a file in; it may end as many items as it lacks.
async fn brought(county: &County, lines: &[Line]) -> Told {
    let told = tried(county, lines, Some(usize::MAX)).await.expect("is brought in");
    county.settle().await;
    told
}

async fn tried(county: &County, lines: &[Line], ended: Option<usize>) -> Result<Told, Error> {
    let fallback = county.unit("县政府办").await;
    guide::import::bring(county.app(), lines, Order { fallback, ended }).await
}

/// The facts of the entries with this verb, the newest first.
async fn facts(county: &County, verb: &str) -> Vec<String> {
    let filter = ledger::Filter { verb: Some(verb.to_owned()), ..ledger::Filter::default() };
    let entries = ledger::find(&mut county.app().db.reader(), &filter, 100).await.expect("entries");
    entries.into_iter().map(|entry| entry.facts).collect()
}

/// What the walk over all contents that the ledger commits to finds of the directory, and how many it looked at.
async fn compared(county: &County) -> (u64, Vec<ledger::BadBody>) {
    let covered: Vec<ledger::Covered> =
        guide::LINE.covered.iter().map(|&(table, column)| ledger::Covered { table, column }).collect();
    let (mut from, mut checked, mut bad) = (Some(ledger::Cursor { column: 0, row: i64::MIN }), 0, Vec::new());
    while let Some(cursor) = from {
        let page = ledger::rehash_bodies(&county.app().db, &covered, cursor, 100).await.expect("contents");
        (from, checked) = (page.next, checked + page.checked);
        bad.extend(page.bad);
    }
    (checked, bad)
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
        let entries = async || facts(&county, "guide.import").await.len() + facts(&county, "guide.change").await.len();
        let mut again = file();
        again.push(line(9, "区民政局", "婚育收养", "同一编码的另一个名称", "a3"));
        for _ in 0..2 {
            let told = brought(&county, &again).await;
            assert_eq!((told.changed, told.same, told.ended, told.twice), (0, 4, 0, 1));
        }
        assert_eq!(entries().await, 1 + 4, "what changes nothing stands on no ledger");
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
    }

    async fn a_file_that_was_cut_off_ends_nothing_unless_somebody_says_how_many(county: County) {
        let whole: Vec<Line> = (0..40).map(|at| line(at, "区民政局", "社会救助", &format!("第{at}项救助"), &format!("c{at:02}"))).collect();
        brought(&county, &whole).await;
        for (file, ended, why) in [(&whole[..0], None, "guide.empty"), (&whole[..3], None, "guide.ended"), (&whole[..3], Some(36), "guide.ended")] {
            let Err(Error::Refused(refusal)) = tried(&county, file, ended).await else { panic!("{why} is taken") };
            assert_eq!(refusal.name, why);
            let message = &refusal.message;
            assert!(why == "guide.empty" || message.contains("目录现有 40 项，其中 37 项") && message.contains("c03") && message.contains("--ended 37"), "{message}");
        }
        let changed = Line { fee: "不收费".into(), ..whole[0].clone() };
        assert!(tried(&county, &[vec![changed], whole[1..3].to_vec()].concat(), None).await.is_err());
        let mut reader = county.browser();
        assert!(reader.get("/guide").await.seen().contains("共 40 项"), "{}", reader.get("/guide").await.seen());
        assert_eq!((facts(&county, "guide.import").await.len(), facts(&county, "guide.end").await.len()), (1, 0), "nothing of it was taken");
        // A tenth may end without a word, and whoever says how many may end more.
        assert_eq!(tried(&county, &whole[..36], None).await.expect("is brought in").ended, 4);
        assert_eq!(tried(&county, &whole[..3], Some(33)).await.expect("is brought in").ended, 33);
        county.settle().await;
        assert!(reader.get("/guide").await.seen().contains("共 3 项"));
        let ended = facts(&county, "guide.end").await;
        assert!(ended.len() == 37 && ended.iter().any(|facts| facts.contains("\"c39\"")) && !ended.iter().any(|facts| facts.contains("\"c02\"")), "{ended:?}");
    }

    async fn the_ledger_notices_what_is_altered_of_a_guide_behind_its_back(county: County) {
        brought(&county, &file()).await;
        let (checked, bad) = compared(&county).await;
        assert_eq!((checked, bad), (4 * guide::LINE.covered.len() as u64, Vec::new()));
        brought(&county, &[file(), vec![line(5, "区民政局", "", "离婚登记", "a5")]].concat()).await;
        assert_eq!(compared(&county).await.1, Vec::new(), "an import itself is no tampering");
        let mut tx = county.app().db.begin().await.expect("begins");
        let sql = "UPDATE guide_item SET fee = '另收加急费' WHERE code = 'a3'";
        assert_eq!(tx.run(sql, store::args![]).await.expect("runs"), 1);
        tx.commit().await.expect("is kept");
        let bad = compared(&county).await.1;
        assert!(matches!(&*bad, [one] if one.column == "fee" && one.what.contains("已被改动")), "{bad:?}");
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

    async fn an_item_and_the_entry_of_the_list_that_bears_its_code_show_each_other(county: County) {
        let file = [
            line(1, "县民政局", "婚育收养", "结婚登记", "QH-07-001"),
            line(2, "县民政局", "社会救助", "最低生活保障金给付", "QH-05-023"),
            line(3, "县教育局", "教育科研", "教师资格认定（初级）", "000105001000-511602000000-1"),
        ];
        brought(&county, &file).await;
        let page = "/work/disclosure/lists/power";
        let mut keeper = county.signed_in(&crate::review::login(&county, "县民政局", "xx").await).await;
        let unit = county.unit("县民政局").await;
        let typed = |answer: &testkit::Answer| answer.form(page).expect("a form").set("why", "按省目录编制");
        let twice = "QH-05-023\t低保给付\t行政给付\t社会救助暂行办法\t\nQH-05-023\t又一项\t行政给付\t社会救助暂行办法\t";
        let shown = keeper.get(page).await;
        let refused = keeper.submit(&typed(&shown).set("entries", twice)).await;
        assert!(refused.seen().contains("第 2 行的编码“QH-05-023”与第 1 行相同"), "{}", refused.seen());
        let entries = "QH-05-023\t低保给付\t行政给付\t社会救助暂行办法第九条\t公示\nQH-01-999\t社会团体成立登记\t行政许可\t社会团体条例\t\n\
            000105001000\t教师资格认定\t行政确认\t教师资格条例\t\nQH-02-001\t违规处罚\t行政处罚\t社会团体条例\t";
        let shown = keeper.get(page).await;
        let done = keeper.submit(&typed(&shown).set("entries", entries)).await;
        assert!(done.seen().contains("版已公布"), "{}", done.seen());
        let fit = keeper.get(page).await.seen();
        for part in ["2 条与办事指南编码一致", "社会团体成立登记（QH-01-999）", "教师资格认定（000105001000）：县教育局"] {
            assert!(fit.contains(part), "{part}: {fit}");
        }
        assert!(!fit.contains("违规处罚（"), "who punishes needs no guide: {fit}");

        let mut reader = county.browser();
        let list = reader.get(&format!("/xxgk/lists?list=power&unit={unit}")).await;
        assert!(list.seen().contains("办事指南：最低生活保障金给付") && list.seen().contains("办事指南：教师资格认定（初级）"), "{}", list.seen());
        let guides = list.links("/guide/");
        assert_eq!(guides.len(), 2);
        for (title, words) in [("最低生活保障金给付", "权力清单：低保给付"), ("教师资格认定（初级）", "权力清单：教师资格认定（县民政局）")] {
            let href = guides.iter().find(|href| list.text().contains(&format!("\"{href}\">办事指南：{title}"))).expect("its guide");
            let item = reader.get(href).await;
            let seen = item.seen().replace(['\n', ' '], "");
            assert!(seen.contains("依据清单") && seen.contains(&words.replace(' ', "")), "{words}: {}", item.seen());
            let back = item.links("/xxgk/lists").into_iter().find(|back| back.contains("#entry-")).expect("a way back");
            let row = back.split('#').next_back().unwrap_or_default();
            assert!(list.text().contains(&format!("id=\"{row}\"")), "{back}");
        }
        // What goes from the list or from the directory goes from the other side at once.
        let rest = "QH-01-999\t社会团体成立登记\t行政许可\t社会团体条例\t";
        let shown = keeper.get(page).await;
        keeper.submit(&typed(&shown).set("entries", rest)).await;
        for href in &guides {
            assert!(!reader.get(href).await.seen().contains("依据清单"), "{href}");
        }
        let before = reader.get(&format!("/xxgk/lists?list=power&unit={unit}&version=3")).await;
        assert!(before.seen().contains("低保给付") && before.links("/guide/").is_empty(), "an older version is as it was");
    }
}
