//! Verbs that read the same in every process of a counter. A process lists them beside its own; what differs is who may.

use matter::process::{Action, By, Does, Need};

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
    Action { key: "note", title: "备注", by, needs: &[Need::Opinion], ..Action::PLAIN }
}

/// 催办: whoever has it is reminded.
pub const fn urge(from: &'static [&'static str], by: &'static [By]) -> Action {
    Action { key: "urge", title: "催办", does: Does::Urge, from, by, ..Action::PLAIN }
}

/// 归档.
pub const fn archive(from: &'static [&'static str], by: &'static [By]) -> Action {
    Action { key: "archive", title: "归档", does: Does::Move("archived"), from, by, ..Action::PLAIN }
}
