//! What forms take and what they refuse.

use super::answer::{Answering, Chosen};
use super::*;
use web::Form;

pub(crate) const LIMITS: Limits = Limits {
    title: 80,
    intro: 5000,
    draft: 50_000,
    paragraphs: 200,
    questions: 40,
    options: 5,
    answer: 2000,
    feedback: 10_000,
    files: FileLimits { most: 3, size: 1024 },
};

fn rules() -> (Rules, Calendar) {
    (Rules::built_in(), Calendar::national())
}

/// A survey of a kind that runs between two days of 2026.
pub(crate) fn survey(what: &str, kind: &str, opens: (i8, i8), closes: (i8, i8)) -> Survey {
    let day = |(month, day)| Date::constant(2026, month, day);
    Survey {
        id: 1,
        unit_id: 1,
        what: what.into(),
        kind: kind.into(),
        title: "征求意见".into(),
        intro: "背景".into(),
        content: String::new(),
        voter: "none".into(),
        channels: String::new(),
        hurry: String::new(),
        opens_on: day(opens),
        closes_on: day(closes),
        state: "draft".into(),
        drafted_by: None,
        drafted_at: Moment(0),
        seq: 0,
        decided_by: None,
        decided_at: None,
        reason: String::new(),
        opened_at: None,
        closed_at: None,
        matter_id: None,
        feedback_draft: String::new(),
        feedback: String::new(),
        feedback_at: None,
        feedback_due: None,
        withdrawn_at: None,
        withdrawn_why: String::new(),
        first_end: None,
        longer_why: String::new(),
    }
}

#[test]
fn the_time_is_as_long_as_the_law_wants() {
    let (rules, calendar) = rules();
    let today = Date::constant(2026, 3, 2);
    for (kind, closes, good) in [
        // 30 days after 3 March end on 2 April.
        ("decision", (4, 1), false),
        ("decision", (4, 2), true),
        ("business", (4, 1), false),
        ("business", (4, 2), true),
        // Seven working days after Tuesday, 3 March end on 12 March.
        ("norm", (3, 11), false),
        ("norm", (3, 12), true),
        ("poll", (3, 5), false),
        ("poll", (3, 6), true),
        ("poll", (12, 31), true),
    ] {
        let faults = faults_of_days(&rules, &calendar, &survey("opinion", kind, (3, 3), closes), today).unwrap();
        assert_eq!(faults.is_empty(), good, "{kind} {closes:?} {faults:?}");
    }
}

#[test]
fn only_a_decision_is_shortened_with_a_reason_and_nothing_begins_in_the_past() {
    let (rules, calendar) = rules();
    let today = Date::constant(2026, 3, 2);
    let hurried = |kind: &str| Survey {
        hurry: "汛期将至，须赶在汛前施行".into(),
        ..survey("opinion", kind, (3, 3), (3, 10))
    };
    let faults = |s: &Survey| {
        faults_of_days(&rules, &calendar, s, today).unwrap().into_iter().map(|f| f.field).collect::<Vec<_>>()
    };
    assert_eq!(faults(&hurried("decision")), Vec::<String>::new());
    assert_eq!(faults(&hurried("business")), ["closes_on"]);
    for nothing in ["。", "紧急", "无无无无无无"] {
        let said = Survey { hurry: nothing.into(), ..hurried("decision") };
        assert_eq!(faults(&said), ["hurry"], "{nothing} is no reason that could be told");
    }
    let long = Survey { hurry: "无".into(), ..survey("opinion", "decision", (3, 3), (4, 20)) };
    assert_eq!(faults(&long), Vec::<String>::new(), "who takes his time needs none");
    assert_eq!(faults(&survey("poll", "poll", (3, 1), (3, 20))), ["opens_on"]);
    let long = Survey { closes_on: Date::constant(2028, 1, 1), ..survey("poll", "poll", (3, 3), (3, 20)) };
    assert_eq!(faults(&long), ["closes_on"]);
}

fn ask(kind: &str, fields: &[(&str, &str)]) -> Result<Question, Vec<String>> {
    let mut all = vec![("kind", kind), ("title", "题目是什么")];
    all.extend(fields);
    let form = Form::of(&all);
    Question::read(&LIMITS, Check::new(&form)).map_err(|e| e.into_iter().map(|e| e.field).collect())
}

