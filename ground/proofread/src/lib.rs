//! Proofreading (校对) of Chinese official texts: wrong characters, wrong words, expressions that official texts do not use, faults
//! in numbers, dates, punctuation and names of leaders. Each finding offers what to write instead and says why.
//!
//! Wrong characters are found by a statistical model that ships with the program ([`model`]); everything else by rules and lists.
//! Nothing here reads a file or the network, and the model takes no memory before the first text is checked.
//!
//! ```
//! use proofread::{Lists, Proofreader};
//!
//! let proofreader = Proofreader::new(&Lists::default());
//! let findings = proofreader.check("会议布署了下一阶段工作，有效期至2月30日。");
//! assert_eq!(findings[0].right, ["部署"]);
//! assert_eq!(findings[1].why, "2月没有30日，最后一天是29日");
//! ```

mod finding;
mod lists;
pub mod model;
mod rules;
mod typos;

pub use finding::{Finding, Kind, position};
pub use lists::{Forbidden, Leader, Lists, Wrong};
pub use typos::{BELIEF, model as built_in};

use std::ops::Range;

use lists::Patterns;
use rules::expressions::Expression;
use rules::{Page, dates, doubled, expressions, leaders, marks, numbers, pairs, phrases, states, words};

/// A proofreader with the lists of an office.
#[derive(Debug, Clone)]
pub struct Proofreader {
    wrong: Patterns<String>,
    forbidden: Patterns<Expression>,
    /// Words that are left alone, and whether only their spelling is (protected names) or everything (muted words).
    left: Patterns<bool>,
    leaders: Vec<Leader>,
}

impl Proofreader {
    /// A proofreader with these lists besides the built-in ones.
    pub fn new(lists: &Lists) -> Self {
        let wrong = lists.wrong.iter().map(|w| (w.wrong.clone(), w.right.clone()));
        let forbidden = lists.forbidden.iter().map(|f| (f.text.clone(), Expression::from(f)));
        let muted = lists.muted.iter().map(|w| (w.clone(), false));
        let names = lists.protected.iter().chain(lists.leaders.iter().map(|l| &l.name));
        Self {
            wrong: Patterns::new(wrong),
            forbidden: Patterns::new(forbidden),
            left: Patterns::new(muted.chain(names.map(|w| (w.clone(), true)))),
            leaders: lists.leaders.clone(),
        }
    }

    /// Everything that is wrong in `text`, in order.
    pub fn check(&self, text: &str) -> Vec<Finding> {
        let mut page = Page::new(text);
        dates::check(&mut page);
        numbers::check(&mut page);
        marks::check(&mut page);
        pairs::check(&mut page);
        expressions::check(&mut page, expressions::built_in());
        expressions::check(&mut page, &self.forbidden);
        states::check(&mut page);
        let model = if typos::is_chinese(text) { typos::model() } else { None };
        phrases::check(&mut page, model);
        doubled::check(&mut page, model);
        leaders::check(&mut page, &self.leaders, model);
        let mut found = page.found;
        found.extend(self.spelling(text, &found));
        self.leave(text, &mut found);
        // What is grave is said once, and not as something lesser besides.
        let grave: Vec<Range<usize>> = found.iter().filter(|f| f.grave).map(|f| f.range.clone()).collect();
        let mut said: Vec<Range<usize>> = Vec::new();
        found.retain(|f| {
            let before = if f.grave { &said } else { &grave };
            let anew = f.kind != Kind::Expression || before.iter().all(|range| !meet(range, &f.range));
            said.extend((anew && f.grave).then(|| f.range.clone()));
            anew
        });
        found.sort_by_key(|f| (f.range.start, f.range.end));
        found
    }

    /// The text with the first replacement of each wrong character and wrong word put in; nothing else is changed.
    pub fn correct(&self, text: &str) -> String {
        let mut found = self.spelling(text, &[]);
        self.leave(text, &mut found);
        found.sort_by_key(|f| std::cmp::Reverse(f.range.start));
        let mut out = text.to_owned();
        for finding in found {
            if let Some(right) = finding.right.first() {
                out.replace_range(finding.range, right);
            }
        }
        out
    }

    /// Wrong words and wrong characters; a character is reported once. Where a rule has already spoken about repetition or a
    /// name, the model is silent.
    fn spelling(&self, text: &str, found: &[Finding]) -> Vec<Finding> {
        let mut out = words::own(text, &self.wrong);
        let model = if typos::is_chinese(text) { typos::model() } else { None };
        for finding in words::check(text, model) {
            if out.iter().all(|f| !meet(&f.range, &finding.range)) {
                out.push(finding);
            }
        }
        let said = |f: &&Finding| f.grave || matches!(f.kind, Kind::Repetition | Kind::Leader | Kind::Date);
        let mut closed: Vec<Range<usize>> =
            out.iter().chain(found.iter().filter(said)).map(|f| f.range.clone()).collect();
        closed.extend(self.left.find(text).into_iter().map(|(range, _)| range));
        if let Some(model) = model {
            out.extend(typos::check(text, model, &closed));
        }
        out
    }

    /// Drops what the office does not want to hear.
    fn leave(&self, text: &str, found: &mut Vec<Finding>) {
        let left = self.left.find(text);
        found.retain(|f| {
            let own = f.confidence >= 1.0;
            left.iter().all(|(range, name)| !meet(range, &f.range) || (**name && (own || !f.kind.is_spelling())))
        });
    }
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
