//! How a request runs (依申请公开办理流程): the states, clocks, consultations and outcomes, each with the article of the
//! 政府信息公开条例 (国令第711号) that it rests on. The verbs are in [`actions`], the outcomes in [`crate::results`].

pub mod actions;
mod entry;

use matter::Process;
use matter::process::{Clock, Consultation, Kind, Place, Silence, State};

use crate::results::OUTCOMES;

/// The desk of the organ's office for disclosure (政府信息公开工作机构).
pub const DESK: &str = "requests.desk";
/// The desk that helps: finds information, says what its own unit thinks (协办).
pub const HANDLE: &str = "requests.handle";
/// The head of that office (政府信息公开工作机构负责人), who signs answers and agrees to extensions.
pub const APPROVE: &str = "requests.approve";

/// The clock that lists show and counts judge: art. 33, «行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复».
pub const ANSWER: &str = "answer";
/// Art. 31: «应当于收到申请的当日与申请人确认».
pub const CONFIRM: &str = "confirm";
/// Art. 30: «自收到申请之日起7个工作日内一次性告知申请人作出补正».
pub const NOTICE: &str = "notice";
/// Art. 30: «说明需要补正的事项和合理的补正期限».
pub const CORRECTION: &str = "correction";
/// Arts. 32 and 34: «应当自收到征求意见书之日起15个工作日内提出意见».
pub const OUTSIDE: &str = "outside";
/// Art. 35: «行政机关可以要求申请人说明理由»; the reasonable term that the notice sets.
pub const REASONS: &str = "reasons";
/// 信息处理费管理办法: within which the fee is paid.
pub const FEE: &str = "fee";

/// 政府信息公开申请办理.
pub static REQUEST: Process = Process {
    key: "requests.request",
    version: 3,
    title: "政府信息公开申请办理",
    law: "政府信息公开条例（国令第711号）第二十七条至第四十五条；政府信息公开信息处理费管理办法（国办函〔2020〕109号）",
    kinds: &[(ACCESS, "申请公开"), (RECTIFY, "申请更正")],
    states: STATES,
    actions: actions::ACTIONS,
    clocks: CLOCKS,
    consultations: CONSULTATIONS,
    outcomes: &OUTCOMES,
    number: "{prefix}公开申〔{year}〕{seq:05}号",
};

/// The kind of a request for information.
pub const ACCESS: &str = "access";
/// The kind of a request to correct records about oneself (art. 41).
pub const RECTIFY: &str = "rectify";

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str) -> State {
    State { key, title, kind, desk, place: Place::Home }
}

const STATES: &[State] = &[
    state("arrived", "待确认收到", Kind::Open, DESK),
    state("handling", "办理中", Kind::Open, DESK),
    state("correction", "待补正", Kind::Waiting, ""),
    state("reasons", "待说明理由", Kind::Waiting, ""),
    state("outside", "征求意见中", Kind::Waiting, ""),
    state("fee", "待缴费", Kind::Waiting, ""),
    state("review", "待审签", Kind::Open, APPROVE),
    state("redo", "重新办理中", Kind::Open, DESK),
    state("redo_review", "重新答复待审签", Kind::Open, APPROVE),
    state("closed", "已办结", Kind::Closed, ""),
    state("archived", "归档", Kind::Closed, ""),
    // Entered by mistake: it was no request, and no table counts it.
    state("voided", "已作废", Kind::Closed, ""),
];

const fn clock(key: &'static str, title: &'static str, rules: &'static [(&'static str, &'static str)]) -> Clock {
    Clock { key, title, rules, main: false }
}

const CLOCKS: &[Clock] = &[
    Clock { main: true, ..clock(ANSWER, "答复期限", &[("", "requests.answer")]) },
    clock(CONFIRM, "确认收到期限", &[("", "requests.confirm")]),
    clock(NOTICE, "补正告知期限", &[("", "requests.notice")]),
    clock(CORRECTION, "补正期限", &[("", "requests.correction")]),
    clock(REASONS, "说明理由期限", &[("", "requests.reasons")]),
    clock(OUTSIDE, "征求意见期限", &[("", "requests.outside")]),
    clock(FEE, "缴费期限", &[("", "requests.fee.pay")]),
];

const PLAIN: Consultation = Consultation {
    key: "",
    title: "",
    desk: HANDLE,
    blocks: false,
    rule: "matter.consult",
    silence: Silence::Wait,
    extends: "",
    pauses: "",
    basis: "",
};

const CONSULTATIONS: &[Consultation] = &[
    Consultation { key: "assist", title: "协办", rule: "matter.assist", ..PLAIN },
    // Art. 34 «…逾期未提出意见的视为同意公开», art. 33 «征求第三方和其他机关意见所需时间不计算在前款规定的期限内».
    Consultation {
        key: "joint",
        title: "征求共同制作机关意见",
        desk: DESK,
        blocks: true,
        rule: "requests.outside",
        silence: Silence::Agrees,
        pauses: ANSWER,
        basis: "政府信息公开条例第三十四条",
        ..PLAIN
    },
    // Art. 33 «需要延长答复期限的，应当经政府信息公开工作机构负责人同意并告知申请人，延长的期限最长不得超过20个工作日».
    Consultation {
        key: "extension",
        title: "延期审批",
        desk: APPROVE,
        extends: ANSWER,
        basis: "政府信息公开条例第三十三条",
        ..PLAIN
    },
    // Art. 35 «行政机关认为申请理由合理，但是无法在本条例第三十三条规定的期限内答复申请人的，可以确定延迟答复的合理期限并告知申请人».
    Consultation {
        key: "delay",
        title: "延迟答复审批",
        desk: APPROVE,
        extends: ANSWER,
        basis: "政府信息公开条例第三十五条",
        ..PLAIN
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_well_formed_and_its_rules_exist() {
        assert_eq!(REQUEST.faults(), Vec::<String>::new());
        let rules = base::Rules::built_in();
        let today = base::time::Date::constant(2026, 3, 2);
        let clocks = CLOCKS.iter().flat_map(|c| c.rules).map(|(_, key)| *key);
        for key in clocks.chain(CONSULTATIONS.iter().map(|c| c.rule)) {
            assert!(rules.length(key, today).is_ok(), "{key}");
        }
    }

    #[test]
    fn every_state_can_be_left_or_is_the_end() {
        for state in STATES.iter().filter(|s| !matches!(s.key, "archived" | "voided")) {
            assert!(REQUEST.actions.iter().any(|a| a.from.contains(&state.key)), "nothing leaves {}", state.key);
        }
    }
}
