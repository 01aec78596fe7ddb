//! Rows of catalogues and lists, as data, and the checks on them.

use base::{FieldError, Moment, text};
use store::record;

record! {
    /// A version of a guide (公开指南) or of rules (公开制度).
    pub struct Text from "disclosure_page_version" {
        /// Key.
        pub id: i64,
        /// The organ.
        pub unit_id: i64,
        /// guide or rules.
        pub kind: String,
        /// Counted from 1; the greatest is shown.
        pub version: i64,
        /// The text as clean HTML.
        pub body: String,
        /// When it was set.
        pub at: Moment,
        /// Who set it.
        pub actor: String,
    }
}

record! {
    /// A row of a standard catalogue (标准目录).
    pub struct Standard from "disclosure_standard" {
        /// Key.
        pub id: i64,
        /// The unit whose catalogue it is.
        pub unit_id: i64,
        /// Key of a domain.
        pub domain: String,
        /// Order.
        pub rank: i64,
        /// 一级事项.
        pub item: String,
        /// 二级事项.
        pub sub_item: String,
        /// 公开内容（要素）.
        pub content: String,
        /// 公开依据.
        pub basis: String,
        /// 公开时限.
        pub time_limit: String,
        /// 公开主体.
        pub subject: String,
        /// 公开渠道和载体.
        pub channels: String,
        /// 公开对象.
        pub audience: String,
        /// 公开方式.
        pub mode: String,
        /// 公开层级.
        pub level: String,
        /// The column in which it is disclosed.
        pub column_id: Option<i64>,
    }
}

impl Standard {
    /// Its texts in the order of [`COLUMNS`].
    pub fn texts(&self) -> Vec<String> {
        let Self { item, sub_item, content, basis, time_limit, subject, channels, audience, mode, level, .. } = self;
        [item, sub_item, content, basis, time_limit, subject, channels, audience, mode, level]
            .map(Clone::clone)
            .to_vec()
    }
}

record! {
    /// An entry of one of the three lists.
    pub struct Power from "disclosure_power" {
        /// Key.
        pub id: i64,
        /// The organ.
        pub unit_id: i64,
        /// power, duty or negative.
        pub list: String,
        /// Order.
        pub rank: i64,
        /// Code, may be empty.
        pub code: String,
        /// 名称.
        pub name: String,
        /// Kind of power.
        pub kind: String,
        /// On what it rests.
        pub basis: String,
        /// Duties that go with it.
        pub duties: String,
        /// Version of the list in which it came.
        pub version: i64,
        /// Version from which on it is gone.
        pub ended_version: Option<i64>,
    }
}

impl Power {
    /// It as it is typed.
    pub fn entry(&self) -> Entry {
        [&self.code, &self.name, &self.kind, &self.basis, &self.duties].map(Clone::clone)
    }
}

record! {
    /// A version of one of the three lists.
    pub struct ListVersion from "disclosure_list" {
        /// Key.
        pub id: i64,
        /// The organ.
        pub unit_id: i64,
        /// power, duty or negative.
        pub list: String,
        /// Counted from 1.
        pub version: i64,
        /// When it was published.
        pub at: Moment,
        /// What changed and on what basis.
        pub why: String,
        /// Number of entries.
        pub entries: i64,
    }
}

/// An entry of a list as it is typed: code, name, kind, basis, duties.
pub type Entry = [String; 5];

/// Heads of a list: name, characters at most, whether it must be filled; in the order of [`Entry`].
pub const LIST_COLUMNS: &[(&str, usize, bool)] =
    &[("编码", 100, false), ("名称", 200, true), ("类别", 50, false), ("依据", 2000, true), ("责任事项", 2000, false)];

/// What is wrong with the entry of row `number`, cell by cell; the texts name row and column.
pub fn entry_faults(entry: &Entry, number: u32) -> Vec<String> {
    let mut faults = Vec::new();
    for ((name, most, must), typed) in LIST_COLUMNS.iter().zip(entry) {
        let chars = text::char_count(typed);
        if *must && chars == 0 {
            faults.push(format!("第 {number} 行“{name}”没有填写。"));
        } else if chars > *most {
            faults.push(format!("第 {number} 行“{name}”超过 {most} 字（现在 {chars} 字），请精简。"));
        }
    }
    faults
}

