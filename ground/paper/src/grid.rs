//! Tables with cells across several columns and rows (跨列、跨行), and where each of their cells stands.

use crate::measure::width;

/// How wide a table is: the text of a page (156 mm), in points.
pub(crate) const WIDE: f32 = 442.2;
/// Size of the letters of cells and what is free beside them, in points.
pub(crate) const CELL: f32 = 9.0;
pub(crate) const PAD: f32 = 3.0;
/// Columns and rows that a cell may go across: what Word knows, and more than a report has.
const ACROSS_MAX: usize = 63;
const DOWN_MAX: usize = 10_000;

/// What a cell is in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The name of the columns below it.
    Head,
    /// The name of the rows beside it.
    Name,
    /// What is told; numbers stand at the right.
    Plain,
}

/// A cell of a [`Grid`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Columns that it goes across, one at least.
    pub across: usize,
    /// Rows that it goes down, one at least.
    pub down: usize,
}

impl Cell {
    /// A name of columns.
    pub fn head(text: impl Into<String>) -> Self {
        Self::new(text, Role::Head)
    }

    /// A name of rows.
    pub fn name(text: impl Into<String>) -> Self {
        Self::new(text, Role::Name)
    }

    /// Something told.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Role::Plain)
    }

    fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, across: 1, down: 1 }
    }

    /// Across so many columns.
    #[must_use]
    pub fn across(self, columns: usize) -> Self {
        Self { across: columns, ..self }
    }

    /// Down so many rows.
    #[must_use]
    pub fn down(self, rows: usize) -> Self {
        Self { down: rows, ..self }
    }
}

/// A table with ruled lines whose cells may go across columns and down rows. A row lists the cells that begin in it, from left to
/// right; places that a cell of an earlier row fills are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// How many of the first rows stand again on every page.
    pub heads: usize,
    /// Widths of the columns as parts of the whole; empty when they follow from what stands in them.
    pub widths: Vec<u16>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed<'a> {
    pub text: &'a str,
    pub role: Role,
    pub row: usize,
    pub column: usize,
    pub across: usize,
    pub down: usize,
}

/// A table whose cells have their places: each place of it belongs to one cell.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub columns: usize,
    pub heads: usize,
    /// Whether texts stand in the middle of their cells, as in forms, or at their upper left.
    pub middle: bool,
    /// Cells from above, from left to right.
    pub cells: Vec<Placed<'a>>,
    /// For each row, which cell each of its places belongs to.
    pub rows: Vec<Vec<usize>>,
    widths: &'a [u16],
}

impl Grid {
    pub(crate) fn plan(&self) -> Plan<'_> {
        let rows =
            self.rows.iter().map(|row| row.iter().map(|c| (c.text.as_str(), c.role, c.across, c.down)).collect());
        Plan::new(rows.collect(), self.heads, true, &self.widths)
    }
}

/// The plan of a table whose first row is its head and whose cells are all alike.
pub(crate) fn plain(rows: &[Vec<String>]) -> Plan<'_> {
    let role = |n: usize| if n == 0 { Role::Head } else { Role::Plain };
    let cells = rows.iter().enumerate().map(|(n, row)| row.iter().map(|t| (t.as_str(), role(n), 1, 1)).collect());
    Plan::new(cells.collect(), 1, false, &[])
}

/// Digits of a count at most; what has more is a telephone number or a mark.
const COUNT_DIGITS: usize = 9;

/// Whether a cell says a number, whose places stand below those of others: a count, a sum, a share, a change.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let number = number.strip_suffix('%').unwrap_or(number);
    (1..=COUNT_DIGITS).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// Text, role, columns and rows of a cell.
type Given<'a> = (&'a str, Role, usize, usize);

impl<'a> Plan<'a> {
    fn new(rows: Vec<Vec<Given<'a>>>, heads: usize, middle: bool, widths: &'a [u16]) -> Self {
        let (count, heads) = (rows.len(), heads.min(rows.len()));
        let mut cells: Vec<Placed<'a>> = Vec::new();
        let mut places: Vec<Vec<Option<usize>>> = vec![Vec::new(); count];
        for (row, given) in rows.into_iter().enumerate() {
            let mut column = 0;
            for (text, role, across, down) in given {
                let taken = |places: &[Vec<Option<usize>>], column: usize| {
                    places.get(row).and_then(|r| r.get(column)).is_some_and(Option::is_some)
                };
                while taken(&places, column) {
                    column += 1;
                }
                // A cell ends where another began before it, with the head or with the table.
                let free = (1..across.clamp(1, ACROSS_MAX)).take_while(|n| !taken(&places, column + n)).count();
                let end = if row < heads { heads } else { count };
                let (across, down) = (free + 1, down.clamp(1, DOWN_MAX).min(end - row));
                for line in places.iter_mut().skip(row).take(down) {
                    line.resize(line.len().max(column + across), None);
                    line.iter_mut().skip(column).take(across).for_each(|place| *place = Some(cells.len()));
                }
                cells.push(Placed { text, role, row, column, across, down });
                column += across;
            }
        }
        let columns = places.iter().map(Vec::len).max().unwrap_or_default();
        let mut plan = Self { columns, heads, middle, cells, rows: Vec::new(), widths };
        for (row, mut line) in places.into_iter().enumerate() {
            line.resize(columns, None);
            let whole =
                line.into_iter().enumerate().map(|(column, place)| place.unwrap_or_else(|| plan.empty(row, column)));
            let whole = whole.collect();
            plan.rows.push(whole);
        }
        plan.cells.sort_by_key(|cell| (cell.row, cell.column));
        plan.named()
    }

