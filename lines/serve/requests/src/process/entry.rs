//! The verbs that put an entry right (更正登记) or void it (作废), before the answer.

use matter::process::{Action, By, Does, Need};

use super::DESK;
use super::actions::STOP;

/// An entry made by mistake is voided.
pub(super) const VOID: Action = Action {
    key: "void",
    title: "录入有误，作废",
    does: Does::Move("voided"),
    from: &["arrived", "handling"],
    by: &[By::Desk(DESK)],
    needs: &[Need::Reason],
    clocks: STOP,
    basis: "政府信息公开条例第四十五条",
    ..Action::PLAIN
};

/// An entry is put right.
pub(super) const AMEND: Action = Action {
    key: "amend",
    title: "更正登记",
    from: &["arrived", "handling"],
    by: &[By::Desk(DESK)],
    needs: &[Need::Reason],
    basis: "政府信息公开条例第四十五条",
    ..Action::PLAIN
};

/// The day of receipt was entered wrong: both times count from the right one, which is handed to the engine with the correction.
pub(super) const AMEND_DAY: Action = Action {
    key: "amend_day",
    title: "更正收到申请之日",
    from: &["handling"],
    by: &[By::Desk(DESK)],
    needs: &[Need::Reason],
    basis: "政府信息公开条例第三十一条",
    ..Action::PLAIN
};
