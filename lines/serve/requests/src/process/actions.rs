//! The verbs of a request (办理动作): who may do what in which state, what it needs and what it does to the clocks.

use counter::acts;
use matter::process::{Action, By, Does, Effect, Need, Turn, turn};

use super::{ANSWER, APPROVE, CONFIRM, CORRECTION, DESK, FEE, NOTICE, OUTSIDE, REASONS, entry};

/// Everything that is not closed.
const OPEN: &[&str] = &["arrived", "handling", "correction", "reasons", "outside", "fee", "review"];
/// Where somebody of the office has it, so that there is somebody to urge.
const URGED: &[&str] =
    &["arrived", "handling", "correction", "reasons", "outside", "fee", "review", "redo", "redo_review"];
/// What ends every clock.
pub(super) const STOP: &[Effect] = &[
    turn(ANSWER, Turn::Stop),
    turn(CONFIRM, Turn::Stop),
    turn(NOTICE, Turn::Stop),
    turn(CORRECTION, Turn::Stop),
    turn(OUTSIDE, Turn::Stop),
    turn(REASONS, Turn::Stop),
    turn(FEE, Turn::Stop),
];
/// Closed, by an answer or because nothing came.
const CLOSED: &[&str] = &["closed", "archived"];
/// What receiving reasons does.
const EXPLAINED: &[Effect] = &[turn(REASONS, Turn::Meet)];
/// What receiving a correction does: art. 30 «答复期限自行政机关收到补正的申请之日起计算».
const CORRECTED: &[Effect] = &[turn(CORRECTION, Turn::Meet), turn(ANSWER, Turn::Start)];

