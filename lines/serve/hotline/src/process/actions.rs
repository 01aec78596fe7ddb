//! The verbs (办理动作): who may do what in which state, what it needs and what it does to the clocks.

use counter::acts;
use matter::process::{Action, By, Does, Effect, Need, Turn, turn};

use super::{
    ANSWER, ANYANG, APPROVE, ARBITRATE, CALLBACK, CONTACT, DESK, DISPATCH, JINAN, OPINION, REVIEW, SIGN, SUPERVISE,
    WEIFANG,
};
use crate::actions::correct::CORRECT;

/// With a unit.
const WITH_UNIT: &[&str] = &["dispatched", "handling"];
/// Not answered yet.
const UNANSWERED: &[&str] = &["received", "dispatched", "handling", "objection", "review"];
/// Open in any way.
const OPEN: &[&str] = &["received", "dispatched", "handling", "objection", "review", "callback", "held"];
/// In any way: a caller may ask to stay unknown also when all is done.
const ALL: &[&str] = &[
    "received",
    "dispatched",
    "handling",
    "objection",
    "review",
    "callback",
    "held",
    "closed",
    "refused",
    "merged",
    "archived",
];
/// Who has an interest in it keeps away from it.
const PETITIONS: &str = "信访工作条例第二十八条：工作人员与信访事项有直接利害关系的应当回避";
/// What ends every clock of an order.
const STOP: &[Effect] = &[
    turn(ANSWER, Turn::Stop),
    turn(DISPATCH, Turn::Stop),
    turn(SIGN, Turn::Stop),
    turn(CONTACT, Turn::Stop),
    turn(ARBITRATE, Turn::Stop),
    turn(REVIEW, Turn::Stop),
    turn(CALLBACK, Turn::Stop),
];

