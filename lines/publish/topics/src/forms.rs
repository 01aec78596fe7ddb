//! The forms of a topic: what was typed becomes a sheet; the composer's buttons change what was typed without saving it.

use base::{FieldError, text};
use edition::Column;
use web::table::{Cell, Holds, Row, Rows};
use web::{Check, Form};

use crate::blocks::{BLOCKS_MAX, Block, CHOSEN_MAX, COUNT_MAX, KINDS, Kind, Link, TAGS_MAX, WIDTHS};
use crate::model::{ALT_MAX, SUMMARY_MAX, Sheet, TITLE_MAX};

/// Characters of a block's text at most.
const TEXT_MAX: usize = 600;
/// The links of a block.
pub(crate) const LINKS: Rows = Rows {
    cells: &[
        Cell { key: "title", title: "名称", most: 40, holds: Holds::Needed },
        Cell { key: "href", title: "网址", most: 500, holds: Holds::Address("") },
        Cell { key: "note", title: "说明", most: 60, holds: Holds::Words },
    ],
    most: 24,
};

/// The addresses of a block, which are kept as its text.
pub(crate) const ADDRESSES: Rows =
    Rows { cells: &[Cell { key: "href", title: "网址", most: 500, holds: Holds::Address("") }], most: 20 };

/// Errors that gather while a form is read.
pub(crate) type Faults = Vec<FieldError>;

fn need(faults: &mut Faults, good: bool, field: &str, message: impl FnOnce() -> String) {
    if !good {
        faults.push(FieldError::new(field, message()));
    }
}

/// What is wrong with a short name in addresses.
pub(crate) fn check_slug(field: &str, slug: &str) -> Option<FieldError> {
    let plain = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let good = plain && !slug.is_empty() && slug.len() <= 40 && !slug.starts_with('-');
    (!good).then(|| FieldError::new(field, "标识须为 1 至 40 位小写字母、数字或连字符。"))
}

/// The facts of a topic over what it was before; the picture at its head is read elsewhere.
pub(crate) fn facts(form: &Form, before: &Sheet) -> (Sheet, Faults) {
    let mut check = Check::new(form);
    let sheet = Sheet {
        title: check.line("title", "专题名称", 2..=TITLE_MAX),
        summary: check.line("summary", "专题简介", 0..=SUMMARY_MAX),
        accent: form.get("accent").to_owned(),
        art_alt: check.line("art_alt", "头图说明", 0..=ALT_MAX),
        opens_on: check.date("opens_on", "开始日期", true),
        closes_on: check.date("closes_on", "结束日期", false),
        ..before.clone()
    };
    if check.files("art", "头图", 1).len() > 1 {
        check.error("art", "头图只能有一张。");
    }
    let faults = check.finish(()).err().unwrap_or_default();
    (sheet, faults)
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
    /// Editions are looked for, for a block.
    Find(usize),
    /// A chosen edition of a block comes first.
    Lift(usize, i64),
}

