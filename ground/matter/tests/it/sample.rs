//! A process of the tests' own, and officials for the pure core: shaped like a letter, with everything the vocabulary has.

use std::sync::Arc;

use base::calendar::Calendar;
use base::rules::Rules;
use base::time::DateTime;
use base::{Date, Moment};
use identity::{Actor, Role, Roles, Scope, Staff};
use matter::Process;
use matter::decide::World;
use matter::process::{
    Action, By, Clock, Consultation, Does, Effect, Kind, Need, Outcome, Place, Silence, State, Turn,
};

/// Opens, dispatches, merges.
pub const DESK: &str = "sample.desk";
/// Handles.
pub const HANDLE: &str = "sample.handle";
/// Approves.
pub const APPROVE: &str = "sample.approve";
/// Supervises.
pub const LEAD: &str = "sample.lead";

/// The roles of the sample.
pub const ROLES: &[Role] = &[
    Role { key: "sample_clerk", title: "受理员", scope: Scope::Own, verbs: &[DESK] },
    Role { key: "sample_handler", title: "承办员", scope: Scope::Own, verbs: &[HANDLE] },
    Role { key: "sample_approver", title: "审核人", scope: Scope::Own, verbs: &[APPROVE] },
    Role { key: "sample_leader", title: "县领导", scope: Scope::County, verbs: &[LEAD, matter::OVERSEE] },
];

const fn state(key: &'static str, title: &'static str, kind: Kind, desk: &'static str, place: Place) -> State {
    State { key, title, kind, desk, place }
}

const fn on(clock: &'static str, turn: Turn) -> Effect {
    Effect { clock, turn }
}

const fn action(
    key: &'static str,
    title: &'static str,
    does: Does,
    from: &'static [&'static str],
    by: &'static [By],
    needs: &'static [Need],
) -> Action {
    Action { key, title, does, from, by, needs, times: 0, clocks: &[], basis: "" }
}

const fn clocks(action: Action, clocks: &'static [Effect]) -> Action {
    Action { clocks, ..action }
}

const fn asks(key: &'static str, title: &'static str, desk: &'static str, blocks: bool) -> Consultation {
    Consultation {
        key,
        title,
        desk,
        blocks,
        rule: "matter.consult",
        silence: Silence::Wait,
        extends: "",
        pauses: "",
        basis: "",
    }
}

const HOLDER: &[By] = &[By::Holder];
const AT_DESK: &[By] = &[By::Desk(DESK)];

