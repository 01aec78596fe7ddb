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

/// What must not be published: where it is wrong, and what is offered first.
const GRAVE: &[(&str, &str, &str)] = &[
    ("中华人民共各国成立以来，全县教育事业发展很快。", "中华人民共各国", "中华人民共和国"),
    ("中华人民和国成立以来。", "中华人民和国", "中华人民共和国"),
    ("深入学习贯彻党的二十打精神。", "党的二十打", "党的二十大"),
    ("宣讲二十打精神。", "二十打精神", "二十大精神"),
    ("增强“四个意识”、坚定“四个自行”。", "四个自行", "四个自信"),
    ("推进“两学一作”学习教育常态化。", "两学一作", "两学一做"),
    ("开展“不忘初衷、牢记使命”主题教育。", "不忘初衷、牢记使命", "不忘初心、牢记使命"),
    ("弘扬社会主义核心阶值观。", "社会主义核心阶值观", "社会主义核心价值观"),
    ("在习近平总书纪关怀下。", "习近平总书纪", "习近平总书记"),
    ("县委召开会议，学习习近平总数记重要讲话。", "习近平总数记", "习近平总书记"),
    ("来自日本、台湾等国家的客商参加。", "台湾等国家", ""),
    ("中港两国经贸往来密切。", "港两国", ""),
    ("香港、澳门两国代表出席。", "澳门两国", ""),
    ("鼓吹成立西藏独立国。", "西藏独立国", ""),
    ("产品销往港澳台国家。", "港澳台国家", ""),
    ("中华民国总统发来贺电。", "中华民国总统", ""),
    ("台湾总统发表讲话。", "台湾总统", "台湾当局领导人"),
];

/// Near to what is grave, and right.
const NOT_GRAVE: &[&str] = &[
    "中华人民共和国成立以来，在中国共产党领导下。",
    "中国共产主义青年团青禾县委员会开展活动。",
    "坚定不移走中国特色社会主义道路。",
    "县城新建四个自行车停放点，覆盖四个自然村。",
    "全县人民代表大会制度宣传月；我国人民代表大会制度。",
    "全面依法治县工作会议；全面建设小康社会时期。",
    "践行社会主义核心价值体系。",
    "不忘初衷，方得始终。",
    "来自日本、新加坡、香港等国家和地区的客商参加。",
    "融入长三角、粤港澳等国家战略。",
    "香港国家安全法实施以来，香港国际机场客流回升。",
    "与台湾国民党人士座谈，台湾国语教材。",
    "参观南京中华民国总统府旧址。",
    "习近平主持召开会议。习近平主席发表讲话。",
    "搭建平台，两国企业对接。",
    "反对“台独”分裂行径，坚持“九二共识”。",
    "香港等国际大都市。",
];

#[test]
fn what_must_not_be_published_is_grave_and_said_once() {
    let proofreader = Proofreader::new(&Lists::default());
    for (text, wrong, right) in GRAVE {
        let found = proofreader.check(text);
        let grave: Vec<_> = found.iter().filter(|f| f.grave).collect();
        let [hit] = grave.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!((hit.wrong.as_str(), hit.right.first().map_or("", String::as_str)), (*wrong, *right), "{text}");
        assert!(!hit.why.is_empty());
    }
    for text in NOT_GRAVE {
        let found = proofreader.check(text);
        assert!(found.iter().all(|f| !f.grave), "{text}: {found:?}");
    }
    let muted = Lists { muted: vec!["四个自行".into()], ..Lists::default() };
    assert!(Proofreader::new(&muted).check("坚定四个自行。").iter().all(|f| !f.grave), "the office has the last word");
}
