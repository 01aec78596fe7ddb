//! A table of sentences of our own: what the rules must find in each, and sentences in which they must find nothing.

use proofread::{Forbidden, Kind, Lists, Proofreader, Wrong};

/// A sentence, the kind of fault, what is wrong, and what is offered first (empty for nothing or to be left out).
const FAULTS: &[(&str, Kind, &str, &str)] = &[
    ("会议布署了下一阶段的防汛工作。", Kind::WordList, "布署", "部署"),
    ("有效期至2月30日。", Kind::Date, "2月30日", ""),
    ("请于4月31日前报名。", Kind::Date, "4月31日", ""),
    ("全县要进一步进一步加强管理。", Kind::Repetition, "进一步进一步", "进一步"),
];

/// Sentences that are right as they stand.
const CLEAN: &[&str] = &[
    "县政府办公室负责督促检查各项工作的落实。",
    "2月29日是2028年的最后一个冬日。",
    "请各乡镇于6月30日前报送材料。",
    "大家研究研究再定。",
    "依法保守国家秘密，保护个人信息。",
];

#[test]
fn each_fault_is_found_with_what_to_write_instead_and_a_reason() {
    let proofreader = Proofreader::new(&Lists::default());
    for (text, kind, wrong, right) in FAULTS {
        let found = proofreader.check(text);
        let hit = found.iter().find(|f| f.kind == *kind && f.wrong == *wrong);
        let hit = hit.unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert_eq!(hit.right.first().map_or("", String::as_str), *right, "{text}");
        assert!(!hit.why.is_empty(), "{text}");
    }
}

#[test]
fn right_sentences_are_left_alone() {
    let proofreader = Proofreader::new(&Lists::default());
    for text in CLEAN {
        assert_eq!(proofreader.check(text), [], "{text}");
    }
}

#[test]
fn the_offices_lists_add_and_take_away() {
    let wrong = vec![Wrong { wrong: "青合县".into(), right: "青禾县".into() }];
    let forbidden =
        vec![Forbidden {
            text: "弱势群体".into(), instead: vec!["困难群众".into()], why: "本县规定".into()
        }];
    let lists = Lists { wrong, forbidden, muted: vec!["布署".into()], ..Lists::default() };
    let found = Proofreader::new(&lists).check("青合县布署了工作，关心弱势群体。");
    let shown: Vec<(&str, &str)> =
        found.iter().map(|f| (f.wrong.as_str(), f.right.first().map_or("", String::as_str))).collect();
    assert_eq!(shown, [("青合县", "青禾县"), ("弱势群体", "困难群众")]);
}
