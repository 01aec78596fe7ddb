//! `renhe redact`: measures the masking of personal data on labelled cases.

use std::ops::Range;
use std::path::PathBuf;

use base::redact::{find, mask};

use super::Answer;

/// 用标注样例检验个人信息识别。
#[derive(Debug, clap::Args)]
pub struct RedactArgs {
    /// 每行一个 JSON 对象：text, redact, span（字符起止）, value
    #[arg(long, value_name = "FILE")]
    pub check: PathBuf,
}

/// A labelled case.
#[derive(Debug, serde::Deserialize)]
struct Case {
    text: String,
    redact: bool,
    #[serde(default)]
    span: Option<(usize, usize)>,
    #[serde(default)]
    value: String,
}

/// What the cases showed.
#[derive(Debug, Default)]
struct Score {
    /// Cases with personal data.
    wanted: usize,
    /// Of these, those that were masked.
    found: usize,
    /// Cases without personal data.
    innocent: usize,
    /// Cases in which something was masked that should not be.
    touched: usize,
}

/// Runs the command; an error is a Chinese sentence. Good is a recall of 1 with at most 2 % false hits.
pub fn redact(args: &RedactArgs) -> Result<Answer, String> {
    measure(&super::read(&args.check)?)
}

fn measure(lines: &str) -> Result<Answer, String> {
    let mut score = Score::default();
    let mut text = String::new();
    for (i, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case: Case = serde_json::from_str(line).map_err(|e| format!("第 {} 行不是有效的样例：{e}", i + 1))?;
        for problem in judge(&case, &mut score) {
            text += &format!("第 {} 行：{problem}\n", i + 1);
        }
    }
    let recall = if score.wanted == 0 { 1.0 } else { score.found as f64 / score.wanted as f64 };
    let false_hits = 100.0 * score.touched as f64 / score.innocent.max(1) as f64;
    text += &format!(
        "{} 处应隐去，隐去 {} 处；{} 例不应改动，误改 {} 例\n",
        score.wanted, score.found, score.innocent, score.touched
    );
    text += &format!("recall {recall:.3}, false hits {false_hits:.1} %\n");
    Ok(Answer { text, good: score.found == score.wanted && false_hits <= 2.0 })
}

/// Counts one case. A hit outside the label of a case that does hold personal data is false, too.
fn judge(case: &Case, score: &mut Score) -> Vec<String> {
    let findings = find(&case.text);
    let label = case.span.filter(|_| case.redact).map(|(start, end)| start..end);
    let mut problems = Vec::new();
    if case.redact {
        score.wanted += 1;
        let covered =
            label.as_ref().is_none_or(|l| findings.iter().any(|f| f.chars.start <= l.start && l.end <= f.chars.end));
        let gone = case.value.is_empty() || !mask(&case.text).contains(&case.value);
        if covered && gone && !findings.is_empty() {
            score.found += 1;
        } else {
            problems.push(format!("漏掉“{}”", case.value));
        }
    }
    score.innocent += usize::from(!case.redact);
    let outside = |chars: &Range<usize>| label.as_ref().is_none_or(|l| chars.end <= l.start || l.end <= chars.start);
    let stray = !case.redact || label.is_some();
    if let Some(finding) = findings.iter().find(|f| stray && outside(&f.chars)) {
        score.touched += 1;
        let touched = case.text.get(finding.bytes.clone()).unwrap_or_default();
        problems.push(format!("误改“{touched}”（{}）", finding.kind.name()));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_tells_recall_and_false_hits() {
        let good = "{\"text\":\"电话13812345678。\",\"redact\":true,\"span\":[2,13],\"value\":\"13812345678\"}\n\
            {\"text\":\"拨打12345\",\"redact\":false,\"span\":null,\"value\":\"12345\"}\n\n";
        let answer = measure(good).unwrap();
        assert!(answer.good);
        assert_eq!(answer.text.lines().last(), Some("recall 1.000, false hits 0.0 %"));
        let bad = "{\"text\":\"张三\",\"redact\":true,\"span\":[0,2],\"value\":\"张三\"}\n\
            {\"text\":\"电话13812345678\",\"redact\":false}";
        let answer = measure(bad).unwrap();
        assert!(!answer.good);
        assert!(answer.text.contains("漏掉“张三”") && answer.text.contains("误改“13812345678”（手机号）"));
        assert_eq!(answer.text.lines().last(), Some("recall 0.000, false hits 100.0 %"));
        assert!(measure("{").unwrap_err().contains("第 1 行"));
    }
}
