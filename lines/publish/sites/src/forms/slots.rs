//! Reading the form 首页版块, and its buttons that change the order of what was typed without saving it.

use base::text;
use web::Form;
use web::table::{Cell, Holds, Row, Rows};

use super::{Faults, entrance_rows, line, link_rows, read_links};
use crate::look::Look;
use crate::look::slots::{KINDS, Kind, SLOTS_MAX, Slot, WIDTHS};

/// Characters of a block's text at most.
const TEXT_MAX: usize = 600;
/// Links of a block at most.
const LINKS_MAX: usize = 24;
/// What stands between the cells of a number where it is kept.
const BETWEEN: [char; 2] = ['|', '｜'];

/// Rows of the block 数据发布.
const NUMBERS: Rows = Rows {
    cells: &[
        Cell { key: "name", title: "指标", most: 20, holds: Holds::Needed },
        Cell { key: "value", title: "数值", most: 20, holds: Holds::Needed },
        Cell { key: "unit", title: "单位", most: 10, holds: Holds::Words },
        Cell { key: "note", title: "说明", most: 40, holds: Holds::Words },
    ],
    most: 6,
};

/// The rows of a kind's links.
pub(crate) fn rows_for(kind: &Kind) -> Rows {
    if kind.entrances { entrance_rows(LINKS_MAX) } else { link_rows(if kind.key == "banner" { 1 } else { LINKS_MAX }) }
}

/// The rows in which a kind's text is typed, when it is made of numbers.
pub(crate) fn number_rows(kind: &Kind) -> Option<&'static Rows> {
    (kind.key == "data").then_some(&NUMBERS)
}

/// Numbers as they are kept, one a line, as rows.
pub(crate) fn numbers_of(text: &str) -> Vec<Row> {
    let one = |line: &str| {
        let mut cells: Row = line.splitn(NUMBERS.cells.len(), BETWEEN).map(text::clean_line).collect();
        cells.resize(NUMBERS.cells.len(), String::new());
        cells
    };
    text.lines().map(one).collect()
}

/// Rows of numbers as they are kept. What divides cells stands in none.
fn numbers_kept(rows: &[Row]) -> String {
    let one = |row: &Row| row.iter().map(|cell| cell.replace(BETWEEN, "／")).collect::<Vec<_>>().join(" | ");
    rows.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// A button that changes what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// One place up.
    Up(usize),
    /// One place down.
    Down(usize),
    /// Taken out.
    Drop(usize),
    /// A new block of a kind at the end.
    Add(String),
}

/// The step that a button's value names: `up:3`, `down:3`, `drop:3`, `add`.
pub(crate) fn step(form: &Form) -> Option<Step> {
    let (what, at) = form.get("do").split_once(':').unwrap_or((form.get("do"), ""));
    let at = at.parse();
    match (what, at) {
        ("up", Ok(at)) => Some(Step::Up(at)),
        ("down", Ok(at)) => Some(Step::Down(at)),
        ("drop", Ok(at)) => Some(Step::Drop(at)),
        ("add", _) => Some(Step::Add(form.get("add").to_owned())),
        _ => None,
    }
}

impl Step {
    /// Takes the step over the blocks of `look`.
    pub(crate) fn take(&self, look: &mut Look) {
        let slots = &mut look.slots;
        match self {
            Self::Up(at) if *at > 0 && *at < slots.len() => slots.swap(*at, at - 1),
            Self::Down(at) if at + 1 < slots.len() => slots.swap(*at, at + 1),
            Self::Drop(at) if *at < slots.len() => drop(slots.remove(*at)),
            Self::Add(kind) if slots.len() < SLOTS_MAX && KINDS.iter().any(|k| k.key == kind) => {
                slots.push(Slot::of(kind, "full", "", &[]));
            }
            _ => {}
        }
    }
}

/// 首页版块: as many blocks as the field `slots` says.
pub(crate) fn slots(form: &Form, before: &Look) -> (Look, Faults) {
    let mut faults = Faults::default();
    let count: usize = form.get("slots").trim().parse().unwrap_or(0);
    faults.need(count <= SLOTS_MAX, "slots", || format!("首页最多 {SLOTS_MAX} 个版块，请先去掉不用的。"));
    let slots = (0..count.min(SLOTS_MAX)).map(|at| one(form, at, &mut faults)).collect();
    (Look { slots, ..before.clone() }, faults)
}

