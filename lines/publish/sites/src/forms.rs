//! The forms of a site's look: what was typed becomes a look, and a look becomes what the form shows.

mod parts;
mod slots;

use base::{FieldError, text};

use crate::look::Link;

pub(crate) use parts::{FOOTER, GROUPS, footer, links, look};
pub(crate) use slots::{Step, slots, step};

/// Characters of a link's name, note and address at most.
const TITLE_MAX: usize = 40;
const NOTE_MAX: usize = 60;
const HREF_MAX: usize = 500;

/// Errors that gather while a form is read.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub Vec<FieldError>);

impl Faults {
    fn need(&mut self, good: bool, field: &str, message: impl FnOnce() -> String) {
        if !good {
            self.0.push(FieldError::new(field, message()));
        }
    }
}

/// One line of text of at most `most` characters.
fn line(typed: &str, field: &str, label: &str, most: usize, faults: &mut Faults) -> String {
    let value = text::clean_line(typed);
    let count = text::char_count(&value);
    faults.need(count <= most, field, || format!("{label}最多 {most} 个字，现在是 {count} 个字。"));
    value
}

/// Links, one a line: 名称 | 网址 | 说明 | 图标. What may stand for an address beside `/…` and `http…` is in `also`.
fn link_lines(typed: &str, field: &str, label: &str, most: usize, also: &str, faults: &mut Faults) -> Vec<Link> {
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    faults.need(lines.len() <= most, field, || format!("{label}最多 {most} 行，现在是 {} 行。", lines.len()));
    let mut out = Vec::new();
    for (number, line) in (1..).zip(lines.into_iter().take(most)) {
        // A navigation entry may name several addresses with blanks between, of which the first that is there is taken.
        let mut parts = line.split(['|', '｜', '\t']).map(text::clean_line);
        let link = Link {
            title: parts.next().unwrap_or_default(),
            href: parts.next().unwrap_or_default(),
            note: parts.next().unwrap_or_default(),
            icon: parts.next().unwrap_or_default(),
        };
        let at = |what: &str| format!("{label}第 {number} 行：{what}");
        let named = !link.title.is_empty() && text::char_count(&link.title) <= TITLE_MAX;
        faults.need(named, field, || at(&format!("请写“名称 | 网址”，名称 1 至 {TITLE_MAX} 个字。")));
        let good = is_address(&link.href) || (!also.is_empty() && link.href.starts_with(also));
        faults.need(good && link.href.len() <= HREF_MAX, field, || at("网址须以 /、http:// 或 https:// 开头。"));
        faults.need(text::char_count(&link.note) <= NOTE_MAX, field, || at(&format!("说明最多 {NOTE_MAX} 个字。")));
        out.push(link);
    }
    out
}

/// Whether a link may lead there.
fn is_address(href: &str) -> bool {
    let local = href.starts_with('/') && !href.starts_with("//");
    (local || href.starts_with("https://") || href.starts_with("http://")) && !href.contains(['"', '<', '>', ' '])
}

/// Links as they are typed.
pub(crate) fn typed_links(links: &[Link]) -> String {
    let one = |link: &Link| {
        let mut parts = vec![link.title.as_str(), &link.href, &link.note, &link.icon];
        while parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
        parts.join(" | ")
    };
    links.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_typed_one_a_line_and_come_back_as_they_were() {
        let mut faults = Faults::default();
        let typed = "中国政府网 | https://www.gov.cn/\n写信｜/letters/notice｜书记、县长信箱 | mail\n\n";
        let links = link_lines(typed, "x", "链接", 5, "", &mut faults);
        assert!(faults.0.is_empty(), "{faults:?}");
        assert_eq!((links[1].note.as_str(), links[1].icon.as_str()), ("书记、县长信箱", "mail"));
        let again = link_lines(&typed_links(&links), "x", "链接", 5, "", &mut faults);
        assert_eq!(again, links);
    }

    #[test]
    fn addresses_of_other_kinds_and_lines_without_names_are_not_taken() {
        let wrong =
            ["坏 | javascript:alert(1)", "坏 | //evil.example", "| /x", "坏", "坏 | data:text/html", "坏 | /a b"];
        for typed in wrong {
            let mut faults = Faults::default();
            link_lines(typed, "x", "链接", 5, "", &mut faults);
            assert!(!faults.0.is_empty(), "{typed}");
        }
        let mut faults = Faults::default();
        link_lines("新闻 | 栏目:news", "menu", "导航", 5, "栏目:", &mut faults);
        assert!(faults.0.is_empty());
        link_lines("一 | /1\n二 | /2", "x", "链接", 1, "", &mut faults);
        assert_eq!(faults.0.len(), 1);
    }
}
