//! How a consultation runs (咨询办理流程) and how an error report runs (纠错办理流程): states, clocks and outcomes, each with what
//! it rests on. The verbs are in [`actions`].

pub mod actions;

use matter::Process;
use matter::process::{Clock, Consultation, Kind, Outcome, Place, Silence, State};

/// The desk that receives and dispatches consultations (咨询管理).
pub const DESK: &str = "consult.desk";
/// The desk that answers in a unit (承办).
pub const HANDLE: &str = "consult.handle";
/// The desk that reviews answers and decides on extensions (审核).
pub const APPROVE: &str = "consult.approve";
/// The desk of the office for the site that receives error reports (纠错管理).
pub const FIX_DESK: &str = "consult.fix.desk";
/// The desk that mends pages of its unit (纠错).
pub const FIX: &str = "consult.fix";

/// Statute of both.
pub(crate) const GUIDE: &str = "政府网站发展指引（国办发〔2017〕47号）";

/// The clock that lists show and counts judge.
pub const ANSWER: &str = "answer";
/// Within which the desk dispatches.
pub const DISPATCH: &str = "dispatch";
/// Within which the unit signs.
pub const SIGN: &str = "sign";
/// Within which the answer is reviewed.
pub const REVIEW: &str = "review";

/// The outcomes of an error report, with what the reporter is told.
pub const RESULTS: &[(&str, &str)] = &[("fixed", "属实，已改正"), ("unfounded", "不属实"), ("refused", "不受理")];

/// 咨询办理.
pub static ASK: Process = Process {
    key: "consult.ask",
    version: 2,
    title: "咨询办理",
    law: "政府网站发展指引（国办发〔2017〕47号）、国办发〔2014〕57号、个人信息保护法",
    kinds: &[("simple", "简单咨询"), ("ordinary", "一般咨询")],
    states: &[
        state("received", "待分办", Kind::Open, DESK, Place::Home),
        state("dispatched", "待签收", Kind::Open, HANDLE, Place::Given),
        state("handling", "答复中", Kind::Open, HANDLE, Place::Same),
        state("review", "待审核", Kind::Open, APPROVE, Place::Home),
        state("replied", "已答复待评价", Kind::Waiting, "", Place::Home),
        state("again", "待重办", Kind::Open, DESK, Place::Home),
        state("closed", "办结", Kind::Closed, "", Place::Home),
        state("refused", "不予受理", Kind::Closed, "", Place::Home),
        state("merged", "已并案", Kind::Closed, "", Place::Home),
        state("archived", "归档", Kind::Closed, "", Place::Home),
    ],
    actions: actions::ASK,
    clocks: &[
        clock(ANSWER, "答复时限", &[("simple", "consult.simple"), ("", "consult.ordinary")], true),
        clock(DISPATCH, "分办时限", &[("", "consult.dispatch")], false),
        clock(SIGN, "签收时限", &[("", "consult.sign")], false),
        clock(REVIEW, "审核时限", &[("", "consult.approve")], false),
    ],
    consultations: &[
        ASSIST,
        Consultation {
            key: "extension", title: "延期审批", desk: APPROVE, extends: ANSWER, basis: GUIDE, ..ASSIST
        },
    ],
    outcomes: &[
        outcome("satisfied", "已答复，咨询人满意", GUIDE),
        outcome("accepted", "已答复，咨询人基本满意", GUIDE),
        outcome("dissatisfied", "已答复，咨询人不满意（不再重办）", GUIDE),
        outcome("unrated", "已答复，咨询人未评价", GUIDE),
        outcome("retracted", "咨询人撤回", ""),
        outcome("refused_letter", "不予受理：属于投诉、举报、求助，请写信或者拨打 12345", "国办函〔2025〕66号"),
        outcome("refused_disclosure", "不予受理：应按政府信息公开程序申请", "政府信息公开条例第二十七条"),
        outcome("refused_scope", "不予受理：不属于本县职责", GUIDE),
        outcome("refused_unclear", "不予受理：内容不清，无法答复", ""),
    ],
    number: "{prefix}咨〔{year}〕{seq:05}号",
};

/// 纠错办理.
pub static ERROR: Process = Process {
    key: "consult.error",
    version: 2,
    title: "纠错办理",
    law: "政府网站发展指引（国办发〔2017〕47号）；政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）",
    kinds: &[("typo", "错别字"), ("content", "内容错误"), ("link", "链接失效"), ("picture", "图片"), ("other", "其他")],
    states: &[
        state("received", "待核实", Kind::Open, FIX_DESK, Place::Home),
        state("handling", "核实改正中", Kind::Open, FIX, Place::Given),
        state("closed", "办结", Kind::Closed, "", Place::Home),
        state("merged", "已并案", Kind::Closed, "", Place::Home),
        state("archived", "归档", Kind::Closed, "", Place::Home),
    ],
    actions: actions::ERROR,
    clocks: &[clock(ANSWER, "办理时限", &[("", "consult.error")], true)],
    consultations: &[],
    outcomes: &[
        outcome("fixed", "属实，已改正", GUIDE),
        outcome("unfounded", "不属实", GUIDE),
        outcome("refused", "不受理（不是本网站的内容，或者属于咨询、投诉）", GUIDE),
    ],
    number: "{prefix}纠〔{year}〕{seq:05}号",
};

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str, place: Place) -> State {
    State { key, title, kind, desk, place }
}

const fn clock(
    key: &'static str,
    title: &'static str,
    rules: &'static [(&'static str, &'static str)],
    main: bool,
) -> Clock {
    Clock { key, title, rules, main }
}

const fn outcome(key: &'static str, title: &'static str, basis: &'static str) -> Outcome {
    Outcome { key, title, basis }
}

const ASSIST: Consultation = Consultation {
    key: "assist",
    title: "协办",
    desk: HANDLE,
    blocks: false,
    rule: "matter.assist",
    silence: Silence::Wait,
    extends: "",
    pauses: "",
    basis: "",
};

/// The state of a matter in the words of the person outside.
pub fn plain(state: &str) -> &'static str {
    match state {
        "received" => "已收到，正在分办",
        "dispatched" => "已转交承办单位",
        "handling" => "承办单位正在办理",
        "review" => "答复正在审核",
        "replied" => "已答复，请您评价",
        "again" => "正在安排重新办理",
        "refused" => "不予受理",
        "merged" => "已与同类事项合并办理",
        "closed" | "archived" => "已办结",
        _ => "",
    }
}

/// The tone of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "replied" | "closed" | "archived" => "good",
        "refused" | "merged" => "grey",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_processes_are_well_formed_and_their_rules_exist() {
        let rules = base::Rules::built_in();
        let today = base::time::Date::constant(2026, 3, 2);
        for process in [&ASK, &ERROR] {
            assert_eq!(process.faults(), Vec::<String>::new());
            let clocks = process.clocks.iter().flat_map(|c| c.rules).map(|(_, key)| *key);
            for key in clocks.chain(process.consultations.iter().map(|c| c.rule)) {
                assert!(rules.length(key, today).is_ok(), "{key}");
            }
            for state in process.states {
                assert!(!plain(state.key).is_empty(), "{} has plain words", state.key);
                let left = process.actions.iter().any(|a| a.from.contains(&state.key));
                assert!(left || state.key == "archived", "nothing leaves {}", state.key);
            }
        }
        for (key, _) in RESULTS {
            assert!(ERROR.outcome(key).is_some());
        }
        for satisfaction in 1..=5 {
            assert!(ASK.outcome(counter::rating::outcome_of(satisfaction)).is_some());
        }
    }
}
