//! What is found in a text: wrong words, personal data, secrecy marks.

use std::borrow::Cow;
use std::ops::Range;

use edition::{Content, FileRow};
use proofread::{Kind, Proofreader};

use super::{AROUND, Finding, Level, Spot};

/// The kind of a finding about marks of secrecy.
const MARKED: &str = "涉密标志";
/// The kind of a finding about what must not be published as it is (检查指标, 严重表述错误).
const GRAVE: &str = "严重表述错误";
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

/// How a text of an edition is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Sentences.
    Prose,
    /// Names and single words, of which the model of sentences knows nothing.
    Words,
    /// The name of a picture's file: a camera's or a person's, seen by whoever saves it.
    Name,
}

/// One text that the public will read.
struct Text<'a> {
    /// The field that a suggestion is put into; empty where only a person can.
    field: &'static str,
    place: String,
    text: Cow<'a, str>,
    sort: Sort,
}

/// What is found in all that the public will read of an edition, the insides of attachments excepted.
pub(super) fn edition(content: &Content, files: &[FileRow], proofreader: &Proofreader) -> Vec<Finding> {
    let body = intake::text::plain(&content.body).unwrap_or_default();
    let mut found = Vec::new();
    for Text { field, place, text, sort } in lines(content).chain(alternatives(content)).chain(of_files(files)) {
        found.extend(of_line(field, &place, &text, &text, 0, sort, proofreader));
    }
    for (i, line) in body.lines().enumerate() {
        let place = format!("正文第{}段", i + 1);
        found.extend(of_line("body", &place, &body, line, i, Sort::Prose, proofreader));
    }
    found
}

/// The fields beside the body.
fn lines(content: &Content) -> impl Iterator<Item = Text<'_>> {
    let head = &content.head;
    let fields = [
        ("title", "标题", &content.title, Sort::Prose),
        ("short_title", "短标题", &content.short_title, Sort::Prose),
        ("subtitle", "副题", &content.subtitle, Sort::Prose),
        ("summary", "摘要", &content.summary, Sort::Prose),
        ("cover_alt", "列表图片说明", &content.cover.alt, Sort::Prose),
        ("source", "来源", &content.source, Sort::Words),
        ("author", "作者", &content.author, Sort::Words),
        ("editor", "责任编辑", &content.editor, Sort::Words),
        ("keywords", "关键词", &content.keywords, Sort::Words),
        ("index_no", "索引号", &head.index_no, Sort::Words),
        ("doc_no", "发文字号", &head.doc_no, Sort::Words),
        ("issuer", "发文机关", &head.issuer, Sort::Words),
        ("subject_words", "主题词", &head.subject_words, Sort::Words),
    ];
    let text = |(field, name, text, sort): (_, &str, &'_ String, _)| Text {
        field,
        place: name.to_owned(),
        text: Cow::Owned(text.clone()),
        sort,
    };
    fields.into_iter().map(text)
}

/// The words of the pictures in the body.
fn alternatives(content: &Content) -> impl Iterator<Item = Text<'_>> {
    let images = intake::text::Content::read(&content.body).map(|read| read.images).unwrap_or_default();
    images.into_iter().filter_map(|image| {
        let place = format!("图片说明（正文第{}段）", image.block + 1);
        let alt = image.alt.filter(|alt| !alt.trim().is_empty())?;
        Some(Text { field: "", place, text: Cow::Owned(alt), sort: Sort::Prose })
    })
}

/// Names and words of the files that readers get. What was handed in as a source is never shown.
fn of_files(files: &[FileRow]) -> impl Iterator<Item = Text<'_>> {
    files.iter().filter(|file| file.role != "source").flat_map(|file| {
        let picture = matches!(file.role.as_str(), "image" | "cover");
        let (what, sort) = if picture { ("图片", Sort::Name) } else { ("附件", Sort::Prose) };
        let shown = base::redact::mask(&file.name);
        let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
        let name = Text { field: "", place: format!("{what}“{shown}”名称"), text: Cow::Borrowed(stem), sort };
        let place = format!("{what}“{shown}”说明");
        [name, Text { field: "", place, text: Cow::Borrowed(&file.alt), sort: Sort::Prose }]
    })
}

