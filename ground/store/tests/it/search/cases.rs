//! What people type and what they must find: faults that other programs' users reported, each with a small text.

use store::search::{Audience, Doc, Find, Found, How, Order, Reach, Scope, Search};

/// Key, title, text.
const DOCS: [(i64, &str, &str); 32] = [
    (1, "安装简单", "三步完成。"),
    (2, "待处理", "事项清单"),
    (3, "在建工程", "全县重点项目进度"),
    (4, "大灯", "车辆年检须知"),
    (5, "测试工具箱", "仅供内部试用"),
    (6, "本田汽车召回公告", "涉及部分车辆"),
    (7, "本地新闻", "青禾要闻"),
    (8, "县内景点介绍", "青禾湖、禾丰古镇"),
    (9, "经典诵读活动", "全民阅读"),
    (10, "大卫到访", "大家卫生习惯良好，大卫表示感谢。"),
    (11, "虚拟机 a : a : a", "机房资源申请"),
    (12, "写周报的人告诉我", "如何按时交"),
    (13, "招商基金管理有限公司", "备案信息"),
    (14, "招商引资政策", "基金另行公布"),
    (15, "这是您的第一篇文章", "欢迎使用"),
    (16, "電子政務中心發布後臺維護通知", "頭髮與皇后"),
    (17, "关于印发办法的通知", "现将办法印发给你们。"),
    (18, "转发通知", "根据灵政办发〔2024〕3号文件要求执行。"),
    (19, "另一份通知", "灵政办发〔2023〕3号"),
    (20, "2024年3月5日县长接访安排", "地点：信访局"),
    (21, "路灯报修", "拨打12345"),
    (22, "燃气安全", "WiFi 密码 PM2.5 与 5G 基站"),
    (23, "处理结果公示", "公示七天"),
    (24, "青禾县人民医院招聘", "招聘护士20名"),
    (25, "居民身份证办理", "到派出所办理"),
    (26, "重庆对口帮扶", "银行贷款"),
    (27, "房屋租赁合同备案", "出租人应当备案"),
    (28, "《县城“三线一单”方案》解读", "生态环境分区"),
    (29, "A4纸采购", "数量 3.5 吨"),
    (30, "青禾湖湿地", "风景"),
    (31, "低保申请", "最低生活保障"),
    (32, "税费减免", "个体工商户优惠"),
];

async fn corpus() -> Search {
    let docs = DOCS.into_iter().map(|(id, title, body)| Doc {
        kind: "article".into(),
        id,
        title: title.into(),
        body: body.into(),
        audience: Audience::Public,
        number: if id == 17 { "灵政办发〔2024〕3号".into() } else { String::new() },
        index_number: if id == 17 { "GSDE0107-2024-0012".into() } else { String::new() },
        date: format!("2024-{:02}-{:02}", 1 + id % 12, 1 + id % 28).parse().ok(),
        facets: vec![("unit".into(), if id % 2 == 0 { "县政府办" } else { "县教育局" }.into())],
        ..Doc::default()
    });
    let search = Search::in_memory().expect("an index");
    search.fill(docs.collect::<Vec<_>>().into_iter()).await.expect("fills");
    search
}

async fn ask(search: &Search, text: &str) -> Found {
    search.find(&Find { text, limit: 50, ..Find::default() }).await.expect("answers")
}

fn ids(found: &Found) -> Vec<i64> {
    found.hits.iter().map(|hit| hit.id).collect()
}

#[tokio::test]
async fn what_is_typed_finds_what_is_meant() {
    let search = corpus().await;
    let cases: &[(&str, i64)] = &[
        ("简单", 1),
        ("工程", 3),
        ("灯", 4),
        ("工具", 5),
        ("工具箱", 5),
        ("测试", 5),
        ("本田", 6),
        ("虚拟机", 11),
        ("告诉我如何写周报", 12),
        ("招商 公司", 13),
        ("公司 招商", 13),
        ("第一篇", 15),
        ("电子政务", 16),
        ("後台", 16),
        ("后台维护", 16),
        ("頭發", 16),
        ("路燈報修", 21),
        ("ＷｉＦｉ", 22),
        ("pm2.5", 22),
        ("５Ｇ", 22),
        ("１２３４５", 21),
        ("三线一单", 28),
        ("a4纸", 29),
        ("3.5吨", 29),
        ("青禾县人民医院", 24),
        ("身份证", 25),
        ("房东", 27),
        ("2024年3月5日", 20),
        ("2024-03-05 接访", 20),
        ("２０２４．３．５　接访", 20),
    ];
    for (text, first) in cases {
        assert_eq!(ids(&ask(&search, text).await).first(), Some(first), "{text}");
    }
    assert_eq!(ids(&ask(&search, "处理").await).len(), 2, "处理 is in 待处理 and in 处理结果");
}