/// What stands in more than one row: a code, by which guides of items (办事指南) find their entry, or a whole entry without one, since a
/// version that is equal to another in part keeps the rows of both apart by what they say.
pub fn twice(entries: &[(u32, Entry)]) -> Vec<String> {
    let mut first: std::collections::BTreeMap<&[String], u32> = std::collections::BTreeMap::new();
    let mut faults = Vec::new();
    for (number, entry) in entries.iter().filter(|(_, entry)| entry.iter().any(|cell| !cell.is_empty())) {
        let [code, ..] = entry;
        let by = if code.is_empty() { entry.as_slice() } else { std::slice::from_ref(code) };
        match first.get(by) {
            Some(before) if code.is_empty() => {
                faults.push(format!("第 {number} 行与第 {before} 行完全相同，请去掉一行。"))
            }
            Some(before) => faults.push(format!("第 {number} 行的编码“{code}”与第 {before} 行相同，请核对。")),
            None => drop(first.insert(by, *number)),
        }
    }
    faults
}

/// Heads of the standard table (国办发〔2019〕54号): field, name, characters at most, whether it must be filled.
pub const COLUMNS: &[(&str, &str, usize, bool)] = &[
    ("item", "一级事项", 100, true),
    ("sub_item", "二级事项", 100, false),
    ("content", "公开内容（要素）", 2000, true),
    ("basis", "公开依据", 2000, true),
    ("time_limit", "公开时限", 200, true),
    ("subject", "公开主体", 100, true),
    ("channels", "公开渠道和载体", 300, true),
    ("audience", "公开对象", 100, true),
    ("mode", "公开方式", 50, true),
    ("level", "公开层级", 50, true),
];

/// One row of the grid as it was typed: the texts in the order of [`COLUMNS`], and the column.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// Texts in the order of [`COLUMNS`].
    pub texts: Vec<String>,
    /// The column in which it is disclosed.
    pub column: Option<i64>,
}

impl Row {
    /// What stands in a catalogue, as it is typed.
    pub fn of(there: &Standard) -> Self {
        Self { texts: there.texts(), column: there.column_id }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.texts.iter().all(|text| text.trim().is_empty())
    }

    /// What is wrong with row `number` (from 1); the field is the grid's input.
    pub fn faults(&self, number: usize) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for ((field, name, most, must), typed) in COLUMNS.iter().zip(&self.texts) {
            let chars = text::char_count(typed.trim());
            let input = format!("{field}-{number}");
            if *must && chars == 0 {
                faults.push(FieldError::new(input, format!("第 {number} 行“{name}”没有填写。")));
            } else if chars > *most {
                faults.push(FieldError::new(input, format!("第 {number} 行“{name}”超过 {most} 字，请精简。")));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_the_cells_that_are_missing_or_too_long() {
        let mut row = Row { texts: vec!["x".to_owned(); COLUMNS.len()], column: None };
        assert!(row.faults(3).is_empty());
        row.texts[3].clear();
        row.texts[8] = "长".repeat(51);
        let fields: Vec<String> = row.faults(3).into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["basis-3", "mode-3"]);
        assert!(Row { texts: vec![" ".into(); 10], column: None }.is_empty());
    }

    #[test]
    fn an_entry_of_a_list_names_row_and_column_of_each_fault() {
        let good = ["1", "建设用地审批", "行政许可", "土地管理法", "公开办理"].map(str::to_owned);
        assert!(entry_faults(&good, 2).is_empty());
        let rows =
            [(2, good.clone()), (3, good.clone()), (5, [""; 5].map(str::to_owned)), (6, [""; 5].map(str::to_owned))];
        assert_eq!(twice(&rows), ["第 3 行的编码“1”与第 2 行相同，请核对。"], "rows that are blank are not alike");
        let bare = |name: &str| ["", name, "", "土地管理法", ""].map(str::to_owned);
        let rows = [(1, bare("审批")), (2, bare("备案")), (3, bare("审批"))];
        assert_eq!(twice(&rows), ["第 3 行与第 1 行完全相同，请去掉一行。"], "without a code by all that they say");
        let mut wrong = good;
        wrong[1].clear();
        wrong[2] = "长".repeat(51);
        assert_eq!(
            entry_faults(&wrong, 7),
            ["第 7 行“名称”没有填写。", "第 7 行“类别”超过 50 字（现在 51 字），请精简。"]
        );
    }
}