pub(super) const ACTIONS: &[Action] = &[
    Action {
        key: "confirm",
        title: "确认收到",
        does: Does::Move("handling"),
        from: &["arrived"],
        by: &[By::Holder],
        needs: &[Need::Day],
        times: 1,
        clocks: &[turn(CONFIRM, Turn::Meet), turn(ANSWER, Turn::Start), turn(NOTICE, Turn::Start)],
        basis: "政府信息公开条例第三十一条",
    },
    Action {
        key: "submit",
        title: "提交答复",
        does: Does::Move("review"),
        from: &["handling"],
        by: &[By::Holder],
        basis: "政府信息公开条例第三十六条",
        ..Action::PLAIN
    },
    Action {
        key: "approve",
        title: "审签发出",
        does: Does::Move("closed"),
        from: &["review"],
        by: &[By::Holder],
        needs: &[Need::Outcome],
        clocks: &[turn(ANSWER, Turn::Meet), turn(NOTICE, Turn::Stop)],
        basis: "政府信息公开条例第十七条、第三十六条",
        ..Action::PLAIN
    },
    Action {
        key: "reject",
        title: "退回修改",
        does: Does::Move("handling"),
        from: &["review"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        ..Action::PLAIN
    },
    Action {
        key: "ask_correction",
        title: "告知补正",
        does: Does::Move("correction"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        times: 1,
        clocks: &[turn(NOTICE, Turn::Meet), turn(CORRECTION, Turn::Start), turn(ANSWER, Turn::Pause)],
        basis: "政府信息公开条例第三十条",
    },
    Action {
        key: "correct",
        title: "提交补正",
        does: Does::Move("handling"),
        from: &["correction"],
        by: &[By::Applicant],
        needs: &[Need::Opinion],
        clocks: CORRECTED,
        basis: "政府信息公开条例第三十条",
        ..Action::PLAIN
    },
    Action {
        key: "correct_paper",
        title: "登记补正",
        does: Does::Move("handling"),
        from: &["correction"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Opinion, Need::Day],
        clocks: CORRECTED,
        basis: "政府信息公开条例第三十条",
        ..Action::PLAIN
    },
    Action {
        key: "abandon",
        title: "逾期不补正",
        does: Does::Move("closed"),
        from: &["correction"],
        by: &[By::System],
        needs: &[Need::Outcome],
        clocks: STOP,
        basis: "政府信息公开条例第三十条",
        ..Action::PLAIN
    },
    Action {
        key: "ask_reasons",
        title: "要求说明理由",
        does: Does::Move("reasons"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        times: 1,
        clocks: &[turn(REASONS, Turn::Start)],
        basis: "政府信息公开条例第三十五条",
    },
    Action {
        key: "explain",
        title: "说明理由",
        does: Does::Move("handling"),
        from: &["reasons"],
        by: &[By::Applicant],
        needs: &[Need::Opinion],
        clocks: EXPLAINED,
        basis: "政府信息公开条例第三十五条",
        ..Action::PLAIN
    },
    Action {
        key: "explain_paper",
        title: "登记申请人说明的理由",
        does: Does::Move("handling"),
        from: &["reasons"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Opinion],
        clocks: EXPLAINED,
        basis: "政府信息公开条例第三十五条",
        ..Action::PLAIN
    },
    Action {
        key: "unexplained",
        title: "逾期未说明理由",
        does: Does::Move("handling"),
        from: &["reasons"],
        by: &[By::System],
        clocks: &[turn(REASONS, Turn::Stop)],
        basis: "政府信息公开条例第三十五条",
        ..Action::PLAIN
    },
    Action {
        key: "ask_outside",
        title: "书面征求意见",
        does: Does::Move("outside"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(ANSWER, Turn::Pause), turn(OUTSIDE, Turn::Start)],
        basis: "政府信息公开条例第三十二条、第三十四条",
        ..Action::PLAIN
    },
    Action {
        key: "outside_served",
        title: "登记征求意见书送达",
        from: &["outside"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Day],
        clocks: &[turn(OUTSIDE, Turn::Start)],
        basis: "政府信息公开条例第三十二条",
        ..Action::PLAIN
    },
    Action {
        key: "outside_said",
        title: "登记征求意见结果",
        from: &["outside"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Day],
        basis: "政府信息公开条例第三十二条",
        ..Action::PLAIN
    },
    Action {
        key: "outside_unserved",
        title: "登记征求意见书无法送达",
        from: &["outside"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason, Need::Day],
        basis: "政府信息公开条例第三十二条：由行政机关依照本条例的规定决定是否公开",
        ..Action::PLAIN
    },
    Action {
        key: "outside_done",
        title: "征求意见结束",
        does: Does::Move("handling"),
        from: &["outside"],
        by: &[By::Desk(DESK), By::System],
        needs: &[Need::Day],
        clocks: &[turn(OUTSIDE, Turn::Meet), turn(ANSWER, Turn::Resume)],
        basis: "政府信息公开条例第三十二条、第三十三条",
        ..Action::PLAIN
    },
    Action {
        key: "charge",
        title: "发出收费通知",
        does: Does::Move("fee"),
        from: &["handling"],
        by: &[By::Holder],
        times: 1,
        clocks: &[turn(ANSWER, Turn::Pause)],
        basis: "政府信息公开条例第四十二条；政府信息公开信息处理费管理办法",
        ..Action::PLAIN
    },
    Action {
        key: "fee_served",
        title: "登记收费通知送达",
        from: &["fee"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Day],
        clocks: &[turn(FEE, Turn::Start)],
        basis: "政府信息公开信息处理费管理办法：自收到收费通知次日起20个工作日内缴纳",
        ..Action::PLAIN
    },
    Action {
        key: "paid",
        title: "登记缴费",
        does: Does::Move("handling"),
        from: &["fee"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Day],
        clocks: &[turn(FEE, Turn::Meet), turn(ANSWER, Turn::Start)],
        basis: "政府信息公开信息处理费管理办法：答复期限自缴费完成次日起重新计算",
        ..Action::PLAIN
    },
    Action {
        key: "unpaid",
        title: "逾期不缴费",
        does: Does::Move("closed"),
        from: &["fee"],
        by: &[By::System],
        needs: &[Need::Outcome],
        clocks: STOP,
        basis: "政府信息公开信息处理费管理办法",
        ..Action::PLAIN
    },
    Action {
        key: "joint",
        title: "征求共同制作机关意见",
        does: Does::Consult("joint"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Units, Need::Opinion],
        basis: "政府信息公开条例第三十四条",
        ..Action::PLAIN
    },
    Action {
        key: "assist",
        title: "请有关单位协办",
        does: Does::Consult("assist"),
        from: &["handling", "redo"],
        by: &[By::Holder],
        needs: &[Need::Units, Need::Opinion],
        ..Action::PLAIN
    },
    Action {
        key: "extension",
        title: "申请延期",
        does: Does::Consult("extension"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Days, Need::Reason],
        basis: "政府信息公开条例第三十三条",
        ..Action::PLAIN
    },
    Action {
        key: "delay",
        title: "确定延迟答复期限",
        does: Does::Consult("delay"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Days, Need::Reason],
        basis: "政府信息公开条例第三十五条",
        ..Action::PLAIN
    },
    Action {
        key: "reopen_correction",
        title: "逾期补正有正当理由，恢复办理",
        does: Does::Move("correction"),
        from: CLOSED,
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason],
        clocks: &[turn(CORRECTION, Turn::Start)],
        basis: "政府信息公开条例第三十条：无正当理由逾期不补正的，视为放弃申请",
        ..Action::PLAIN
    },
    Action {
        key: "reopen_fee",
        title: "逾期缴费有正当理由，恢复办理",
        does: Does::Move("fee"),
        from: CLOSED,
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason],
        clocks: &[turn(FEE, Turn::Start)],
        basis: "政府信息公开信息处理费管理办法",
        ..Action::PLAIN
    },
    // What a decision on review or a judgment orders, and what the organ corrects by itself. The first result stays the one
    // that the annual report counts.
    Action {
        key: "redo",
        title: "重新办理",
        does: Does::Move("redo"),
        from: CLOSED,
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason],
        basis: "行政复议法第六十四条；行政诉讼法第七十条",
        ..Action::PLAIN
    },
    Action {
        key: "redo_submit",
        title: "提交重新答复",
        does: Does::Move("redo_review"),
        from: &["redo"],
        by: &[By::Holder],
        basis: "政府信息公开条例第三十六条",
        ..Action::PLAIN
    },
    Action {
        key: "redo_approve",
        title: "审签发出重新答复",
        does: Does::Move("closed"),
        from: &["redo_review"],
        by: &[By::Holder],
        basis: "政府信息公开条例第十七条、第三十六条",
        ..Action::PLAIN
    },
    Action {
        key: "redo_reject",
        title: "退回修改",
        does: Does::Move("redo"),
        from: &["redo_review"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        ..Action::PLAIN
    },
    acts::REPLY,
    acts::remove_member(&[By::Desk(DESK)]),
    acts::urge(URGED, &[By::Desk(APPROVE), By::System]),
    acts::link(&[By::Holder, By::Desk(DESK)]),
    acts::note(&[By::Holder, By::Desk(DESK), By::Desk(APPROVE), By::Consulted]),
    Action {
        key: "retract",
        title: "申请人撤回",
        does: Does::Move("closed"),
        from: OPEN,
        by: &[By::Applicant, By::Desk(DESK)],
        needs: &[Need::Reason, Need::Outcome],
        clocks: STOP,
        ..Action::PLAIN
    },
    entry::VOID,
    entry::AMEND,
    entry::AMEND_DAY,
    Action {
        key: "deliver",
        title: "登记送达",
        from: &["closed"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Day],
        basis: "政府信息公开条例第四十条",
        ..Action::PLAIN
    },
    Action {
        key: "archive",
        title: "归档",
        does: Does::Move("archived"),
        from: &["closed"],
        by: &[By::Desk(DESK)],
        basis: "政府信息公开条例第四十五条",
        ..Action::PLAIN
    },
];