/// The sample.
pub static SAMPLE: Process = Process {
    key: "sample.case",
    version: 1,
    title: "样例办件",
    law: "样例办法",
    kinds: &[],
    number: "样〔{year}〕{seq:05}号",
    states: &[
        state("received", "待受理", Kind::Open, DESK, Place::Home),
        state("dispatched", "待签收", Kind::Open, HANDLE, Place::Given),
        state("handling", "办理中", Kind::Open, HANDLE, Place::Same),
        state("review", "待审核", Kind::Open, APPROVE, Place::Home),
        state("supplement", "待补充", Kind::Waiting, "", Place::Home),
        state("replied", "已答复", Kind::Waiting, "", Place::Home),
        state("again", "待重办", Kind::Open, DESK, Place::Home),
        state("checking", "待回访", Kind::Open, DESK, Place::Home),
        state("closed", "办结", Kind::Closed, "", Place::Home),
        state("refused", "不予受理", Kind::Closed, "", Place::Home),
        state("merged", "已并案", Kind::Closed, "", Place::Home),
    ],
    actions: &[
        clocks(
            action("dispatch", "派单", Does::Move("dispatched"), &["received", "again"], HOLDER, &[Need::Unit]),
            &[on("sign", Turn::Start)],
        ),
        clocks(
            action("refuse", "不予受理", Does::Move("refused"), &["received"], HOLDER, &[Need::Reason, Need::Outcome]),
            &[on("answer", Turn::Stop)],
        ),
        clocks(action("sign", "签收", Does::Sign("handling"), &["dispatched"], HOLDER, &[]), &[on("sign", Turn::Meet)]),
        clocks(
            action(
                "return",
                "退回",
                Does::Return,
                &["dispatched", "handling", "review", "again"],
                &[By::Holder, By::Consulted],
                &[Need::Step, Need::Reason],
            ),
            &[on("sign", Turn::Stop)],
        ),
        clocks(action("withdraw", "撤回", Does::Withdraw, &[], &[By::Sender], &[]), &[on("sign", Turn::Stop)]),
        action("transfer", "转办", Does::Transfer, &["dispatched", "handling"], HOLDER, &[Need::Unit]),
        action("submit", "提交答复", Does::Move("review"), &["handling"], HOLDER, &[Need::Opinion]),
        clocks(
            action("approve", "同意发出", Does::Move("replied"), &["review"], HOLDER, &[]),
            &[on("answer", Turn::Meet)],
        ),
        clocks(
            action("ask_supplement", "请补充", Does::Move("supplement"), &["handling"], HOLDER, &[Need::Reason]),
            &[on("answer", Turn::Pause), on("supplement", Turn::Start)],
        ),
        clocks(
            action("supplement", "补充", Does::Back, &["supplement"], &[By::Applicant], &[Need::Opinion]),
            &[on("answer", Turn::Resume), on("supplement", Turn::Meet)],
        ),
        clocks(
            action("check", "转回访", Does::Move("checking"), &["replied"], &[By::Desk(DESK)], &[]),
            &[on("check", Turn::Start)],
        ),
        clocks(
            action("checked", "回访完成", Does::Move("closed"), &["checking"], HOLDER, &[]),
            &[on("check", Turn::Meet)],
        ),
        action("countersign", "会签", Does::Consult("countersign"), &["handling"], HOLDER, &[Need::Units]),
        action("ask", "征求意见", Does::Consult("ask"), &["handling", "review"], HOLDER, &[Need::Units]),
        action(
            "assist",
            "协办",
            Does::Consult("assist"),
            &["dispatched", "handling"],
            &[By::Holder, By::Desk(DESK)],
            &[Need::Units],
        ),
        action("circulate", "传阅", Does::Consult("circulate"), &[], &[By::Holder], &[Need::Units]),
        action("extension", "延期申请", Does::Consult("extension"), &["handling"], HOLDER, &[Need::Days, Need::Reason]),
        action("reply", "答复征询", Does::Reply, &[], &[By::Consulted], &[Need::Stance]),
        action("add_member", "加签", Does::AddMember, &[], HOLDER, &[Need::Unit]),
        action("remove_member", "减签", Does::RemoveMember, &[], HOLDER, &[Need::Member]),
        action("urge", "催办", Does::Urge, &[], AT_DESK, &[]),
        action("supervise", "督办", Does::Supervise, &[], &[By::Leader(LEAD)], &[]),
        clocks(
            action("merge", "并案", Does::Merge("merged"), &["received", "again"], HOLDER, &[Need::Matter]),
            &[on("answer", Turn::Stop)],
        ),
        action("link", "关联", Does::Link, &[], AT_DESK, &[Need::Matter]),
        action("rate", "评价", Does::Move("closed"), &["replied"], &[By::Applicant], &[]),
        Action {
            times: 2,
            ..clocks(
                action(
                    "reopen",
                    "重办",
                    Does::Move("again"),
                    &["replied"],
                    &[By::Applicant, By::Desk(DESK)],
                    &[Need::Reason],
                ),
                &[on("answer", Turn::Start)],
            )
        },
        action("close", "办结", Does::Move("closed"), &["replied"], &[By::System], &[]),
        action("called", "已联系当事人", Does::Note, &[], HOLDER, &[Need::Opinion]),
        action("note", "备注", Does::Remark, &[], &[By::Holder, By::Desk(DESK), By::Leader(LEAD)], &[Need::Opinion]),
    ],
    clocks: &[
        Clock {
            key: "answer",
            title: "答复时限",
            rules: &[("咨询", "matter.consult"), ("", "matter.assist")],
            main: true,
        },
        Clock { key: "sign", title: "签收时限", rules: &[("", "matter.urge.gap")], main: false },
        Clock { key: "supplement", title: "补充时限", rules: &[("", "matter.assist")], main: false },
        Clock { key: "check", title: "回访时限", rules: &[("", "matter.assist")], main: false },
    ],
    consultations: &[
        asks("countersign", "会签", HANDLE, true),
        Consultation { silence: Silence::Agrees, pauses: "answer", ..asks("ask", "征求意见", HANDLE, false) },
        Consultation { silence: Silence::Passes, rule: "matter.assist", ..asks("assist", "协办", HANDLE, false) },
        Consultation { rule: "", ..asks("circulate", "传阅", HANDLE, false) },
        Consultation { extends: "answer", ..asks("extension", "延期审批", APPROVE, false) },
    ],
    outcomes: &[
        Outcome { key: "not_ours", title: "不属于受理范围", basis: "" },
        Outcome { key: "repeated", title: "重复来信", basis: "" },
    ],
};

/// An official of `unit` on `post` with `roles`.
pub fn staff(person: i64, post: i64, unit: i64, head: bool, roles: &[&str]) -> Actor {
    let roles: Vec<String> = roles.iter().map(|r| (*r).to_owned()).collect();
    let grants = Arc::new(Roles::new(&[ROLES]).grants(&roles, unit, Vec::new()));
    Actor::Staff(Staff {
        session: 1,
        person,
        name: format!("张{person}"),
        post,
        post_title: format!("岗位{post}"),
        unit,
        unit_name: format!("单位{unit}"),
        head,
        roles,
        grants,
        posts: Vec::new(),
        must_change_password: false,
        must_enrol: false,
    })
}

/// Monday, 2 March 2026, nine o'clock.
pub fn morning() -> Moment {
    Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0))
}

/// The civil date of [`morning`].
pub fn today() -> Date {
    morning().date()
}

/// Calendar and rules that a world refers to.
pub struct Sky {
    pub calendar: Calendar,
    pub rules: Rules,
}

impl Sky {
    pub fn new() -> Self {
        Self { calendar: Calendar::national(), rules: Rules::built_in() }
    }

    pub fn at(&self, now: Moment) -> World<'_> {
        World { now, calendar: &self.calendar, rules: &self.rules }
    }
}
