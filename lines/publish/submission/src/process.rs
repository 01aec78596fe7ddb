//! How a submission runs (信息审核流程): 一审 → 保密审查 → 二审 → 三审, back to the writer from each, coordination with other
//! organs on the way.

use matter::Process;
use matter::process::{Action, By, Clock, Consultation, Does, Kind, Need, Outcome, Place, Silence, State, Turn, turn};

/// The desk that writes and mends (报送).
pub const WRITE: &str = "submission.write";
/// The desk of the first review (一审).
pub const FIRST: &str = "submission.first";
/// The desk of the secrecy review (保密审查).
pub const SECRECY: &str = "submission.secrecy";
/// The desk of the second review (二审).
pub const SECOND: &str = "submission.second";
/// The desk of the third review, in the unit that keeps the site (三审).
pub const THIRD: &str = "submission.third";

/// The clock that lists show.
const REVIEWED: &str = "review";
/// Within which the secrecy review is made.
pub(crate) const CHECKED: &str = "secrecy";

const LAW: &str = "政府信息公开条例第十七条";

/// 信息审核.
pub static REVIEW: Process = Process {
    key: "submission.review",
    version: 1,
    title: "信息审核",
    law: "政府信息公开条例第十一条、第十四条至第十七条；保守国家秘密法第三十五条",
    kinds: edition::terms::KINDS,
    states: &[
        state("first", "待一审", Kind::Open, FIRST, Place::Home),
        state("secrecy", "待保密审查", Kind::Open, SECRECY, Place::Home),
        state("second", "待二审", Kind::Open, SECOND, Place::Home),
        state("third", "待三审", Kind::Open, THIRD, Place::Given),
        state("fixing", "退回修改", Kind::Open, WRITE, Place::Home),
        state("approved", "审核通过", Kind::Closed, "", Place::Home),
        state("refused", "不予发布", Kind::Closed, "", Place::Home),
        state("retracted", "报送单位撤回", Kind::Closed, "", Place::Home),
    ],
    actions: ACTIONS,
    clocks: &[
        Clock { key: REVIEWED, title: "审核时限", rules: &[("", "submission.review")], main: true },
        Clock { key: CHECKED, title: "保密审查时限", rules: &[("", "submission.secrecy")], main: false },
    ],
    consultations: &[Consultation {
        key: "coordinate",
        title: "发布协调",
        desk: FIRST,
        blocks: true,
        rule: "submission.coordinate",
        silence: Silence::Wait,
        extends: "",
        pauses: "",
        basis: "政府信息公开条例第十一条",
    }],
    outcomes: &[
        Outcome {
            key: "refused_secret", title: "不予发布：涉及国家秘密", basis: "政府信息公开条例第十四条"
        },
        Outcome {
            key: "refused_harm",
            title: "不予发布：可能危及国家安全、公共安全、经济安全、社会稳定",
            basis: "政府信息公开条例第十四条",
        },
        Outcome {
            key: "refused_private",
            title: "不予发布：涉及商业秘密、个人隐私",
            basis: "政府信息公开条例第十五条",
        },
        Outcome {
            key: "refused_internal", title: "不予发布：内部事务或过程性信息", basis: "政府信息公开条例第十六条"
        },
        Outcome { key: "refused_value", title: "不予发布：内容不宜或没有发布价值", basis: "" },
    ],
    number: "{prefix}审〔{year}〕{seq:05}号",
};

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str, place: Place) -> State {
    State { key, title, kind, desk, place }
}

/// Where somebody reads.
const READING: &[&str] = &["first", "secrecy", "second", "third"];

const ACTIONS: &[Action] = &[
    Action {
        key: "pass_first",
        title: "一审通过",
        does: Does::Move("secrecy"),
        from: &["first"],
        by: &[By::Holder],
        clocks: &[turn(CHECKED, Turn::Start)],
        basis: "谁主管谁负责、谁审核谁负责",
        ..Action::PLAIN
    },
    Action {
        key: "pass_secrecy",
        title: "保密审查通过",
        does: Does::Move("second"),
        from: &["secrecy"],
        by: &[By::Holder],
        clocks: &[turn(CHECKED, Turn::Meet)],
        basis: LAW,
        ..Action::PLAIN
    },
    Action {
        key: "pass_second",
        title: "二审通过",
        does: Does::Move("third"),
        from: &["second"],
        by: &[By::Holder],
        needs: &[Need::Unit],
        basis: "谁主管谁负责、谁审核谁负责",
        ..Action::PLAIN
    },
    Action {
        key: "pass_third",
        title: "三审通过",
        does: Does::Move("approved"),
        from: &["third"],
        by: &[By::Holder],
        clocks: &[turn(REVIEWED, Turn::Meet)],
        basis: LAW,
        ..Action::PLAIN
    },
    Action {
        key: "back",
        title: "退回修改",
        does: Does::Move("fixing"),
        from: READING,
        by: &[By::Holder],
        needs: &[Need::Reason],
        clocks: &[turn(REVIEWED, Turn::Pause), turn(CHECKED, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "resubmit",
        title: "修改后再报",
        does: Does::Move("first"),
        from: &["fixing"],
        by: &[By::Holder],
        clocks: &[turn(REVIEWED, Turn::Resume)],
        ..Action::PLAIN
    },
    Action {
        key: "refuse",
        title: "不予发布",
        does: Does::Move("refused"),
        from: READING,
        by: &[By::Holder],
        needs: &[Need::Reason, Need::Outcome],
        clocks: &[turn(REVIEWED, Turn::Stop), turn(CHECKED, Turn::Stop)],
        basis: "政府信息公开条例第十四条至第十六条",
        ..Action::PLAIN
    },
    Action {
        key: "retract",
        title: "撤回报送",
        does: Does::Move("retracted"),
        from: &["first", "secrecy", "second", "third", "fixing"],
        by: &[By::Desk(WRITE)],
        needs: &[Need::Reason],
        clocks: &[turn(REVIEWED, Turn::Stop), turn(CHECKED, Turn::Stop)],
        ..Action::PLAIN
    },
    Action {
        key: "coordinate",
        title: "发布协调",
        does: Does::Consult("coordinate"),
        from: READING,
        by: &[By::Holder],
        needs: &[Need::Units, Need::Opinion],
        basis: "政府信息公开条例第十一条",
        ..Action::PLAIN
    },
    Action {
        key: "reply",
        title: "答复协调",
        does: Does::Reply,
        by: &[By::Consulted],
        needs: &[Need::Stance, Need::Opinion],
        ..Action::PLAIN
    },
    Action {
        key: "remove_member",
        title: "减签",
        does: Does::RemoveMember,
        by: &[By::Holder],
        needs: &[Need::Member],
        ..Action::PLAIN
    },
    Action {
        key: "urge",
        title: "催办",
        does: Does::Urge,
        from: READING,
        by: &[By::Desk(WRITE), By::System],
        ..Action::PLAIN
    },
    Action {
        key: "note",
        title: "备注",
        does: Does::Remark,
        by: &[By::Holder, By::Desk(WRITE), By::Consulted],
        needs: &[Need::Opinion],
        ..Action::PLAIN
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_rules_exist() {
        assert_eq!(REVIEW.faults(), Vec::<String>::new());
        let (rules, today) = (base::Rules::built_in(), base::time::Date::constant(2026, 3, 2));
        let of_clocks = REVIEW.clocks.iter().flat_map(|c| c.rules).map(|(_, key)| *key);
        for key in of_clocks.chain(REVIEW.consultations.iter().map(|c| c.rule)) {
            assert!(rules.length(key, today).is_ok(), "{key}");
        }
    }
}
