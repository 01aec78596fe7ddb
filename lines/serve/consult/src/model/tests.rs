//! What forms take and what they refuse.

use super::*;
use counter::FileLimits;
use web::Form;

const LIMITS: Limits = Limits {
    title: 60,
    body_min: 5,
    body: 3000,
    answer: 5000,
    selected: 500,
    files: FileLimits { most: 5, size: 1024 },
};

#[test]
fn an_address_of_a_page_is_its_path_and_nothing_else_is_taken() {
    for (typed, page) in [
        ("/a/12", "/a/12"),
        ("https://www.qinghe.example/a/12?x=1#m", "/a/12"),
        ("http://host", "/"),
        ("//evil.example/a", ""),
        ("javascript:alert(1)", ""),
        ("a/12", ""),
        ("/a\\b", ""),
        ("", ""),
    ] {
        assert_eq!(local_page(typed), page, "{typed}");
    }
}

#[test]
fn the_same_spot_is_found_however_its_text_was_marked() {
    let report = |page: &str, selected: &str| Reporting {
        page: page.into(),
        selected: selected.into(),
        kind: "typo".into(),
        ..Reporting::default()
    };
    assert_eq!(report("/a/1", "青禾 县").spot(), report("/a/1", "青禾 县").spot());
    assert_ne!(report("/a/1", "青禾县").spot(), report("/a/2", "青禾县").spot());
    assert_ne!(report("/a/1", "青禾县").spot(), report("/a/1", "").spot());
}

#[test]
fn what_is_wrong_with_a_consultation_is_said_all_at_once() {
    let long = "长".repeat(100_000);
    type Fields<'a> = Vec<(&'a str, &'a str)>;
    let good: Fields<'_> = vec![
        ("topic", "1"),
        ("title", "医保怎么办"),
        ("body", "异地就医怎样备案？"),
        ("name", "李青禾"),
        ("phone", "13800001234"),
        ("consent", "1"),
        ("notice", "1"),
    ];
    for (name, value, wrong) in [
        ("topic", "1", vec![]),
        ("topic", "9", vec!["topic"]),
        ("topic", "", vec!["topic"]),
        ("body", "一", vec!["body"]),
        ("body", &long, vec!["body"]),
        ("phone", "", vec!["phone"]),
        ("consent", "maybe", vec!["consent"]),
        ("notice", "", vec!["notice"]),
    ] {
        let fields: Fields<'_> = good.iter().map(|(n, v)| (*n, if *n == name { value } else { *v })).collect();
        let form = Form::of(&fields);
        let errors = Asking::read(&LIMITS, &[1, 2], Check::new(&form)).err().unwrap_or_default();
        let errors: Vec<String> = errors.into_iter().map(|e| e.field).collect();
        assert_eq!(errors, wrong, "{name}");
    }
}

#[test]
fn knowledge_links_to_this_site_only_and_holds_beyond_today() {
    let today = Date::constant(2026, 3, 2);
    for (links, expires, faults) in [
        ("/a/12 办事指南\n/guide/3", Some(Date::constant(2026, 3, 2)), 0),
        ("https://other.example/x", None, 1),
        ("办事指南", Some(Date::constant(2026, 3, 1)), 2),
    ] {
        let knowing = Knowing { links: links.into(), expires_on: expires, ..Knowing::default() };
        assert_eq!(knowing.faults(today).len(), faults, "{links}");
    }
}
