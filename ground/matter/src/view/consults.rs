//! Questions to others on the page, with every member and what became of it.

use base::{Error, Moment};
use serde::Serialize;

use super::Seen;
use crate::case::{Consult, Event, Member, Stance};

/// A consultation on the page.
#[derive(Debug, Clone, Serialize)]
pub struct ConsultView {
    /// 会签, 协办 …
    pub title: String,
    /// When it was opened.
    pub at: String,
    /// Until when an answer is wanted; empty without a time.
    pub due: String,
    /// Days asked for (延期).
    pub days: Option<u32>,
    /// Whether it is still open.
    pub open: bool,
    /// Whether the next step waits for it.
    pub blocks: bool,
    /// Its members in the order in which they were asked.
    pub members: Vec<MemberView>,
}

/// A member on the page.
#[derive(Debug, Clone, Serialize)]
pub struct MemberView {
    /// Short name of the unit.
    pub unit: String,
    /// 未打开, 已打开未答复, 同意, 不同意, 已阅, 逾期视为同意, 逾期未答复, 已减签.
    pub state: &'static str,
    /// Tone of the badge.
    pub tone: &'static str,
    /// When it was answered or ended.
    pub at: String,
    /// Name of who answered.
    pub who: String,
    /// What was said.
    pub opinion: String,
}

pub(super) fn views(seen: &Seen<'_>) -> Result<Vec<ConsultView>, Error> {
    let mut answers = Vec::new();
    for row in seen.acts {
        for event in row.act()?.events {
            if let Event::MemberEnded { consult, member, .. } = event {
                answers.push(((consult, member), row));
            }
        }
    }
    let answer = |i, j| answers.iter().find(|(at, _)| *at == (i, j)).map(|(_, row)| *row);
    let views = seen.case.consults.iter().enumerate().map(|(i, consult)| {
        let spec = seen.process.consultation(&consult.kind);
        let members = consult.members.iter().enumerate().map(|(j, member)| {
            let row = answer(i, j);
            let silent = row.is_some_and(|r| r.action == "silence");
            let said = matches!(member.stance, Some(Stance::Agree | Stance::Disagree | Stance::Noted)) && !silent;
            let (state, tone) = standing(member, silent);
            MemberView {
                unit: seen.unit(member.seat.unit),
                state,
                tone,
                at: member.ended_at.map(Moment::minutes).unwrap_or_default(),
                who: row.filter(|_| said).map(|r| r.actor.clone()).unwrap_or_default(),
                opinion: row.filter(|_| said).map(|r| r.opinion.clone()).unwrap_or_default(),
            }
        });
        ConsultView {
            title: spec.map_or(consult.kind.clone(), |s| s.title.to_owned()),
            at: consult.at.minutes(),
            due: due(consult),
            days: consult.days,
            open: consult.closed_at.is_none(),
            blocks: spec.is_some_and(|s| s.blocks),
            members: members.collect(),
        }
    });
    Ok(views.collect())
}

fn due(consult: &Consult) -> String {
    consult.due.map(Moment::minutes).unwrap_or_default()
}

fn standing(member: &Member, silent: bool) -> (&'static str, &'static str) {
    match member.stance {
        Some(Stance::Agree) if silent => ("逾期视为同意", "grey"),
        Some(Stance::Agree) => ("同意", "good"),
        Some(Stance::Disagree) => ("不同意", "bad"),
        Some(Stance::Noted) => ("已阅", "blue"),
        Some(Stance::Silent) => ("逾期未答复", "grey"),
        Some(Stance::Removed) => ("已减签", "grey"),
        None if member.seen_at.is_some() => ("已打开，未答复", "warn"),
        None => ("未打开", ""),
    }
}
