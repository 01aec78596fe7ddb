//! Rows of a form that one adds, moves and takes out: links, numbers. The buttons of the form do it by sending what is typed, so that
//! it works without a script; with one the rows change where they stand (`assets/src/islands/rows.ts`).

use std::collections::BTreeSet;

use base::{FieldError, text};
use serde_json::{Value, json};

use super::Form;

/// Bytes of an address at most.
const ADDRESS_MAX: usize = 500;

/// What a cell may hold.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Words that a row cannot do without.
    Needed,
    /// Words.
    Words,
    /// An address, or what begins with one of the words that stand here (`栏目:`); empty for addresses alone.
    Address(&'static str),
    /// One of these: value and name. The first is what is taken when nothing is chosen.
    OneOf(&'static [(&'static str, &'static str)]),
}

/// A cell of each row.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// What its field is called.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Characters at most.
    pub most: usize,
    /// What it may hold.
    pub holds: Holds,
}

/// A list of rows.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// The cells of a row.
    pub cells: &'static [Cell],
    /// Rows at most.
    pub most: usize,
}

/// The cells of one row as they were typed, in the order of [`Rows::cells`].
pub type Row = Vec<String>;

/// The button that was pressed, when it is one that changes rows: `row-add:menu`, `row-up:menu:3`, `row-down:menu:3`,
/// `row-drop:menu:3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn<'f> {
    /// What it does: add, up, down, drop.
    what: &'f str,
    /// The list that it belongs to.
    pub list: &'f str,
    at: usize,
}

impl<'f> Turn<'f> {
    /// The one of a form.
    pub fn of(form: &'f Form) -> Option<Self> {
        let mut parts = form.get("do").strip_prefix("row-")?.splitn(3, ':');
        let (what, list) = (parts.next()?, parts.next()?);
        Some(Self { what, list, at: parts.next().and_then(|at| at.parse().ok()).unwrap_or(0) })
    }

    fn take(self, rows: &mut Vec<Row>, most: usize, cells: usize) {
        let at = self.at;
        match self.what {
            "add" if rows.len() < most => rows.push(vec![String::new(); cells]),
            "up" if at > 0 && at < rows.len() => rows.swap(at, at - 1),
            "down" if at + 1 < rows.len() => rows.swap(at, at + 1),
            "drop" if at < rows.len() => drop(rows.remove(at)),
            _ => {}
        }
    }
}

impl Rows {
    /// The rows of the list `list`, called `label`, blank ones included, after the button of the list that was pressed. What is
    /// wrong is said at the field of the cell.
    pub fn read(&self, form: &Form, (list, label): (&str, &str), errors: &mut Vec<FieldError>) -> Vec<Row> {
        let count: usize = form.get(&format!("{list}_rows")).trim().parse().unwrap_or(0);
        if count > self.most {
            let message = format!("{label}最多 {} 行，现在是 {count} 行。", self.most);
            errors.push(FieldError::new(format!("{list}_rows"), message));
        }
        let mut rows: Vec<Row> = Vec::new();
        for at in 0..count.min(self.most) {
            let field = |cell: &Cell| format!("{list}_{at}_{}", cell.key);
            let row: Row = self.cells.iter().map(|cell| text::clean_line(form.get(&field(cell)))).collect();
            if !is_blank(&row) {
                let wrong = self.cells.iter().zip(&row).filter_map(|(cell, value)| Some((cell, cell.fault(value)?)));
                errors.extend(wrong.map(|(cell, wrong)| {
                    FieldError::new(field(cell), format!("{label}第 {} 行的{}{wrong}", at + 1, cell.title))
                }));
            }
            rows.push(row);
        }
        if let Some(turn) = Turn::of(form).filter(|turn| turn.list == list) {
            turn.take(&mut rows, self.most, self.cells.len());
        }
        rows
    }

    /// What the macro `rows` draws: the cells and what is in them.
    pub fn shown(&self, rows: &[Row]) -> Value {
        let cells: Vec<Value> = self
            .cells
            .iter()
            .map(|cell| {
                let options: Vec<Value> = match cell.holds {
                    Holds::OneOf(all) => {
                        all.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect()
                    }
                    _ => Vec::new(),
                };
                json!({
                    "key": cell.key, "title": cell.title, "most": cell.most, "options": options,
                    "needed": matches!(cell.holds, Holds::Needed | Holds::Address(_)),
                    "address": matches!(cell.holds, Holds::Address(_)),
                })
            })
            .collect();
        json!({ "cells": cells, "rows": rows, "most": self.most })
    }
}

