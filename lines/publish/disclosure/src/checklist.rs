//! What 政府信息公开条例 art. 12 demands of a guide: a checklist over its text, for the keeper before it is saved.

/// One thing that a guide has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// What it is called in the article.
    pub title: &'static str,
    /// Words of which one must stand in the text.
    words: &'static [&'static str],
    /// What must follow the word.
    wants: Wants,
}

/// What must follow the word of a demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    /// Nothing.
    Nothing,
    /// Some words, not only the next heading.
    Words,
    /// A telephone number.
    Number,
    /// A telephone number, or that there is none.
    NumberOrNone,
    /// An address on the Internet.
    Address,
}

const fn demand(title: &'static str, words: &'static [&'static str], wants: Wants) -> Demand {
    Demand { title, words, wants }
}

/// The demands in the order of the article.
pub const DEMANDS: &[Demand] = &[
    demand("政府信息的分类", &["分类", "类别"], Wants::Nothing),
    demand("编排体系", &["编排"], Wants::Nothing),
    demand("获取方式", &["获取方式", "获取政府信息", "获取信息"], Wants::Nothing),
    demand("工作机构的名称", &["机构名称", "工作机构名称"], Wants::Words),
    demand("办公地址", &["办公地址", "通信地址", "通讯地址"], Wants::Words),
    demand("办公时间", &["办公时间", "工作时间"], Wants::Words),
    demand("联系电话", &["联系电话", "办公电话", "咨询电话"], Wants::Number),
    demand("传真号码", &["传真"], Wants::NumberOrNone),
    demand("互联网联系方式", &["互联网联系方式", "网址", "网站地址", "电子邮箱", "电子邮件"], Wants::Address),
];

/// Characters after a word in which that must stand which it announces.
const NEAR: usize = 60;
/// Digits of a telephone number at least.
const DIGITS: usize = 7;

impl Demand {
    /// Whether `text` (without markup) says it.
    pub fn is_met(&self, text: &str) -> bool {
        self.words.iter().any(|word| {
            text.match_indices(word).any(|(at, _)| {
                let after = text.get(at + word.len()..).unwrap_or_default();
                self.wants.is_met(&after.chars().take(NEAR).collect::<String>())
            })
        })
    }

    /// The sentence for a text that does not say it.
    pub fn missing(&self) -> String {
        let what = match self.wants {
            Wants::Nothing => "请补充说明",
            Wants::Words => "请写明，例如写成“名称：内容”",
            Wants::Number => "请写明号码",
            Wants::NumberOrNone => "请写明号码，没有传真的写“传真：无”",
            Wants::Address => "请写明网址或电子邮箱",
        };
        format!("缺少“{}”：{what}（条例第十二条）。", self.title)
    }
}

impl Wants {
    fn is_met(self, after: &str) -> bool {
        let first = announced(after);
        match self {
            Self::Nothing => true,
            Self::Words => first.chars().filter(|c| c.is_alphanumeric()).count() >= 2,
            Self::Number => has_number(first),
            Self::NumberOrNone => has_number(first) || ["无", "没有", "未设"].iter().any(|no| first.starts_with(no)),
            Self::Address => first.match_indices('.').any(|(at, _)| {
                let (before, behind) = first.split_at(at);
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                latin(before.chars().next_back()) && latin(behind.chars().nth(1))
            }),
        }
    }
}

/// What a word announces: the rest of its line, or in a table, where no colon follows it, the next cell.
fn announced(after: &str) -> &str {
    let after = after.strip_prefix("号码").unwrap_or(after);
    let mut lines = after.split(['\n', '\t']);
    let first = lines.next().unwrap_or_default();
    let rest = first.trim_start_matches(['：', ':', ' ', '　', '为']);
    if rest.is_empty() && !first.contains(['：', ':']) { lines.next().unwrap_or_default().trim() } else { rest }
}

/// Whether there are so many digits with nothing but signs of telephone numbers between.
fn has_number(text: &str) -> bool {
    let mut run = 0;
    for c in text.chars() {
        match c {
            _ if c.is_ascii_digit() => run += 1,
            '-' | '—' | '－' | ' ' | '(' | ')' | '（' | '）' => {}
            _ => run = 0,
        }
        if run >= DIGITS {
            return true;
        }
    }
    false
}

/// What `html` does not say of what the article demands.
pub fn missing(html: &str) -> Vec<&'static Demand> {
    let text = intake::text::plain(html).unwrap_or_default();
    DEMANDS.iter().filter(|demand| !demand.is_met(&text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "<p>本机关主动公开的信息按法定类别编排，分类见目录。</p><p>获取方式：可在网站查阅。</p>\
        <p>机构名称：青禾县民政局办公室</p><p>办公地址：青禾县禾丰路 1 号</p><p>办公时间：工作日 8:30—12:00</p>\
        <p>联系电话：0000-7654321</p><p>传真号码：无</p><p>互联网联系方式：http://mzj.qinghe.example</p>";

    #[test]
    fn a_whole_guide_lacks_nothing_and_each_thing_left_out_is_named() {
        assert_eq!(missing(WHOLE), Vec::<&Demand>::new());
        for (without, title) in [
            ("<p>机构名称：青禾县民政局办公室</p>", "工作机构的名称"),
            ("<p>办公地址：青禾县禾丰路 1 号</p>", "办公地址"),
            ("<p>办公时间：工作日 8:30—12:00</p>", "办公时间"),
            ("<p>联系电话：0000-7654321</p>", "联系电话"),
            ("<p>传真号码：无</p>", "传真号码"),
            ("<p>互联网联系方式：http://mzj.qinghe.example</p>", "互联网联系方式"),
        ] {
            let titles: Vec<_> = missing(&WHOLE.replace(without, "")).iter().map(|d| d.title).collect();
            assert_eq!(titles, [title], "{without}");
        }
    }

    #[test]
    fn a_word_alone_is_not_what_it_announces() {
        let titles = |html: &str| missing(html).iter().map(|d| d.title).collect::<Vec<_>>();
        assert!(titles(&WHOLE.replace("0000-7654321", "")).contains(&"联系电话"), "the next line is not the number");
        assert!(titles(&WHOLE.replace("0000-7654321", "12345")).contains(&"联系电话"), "too short");
        assert!(titles(&WHOLE.replace("http://mzj.qinghe.example", "见网站")).contains(&"互联网联系方式"));
        assert!(titles(&WHOLE.replace("青禾县禾丰路 1 号", "")).contains(&"办公地址"));
        assert_eq!(titles("").len(), DEMANDS.len());
        let cells = "<table><tbody><tr><td>联系电话</td><td>0000-7654321</td></tr></tbody></table>";
        assert!(!titles(cells).contains(&"联系电话"), "in a table the next cell is what the word announces");
    }
}
