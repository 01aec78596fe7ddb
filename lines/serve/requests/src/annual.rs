//! The annual report (政府信息公开工作年度报告) in the form of 国办公开办函〔2021〕30号: six headings, tables two to four, and the
//! relations of their numbers (勾稽关系). Pure; the numbers are counted in [`crate::store`].

pub mod changes;

use serde::{Deserialize, Serialize};

use crate::channels::APPLICANTS;
use crate::store::{Table3, Table4};

/// The rows of table three, in order.
pub const ROWS: [&str; 25] = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "三、本年度办理结果（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（三）不予公开 1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "（四）无法提供 1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "（五）不予处理 1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
    "（七）总计",
    "四、结转下年度继续办理",
];

/// What stands in table two, in order: heading, row, column.
pub const TABLE2: [(&str, &str, &str); 10] = [
    ("第二十条第（一）项", "规章", "本年制发件数"),
    ("第二十条第（一）项", "规章", "本年废止件数"),
    ("第二十条第（一）项", "规章", "现行有效件数"),
    ("第二十条第（一）项", "行政规范性文件", "本年制发件数"),
    ("第二十条第（一）项", "行政规范性文件", "本年废止件数"),
    ("第二十条第（一）项", "行政规范性文件", "现行有效件数"),
    ("第二十条第（五）项", "行政许可", "本年处理决定数量"),
    ("第二十条第（六）项", "行政处罚", "本年处理决定数量"),
    ("第二十条第（六）项", "行政强制", "本年处理决定数量"),
    ("第二十条第（八）项", "行政事业性收费", "本年收费金额（单位：万元）"),
];

/// The headings under which something is written: 一, 五, 六. The other three are tables.
pub const HEADINGS: [&str; 3] = ["一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"];

/// The columns of table four.
pub const TABLE4: [&str; 5] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];

/// The numbers of a report as they are settled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// Table three.
    pub table3: Table3,
    /// Table four.
    pub table4: Table4,
}

/// A relation that numbers must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// Whose: a column.
    pub column: &'static str,
    /// What is compared.
    pub title: &'static str,
    /// One side.
    pub left: i64,
    /// The other side.
    pub right: i64,
}

impl Relation {
    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.left == self.right
    }
}

/// All relations of table three, with that of the year before: per column «第一项加第二项之和，等于第三项加第四项之和», the total of the
/// results, and what was carried over.
pub fn relations(table: &Table3, before: &Table3) -> Vec<Relation> {
    let mut all = Vec::new();
    let columns = APPLICANTS.iter().map(|a| a.title).chain(["总计"]);
    for (at, column) in columns.enumerate() {
        let of =
            |table: &Table3, row: usize| if at < APPLICANTS.len() { table.cell(row, at) } else { table.total(row) };
        let cell = |row| of(table, row);
        let mut add = |title, left, right| all.push(Relation { column, title, left, right });
        add("第一项加第二项之和，等于第三项加第四项之和", cell(1) + cell(2), cell(24) + cell(25));
        add("第三项（七）总计，等于各项办理结果之和", cell(24), (3..=23).map(cell).sum());
        add("上年结转，等于上年度报告的结转下年度继续办理", cell(2), of(before, 25));
    }
    all
}

/// 一、总体情况 as the numbers alone say it; people write the rest.
pub fn summary(name: &str, year: i16, table: &Table3) -> String {
    format!(
        "{year}年，{name}新收政府信息公开申请{}件，上年结转{}件；办结{}件，其中予以公开{}件、部分公开{}件、不予公开{}件、无法提供{}件、不予处理{}件、\
         其他处理{}件；结转下年度继续办理{}件。",
        table.total(1),
        table.total(2),
        table.total(24),
        table.total(3),
        table.total(4),
        (5..=12).map(|row| table.total(row)).sum::<i64>(),
        (13..=15).map(|row| table.total(row)).sum::<i64>(),
        (16..=20).map(|row| table.total(row)).sum::<i64>(),
        (21..=23).map(|row| table.total(row)).sum::<i64>(),
        table.total(25),
    )
}

/// 六、其他需要报告的事项 as the numbers say it: what was taken in fees (信息处理费) that were paid in the year.
pub fn fees(year: i16, count: i64, yuan: i64) -> String {
    if count == 0 {
        return format!("依据《政府信息公开信息处理费管理办法》，{year}年没有收取信息处理费。");
    }
    format!("依据《政府信息公开信息处理费管理办法》，{year}年对{count}件申请收取信息处理费，共{yuan}元，已上缴国库。")
}

/// What 六 says of requests that came with functions of other organs (机构改革), or went with functions; nothing when there are none.
pub fn inherited(requests: i64) -> String {
    match requests {
        0 => String::new(),
        1.. => format!("因机构职能调整，承继其他行政机关上年结转的申请{requests}件，计入“上年结转”。"),
        _ => format!("因机构职能调整，上年结转的申请{}件由承继机关继续办理，不再计入“上年结转”。", -requests),
    }
}

