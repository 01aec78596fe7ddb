//! What an entry of the knowledge base links to (相关事项和网页): typed in rows, or in one cell of a workbook; kept one a line, the
//! address, a blank and the name.

use base::FieldError;
use serde_json::Value;
use web::table::{Cell, Holds, Row, Rows, is_address, is_blank};
use web::{Check, Form};

use crate::model::local_page;

/// The list of the form.
const LIST: (&str, &str) = ("links", "相关事项和网页");
/// Its rows. A link without a name shows its address.
const ROWS: Rows = Rows {
    cells: &[
        Cell { key: "title", title: "名称", most: 100, holds: Holds::Words },
        Cell { key: "href", title: "本网站的网址", most: 300, holds: Holds::Address("") },
    ],
    most: 20,
};

/// The links of a form in which they are typed in rows; nothing for one in which they are not.
pub(crate) fn read(check: &mut Check<'_>) -> Option<String> {
    let form = check.form();
    if !in_rows(form) {
        return None;
    }
    let mut faults: Vec<FieldError> = Vec::new();
    let rows = ROWS.read(form, LIST, &mut faults);
    for (at, row) in rows.iter().enumerate() {
        let href = row.last().map_or("", String::as_str);
        if is_address(href) && local_page(href) != href {
            let message = format!("{}第 {} 行的网址不是本网站的，请填写如 /a/12 的网址。", LIST.1, at + 1);
            faults.push(FieldError::new(format!("{}_{at}_href", LIST.0), message));
        }
    }
    for fault in faults {
        check.error(&fault.field, fault.message);
    }
    let lines = rows.iter().filter(|row| !is_blank(row)).map(|row| {
        let [title, href] = [0, 1].map(|at| row.get(at).map_or("", String::as_str));
        format!("{href} {title}").trim().to_owned()
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Whether a form has the rows.
pub(crate) fn in_rows(form: &Form) -> bool {
    !form.get(&format!("{}_rows", LIST.0)).is_empty()
}

/// Names and addresses of links as they are kept.
pub(crate) fn of(kept: &str) -> impl Iterator<Item = (&str, &str)> {
    kept.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let (href, title) = line.split_once(' ').unwrap_or((line, ""));
        (title.trim(), href)
    })
}

/// What the rows show of links as they are kept.
pub(crate) fn shown(kept: &str) -> Value {
    let row = |(title, href): (&str, &str)| -> Row { vec![title.to_owned(), href.to_owned()] };
    ROWS.shown(&of(kept).map(row).collect::<Vec<_>>())
}

/// What the rows show of a form that was sent, after the button of a row that was pressed.
pub(crate) fn typed(form: &Form) -> Value {
    ROWS.shown(&ROWS.read(form, LIST, &mut Vec::new()))
}

/// What is wrong with a line as it is kept.
pub(crate) fn fault(line: &str) -> Option<String> {
    let address = line.split(' ').next().unwrap_or_default();
    let is_local = !address.is_empty() && local_page(address) == address;
    (!is_local).then(|| format!("“{line}”不是本网站的地址；每行一个，先写地址，空一格写名称，例如 /a/12 办事指南"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: &Form) -> (Option<String>, Vec<String>) {
        let mut check = Check::new(form);
        let kept = read(&mut check);
        let faults = check.finish(()).err().unwrap_or_default();
        (kept, faults.into_iter().map(|fault| fault.field).collect())
    }

    #[test]
    fn links_are_typed_in_rows_and_kept_in_lines() {
        let form = Form::of(&[
            ("links_rows", "4"),
            ("links_0_title", "医保 服务指南"),
            ("links_0_href", "/a/12"),
            ("links_2_href", "/guide/3"),
        ]);
        let (kept, faults) = fields(&form);
        assert_eq!((kept.as_deref(), faults), (Some("/a/12 医保 服务指南\n/guide/3"), Vec::new()));
        let rows = shown("/a/12 医保 服务指南\n\n/guide/3");
        assert_eq!(rows["rows"], serde_json::json!([["医保 服务指南", "/a/12"], ["", "/guide/3"]]));
        assert_eq!(typed(&form)["rows"].as_array().map(Vec::len), Some(4), "blank rows stay while one types");
        assert_eq!(fields(&Form::of(&[("links", "/a/12")])).0, None, "a workbook has a cell");
    }

    #[test]
    fn a_link_that_leads_elsewhere_is_said_at_its_row() {
        let form = Form::of(&[
            ("links_rows", "4"),
            ("links_0_href", "https://other.example/x"),
            ("links_1_title", "没有网址"),
            ("links_2_href", "/a/12?from=1"),
            ("links_3_href", "/a/12"),
        ]);
        let (_, mut faults) = fields(&form);
        faults.sort();
        assert_eq!(faults, ["links_0_href", "links_1_href", "links_2_href"]);
    }
}
