//! `renhe proofread`: proofreads a text, or measures the proofreader on sentences with known mistakes.

use std::io::Read;
use std::path::PathBuf;

use proofread::{Lists, Proofreader, position};

use super::Answer;

/// 校对一份文稿，或用标注句子检验校对质量。
#[derive(Debug, clap::Args)]
pub struct ProofreadArgs {
    /// 要校对的文本文件（UTF-8）；不写则从标准输入读取
    #[arg(value_name = "FILE", conflicts_with = "check")]
    pub file: Option<PathBuf>,
    /// 检验：每行三列，用制表符分开：错误数、原句、正确的句子
    #[arg(long, value_name = "FILE.tsv")]
    pub check: Option<PathBuf>,
}

/// The largest text that is proofread at once, in bytes.
const LARGEST: u64 = 20 << 20;

/// Runs the command; an error is a Chinese sentence. Good is a text without findings, or a check that could be made.
pub fn proofread(args: &ProofreadArgs) -> Result<Answer, String> {
    let proofreader = Proofreader::new(&Lists::default());
    match (&args.check, &args.file) {
        (Some(file), _) => measure(&proofreader, &super::read(file)?),
        (None, Some(file)) => Ok(report(&proofreader, &super::read(file)?)),
        (None, None) => {
            let mut text = String::new();
            let read = std::io::stdin().take(LARGEST).read_to_string(&mut text);
            read.map_err(|e| format!("无法读取标准输入（须为 UTF-8 文本）：{e}"))?;
            Ok(report(&proofreader, &text))
        }
    }
}

/// A line for each finding: line:column: wrong → right (why).
fn report(proofreader: &Proofreader, text: &str) -> Answer {
    let findings = proofreader.check(text);
    let mut out = String::new();
    for f in &findings {
        let (line, column) = position(text, f.range.start);
        let right = match f.right.as_slice() {
            [] => "（请核对）".to_owned(),
            [only] if only.is_empty() => "（删去）".to_owned(),
            many => many.join(" / "),
        };
        out += &format!("{line}:{column}: {} → {right}（{}：{}）\n", f.wrong, f.kind.name(), f.why);
    }
    out += &format!("共 {} 处\n", findings.len());
    Answer { text: out, good: findings.is_empty() }
}

/// What the sentences showed.
#[derive(Debug, Default)]
struct Score {
    /// Sentences that were changed.
    changed: usize,
    /// Of these, those with mistakes that became exactly right.
    right: usize,
    /// Sentences with mistakes.
    wrong: usize,
    /// Sentences without.
    clean: usize,
    /// Of these, those that were changed.
    touched: usize,
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn measure(proofreader: &Proofreader, lines: &str) -> Result<Answer, String> {
    let mut score = Score::default();
    for (i, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut columns = line.split('\t').skip(1);
        let (Some(source), Some(target)) = (columns.next(), columns.next()) else {
            return Err(format!("第 {} 行不足三列：应为错误数、原句、正确的句子，用制表符分开", i + 1));
        };
        let made = proofreader.correct(source);
        let (clean, changed) = (source == target, made != source);
        score.clean += usize::from(clean);
        score.wrong += usize::from(!clean);
        score.changed += usize::from(changed);
        score.touched += usize::from(changed && clean);
        score.right += usize::from(changed && made == target);
    }
    let (precision, recall) = (share(score.right, score.changed), share(score.right, score.wrong));
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    let alarms = 100.0 * share(score.touched, score.clean);
    let text = format!(
        "有错 {} 句，改对 {} 句；无错 {} 句，误改 {} 句；共改动 {} 句\n\
         precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}, false alarms {alarms:.1} %\n",
        score.wrong, score.right, score.clean, score.touched, score.changed
    );
    Ok(Answer { text, good: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_tells_precision_recall_f1_and_false_alarms() {
        let proofreader = Proofreader::new(&Lists::default());
        let lines = "1\t会议布署了工作。\t会议部署了工作。\n0\t依法行政。\t依法行政。\n\n2\t甲乙丙。\t丁乙戊。\n";
        let answer = measure(&proofreader, lines).unwrap();
        assert_eq!(answer.text.lines().last(), Some("precision 1.000, recall 0.500, F1 0.667, false alarms 0.0 %"));
        let nothing = measure(&proofreader, "").unwrap();
        assert_eq!(nothing.text.lines().last(), Some("precision 0.000, recall 0.000, F1 0.000, false alarms 0.0 %"));
        assert!(measure(&proofreader, "0\t一列").unwrap_err().contains("第 1 行"));
    }

    #[test]
    fn findings_are_shown_with_place_replacement_and_reason() {
        let answer = report(&Proofreader::new(&Lists::default()), "各乡镇：\n会议布署了工作，有效期至2月30日。\n");
        assert!(!answer.good);
        let lines: Vec<&str> = answer.text.lines().collect();
        assert_eq!(lines[0], "2:3: 布署 → 部署（常错词：“部署”的“部”不作“布”）");
        assert!(lines[1].starts_with("2:13: 2月30日 → （请核对）（日期："), "{}", lines[1]);
        assert_eq!(lines[2], "共 2 处");
    }
}
