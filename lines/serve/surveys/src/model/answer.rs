//! An answer as typed and checked: choices, texts, and what the person says of himself, if anything.

use std::collections::BTreeMap;

use base::FieldError;
use counter::FileLimits;
use web::{Check, Form, Upload};

use super::questionnaire::{Kind, Question, Questionnaire};
use super::{Limits, Survey};

/// One choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Number of the question.
    pub question: i64,
    /// Line of a matrix counted from 1, else 0.
    pub line: i64,
    /// Option counted from 1, or the value of a scale.
    pub choice: i64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answering {
    /// Choices.
    pub choices: Vec<Chosen>,
    /// Texts with their place: q3, p2 or all.
    pub texts: Vec<(String, String)>,
    /// Files with the number of their question.
    pub files: Vec<(i64, Upload)>,
    /// Name, may be empty.
    pub name: String,
    /// Telephone or e-mail address, may be empty.
    pub contact: String,
}

impl Answering {
    /// Reads the form of a survey. Questions whose condition is not met are not looked at, whatever was typed there.
    ///
    /// # Errors
    /// The fields that cannot be taken, all at once.
    pub fn read(
        survey: &Survey,
        asked: &Questionnaire,
        limits: &Limits,
        form: &Form,
        mut check: Check<'_>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut answer = Self::default();
        let mut given: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (at, question) in asked.questions.iter().enumerate() {
            let met = |when: &super::When| given.get(&when.question).is_some_and(|g| g.contains(&when.option));
            if question.when.as_ref().is_none_or(met) {
                let chosen = answer.question(question, at + 1, limits, form, &mut check);
                given.insert(question.id, chosen);
            }
        }
        if survey.what == "opinion" {
            for place in 1..=asked.paragraphs.len() {
                answer.text(&format!("p{place}"), &format!("对第 {place} 段的意见"), 0..=limits.answer, &mut check);
            }
            answer.text("all", "总体意见", 0..=limits.answer, &mut check);
        }
        answer.name = check.line("name", "姓名", 0..=50);
        answer.contact = check.line("contact", "联系方式", 0..=100);
        let empty = answer.choices.is_empty() && answer.texts.is_empty() && answer.files.is_empty();
        if check.is_good() && empty {
            let first = asked.questions.first().map_or_else(|| "all".to_owned(), |q| format!("q{}", q.id));
            check.error(&first, "什么都还没有填写");
        }
        check.finish(answer)
    }

    fn text(&mut self, name: &str, label: &str, range: std::ops::RangeInclusive<usize>, check: &mut Check<'_>) {
        let text = check.text(name, label, range);
        if !text.is_empty() {
            self.texts.push((name.to_owned(), text));
        }
    }

    /// Reads one question; gives what was chosen, for conditions.
    fn question(
        &mut self,
        question: &Question,
        number: usize,
        limits: &Limits,
        form: &Form,
        check: &mut Check<'_>,
    ) -> Vec<i64> {
        let name = format!("q{}", question.id);
        let of = |line: i64, choice: i64| Chosen { question: question.id, line, choice };
        match question.kind {
            Kind::Text => {
                let most = usize::try_from(question.most).unwrap_or(0);
                let least = usize::from(question.required);
                self.text(&name, &format!("第 {number} 题的回答"), least..=most, check);
                Vec::new()
            }
            Kind::File => {
                let most = usize::try_from(question.most).unwrap_or(0);
                let allowed = FileLimits { most, ..limits.files };
                let files = allowed.check(check, &name, &format!("第 {number} 题的附件"));
                if question.required && files.is_empty() {
                    check.error(&name, format!("第 {number} 题：请选择文件"));
                }
                self.files.extend(files.into_iter().map(|file| (question.id, file)));
                Vec::new()
            }
            Kind::Matrix => {
                for (line, title) in (1_i64..).zip(&question.lines) {
                    let name = format!("{name}_{line}");
                    match one(question, form.get(&name)) {
                        Read::One(choice) => self.choices.push(of(line, choice)),
                        Read::Nothing if !question.required => {}
                        _ => check.error(&name, format!("第 {number} 题：请为“{title}”选择一项")),
                    }
                }
                Vec::new()
            }
            Kind::Single | Kind::Scale => match one(question, form.get(&name)) {
                Read::One(choice) => {
                    self.choices.push(of(0, choice));
                    vec![choice]
                }
                Read::Nothing if !question.required => Vec::new(),
                _ => {
                    check.error(&name, format!("第 {number} 题：请选择一项"));
                    Vec::new()
                }
            },
            Kind::Multiple => {
                let chosen = several(question, form, &name);
                let count = i64::try_from(chosen.len()).unwrap_or(i64::MAX);
                let least = question.least.max(i64::from(question.required));
                if (question.required || count > 0) && !(least..=question.most).contains(&count) {
                    let words = format!("第 {number} 题：请选择 {least} 至 {} 项，现在是 {count} 项", question.most);
                    check.error(&name, words);
                    return Vec::new();
                }
                self.choices.extend(chosen.iter().map(|choice| of(0, *choice)));
                chosen
            }
        }
    }
}

/// What a field for one choice holds.
enum Read {
    Nothing,
    One(i64),
    Wrong,
}

fn one(question: &Question, typed: &str) -> Read {
    match typed.parse::<i64>() {
        _ if typed.is_empty() => Read::Nothing,
        Ok(choice) if question.values().contains(&choice) => Read::One(choice),
        _ => Read::Wrong,
    }
}

/// The options that are ticked, each once, in their order.
fn several(question: &Question, form: &Form, name: &str) -> Vec<i64> {
    let typed: Vec<i64> = form.all(name).into_iter().filter_map(|v| v.parse().ok()).collect();
    question.values().into_iter().filter(|value| typed.contains(value)).collect()
}
