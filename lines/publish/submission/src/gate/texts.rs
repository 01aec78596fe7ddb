//! What is found in a text: wrong words, personal data, secrecy marks.

use std::ops::Range;

use edition::Content;
use proofread::Proofreader;

use super::{AROUND, Finding, Level, Spot};

/// The kind of a finding about marks of secrecy.
const MARKED: &str = "涉密标志";
/// Marks that stand only on what is secret (国家秘密载体 art. 13: 密级★保密期限).
const STARRED: [&str; 3] = ["绝密", "机密", "秘密"];
/// Marks of papers that stay inside.
const INSIDE: &[&str] = &[
    "内部资料",
    "内部文件",
    "内部刊物",
    "内部使用",
    "内部参考",
    "仅供内部",
    "注意保存",
    "注意保密",
    "不得外传",
    "严禁外传",
    "请勿外传",
    "会后收回",
    "阅后收回",
    "工作秘密",
];
/// A line this short is a mark and not a sentence.
const MARK_CHARS: usize = 16;

/// What is found in title, summary and body.
pub(super) fn edition(content: &Content, proofreader: &Proofreader) -> Vec<Finding> {
    let body = intake::text::plain(&content.body).unwrap_or_default();
    let mut found = Vec::new();
    let fields =
        [("title", "标题", content.title.as_str()), ("summary", "摘要", &content.summary), ("body", "", &body)];
    for (field, name, text) in fields {
        for (i, line) in text.lines().enumerate() {
            let place = if name.is_empty() { format!("正文第{}段", i + 1) } else { name.to_owned() };
            for mut finding in piece(&place, line, proofreader) {
                if !finding.wrong.is_empty() && !finding.instead.is_empty() {
                    finding.spot = nth(text, line, &finding.wrong, i).map(|nth| Spot { field, nth });
                }
                found.push(finding);
            }
        }
    }
    found
}

/// The number of this piece among its equals, if its line has it only once.
fn nth(text: &str, line: &str, wrong: &str, at: usize) -> Option<usize> {
    let before: usize = text.lines().take(at).map(|line| line.matches(wrong).count()).sum();
    (line.matches(wrong).count() == 1).then_some(before)
}

/// What is found in one piece of text.
pub(super) fn piece(place: &str, text: &str, proofreader: &Proofreader) -> Vec<Finding> {
    let mut found = personal(place, text);
    found.extend(secrecy(place, text));
    for fault in proofreader.check(text) {
        let mut finding = Finding::new(
            fault.kind.name(),
            Level::Asks,
            place,
            &around(text, &fault.range),
            &format!("{}。请核对；确认无误的可不改。", fault.why),
        );
        finding.wrong = fault.wrong;
        finding.instead = fault.right.into_iter().next().unwrap_or_default();
        found.push(finding);
    }
    found
}

fn personal(place: &str, text: &str) -> Vec<Finding> {
    let hits = base::redact::find(text);
    let Some(first) = hits.first() else { return Vec::new() };
    let mut kinds: Vec<&str> = hits.iter().map(|hit| hit.kind.name()).collect();
    kinds.dedup();
    let why = format!("含{}。请删去或作隐去处理；依法须公开的，写明放行理由。", kinds.join("、"));
    // Masked as a whole, and cut only then: a number is not recognised by halves.
    let masked = base::redact::mask(text);
    let from = text.get(..first.bytes.start).map_or(0, |before| before.chars().count()).saturating_sub(AROUND);
    let shown: String = masked.chars().skip(from).take(60).collect();
    vec![Finding::new("个人信息", Level::Stops, place, &shown, &why)]
}

/// Whether it is the mark of a state secret, not only one of papers that stay inside.
pub(super) fn is_secret(finding: &Finding) -> bool {
    finding.kind == MARKED && STARRED.contains(&finding.wrong.as_str())
}

