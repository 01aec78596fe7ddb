//! Results of a survey: for each question how often what was chosen, the mean of a scale, how many wrote something.

use ::store::Query;
use base::Error;
use serde::Serialize;

use crate::model::{Kind, Question, Questionnaire, Survey};
use crate::store::{self, Tally};

/// One value with how often it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// The option or value.
    pub title: String,
    /// Answers with it.
    pub value: i64,
    /// Share of those who answered the question, in tenths of a percent.
    pub share: i64,
}

/// One line of a matrix, or the whole of another question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Title of the line, empty when the question has none.
    pub title: String,
    /// How many answered it.
    pub answers: i64,
    /// Values in order.
    pub bars: Vec<Bar>,
    /// Mean of a scale in hundredths; none without answers or for other kinds.
    pub mean: Option<i64>,
}

/// One question with its results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Result {
    /// Number of the question.
    pub id: i64,
    /// Its place, from 1.
    pub number: usize,
    /// What was asked.
    pub title: String,
    /// Kind in words.
    pub kind: &'static str,
    /// When it was asked, empty for always.
    pub condition: String,
    /// Results of choices; empty for texts.
    pub lines: Vec<Line>,
    /// How many texts came in.
    pub texts: i64,
    /// Texts as published.
    pub published: Vec<String>,
    /// How many files came in; none for a question that takes none.
    pub files: Option<i64>,
}

/// All results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Results {
    /// Answers.
    pub answers: i64,
    /// Texts of all answers.
    pub texts: i64,
    /// Questions in order.
    pub questions: Vec<Result>,
    /// Paragraphs with remarks: their place, their text, how many remarks, those that are published.
    pub remarks: Vec<(usize, String, i64, Vec<String>)>,
    /// Remarks on the whole, and those that are published.
    pub overall: (i64, Vec<String>),
    /// How many texts are published in all; this page shows those of its turn.
    pub published: i64,
}

/// Published texts that one page of results shows.
pub(crate) const SHOWN: usize = 1_000;

/// The results of a survey, with the first of the published texts.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of(q: &mut impl Query, survey: &Survey) -> std::result::Result<Results, Error> {
    turned(q, survey, (1, SHOWN)).await
}

/// The results of a survey, with the published texts of one page (from 1) of so many.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn turned(
    q: &mut impl Query,
    survey: &Survey,
    (page, shown): (usize, usize),
) -> std::result::Result<Results, Error> {
    let asked = survey.questionnaire()?;
    let answers = store::responses(q, survey.id).await?;
    let tallies = store::tallies(q, survey.id).await?;
    let counts = store::texts_of(q, survey.id).await?;
    let published = store::published_texts(q, survey.id, (page.saturating_sub(1).saturating_mul(shown), shown)).await?;
    let files = store::files_of(q, survey.id).await?;
    let written = |place: &str| {
        let count = counts.iter().find(|(p, ..)| p == place).map_or(0, |(_, n, _)| *n);
        let texts: Vec<String> = published.iter().filter(|t| t.place == place).map(|t| t.public_text.clone()).collect();
        (count, texts)
    };
    let questions = (1..).zip(&asked.questions).map(|(number, question)| {
        let (texts, published) = written(&format!("q{}", question.id));
        Result {
            id: question.id,
            number,
            title: question.title.clone(),
            kind: question.kind.title(),
            condition: asked.condition(question),
            lines: lines(question, &tallies),
            texts,
            published,
            files: (question.kind == Kind::File)
                .then(|| files.iter().find(|(q, _)| *q == question.id).map_or(0, |(_, n)| *n)),
        }
    });
    let questions = questions.collect();
    let remarks = remarks(&asked, written);
    let overall = written("all");
    let [all, open] = [counts.iter().map(|(_, n, _)| n).sum(), counts.iter().map(|(.., n)| n).sum()];
    Ok(Results { answers, texts: all, questions, remarks, overall, published: open })
}

fn remarks(
    asked: &Questionnaire,
    written: impl Fn(&str) -> (i64, Vec<String>),
) -> Vec<(usize, String, i64, Vec<String>)> {
    let of = |(place, text): (usize, &String)| {
        let (count, published) = written(&format!("p{place}"));
        (count > 0).then(|| (place, text.clone(), count, published))
    };
    (1..).zip(&asked.paragraphs).filter_map(of).collect()
}

/// What was chosen of a question.
fn lines(question: &Question, tallies: &[Tally]) -> Vec<Line> {
    if matches!(question.kind, Kind::Text | Kind::File) {
        return Vec::new();
    }
    let titles: Vec<(i64, String)> = match question.kind {
        Kind::Matrix => (1..).zip(question.lines.iter().cloned()).collect(),
        _ => vec![(0, String::new())],
    };
    titles.into_iter().map(|(line, title)| line_of(question, line, title, tallies)).collect()
}

fn line_of(question: &Question, line: i64, title: String, tallies: &[Tally]) -> Line {
    let answers = counted(tallies, question.id, line, store::ANSWERED);
    let values = question.values();
    let bars: Vec<Bar> = values
        .iter()
        .map(|value| {
            let number = counted(tallies, question.id, line, *value);
            let share = if answers == 0 { 0 } else { (number * 1000 + answers / 2) / answers };
            Bar { title: question.value_title(*value), value: number, share }
        })
        .collect();
    let sum: i64 = values.iter().zip(&bars).map(|(value, bar)| value * bar.value).sum();
    let mean = (question.kind == Kind::Scale && answers > 0).then(|| (sum * 100 + answers / 2) / answers);
    Line { title, answers, bars, mean }
}

fn counted(tallies: &[Tally], question: i64, line: i64, choice: i64) -> i64 {
    tallies.iter().find(|(q, l, c, _)| (*q, *l, *c) == (question, line, choice)).map_or(0, |(.., n)| *n)
}

/// A mean in hundredths, in words: 4.25.
pub fn mean(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