impl Cell {
    /// What is wrong with a value, as the end of a sentence.
    fn fault(&self, value: &str) -> Option<String> {
        let count = text::char_count(value);
        match self.holds {
            Holds::Needed if count == 0 => Some("没有填写；不要这一行的，请点“去掉”。".to_owned()),
            Holds::Address(also) if !is_address(value) && !(begins(value, also)) => {
                Some("须以 /、http:// 或 https:// 开头，中间没有空格和引号。".to_owned())
            }
            Holds::Address(_) => (value.len() > ADDRESS_MAX).then(|| format!("太长，最多 {ADDRESS_MAX} 个字节。")),
            Holds::OneOf(all) => (!value.is_empty() && all.iter().all(|(known, _)| *known != value))
                .then(|| "请从列出的里面选。".to_owned()),
            _ => (count > self.most).then(|| format!("最多 {} 个字，现在是 {count} 个字。", self.most)),
        }
    }
}

fn begins(value: &str, with: &str) -> bool {
    !with.is_empty() && value.strip_prefix(with).is_some_and(|rest| !rest.is_empty())
}

/// The parts of a form, counted from 0, to which fields or lists belong that are called `{part}_{number}_…`: they are shown open.
pub fn parts(part: &str, fields: &[&str]) -> BTreeSet<usize> {
    let number = |field: &&str| field.strip_prefix(part)?.strip_prefix('_')?.split('_').next()?.parse().ok();
    fields.iter().filter_map(number).collect()
}

/// Whether nothing was typed into a row; what was chosen alone makes no row.
pub fn is_blank(row: &[String]) -> bool {
    row.iter().take(2).all(String::is_empty)
}

/// Whether a link may lead there: a page of this host, or one of another by its whole address.
pub fn is_address(href: &str) -> bool {
    let local = href.starts_with('/') && !href.starts_with("//");
    (local || href.starts_with("https://") || href.starts_with("http://")) && !href.contains(['"', '<', '>', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKS: Rows = Rows {
        cells: &[
            Cell { key: "title", title: "名称", most: 4, holds: Holds::Needed },
            Cell { key: "href", title: "网址", most: 500, holds: Holds::Address("栏目:") },
            Cell { key: "icon", title: "图标", most: 20, holds: Holds::OneOf(&[("", "无"), ("mail", "信封")]) },
        ],
        most: 3,
    };

    fn typed(button: &str, rows: &[(&str, &str)]) -> (Vec<String>, Vec<FieldError>) {
        let mut fields = vec![("do".to_owned(), button.to_owned()), ("menu_rows".to_owned(), rows.len().to_string())];
        for (at, (title, href)) in rows.iter().enumerate() {
            fields.push((format!("menu_{at}_title"), (*title).to_owned()));
            fields.push((format!("menu_{at}_href"), (*href).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut errors = Vec::new();
        let rows = LINKS.read(&Form::of(&fields), ("menu", "主导航"), &mut errors);
        (rows.into_iter().map(|row| row[0].clone()).collect(), errors)
    }

    #[test]
    fn buttons_add_move_and_take_out_and_keep_what_is_typed() {
        let rows = [("甲", "/a"), ("乙", "/b")];
        let cases: [(&str, &[&str]); 8] = [
            ("row-add:menu", &["甲", "乙", ""]),
            ("row-up:menu:1", &["乙", "甲"]),
            ("row-up:menu:0", &["甲", "乙"]),
            ("row-down:menu:0", &["乙", "甲"]),
            ("row-down:menu:1", &["甲", "乙"]),
            ("row-drop:menu:0", &["乙"]),
            ("row-drop:other:0", &["甲", "乙"]),
            ("save", &["甲", "乙"]),
        ];
        for (button, expected) in cases {
            assert_eq!(typed(button, &rows).0, expected, "{button}");
        }
        let full = [("甲", "/a"), ("乙", "/b"), ("丙", "/c")];
        assert_eq!(typed("row-add:menu", &full).0.len(), 3, "not more than there may be");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_cell_and_blank_rows_are_no_fault() {
        let (_, errors) = typed("save", &[("甲", "javascript:1"), ("", ""), ("", "/b")]);
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["menu_0_href", "menu_2_title"]);
        assert!(errors[0].message.starts_with("主导航第 1 行的网址须以"), "{}", errors[0].message);
        let (_, errors) = typed("save", &[("名字太长了", "栏目:news"), ("甲", "栏目:"), ("乙", "//evil.example")]);
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["menu_0_title", "menu_1_href", "menu_2_href"]);
        let many = [("甲", "/a"), ("乙", "/b"), ("丙", "/c"), ("丁", "/d")];
        assert_eq!(typed("save", &many).1[0].field, "menu_rows");
    }

    #[test]
    fn fields_and_lists_name_the_part_to_which_they_belong() {
        let fields = ["slot_0_title", "slot_12_links_3_href", "slot_2_links", "block_1_title", "slot_x", "slots"];
        assert_eq!(parts("slot", &fields), BTreeSet::from([0, 2, 12]));
    }

    #[test]
    fn only_addresses_of_pages_are_addresses() {
        for good in ["/a", "https://www.gov.cn/", "http://x.example/?a=1&b=2"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "x", "//x", "javascript:alert(1)", "data:text/html,x", "/a b", "/a\"", "/<x"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
