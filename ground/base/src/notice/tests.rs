//! Notices of our own wording, and the public set of cases when it lies beside the project.

use jiff::civil::date;

use super::*;

/// Off days and worked days as `1.1 1.2 +1.4`.
fn told(year: &Year) -> String {
    let day = |(date, kind): (&Date, &DayKind)| {
        let sign = if matches!(kind, DayKind::Work(_)) { "+" } else { "" };
        format!("{sign}{}.{}", date.month(), date.day())
    };
    year.days.iter().map(day).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_whole_notice_becomes_a_year() {
    let text = "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕99号\n各省、自治区、直辖市人民政府：\n\
        现将2027年元旦、春节放假调休日期的具体安排通知如下。\n\
        一、元旦：2027年1月1日（周五）至3日（周日）放假，共3天。\n\
        二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。\n\
        三、国庆节：10月1日（周五）放假，与周末连休。\n\
        节假日期间，各地区要妥善安排好值班。\n国务院办公厅\n2026年11月10日";
    let proposal = read(year_of(text).unwrap(), text);
    assert_eq!(proposal.problems, [""; 0]);
    assert_eq!(proposal.year.papers, ["国办发明电〔2026〕99号"]);
    assert_eq!(told(&proposal.year), "1.1 1.2 1.3 +1.31 2.5 2.6 2.7 2.8 2.9 2.10 2.11 +2.13 10.1");
    assert_eq!(proposal.year.days.get(&date(2027, 2, 13)), Some(&DayKind::Work("春节".into())));
}

#[test]
fn old_wordings_are_understood() {
    let cases = [
        (2028, "1月1日放假，1月3日（星期一）补休。", "1.1 1.3"),
        (2028, "2027年12月31日—2028年1月2日放假，共3天。其中，12月31日为公休日。", "12.31 1.1 1.2"),
        (2028, "6月1日（周四）至3日放假。5月28日（星期日）公休日调至6月2日（星期五）。", "+5.28 6.1 6.2 6.3"),
        (2028, "将17日上班", ""),
    ];
    for (year, text, expected) in cases {
        assert_eq!(told(&read(year, text).year), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_is_named_sentence_by_sentence() {
    let cases = [
        ("一、元旦：1月1日（周六）放假。", "元旦：2027-01-01 是星期五，原文写的是星期六，请核对年份。"),
        ("一、元旦：1月1日至3日放假，共4天。", "元旦：原文写共 4 天，读出 3 天，请核对。"),
        ("一、春节：2月30日放假。1月1日放假。", "春节：没有 2027 年 2 月 30 日这一天。"),
        ("一、春节：2月7日至5日放假。1月1日放假。", "春节：2027-02-07 至 2027-02-05 不成区间，请核对原文。"),
        ("一、元旦：1月1日放假，1月1日上班。", "元旦：2027-01-01 既写了放假（元旦）又写了上班，请核对原文。"),
        ("一、元旦：1月1日放假，1月2日轮班。", "元旦：没有读懂“轮班”，请手工填写这几天。"),
        ("没有日期", "没有读出任何放假日期，请粘贴通知全文，例如“一、元旦：1月1日放假1天”。"),
        ("2025年10月1日放假。", "2025-10-01 不在 2027 年内，请核对年份。"),
    ];
    for (text, problem) in cases {
        assert_eq!(read(2027, text).problems, [problem], "{text}");
    }
}

#[test]
fn public_cases_pass_when_they_are_at_hand() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/holidays/holiday-cn/description_parsing_cases.json");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    for case in &cases {
        let year = i16::try_from(case["year"].as_i64().unwrap()).unwrap();
        let proposal = read(year, case["description"].as_str().unwrap());
        let expected: BTreeMap<Date, bool> = case["expected"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| (d["date"].as_str().unwrap().parse().unwrap(), d["isOffDay"].as_bool().unwrap()))
            .collect();
        let found: BTreeMap<Date, bool> =
            proposal.year.days.iter().map(|(date, kind)| (*date, matches!(kind, DayKind::Off(_)))).collect();
        assert_eq!(found, expected, "{}", case["description"]);
        assert_eq!(proposal.problems, [""; 0], "{}", case["description"]);
    }
    assert!(cases.len() >= 49);
}

proptest::proptest! {
    #[test]
    fn any_text_is_taken(text in "[0-9年月日号至—（）()，。、：周星期一六放假上班调至公休日共天\n]{0,60}") {
        read(2027, &text);
    }
}