#[tokio::test]
async fn words_that_only_look_or_sound_alike_are_not_found() {
    let search = corpus().await;
    assert!(!ids(&ask(&search, "本田").await).contains(&7), "本田 is not 本地");
    assert!(!ids(&ask(&search, "景点").await).contains(&9), "景点 is not 经典");
    let asked = Find { text: "景点", sound: true, limit: 50, ..Find::default() };
    let mut sounding = ids(&search.find(&asked).await.expect("answers"));
    sounding.sort_unstable();
    assert_eq!(sounding, [8, 9], "unless pinyin is asked for");
}

#[tokio::test]
async fn minus_and_quotation_marks_are_obeyed() {
    let search = corpus().await;
    let mut found = ids(&ask(&search, "招商 基金").await);
    found.sort_unstable();
    assert_eq!(found, [13, 14]);
    for text in ["\"招商基金\"", "“招商基金”", "＂招商基金＂", "「招商基金」"] {
        assert_eq!(ids(&ask(&search, text).await), [13], "{text}");
    }
    for text in ["招商 -公司", "招商 －公司", "招商 -“有限公司”"] {
        assert_eq!(ids(&ask(&search, text).await), [14], "{text}");
    }
    assert!(ids(&ask(&search, "“基金招商”").await).is_empty());
}

#[tokio::test]
async fn document_numbers_are_found_in_any_brackets_their_own_document_first() {
    let search = corpus().await;
    for text in [
        "灵政办发〔2024〕3号",
        "灵政办发[2024]3号",
        "灵政办发(2024)3号",
        "灵政办发（2024）3号",
        "灵政办发【2024】3号",
        "灵政办发2024 3号",
        "灵政办发２０２４３号",
        "靈政辦發〔2024〕3號",
    ] {
        assert_eq!(ids(&ask(&search, text).await), [17, 18], "{text}");
        let only = Find { text, scope: Scope::Number, ..Find::default() };
        assert_eq!(ids(&search.find(&only).await.expect("answers")), [17], "{text}");
    }
    for text in ["GSDE0107-2024-0012", "gsde0107－2024－0012", "GSDE0107—2024—0012"] {
        assert_eq!(ids(&ask(&search, text).await).first(), Some(&17), "{text}");
        let only = Find { text, scope: Scope::IndexNumber, ..Find::default() };
        assert_eq!(ids(&search.find(&only).await.expect("answers")), [17], "{text}");
    }
    let part = Find { text: "GSDE0107", scope: Scope::IndexNumber, ..Find::default() };
    assert!(search.find(&part).await.expect("answers").hits.is_empty(), "an index number is found as a whole");
}

#[tokio::test]
async fn an_index_number_finds_its_document_when_many_share_its_parts() {
    let docs = (1..=80).map(|id| Doc {
        kind: "article".into(),
        id,
        title: format!("2026年第{id}期QH001工作简报"),
        body: "QH001 2026 00025 ".repeat(if id == 25 { 0 } else { 3 }),
        audience: Audience::Public,
        index_number: format!("QH001/2026-{id:05}"),
        ..Doc::default()
    });
    let search = Search::in_memory().expect("an index");
    search.fill(docs.collect::<Vec<_>>().into_iter()).await.expect("fills");
    for text in ["QH001/2026-00025", "qh001/2026－00025", " QH001/2026—00025 "] {
        let find = Find { text, limit: 20, fill: 20, ..Find::default() };
        let found = search.find(&find).await.expect("answers");
        assert_eq!((ids(&found).first(), &found.how), (Some(&25), &How::All), "{text}");
    }
    let find = Find { text: "QH001/2026-00099", limit: 20, fill: 20, ..Find::default() };
    assert!(
        !search.find(&find).await.expect("answers").hits.is_empty(),
        "a number that nobody has is looked for by parts"
    );
}

