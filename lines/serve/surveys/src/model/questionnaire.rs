//! What a survey asks: the paragraphs of a draft, and questions of six kinds, some of them only after a certain answer.

use base::FieldError;
use counter::Choice;
use counter::choice::{hinted, values};
use serde::{Deserialize, Serialize};
use web::Check;

use super::Limits;

/// Kinds of questions (题型).
pub const KINDS: &[Choice] = &[
    hinted("single", "单选", "选一项"),
    hinted("multiple", "多选", "选几项，可以规定最少和最多"),
    hinted("scale", "打分", "从一个数到另一个数，例如 1 到 5"),
    hinted("matrix", "矩阵", "几行共用一组选项，每行选一项"),
    hinted("text", "填空", "写几句话，可以规定字数"),
    hinted("file", "附件", "传几个文件，可以规定最多几个；不公开"),
];

/// What kind a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 单选: one option.
    #[default]
    Single,
    /// 多选: `least` to `most` options.
    Multiple,
    /// 打分: a whole number from `least` to `most`.
    Scale,
    /// 矩阵: one option for each line.
    Matrix,
    /// 填空: at most `most` characters.
    Text,
    /// 附件: at most `most` files.
    File,
}

impl Kind {
    /// The kind with this key.
    pub fn of(key: &str) -> Option<Self> {
        Some(match key {
            "single" => Self::Single,
            "multiple" => Self::Multiple,
            "scale" => Self::Scale,
            "matrix" => Self::Matrix,
            "text" => Self::Text,
            "file" => Self::File,
            _ => return None,
        })
    }

    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Scale => "scale",
            Self::Matrix => "matrix",
            Self::Text => "text",
            Self::File => "file",
        }
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        counter::choice::title(KINDS, self.key())
    }
}

/// A question is asked only when an earlier one was answered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Number of the earlier question, of kind single or multiple.
    pub question: i64,
    /// Its option, counted from 1.
    pub option: i64,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Question {
    /// Its number in the survey; stays when others are moved or removed.
    pub id: i64,
    /// Kind.
    pub kind: Kind,
    /// What is asked.
    pub title: String,
    /// Whether it must be answered.
    pub required: bool,
    /// Options of single, multiple and matrix.
    pub options: Vec<String>,
    /// Lines of a matrix.
    pub lines: Vec<String>,
    /// Fewest options, or the least value of a scale.
    pub least: i64,
    /// Most options, the greatest value of a scale, most characters, or most files.
    pub most: i64,
    /// When it is asked; always without.
    pub when: Option<When>,
}

impl Question {
    /// Reads the form of a question.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let kind = Kind::of(check.choice("kind", "题型", &values(KINDS))).unwrap_or_default();
        let title = check.line("title", "题目", 2..=200);
        let required = check.yes("required");
        let options = lines(&check.text("options", "选项", 0..=4000));
        let rows = lines(&check.text("lines", "行", 0..=4000));
        let most_chars = i64::try_from(limits.answer).unwrap_or(0);
        let (least, most) = match kind {
            Kind::Multiple => {
                let all = i64::try_from(options.len()).unwrap_or(1).max(1);
                let least = check.int("least", "最少选几项", 0..=all);
                (least, check.int("most", "最多选几项", least.max(1)..=all))
            }
            Kind::Scale => {
                let least = check.int("least", "最低分", 0..=10);
                (least, check.int("most", "最高分", (least + 1)..=11))
            }
            Kind::Text => (0, check.int("most", "最多字数", 1..=most_chars)),
            Kind::File => {
                let most = i64::try_from(limits.files.most).unwrap_or(1).max(1);
                (0, check.int("most", "最多几个文件", 1..=most))
            }
            Kind::Single | Kind::Matrix => (0, 0),
        };
        if matches!(kind, Kind::Single | Kind::Multiple | Kind::Matrix) {
            if options.len() < 2 {
                check.error("options", "请填写至少两个选项，每行一个");
            }
            repeated(&mut check, "options", &options);
        }
        if kind == Kind::Matrix {
            if rows.is_empty() {
                check.error("lines", "请填写至少一行");
            }
            repeated(&mut check, "lines", &rows);
        }
        for (name, list) in [("options", &options), ("lines", &rows)] {
            if list.len() > limits.options {
                check.error(name, format!("最多 {} 个", limits.options));
            }
        }
        let when = when(&mut check);
        let options = if matches!(kind, Kind::Scale | Kind::Text | Kind::File) { Vec::new() } else { options };
        let rows = if kind == Kind::Matrix { rows } else { Vec::new() };
        check.finish(Self { id: 0, kind, title, required, options, lines: rows, least, most, when })
    }

    /// The values from which one is chosen: options counted from 1, or the numbers of a scale.
    pub fn values(&self) -> Vec<i64> {
        match self.kind {
            Kind::Scale => (self.least..=self.most).collect(),
            Kind::Text | Kind::File => Vec::new(),
            _ => (1..=i64::try_from(self.options.len()).unwrap_or(0)).collect(),
        }
    }

    /// How a value is called.
    pub fn value_title(&self, value: i64) -> String {
        match self.kind {
            Kind::Scale => format!("{value} 分"),
            _ => {
                let at = usize::try_from(value - 1).ok();
                at.and_then(|at| self.options.get(at)).cloned().unwrap_or_default()
            }
        }
    }
}