/// The step that a button's value names: `up:3`, `down:3`, `drop:3`, `add`, `find:3`, `lift:3:17`.
pub(crate) fn step(form: &Form) -> Option<Step> {
    let mut parts = form.get("do").split(':');
    let (what, at, item) = (parts.next()?, parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match (what, at.parse()) {
        ("up", Ok(at)) => Some(Step::Up(at)),
        ("down", Ok(at)) => Some(Step::Down(at)),
        ("drop", Ok(at)) => Some(Step::Drop(at)),
        ("find", Ok(at)) => Some(Step::Find(at)),
        ("lift", Ok(at)) => Some(Step::Lift(at, item.parse().ok()?)),
        ("add", _) => Some(Step::Add(form.get("add").to_owned())),
        _ => None,
    }
}

impl Step {
    /// Takes the step over the blocks of `sheet`.
    pub(crate) fn take(&self, sheet: &mut Sheet) {
        let blocks = &mut sheet.blocks;
        match self {
            Self::Up(at) if *at > 0 && *at < blocks.len() => blocks.swap(*at, at - 1),
            Self::Down(at) if at + 1 < blocks.len() => blocks.swap(*at, at + 1),
            Self::Drop(at) if *at < blocks.len() => drop(blocks.remove(*at)),
            Self::Lift(at, item) => {
                if let Some(block) = blocks.get_mut(*at) {
                    block.items.sort_by_key(|chosen| chosen != item);
                }
            }
            Self::Add(kind) if blocks.len() < BLOCKS_MAX && KINDS.iter().any(|k| k.key == kind) => {
                let key = free_key(blocks, &mut sheet.next);
                blocks.push(Block::of(&key, kind, "full", ""));
            }
            _ => {}
        }
    }

    /// The block that the step is about, which is shown open.
    pub(crate) fn at(&self, sheet: &Sheet) -> Option<usize> {
        match self {
            Self::Find(at) | Self::Lift(at, _) => Some(*at),
            Self::Add(_) => sheet.blocks.len().checked_sub(1),
            _ => None,
        }
    }
}

/// A short name that no block of the topic has, and none had before.
fn free_key(blocks: &[Block], next: &mut u32) -> String {
    loop {
        *next += 1;
        let key = format!("b{next}");
        if blocks.iter().all(|block| block.key != key) {
            return key;
        }
    }
}

/// The blocks: as many as the field `blocks` says. Columns may be named by name or short name.
pub(crate) fn blocks(form: &Form, before: &Sheet, columns: &[Column]) -> (Sheet, Faults) {
    let mut faults = Faults::new();
    let count: usize = form.get("blocks").trim().parse().unwrap_or(0);
    need(&mut faults, count <= BLOCKS_MAX, "blocks", || format!("专题最多 {BLOCKS_MAX} 个版块，请先去掉不用的。"));
    let mut sheet = Sheet { blocks: Vec::new(), ..before.clone() };
    sheet.next =
        form.get("next").trim().parse().unwrap_or(sheet.next).clamp(before.next, before.next.saturating_add(1_000));
    for at in 0..count.min(BLOCKS_MAX) {
        let mut block = one(form, at, columns, &mut faults);
        if block.key.is_empty() {
            block.key = free_key(&sheet.blocks, &mut sheet.next);
        }
        let field = format!("block_{at}_key");
        faults.extend(check_slug(&field, &block.key));
        let own = sheet.blocks.iter().all(|other| other.key != block.key);
        need(&mut faults, own, &field, || format!("第 {} 个版块：板块标识“{}”已用过，请换一个。", at + 1, block.key));
        sheet.blocks.push(block);
    }
    (sheet, faults)
}

fn one(form: &Form, at: usize, columns: &[Column], faults: &mut Faults) -> Block {
    let field = |name: &str| format!("block_{at}_{name}");
    let get = |name: &str| form.get(&field(name));
    let kind = KINDS.iter().find(|kind| kind.key == get("kind"));
    let label = format!("第 {} 个版块（{}）", at + 1, kind.map_or("", |kind| kind.title));
    need(faults, kind.is_some(), &field("kind"), || format!("{label}：没有这种版块。"));
    let title = text::clean_line(get("title"));
    let long = text::char_count(&title);
    need(faults, long <= 20, &field("title"), || format!("{label}：标题最多 20 个字，现在是 {long} 个字。"));
    let width = get("width").to_owned();
    let known = WIDTHS.iter().any(|(key, ..)| *key == width);
    need(faults, known, &field("width"), || format!("{label}：请选择宽度。"));
    let typed = get("count").trim();
    let count = if typed.is_empty() { Some(0) } else { typed.parse().ok().filter(|n| *n <= COUNT_MAX) };
    need(faults, count.is_some(), &field("count"), || format!("{label}：条数须为 1 至 {COUNT_MAX}，留空用默认数。"));
    let words = match kind.filter(|kind| !kind.addresses.is_empty()) {
        Some(_) => kept(&ADDRESSES.read(form, (&field("addresses"), &label), faults)),
        None => written(get("text"), (&label, &field("text")), faults),
    };
    let day = text::normalise(get("date"));
    let date = day.parse().ok();
    need(faults, day.is_empty() || date.is_some(), &field("date"), || {
        format!("{label}：请填写日期，格式如 2026-11-24。")
    });
    let tags = edition::tags::words(get("tags"));
    need(faults, tags.len() <= TAGS_MAX, &field("tags"), || format!("{label}：关键词最多 {TAGS_MAX} 个。"));
    let items = chosen(&form.all(&field("items")));
    need(faults, items.len() <= CHOSEN_MAX, &field("items"), || format!("{label}：选定的稿件最多 {CHOSEN_MAX} 篇。"));
    Block {
        key: get("key").trim().to_owned(),
        kind: get("kind").to_owned(),
        title,
        width,
        columns: named(get("columns"), kind, columns, (&label, &field("columns")), faults),
        items,
        tags,
        count: count.unwrap_or(0),
        text: words,
        links: links(LINKS.read(form, (&field("links"), &label), faults)),
        date,
    }
}

fn written(typed: &str, (label, field): (&str, &str), faults: &mut Faults) -> String {
    let words = text::clean_text(typed);
    let long = text::char_count(&words);
    need(faults, long <= TEXT_MAX, field, || format!("{label}：文字最多 {TEXT_MAX} 个字，现在是 {long} 个字。"));
    words
}

/// Rows of addresses as they are kept: each ends its line, so that one that is still blank is kept, too.
fn kept(rows: &[Row]) -> String {
    rows.iter().flatten().map(|address| format!("{address}\n")).collect()
}

/// Addresses as rows show them.
pub(crate) fn addresses_of(block: &Block) -> Vec<Row> {
    block.text.lines().map(|address| vec![address.trim().to_owned()]).collect()
}

fn chosen(typed: &[&str]) -> Vec<i64> {
    let mut out: Vec<i64> = Vec::new();
    for id in typed.iter().filter_map(|typed| typed.parse().ok()).filter(|id| *id > 0) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// Columns as they were typed, by name or short name, as short names.
fn named(
    typed: &str,
    kind: Option<&Kind>,
    columns: &[Column],
    (label, field): (&str, &str),
    faults: &mut Faults,
) -> Vec<String> {
    let words = typed.split([',', '，', '、', ' ', '\n']).map(text::clean_line).filter(|word| !word.is_empty());
    let mut out: Vec<String> = Vec::new();
    for word in words {
        let by_slug = columns.iter().find(|column| column.slug == word);
        match by_slug.or_else(|| columns.iter().find(|column| column.name == word)) {
            Some(column) if !out.contains(&column.slug) => out.push(column.slug.clone()),
            Some(_) => {}
            None => need(faults, false, field, || format!("{label}：本站没有栏目“{word}”，请从下面的栏目里选。")),
        }
    }
    let most = kind.map_or(0, |kind| kind.columns);
    need(faults, out.len() <= most, field, || format!("{label}：最多选 {most} 个栏目。"));
    out
}

/// Rows as links; a row that is still blank is kept as a blank link.
fn links(rows: Vec<Row>) -> Vec<Link> {
    let one = |row: Row| {
        let mut cells = row.into_iter();
        let mut next = || cells.next().unwrap_or_default();
        Link { title: next(), href: next(), note: next() }
    };
    rows.into_iter().map(one).collect()
}

/// Links as rows show them.
pub(crate) fn rows_of(links: &[Link]) -> Vec<Row> {
    links.iter().map(|link| vec![link.title.clone(), link.href.clone(), link.note.clone()]).collect()
}

/// Leaves out the rows that stayed blank.
pub(crate) fn without_blanks(mut sheet: Sheet) -> Sheet {
    for block in &mut sheet.blocks {
        block.links.retain(|link| !link.title.is_empty() || !link.href.is_empty());
        if block.known().is_some_and(|kind| !kind.addresses.is_empty()) {
            block.text = block.text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(kinds: &[&str]) -> Sheet {
        let blocks = kinds.iter().map(|kind| Block::of(kind, kind, "full", "")).collect();
        Sheet { blocks, ..Sheet::default() }
    }

    #[test]
    fn buttons_move_take_out_add_and_lift() {
        let cases: [(&str, &[&str]); 6] = [
            ("up:1", &["tabs", "headline", "list"]),
            ("up:0", &["headline", "tabs", "list"]),
            ("down:1", &["headline", "list", "tabs"]),
            ("down:2", &["headline", "tabs", "list"]),
            ("drop:0", &["tabs", "list"]),
            ("add", &["headline", "tabs", "list", "links"]),
        ];
        for (button, expected) in cases {
            let mut sheet = sheet(&["headline", "tabs", "list"]);
            step(&Form::of(&[("do", button), ("add", "links")])).expect("a step").take(&mut sheet);
            let kinds: Vec<&str> = sheet.blocks.iter().map(|block| block.kind.as_str()).collect();
            assert_eq!(kinds, expected, "{button}");
        }
        let mut sheet = sheet(&["list"]);
        sheet.blocks[0].items = vec![5, 7, 9];
        step(&Form::of(&[("do", "lift:0:9")])).expect("a step").take(&mut sheet);
        assert_eq!(sheet.blocks[0].items, [9, 5, 7]);
        assert_eq!(step(&Form::of(&[("do", "save")])), None);
    }

    #[test]
    fn blocks_are_read_as_typed_and_faults_name_the_block() {
        let form = Form::of(&[
            ("blocks", "3"),
            ("block_0_key", "news"),
            ("block_0_kind", "list"),
            ("block_0_width", "half"),
            ("block_0_items", "7"),
            ("block_0_items", "5"),
            ("block_0_items", "7"),
            ("block_0_tags", "春耕、备耕"),
            ("block_1_key", "news"),
            ("block_1_kind", "links"),
            ("block_1_width", "wide"),
            ("block_1_links_rows", "2"),
            ("block_1_links_0_title", "坏"),
            ("block_1_links_0_href", "javascript:1"),
            ("block_2_kind", "countdown"),
            ("block_2_width", "full"),
            ("block_2_date", "明天"),
        ]);
        let (sheet, faults) = blocks(&form, &Sheet::default(), &[]);
        assert_eq!((sheet.blocks[0].items.as_slice(), sheet.blocks[0].tags.len()), ([7, 5].as_slice(), 2));
        assert_eq!(sheet.blocks[2].key, "b1");
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["block_1_width", "block_1_links_0_href", "block_1_key", "block_2_date"]);
        assert_eq!(sheet.blocks[1].links.len(), 2, "a row without words stays while one types");
        assert_eq!(without_blanks(sheet).blocks[1].links.len(), 1);
    }

    #[test]
    fn addresses_of_surveys_are_typed_in_rows() {
        let form = Form::of(&[
            ("blocks", "1"),
            ("block_0_key", "ask"),
            ("block_0_kind", "survey"),
            ("block_0_width", "full"),
            ("block_0_text", "/surveys/1"),
            ("block_0_addresses_rows", "4"),
            ("block_0_addresses_0_href", "/surveys/12"),
            ("block_0_addresses_2_href", "surveys"),
        ]);
        let (sheet, faults) = blocks(&form, &Sheet::default(), &[]);
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["block_0_addresses_2_href"]);
        let rows: Vec<String> = addresses_of(&sheet.blocks[0]).into_iter().flatten().collect();
        assert_eq!(rows, ["/surveys/12", "", "surveys", ""], "rows without an address stay while one types");
        assert_eq!(without_blanks(sheet).blocks[0].text, "/surveys/12\nsurveys");
        let sheet = Sheet { blocks: vec![Block::of("ask", "survey", "full", "")], ..Sheet::default() };
        assert!(addresses_of(&sheet.blocks[0]).is_empty());
    }

    #[test]
    fn a_name_of_a_board_is_never_given_twice() {
        let mut sheet = sheet(&[]);
        Step::Add("list".into()).take(&mut sheet);
        Step::Drop(0).take(&mut sheet);
        Step::Add("list".into()).take(&mut sheet);
        assert_eq!(sheet.blocks[0].key, "b2");
    }
}