fn secrecy(place: &str, text: &str) -> Vec<Finding> {
    let dense: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{3000}').collect();
    let starred = STARRED.iter().find(|mark| {
        let with = |star: char| dense.contains(&format!("{mark}{star}"));
        let bare = dense.trim_matches(['【', '】', '[', ']', '（', '）', '(', ')']);
        with('★') || with('☆') || with('*') || bare == **mark || dense.contains(&format!("密级：{mark}"))
    });
    let short = dense.chars().count() <= MARK_CHARS;
    let inside = INSIDE.iter().find(|mark| dense.contains(**mark));
    let (mark, level, why) = match (starred, inside) {
        (Some(mark), _) => {
            (mark, Level::Stops, "有国家秘密标志。涉密的不得上网，请立即停止报送并报告保密员；已解密的须附解密依据。")
        }
        (None, Some(mark)) if short => {
            (mark, Level::Stops, "有内部标志。请核实能否公开，去掉标志；确可公开的，写明放行理由。")
        }
        (None, Some(mark)) => (mark, Level::Asks, "提到内部资料，请核实是否适合公开。"),
        _ => return Vec::new(),
    };
    let mut finding = Finding::new(MARKED, level, place, &base::text::truncate(&base::redact::mask(text), 60), why);
    finding.wrong = (*mark).to_owned();
    vec![finding]
}

/// The piece with some characters on each side, masked. A number that the cut would halve is taken whole, as halves are not
/// recognised.
fn around(text: &str, range: &Range<usize>) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let mut from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let after = text.get(range.end..).unwrap_or_default();
    let mut to = after.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| range.end + at);
    for hit in base::redact::find(text) {
        if hit.bytes.start < from && from < hit.bytes.end {
            from = hit.bytes.start;
        }
        if hit.bytes.start < to && to < hit.bytes.end {
            to = hit.bytes.end;
        }
    }
    base::redact::mask(text.get(from..to).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofread::Lists;

    #[test]
    fn each_text_shows_what_it_should() {
        let proofreader = Proofreader::new(&Lists::default());
        let cases: &[(&str, &[(&str, Level)])] = &[
            ("县政府召开会议，研究部署秋粮收购工作。", &[]),
            ("会议布署了秋粮收购工作。", &[("常错词", Level::Asks)]),
            ("联系人电话13800001234。", &[("个人信息", Level::Stops)]),
            ("机密★10年", &[("涉密标志", Level::Stops)]),
            ("秘 密 ★ 1年", &[("涉密标志", Level::Stops)]),
            ("绝密", &[("涉密标志", Level::Stops)]),
            ("内部资料　注意保存", &[("涉密标志", Level::Stops)]),
            ("各单位要依法保守国家秘密和商业秘密。", &[]),
            ("档案馆整理了多年来形成的内部资料，供读者按规定查阅使用。", &[("涉密标志", Level::Asks)]),
        ];
        for (text, expected) in cases {
            let found: Vec<(String, Level)> =
                piece("正文第1段", text, &proofreader).into_iter().map(|f| (f.kind, f.level)).collect();
            let expected: Vec<(String, Level)> = expected.iter().map(|(k, l)| ((*k).to_owned(), *l)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_number_halved_by_the_cut_is_masked_all_the_same() {
        let proofreader = Proofreader::new(&Lists::default());
        for text in ["电话13800001234转一到八号会议布署工作。", "会议布署了工作请电13800001234。"]
        {
            let found = piece("正文第1段", text, &proofreader);
            assert!(found.iter().any(|f| f.wrong == "布署"), "{text}");
            for finding in found {
                assert!(!finding.excerpt.contains("01234") && !finding.excerpt.contains("13800"), "{finding:?}");
            }
        }
    }

    #[test]
    fn a_finding_says_where_what_instead_and_why_and_shows_no_number() {
        let proofreader = Proofreader::new(&Lists::default());
        let content = Content {
            title: "关于布署工作的通知".into(),
            body: "<p>会议布署了工作。</p><p>再次布署工作，电话13800001234。</p>".into(),
            ..Content::default()
        };
        let found = edition(&content, &proofreader);
        let spots: Vec<_> = found.iter().filter_map(|f| f.spot.clone()).map(|s| (s.field, s.nth)).collect();
        assert_eq!(spots, [("title", 0), ("body", 0), ("body", 1)]);
        assert!(found.iter().all(|f| !f.excerpt.contains("13800001234") && !f.why.is_empty()), "{found:?}");
        assert!(found.iter().any(|f| f.wrong == "布署" && f.instead == "部署" && f.place == "正文第2段"));
    }
}
