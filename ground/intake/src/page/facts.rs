//! The facts of an article that stand around its text: «来源：…», «发布时间：…», the table above a document.

use std::collections::BTreeMap;

/// What a label introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    Index,
    DocNo,
    Issuer,
    Made,
    Theme,
    Genre,
    Words,
    Validity,
    Source,
    Author,
    Editor,
    Published,
    Updated,
    Name,
    /// Something that only ends what stands before it.
    Other,
}

/// Labels as they stand before a colon, or alone in a cell before the cell of their value. Longer ones come first.
const LABELS: &[(&str, Fact)] = &[
    ("信息索引号", Fact::Index),
    ("索引号", Fact::Index),
    ("索取号", Fact::Index),
    ("发文字号", Fact::DocNo),
    ("文件编号", Fact::DocNo),
    ("文号", Fact::DocNo),
    ("发文机关", Fact::Issuer),
    ("发文机构", Fact::Issuer),
    ("发布机构", Fact::Issuer),
    ("公开机构", Fact::Issuer),
    ("发布单位", Fact::Issuer),
    ("成文日期", Fact::Made),
    ("生成日期", Fact::Made),
    ("发文日期", Fact::Made),
    ("主题分类", Fact::Theme),
    ("体裁分类", Fact::Genre),
    ("文件体裁", Fact::Genre),
    ("体裁", Fact::Genre),
    ("分类", Fact::Theme),
    ("主题词", Fact::Words),
    ("关键词", Fact::Words),
    ("有效性", Fact::Validity),
    ("时效性", Fact::Validity),
    ("信息来源", Fact::Source),
    ("文章来源", Fact::Source),
    ("稿件来源", Fact::Source),
    ("来源", Fact::Source),
    ("作者", Fact::Author),
    ("责任编辑", Fact::Editor),
    ("编辑", Fact::Editor),
    ("发布时间", Fact::Published),
    ("发布日期", Fact::Published),
    ("发表时间", Fact::Published),
    ("上载日期", Fact::Published),
    ("录入时间", Fact::Published),
    ("更新时间", Fact::Updated),
    ("日期", Fact::Updated),
    ("时间", Fact::Updated),
    ("名称", Fact::Name),
    ("标题", Fact::Name),
    ("浏览次数", Fact::Other),
    ("访问次数", Fact::Other),
    ("点击次数", Fact::Other),
    ("点击数", Fact::Other),
    ("浏览量", Fact::Other),
    ("阅读量", Fact::Other),
    ("浏览", Fact::Other),
    ("阅读", Fact::Other),
    ("点击", Fact::Other),
    ("字体", Fact::Other),
    ("字号", Fact::Other),
    ("审核", Fact::Other),
    ("初审", Fact::Other),
    ("终审", Fact::Other),
    ("分享到", Fact::Other),
    ("分享", Fact::Other),
    ("打印", Fact::Other),
];

/// Characters of a label with the blanks that stretch it (索 引 号), at most.
const LABEL_CHARS_MAX: usize = 16;
/// Characters of a value, at most; what is longer is a text that happens to hold a colon.
const VALUE_CHARS_MAX: usize = 200;

/// The facts in a text whose blocks are lines and whose cells end with tabs; the first of each kind counts.
pub(super) fn read(text: &str) -> BTreeMap<Fact, String> {
    let mut facts = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        for (at, cell) in cells.iter().enumerate() {
            let next = cells.get(at + 1).copied().filter(|next| labels(next).is_empty() && alone(next).is_none());
            for (fact, value) in in_cell(cell, next) {
                keep(&mut facts, fact, value);
            }
        }
    }
    facts
}

fn keep(facts: &mut BTreeMap<Fact, String>, fact: Fact, value: &str) {
    let one_word = matches!(fact, Fact::Source | Fact::Author | Fact::Editor);
    let value = value.trim().trim_matches(['[', ']', '【', '】', '|', '［', '］']).trim();
    let value = if one_word { value.split_whitespace().next().unwrap_or_default() } else { value };
    let value = value.trim_end_matches(['|', '】', ']', '）', ')']).trim();
    if !value.is_empty() && value.chars().count() <= VALUE_CHARS_MAX && fact != Fact::Other {
        facts.entry(fact).or_insert_with(|| value.to_owned());
    }
}

