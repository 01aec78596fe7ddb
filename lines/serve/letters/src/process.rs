//! How a letter runs (来信办理流程): the states, clocks, consultations and outcomes, each with what it rests on.
//!
//! 国办发〔2017〕47号 (互动交流): a letter is received, dispatched, answered within the time of its kind, reviewed before the
//! answer goes out. 国办函〔2025〕66号: disputes over dispatch are examined, repeats are joined. The verbs are in
//! [`actions`].

pub mod actions;

use matter::Process;
use matter::process::{Clock, Consultation, Kind, Outcome, Place, Silence, State};

/// The desk that receives and dispatches (信箱管理).
pub const DESK: &str = "letters.desk";
/// The desk that handles in a unit (承办).
pub const HANDLE: &str = "letters.handle";
/// The desk that reviews answers and decides on extensions (审核).
pub const APPROVE: &str = "letters.approve";
/// The leaders' verb: urge and supervise anywhere (督办).
pub const SUPERVISE: &str = "letters.supervise";

/// Statute of the mailbox.
const GUIDE: &str = "政府网站发展指引（国办发〔2017〕47号）";
/// Statute of dispatch, return and joining.
pub(crate) const HOTLINE: &str = "国办函〔2025〕66号";

/// The clock that lists show and counts judge.
pub const ANSWER: &str = "answer";
/// Within which the desk dispatches.
pub const DISPATCH: &str = "dispatch";
/// Within which the unit signs for the letter.
pub const SIGN: &str = "sign";
/// Within which the unit may return it.
pub const RETURN: &str = "return";
/// Within which the answer is reviewed.
pub const REVIEW: &str = "review";
/// Within which the sender supplements.
pub const CORRECT: &str = "correction";

/// 来信办理.
pub static LETTER: Process = Process {
    key: "letters.letter",
    version: 2,
    title: "来信办理",
    law: "政府网站发展指引（国办发〔2017〕47号）、国办发〔2014〕57号、国办函〔2025〕66号、信访工作条例、个人信息保护法",
    kinds: &[("consult", "咨询"), ("advice", "建议"), ("complaint", "投诉"), ("help", "求助"), ("report", "举报")],
    states: STATES,
    actions: actions::ACTIONS,
    clocks: CLOCKS,
    consultations: CONSULTATIONS,
    outcomes: OUTCOMES,
    number: "{prefix}信〔{year}〕{seq:05}号",
};

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str, place: Place) -> State {
    State { key, title, kind, desk, place }
}

const STATES: &[State] = &[
    state("received", "待受理", Kind::Open, DESK, Place::Home),
    state("dispatched", "待签收", Kind::Open, HANDLE, Place::Given),
    state("handling", "办理中", Kind::Open, HANDLE, Place::Same),
    state("review", "待审核", Kind::Open, APPROVE, Place::Home),
    state("supplement", "待补充", Kind::Waiting, "", Place::Home),
    state("replied", "已答复待评价", Kind::Waiting, "", Place::Home),
    state("again", "待重办", Kind::Open, DESK, Place::Home),
    state("closed", "办结", Kind::Closed, "", Place::Home),
    state("refused", "不予受理", Kind::Closed, "", Place::Home),
    state("merged", "已并案", Kind::Closed, "", Place::Home),
    state("archived", "归档", Kind::Closed, "", Place::Home),
];

const CLOCKS: &[Clock] = &[
    Clock {
        key: ANSWER,
        title: "答复时限",
        rules: &[("consult", "letters.simple"), ("", "letters.ordinary")],
        main: true,
    },
    Clock { key: DISPATCH, title: "分办时限", rules: &[("", "letters.dispatch")], main: false },
    Clock { key: SIGN, title: "签收时限", rules: &[("", "letters.sign")], main: false },
    Clock { key: RETURN, title: "退回时限", rules: &[("", "letters.return")], main: false },
    Clock { key: REVIEW, title: "审核时限", rules: &[("", "letters.approve")], main: false },
    Clock { key: CORRECT, title: "补充材料时限", rules: &[("", "letters.correction")], main: false },
];

