//! Names, titles and order of leaders. Who they are is in the caller's list: it changes.

use super::Page;
use crate::finding::Kind;
use crate::lists::Leader;
use crate::model::Model;

/// Looks at all names.
pub(crate) fn check(page: &mut Page<'_>, leaders: &[Leader], model: Option<&Model>) {
    let leaders: Vec<&Leader> = leaders.iter().filter(|l| l.name.chars().count() >= 2).collect();
    let mut at = 0;
    while at < page.chars.len() && !leaders.is_empty() {
        if let Some(rank) = leaders.iter().position(|l| page.starts(at, &l.name)) {
            title(page, at, &leaders, rank);
            at = order(page, at, &leaders).max(at + 1);
        } else {
            misspelt(page, at, &leaders, model);
            at += 1;
        }
    }
}

/// 县长张三 where 张三 is the party secretary.
fn title(page: &mut Page<'_>, at: usize, leaders: &[&Leader], rank: usize) {
    let before = page.text.get(..page.bytes(at..at).start).unwrap_or_default();
    let titles = leaders.iter().map(|l| l.title.as_str()).filter(|t| !t.is_empty() && before.ends_with(t));
    let (Some(written), Some(own)) = (titles.max_by_key(|t| t.len()), leaders.get(rank)) else { return };
    let shared = own.title.is_empty() || own.title.ends_with(written);
    if !shared {
        let start = at - written.chars().count();
        let end = at + own.name.chars().count();
        let right = format!("{}{}", own.title, own.name);
        page.report(start..end, &[right], Kind::Leader, &format!("{}的职务是{}", own.name, own.title), 0.9);
    }
}

/// 李四、张三 where 张三 ranks higher. Gives where the row of names ends.
fn order(page: &mut Page<'_>, start: usize, leaders: &[&Leader]) -> usize {
    let mut ranks = Vec::new();
    let mut at = start;
    let end = loop {
        let Some(rank) = leaders.iter().position(|l| page.starts(at, &l.name)) else { break at.saturating_sub(1) };
        ranks.push(rank);
        at += leaders.get(rank).map_or(1, |l| l.name.chars().count());
        if page.at(at) != '、' {
            break at;
        }
        at += 1;
    };
    if !ranks.is_sorted() {
        ranks.sort_unstable();
        let names: Vec<&str> = ranks.iter().filter_map(|r| leaders.get(*r).map(|l| l.name.as_str())).collect();
        page.report(start..end, &[names.join("、")], Kind::Leader, "领导姓名没有按规定的次序排列", 0.95);
    }
    end
}

/// A name of three characters of which one is replaced by a character that sounds or looks like it.
fn misspelt(page: &mut Page<'_>, at: usize, leaders: &[&Leader], model: Option<&Model>) {
    let Some(model) = model else { return };
    let written: Vec<char> = page.slice(at..at + 3).chars().collect();
    for leader in leaders.iter().filter(|l| l.name.chars().count() == 3 && written.len() == 3) {
        let differ: Vec<(char, char)> =
            leader.name.chars().zip(written.iter().copied()).filter(|(a, b)| a != b).collect();
        let [(right, wrong)] = differ[..] else { continue };
        let right = model.chars.id(right);
        if model.confusion.of(model.chars.id(wrong)).iter().any(|(id, _)| *id == right) {
            page.report(
                at..at + 3,
                std::slice::from_ref(&leader.name),
                Kind::Leader,
                &format!("疑为“{}”之误", leader.name),
                0.8,
            );
            return;
        }
    }
}
