//! Units and people by Excel: a template, an export in the same shape, and an import that tells all errors at once.
//!
//! Two sheets, 单位 and 人员; a person with several posts has several rows. Units are found again by their code and
//! people by their sign-in name, so that importing the same file twice changes nothing. What is not in the file stays.
//! Roles are not in it: they are granted by the security administrator.

mod apply;
mod plan;
mod read;
mod write;

pub use apply::{Applied, apply};
pub use plan::{ImportPlan, Known, PersonRow, UnitRow, known};
pub use write::{export, template};

use base::Fault;
use store::Query;

/// Bytes an imported file may have.
pub const BYTES_MAX: usize = 5 * 1024 * 1024;
/// Rows a sheet may have, the header not counted.
pub const ROWS_MAX: usize = 20_000;
/// Errors that are told at once; more are counted only.
pub const ERRORS_MAX: usize = 500;

/// Name of the sheet of units.
pub const UNITS: &str = "单位";
/// Name of the sheet of people.
pub const PEOPLE: &str = "人员";

/// A column of a sheet.
pub(crate) struct Column {
    /// Its header.
    pub title: &'static str,
    /// Its width on the sheet, in characters.
    pub width: f64,
    /// What to fill in, for the page of explanations.
    pub hint: &'static str,
    /// A sheet without it is read as if its cells were empty.
    pub may_lack: bool,
}

const fn column(title: &'static str, width: f64, hint: &'static str) -> Column {
    Column { title, width, hint, may_lack: false }
}

/// Columns of the sheet of units.
pub(crate) const UNIT_COLUMNS: [Column; 8] = [
    column("单位编码", 14.0, "必填。字母、数字、连字符，1 至 30 位；同一编码再次导入即为更新。"),
    column("上级编码", 14.0, "上级单位的编码；顶层单位不填。上级可以在本表中，也可以已在系统中。"),
    column("单位名称", 32.0, "必填。全称。"),
    column("简称", 20.0, "不填即用全称。"),
    column("类别", 12.0, "必填。政府、部门、乡镇街道、内设机构、事业单位、其他。"),
    column("排序", 8.0, "整数，小的在前；不填为 0。"),
    column("电话", 16.0, "办公电话，可不填。"),
    Column {
        may_lack: true,
        ..column("机关代字", 12.0, "文书编号开头的字，不超过 8 个汉字或字母，各机关不能相同；不填的保持原样。")
    },
];

/// Columns of the sheet of people.
pub(crate) const PERSON_COLUMNS: [Column; 7] = [
    column("登录名", 18.0, "必填。小写字母、数字、点、下划线、连字符，3 至 30 位；同一登录名再次导入即为更新。"),
    column("姓名", 12.0, "必填。"),
    column("手机号", 16.0, "11 位，可不填。"),
    column("单位编码", 14.0, "任职单位的编码；与岗位同时填写或同时不填。"),
    column("岗位", 20.0, "岗位名称；本单位没有该岗位时新设。一人多岗的，每岗一行。"),
    column("单位负责人", 12.0, "是或否；不填为否。"),
    column("排序", 8.0, "岗位在单位内的次序，整数，小的在前；不填为 0。"),
];

/// What is wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RowError {
    /// Name of the sheet; empty for the file as a whole.
    pub sheet: String,
    /// Number of the row as Excel counts, from 1; 0 for the sheet as a whole.
    pub row: u32,
    /// Title of the column; empty for the row as a whole.
    pub column: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl RowError {
    /// An error at a place.
    pub(crate) fn new(sheet: &str, row: u32, column: &str, message: impl Into<String>) -> Self {
        Self { sheet: sheet.to_owned(), row, column: column.to_owned(), message: message.into() }
    }
}

/// The rows of the sheet `sheet` of any workbook with these heads: the row's number as Excel counts, and its cells in the
/// order of the heads, each with the lines that it has.
///
/// # Errors
/// All errors of the workbook: it cannot be read, a sheet or head is missing, a cell is too long.
pub fn table(file: &[u8], sheet: &str, heads: &[&'static str]) -> Result<Vec<(u32, Vec<String>)>, Vec<RowError>> {
    let columns: Vec<Column> = heads.iter().map(|title| column(title, 0.0, "")).collect();
    let [rows] = read::sheets(file, [(sheet, columns.as_slice())])?;
    Ok(rows.into_iter().map(|row| (row.number, row.cells)).collect())
}

/// Reads and checks a file against what is in the database; nothing is changed.
///
/// # Errors
/// A fault of the database. What is wrong with the file comes back inside, all of it at once.
pub async fn import(q: &mut impl Query, file: Vec<u8>) -> Result<Result<ImportPlan, Vec<RowError>>, Fault> {
    let known = known(q).await?;
    let checked = tokio::task::spawn_blocking(move || check(&file, &known)).await;
    // A file that makes the reader of Excel stumble is a bad file, not a failure of ours.
    Ok(checked.unwrap_or_else(|_| Err(vec![read::unreadable()])))
}

/// As [`import`], without the database.
///
/// # Errors
/// All that is wrong with the file, by sheet, row and column; at most [`ERRORS_MAX`].
pub fn check(file: &[u8], known: &Known) -> Result<ImportPlan, Vec<RowError>> {
    let sheets = read::sheets(file, [(UNITS, &UNIT_COLUMNS), (PEOPLE, &PERSON_COLUMNS)])?;
    let [units, people] = sheets.map(|rows| rows.into_iter().map(read::SheetRow::one_line).collect::<Vec<_>>());
    plan::plan(&units, &people, known).map_err(|mut errors| {
        errors.sort_by_key(|error| (error.sheet != UNITS, error.row));
        let more = errors.len().saturating_sub(ERRORS_MAX);
        errors.truncate(ERRORS_MAX);
        if more > 0 {
            errors.push(RowError::new("", 0, "", format!("另有 {more} 处错误未列出，请改正以上各处后重新导入。")));
        }
        errors
    })
}
