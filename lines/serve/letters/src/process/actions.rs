//! The verbs of a letter (来信办理动作): who may do what in which state, what it needs and what it does to the clocks.

use counter::acts;
use matter::process::{Action, By, Does, Need, Turn, turn};

use super::{ANSWER, APPROVE, CORRECT, DESK, DISPATCH, HOTLINE, RETURN, REVIEW, SIGN, SUPERVISE};

/// At the desk: not yet with a unit.
const AT_DESK: &[&str] = &["received", "again"];
/// With a unit.
const WITH_UNIT: &[&str] = &["dispatched", "handling"];
/// Anything that is not closed and not yet answered.
const UNANSWERED: &[&str] = &["received", "dispatched", "handling", "review", "supplement", "again"];

pub(super) const ACTIONS: &[Action] = &[
    Action {
        key: "dispatch",
        title: "派单",
        does: Does::Move("dispatched"),
        from: AT_DESK,
        by: &[By::Holder],
        needs: &[Need::Unit],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(SIGN, Turn::Start), turn(RETURN, Turn::Start)],
        basis: HOTLINE,
        ..Action::PLAIN
    },
    Action {
        key: "answer_direct",
        title: "直接答复",
        does: Does::Move("review"),
        from: AT_DESK,
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(REVIEW, Turn::Start)],
        basis: "能够当场答复的当场答复",
        ..Action::PLAIN
    },
    Action {
        key: "refuse",
        title: "不予受理",
        does: Does::Move("refused"),
        from: &["received"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Outcome],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(ANSWER, Turn::Stop)],
        basis: "信访工作条例第二十三条；国办函〔2025〕66号",
        ..Action::PLAIN
    },
    Action {
        key: "merge",
        title: "并案",
        does: Does::Merge("merged"),
        from: &["received", "dispatched", "handling", "again"],
        by: &[By::Desk(DESK), By::System],
        needs: &[Need::Matter],
        clocks: &[
            turn(DISPATCH, Turn::Stop),
            turn(SIGN, Turn::Stop),
            turn(RETURN, Turn::Stop),
            turn(ANSWER, Turn::Stop),
        ],
        basis: HOTLINE,
        ..Action::PLAIN
    },
    acts::unjoin(&[turn(ANSWER, Turn::Start)]),
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
        from: WITH_UNIT,
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        clocks: &[turn(SIGN, Turn::Stop), turn(RETURN, Turn::Meet)],
        basis: HOTLINE,
        ..Action::PLAIN
    },
    Action {
        key: "withdraw",
        title: "撤回",
        does: Does::Withdraw,
        from: &["dispatched", "review"],
        by: &[By::Sender],
        clocks: &[turn(SIGN, Turn::Stop), turn(RETURN, Turn::Stop), turn(REVIEW, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "transfer",
        title: "转办",
        does: Does::Transfer,
        from: WITH_UNIT,
        by: &[By::Desk(DESK), By::HolderHead],
        needs: &[Need::Unit, Need::Reason],
        basis: HOTLINE,
        ..Action::PLAIN
    },
    Action {
        key: "submit",
        title: "提交答复",
        does: Does::Move("review"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(RETURN, Turn::Stop), turn(REVIEW, Turn::Start)],
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
        key: "ask_supplement",
        title: "请来信人补充",
        does: Does::Move("supplement"),
        from: &["received", "handling", "again"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(ANSWER, Turn::Pause), turn(CORRECT, Turn::Start)],
        basis: "政府信息公开条例第三十条（参照）",
        ..Action::PLAIN
    },
    Action {
        key: "supplement",
        title: "补充材料",
        does: Does::Back,
        from: &["supplement"],
        by: &[By::Applicant],
        needs: &[Need::Opinion],
        clocks: &[turn(CORRECT, Turn::Meet), turn(ANSWER, Turn::Resume)],
        ..Action::PLAIN
    },
    Action {
        key: "resume",
        title: "恢复办理",
        does: Does::Back,
        from: &["supplement"],
        by: &[By::Desk(DESK), By::System],
        clocks: &[turn(CORRECT, Turn::Stop), turn(ANSWER, Turn::Resume)],
        ..Action::PLAIN
    },
    Action {
        key: "assist",
        title: "协办",
        does: Does::Consult("assist"),
        from: WITH_UNIT,
        by: &[By::Holder, By::Desk(DESK)],
        needs: &[Need::Units],
        basis: HOTLINE,
        ..Action::PLAIN
    },
    Action {
        key: "countersign",
        title: "会签",
        does: Does::Consult("countersign"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Units],
        ..Action::PLAIN
    },
    Action {
        key: "ask",
        title: "征求意见",
        does: Does::Consult("ask"),
        from: &["received", "handling", "again"],
        by: &[By::Holder],
        needs: &[Need::Units],
        ..Action::PLAIN
    },
    Action {
        key: "circulate",
        title: "传阅",
        does: Does::Consult("circulate"),
        from: &["received", "dispatched", "handling", "review", "again", "replied"],
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
        basis: "只能延长一次，须经审批并告知来信人",
        ..Action::PLAIN
    },
    acts::REPLY,
    acts::add_member(&[By::Holder, By::Desk(DESK)]),
    acts::remove_member(&[By::Holder, By::Desk(DESK)]),
    acts::urge(UNANSWERED, &[By::Desk(DESK), By::Desk(APPROVE), By::Leader(SUPERVISE), By::System]),
    Action {
        key: "supervise",
        title: "督办",
        does: Does::Supervise,
        from: UNANSWERED,
        by: &[By::Leader(SUPERVISE)],
        needs: &[Need::Opinion],
        basis: "超期、应解决未解决、群众反复反映的，列入督办",
        ..Action::PLAIN
    },
    acts::link(&[By::Holder, By::Desk(DESK)]),
    acts::note(&[By::Holder, By::Desk(DESK), By::Consulted, By::Leader(SUPERVISE)]),
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
        basis: "来信人不满意或者未真正办结的，退回重办",
        ..Action::PLAIN
    },
    Action {
        key: "retract",
        title: "来信人撤回",
        does: Does::Move("closed"),
        from: UNANSWERED,
        by: &[By::Applicant],
        needs: &[Need::Outcome],
        clocks: &[
            turn(ANSWER, Turn::Stop),
            turn(DISPATCH, Turn::Stop),
            turn(SIGN, Turn::Stop),
            turn(RETURN, Turn::Stop),
            turn(REVIEW, Turn::Stop),
            turn(CORRECT, Turn::Stop),
        ],
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
    Action {
        key: "terminate",
        title: "终止",
        does: Does::Move("closed"),
        from: &["received", "dispatched", "handling", "supplement", "again"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason, Need::Outcome],
        clocks: &[
            turn(ANSWER, Turn::Stop),
            turn(DISPATCH, Turn::Stop),
            turn(SIGN, Turn::Stop),
            turn(RETURN, Turn::Stop),
            turn(CORRECT, Turn::Stop),
        ],
        ..Action::PLAIN
    },
    acts::archive(&["closed", "refused", "merged"], &[By::Desk(DESK)]),
];
