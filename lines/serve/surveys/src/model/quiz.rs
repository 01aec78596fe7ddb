//! A quiz as data: the bank's questions, the rules of its papers, how a paper is marked.

use std::collections::BTreeMap;

use ::store::record;
use base::{Chance, Date, FieldError, Moment};
use counter::Choice;
use counter::choice::{hinted, plain, values};
use web::{Check, Form};

use super::Limits;

/// Kinds of questions in the bank.
pub const KINDS: &[Choice] = &[plain("single", "单选"), plain("multiple", "多选"), plain("judge", "判断")];

/// Who tries once.
pub const VOTERS: &[Choice] = &[
    hinted("browser", "每个浏览器一次", "浏览器里保存一个随机标识"),
    hinted("citizen", "登录后每人一次", "须用手机号登录"),
];

record! {
    /// A quiz.
    pub struct Quiz from "surveys_quiz" {
        /// Key.
        pub id: i64,
        /// The unit that asks.
        pub unit_id: i64,
        /// Title.
        pub title: String,
        /// What it is about.
        pub intro: String,
        /// Single-choice questions of a paper.
        pub singles: i64,
        /// Multiple-choice questions of a paper.
        pub multiples: i64,
        /// True-or-false questions of a paper.
        pub judges: i64,
        /// Points of a right answer.
        pub points: i64,
        /// Percent of the points with which it is passed.
        pub pass: i64,
        /// browser or citizen.
        pub voter: String,
        /// First day.
        #[serde(with = "base::time::date_text")]
        pub opens_on: Date,
        /// Last day.
        #[serde(with = "base::time::date_text")]
        pub closes_on: Date,
        /// draft, review, approved, open, closed or withdrawn.
        pub state: String,
        /// Person who wrote it last.
        pub drafted_by: Option<i64>,
        /// When.
        pub drafted_at: Moment,
        /// Counts the changes of the draft and its bank.
        pub seq: i64,
        /// Person who approved it or sent it back.
        pub decided_by: Option<i64>,
        /// When.
        pub decided_at: Option<Moment>,
        /// Why it was sent back.
        pub reason: String,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}

impl Quiz {
    /// Whether the public sees it.
    pub fn is_public(&self) -> bool {
        matches!(self.state.as_str(), "approved" | "open" | "closed")
    }

    /// How many questions of a kind a paper has.
    pub fn wanted(&self, kind: &str) -> i64 {
        match kind {
            "single" => self.singles,
            "multiple" => self.multiples,
            _ => self.judges,
        }
    }

    /// All points of a paper.
    pub fn full(&self) -> i64 {
        (self.singles + self.multiples + self.judges) * self.points
    }

    /// Whether a score passes.
    pub fn passes(&self, score: i64) -> bool {
        score * 100 >= self.full() * self.pass
    }
}

record! {
    /// A question of the bank.
    pub struct Item from "surveys_item" {
        /// Key.
        pub id: i64,
        /// Of which quiz.
        pub quiz_id: i64,
        /// single, multiple or judge.
        pub kind: String,
        /// What is asked.
        pub title: String,
        /// Options, one a line.
        pub options: String,
        /// Right options counted from 1, with commas between.
        pub answer: String,
        /// 解析.
        pub note: String,
    }
}

impl Item {
    /// Its options; of a true-or-false question 正确 and 错误.
    pub fn choices(&self) -> Vec<&str> {
        if self.kind == "judge" { vec!["正确", "错误"] } else { self.options.lines().collect() }
    }

    /// The right options, counted from 1.
    pub fn right(&self) -> Vec<i64> {
        self.answer.split(',').filter_map(|n| n.parse().ok()).collect()
    }
}

record! {
    /// A try.
    pub struct Try from "surveys_try" {
        /// Key.
        pub id: i64,
        /// Of which quiz.
        pub quiz_id: i64,
        /// Name for the certificate, may be empty.
        pub name: String,
        /// Keys of the questions drawn, in order.
        pub items: String,
        /// What was answered, as JSON; empty before.
        pub given: String,
        /// When the paper was drawn.
        pub began_at: Moment,
        /// When it was handed in.
        pub ended_at: Option<Moment>,
        /// Points.
        pub score: Option<i64>,
    }
}

/// What was answered: options chosen, by the key of the question.
pub type Given = BTreeMap<i64, Vec<i64>>;

/// Head data of a quiz, as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// Title.
    pub title: String,
    /// What it is about.
    pub intro: String,
    /// Questions of a paper: single, multiple, judge.
    pub counts: [i64; 3],
    /// Points of a right answer.
    pub points: i64,
    /// Percent with which it is passed.
    pub pass: i64,
    /// browser or citizen.
    pub voter: String,
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub closes_on: Date,
}

