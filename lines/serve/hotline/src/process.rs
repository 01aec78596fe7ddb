//! How an order runs (工单办理流程): states, clocks and outcomes, each with what it rests on. The verbs are in [`actions`].

pub mod actions;

use matter::Process;
use matter::process::{Clock, Consultation, Kind, Outcome, Place, Silence, State};

/// The desk that takes and dispatches orders (热线受理派单).
pub const DESK: &str = "hotline.desk";
/// The desk that handles orders in a unit (承办).
pub const HANDLE: &str = "hotline.handle";
/// The desk that reviews what units hand in (审核).
pub const REVIEWING: &str = "hotline.review";
/// The desk that calls back (回访).
pub const CALL: &str = "hotline.call";
/// The desk that decides on extensions, orders on hold and exclusions (热线负责人).
pub const APPROVE: &str = "hotline.approve";
/// Puts orders under supervision (督办).
pub const SUPERVISE: &str = "hotline.supervise";

/// The opinion of 2025 on hotlines.
pub(crate) const OPINION: &str = "国办函〔2025〕66号";
/// The regulation of Jinan, followed where there is no national rule.
pub(crate) const JINAN: &str = "济南市12345市民服务热线条例";
/// The regulation of Anyang, likewise.
pub(crate) const ANYANG: &str = "安阳市政务服务条例";
/// The regulation of Weifang, likewise.
pub(crate) const WEIFANG: &str = "潍坊市12345政务服务便民热线条例";

/// The clock that lists show and counts judge.
pub const ANSWER: &str = "answer";
/// Within which the desk dispatches.
pub const DISPATCH: &str = "dispatch";
/// Within which the unit signs.
pub const SIGN: &str = "sign";
/// Within which the unit speaks with the caller.
pub const CONTACT: &str = "contact";
/// Within which an objection is decided on.
pub const ARBITRATE: &str = "arbitrate";
/// Within which what a unit handed in is reviewed.
pub const REVIEW: &str = "review";
/// Within which the caller is called back.
pub const CALLBACK: &str = "callback";

/// The kind that chooses the times of what must be done within hours.
pub const URGENT: &str = "urgent";
/// The kind of dangers.
pub const CRITICAL: &str = "critical";

