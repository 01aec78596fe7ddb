//! The trail on the page, and the opinions in it by rank.

use std::collections::BTreeMap;

use base::{Error, Moment};
use serde::Serialize;

use super::{FileView, Seen, file_view};
use crate::case::{Act, Event, Step};
use crate::process::{Does, Process};
use crate::store::{ActRow, MatterFile, Rank};

/// One line of the trail.
#[derive(Debug, Clone, Serialize)]
pub struct TrailView {
    /// Its place.
    pub seq: i64,
    /// When.
    pub at: String,
    /// What was done.
    pub title: String,
    /// Name, unit and post as they were then.
    pub who: String,
    /// From this state, when it changed.
    pub from: String,
    /// To this state, when it changed.
    pub to: String,
    /// The units to which it went.
    pub seats: String,
    /// Opinion, reason or answer.
    pub opinion: String,
    /// 同意, 不同意 or empty.
    pub stance: &'static str,
    /// Whether the other side has opened and signed for it: 未打开, 已打开 …; empty when nothing was sent.
    pub received: String,
    /// Files that came with it.
    pub files: Vec<FileView>,
    /// Tone in the time line.
    pub tone: &'static str,
    /// Only an opening of the page, which the time line shows small.
    pub small: bool,
}

/// Opinions of one rank.
#[derive(Debug, Clone, Serialize)]
pub struct OpinionGroup {
    /// 领导意见, 单位负责人意见, 经办意见.
    pub title: &'static str,
    /// Its opinions, by rank of unit and post, then by time.
    pub items: Vec<OpinionView>,
}

/// An opinion.
#[derive(Debug, Clone, Serialize)]
pub struct OpinionView {
    /// Name, unit and post as they were then.
    pub who: String,
    /// When.
    pub at: String,
    /// With which action.
    pub title: String,
    /// 同意, 不同意 or empty.
    pub stance: &'static str,
    /// What was said.
    pub text: String,
}

pub(super) fn views(seen: &Seen<'_>, files: &[MatterFile]) -> Result<Vec<TrailView>, Error> {
    let mut steps = seen.case.steps.iter();
    let mut views = Vec::with_capacity(seen.acts.len());
    for row in seen.acts {
        let act = row.act()?;
        let moved = act.events.iter().filter(|e| matches!(e, Event::Moved { .. })).count();
        let step = steps.by_ref().take(moved).last();
        views.push(TrailView {
            seq: row.seq,
            at: row.at.minutes(),
            title: title(seen.process, &act),
            who: row.actor.clone(),
            from: changed(seen.process, row, &row.from_state),
            to: changed(seen.process, row, &row.to_state),
            seats: row.to_seats.clone(),
            opinion: row.opinion.clone(),
            stance: stance(row),
            received: step.map(|s| received(seen.process, s)).unwrap_or_default(),
            files: files.iter().filter(|f| f.act_seq == row.seq).map(|f| file_view(f, seen.base)).collect(),
            tone: tone(seen.process, &act, row),
            small: act.action == "seen",
        });
    }
    Ok(views)
}

/// The title of one end of a change of state; empty when the state stayed.
fn changed(process: &Process, row: &ActRow, state: &str) -> String {
    if row.from_state == row.to_state { String::new() } else { process.state_title(state).to_owned() }
}

fn title(process: &Process, act: &Act) -> String {
    let own = match act.action.as_str() {
        "open" => "登记受理",
        "seen" => "打开查看",
        "silence" => "逾期未答复，系统处理",
        "linked" => "建立关联",
        "unlinked" => "解除并案",
        "rejoined" => "改并入继续办理的一件",
        "succeed" => "承继移交",
        "bound" => "上级限定办理时限",
        key => process.action(key).map_or(key, |a| a.title),
    };
    own.to_owned()
}

fn stance(row: &ActRow) -> &'static str {
    match row.stance.as_deref() {
        Some("agree") => "同意",
        Some("disagree") => "不同意",
        _ => "",
    }
}

fn tone(process: &Process, act: &Act, row: &ActRow) -> &'static str {
    let does = process.action(&act.action).map(|a| a.does);
    match does {
        Some(Does::Return | Does::Withdraw) => "warn",
        Some(Does::Urge | Does::Supervise) => "bad",
        _ if row.stance.as_deref() == Some("disagree") => "warn",
        None => "grey",
        Some(_) => "",
    }
}

/// Whether those to whom a step was sent have opened and signed for it.
fn received(process: &Process, step: &Step) -> String {
    if step.seat.is_none() {
        return String::new();
    }
    let opened = step.seen_at.map_or_else(|| "未打开".to_owned(), |at| format!("{} 已打开", at.minutes()));
    let signs =
        process.actions.iter().any(|a| matches!(a.does, Does::Sign(_)) && a.from.contains(&step.state.as_str()));
    match (signs, step.signed_at) {
        (_, Some(at)) => format!("{opened}，{} 已签收", Moment::minutes(at)),
        (true, None) => format!("{opened}，未签收"),
        (false, None) => opened,
    }
}

/// Opinions by rank: leaders first, then heads of units, then the others.
pub(super) fn opinions(trail: &[TrailView], acts: &[ActRow], ranks: &BTreeMap<i64, Rank>) -> Vec<OpinionGroup> {
    let mut groups: [(&'static str, Vec<(Rank, OpinionView)>); 3] =
        [("领导意见", Vec::new()), ("单位负责人意见", Vec::new()), ("经办意见", Vec::new())];
    for (line, row) in trail.iter().zip(acts) {
        if line.opinion.is_empty() {
            continue;
        }
        let rank = row.post_id.and_then(|post| ranks.get(&post)).copied().unwrap_or_default();
        let place = if rank.leader {
            0
        } else if rank.head {
            1
        } else {
            2
        };
        let view = OpinionView {
            who: line.who.clone(),
            at: line.at.clone(),
            title: line.title.clone(),
            stance: line.stance,
            text: line.opinion.clone(),
        };
        if let Some((_, items)) = groups.get_mut(place) {
            items.push((rank, view));
        }
    }
    let groups = groups.into_iter().filter(|(_, items)| !items.is_empty()).map(|(title, mut items)| {
        // The sort is stable: within one rank the order of time stays.
        items.sort_by_key(|(rank, _)| (rank.unit, rank.post));
        OpinionGroup { title, items: items.into_iter().map(|(_, view)| view).collect() }
    });
    groups.collect()
}