    /// A cell for a place that the table left out.
    fn empty(&mut self, row: usize, column: usize) -> usize {
        let role = if row < self.heads { Role::Head } else { Role::Plain };
        self.cells.push(Placed { text: "", role, row, column, across: 1, down: 1 });
        self.cells.len() - 1
    }

    /// Names the cell of each place by its number in order.
    fn named(mut self) -> Self {
        for (n, cell) in self.cells.iter().enumerate() {
            for line in self.rows.iter_mut().skip(cell.row).take(cell.down) {
                line.iter_mut().skip(cell.column).take(cell.across).for_each(|place| *place = n);
            }
        }
        self
    }

    /// Widths of the columns in points, together [`WIDE`]: as the table says, or each three letters at least and the rest by what
    /// stands in them.
    pub(crate) fn widths(&self) -> Vec<f32> {
        let given: Vec<f32> = self.widths.iter().map(|part| f32::from(*part)).collect();
        let sum: f32 = given.iter().sum();
        if given.len() == self.columns && given.iter().all(|part| *part > 0.0) {
            return given.into_iter().map(|part| part * WIDE / sum).collect();
        }
        let least = 3.0 * CELL + 2.0 * PAD;
        let widest = |column: usize| {
            let cells = self.cells.iter().filter(|cell| cell.column == column && cell.across == 1);
            cells.map(|cell| width(cell.text, CELL)).fold(0.0, f32::max) + 2.0 * PAD
        };
        let wanted: Vec<f32> = (0..self.columns).map(|column| widest(column).clamp(least, WIDE * 0.45)).collect();
        let sum: f32 = wanted.iter().sum();
        let bare = least * self.columns as f32;
        if sum <= WIDE || bare >= WIDE {
            return wanted.iter().map(|w| w * WIDE / sum.max(1.0)).collect();
        }
        wanted.iter().map(|w| least + (w - least) * (WIDE - bare) / (sum - bare)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(plan: &Plan<'_>) -> Vec<String> {
        let of = |row: &Vec<usize>| row.iter().map(|n| plan.cells[*n].text).collect::<Vec<_>>().join(" ");
        plan.rows.iter().map(of).collect()
    }

    #[test]
    fn every_place_belongs_to_one_cell_whatever_a_table_leaves_out_or_claims_twice() {
        let cell = |text: &str, across, down| Cell::plain(text).across(across).down(down);
        let cases = [
            (vec![vec![cell("a", 2, 2), cell("b", 1, 1)], vec![cell("c", 1, 1)]], vec!["a a b", "a a c"]),
            (vec![vec![cell("a", 1, 3), cell("b", 1, 1)], vec![cell("c", 1, 2)], vec![]], vec!["a b", "a c", "a c"]),
            (vec![vec![cell("a", 1, 1), cell("b", 1, 2)], vec![cell("c", 5, 9)]], vec!["a b", "c b"]),
            (vec![vec![cell("a", 3, 1)], vec![cell("b", 1, 1)]], vec!["a a a", "b  "]),
            (vec![vec![cell("a", 0, 0)]], vec!["a"]),
            (vec![], vec![]),
            (vec![vec![]], vec![""]),
        ];
        for (given, expected) in cases {
            let grid = Grid { heads: 0, widths: Vec::new(), rows: given };
            assert_eq!(rows(&grid.plan()), expected, "{grid:?}");
        }
    }

    #[test]
    fn a_cell_of_the_head_ends_with_the_head() {
        let rows = vec![vec![Cell::head("a").down(5)], vec![Cell::plain("b")]];
        let grid = Grid { heads: 1, widths: Vec::new(), rows };
        let plan = grid.plan();
        assert_eq!(plan.cells.iter().map(|c| (c.text, c.down)).collect::<Vec<_>>(), [("a", 1), ("b", 1)]);
    }

    #[test]
    fn columns_fill_the_width_and_none_is_too_narrow() {
        let text = |t: &str| t.to_owned();
        let long = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和".repeat(3);
        for cells in [vec![text("甲"), text("乙")], vec![long, text("1"), text("2"), text("3")]] {
            let rows = [cells];
            let widths = plain(&rows).widths();
            assert!((widths.iter().sum::<f32>() - WIDE).abs() < 0.1, "{widths:?}");
            assert!(widths.iter().all(|w| *w >= 3.0 * CELL), "{widths:?}");
        }
        let grid = Grid { heads: 0, widths: vec![1, 3], rows: vec![vec![Cell::plain("甲"), Cell::plain("乙")]] };
        assert_eq!(grid.plan().widths(), [WIDE / 4.0, WIDE * 3.0 / 4.0]);
    }

    #[test]
    fn counts_sums_shares_and_changes_stand_at_the_right_and_telephone_numbers_do_not() {
        let numbers = ["0", "21220.50", "1,234", "93.3%", "-7", "+12"];
        let others = ["", "—", "-", "13800008248", "3 分 06 秒", "2026-11-30", "%"];
        for (text, number) in numbers.map(|t| (t, true)).into_iter().chain(others.map(|t| (t, false))) {
            assert_eq!(is_number(text), number, "{text}");
        }
    }
}
