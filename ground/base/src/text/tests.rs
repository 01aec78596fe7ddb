//! Cases and properties of the text tools.

use proptest::prelude::*;

use super::*;

#[test]
fn what_people_type_is_made_safe_and_kept() {
    let cases = [
        ("  张\u{3000}三 \t丰\n", "张 三 丰"),
        ("\u{202e}abc\u{202c}", "abc"),
        ("a\u{0}b\u{7}c\u{200b}d\u{feff}", "abcd"),
        ("𠮷𪚥㐂\u{e0100}（全角）①", "𠮷𪚥㐂\u{e0100}（全角）①"),
        ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
        ("\u{2f800}", "\u{2f800}"),
        ("\u{ffff}\u{e0041}", ""),
    ];
    for (typed, clean) in cases {
        assert_eq!(clean_line(typed), clean, "{typed:?}");
    }
    assert_eq!(clean_text("\r\n\r\n　　第一段  \r\n\r\n\r\n\r\n第二\t段\u{202e}\r三\n\n"), "　　第一段\n\n第二 段\n三");
    assert_eq!(normalise(" （ＡＢＣ）　１２３① "), "(ABC) 1231");
}

#[test]
fn long_text_is_cut_by_characters() {
    let cases =
        [("青禾县人民政府", 5, "青禾县人…"), ("青禾县", 3, "青禾县"), ("𠮷𠮷𠮷", 2, "𠮷…"), ("青", 0, ""), ("", 3, "")];
    for (text, chars, cut) in cases {
        assert_eq!(truncate(text, chars), cut);
    }
    assert_eq!(char_count("𠮷a青"), 3);
}

#[test]
fn names_are_found_by_sound() {
    let cases = [
        ("青禾县", "qhx", "qinghexian"),
        ("县长信箱", "xzxx", "xianzhangxinxiang"),
        ("重庆路", "cql", "chongqinglu"),
        ("会计科", "kjk", "kuaijike"),
        ("吕梁", "ll", "lvliang"),
        ("Ａ区3号", "aq3h", "aqu3hao"),
        ("——", "", ""),
    ];
    for (text, first, whole) in cases {
        assert_eq!((initials(text).as_str(), pinyin(text).as_str()), (first, whole), "{text}");
    }
}

#[test]
fn traditional_script_knows_phrases_and_names() {
    let cases = [
        ("头发发展", "頭髮發展"),
        ("皇后在后面", "皇后在後面"),
        ("干部干净干涉", "幹部乾淨干涉"),
        ("信息公开条例为人民服务", "信息公開條例為人民服務"),
        ("plain ASCII", "plain ASCII"),
    ];
    for (simple, traditional) in cases {
        assert_eq!(to_traditional(simple, &[]), traditional);
    }
    assert_eq!(to_traditional("范后进同志说后来", &["范后进", "范"]), "范后进同志說後來");
    assert_eq!(to_traditional("后", &[""]), "後");
}

#[test]
fn a_page_changes_where_people_read() {
    let cases = [
        ("<p class=\"头\">头发</p>", "<p class=\"头\">頭髮</p>"),
        ("<a href=\"/发/\" title=\"发展\">发</a>", "<a href=\"/发/\" title=\"發展\">發</a>"),
        ("<img alt='头发' src='头.png'>", "<img alt='頭髮' src='头.png'>"),
        ("<meta name=\"description\" content=\"发展\">", "<meta name=\"description\" content=\"發展\">"),
        ("<meta property=\"u\" content=\"https://x/发\">", "<meta property=\"u\" content=\"https://x/发\">"),
        ("<script>var a = '发</p>';</script>发", "<script>var a = '发</p>';</script>發"),
        ("<style>.发{}</style><textarea>发</textarea>", "<style>.发{}</style><textarea>发</textarea>"),
        ("<div translate=\"no\">发<div>发</div>发</div>发", "<div translate=\"no\">发<div>发</div>发</div>發"),
        ("<span translate='no'>范后进</span>后来", "<span translate='no'>范后进</span>後來"),
        ("<br translate=\"no\">发", "<br translate=\"no\">發"),
        ("<!-- 发 --><!doctype html>发", "<!-- 发 --><!doctype html>發"),
        (
            "<input value=\"发\" placeholder=\"请发言\" aria-label=\"发\">",
            "<input value=\"发\" placeholder=\"請發言\" aria-label=\"發\">",
        ),
        ("1 < 2 发 <", "1 < 2 發 <"),
        ("<p title=\"a>发\">发", "<p title=\"a>發\">發"),
        ("<p title=\"发", "<p title=\"发"),
        ("<b title=发>发</b>", "<b title=发>發</b>"),
        ("发&amp;&#21457;", "發&amp;&#21457;"),
    ];
    for (page, expected) in cases {
        assert_eq!(to_traditional_html(page, &[]), expected, "{page}");
    }
}

#[test]
fn near_duplicates_are_alike_and_others_are_not() {
    let a = "人民路路灯坏了三天，晚上很黑，请尽快维修。";
    let b = "人民路的路灯坏了，晚上很黑，请尽快维修！";
    let alike = |a: &str, b: &str| Pairs::of(a).alike(&Pairs::of(b));
    assert!(alike(a, b) > 0.7, "{}", alike(a, b));
    assert!(alike(a, "请问新生儿落户需要什么材料？") < 0.1);
    let cases = [("", "", 0.0), ("路", "路", 1.0), ("路", "灯", 0.0), ("ＡＢ", "ab", 1.0), ("，。", "，。", 0.0)];
    for (a, b, expected) in cases {
        assert!((alike(a, b) - expected).abs() < 1e-9, "{a} {b}");
    }
}

proptest! {
    #[test]
    fn cleaning_twice_changes_nothing(text in any::<String>()) {
        let line = clean_line(&text);
        prop_assert_eq!(clean_line(&line), line.clone());
        let bad = line.contains(['\n', '\0', '\u{202e}']);
        prop_assert!(!bad);
        let lines = clean_text(&text);
        prop_assert_eq!(clean_text(&lines), lines);
        let same = normalise(&text);
        prop_assert_eq!(normalise(&same), same);
    }

    #[test]
    fn any_page_is_taken(page in "[<>/!\"'= a-z发头后-]{0,80}") {
        to_traditional_html(&page, &["后"]);
    }

    #[test]
    fn a_page_without_chinese_stays_as_it_is(page in "[<>/!\"'= a-zA-Z0-9&;-]{0,80}") {
        prop_assert_eq!(to_traditional_html(&page, &[]), page);
    }
}

#[test]
fn nothing_typed_becomes_markup_and_nothing_that_xml_forbids_stays() {
    let cases = [
        ("<a href=\"x\">&\u{0}\u{b}\u{fffe}禾\u{20000}", "&lt;a href=&quot;x&quot;&gt;&amp;禾\u{20000}"),
        ("甲\t乙\n", "甲\t乙\n"),
        ("", ""),
    ];
    for (typed, written) in cases {
        assert_eq!(escape_xml(typed), written);
    }
}
