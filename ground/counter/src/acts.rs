//! Verbs that read the same in every process of a counter. A process lists them beside its own; what differs is who may.

use base::Error;
use base::due::{self, Length};
use matter::process::{Action, By, Does, Effect, Need};
use matter::{Case, Ground};

/// Whether `days` may be asked for as an extension of `clock`: not after it ended, not a second time, not more than the rule says.
///
/// # Errors
/// A refusal, or a wrong field `days`.
pub fn extendable(ground: &Ground, case: &Case, clock: &str, rule: &str, days: Option<u32>) -> Result<(), Error> {
    let events = case.clocks.get(clock).map(Vec::as_slice).unwrap_or_default();
    if !events.is_empty() {
        due::may_extend(&due::fold(&ground.calendar, events)?, ground.now)?;
    }
    let most = match ground.rules.length(rule, ground.now.date())? {
        Length::WorkingDays(n) | Length::CalendarDays(n) | Length::Hours(n) => n,
    };
    match days {
        Some(days) if days > most => Err(Error::field("days", format!("最多延长 {most} 个工作日"))),
        _ => Ok(()),
    }
}

/// 答复征询: a member of an open consultation speaks.
pub const REPLY: Action = Action {
    key: "reply",
    title: "答复征询",
    does: Does::Reply,
    by: &[By::Consulted],
    needs: &[Need::Stance, Need::Opinion],
    ..Action::PLAIN
};

/// 加签: a further member of an open consultation.
pub const fn add_member(by: &'static [By]) -> Action {
    Action { key: "add_member", title: "加签", does: Does::AddMember, by, needs: &[Need::Unit], ..Action::PLAIN }
}

/// 减签: a member who has not answered is taken out.
pub const fn remove_member(by: &'static [By]) -> Action {
    Action {
        key: "remove_member",
        title: "减签",
        does: Does::RemoveMember,
        by,
        needs: &[Need::Member],
        ..Action::PLAIN
    }
}

/// 关联: another matter beside this one.
pub const fn link(by: &'static [By]) -> Action {
    Action { key: "link", title: "关联", does: Does::Link, by, needs: &[Need::Matter], ..Action::PLAIN }
}

/// 备注: a remark on the trail that the person outside does not read.
pub const fn note(by: &'static [By]) -> Action {
    Action { key: "note", title: "备注", does: Does::Remark, by, needs: &[Need::Opinion], ..Action::PLAIN }
}

/// 催办: whoever has it is reminded.
pub const fn urge(from: &'static [&'static str], by: &'static [By]) -> Action {
    Action { key: "urge", title: "催办", does: Does::Urge, from, by, ..Action::PLAIN }
}

/// 归档.
pub const fn archive(from: &'static [&'static str], by: &'static [By]) -> Action {
    Action { key: "archive", title: "归档", does: Does::Move("archived"), from, by, ..Action::PLAIN }
}

/// 恢复单独办理: what was joined with another (并案) goes on by itself, because that one ended without an answer ([`matter::part`]). The clock
/// begins anew on the day that is given, or where it was stopped when that was later: the time during which it lay joined counts.
pub const fn unjoin(clocks: &'static [Effect]) -> Action {
    Action {
        key: "unjoin",
        title: "恢复单独办理",
        does: Does::Part("received"),
        from: &["merged", "archived"],
        by: &[By::System],
        needs: &[Need::Day],
        clocks,
        ..Action::PLAIN
    }
}
