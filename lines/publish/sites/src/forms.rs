//! The forms of a site's look: what was typed becomes a look, and a look becomes what the form shows.

mod parts;
mod slots;

use base::{FieldError, text};
use web::Form;
use web::table::{Cell, Holds, Row, Rows};

use crate::look::{Link, Look};

pub(crate) use parts::{FEW_LINKS, FOOTER, FRIEND_LINKS, GROUPS, HOT, footer, links, look};
pub(crate) use slots::{Step, number_rows, numbers_of, rows_for, slots, step};

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

/// The icons among which entrances choose.
const ICONS: &[(&str, &str)] = &[
    ("", "无图标"),
    ("mail", "信封"),
    ("file", "文件"),
    ("folder", "文件夹"),
    ("list", "清单"),
    ("search", "放大镜"),
    ("hall", "大厅"),
    ("building", "办公楼"),
    ("people", "多人"),
    ("user", "个人"),
    ("phone", "电话"),
    ("pen", "笔"),
    ("print", "打印机"),
    ("calendar", "日历"),
    ("clock", "时钟"),
    ("chart", "图表"),
    ("scale", "天平"),
    ("seal", "印章"),
    ("shield", "盾牌"),
    ("badge", "徽章"),
    ("megaphone", "喇叭"),
    ("news", "报纸"),
    ("leaf", "叶子"),
    ("star", "星"),
    ("grid", "方格"),
    ("flag", "旗"),
    ("link", "链接"),
    ("info", "说明"),
    ("check", "对勾"),
    ("home", "房子"),
    ("bell", "铃"),
    ("lock", "锁"),
    ("keys", "键盘"),
    ("access", "无障碍"),
    ("scan", "扫码"),
    ("download", "下载"),
    ("alert", "警示"),
];

const TITLE: Cell = Cell { key: "title", title: "名称", most: TITLE_MAX, holds: Holds::Needed };
const HREF: Cell = Cell { key: "href", title: "网址", most: HREF_MAX, holds: Holds::Address("") };
const NOTE: Cell = Cell { key: "note", title: "说明", most: NOTE_MAX, holds: Holds::Words };
const ICON: Cell = Cell { key: "icon", title: "图标", most: 20, holds: Holds::OneOf(ICONS) };

/// Rows of links: a name and where it leads.
pub(crate) const fn link_rows(most: usize) -> Rows {
    Rows { cells: &[TITLE, HREF], most }
}

/// Rows of entrances: with what one finds there and an icon.
pub(crate) const fn entrance_rows(most: usize) -> Rows {
    Rows { cells: &[TITLE, HREF, NOTE, ICON], most }
}

/// Rows of the navigation, where a column may stand for an address.
pub(crate) const MENU: Rows = Rows {
    cells: &[TITLE, Cell { key: "href", title: "网址或栏目", most: HREF_MAX, holds: Holds::Address("栏目:") }],
    most: crate::menu::ENTRIES_MAX,
};

/// Links as rows show them.
pub(crate) fn rows_of(links: &[Link], rows: &Rows) -> Vec<Row> {
    let all = |link: &Link| [&link.title, &link.href, &link.note, &link.icon].map(Clone::clone);
    links.iter().map(|link| all(link).into_iter().take(rows.cells.len()).collect()).collect()
}

/// Rows as links; a row that is still blank is kept as a blank link.
fn links_of(rows: Vec<Row>) -> Vec<Link> {
    let one = |row: Row| {
        let mut cells = row.into_iter();
        let mut next = || cells.next().unwrap_or_default();
        Link { title: next(), href: next(), note: next(), icon: next() }
    };
    rows.into_iter().map(one).collect()
}

/// Reads the rows of the list `list`.
fn read_links(form: &Form, rows: &Rows, list: &str, label: &str, faults: &mut Faults) -> Vec<Link> {
    links_of(rows.read(form, (list, label), &mut faults.0))
}

/// Leaves out the rows that stayed blank, and groups without links.
pub(crate) fn without_blanks(mut look: Look) -> Look {
    let full = |link: &Link| !link.title.is_empty() || !link.href.is_empty();
    let lists = [&mut look.menu, &mut look.upper, &mut look.media];
    let groups = look.links.iter_mut().map(|group| &mut group.items);
    let slots = look.slots.iter_mut().map(|slot| &mut slot.links);
    lists.into_iter().chain(groups).chain(slots).for_each(|links| links.retain(full));
    look.links.retain(|group| !group.items.is_empty());
    look.hot.retain(|word| !word.is_empty());
    if look.alert.text.is_empty() {
        // The form has a level ticked always: without words it says nothing, and two looks that differ in it alone look the same.
        look.alert.level.clear();
    }
    for slot in look.slots.iter_mut().filter(|slot| slot.known().is_some_and(|kind| number_rows(kind).is_some())) {
        let full = |line: &&str| line.chars().any(|c| !c.is_whitespace() && c != '|');
        slot.text = slot.text.lines().filter(full).collect::<Vec<_>>().join("\n");
    }
    look
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_typed_in_rows_and_come_back_as_they_were() {
        let rows = entrance_rows(5);
        let form = Form::of(&[
            ("x_rows", "3"),
            ("x_0_title", "中国政府网"),
            ("x_0_href", "https://www.gov.cn/"),
            ("x_2_title", "写信"),
            ("x_2_href", "/letters/notice"),
            ("x_2_note", "书记、县长信箱"),
            ("x_2_icon", "mail"),
        ]);
        let mut faults = Faults::default();
        let links = read_links(&form, &rows, "x", "链接", &mut faults);
        assert!(faults.0.is_empty(), "{faults:?}");
        assert_eq!((links.len(), links[2].note.as_str(), links[2].icon.as_str()), (3, "书记、县长信箱", "mail"));
        assert_eq!(links_of(rows_of(&links, &rows)), links);
        let look = without_blanks(Look { upper: links, ..Look::default() });
        assert_eq!(look.upper.len(), 2, "a row that stayed blank is no link");
        let alert = |text: &str| crate::look::Alert { level: "note".into(), text: text.into(), ..Default::default() };
        let level = |text: &str| without_blanks(Look { alert: alert(text), ..Look::default() }).alert.level;
        assert_eq!((level("").as_str(), level("有雨").as_str()), ("", "note"), "a level without words is no alert");
    }

    #[test]
    fn a_column_stands_for_an_address_in_the_navigation_alone() {
        let form = Form::of(&[("x_rows", "1"), ("x_0_title", "新闻"), ("x_0_href", "栏目:news")]);
        let mut faults = Faults::default();
        read_links(&form, &MENU, "x", "主导航", &mut faults);
        assert!(faults.0.is_empty());
        read_links(&form, &link_rows(5), "x", "链接", &mut faults);
        assert_eq!(faults.0[0].field, "x_0_href");
    }
}
