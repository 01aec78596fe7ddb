//! The tables as the migrations describe them, and as the database really has them.
//!
//! Each column line of a migration ends with `-- public|internal|personal|secret: meaning`. From these comments
//! `docs/schema.md` is made; a test holds both databases against it.

use std::fmt::Write;

use base::Fault;

use crate::{Db, Dialect, Query, Result, args, migrate};

/// Who may ever see what a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anybody.
    Public,
    /// Officials.
    Internal,
    /// Those who handle the matter: personal data (个人信息).
    Personal,
    /// Nobody; the program only.
    Secret,
}

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Text or a civil date.
    Text,
    /// A whole number, a moment, money in 分, yes or no.
    Int,
    /// Bytes.
    Blob,
}

/// A column as its database has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Real {
    /// Table.
    pub table: String,
    /// Column.
    pub name: String,
    /// What it can hold.
    pub kind: Kind,
    /// Whether it always holds something.
    pub required: bool,
}

/// A column as its migration describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What the database should have.
    pub real: Real,
    /// Who may see it.
    pub class: Class,
    /// What it means, in English.
    pub meaning: String,
}

/// What one migration says about tables.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Name of its file.
    pub file: &'static str,
    /// Its first comment.
    pub about: String,
    /// Its columns in order.
    pub columns: Vec<Column>,
}

/// All migrations with what they say.
///
/// # Errors
/// A fault that names the line of a migration that is not understood, such as a column without a class or meaning.
pub fn documented() -> Result<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for migration in migrate::everything() {
        chapters.push(read(migration.name, migration.text)?);
        for dropped in migration.text.lines().filter_map(|line| line.strip_prefix("DROP TABLE ")) {
            let dropped = dropped.trim_end_matches(';');
            chapters.iter_mut().for_each(|chapter| chapter.columns.retain(|column| column.real.table != dropped));
        }
        for line in migration.text.lines().filter_map(|line| line.strip_prefix(REMARK)) {
            remark(&mut chapters, migration.name, line)?;
        }
    }
    Ok(chapters)
}

/// Begins a line that says anew who may see a column and what it means: `-- REMARK table.column -- class: meaning`.
const REMARK: &str = "-- REMARK ";

fn remark(chapters: &mut [Chapter], file: &str, line: &str) -> Result<()> {
    let wrong = || Fault::broken(format!("{file}: a remark on no column: {line}"));
    let (name, _) = line.split_once(" -- ").ok_or_else(wrong)?;
    let (table, column) = name.split_once('.').ok_or_else(wrong)?;
    let mut columns = chapters.iter_mut().flat_map(|chapter| &mut chapter.columns);
    let found = columns.find(|c| c.real.table == table && c.real.name == column).ok_or_else(wrong)?;
    let said = read_column(file, table, &line.replacen(name, &format!("{column} {{text}}"), 1))?;
    found.class = said.class;
    found.meaning = said.meaning;
    Ok(())
}

fn read(file: &'static str, text: &str) -> Result<Chapter> {
    let about = text.lines().map_while(|line| line.strip_prefix("-- ")).collect::<Vec<_>>().join(" ");
    let mut chapter = Chapter { file, about, columns: Vec::new() };
    let mut table: Option<String> = None;
    for line in text.lines().map(str::trim) {
        let added = line.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" ADD COLUMN "));
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            let name = name.trim_start_matches("IF NOT EXISTS ").trim_end_matches(['(', ' ']);
            table = Some(name.to_owned());
        } else if line.starts_with(')') {
            table = None;
        } else if let Some((name, column)) = added {
            chapter.columns.push(read_column(file, name, column)?);
        } else if let Some(table) = table.as_deref().filter(|_| is_column(line)) {
            chapter.columns.push(read_column(file, table, line)?);
        }
    }
    Ok(chapter)
}

/// Constraints are written in capitals, columns are not.
fn is_column(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_lowercase())
}

fn read_column(file: &str, table: &str, line: &str) -> Result<Column> {
    let wrong = |what: &str| Fault::broken(format!("{file}, table {table}: {what}: {line}"));
    let (code, comment) = line.split_once(" -- ").ok_or_else(|| wrong("a column without a comment"))?;
    let (class, meaning) = comment.split_once(": ").ok_or_else(|| wrong("a comment without a class"))?;
    let class = match class {
        "public" => Class::Public,
        "internal" => Class::Internal,
        "personal" => Class::Personal,
        "secret" => Class::Secret,
        _ => return Err(wrong("a class that does not exist")),
    };
    let (name, rest) = code.split_once(' ').ok_or_else(|| wrong("a column without a type"))?;
    let kind = match rest {
        _ if rest.starts_with("{id}") || rest.starts_with("{int}") => Kind::Int,
        _ if rest.starts_with("{text}") => Kind::Text,
        _ if rest.starts_with("{blob}") => Kind::Blob,
        _ => return Err(wrong("a type that is none of ours")),
    };
    let required = ["{id}", "NOT NULL", "PRIMARY KEY"].iter().any(|word| rest.contains(word));
    let real = Real { table: table.to_owned(), name: name.to_owned(), kind, required };
    Ok(Column { real, class, meaning: meaning.to_owned() })
}

