//! Tables two to four as the form of 国办公开办函〔2021〕30号 has them, with what belongs together under one name: for Word, PDF and the
//! e-book. The page of the report has them from `pages/tables.html`.

use paper::{Cell, Grid};

use super::view::Disputed;
use crate::annual::ROWS;
use crate::channels::APPLICANTS;
use crate::store::Table3;

/// Names of rows of table three that stand under another one: where they begin, its name, how many they are.
const GROUPS: [(usize, &str, usize); 4] =
    [(4, "（三）不予公开", 8), (12, "（四）无法提供", 3), (15, "（五）不予处理", 5), (20, "（六）其他处理", 3)];
/// What stands before the first of the results, and the rows (from 0) that it names.
const RESULTS: &str = "三、本年度办理结果";
const OF_RESULTS: std::ops::Range<usize> = 2..24;
/// Columns that the names of rows take in table three, and columns of numbers of table two.
const NAMES: usize = 3;
const NUMBERS: usize = 3;

/// Table two: for each item of article 20 its name, its heads and its lines.
pub(super) fn two(numbers: &[(&str, &str, &str, String)]) -> Grid {
    let mut rows = Vec::new();
    for item in numbers.chunk_by(|a, b| a.0 == b.0) {
        let lines: Vec<_> = item.chunk_by(|a, b| a.1 == b.1).collect();
        let wide = |line: &[_]| NUMBERS / line.len().max(1);
        rows.extend(item.iter().take(1).map(|(article, ..)| vec![Cell::head(*article).across(1 + NUMBERS)]));
        rows.extend(lines.iter().take(1).map(|line| {
            let heads = line.iter().map(|(.., head, _)| Cell::head(*head).across(wide(line)));
            [Cell::head("信息内容")].into_iter().chain(heads).collect()
        }));
        rows.extend(lines.iter().map(|line| {
            let name = line.iter().take(1).map(|(_, name, ..)| Cell::name(*name));
            name.chain(line.iter().map(|(.., number)| Cell::plain(number.clone()).across(wide(line)))).collect()
        }));
    }
    Grid { heads: 0, widths: vec![5, 4, 4, 4], rows }
}

/// Table three: 25 rows and 7 columns of numbers, the names of rows in up to three levels.
pub(super) fn three(columns: &[&str], table: &Table3) -> Grid {
    let (first, rest) = columns.split_first().unwrap_or((&"", &[]));
    let (last, organisations) = rest.split_last().unwrap_or((&"", &[]));
    let note = Cell::head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）");
    let mut rows = vec![
        vec![note.across(NAMES).down(3), Cell::head("申请人情况").across(columns.len())],
        vec![
            Cell::head(*first).down(2),
            Cell::head("法人或其他组织").across(organisations.len()),
            Cell::head(*last).down(2),
        ],
        organisations.iter().map(|name| Cell::head(*name)).collect(),
    ];
    rows.extend(ROWS.iter().enumerate().map(|(at, title)| {
        let row = at + 1;
        let numbers = (0..APPLICANTS.len()).map(|column| table.cell(row, column)).chain([table.total(row)]);
        names(at, title).into_iter().chain(numbers.map(|n| Cell::plain(n.to_string()))).collect()
    }));
    let widths = [30, 54, 124].into_iter().chain(columns.iter().map(|_| 33)).collect();
    Grid { heads: NAMES, widths, rows }
}

/// The names of a row of table three that begin in it; rows count from 0.
fn names(at: usize, title: &str) -> Vec<Cell> {
    if !OF_RESULTS.contains(&at) {
        return vec![Cell::name(title).across(NAMES)];
    }
    let results = (at == OF_RESULTS.start).then(|| Cell::name(RESULTS).down(OF_RESULTS.len()));
    let title = title.strip_prefix(RESULTS).unwrap_or(title);
    let Some((begins, group, rows)) =
        GROUPS.into_iter().find(|(begins, _, rows)| (*begins..begins + rows).contains(&at))
    else {
        return results.into_iter().chain([Cell::name(title).across(NAMES - 1)]).collect();
    };
    let group_cell = (at == begins).then(|| Cell::name(group).down(rows));
    let title = title.strip_prefix(group).unwrap_or(title).trim_start();
    results.into_iter().chain(group_cell).chain([Cell::name(title)]).collect()
}

