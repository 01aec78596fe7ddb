//! How a rectification order runs (督办整改流程): drawn up → signed off → the unit signs for it, mends and hands in → looked at again → closed,
//! or back to the unit for a further round.

use counter::acts;
use matter::Process;
use matter::process::{Action, By, Clock, Consultation, Does, Kind, Need, Outcome, Place, Silence, State, Turn, turn};

/// The desk that draws up orders and looks again (监测督办岗).
pub const DESK: &str = "monitoring.desk";
/// The desk that signs off and decides on extensions (签发).
pub const APPROVE: &str = "monitoring.approve";
/// The desk that mends in a unit (整改).
pub const HANDLE: &str = "monitoring.handle";
/// The leaders' verb: urge and supervise anywhere.
pub const SUPERVISE: &str = "monitoring.supervise";

/// The clock that lists show and counts judge.
pub const MEND: &str = "mend";
/// Within which the unit signs for it.
pub const SIGN: &str = "sign";
/// Within which the office looks again.
pub const RECHECK: &str = "recheck";

/// Everything was mended.
pub const MENDED: &str = "mended";
/// Closed with a reason, though something is wrong still.
pub const KEPT: &str = "kept";

const CHECKS: &str = "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）";
const GUIDE: &str = "政府网站发展指引（国办发〔2017〕47号）";

/// With the unit.
const WITH_UNIT: &[&str] = &["issued", "mending"];
/// Before it is closed.
const OPEN: &[&str] = &["draft", "signing", "issued", "mending"];

/// 督办整改.
pub static ORDER: Process = Process {
    key: "monitoring.order",
    version: 1,
    title: "督办整改",
    law: "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）、政府网站发展指引（国办发〔2017〕47号）；期限为内部管理规定",
    kinds: &[("ordinary", "限期整改"), ("prompt", "立行立改")],
    states: &[
        state("draft", "拟稿", Kind::Open, DESK, Place::Home),
        state("signing", "待签发", Kind::Open, APPROVE, Place::Home),
        state("issued", "待签收", Kind::Open, HANDLE, Place::Given),
        state("mending", "整改中", Kind::Open, HANDLE, Place::Same),
        state("recheck", "待复查", Kind::Open, DESK, Place::Home),
        state("closed", "已销号", Kind::Closed, "", Place::Home),
        state("void", "已撤销", Kind::Closed, "", Place::Home),
        state("archived", "归档", Kind::Closed, "", Place::Home),
    ],
    actions: ACTIONS,
    clocks: &[
        Clock {
            key: MEND,
            title: "整改时限",
            rules: &[("prompt", "monitoring.prompt"), ("", "monitoring.ordinary")],
            main: true,
        },
        Clock { key: SIGN, title: "签收时限", rules: &[("", "monitoring.sign")], main: false },
        Clock { key: RECHECK, title: "复查时限", rules: &[("", "monitoring.recheck")], main: false },
    ],
    consultations: &[Consultation {
        key: "extension",
        title: "延期审批",
        desk: APPROVE,
        blocks: false,
        rule: "matter.consult",
        silence: Silence::Wait,
        extends: MEND,
        pauses: "",
        basis: "",
    }],
    outcomes: &[
        Outcome { key: MENDED, title: "整改到位", basis: CHECKS },
        Outcome { key: KEPT, title: "说明理由后销号，仍有问题未消除", basis: "" },
    ],
    number: "{prefix}督〔{year}〕{seq:04}号",
};

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str, place: Place) -> State {
    State { key, title, kind, desk, place }
}

const ACTIONS: &[Action] = &[
    Action {
        key: "propose",
        title: "送签",
        does: Does::Move("signing"),
        from: &["draft"],
        by: &[By::Holder],
        ..Action::PLAIN
    },
    Action {
        key: "issue",
        title: "签发",
        does: Does::Move("issued"),
        from: &["signing"],
        by: &[By::Holder],
        needs: &[Need::Unit],
        clocks: &[turn(MEND, Turn::Start), turn(SIGN, Turn::Start)],
        basis: GUIDE,
        ..Action::PLAIN
    },
    Action {
        key: "redraft",
        title: "退回修改",
        does: Does::Move("draft"),
        from: &["signing"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        ..Action::PLAIN
    },
    Action {
        key: "sign",
        title: "签收",
        does: Does::Sign("mending"),
        from: &["issued"],
        by: &[By::Holder],
        clocks: &[turn(SIGN, Turn::Meet)],
        ..Action::PLAIN
    },
    Action {
        key: "submit",
        title: "提交整改反馈",
        does: Does::Move("recheck"),
        from: &["mending"],
        by: &[By::Holder],
        needs: &[Need::Opinion],
        clocks: &[turn(MEND, Turn::Meet), turn(RECHECK, Turn::Start)],
        basis: CHECKS,
        ..Action::PLAIN
    },
    Action {
        key: "extension",
        title: "延期申请",
        does: Does::Consult("extension"),
        from: &["mending"],
        by: &[By::Holder],
        needs: &[Need::Days, Need::Reason],
        times: 1,
        basis: "只能延长一次，须经审批",
        ..Action::PLAIN
    },
    acts::REPLY,
    Action {
        key: "close",
        title: "销号",
        does: Does::Move("closed"),
        from: &["recheck"],
        by: &[By::Holder],
        needs: &[Need::Outcome],
        clocks: &[turn(RECHECK, Turn::Meet)],
        basis: "复查消除后销号；仍存在的须写明理由",
        ..Action::PLAIN
    },
    Action {
        key: "again",
        title: "退回重新整改",
        does: Does::Return,
        from: &["recheck"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(RECHECK, Turn::Meet), turn(MEND, Turn::Start)],
        basis: CHECKS,
        ..Action::PLAIN
    },
    Action {
        key: "void",
        title: "撤销督办单",
        does: Does::Move("void"),
        from: OPEN,
        by: &[By::Desk(DESK)],
        needs: &[Need::Reason],
        clocks: &[turn(MEND, Turn::Stop), turn(SIGN, Turn::Stop)],
        ..Action::PLAIN
    },
    acts::urge(&["issued", "mending", "recheck"], &[By::Desk(DESK), By::Leader(SUPERVISE), By::System]),
    Action {
        key: "supervise",
        title: "列入重点督办",
        does: Does::Supervise,
        from: WITH_UNIT,
        by: &[By::Leader(SUPERVISE)],
        needs: &[Need::Opinion],
        ..Action::PLAIN
    },
    acts::link(&[By::Holder, By::Desk(DESK)]),
    acts::note(&[By::Holder, By::Desk(DESK), By::Consulted, By::Leader(SUPERVISE)]),
    acts::archive(&["closed"], &[By::Desk(DESK)]),
];

/// The tone of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "closed" | "archived" => "good",
        "recheck" | "signing" => "warn",
        "void" => "grey",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_rules_exist() {
        assert_eq!(ORDER.faults(), Vec::<String>::new());
        let (rules, today) = (base::Rules::built_in(), base::time::Date::constant(2026, 3, 2));
        for (_, key) in ORDER.clocks.iter().flat_map(|clock| clock.rules) {
            assert!(matches!(rules.length(key, today), Ok(base::due::Length::WorkingDays(_))), "{key}");
        }
        for state in ORDER.states.iter().filter(|state| !matches!(state.key, "void" | "archived")) {
            assert!(ORDER.actions.iter().any(|a| a.from.contains(&state.key)), "nothing leaves {}", state.key);
        }
    }
}
