//! From rows of text to a plan that can be carried out, or to all that is wrong with them.

use std::collections::BTreeMap;

use base::{Error, Fault, FieldError};
use store::Query;

use super::read::SheetRow;
use super::{PEOPLE, PERSON_COLUMNS, RowError, UNIT_COLUMNS, UNITS};
use crate::people::{self, PersonForm};
use crate::posts::{self, PostForm};
use crate::units::{self, KINDS, UnitForm};

/// A unit to be made or brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Row of the sheet, from 1.
    pub row: u32,
    /// The county's code.
    pub code: String,
    /// Code of the unit above.
    pub parent: Option<String>,
    /// 机关代字; empty to leave it as it is.
    pub sign: String,
    /// The rest.
    pub form: UnitForm,
}

/// A person to be made or brought up to date, with one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Row of the sheet, from 1.
    pub row: u32,
    /// Sign-in name.
    pub login: String,
    /// The rest.
    pub form: PersonForm,
    /// Code of the unit and the post in it.
    pub post: Option<(String, PostForm)>,
}

/// What an import will do. Units stand in an order in which those above come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportPlan {
    /// Units.
    pub units: Vec<UnitRow>,
    /// People.
    pub people: Vec<PersonRow>,
}

/// What the database knows: each open unit's code with the code of the unit above, and codes of closed units.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Open units.
    pub open: BTreeMap<String, Option<String>>,
    /// Closed units, whose codes are used up.
    pub closed: std::collections::BTreeSet<String>,
}

/// Reads what is known from the database.
///
/// # Errors
/// A fault of the database.
pub async fn known(q: &mut impl Query) -> Result<Known, Fault> {
    let all = units::all(q).await?;
    let codes: BTreeMap<i64, String> = all.iter().map(|unit| (unit.id, unit.code.clone())).collect();
    let mut known = Known::default();
    for unit in all {
        if unit.closed_on.is_some() {
            known.closed.insert(unit.code);
        } else {
            let parent = unit.parent_id.and_then(|id| codes.get(&id).cloned());
            known.open.insert(unit.code, parent);
        }
    }
    Ok(known)
}

/// Errors of one row, found by field.
struct Finder<'a> {
    sheet: &'a str,
    row: u32,
    errors: &'a mut Vec<RowError>,
}

impl Finder<'_> {
    fn add(&mut self, column: &str, message: impl Into<String>) {
        self.errors.push(RowError::new(self.sheet, self.row, column, message));
    }

    /// Takes over errors of form fields under the titles of their columns.
    fn fields(&mut self, problems: impl IntoIterator<Item = FieldError>, titles: &[(&str, &str)]) {
        for problem in problems {
            let title = titles.iter().find(|(field, _)| *field == problem.field).map_or("", |(_, title)| title);
            self.add(title, problem.message);
        }
    }

    fn rank(&mut self, cell: &str) -> i64 {
        if cell.is_empty() {
            return 0;
        }
        match cell.parse::<i32>() {
            Ok(rank) => i64::from(rank),
            Err(_) => {
                self.add("排序", "排序须为整数。");
                0
            }
        }
    }
}

/// Makes the plan, or tells everything that is wrong.
pub(crate) fn plan(units: &[SheetRow], people: &[SheetRow], known: &Known) -> Result<ImportPlan, Vec<RowError>> {
    let mut errors = Vec::new();
    let units: Vec<UnitRow> = units.iter().map(|row| unit(row, known, &mut errors)).collect();
    let mut parents = known.open.clone();
    repeated(&units, &mut parents, &mut errors);
    let units = ordered(units, &parents, &mut errors);
    let people: Vec<PersonRow> = people.iter().map(|row| person(row, &parents, &mut errors)).collect();
    contradictions(&people, &mut errors);
    if errors.is_empty() { Ok(ImportPlan { units, people }) } else { Err(errors) }
}

fn cell(row: &SheetRow, column: usize) -> &str {
    row.cells.get(column).map_or("", String::as_str)
}

fn unit(row: &SheetRow, known: &Known, errors: &mut Vec<RowError>) -> UnitRow {
    let mut find = Finder { sheet: UNITS, row: row.number, errors };
    let code = cell(row, 0).to_owned();
    if known.closed.contains(&code) {
        find.add(UNIT_COLUMNS[0].title, "该编码的单位已撤销，编码不能再用。");
    }
    let kind = KINDS.iter().find(|kind| kind.title == cell(row, 4)).map_or("", |kind| kind.key);
    let form = UnitForm {
        name: cell(row, 2).to_owned(),
        short_name: cell(row, 3).to_owned(),
        kind: kind.to_owned(),
        rank: find.rank(cell(row, 5)),
        phone: cell(row, 6).to_owned(),
    };
    let sign = cell(row, 7).to_owned();
    let titles = [
        ("code", "单位编码"),
        ("name", "单位名称"),
        ("short_name", "简称"),
        ("kind", "类别"),
        ("phone", "电话"),
        ("sign", "机关代字"),
    ];
    let wrong = units::check_code(&code).into_iter().chain(units::check(&form)).chain(units::check_sign(&sign));
    find.fields(wrong, &titles);
    let parent = Some(cell(row, 1).to_owned()).filter(|parent| !parent.is_empty());
    UnitRow { row: row.number, code, parent, sign, form }
}