/// Table four: one row of numbers, 行政复议 and both kinds of 行政诉讼 beside each other.
pub(super) fn four(results: &[&str], disputes: &[Disputed]) -> Grid {
    let wide = results.len();
    let (review, suits) = disputes.split_at(disputes.len().min(1));
    let review = review.iter().map(|kind| Cell::head(kind.title).across(wide).down(2));
    let heads = disputes.iter().flat_map(|_| results.iter().map(|name| Cell::head(*name)));
    let numbers = disputes.iter().flat_map(|kind| kind.cells.iter().map(|cell| Cell::plain(cell.number.to_string())));
    let rows = vec![
        review.chain([Cell::head("行政诉讼").across(wide * suits.len())]).collect(),
        suits.iter().map(|kind| Cell::head(kind.title).across(wide)).collect(),
        heads.collect(),
        numbers.collect(),
    ];
    Grid { heads: 3, widths: Vec::new(), rows }
}

#[cfg(test)]
mod tests {
    use super::super::view::Cell as Number;
    use super::*;
    use crate::annual::{TABLE2, TABLE4};
    use crate::channels::DISPUTES;

    /// Columns that the cells of each row take, with those that come down from rows above.
    fn widths(grid: &Grid) -> Vec<usize> {
        let mut down = vec![0; grid.rows.len()];
        for (at, row) in grid.rows.iter().enumerate() {
            for cell in row {
                down.iter_mut().skip(at).take(cell.down).for_each(|wide| *wide += cell.across);
            }
        }
        down
    }

    fn columns() -> Vec<&'static str> {
        APPLICANTS.iter().map(|a| a.title).chain(["总计"]).collect()
    }

    #[test]
    fn table_three_has_the_shape_of_the_form() {
        let mut table = Table3::default();
        table.add(9, "legal", 4);
        let grid = three(&columns(), &table);
        assert_eq!(widths(&grid), vec![10; 28]);
        let of_row = |at: usize| grid.rows[2 + at].iter().map(|c| c.text.as_str()).collect::<Vec<_>>();
        let names = |at: usize| of_row(at).into_iter().rev().skip(7).rev().collect::<Vec<_>>();
        let cases = [
            (1, vec!["一、本年新收政府信息公开申请数量"]),
            (3, vec!["三、本年度办理结果", "（一）予以公开"]),
            (4, vec!["（二）部分公开（区分处理的，只计这一情形，不计其他情形）"]),
            (5, vec!["（三）不予公开", "1.属于国家秘密"]),
            (9, vec!["5.属于三类内部事务信息"]),
            (21, vec!["（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"]),
            (24, vec!["（七）总计"]),
            (25, vec!["四、结转下年度继续办理"]),
        ];
        for (row, expected) in cases {
            assert_eq!(names(row), expected, "row {row}");
        }
        assert_eq!(of_row(9).into_iter().filter(|text| *text == "4").count(), 2, "the number and its total");
        // Nothing of the names is lost: put together they say what the list of rows says.
        let named: String = (1..=25).flat_map(names).collect();
        let listed: String = ROWS.concat().replace(' ', "");
        assert_eq!(named, listed);
    }

    #[test]
    fn tables_two_and_four_have_the_shape_of_the_form() {
        let numbers: Vec<_> = TABLE2.iter().map(|(a, b, c)| (*a, *b, *c, "1".to_owned())).collect();
        let grid = two(&numbers);
        assert_eq!(widths(&grid), vec![4; grid.rows.len()]);
        let words: Vec<String> =
            grid.rows.iter().take(4).map(|r| r.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            words,
            [
                "第二十条第（一）项",
                "信息内容 本年制发件数 本年废止件数 现行有效件数",
                "规章 1 1 1",
                "行政规范性文件 1 1 1"
            ]
        );
        let cell = || Number { number: 2, href: String::new() };
        let of = |title: &'static str| Disputed { title, cells: TABLE4.iter().map(|_| cell()).collect() };
        let disputes: Vec<Disputed> = DISPUTES.iter().map(|kind| of(kind.title)).collect();
        let grid = four(&TABLE4, &disputes);
        assert_eq!(widths(&grid), vec![15; 4]);
    }
}
