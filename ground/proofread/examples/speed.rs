//! Measures precision, recall and speed on files of sentences with known mistakes: `speed FILE.tsv…`.

#![expect(clippy::print_stdout, reason = "a measurement speaks to who runs it")]

use std::time::Instant;

use proofread::{Lists, Proofreader};

fn main() {
    let proofreader = Proofreader::new(&Lists::default());
    proofreader.check("会议布署了工作。");
    for file in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            println!("{file}: not readable");
            continue;
        };
        let lines: Vec<Vec<&str>> =
            text.lines().map(|l| l.split('\t').collect()).filter(|l: &Vec<&str>| l.len() >= 3).collect();
        let (mut right, mut changed, mut wrong, mut touched, mut clean) = (0u32, 0u32, 0u32, 0u32, 0u32);
        for line in &lines {
            let made = proofreader.correct(line[1]);
            let (is_clean, is_changed) = (line[1] == line[2], made != line[1]);
            clean += u32::from(is_clean);
            wrong += u32::from(!is_clean);
            changed += u32::from(is_changed);
            touched += u32::from(is_clean && is_changed);
            right += u32::from(is_changed && made == line[2]);
        }
        let f1 = 2.0 * f64::from(right) / f64::from(changed + wrong).max(1.0);
        let clean_text: String = lines.iter().map(|l| l[2]).collect::<Vec<_>>().join("\n");
        let chars = clean_text.chars().count();
        let start = Instant::now();
        let found = proofreader.check(&clean_text).len();
        let speed = chars as f64 / start.elapsed().as_secs_f64();
        let alarms = 100.0 * f64::from(touched) / f64::from(clean).max(1.0);
        println!(
            "{file}: right {right} changed {changed} wrong {wrong}; F1 {f1:.4}; false alarms {alarms:.2} %; {chars} chars, {found} findings, {speed:.0} chars/s"
        );
    }
}
