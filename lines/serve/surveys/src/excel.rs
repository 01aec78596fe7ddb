//! Excel files of a survey: its results for everybody, all answers for the unit that asked.

use ::store::Query;
use base::Error;
use matter::sheet;

use crate::model::{Kind, Question, Questionnaire, Survey};
use crate::results::Results;
use crate::store::{self, Whole};

/// Answers in one file.
pub(crate) const ROWS_MAX: usize = 20_000;
/// Answers that are read at once.
const STEP: usize = 500;

/// The results as a sheet: one row for each value of each question.
///
/// # Errors
/// A fault when the file cannot be put together.
pub(crate) fn of_results(found: &Results) -> Result<Vec<u8>, Error> {
    let mut rows = Vec::new();
    for question in &found.questions {
        let head = |line: &str| {
            vec![question.number.to_string(), question.title.clone(), question.kind.to_owned(), line.to_owned()]
        };
        for line in &question.lines {
            for bar in &line.bars {
                let mut row = head(&line.title);
                row.extend([
                    bar.title.clone(),
                    bar.value.to_string(),
                    base::share::words(bar.share),
                    line.answers.to_string(),
                ]);
                rows.push(row);
            }
        }
        if question.lines.is_empty() {
            let mut row = head("");
            let (what, number) = question.files.map_or(("填写", question.texts), |files| ("附件", files));
            row.extend([what.to_owned(), number.to_string(), String::new(), number.to_string()]);
            rows.push(row);
        }
    }
    for (place, _, count, _) in &found.remarks {
        let (title, count) = (format!("对第 {place} 段的意见"), count.to_string());
        rows.push(["", &title, "意见", "", "填写", &count, "", &count].map(str::to_owned).to_vec());
    }
    sheet::xlsx(&["题号", "题目", "题型", "行", "选项", "人数", "比例", "作答人数"], &rows)
}

/// All answers as a sheet, one row each, for the unit that asked.
///
/// # Errors
/// A fault of the database or when the file cannot be put together.
pub(crate) async fn of_answers(q: &mut impl Query, survey: &Survey) -> Result<Vec<u8>, Error> {
    let asked = survey.questionnaire()?;
    let mut heads = vec!["序号".to_owned(), "日期".to_owned(), "姓名".to_owned(), "联系方式".to_owned()];
    let columns = columns(&asked);
    heads.extend(columns.iter().map(|(head, _)| head.clone()));
    if survey.what == "opinion" {
        heads.push("逐段意见和总体意见".to_owned());
    }
    let (mut rows, mut after) = (Vec::new(), 0);
    while rows.len() < ROWS_MAX {
        let page = store::of_response(q, survey.id, after, STEP).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for whole in &page {
            rows.push(row(survey, &columns, whole, rows.len() + 1));
        }
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    sheet::xlsx(&heads, &rows)
}

/// A column for each question, and for each line of a matrix.
fn columns(asked: &Questionnaire) -> Vec<(String, (&Question, i64))> {
    let mut columns = Vec::new();
    for (number, question) in (1..).zip(&asked.questions) {
        if question.kind == Kind::Matrix {
            for (line, title) in (1..).zip(&question.lines) {
                columns.push((format!("{number}. {}：{title}", question.title), (question, line)));
            }
        } else {
            columns.push((format!("{number}. {}", question.title), (question, 0)));
        }
    }
    columns
}

fn row(survey: &Survey, columns: &[(String, (&Question, i64))], whole: &Whole, number: usize) -> Vec<String> {
    let mut row = vec![number.to_string(), whole.on.clone(), whole.name.clone(), whole.contact.clone()];
    for (_, (question, line)) in columns {
        let place = format!("q{}", question.id);
        row.push(match question.kind {
            Kind::Text => {
                whole.texts.iter().find(|(p, _)| *p == place).map(|(_, text)| text.clone()).unwrap_or_default()
            }
            Kind::File => {
                let files = whole.files.iter().filter(|(of, _)| *of == question.id);
                files.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("；")
            }
            _ => {
                let chosen = whole.choices.iter().filter(|c| (c.question, c.line) == (question.id, *line));
                chosen.map(|c| question.value_title(c.choice)).collect::<Vec<_>>().join("；")
            }
        });
    }
    if survey.what == "opinion" {
        let texts = whole.texts.iter().filter(|(place, _)| !place.starts_with('q'));
        row.push(texts.map(|(place, text)| format!("{}：{text}", place_title(place))).collect::<Vec<_>>().join("\n"));
    }
    row
}

/// What a text is about: 第 3 题, 第 2 段 or 总体意见.
pub(crate) fn place_title(place: &str) -> String {
    match place.split_at_checked(1) {
        Some(("p", number)) => format!("对第 {number} 段"),
        _ => "总体意见".to_owned(),
    }
}
