//! What units have beside open matters, such as columns or knowledge: what keeps one from being closed (撤销), and how the organ that
//! continues its functions gets it (承继). A row says what there is; `app` puts the rows of all lines together and walks them.

use identity::Actor;
use store::{Any, Tx};
use web::App;

use crate::engine::Succession;
use crate::line::Later;

/// How much a unit has.
pub type CountFn = for<'a> fn(Any<'a>, i64) -> Later<'a, i64>;

/// Gives it to the heir, in the transaction of the hand-over; gives how much it was.
pub type SucceedFn = for<'a> fn(&'a mut Tx, &'a App, &'a Actor, &'a Succession<'a>) -> Later<'a, u64>;

/// One kind of things that units have.
pub struct Holds {
    /// What it is called on the ledger, such as `columns`.
    pub key: &'static str,
    /// 名称, as in «还有 3 个栏目».
    pub title: &'static str,
    /// 计量单位, such as 个.
    pub measure: &'static str,
    /// How much of it a unit has that somebody has to answer for: with any the unit is not closed.
    pub count: CountFn,
    /// Hands it over. What nobody has to answer for any more may go along or stay: each line says which. Done again it finds nothing,
    /// or what was too much for one transaction.
    pub succeed: SucceedFn,
    /// Who is told in the heir: roles, or verbs that their roles have.
    pub tells: &'static [&'static str],
}
