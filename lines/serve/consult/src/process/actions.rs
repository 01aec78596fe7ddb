//! The verbs (办理动作): who may do what in which state, what it needs and what it does to the clocks.

use counter::acts;
use matter::process::{Action, By, Does, Effect, Need, Turn, turn};

use super::{ANSWER, APPROVE, DESK, DISPATCH, FIX_DESK, GUIDE, REVIEW, SIGN};

/// At the desk: not with a unit.
const AT_DESK: &[&str] = &["received", "again"];
/// Whoever has it may answer.
const ANSWERABLE: &[&str] = &["received", "again", "handling"];
/// Not answered yet.
const UNANSWERED: &[&str] = &["received", "dispatched", "handling", "review", "again"];
/// What ends every clock of a consultation.
const STOP: &[Effect] =
    &[turn(ANSWER, Turn::Stop), turn(DISPATCH, Turn::Stop), turn(SIGN, Turn::Stop), turn(REVIEW, Turn::Stop)];

pub(super) const ASK: &[Action] = &[
    Action {
        key: "dispatch",
        title: "分办",
        does: Does::Move("dispatched"),
        from: AT_DESK,
        by: &[By::Holder],
        needs: &[Need::Unit],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(SIGN, Turn::Start)],
        ..Action::PLAIN
    },
    Action {
        key: "send",
        title: "答复发出",
        does: Does::Move("replied"),
        from: ANSWERABLE,
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(ANSWER, Turn::Meet)],
        basis: GUIDE,
        ..Action::PLAIN
    },
    Action {
        key: "submit",
        title: "提交审核",
        does: Does::Move("review"),
        from: ANSWERABLE,
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(REVIEW, Turn::Start)],
        ..Action::PLAIN
    },
    Action {
        key: "approve",
        title: "同意发出",
        does: Does::Move("replied"),
        from: &["review"],
        by: &[By::Holder],
        clocks: &[turn(REVIEW, Turn::Meet), turn(ANSWER, Turn::Meet)],
        basis: "政府网站发展指引（国办发〔2017〕47号）：答复发出前应当审核",
        ..Action::PLAIN
    },
    Action {
        key: "reject",
        title: "退回修改",
        does: Does::Return,
        from: &["review"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        clocks: &[turn(REVIEW, Turn::Meet)],
        ..Action::PLAIN
    },
    Action {
        key: "sign",
        title: "签收",
        does: Does::Sign("handling"),
        from: &["dispatched"],
        by: &[By::Holder],
        clocks: &[turn(SIGN, Turn::Meet)],
        ..Action::PLAIN
    },
    Action {
        key: "return",
        title: "退回",
        does: Does::Return,
        from: &["dispatched", "handling"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        clocks: &[turn(SIGN, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "withdraw",
        title: "撤回",
        does: Does::Withdraw,
        from: &["dispatched", "review"],
        by: &[By::Sender],
        clocks: &[turn(SIGN, Turn::Stop), turn(REVIEW, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "transfer",
        title: "转办",
        does: Does::Transfer,
        from: &["dispatched", "handling"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Unit, Need::Reason],
        ..Action::PLAIN
    },
    Action {
        key: "refuse",
        title: "不予受理",
        does: Does::Move("refused"),
        from: AT_DESK,
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Outcome],
        clocks: STOP,
        ..Action::PLAIN
    },
    merge(&["received", "dispatched", "handling", "again"], &[By::Desk(DESK), By::System], STOP),
    acts::unjoin(&[turn(ANSWER, Turn::Start)]),
    Action {
        key: "assist",
        title: "协办",
        does: Does::Consult("assist"),
        from: &["dispatched", "handling"],
        by: &[By::Holder, By::Desk(DESK)],
        needs: &[Need::Units],
        ..Action::PLAIN
    },
    Action {
        key: "extension",
        title: "延期申请",
        does: Does::Consult("extension"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Days, Need::Reason],
        basis: "只能延长一次，须经审批并告知咨询人",
        ..Action::PLAIN
    },
    acts::REPLY,
    acts::remove_member(&[By::Holder, By::Desk(DESK)]),
    acts::urge(UNANSWERED, &[By::Desk(DESK), By::Desk(APPROVE), By::System]),
    acts::link(&[By::Holder, By::Desk(DESK)]),
    acts::note(&[By::Holder, By::Desk(DESK), By::Consulted]),
    Action {
        key: "rate",
        title: "评价",
        does: Does::Move("closed"),
        from: &["replied"],
        by: &[By::Applicant],
        needs: &[Need::Outcome],
        ..Action::PLAIN
    },
    Action {
        key: "reopen",
        title: "重办",
        does: Does::Move("again"),
        from: &["replied", "closed"],
        by: &[By::Applicant, By::Desk(DESK)],
        needs: &[Need::Reason],
        clocks: &[turn(ANSWER, Turn::Start), turn(DISPATCH, Turn::Start)],
        basis: "咨询人不满意的，重新答复",
        ..Action::PLAIN
    },
    Action {
        key: "retract",
        title: "咨询人撤回",
        does: Does::Move("closed"),
        from: UNANSWERED,
        by: &[By::Applicant],
        needs: &[Need::Outcome],
        clocks: STOP,
        ..Action::PLAIN
    },
    Action {
        key: "close",
        title: "到期办结",
        does: Does::Move("closed"),
        from: &["replied"],
        by: &[By::System],
        needs: &[Need::Outcome],
        ..Action::PLAIN
    },
    acts::archive(&["closed", "refused", "merged"], &[By::Desk(DESK)]),
];

pub(super) const ERROR: &[Action] = &[
    Action {
        key: "dispatch",
        title: "转有关单位",
        does: Does::Move("handling"),
        from: &["received"],
        by: &[By::Holder, By::System],
        needs: &[Need::Unit],
        ..Action::PLAIN
    },
    Action {
        key: "finish",
        title: "办结并告知",
        does: Does::Move("closed"),
        from: &["received", "handling"],
        by: &[By::Holder],
        needs: &[Need::Outcome, Need::Reason],
        clocks: &[turn(ANSWER, Turn::Meet)],
        basis: GUIDE,
        ..Action::PLAIN
    },
    Action {
        key: "return",
        title: "退回",
        does: Does::Return,
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        ..Action::PLAIN
    },
    Action {
        key: "transfer",
        title: "转办",
        does: Does::Transfer,
        from: &["handling"],
        by: &[By::Desk(FIX_DESK)],
        needs: &[Need::Unit, Need::Reason],
        ..Action::PLAIN
    },
    Action {
        key: "reopen",
        title: "重办",
        does: Does::Move("received"),
        from: &["closed"],
        by: &[By::Applicant],
        needs: &[Need::Reason],
        clocks: &[turn(ANSWER, Turn::Start)],
        basis: "报告人不满意的，重新核实",
        ..Action::PLAIN
    },
    merge(&["received", "handling"], &[By::Desk(FIX_DESK), By::System], &[turn(ANSWER, Turn::Stop)]),
    acts::urge(&["received", "handling"], &[By::Desk(FIX_DESK), By::System]),
    acts::link(&[By::Holder, By::Desk(FIX_DESK)]),
    acts::note(&[By::Holder, By::Desk(FIX_DESK)]),
    acts::archive(&["closed", "merged"], &[By::Desk(FIX_DESK)]),
];

const fn merge(from: &'static [&'static str], by: &'static [By], clocks: &'static [Effect]) -> Action {
    Action {
        key: "merge",
        title: "并案",
        does: Does::Merge("merged"),
        from,
        by,
        needs: &[Need::Matter],
        clocks,
        ..Action::PLAIN
    }
}