pub(super) const ORDER: &[Action] = &[
    Action {
        key: "dispatch",
        title: "派单",
        does: Does::Move("dispatched"),
        from: &["received"],
        by: &[By::Holder],
        needs: &[Need::Unit],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(SIGN, Turn::Start), turn(CONTACT, Turn::Start)],
        basis: OPINION,
        ..Action::PLAIN
    },
    Action {
        key: "answer",
        title: "直接答复",
        does: Does::Move("closed"),
        from: &["received"],
        by: &[By::Holder],
        needs: &[Need::Opinion, Need::Outcome],
        clocks: &[turn(DISPATCH, Turn::Meet), turn(ANSWER, Turn::Meet)],
        basis: "济南市12345市民服务热线条例第二十三条：能够当场答复的当场答复",
        ..Action::PLAIN
    },
    Action {
        key: "refuse",
        title: "不予受理",
        does: Does::Move("refused"),
        from: &["received"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Outcome],
        clocks: STOP,
        basis: OPINION,
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
        key: "object",
        title: "退单申请",
        does: Does::Move("objection"),
        from: WITH_UNIT,
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(SIGN, Turn::Pause), turn(CONTACT, Turn::Pause), turn(ARBITRATE, Turn::Start)],
        basis: "安阳市政务服务条例；国办函〔2025〕66号：派单异议审核",
        ..Action::PLAIN
    },
    Action {
        key: "accept",
        title: "同意退单",
        does: Does::Move("received"),
        from: &["objection"],
        by: &[By::Holder, By::Desk(APPROVE)],
        clocks: &[
            turn(ARBITRATE, Turn::Meet),
            turn(SIGN, Turn::Stop),
            turn(CONTACT, Turn::Stop),
            turn(DISPATCH, Turn::Start),
        ],
        basis: OPINION,
        ..Action::PLAIN
    },
    Action {
        key: "uphold",
        title: "驳回退单，指定办理",
        does: Does::Back,
        from: &["objection"],
        by: &[By::Holder, By::Desk(APPROVE)],
        needs: &[Need::Reason],
        clocks: &[turn(ARBITRATE, Turn::Meet), turn(SIGN, Turn::Resume), turn(CONTACT, Turn::Resume)],
        basis: "潍坊市12345政务服务便民热线条例第二十二条：指定办理后不得退单",
        ..Action::PLAIN
    },
    Action {
        key: "reassign",
        title: "改派",
        does: Does::Move("dispatched"),
        from: WITH_UNIT,
        by: &[By::Desk(DESK)],
        needs: &[Need::Unit, Need::Reason],
        clocks: &[turn(SIGN, Turn::Start), turn(CONTACT, Turn::Start)],
        basis: OPINION,
        ..Action::PLAIN
    },
    Action {
        key: "transfer",
        title: "转下属单位",
        does: Does::Transfer,
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Unit, Need::Reason],
        ..Action::PLAIN
    },
    Action {
        key: "recuse",
        title: "回避",
        does: Does::Transfer,
        from: &["received", "dispatched", "handling", "objection", "review", "callback"],
        by: &[By::Holder],
        needs: &[Need::Unit, Need::Reason],
        basis: PETITIONS,
        ..Action::PLAIN
    },
    Action {
        key: "recuse_back",
        title: "回避，退回热线另派",
        does: Does::Move("received"),
        from: WITH_UNIT,
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(SIGN, Turn::Stop), turn(CONTACT, Turn::Stop), turn(DISPATCH, Turn::Start)],
        basis: PETITIONS,
        ..Action::PLAIN
    },
    Action {
        key: "withdraw",
        title: "撤回",
        does: Does::Withdraw,
        from: &["dispatched"],
        by: &[By::Sender],
        clocks: &[turn(SIGN, Turn::Stop), turn(CONTACT, Turn::Stop), turn(DISPATCH, Turn::Start)],
        ..Action::PLAIN
    },
    Action {
        key: "assist",
        title: "协办",
        does: Does::Consult("assist"),
        from: WITH_UNIT,
        by: &[By::Holder, By::Desk(DESK)],
        needs: &[Need::Units],
        basis: OPINION,
        ..Action::PLAIN
    },
    Action {
        key: "contact",
        title: "已联系诉求人",
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(CONTACT, Turn::Meet)],
        ..Action::PLAIN
    },
    Action {
        key: "submit",
        title: "提交办理结果",
        does: Does::Move("review"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(ANSWER, Turn::Pause), turn(CONTACT, Turn::Stop), turn(REVIEW, Turn::Start)],
        basis: "济南市12345市民服务热线条例第二十四条",
        ..Action::PLAIN
    },
    Action {
        key: "approve",
        title: "审核通过",
        does: Does::Move("callback"),
        from: &["review"],
        by: &[By::Holder],
        clocks: &[turn(REVIEW, Turn::Meet), turn(ANSWER, Turn::Meet), turn(CALLBACK, Turn::Start)],
        basis: "济南市12345市民服务热线条例第二十七条",
        ..Action::PLAIN
    },
    Action {
        key: "reject",
        title: "退回重办",
        does: Does::Return,
        from: &["review"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        clocks: &[turn(REVIEW, Turn::Meet), turn(ANSWER, Turn::Resume)],
        basis: "济南市12345市民服务热线条例第二十七条",
        ..Action::PLAIN
    },
    Action { key: "missed", title: "回访未联系上", from: &["callback"], by: &[By::Holder], ..Action::PLAIN },
    Action {
        key: "finish",
        title: "回访办结",
        does: Does::Move("closed"),
        from: &["callback"],
        by: &[By::Holder],
        needs: &[Need::Outcome],
        clocks: &[turn(CALLBACK, Turn::Meet)],
        basis: "济南市12345市民服务热线条例第二十七条",
        ..Action::PLAIN
    },
    Action {
        key: "redo",
        title: "二次办理",
        does: Does::Move("dispatched"),
        from: &["callback"],
        by: &[By::Holder],
        needs: &[Need::Unit, Need::Reason],
        clocks: &[
            turn(CALLBACK, Turn::Meet),
            turn(ANSWER, Turn::Start),
            turn(SIGN, Turn::Start),
            turn(CONTACT, Turn::Start),
        ],
        basis: "济南市12345市民服务热线条例第二十七条：不满意或者未真正办结的退回重办",
        ..Action::PLAIN
    },
    Action {
        key: "redispatch",
        title: "二次办理，重新派单",
        does: Does::Move("received"),
        from: &["callback"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(CALLBACK, Turn::Meet), turn(ANSWER, Turn::Start), turn(DISPATCH, Turn::Start)],
        basis: "济南市12345市民服务热线条例第二十七条；原承办单位已撤销或者没有承办岗位时",
        ..Action::PLAIN
    },
    Action {
        key: "extension",
        title: "延期申请",
        does: Does::Consult("extension"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Days, Need::Reason],
        basis: ANYANG,
        ..Action::PLAIN
    },
    Action {
        key: "ask_hold",
        title: "申请挂起",
        does: Does::Consult("hold"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        basis: "济南市12345市民服务热线条例第二十四条：受客观条件限制的，说明原因、计划和期限",
        ..Action::PLAIN
    },
    Action {
        key: "hold",
        title: "挂起",
        does: Does::Move("held"),
        from: &["received", "handling"],
        by: &[By::Desk(APPROVE), By::System],
        needs: &[Need::Reason],
        clocks: &[turn(ANSWER, Turn::Pause), turn(DISPATCH, Turn::Pause), turn(CONTACT, Turn::Pause)],
        basis: JINAN,
        ..Action::PLAIN
    },
    Action {
        key: "resume",
        title: "恢复办理",
        does: Does::Back,
        from: &["held"],
        by: &[By::Desk(DESK), By::Desk(APPROVE), By::System],
        clocks: &[turn(ANSWER, Turn::Resume), turn(DISPATCH, Turn::Resume), turn(CONTACT, Turn::Resume)],
        ..Action::PLAIN
    },
    Action {
        key: "pass",
        title: "原承办单位不能再办，重新派单",
        does: Does::Move("received"),
        from: &["held", "review"],
        by: &[By::Desk(DESK), By::Desk(APPROVE), By::System],
        needs: &[Need::Reason],
        clocks: &[
            turn(REVIEW, Turn::Meet),
            turn(ANSWER, Turn::Resume),
            turn(CONTACT, Turn::Stop),
            turn(DISPATCH, Turn::Start),
        ],
        ..Action::PLAIN
    },
    Action {
        key: "merge",
        title: "并单",
        does: Does::Merge("merged"),
        from: &["received", "dispatched", "handling", "objection"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Matter],
        clocks: STOP,
        basis: OPINION,
        ..Action::PLAIN
    },
    acts::unjoin(&[turn(ANSWER, Turn::Start), turn(DISPATCH, Turn::StartNow)]),
    acts::REPLY,
    acts::add_member(&[By::Holder, By::Desk(DESK)]),
    acts::remove_member(&[By::Holder, By::Desk(DESK)]),
    acts::urge(UNANSWERED, &[By::Desk(DESK), By::Desk(APPROVE), By::Leader(SUPERVISE), By::System]),
    Action {
        key: "remind",
        title: "时限提醒",
        from: &["received", "dispatched", "handling", "objection", "review", "callback"],
        by: &[By::System],
        needs: &[Need::Opinion],
        ..Action::PLAIN
    },
    Action {
        key: "supervise",
        title: "督办",
        does: Does::Supervise,
        from: OPEN,
        by: &[By::Desk(APPROVE), By::Leader(SUPERVISE), By::System],
        needs: &[Need::Reason],
        basis: "济南市12345市民服务热线条例第二十八条、潍坊市12345政务服务便民热线条例第二十六条",
        ..Action::PLAIN
    },
    acts::link(&[By::Holder, By::Desk(DESK)]),
    acts::note(&[By::Holder, By::Desk(DESK), By::Consulted, By::Leader(SUPERVISE)]),
    Action {
        key: "terminate",
        title: "终止",
        does: Does::Move("closed"),
        from: OPEN,
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason, Need::Outcome],
        clocks: STOP,
        basis: WEIFANG,
        ..Action::PLAIN
    },
    Action {
        key: "reopen",
        title: "重新办理",
        does: Does::Move("received"),
        from: &["closed"],
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason],
        clocks: &[turn(ANSWER, Turn::Start), turn(DISPATCH, Turn::Start)],
        basis: JINAN,
        ..Action::PLAIN
    },
    Action {
        key: CORRECT,
        title: "更正登记信息",
        from: ALL,
        by: &[By::Desk(DESK), By::System],
        needs: &[Need::Reason],
        ..Action::PLAIN
    },
    acts::archive(&["closed", "refused", "merged"], &[By::Desk(DESK)]),
];