const CONSULTATIONS: &[Consultation] = &[
    Consultation {
        key: "assist",
        title: "协办",
        desk: HANDLE,
        blocks: false,
        rule: "matter.assist",
        silence: Silence::Wait,
        extends: "",
        pauses: "",
        basis: HOTLINE,
    },
    Consultation {
        key: "countersign",
        title: "会签",
        desk: HANDLE,
        blocks: true,
        rule: "matter.consult",
        silence: Silence::Wait,
        extends: "",
        pauses: "",
        basis: "",
    },
    Consultation {
        key: "ask",
        title: "征求意见",
        desk: HANDLE,
        blocks: false,
        rule: "matter.consult",
        silence: Silence::Passes,
        extends: "",
        pauses: "",
        basis: "",
    },
    Consultation {
        key: "circulate",
        title: "传阅",
        desk: HANDLE,
        blocks: false,
        rule: "",
        silence: Silence::Wait,
        extends: "",
        pauses: "",
        basis: "",
    },
    Consultation {
        key: "extension",
        title: "延期审批",
        desk: APPROVE,
        blocks: false,
        rule: "matter.consult",
        silence: Silence::Wait,
        extends: ANSWER,
        pauses: "",
        basis: GUIDE,
    },
];

const fn outcome(key: &'static str, title: &'static str, basis: &'static str) -> Outcome {
    Outcome { key, title, basis }
}

/// How a letter may end. Keys that begin with `refused_` belong to 不予受理.
const OUTCOMES: &[Outcome] = &[
    outcome("satisfied", "已答复，来信人满意", GUIDE),
    outcome("accepted", "已答复，来信人基本满意", GUIDE),
    outcome("dissatisfied", "已答复，来信人不满意（不再重办）", GUIDE),
    outcome("unrated", "已答复，来信人未评价", GUIDE),
    outcome("retracted", "来信人撤回", ""),
    outcome("terminated", "终止办理", ""),
    outcome("refused_court", "不予受理：应通过诉讼、仲裁、行政复议解决", "国办函〔2025〕66号；信访工作条例第三十一条"),
    outcome("refused_discipline", "不予受理：属纪检监察机关受理", "国办函〔2025〕66号"),
    outcome("refused_petition", "不予受理：已进入信访渠道", "信访工作条例第十九条"),
    outcome("refused_disclosure", "不予受理：应按政府信息公开程序申请", "政府信息公开条例第二十七条"),
    outcome("refused_scope", "不予受理：不属于本县职责", "信访工作条例第二十三条"),
    outcome("refused_repeat", "不予受理：同一事实和理由已依法办结", "信访工作条例第三十六条"),
    outcome("refused_unclear", "不予受理：内容不清，无法办理", ""),
    outcome("refused_unlawful", "不予受理：涉密、侵犯隐私或违背公序良俗", "国办函〔2025〕66号"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_rules_exist() {
        assert_eq!(LETTER.faults(), Vec::<String>::new());
        let rules = base::Rules::built_in();
        let today = base::time::Date::constant(2026, 3, 2);
        for (_, key) in CLOCKS.iter().flat_map(|c| c.rules) {
            assert!(rules.length(key, today).is_ok(), "{key}");
        }
        for key in CONSULTATIONS.iter().map(|c| c.rule).filter(|r| !r.is_empty()) {
            assert!(rules.length(key, today).is_ok(), "{key}");
        }
    }

    #[test]
    fn every_state_can_be_left_or_is_the_end() {
        for state in STATES.iter().filter(|s| s.key != "archived") {
            let leaves = LETTER.actions.iter().any(|a| a.from.contains(&state.key));
            assert!(leaves, "nothing leaves {}", state.key);
        }
    }
}