/// The facts of a cell; the last one may have its value in the `next`.
fn in_cell<'a>(cell: &'a str, next: Option<&'a str>) -> Vec<(Fact, &'a str)> {
    let found = labels(cell);
    if found.is_empty() {
        return alone(cell).zip(next).into_iter().collect();
    }
    let mut facts = Vec::new();
    for (at, label) in found.iter().enumerate() {
        let end = found.get(at + 1).map_or(cell.len(), |following| following.start);
        let value = cell.get(label.end..end).unwrap_or_default().trim();
        match next {
            Some(next) if value.is_empty() && at + 1 == found.len() => facts.push((label.fact, next)),
            _ => facts.push((label.fact, value)),
        }
    }
    facts
}

/// The fact whose label, without a colon, is all that stands in a cell.
fn alone(cell: &str) -> Option<Fact> {
    let word: String = cell.chars().filter(|c| !c.is_whitespace()).take(LABEL_CHARS_MAX).collect();
    LABELS.iter().find(|(label, _)| *label == word).map(|(_, fact)| *fact)
}

/// A label with a colon.
struct Found {
    fact: Fact,
    /// Where the label begins, in bytes.
    start: usize,
    /// Where the value begins, in bytes.
    end: usize,
}

fn labels(cell: &str) -> Vec<Found> {
    let colons = cell.char_indices().filter(|(_, c)| matches!(c, '：' | ':'));
    colons.filter_map(|(at, colon)| before(cell.get(..at)?, at + colon.len_utf8())).collect()
}

/// The label at the end of `text`, blanks in it left out.
fn before(text: &str, end: usize) -> Option<Found> {
    let tail: Vec<(usize, char)> =
        text.char_indices().rev().take(LABEL_CHARS_MAX).filter(|(_, c)| !c.is_whitespace()).collect();
    LABELS.iter().find_map(|(label, fact)| {
        let mut start = None;
        for (place, wanted) in label.chars().rev().enumerate() {
            let (at, found) = tail.get(place)?;
            if *found != wanted {
                return None;
            }
            start = Some(*at);
        }
        Some(Found { fact: *fact, start: start?, end })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_lines_and_in_tables() {
        use Fact::{Author, DocNo, Editor, Index, Issuer, Made, Name, Published, Source, Theme, Updated};
        let cases: [(&str, &[(Fact, &str)]); 8] = [
            (
                "来源：县政府办公室 发布时间：2024-01-05 10:30 浏览次数：12 字体：大 中 小\n",
                &[(Source, "县政府办公室"), (Published, "2024-01-05 10:30")],
            ),
            ("来源:县农业农村局发布时间:2024年1月5日", &[(Source, "县农业农村局"), (Published, "2024年1月5日")]),
            (
                "索 引 号：\tQH001/2024-00001\t分类：\t综合政务 / 政务公开\n名 称：\t关于春耕的通知\n文 号：\t\t发布日期：\t2024-01-05",
                &[
                    (Index, "QH001/2024-00001"),
                    (Theme, "综合政务 / 政务公开"),
                    (Name, "关于春耕的通知"),
                    (Published, "2024-01-05"),
                ],
            ),
            (
                "索引号\t123\t发布机构\t青禾县人民政府\n成文日期\t2024-01-03\t文号\t青政发〔2024〕1号",
                &[(Index, "123"), (Issuer, "青禾县人民政府"), (Made, "2024-01-03"), (DocNo, "青政发〔2024〕1号")],
            ),
            ("【责任编辑：王小禾】 作者：李青", &[(Editor, "王小禾"), (Author, "李青")]),
            ("时间：2024-01-05 08:00:01", &[(Updated, "2024-01-05 08:00:01")]),
            ("来源： 时间：2024-01-05", &[(Updated, "2024-01-05")]),
            ("没有什么：可说的", &[]),
        ];
        for (text, wanted) in cases {
            let found = read(text);
            let mut wanted: Vec<(Fact, String)> = wanted.iter().map(|(f, v)| (*f, (*v).to_owned())).collect();
            wanted.sort();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), wanted, "{text}");
        }
    }
}
