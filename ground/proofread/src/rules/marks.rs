//! Punctuation marks (标点符号用法 GB/T 15834—2011): half-width marks in Chinese text, marks side by side, marks after numbers of
//! headings, what book marks do not hold.

use super::Page;
use crate::finding::Kind;
use crate::model::chars::is_han;

/// Looks at all marks.
pub(crate) fn check(page: &mut Page<'_>) {
    for at in 0..page.chars.len() {
        half_width(page, at);
        side_by_side(page, at);
        before_and(page, at);
        heading(page, at);
        book_marks(page, at);
    }
}

fn wide(c: char) -> Option<char> {
    Some(match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        _ => return None,
    })
}

fn half_width(page: &mut Page<'_>, at: usize) {
    let (before, after) = (page.before(at), page.at(at + 1));
    let text = |c: char| is_han(c) || "”》）〕、。，；：".contains(c) && c != '\0';
    let Some(right) = wide(page.at(at)) else { return };
    let next =
        after == '\0' || after == '\n' || after == '\r' || is_han(after) || "“《（〔".contains(after) || after == ' ';
    if text(before) && next {
        page.report(at..at + 1, &[right.to_string()], Kind::Punctuation, "中文里用全角标点", 0.9);
    }
}

fn side_by_side(page: &mut Page<'_>, at: usize) {
    const STOPS: &str = "，。、；：？！";
    if !STOPS.contains(page.at(at))
        || page.at(at) == '\0'
        || (page.before(at) != '\0' && STOPS.contains(page.before(at)))
    {
        return;
    }
    let end = page.run(at, |c| STOPS.contains(c));
    let written = page.slice(at..end);
    if end - at < 2 || ["？！", "！？", "！！", "？？", "！！！", "？？？"].contains(&written) {
        return;
    }
    if written.chars().all(|c| c == '。') && end - at >= 3 {
        page.report(at..end, &["……".to_owned()], Kind::Punctuation, "省略号是六个点，占两个字", 0.9);
        return;
    }
    let one = |c: char| c.to_string();
    let mut right: Vec<String> = written.chars().map(one).collect();
    right.dedup();
    right.reverse();
    page.report(at..end, &right, Kind::Punctuation, "两个点号不连用", 0.9);
}

/// 甲、乙、和丙; 甲、乙、等: the comma before 和 and 等 is too many.
fn before_and(page: &mut Page<'_>, at: usize) {
    if page.at(at) != '、' {
        return;
    }
    let next = page.at(at + 1);
    let word = page.slice(at + 1..at + 3);
    let and = matches!(next, '和' | '及')
        && ![
            "和谐", "和平", "和解", "和田", "和县", "和气", "和睦", "及时", "及格", "和林", "和顺", "和龙", "和硕",
            "和静",
        ]
        .contains(&word);
    let such = next == '等' && !["等级", "等候", "等待", "等额", "等值", "等效", "等价"].contains(&word);
    if and && matches!(page.slice(at + 1..at + 4), "和政县" | "和平区" | "和平县") {
        return;
    }
    if and || such {
        page.report(
            at..at + 1,
            &[String::new()],
            Kind::Punctuation,
            "“和”“及”“等”前不用顿号",
            if such { 0.85 } else { 0.6 },
        );
    }
}

/// （一）、 第一、 一，: marks after the numbers of headings, at the beginning of a line.
fn heading(page: &mut Page<'_>, at: usize) {
    if at > 0 && page.before(at) != '\n' {
        return;
    }
    let start = page.run(at, |c| c.is_whitespace() && c != '\n');
    let chinese = |c: char| "一二三四五六七八九十".contains(c);
    if page.at(start) == '（' {
        let end = page.run(start + 1, |c| chinese(c) || c.is_ascii_digit());
        if end > start + 1 && page.at(end) == '）' && matches!(page.at(end + 1), '、' | '，' | '.') {
            page.report(end + 1..end + 2, &[String::new()], Kind::Punctuation, "带括号的序号后不用标点", 0.9);
        }
    } else if page.at(start) == '第' {
        let end = page.run(start + 1, chinese);
        if end > start + 1 && page.at(end) == '、' {
            page.report(end..end + 1, &["，".to_owned()], Kind::Punctuation, "“第一”之类的序数后用逗号", 0.8);
        }
    } else {
        let end = page.run(start, chinese);
        if end > start && matches!(page.at(end), '，' | '.' | '．') {
            page.report(end..end + 1, &["、".to_owned()], Kind::Punctuation, "“一”之类的序号后用顿号", 0.7);
        }
        let end = page.run(start, |c| c.is_ascii_digit());
        if end > start && end - start < 3 && page.at(end) == '、' {
            page.report(end..end + 1, &["．".to_owned()], Kind::Punctuation, "阿拉伯数字的序号后用下脚点", 0.5);
        }
    }
}

/// 《…奖》 《…活动》: book marks hold works and documents, not prizes, activities, certificates and meetings.
fn book_marks(page: &mut Page<'_>, at: usize) {
    if page.at(at) != '《' {
        return;
    }
    let end = page.run(at + 1, |c| c != '》' && c != '\n' && c != '《');
    if page.at(end) != '》' {
        return;
    }
    let inside = page.slice(at + 1..end);
    let ends = ["奖", "活动", "会议", "展览会", "博览会", "运动会", "营业执照", "身份证", "许可证", "资格证", "培训班"];
    if ends.iter().any(|e| inside.ends_with(e)) {
        let certificate = inside.ends_with('证') || inside.ends_with("执照");
        let right = [format!("“{inside}”"), inside.to_owned()];
        let why = "书名号用于作品和文件，奖项、活动、会议、证照不用";
        page.report(at..end + 1, &right, Kind::Punctuation, why, if certificate { 0.4 } else { 0.7 });
    }
    let last = page.before(at);
    if last == '、' && page.before(at - 1) == '》' {
        page.report(at - 1..at, &[String::new()], Kind::Punctuation, "并列的书名号之间通常不用顿号", 0.3);
    }
}