#[tokio::test]
async fn pinyin_first_letters_and_homophones_help_when_nothing_else_is_found() {
    let search = corpus().await;
    for (text, id) in [("ludeng", 21), ("lu deng", 21), ("ldbx", 21), ("chongqing", 26), ("shuifei", 32)] {
        let found = ask(&search, text).await;
        assert_eq!((ids(&found).first(), &found.how), (Some(&id), &How::Sound), "{text}");
    }
    let found = ask(&search, "鹿登").await;
    assert_eq!((ids(&found), &found.how), (vec![21], &How::Sound));
    let found = ask(&search, "路灯").await;
    assert_eq!((ids(&found), &found.how), (vec![21], &How::All));
    assert!(ids(&ask(&search, "没有的词语").await).is_empty());
    assert!(ids(&ask(&search, "zzzz").await).is_empty());
}

#[tokio::test]
async fn what_does_not_hold_all_words_is_added_and_said() {
    let search = corpus().await;
    let find = Find { text: "青禾县人民医院招聘医生", fill: 10, ..Find::default() };
    let found = search.find(&find).await.expect("answers");
    assert_eq!((ids(&found).first(), &found.how), (Some(&24), &How::Most(0)));
}

#[tokio::test]
async fn scopes_facets_dates_and_order_narrow_the_answer() {
    let search = corpus().await;
    let find = |find: Find<'static>| {
        let search = search.clone();
        async move { search.find(&find).await.expect("answers") }
    };
    let titles = find(Find { text: "通知", scope: Scope::Title, limit: 50, ..Find::default() }).await;
    assert!(!ids(&titles).contains(&20) && ids(&titles).contains(&19));
    let count = &["unit", "year", "kind"];
    let all = find(Find { text: "通知", count, ..Find::default() }).await;
    let units: usize = all.counts[0].1.iter().map(|(_, n)| n).sum();
    assert_eq!((all.counts.len(), units, all.estimated), (3, all.total, false));
    assert_eq!(all.counts[1].1, [("2024".to_owned(), all.total)]);
    let unit = vec![("unit".to_owned(), "县政府办".to_owned())];
    let some = find(Find { text: "通知", facets: unit.clone(), ..Find::default() }).await;
    assert!(some.total < all.total && ids(&some).iter().all(|id| id % 2 == 0));
    let browse = find(Find { facets: unit, limit: 100, order: Order::Newest, ..Find::default() }).await;
    assert_eq!(browse.total, DOCS.len() / 2);
    let newest = find(Find { text: "通知", order: Order::Newest, ..Find::default() }).await;
    let date = |id: &i64| (1 + id % 12, 1 + id % 28);
    assert!(ids(&newest).windows(2).all(|two| date(&two[0]) >= date(&two[1])), "{:?}", ids(&newest));
    let (from, to) = ("2024-05-01".parse().ok(), "2024-05-31".parse().ok());
    let may = find(Find { text: "通知", from, to, ..Find::default() }).await;
    assert_eq!((ids(&may), all.total > 1), (vec![16], true), "one of them was published in May");
    let nothing = find(Find { text: "", ..Find::default() }).await;
    assert_eq!((nothing.total, nothing.hits.len()), (0, 0));
}

#[tokio::test]
async fn the_public_never_finds_what_is_for_units() {
    let search = Search::in_memory().expect("an index");
    let doc = |id, audience| Doc { kind: "letter".into(), id, title: "路灯".into(), audience, ..Doc::default() };
    let docs = vec![doc(1, Audience::Public), doc(2, Audience::Units(vec![3])), doc(3, Audience::Units(vec![]))];
    search.fill(docs.into_iter()).await.expect("fills");
    for (reach, seen) in [
        (Reach::Public, vec![1]),
        (Reach::Units(vec![3]), vec![1, 2]),
        (Reach::Units(vec![]), vec![1]),
        (Reach::All, vec![1, 2, 3]),
    ] {
        for (text, sound, order) in [
            ("路灯", false, Order::Fit),
            ("鹿登", false, Order::Fit),
            ("路灯", true, Order::Newest),
            ("ludeng", false, Order::Newest),
        ] {
            let find = Find { text, sound, order, reach: reach.clone(), count: &["kind"], ..Find::default() };
            let found = search.find(&find).await.expect("answers");
            let mut hits = ids(&found);
            hits.sort_unstable();
            assert_eq!((&hits, found.total), (&seen, seen.len()), "{text} {reach:?}");
            assert_eq!(found.counts[0].1, [("letter".to_owned(), seen.len())], "{text} {reach:?}");
        }
    }
}