/// Finds codes and signs that occur twice, and lays the file's tree over the known one.
fn repeated(units: &[UnitRow], parents: &mut BTreeMap<String, Option<String>>, errors: &mut Vec<RowError>) {
    let mut rows: BTreeMap<&str, u32> = BTreeMap::new();
    let mut signs: BTreeMap<&str, u32> = BTreeMap::new();
    for unit in units {
        if let Some(first) = signs.insert(&unit.sign, unit.row).filter(|_| !unit.sign.is_empty()) {
            errors.push(RowError::new(UNITS, unit.row, "机关代字", format!("机关代字与第 {first} 行相同。")));
        }
        if let Some(first) = rows.get(unit.code.as_str()) {
            let message = format!("单位编码与第 {first} 行重复。");
            errors.push(RowError::new(UNITS, unit.row, "单位编码", message));
        }
        rows.entry(&unit.code).or_insert(unit.row);
        parents.insert(unit.code.clone(), unit.parent.clone());
    }
}

/// Puts units above first; finds units above that are not there, and circles.
fn ordered(
    units: Vec<UnitRow>,
    parents: &BTreeMap<String, Option<String>>,
    errors: &mut Vec<RowError>,
) -> Vec<UnitRow> {
    let mut deep: Vec<(usize, UnitRow)> = Vec::new();
    for unit in units {
        if let Some(parent) = unit.parent.as_ref().filter(|parent| !parents.contains_key(*parent)) {
            let message = format!("没有编码为“{parent}”的上级单位。");
            errors.push(RowError::new(UNITS, unit.row, "上级编码", message));
        }
        let mut depth = 0;
        let mut at = unit.parent.as_ref();
        while let Some(above) = at.filter(|_| depth <= parents.len()) {
            depth += 1;
            at = parents.get(above).and_then(Option::as_ref);
        }
        if depth > parents.len() {
            errors.push(RowError::new(UNITS, unit.row, "上级编码", "上下级关系成环，请检查上级编码。"));
        }
        deep.push((depth, unit));
    }
    deep.sort_by_key(|(depth, unit)| (*depth, unit.row));
    deep.into_iter().map(|(_, unit)| unit).collect()
}

fn person(row: &SheetRow, parents: &BTreeMap<String, Option<String>>, errors: &mut Vec<RowError>) -> PersonRow {
    let mut find = Finder { sheet: PEOPLE, row: row.number, errors };
    let login = people::clean_login(cell(row, 0));
    let form = PersonForm { name: cell(row, 1).to_owned(), phone: cell(row, 2).to_owned() };
    let titles = [("login", "登录名"), ("name", "姓名"), ("phone", "手机号")];
    find.fields(people::check_login(&login).into_iter().chain(people::check(&form)), &titles);
    let (code, title) = (cell(row, 3), cell(row, 4));
    let head = match cell(row, 5) {
        "是" => true,
        "否" | "" => false,
        _ => {
            find.add(PERSON_COLUMNS[5].title, "请填“是”或“否”。");
            false
        }
    };
    let post = PostForm { title: title.to_owned(), head, rank: find.rank(cell(row, 6)) };
    match (code.is_empty(), title.is_empty()) {
        (true, true) if head => find.add("单位编码", "单位负责人须填写单位编码和岗位。"),
        (true, false) => find.add("单位编码", "填了岗位，也须填单位编码。"),
        (false, true) => find.add("岗位", "填了单位编码，也须填岗位。"),
        _ => {}
    }
    if !code.is_empty() && !parents.contains_key(code) {
        find.add("单位编码", format!("没有编码为“{code}”的单位，或该单位已撤销。"));
    }
    if !title.is_empty()
        && let Err(Error::Invalid(problems)) = posts::check(&post)
    {
        find.fields(problems, &[("title", "岗位")]);
    }
    let post = (!code.is_empty()).then(|| (code.to_owned(), post));
    PersonRow { row: row.number, login, form, post }
}

/// A unit's code and the title of a post in it.
type Place<'a> = (&'a str, &'a str);

/// Finds rows that say different things about one person or one post.
fn contradictions(people: &[PersonRow], errors: &mut Vec<RowError>) {
    let mut persons: BTreeMap<&str, &PersonRow> = BTreeMap::new();
    let mut heads: BTreeMap<Place<'_>, (u32, &PostForm)> = BTreeMap::new();
    let mut held: BTreeMap<(&str, Option<Place<'_>>), u32> = BTreeMap::new();
    for row in people.iter().filter(|row| !row.login.is_empty()) {
        let first = persons.entry(&row.login).or_insert(row);
        let mut add = |column: &str, message: String| errors.push(RowError::new(PEOPLE, row.row, column, message));
        if first.form.name != row.form.name {
            add("姓名", format!("与第 {} 行登录名相同而姓名不同。", first.row));
        }
        if people::clean_phone(&first.form.phone) != people::clean_phone(&row.form.phone) {
            add("手机号", format!("与第 {} 行登录名相同而手机号不同。", first.row));
        }
        let place = row.post.as_ref().map(|(code, post)| (code.as_str(), post.title.as_str()));
        if let Some(before) = held.insert((&row.login, place), row.row) {
            add("登录名", format!("与第 {before} 行重复。"));
        }
        if let (Some(place), Some((_, post))) = (place, &row.post) {
            let (before, known) = *heads.entry(place).or_insert((row.row, post));
            if known.head != post.head {
                add("单位负责人", format!("与第 {before} 行岗位相同而“单位负责人”不同。"));
            }
        }
    }
}