/// Row 25 of table three: 结转下年度继续办理.
pub const CARRIED: usize = 25;

/// Decimals of money in table two that are counted (万元): six, so that no 分 is lost.
const DECIMALS: usize = 6;

/// A number as table two takes it, in millionths; none when it is none.
fn millionths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > DECIMALS || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<DECIMALS$}").parse().ok()
}

/// Whether a text is an amount of money as table two takes it.
pub fn is_decimal(text: &str) -> bool {
    !text.ends_with('.') && millionths(text).is_some()
}

/// Table two as the sum of those of units, cell by cell; what is no number counts as nothing.
pub fn sum(tables: &[Vec<String>]) -> Vec<String> {
    let cell = |at: usize| -> i64 { tables.iter().filter_map(|t| t.get(at)).filter_map(|n| millionths(n)).sum() };
    let words = |n: i64| {
        let text = format!("{}.{:06}", n / 1_000_000, n % 1_000_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    (0..TABLE2.len()).map(|at| words(cell(at))).collect()
}

/// A cell in which the county's count and the sum of units differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// 3 or 4.
    pub table: usize,
    /// The row: of table three counted from 1, of table four from 0.
    pub row: usize,
    /// The column, counted from 0, totals left out.
    pub column: usize,
    /// The county's count.
    pub county: i64,
    /// The sum of units.
    pub units: i64,
}

/// The cells in which the county's numbers differ from the sum of the settled ones of units.
pub fn differences(county: &Numbers, units: &[Numbers]) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut add = |table, row, column, county: i64, units: i64| {
        if county != units {
            all.push(Difference { table, row, column, county, units });
        }
    };
    for row in 1..=ROWS.len() {
        for column in 0..APPLICANTS.len() {
            let sum = units.iter().map(|n| n.table3.cell(row, column)).sum();
            add(3, row, column, county.table3.cell(row, column), sum);
        }
    }
    for row in 0..county.table4.0.len() {
        for column in 0..TABLE4.len() - 1 {
            let cell = |n: &Numbers| n.table4.0.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0);
            add(4, row, column, cell(county), units.iter().map(cell).sum());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_two_is_summed_to_the_last_decimal() {
        let table = |money: &str| {
            let mut cells = vec!["1".to_owned(); TABLE2.len()];
            *cells.last_mut().unwrap() = money.to_owned();
            cells
        };
        let all = sum(&[table("0.1"), table("0.2"), table("12.345678"), vec!["3".to_owned()], Vec::new()]);
        assert_eq!((all[0].as_str(), all[1].as_str(), all[9].as_str()), ("6", "3", "12.645678"));
        for (text, fits) in [
            ("12", true),
            ("12.5", true),
            ("0", true),
            ("", false),
            ("1e3", false),
            ("-1", false),
            ("1.", false),
            ("1.2345678", false),
        ] {
            assert_eq!(is_decimal(text), fits, "{text}");
        }
    }

    #[test]
    fn a_difference_is_found_in_the_cell_in_which_it_is() {
        let mut county = Numbers::default();
        county.table3.add(1, "legal", 5);
        county.table4.0[2][1] = 3;
        let mut unit = Numbers::default();
        unit.table3.add(1, "legal", 2);
        unit.table4.0[2][1] = 1;
        let all = differences(&county, &[unit.clone(), unit.clone()]);
        let found: Vec<_> = all.iter().map(|d| (d.table, d.row, d.column, d.county, d.units)).collect();
        assert_eq!(found, [(3, 1, 4, 5, 4), (4, 2, 1, 3, 2)]);
        unit.table3.add(1, "legal", 3);
        unit.table4.0[2][1] = 3;
        assert_eq!(differences(&county, &[unit]), []);
    }

    #[test]
    fn every_relation_notices_one_number_that_is_wrong() {
        let mut table = Table3::default();
        for (row, n) in [(1, 5), (2, 2), (3, 4), (22, 1), (24, 5), (25, 2)] {
            table.add(row, "legal", n);
        }
        let mut before = Table3::default();
        before.add(25, "legal", 2);
        assert!(relations(&table, &before).iter().all(Relation::holds));
        for row in [1, 2, 3, 24, 25] {
            let mut wrong = table.clone();
            wrong.add(row, "legal", 1);
            assert!(!relations(&wrong, &before).iter().all(Relation::holds), "row {row}");
        }
        let mut moved = before.clone();
        moved.add(25, "legal", -1);
        moved.add(25, "other", 1);
        assert!(!relations(&table, &moved).iter().all(Relation::holds), "columns are compared one by one");
    }
}