#[test]
fn each_kind_of_question_wants_its_own() {
    assert_eq!(ask("single", &[("options", "甲\n乙\n")]).unwrap().options, ["甲", "乙"]);
    for (kind, fields, wrong) in [
        ("single", vec![("options", "甲")], vec!["options"]),
        ("single", vec![("options", "甲\n甲")], vec!["options"]),
        ("single", vec![("options", "1\n2\n3\n4\n5\n6")], vec!["options"]),
        ("multiple", vec![("options", "甲\n乙"), ("least", "1"), ("most", "3")], vec!["most"]),
        ("scale", vec![("least", "5"), ("most", "5")], vec!["most"]),
        ("scale", vec![("least", "-1"), ("most", "10")], vec!["least"]),
        ("matrix", vec![("options", "甲\n乙")], vec!["lines"]),
        ("text", vec![("most", "999999")], vec!["most"]),
        ("text", vec![("most", "100"), ("when", "x")], vec!["when"]),
        ("other", vec![], vec!["kind", "options"]),
    ] {
        assert_eq!(ask(kind, &fields).unwrap_err(), wrong, "{kind} {fields:?}");
    }
    let scale = ask("scale", &[("least", "0"), ("most", "10")]).unwrap();
    assert_eq!((scale.values().len(), scale.value_title(0)), (11, "0 分".to_owned()));
}

/// A question of each kind; the third is asked only when the first was answered with its second option.
pub(crate) fn everything() -> Questionnaire {
    let mut asked = Questionnaire { paragraphs: vec!["第一条".into(), "第二条".into()], questions: Vec::new() };
    let options = [("options", "甲\n乙\n丙")];
    let required = ("required", "1");
    asked.set(ask("single", &[options[0], required]).unwrap());
    asked.set(ask("multiple", &[options[0], ("least", "1"), ("most", "2")]).unwrap());
    asked.set(ask("scale", &[("least", "0"), ("most", "5"), required, ("when", "1.2")]).unwrap());
    asked.set(ask("matrix", &[options[0], ("lines", "早\n晚"), required]).unwrap());
    asked.set(ask("text", &[("most", "10")]).unwrap());
    asked.set(ask("file", &[("most", "2")]).unwrap());
    asked
}

fn answer(what: &str, fields: &[(&str, &str)]) -> Result<Answering, Vec<String>> {
    let form = Form::of(fields);
    let survey = survey(what, "poll", (3, 3), (3, 10));
    let read = Answering::read(&survey, &everything(), &LIMITS, &form, Check::new(&form));
    read.map_err(|e| e.into_iter().map(|e| e.field).collect())
}

#[test]
fn an_answer_is_taken_within_its_bounds_and_hidden_questions_are_not_looked_at() {
    let good = [("q1", "1"), ("q4_1", "1"), ("q4_2", "3")];
    let with = |more: &[(&'static str, &'static str)]| [good.as_slice(), more].concat();
    let taken = answer("poll", &with(&[("q2", "1"), ("q2", "3"), ("q3", "9"), ("q5", "很好")])).unwrap();
    let of = |question, line, choice| Chosen { question, line, choice };
    assert_eq!(taken.choices, [of(1, 0, 1), of(2, 0, 1), of(2, 0, 3), of(4, 1, 1), of(4, 2, 3)]);
    assert_eq!(taken.texts, [("q5".to_owned(), "很好".to_owned())]);
    for (fields, wrong) in [
        (vec![], vec!["q1", "q4_1", "q4_2"]),
        (vec![("q1", "2"), ("q4_1", "1"), ("q4_2", "1")], vec!["q3"]),
        (vec![("q1", "2"), ("q3", "6"), ("q4_1", "1"), ("q4_2", "1")], vec!["q3"]),
        (vec![("q1", "4"), ("q4_1", "1"), ("q4_2", "1")], vec!["q1"]),
        (vec![("q1", "' OR 1=1"), ("q4_1", "-1"), ("q4_2", "1")], vec!["q1", "q4_1"]),
        (with(&[("q2", "1"), ("q2", "2"), ("q2", "3")]), vec!["q2"]),
        (with(&[("q5", "这是一段超过十个字的回答文字")]), vec!["q5"]),
    ] {
        assert_eq!(answer("poll", &fields).unwrap_err(), wrong, "{fields:?}");
    }
    let remarks = answer("opinion", &with(&[("p2", "改一改"), ("p9", "没有这段"), ("all", "同意")])).unwrap();
    assert_eq!(remarks.texts, [("p2".to_owned(), "改一改".to_owned()), ("all".to_owned(), "同意".to_owned())]);
}

#[test]
fn conditions_point_to_an_earlier_question() {
    let mut asked = everything();
    assert_eq!(asked.faults(true), Vec::<String>::new());
    assert_eq!(asked.condition(&asked.questions[2].clone()), "第 1 题选“乙”时回答");
    assert!(asked.raise(3) && asked.raise(3), "moved before the question on which it depends");
    assert_eq!(asked.faults(true).len(), 1);
    assert!(!asked.raise(3) && asked.remove(1) && !asked.remove(1));
    assert_eq!(Questionnaire::default().faults(true).len(), 1);
    assert_eq!(Questionnaire::default().faults(false).len(), 1);
}
