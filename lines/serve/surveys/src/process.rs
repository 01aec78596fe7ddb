//! How the feedback to a survey is made (采纳情况办理), a matter that opens when the survey closes; and how an objection to a public
//! notice is answered (公示异议办理). Both with a clock.
//!
//! 优化营商环境条例 art. 62: 建立健全意见采纳情况反馈机制; 检查指标 (国办秘函〔2019〕19号): what ended must have a published result.

use counter::acts;
use matter::Process;
use matter::process::{Action, By, Clock, Does, Kind, Need, Outcome, Place, State, Turn, turn};

/// The desk that keeps surveys in a unit (征集调查管理).
pub const KEEP: &str = "surveys.keep";
/// The desk of the unit's head that approves surveys and their feedback (审核).
pub const APPROVE: &str = "surveys.approve";

/// Within which the feedback is published.
pub const FEEDBACK: &str = "feedback";

const LAW: &str = "优化营商环境条例第六十二条：建立健全意见采纳情况反馈机制";

/// 采纳情况办理.
pub static PROCESS: Process = Process {
    key: "surveys.feedback",
    version: 1,
    title: "征集调查结果公布",
    law: "优化营商环境条例；政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）",
    kinds: &[
        ("decision", "重大行政决策"),
        ("business", "涉及经营主体的法规、规章、规范性文件"),
        ("norm", "其他行政规范性文件"),
        ("other", "其他意见征集"),
        ("poll", "网上调查"),
    ],
    states: &[
        State { key: "writing", title: "整理意见", kind: Kind::Open, desk: KEEP, place: Place::Home },
        State { key: "review", title: "待审核", kind: Kind::Open, desk: APPROVE, place: Place::Home },
        State { key: "published", title: "已公布", kind: Kind::Closed, desk: "", place: Place::Home },
        State { key: "stopped", title: "不再公布", kind: Kind::Closed, desk: "", place: Place::Home },
    ],
    actions: ACTIONS,
    clocks: &[Clock { key: FEEDBACK, title: "公布时限", rules: &[("", "surveys.feedback")], main: true }],
    consultations: &[],
    outcomes: &[],
    number: "{prefix}征〔{year}〕{seq:04}号",
};

const ACTIONS: &[Action] = &[
    Action {
        key: "submit",
        title: "提交采纳情况",
        does: Does::Move("review"),
        from: &["writing"],
        by: &[By::Holder],
        needs: &[Need::Opinion],
        basis: LAW,
        ..Action::PLAIN
    },
    Action {
        key: "publish",
        title: "同意公布",
        does: Does::Move("published"),
        from: &["review"],
        by: &[By::Holder],
        clocks: &[turn(FEEDBACK, Turn::Meet)],
        basis: LAW,
        ..Action::PLAIN
    },
    Action {
        key: "reject",
        title: "退回修改",
        does: Does::Return,
        from: &["review"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        ..Action::PLAIN
    },
    Action {
        key: "withdraw",
        title: "撤回",
        does: Does::Withdraw,
        from: &["review"],
        by: &[By::Sender],
        ..Action::PLAIN
    },
    Action {
        key: "stop",
        title: "终止",
        does: Does::Move("stopped"),
        from: &["writing", "review"],
        by: &[By::System],
        clocks: &[turn(FEEDBACK, Turn::Stop)],
        basis: "征集调查已经撤下",
        ..Action::PLAIN
    },
    acts::urge(&["writing", "review"], &[By::Desk(APPROVE), By::System]),
    acts::link(&[By::Holder]),
    acts::note(&[By::Holder, By::Desk(APPROVE)]),
];

/// The clock of an objection that lists show and counts judge.
pub const ANSWER: &str = "answer";

const OBJECTED: &str = "公示期内的异议应当核实并答复";

/// 异议办理.
pub static OBJECTION: Process = Process {
    key: "surveys.objection",
    version: 1,
    title: "公示异议办理",
    law: "重大行政决策程序暂行条例、党政领导干部选拔任用工作条例等关于公示的规定；个人信息保护法",
    kinds: &[
        ("cadre", "干部任前公示"),
        ("plan", "城乡规划草案公告"),
        ("land", "征收土地公告"),
        ("aid", "救助、补贴名单公示"),
        ("award", "评审、评选结果公示"),
        ("other", "其他公示"),
    ],
    states: &[
        State { key: "handling", title: "核实中", kind: Kind::Open, desk: KEEP, place: Place::Home },
        State { key: "review", title: "待审核", kind: Kind::Open, desk: APPROVE, place: Place::Home },
        State { key: "answered", title: "已答复", kind: Kind::Closed, desk: "", place: Place::Home },
    ],
    actions: OBJECTION_ACTIONS,
    clocks: &[Clock { key: ANSWER, title: "答复时限", rules: &[("", "surveys.objection")], main: true }],
    consultations: &[],
    outcomes: &[
        Outcome { key: "upheld", title: "异议成立", basis: OBJECTED },
        Outcome { key: "partly", title: "异议部分成立", basis: OBJECTED },
        Outcome { key: "rejected", title: "异议不成立", basis: OBJECTED },
        Outcome { key: "outside", title: "不属于本公示的异议", basis: OBJECTED },
    ],
    number: "{prefix}异〔{year}〕{seq:04}号",
};

const OBJECTION_ACTIONS: &[Action] = &[
    Action {
        key: "submit",
        title: "提交答复",
        does: Does::Move("review"),
        from: &["handling"],
        by: &[By::Holder],
        needs: &[Need::Outcome, Need::Opinion],
        basis: OBJECTED,
        ..Action::PLAIN
    },
    Action {
        key: "approve",
        title: "同意发出",
        does: Does::Move("answered"),
        from: &["review"],
        by: &[By::Holder],
        clocks: &[turn(ANSWER, Turn::Meet)],
        basis: OBJECTED,
        ..Action::PLAIN
    },
    Action {
        key: "reject",
        title: "退回修改",
        does: Does::Return,
        from: &["review"],
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Step],
        ..Action::PLAIN
    },
    Action {
        key: "withdraw",
        title: "撤回",
        does: Does::Withdraw,
        from: &["review"],
        by: &[By::Sender],
        ..Action::PLAIN
    },
    acts::urge(&["handling", "review"], &[By::Desk(APPROVE), By::System]),
    acts::link(&[By::Holder]),
    acts::note(&[By::Holder, By::Desk(APPROVE)]),
];

/// The tone of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "published" | "answered" => "good",
        "stopped" => "grey",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_kinds_have_rules() {
        assert_eq!([PROCESS.faults(), OBJECTION.faults()].concat(), Vec::<String>::new());
        let rules = base::Rules::built_in();
        let today = base::Date::constant(2026, 3, 2);
        for (kind, _) in PROCESS.kinds {
            assert!(crate::model::shortest(&rules, kind, today).is_ok(), "{kind}");
            assert!(counter::choice::known(crate::model::KINDS, kind).is_some(), "{kind}");
        }
        for (kind, _) in OBJECTION.kinds {
            assert!(crate::model::notice::shortest(&rules, kind, today).is_ok(), "{kind}");
            assert!(counter::choice::known(crate::model::notice::KINDS, kind).is_some(), "{kind}");
        }
        for outcome in crate::model::notice::OUTCOMES {
            assert!(OBJECTION.outcome(outcome.value).is_some(), "{}", outcome.value);
        }
    }
}
