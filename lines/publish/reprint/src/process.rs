//! How a reprint runs (转载流程): waiting → reprinted, not reprinted with a reason, or the original is gone; after that, when the
//! original is withdrawn, the reprint is withdrawn too.

use matter::Process;
use matter::process::{Action, By, Clock, Does, Kind, Need, Outcome, Place, State, Turn, turn};

/// The desk that reprints (转载岗).
pub const DESK: &str = "reprint.desk";

/// The clock of the duty.
pub const DUE: &str = "reprint";
/// The clock of the withdrawal.
pub const RECALL: &str = "recall";

/// Levels of sources: the kinds of matters.
pub const LEVELS: &[(&str, &str)] = &[("state", "国务院"), ("province", "省级"), ("city", "市级")];

/// The rule row of the hours that a level allows.
pub fn rule_of(level: &str) -> &'static str {
    HOURS.iter().find(|(key, _)| *key == level).map_or("reprint.city", |(_, rule)| rule)
}

const HOURS: &[(&str, &str)] =
    &[("state", "reprint.state"), ("province", "reprint.province"), ("city", "reprint.city")];

const LAW: &str = "国办发〔2014〕57号";

/// 上级信息转载.
pub static REPRINT: Process = Process {
    key: "reprint.task",
    version: 1,
    title: "上级信息转载",
    law: "国务院办公厅关于加强政府网站信息内容建设的意见（国办发〔2014〕57号）；政府网站发展指引（国办发〔2017〕47号）",
    kinds: LEVELS,
    states: &[
        state("waiting", "待转载", Kind::Open, DESK),
        state("reprinted", "已转载", Kind::Closed, ""),
        state("recall", "原文已撤，待撤回", Kind::Open, DESK),
        state("recalled", "已随原文撤回", Kind::Closed, ""),
        state("excused", "不转载", Kind::Closed, ""),
        state("gone", "原文已撤，未转载", Kind::Closed, ""),
    ],
    actions: ACTIONS,
    clocks: &[
        Clock { key: DUE, title: "转载时限", rules: HOURS, main: true },
        Clock { key: RECALL, title: "撤回时限", rules: &[("", "reprint.recall")], main: false },
    ],
    consultations: &[],
    outcomes: &[
        Outcome { key: "unrelated", title: "内容与本单位职责无关", basis: "" },
        Outcome { key: "covered", title: "同一内容已在本单位网站发布", basis: "" },
        Outcome { key: "unsuited", title: "原文声明不得转载或不宜转载", basis: "" },
        Outcome { key: "other", title: "其他", basis: "" },
    ],
    number: "{prefix}转〔{year}〕{seq:05}号",
};

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str) -> State {
    State { key, title, kind, desk, place: Place::Home }
}

const ACTIONS: &[Action] = &[
    Action {
        key: "published",
        title: "转载发布",
        does: Does::Move("reprinted"),
        from: &["waiting", "excused", "gone"],
        by: &[By::System],
        clocks: &[turn(DUE, Turn::Meet)],
        basis: LAW,
        ..Action::PLAIN
    },
    Action {
        key: "excuse",
        title: "不转载",
        does: Does::Move("excused"),
        from: &["waiting"],
        by: &[By::Holder],
        needs: &[Need::Outcome, Need::Reason],
        clocks: &[turn(DUE, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "gone",
        title: "登记原文已撤",
        does: Does::Move("gone"),
        from: &["waiting"],
        by: &[By::Holder, By::System],
        needs: &[Need::Reason],
        clocks: &[turn(DUE, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "gone_after",
        title: "登记原文已撤",
        does: Does::Move("recall"),
        from: &["reprinted"],
        by: &[By::Desk(DESK), By::System],
        needs: &[Need::Reason],
        clocks: &[turn(RECALL, Turn::Start)],
        basis: "转载内容与原文保持一致",
        ..Action::PLAIN
    },
    Action {
        key: "recalled",
        title: "撤回转载",
        does: Does::Move("recalled"),
        from: &["recall"],
        by: &[By::Holder, By::System],
        clocks: &[turn(RECALL, Turn::Meet)],
        basis: "转载内容与原文保持一致",
        ..Action::PLAIN
    },
    Action {
        key: "keep",
        title: "原文仍有效，不撤回",
        does: Does::Move("reprinted"),
        from: &["recall"],
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(RECALL, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "urge",
        title: "催办",
        does: Does::Urge,
        from: &["waiting", "recall"],
        by: &[By::Leader(crate::ALL), By::System],
        ..Action::PLAIN
    },
    Action {
        key: "note",
        title: "备注",
        does: Does::Remark,
        by: &[By::Holder, By::Leader(crate::ALL)],
        needs: &[Need::Opinion],
        ..Action::PLAIN
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_rules_exist() {
        assert_eq!(REPRINT.faults(), Vec::<String>::new());
        let (rules, today) = (base::Rules::built_in(), base::time::Date::constant(2026, 3, 2));
        for (_, key) in REPRINT.clocks.iter().flat_map(|clock| clock.rules) {
            assert!(matches!(rules.length(key, today), Ok(base::due::Length::Hours(_))), "{key}");
        }
        for (level, _) in LEVELS {
            assert!(HOURS.iter().any(|(key, rule)| key == level && *rule == rule_of(level)), "{level}");
        }
    }
}