impl Setting {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, today: Date, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let title = check.line("title", "标题", 4..=limits.title);
        let intro = check.text("intro", "说明", 5..=limits.intro);
        let counts = [("singles", "单选题数"), ("multiples", "多选题数"), ("judges", "判断题数")]
            .map(|(name, label)| check.int(name, label, 0..=50));
        let points = check.int("points", "每题分值", 1..=20);
        let pass = check.int("pass", "及格线", 1..=100);
        let voter = check.choice("voter", "作答限制", &values(VOTERS)).to_owned();
        let opens_on = check.date("opens_on", "开始日期", true).unwrap_or(today);
        let closes_on = check.date("closes_on", "结束日期", true).unwrap_or(today);
        if closes_on < opens_on {
            check.error("closes_on", "结束日期不能早于开始日期");
        }
        if counts.iter().sum::<i64>() == 0 && check.is_good() {
            check.error("singles", "一份试卷至少要有一道题");
        }
        check.finish(Self { title, intro, counts, points, pass, voter, opens_on, closes_on })
    }
}

/// A question of the bank, as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// single, multiple or judge.
    pub kind: String,
    /// What is asked.
    pub title: String,
    /// Options, one a line.
    pub options: String,
    /// Right options, counted from 1, with commas between.
    pub answer: String,
    /// 解析.
    pub note: String,
}

impl Entry {
    /// Reads the form; the answer is typed as letters (`A`, `AC`), of a true-or-false question as 正确 or 错误.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, mut check: Check<'_>, typed: &str) -> Result<Self, Vec<FieldError>> {
        let kind = check.choice("kind", "题型", &values(KINDS)).to_owned();
        let title = check.line("title", "题目", 2..=300);
        let options = check.text("options", "选项", 0..=2000);
        let options: Vec<String> =
            options.lines().map(base::text::clean_line).filter(|line| !line.is_empty()).collect();
        let note = check.text("note", "解析", 0..=limits.answer);
        let answer = base::text::normalise(typed).to_uppercase();
        let right: Vec<usize> = match kind.as_str() {
            "judge" => match answer.as_str() {
                "正确" | "对" | "A" => vec![1],
                "错误" | "错" | "B" => vec![2],
                _ => Vec::new(),
            },
            _ => {
                if options.len() < 2 || options.len() > limits.options.min(26) {
                    check.error("options", format!("请填写 2 至 {} 个选项，每行一个", limits.options.min(26)));
                }
                let letters = answer.chars().filter(|c| !c.is_whitespace() && !",，、".contains(*c));
                let places: Option<Vec<usize>> = letters.map(|c| place(c, options.len())).collect();
                places.unwrap_or_default()
            }
        };
        let mut right = right;
        right.sort_unstable();
        right.dedup();
        let fits = match kind.as_str() {
            "multiple" => right.len() >= 2,
            _ => right.len() == 1,
        };
        if !fits && check.is_good() {
            let message = match kind.as_str() {
                "multiple" => "多选题请填写两个以上选项的字母，例如 AC",
                "judge" => "判断题请填写“正确”或者“错误”",
                _ => "单选题请填写一个选项的字母，例如 B",
            };
            check.error("answer", message);
        }
        let options = if kind == "judge" { String::new() } else { options.join("\n") };
        let answer = right.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        check.finish(Self { kind, title, options, answer, note })
    }
}

/// The place of an option by its letter, counted from 1.
fn place(letter: char, options: usize) -> Option<usize> {
    let at = usize::from(u8::try_from(letter).ok()?.checked_sub(b'A')?) + 1;
    (at <= options).then_some(at)
}

/// A right answer as letters or words, as it is typed.
pub fn in_letters(kind: &str, answer: &str) -> String {
    let places = answer.split(',').filter_map(|n| n.parse::<u8>().ok());
    match kind {
        "judge" => places.map(|n| if n == 1 { "正确" } else { "错误" }).collect(),
        _ => places.map(|n| char::from(b'A' + n.saturating_sub(1).min(25))).collect(),
    }
}

/// Draws a paper: as many of each kind as the quiz wants, in random order, kinds one after the other. `None` when the bank has too few.
pub fn draw(quiz: &Quiz, bank: &[(i64, String)], chance: &Chance) -> Option<Vec<i64>> {
    let mut paper = Vec::new();
    for kind in KINDS {
        let mut left: Vec<i64> = bank.iter().filter(|(_, k)| k == kind.value).map(|(id, _)| *id).collect();
        for _ in 0..quiz.wanted(kind.value) {
            if left.is_empty() {
                return None;
            }
            let at = usize::try_from(chance.below(left.len() as u64)).unwrap_or(0);
            paper.push(left.swap_remove(at));
        }
    }
    Some(paper)
}

/// What a form answers of a paper; options that are none are left out.
pub fn given(items: &[Item], form: &Form) -> Given {
    let of = |item: &Item| {
        let most = i64::try_from(item.choices().len()).unwrap_or(0);
        let typed = form.all(&format!("i{}", item.id));
        let mut chosen: Vec<i64> =
            typed.into_iter().filter_map(|v| v.parse().ok()).filter(|v| (1..=most).contains(v)).collect();
        chosen.sort_unstable();
        chosen.dedup();
        (item.id, chosen)
    };
    items.iter().map(of).filter(|(_, chosen)| !chosen.is_empty()).collect()
}

/// The points of what was answered: a question counts when exactly the right options were chosen.
pub fn score(quiz: &Quiz, items: &[Item], given: &Given) -> i64 {
    let right = items.iter().filter(|item| given.get(&item.id).is_some_and(|chosen| *chosen == item.right()));
    i64::try_from(right.count()).unwrap_or(0) * quiz.points
}
