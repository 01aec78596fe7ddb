//! How well a model does on files of `errors⇥source⇥target`, for several strengths of belief.

use std::fs;
use std::path::Path;

use proofread::model::Model;
use proofread::model::chars::Id;
use proofread::model::search::{Belief, search};

use crate::Result;

fn corrected(model: &Model, source: &str, belief: Belief) -> String {
    let tokens = model.chars.tokens(source);
    let ids: Vec<Id> = tokens.iter().map(|t| t.id).collect();
    let mut out = source.to_owned();
    for edit in search(model, &ids, &vec![true; ids.len()], belief).into_iter().rev() {
        for (i, id) in edit.instead.iter().enumerate().rev() {
            let Some(c) = model.chars.char(*id) else { continue };
            out.replace_range(tokens[edit.at + i].bytes.clone(), &c.to_string());
        }
    }
    out
}

/// Prints a line for each strength of belief.
pub fn measure(model: &Model, file: &Path, show: bool) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let cases: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|l| {
            let mut p = l.split('\t').skip(1);
            Some((p.next()?, p.next()?))
        })
        .collect();
    for (first, further) in
        [(0.5, 0.2), (0.5, 0.3), (0.6, 0.1), (0.6, 0.2), (0.6, 0.3), (0.7, 0.1), (0.7, 0.2), (0.7, 0.3), (0.8, 0.2)]
    {
        let start = std::time::Instant::now();
        let (mut changed, mut right, mut wrong, mut clean, mut touched, mut chars) = (0, 0, 0, 0, 0, 0);
        for (source, target) in &cases {
            let out = corrected(model, source, Belief { first, further });
            chars += source.chars().count();
            clean += usize::from(source == target);
            wrong += usize::from(source != target);
            changed += usize::from(out != *source);
            touched += usize::from(out != *source && source == target);
            right += usize::from(out != *source && out == *target);
            if show && first == 0.6 && further == 0.2 && out != *target {
                println!(
                    "{} {source}\n  {out}\n  {target}",
                    if source == target {
                        "FA"
                    } else if out == *source {
                        "MISS"
                    } else {
                        "BAD"
                    }
                );
            }
        }
        let (p, r) = (right as f32 / changed.max(1) as f32, right as f32 / wrong.max(1) as f32);
        println!(
            "{} {first} {further}: precision {p:.3}, recall {r:.3}, F1 {:.3}, false alarms {:.1} %   {:.0} chars/s",
            file.file_name().unwrap_or_default().to_string_lossy(),
            2.0 * p * r / (p + r),
            100.0 * touched as f32 / clean.max(1) as f32,
            chars as f32 / start.elapsed().as_secs_f32()
        );
    }
    Ok(())
}