/// 工单办理.
pub static ORDER: Process = Process {
    key: "hotline.order",
    version: 1,
    title: "热线工单办理",
    law: "国办发〔2020〕53号、国办函〔2025〕66号；无全国统一数值的期限参照济南、潍坊、安阳的地方性法规",
    kinds: &[
        ("consult", "咨询"),
        ("help", "求助"),
        ("complaint", "投诉"),
        ("report", "举报"),
        ("advice", "建议"),
        ("praise", "表扬"),
        ("other", "其他"),
        (URGENT, "紧急"),
        (CRITICAL, "突发"),
    ],
    states: &[
        state("received", "待派单", Kind::Open, DESK, Place::Home),
        state("dispatched", "待签收", Kind::Open, HANDLE, Place::Given),
        state("handling", "办理中", Kind::Open, HANDLE, Place::Same),
        state("objection", "退单待审核", Kind::Open, DESK, Place::Home),
        state("review", "待审核", Kind::Open, REVIEWING, Place::Home),
        state("callback", "待回访", Kind::Open, CALL, Place::Home),
        state("held", "挂起", Kind::Waiting, "", Place::Home),
        state("closed", "办结", Kind::Closed, "", Place::Home),
        state("refused", "不予受理", Kind::Closed, "", Place::Home),
        state("merged", "已并单", Kind::Closed, "", Place::Home),
        state("archived", "归档", Kind::Closed, "", Place::Home),
    ],
    actions: actions::ORDER,
    clocks: &[
        clock(
            ANSWER,
            "办理时限",
            &[
                ("consult", "hotline.consult"),
                ("advice", "hotline.advice"),
                (URGENT, "hotline.urgent"),
                (CRITICAL, "hotline.critical"),
                ("", "hotline.answer"),
            ],
            true,
        ),
        clock(DISPATCH, "派单时限", HASTY_DISPATCH, false),
        clock(SIGN, "签收时限", HASTY_SIGN, false),
        clock(CONTACT, "联系诉求人时限", &[("", "hotline.contact")], false),
        clock(ARBITRATE, "退单审核时限", &[("", "hotline.arbitrate")], false),
        clock(REVIEW, "审核时限", &[("", "hotline.review")], false),
        clock(CALLBACK, "回访时限", &[("", "hotline.callback")], false),
    ],
    consultations: &[
        ASSIST,
        Consultation {
            key: "extension", title: "延期审批", desk: APPROVE, extends: ANSWER, basis: ANYANG, ..ASSIST
        },
        Consultation { key: "hold", title: "挂起审批", desk: APPROVE, basis: JINAN, ..ASSIST },
    ],
    outcomes: &[
        outcome("direct", "直接答复", JINAN),
        outcome("satisfied", "已办理，诉求人满意", JINAN),
        outcome("accepted", "已办理，诉求人基本满意", JINAN),
        outcome("dissatisfied", "已办理，诉求人不满意（二次办理已用完）", JINAN),
        outcome("explained", "已解释说明（依法依规不能支持）", JINAN),
        outcome("unreached", "已办理，多次联系不上", JINAN),
        outcome("terminated", "经审核终止办理", WEIFANG),
        outcome("retracted", "诉求人撤回", ""),
        outcome("void", "录入有误，作废", ""),
        outcome("refused_suit", "不予受理：应通过诉讼、仲裁、行政复议等途径解决", OPINION),
        outcome("refused_discipline", "不予受理：属于纪检监察机关受理范围", OPINION),
        outcome("refused_disclosure", "不予受理：应按政府信息公开程序申请", "政府信息公开条例第二十七条"),
        outcome("refused_petition", "不予受理：已进入信访渠道", OPINION),
        outcome("refused_secret", "不予受理：涉及国家秘密、商业秘密、个人隐私或者违背公序良俗", OPINION),
        outcome("refused_scope", "不予受理：不属于本县职责", OPINION),
        outcome("refused_repeat", "不再受理：同一事实和理由已经依法办理", "济南市12345市民服务热线条例第二十五条"),
    ],
    number: "{prefix}热〔{year}〕{seq:06}号",
};

const HASTY_DISPATCH: &[(&str, &str)] =
    &[(URGENT, "hotline.dispatch.urgent"), (CRITICAL, "hotline.dispatch.urgent"), ("", "hotline.dispatch")];
const HASTY_SIGN: &[(&str, &str)] =
    &[(URGENT, "hotline.sign.urgent"), (CRITICAL, "hotline.sign.urgent"), ("", "hotline.sign")];

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
    basis: OPINION,
};

/// The state of an order in the words of the caller.
pub fn plain(state: &str) -> &'static str {
    match state {
        "received" => "已受理，正在派单",
        "dispatched" => "已转交承办单位",
        "handling" => "承办单位正在办理",
        "objection" => "正在确定承办单位",
        "review" => "办理结果正在审核",
        "callback" => "已办理，等待回访",
        "held" => "受客观条件限制，暂缓办理",
        "refused" => "不予受理",
        "merged" => "已与同类诉求合并办理",
        "closed" | "archived" => "已办结",
        _ => "",
    }
}

/// The tone of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "closed" | "archived" => "good",
        "objection" | "held" => "warn",
        "refused" | "merged" => "grey",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_rules_exist() {
        let rules = base::Rules::built_in();
        let today = base::time::Date::constant(2026, 3, 2);
        assert_eq!(ORDER.faults(), Vec::<String>::new());
        let clocks = ORDER.clocks.iter().flat_map(|c| c.rules).map(|(_, key)| *key);
        for key in clocks.chain(ORDER.consultations.iter().map(|c| c.rule)) {
            assert!(rules.length(key, today).is_ok(), "{key}");
        }
        for state in ORDER.states {
            assert!(!plain(state.key).is_empty(), "{} has plain words", state.key);
            let left = ORDER.actions.iter().any(|a| a.from.contains(&state.key));
            assert!(left || state.key == "archived", "nothing leaves {}", state.key);
        }
        for satisfaction in 1..=5 {
            assert!(ORDER.outcome(counter::rating::outcome_of(satisfaction)).is_some());
        }
    }
}