/// All columns of all tables that the database has, in the order of their names.
///
/// # Errors
/// A fault of the database, or when it has a column of a type that is none of ours.
pub async fn tables(db: &Db) -> Result<Vec<Real>> {
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT m.name, c.name, c.type, CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 1 ELSE 0 END
             FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
        Dialect::Postgres => {
            "SELECT table_name::text, column_name::text, data_type::text,
             CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let rows: Vec<(String, String, String, bool)> = db.reader().list(sql, args![]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for (table, name, kind, required) in rows {
        let kind = match kind.to_ascii_lowercase().as_str() {
            "text" => Kind::Text,
            "integer" | "bigint" => Kind::Int,
            "blob" | "bytea" => Kind::Blob,
            other => return Err(Fault::broken(format!("{table}.{name} has the type {other}"))),
        };
        found.push(Real { table, name, kind, required });
    }
    found.sort();
    Ok(found)
}

/// The text of `docs/schema.md`.
///
/// # Errors
/// As [`documented`].
pub fn markdown() -> Result<String> {
    let mut out = String::from(
        "# Tables\n\n\
         Generated from the comments in `migrations/` by `renhe schema`; do not edit.\n\n\
         Types: text (civil dates are `YYYY-MM-DD`), int (moments are UTC milliseconds, money is 分, yes/no is 1/0), blob. \
         A type with ? may be absent.\n\
         Classes: public (anybody), internal (officials), personal (个人信息: those who handle the matter), secret (the program only).\n",
    );
    for chapter in documented()? {
        let _ = write!(out, "\n## {}\n\n{}\n", chapter.file.trim_end_matches(".sql"), chapter.about);
        let mut table = "";
        for column in &chapter.columns {
            if column.real.table != table {
                table = &column.real.table;
                let _ =
                    write!(out, "\n### {table}\n\n| column | type | class | meaning |\n| --- | --- | --- | --- |\n");
            }
            let kind = format!("{:?}", column.real.kind).to_lowercase();
            let absent = if column.real.required { "" } else { "?" };
            let class = format!("{:?}", column.class).to_lowercase();
            let meaning = column.meaning.replace('|', "\\|");
            let _ = writeln!(out, "| {} | {kind}{absent} | {class} | {meaning} |", column.real.name);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_and_constraints_are_not() {
        let text = "-- About.\nCREATE TABLE a_b (\n    id {id}, -- public: key\n    n {int} REFERENCES x (id), -- secret: a | b\n    \
                    UNIQUE (n)\n) {strict};\nALTER TABLE a_c ADD COLUMN t {text} NOT NULL DEFAULT ''; -- personal: c: d\n";
        let chapter = read("0001_a.sql", text).expect("is understood");
        let told: Vec<String> = chapter
            .columns
            .iter()
            .map(|c| {
                format!(
                    "{}.{} {:?} {} {:?} {}",
                    c.real.table, c.real.name, c.real.kind, c.real.required, c.class, c.meaning
                )
            })
            .collect();
        assert_eq!(
            told,
            ["a_b.id Int true Public key", "a_b.n Int false Secret a | b", "a_c.t Text true Personal c: d"]
        );
    }

    #[test]
    fn a_remark_says_anew_what_a_column_means() {
        let text = "-- About.\nCREATE TABLE a_b (\n    n {int} -- public: n\n) {strict};\n";
        let mut chapters = vec![read("0001_a.sql", text).expect("is understood")];
        remark(&mut chapters, "0002_b.sql", "a_b.n -- secret: sealed").expect("is understood");
        let column = &chapters[0].columns[0];
        assert_eq!((column.class, column.meaning.as_str(), column.real.kind), (Class::Secret, "sealed", Kind::Int));
        for line in ["a_b.m -- secret: x", "n -- secret: x", "a_b.n", "a_b.n -- x"] {
            assert!(remark(&mut chapters, "0002_b.sql", line).is_err(), "{line}");
        }
    }

    #[test]
    fn what_lacks_a_class_or_has_a_foreign_type_is_named() {
        for line in ["n {int}", "n {int}, -- key", "n {int}, -- open: key", "n REAL, -- public: key"] {
            let text = format!("CREATE TABLE a (\n    {line}\n) {{strict}};\n");
            assert!(read("x.sql", &text).expect_err(line).to_string().contains("table a"), "{line}");
        }
    }
}
