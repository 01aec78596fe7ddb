//! Excel files of a survey: its results for everybody, all answers for the unit that asked.

use ::store::Query;
use base::Error;
use matter::sheet;

use crate::model::{Kind, Question, Questionnaire, Survey};
use crate::results::Results;
use crate::store::{self, Whole};

/// Answers in one file; more go out in several.
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

/// In how many files so many answers go out, of `most` each.
pub(crate) fn parts(answers: i64, most: usize) -> usize {
    usize::try_from(answers).unwrap_or(0).div_ceil(most).max(1)
}

/// One of the files (from 1) in which all answers go out, `most` in each, for the unit that asked.
///
/// # Errors
/// As [`lines`]; a fault when the file cannot be put together.
pub(crate) async fn of_answers(q: &mut impl Query, survey: &Survey, which: (usize, usize)) -> Result<Vec<u8>, Error> {
    let (heads, rows) = lines(q, survey, which).await?;
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    sheet::xlsx(&heads, &rows)
}

/// Heads and rows of the part of all answers, one row each. A last row says what comes in the next part.
///
/// # Errors
/// [`Error::Unseen`] for a part after the last; a fault of the database.
pub(crate) async fn lines(
    q: &mut impl Query,
    survey: &Survey,
    (part, most): (usize, usize),
) -> Result<(Vec<String>, Vec<Vec<String>>), Error> {
    let all = store::responses(q, survey.id).await?;
    if part == 0 || part > parts(all, most) {
        return Err(Error::Unseen);
    }
    let before = (part - 1).saturating_mul(most);
    let asked = survey.questionnaire()?;
    let mut heads = vec!["序号".to_owned(), "日期".to_owned(), "姓名".to_owned(), "联系方式".to_owned()];
    let columns = columns(&asked);
    heads.extend(columns.iter().map(|(head, _)| head.clone()));
    if survey.what == "opinion" {
        heads.push("逐段意见和总体意见".to_owned());
    }
    let (mut rows, mut after) = (Vec::new(), store::response_before(q, survey.id, before).await?);
    while rows.len() < most {
        let page = store::of_response(q, survey.id, after, STEP.min(most - rows.len())).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for whole in &page {
            rows.push(row(survey, &columns, whole, before + rows.len() + 1));
        }
    }
    let rest = usize::try_from(all).unwrap_or(0).saturating_sub(before + rows.len());
    if rest > 0 {
        let words = format!("（未完）还有 {rest} 份答卷，见第 {} 部分", part + 1);
        let mut last = vec![words];
        last.resize(heads.len(), String::new());
        rows.push(last);
    }
    Ok((heads, rows))
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