/// What is found in one line of a text, with its place where a suggestion can be put in.
fn of_line(
    field: &'static str,
    place: &str,
    text: &str,
    line: &str,
    at: usize,
    sort: Sort,
    proofreader: &Proofreader,
) -> Vec<Finding> {
    let mut found = of_piece(place, line, proofreader, sort);
    for finding in found.iter_mut().filter(|f| !field.is_empty() && !f.wrong.is_empty() && !f.instead.is_empty()) {
        finding.spot = nth(text, line, &finding.wrong, at).map(|nth| Spot { field, nth });
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
    of_piece(place, text, proofreader, Sort::Prose)
}

fn of_piece(place: &str, text: &str, proofreader: &Proofreader, sort: Sort) -> Vec<Finding> {
    let mut found = personal(place, text);
    found.extend(secrecy(place, text));
    let counts = |fault: &proofread::Finding| match sort {
        Sort::Prose => true,
        Sort::Words => fault.grave || !matches!(fault.kind, Kind::Typo | Kind::Repetition | Kind::Punctuation),
        Sort::Name => fault.grave,
    };
    for fault in proofreader.check(text).into_iter().filter(counts) {
        let (kind, level, way_out) = if fault.grave {
            (GRAVE, Level::Stops, "须改正；确为引用、批驳等需要的，写明放行理由。")
        } else {
            (fault.kind.name(), Level::Asks, "请核对；确认无误的可不改。")
        };
        let why = format!("{}。{way_out}", fault.why);
        let mut finding = Finding::new(kind, level, place, &around(text, &fault.range), &why);
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
        let headed = |head: &str| dense.contains(&format!("{head}{mark}"));
        with('★') || with('☆') || with('*') || bare == **mark || headed("密级：") || headed("密级:")
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
            ("中华人民共各国成立以来。", &[("严重表述错误", Level::Stops)]),
            ("来自日本、台湾等国家的客商。", &[("严重表述错误", Level::Stops)]),
            ("机密★10年", &[("涉密标志", Level::Stops)]),
            ("秘 密 ★ 1年", &[("涉密标志", Level::Stops)]),
            ("绝密", &[("涉密标志", Level::Stops)]),
            ("密级: 秘密", &[("涉密标志", Level::Stops), ("标点", Level::Asks)]),
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
        let found = edition(&content, &[], &proofreader);
        let spots: Vec<_> = found.iter().filter_map(|f| f.spot.clone()).map(|s| (s.field, s.nth)).collect();
        assert_eq!(spots, [("title", 0), ("body", 0), ("body", 1)]);
        assert!(found.iter().all(|f| !f.excerpt.contains("13800001234") && !f.why.is_empty()), "{found:?}");
        assert!(found.iter().any(|f| f.wrong == "布署" && f.instead == "部署" && f.place == "正文第2段"));
    }

    fn file(role: &str, name: &str, alt: &str) -> FileRow {
        FileRow {
            id: 1,
            item_id: 1,
            digest: String::new(),
            name: name.into(),
            size: 1,
            media_type: String::new(),
            role: role.into(),
            alt: alt.into(),
            rank: 1,
            at: base::Moment(0),
            removed_at: None,
        }
    }

    #[test]
    fn everything_that_the_public_will_read_is_read() {
        let proofreader = Proofreader::new(&Lists::default());
        let bad = || "布署 13800001234".to_owned();
        let content = Content {
            short_title: bad(),
            subtitle: bad(),
            source: bad(),
            author: bad(),
            editor: bad(),
            keywords: bad(),
            body: "<p>正文。</p><p><img src=\"/a/1/files/2\" alt=\"会议布署 13800001234\"></p>".into(),
            cover: edition::Cover { alt: bad(), ..edition::Cover::default() },
            head: edition::Head {
                doc_no: bad(),
                issuer: bad(),
                subject_words: bad(),
                index_no: bad(),
                ..edition::Head::default()
            },
            ..Content::default()
        };
        let files = [
            file("attachment", "布署 13800001234.pdf", "布署 13800001234"),
            file("image", "IMG 13800001234.jpg", "布署 13800001234"),
            file("source", "布署 13800001234.docx", "布署 13800001234"),
        ];
        let found = edition(&content, &files, &proofreader);
        let places = |kind: &str| found.iter().filter(|f| f.kind == kind).map(|f| f.place.as_str()).collect::<Vec<_>>();
        let lines = [
            "短标题",
            "副题",
            "列表图片说明",
            "来源",
            "作者",
            "责任编辑",
            "关键词",
            "索引号",
            "发文字号",
            "发文机关",
            "主题词",
        ];
        let personal = places("个人信息");
        let words = places("常错词");
        for line in lines {
            assert!(personal.contains(&line) && words.contains(&line), "{line}: {found:?}");
        }
        assert_eq!(personal.len(), lines.len() + 5, "{personal:?}");
        assert_eq!(words.len(), lines.len() + 4, "a picture's file is not proofread: {words:?}");
        assert!(found.iter().all(|f| !f.place.contains("13800001234") && !f.excerpt.contains("13800001234")));
        let spots = found.iter().filter(|f| f.kind == "常错词" && f.spot.is_some()).count();
        assert_eq!(spots, lines.len(), "each line can be put right at once");
    }

    #[test]
    fn ordinary_names_numbers_and_words_are_no_findings() {
        let proofreader = Proofreader::new(&Lists::default());
        let content = Content {
            title: "青禾县人民政府办公室关于印发防汛应急预案的通知".into(),
            short_title: "防汛应急预案".into(),
            source: "县应急管理局".into(),
            author: "欧阳舒 仝晓雯".into(),
            editor: "李一鸣".into(),
            keywords: "防汛 应急预案 通知 防汛".into(),
            head: edition::Head {
                index_no: "114101001/2026-00012".into(),
                doc_no: "青政办发〔2026〕12号".into(),
                issuer: "青禾县人民政府办公室".into(),
                subject_words: "农业 水利 通知".into(),
                ..edition::Head::default()
            },
            ..Content::default()
        };
        let files = [
            file("attachment", "附件1：青禾县防汛应急预案（2026年修订）.pdf", ""),
            file("image", "微信图片_20260302091530123.jpg", "县领导检查水库"),
        ];
        let found = edition(&content, &files, &proofreader);
        let found: Vec<_> = found.iter().filter(|f| !f.excerpt.contains("青禾")).collect();
        assert!(found.is_empty(), "{found:?}");
    }
}
