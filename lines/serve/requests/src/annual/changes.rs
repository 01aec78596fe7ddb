//! What a correction (更正) of an annual report changed, number by number; the texts are named, not compared word by word. And what has
//! become another since a report was settled.

use serde::Serialize;

use super::{HEADINGS, Numbers, ROWS, TABLE2, TABLE4};
use crate::channels::{APPLICANTS, DISPUTES};
use crate::store::OldReport;

/// A number that became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where it stands: table, row and column.
    pub what: String,
    /// As it was.
    pub old: i64,
    /// As it is.
    pub new: i64,
}

/// In which cells of tables three and four other numbers stand, in the order of the report.
pub fn numbers(old: &Numbers, new: &Numbers) -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |what: String, old: i64, new: i64| {
        if old != new {
            all.push(Change { what, old, new });
        }
    };
    let columns = APPLICANTS.iter().map(|a| a.title).chain(["总计"]);
    for (row, title) in (1..).zip(ROWS) {
        for (at, column) in (0..).zip(columns.clone()) {
            let of = |numbers: &Numbers| match at < APPLICANTS.len() {
                true => numbers.table3.cell(row, at),
                false => numbers.table3.total(row),
            };
            add(format!("表三 {title} {column}"), of(old), of(new));
        }
    }
    for (row, kind) in DISPUTES.iter().enumerate() {
        for (at, column) in TABLE4.iter().take(TABLE4.len() - 1).enumerate() {
            let of = |numbers: &Numbers| numbers.table4.0.get(row).and_then(|r| r.get(at)).copied().unwrap_or(0);
            add(format!("表四 {} {column}", kind.title), of(old), of(new));
        }
    }
    all
}

/// What a report said at some time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// Tables three and four.
    pub numbers: Numbers,
    /// Table two.
    pub table2: Vec<String>,
    /// The texts under the headings.
    pub texts: Vec<String>,
}

impl Version {
    /// As it is kept: numbers, table two and texts as JSON.
    pub fn of([numbers, table2, texts]: [&str; 3]) -> Self {
        Self {
            numbers: serde_json::from_str(numbers).unwrap_or_default(),
            table2: serde_json::from_str(table2).unwrap_or_default(),
            texts: serde_json::from_str(texts).unwrap_or_default(),
        }
    }

    /// As it was before it was put right.
    pub fn old(old: &OldReport) -> Self {
        Self::of([&old.numbers, &old.table2, &old.texts])
    }

    /// What another version says otherwise, in the order of the report.
    pub fn changes(&self, new: &Self) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.text(new, 0));
        for (at, (_, row, column)) in (0..).zip(TABLE2) {
            let (old, new) = (self.count(at), new.count(at));
            if old != new {
                all.push(format!("表二 {row} {column}：{old} 改为 {new}"));
            }
        }
        all.extend(
            numbers(&self.numbers, &new.numbers)
                .iter()
                .map(|Change { what, old, new }| format!("{what}：{old} 改为 {new}")),
        );
        all.extend(self.text(new, 1));
        all.extend(self.text(new, 2));
        all
    }

    fn text(&self, new: &Self, at: usize) -> Option<String> {
        let heading = HEADINGS.get(at).copied().unwrap_or_default();
        (self.texts.get(at) != new.texts.get(at)).then(|| format!("“{heading}”的文字"))
    }

    fn count(&self, at: usize) -> String {
        self.table2.get(at).cloned().filter(|n| !n.is_empty()).unwrap_or_else(|| "0".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_that_became_another_is_told_and_nothing_else() {
        let mut old = Version { texts: vec!["一".into(), "五".into(), "六".into()], ..Version::default() };
        old.numbers.table3.add(1, "legal", 3);
        let mut new = old.clone();
        assert_eq!(old.changes(&new), Vec::<String>::new());
        new.numbers.table3.add(1, "legal", 2);
        new.numbers.table4.0[0][1] = 1;
        new.table2 = vec!["4".into()];
        new.texts[1] = "另写".into();
        let moved = numbers(&old.numbers, &new.numbers);
        assert_eq!(
            moved.iter().map(|change| (change.old, change.new)).collect::<Vec<_>>(),
            [(3, 5), (3, 5), (0, 1)],
            "both numbers"
        );
        let said = old.changes(&new);
        assert_eq!(said.len(), 5, "{said:?}");
        assert_eq!(said[0], "表二 规章 本年制发件数：0 改为 4");
        assert!(said[1].starts_with("表三 一、本年新收") && said[1].ends_with("3 改为 5") && said[2].contains("总计"));
        assert!(said[3].starts_with("表四") && said[3].contains("结果纠正：0 改为 1"), "{said:?}");
        assert_eq!(said[4], "“五、存在的主要问题及改进情况”的文字");
    }
}
