//! Expressions that official texts do not use: facts that Xinhua and the inspectors of government sites publish, with reasons in
//! our own words (`data/expressions.txt`).

use std::sync::OnceLock;

use super::Page;
use crate::finding::Kind;
use crate::lists::{Forbidden, Patterns};

const LIST: &str = include_str!("../../data/expressions.txt");

/// An expression with all that belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    instead: Vec<String>,
    why: String,
    confidence: f32,
    grave: bool,
    /// Longer words in which it means something else.
    except: Vec<String>,
}

impl From<&Forbidden> for Expression {
    fn from(own: &Forbidden) -> Self {
        Self { instead: own.instead.clone(), why: own.why.clone(), confidence: 1.0, grave: false, except: Vec::new() }
    }
}

fn list(text: &str) -> Vec<String> {
    text.split('|').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The built-in expressions.
pub(crate) fn built_in() -> &'static Patterns<Expression> {
    static PATTERNS: OnceLock<Patterns<Expression>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let row = |line: &str| {
            let mut parts = line.split('\t');
            let (text, instead, why) = (parts.next()?, parts.next()?, parts.next()?);
            let grade = parts.next()?;
            let confidence = match grade {
                "严" => 0.95,
                "高" => 0.9,
                "中" => 0.6,
                _ => 0.3,
            };
            let except = list(parts.next().unwrap_or_default());
            let (instead, why, grave) = (list(instead), why.to_owned(), grade == "严");
            Some((text.to_owned(), Expression { instead, why, confidence, grave, except }))
        };
        Patterns::new(LIST.lines().filter(|l| !l.starts_with('#')).filter_map(row))
    })
}

/// Reports the expressions of a list.
pub(crate) fn check(page: &mut Page<'_>, patterns: &Patterns<Expression>) {
    for (range, expression) in patterns.find(page.text) {
        let harmless = expression.except.iter().any(|word| {
            word.match_indices(page.text.get(range.clone()).unwrap_or_default()).any(|(inside, _)| {
                range
                    .start
                    .checked_sub(inside)
                    .and_then(|from| page.text.get(from..))
                    .is_some_and(|t| t.starts_with(word.as_str()))
            })
        });
        if !harmless {
            let made = crate::finding::Finding::new(
                page.text,
                range,
                expression.instead.clone(),
                Kind::Expression,
                expression.why.clone(),
                expression.confidence,
            );
            page.found.extend(made.map(|made| if expression.grave { made.grave() } else { made }));
        }
    }
}