/// The condition of a question, typed as `question.option`.
fn when(check: &mut Check<'_>) -> Option<When> {
    let typed = check.line("when", "显示条件", 0..=40);
    if typed.is_empty() {
        return None;
    }
    let read = || {
        let (question, option) = typed.split_once('.')?;
        Some(When { question: question.parse().ok()?, option: option.parse().ok()? })
    };
    let found = read();
    if found.is_none() {
        check.error("when", "请重新选择显示条件");
    }
    found
}

fn repeated(check: &mut Check<'_>, field: &str, list: &[String]) {
    let unique: std::collections::BTreeSet<&String> = list.iter().collect();
    if unique.len() < list.len() {
        check.error(field, "有两行相同，请改正");
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(base::text::clean_line).filter(|line| !line.is_empty()).collect()
}

/// Everything that a survey asks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Paragraphs of the draft; remarks name them by their place, counted from 1.
    pub paragraphs: Vec<String>,
    /// Questions, in order.
    pub questions: Vec<Question>,
}

impl Questionnaire {
    /// The question with the number `id`.
    pub fn question(&self, id: i64) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == id)
    }

    /// Whether files may come with an answer.
    pub fn takes_files(&self) -> bool {
        self.questions.iter().any(|q| q.kind == Kind::File)
    }

    /// Puts a question at its end, or in place of the one with its number; gives the number.
    pub fn set(&mut self, mut question: Question) -> i64 {
        if let Some(old) = self.questions.iter_mut().find(|q| q.id == question.id) {
            *old = question;
            return old.id;
        }
        question.id = self.questions.iter().map(|q| q.id).max().unwrap_or(0) + 1;
        let id = question.id;
        self.questions.push(question);
        id
    }

    /// Takes a question away; whether it was there.
    pub fn remove(&mut self, id: i64) -> bool {
        let before = self.questions.len();
        self.questions.retain(|q| q.id != id);
        before > self.questions.len()
    }

    /// Moves a question one place up; whether it moved.
    pub fn raise(&mut self, id: i64) -> bool {
        match self.questions.iter().position(|q| q.id == id) {
            Some(at) if at > 0 => {
                self.questions.swap(at, at - 1);
                true
            }
            _ => false,
        }
    }

    /// What keeps it from being announced, in Chinese, with the number of the question that is wrong.
    pub fn faults(&self, opinion: bool) -> Vec<String> {
        let mut faults = Vec::new();
        if opinion && self.paragraphs.is_empty() {
            faults.push("意见征集须有草案正文。".to_owned());
        }
        if !opinion && self.questions.is_empty() {
            faults.push("请至少添加一道题。".to_owned());
        }
        for (at, question) in self.questions.iter().enumerate() {
            let Some(when) = question.when else { continue };
            let earlier = self.questions.get(..at).unwrap_or_default();
            let fits = earlier.iter().any(|q| {
                q.id == when.question
                    && matches!(q.kind, Kind::Single | Kind::Multiple)
                    && q.values().contains(&when.option)
            });
            if !fits {
                faults.push(format!("第 {} 题的显示条件要指向它前面的一道单选或多选题。", at + 1));
            }
        }
        faults
    }

    /// What a conditional question says of itself: 第 2 题选“是”时回答; empty when it is always asked.
    pub fn condition(&self, question: &Question) -> String {
        let Some(when) = question.when else { return String::new() };
        let Some(at) = self.questions.iter().position(|q| q.id == when.question) else { return String::new() };
        let option = self.questions.get(at).map(|q| q.value_title(when.option)).unwrap_or_default();
        format!("第 {} 题选“{option}”时回答", at + 1)
    }
}
