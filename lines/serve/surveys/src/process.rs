//! How the feedback to a survey is made (采纳情况办理): a matter that opens when the survey closes, with a clock.
//!
//! 优化营商环境条例 art. 62: 建立健全意见采纳情况反馈机制; 检查指标 (国办秘函〔2019〕19号): what ended must have a published result.

use counter::acts;
use matter::Process;
use matter::process::{Action, By, Clock, Does, Kind, Need, Place, State, Turn, turn};

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
    number: "青征〔{year}〕{seq:04}号",
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

/// The tone of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "published" => "good",
        "stopped" => "grey",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_kinds_have_rules() {
        assert_eq!(PROCESS.faults(), Vec::<String>::new());
        let rules = base::Rules::built_in();
        let today = base::Date::constant(2026, 3, 2);
        for (kind, _) in PROCESS.kinds {
            assert!(crate::model::shortest(&rules, kind, today).is_ok(), "{kind}");
            assert!(counter::choice::known(crate::model::KINDS, kind).is_some(), "{kind}");
        }
    }
}