fn one(form: &Form, at: usize, faults: &mut Faults) -> Slot {
    let field = |name: &str| format!("slot_{at}_{name}");
    let get = |name: &str| form.get(&field(name)).to_owned();
    let kind = KINDS.iter().find(|kind| kind.key == get("kind"));
    let name = |kind: &str| format!("第 {} 个版块（{kind}）", at + 1);
    faults.need(kind.is_some(), &field("kind"), || format!("{}：没有这种版块。", name("")));
    let label = name(kind.map_or("", |kind| kind.title));
    let columns: Vec<String> = form
        .all(&field("columns"))
        .iter()
        .flat_map(|typed| typed.split([',', '，', '、', ' ', '\n']))
        .map(text::clean_line)
        .filter(|slug| !slug.is_empty())
        .collect();
    let most = kind.map_or(0, |kind| kind.columns);
    faults.need(columns.len() <= most, &field("columns"), || format!("{label}：最多选 {most} 个栏目。"));
    let numbers = kind.and_then(number_rows);
    let typed = match numbers {
        Some(rows) => numbers_kept(&rows.read(form, (&field("numbers"), &label), &mut faults.0)),
        None => get("text"),
    };
    let long = text::char_count(&typed);
    faults
        .need(long <= TEXT_MAX, &field("text"), || format!("{label}：文字最多 {TEXT_MAX} 个字，现在是 {long} 个字。"));
    let width = get("width");
    faults.need(WIDTHS.iter().any(|(key, ..)| *key == width), &field("width"), || format!("{label}：请选择宽度。"));
    let count = get("count");
    let number = if count.trim().is_empty() { Some(0) } else { count.trim().parse().ok().filter(|n| *n <= 20) };
    faults.need(number.is_some(), &field("count"), || format!("{label}：条数须为 1 至 20，留空用默认数。"));
    Slot {
        kind: get("kind"),
        title: line(&get("title"), &field("title"), &label, 20, faults),
        width,
        columns,
        count: number.unwrap_or(0),
        text: if numbers.is_some() { typed } else { text::clean_text(&typed) },
        links: kind.map(|kind| read_links(form, &rows_for(kind), &field("links"), &label, faults)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(kinds: &[&str]) -> Look {
        Look { slots: kinds.iter().map(|kind| Slot::of(kind, "full", "", &[])).collect(), ..Look::default() }
    }

    fn kinds(look: &Look) -> Vec<&str> {
        look.slots.iter().map(|slot| slot.kind.as_str()).collect()
    }

    #[test]
    fn buttons_move_take_out_and_add_blocks() {
        let cases: [(&str, &[&str]); 7] = [
            ("up:1", &["tabs", "headline", "list"]),
            ("up:0", &["headline", "tabs", "list"]),
            ("down:1", &["headline", "list", "tabs"]),
            ("down:2", &["headline", "tabs", "list"]),
            ("drop:0", &["tabs", "list"]),
            ("drop:9", &["headline", "tabs", "list"]),
            ("add", &["headline", "tabs", "list", "links"]),
        ];
        for (button, expected) in cases {
            let mut look = look(&["headline", "tabs", "list"]);
            step(&Form::of(&[("do", button), ("add", "links")])).expect("a step").take(&mut look);
            assert_eq!(kinds(&look), expected, "{button}");
        }
        assert_eq!(step(&Form::of(&[("do", "save")])), None);
    }

    #[test]
    fn blocks_are_read_as_typed_and_faults_name_the_block() {
        let form = Form::of(&[
            ("slots", "2"),
            ("slot_0_kind", "tabs"),
            ("slot_0_width", "half"),
            ("slot_0_columns", "news"),
            ("slot_0_columns", "notice"),
            ("slot_0_count", "9"),
            ("slot_1_kind", "list"),
            ("slot_1_width", "wide"),
            ("slot_1_columns", "a,b"),
            ("slot_1_count", "99"),
        ]);
        let (look, faults) = slots(&form, &Look::default());
        assert_eq!(look.slots[0].columns, ["news", "notice"]);
        let fields: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["slot_1_columns", "slot_1_width", "slot_1_count"]);
        assert!(faults.0[0].message.contains("第 2 个版块（单栏目列表）"), "{}", faults.0[0].message);
    }

    #[test]
    fn numbers_that_were_kept_as_lines_are_shown_in_rows_and_kept_as_before() {
        let kept = "粮食总产量 | 23.6 | 万吨 | 同比增长 2.1%\n户籍人口｜48.2";
        let rows = numbers_of(kept);
        assert_eq!((rows[0][2].as_str(), rows[1].len(), rows[1][1].as_str()), ("万吨", 4, "48.2"));
        assert_eq!(numbers_of(&numbers_kept(&rows)), rows);
        let form = Form::of(&[
            ("slots", "1"),
            ("slot_0_kind", "data"),
            ("slot_0_width", "half"),
            ("slot_0_numbers_rows", "2"),
            ("slot_0_numbers_0_name", "男|女"),
            ("slot_0_numbers_0_value", "1"),
            ("slot_0_numbers_1_name", "亩数"),
        ]);
        let (look, faults) = slots(&form, &Look::default());
        assert_eq!(look.slots[0].text, "男／女 | 1 |  | \n亩数 |  |  | ");
        assert_eq!(faults.0[0].field, "slot_0_numbers_1_value");
    }
}
