//! What of an order each of us may see (诉求人身份保密).
//!
//! 信访工作条例 arts. 28 and 30, 济南市12345市民服务热线条例 art. 32, 个人信息保护法 arts. 6, 25 and 51: every informant, and whoever
//! asks for it, is known to the hotline alone; the unit reads the matter, not the person. The desk sees the person by asking for
//! it, and that is written into the access log. Of others the unit that handles the order now, answered it or is asked about it reads
//! whom to call; units through which it only passed, leaders and readers read neither name nor number. The unit complained of, those
//! above it and those below it never do, also when it has to handle the order.

use ::store::Query;
use base::{Error, redact};
use counter::mask;
use identity::Actor;
use matter::view::MatterView;
use matter::{Case, Stance};
use serde::Serialize;

use crate::model::Order;
use crate::process::{CALL, DESK, HANDLE};

/// Knows who called in confidence.
pub const IDENTITY: &str = "hotline.identity";

/// What stands for a caller who may not be known.
pub const HIDDEN: &str = "（保密）";

/// An order as one reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Title.
    pub title: String,
    /// What was said.
    pub body: String,
    /// The caller's name, or what stands for it.
    pub name: String,
    /// Telephone, empty when hidden or withheld.
    pub phone: String,
    /// Where it happened, without what could name the caller.
    pub place: String,
    /// What the caller says of the answer.
    pub rating_text: String,
    /// Whether the caller is hidden here.
    pub hidden: bool,
    /// Whether the reader may ask for the caller.
    pub may_ask: bool,
    /// Whether names and texts stand here as they were said.
    pub open: bool,
}

/// How a reader stands to an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Near {
    /// The reader's unit handles it now, answered it, or is asked about it.
    pub handles: bool,
    /// The reader's unit is complained of, or lies above or below the one that is.
    pub accused: bool,
    /// The reader keeps away from it (回避).
    pub recused: bool,
}

/// How `actor` stands to an order with the case `run`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn near(q: &mut impl Query, run: &Case, order: &Order, actor: &Actor) -> Result<Near, Error> {
    let Ok(staff) = actor.staff() else { return Ok(Near::default()) };
    let handles = actor.may(HANDLE, Some(staff.unit)) && entrusted(run, order).contains(&staff.unit);
    let accused = match order.complained_unit {
        Some(accused) => related(q, accused, staff.unit, run.home).await?,
        None => false,
    };
    let recused = matter::recusal::keeps_away(q, order.matter_id, actor).await?;
    Ok(Near { handles, accused, recused })
}

/// Whether `unit` is the unit complained of, lies below it or above it. The hotline's own unit may lie above: it took the call down.
pub(crate) async fn related(q: &mut impl Query, accused: i64, unit: i64, home: i64) -> Result<bool, Error> {
    if unit == accused {
        return Ok(true);
    }
    let own = identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.path);
    let other = identity::units::find(q, accused).await?.map_or_else(String::new, |u| u.path);
    let below = own.contains(&format!("/{accused}/"));
    let above = unit != home && other.contains(&format!("/{unit}/"));
    Ok(below || above)
}

/// The units that need to know whom it is about: who has it, whose answer is under review or stands, who waits for it to go on, and
/// whoever is asked.
pub(crate) fn entrusted(run: &Case, order: &Order) -> Vec<i64> {
    let mut units: Vec<i64> = run.seat().filter(|seat| seat.desk == HANDLE).map(|seat| seat.unit).into_iter().collect();
    match run.state() {
        "review" => units.extend(order.draft_unit),
        "held" => {
            let before = run.steps.iter().rev().nth(1).and_then(|step| step.seat.as_ref());
            units.extend(before.filter(|seat| seat.desk == HANDLE).map(|seat| seat.unit));
        }
        _ => {}
    }
    if !order.answer.is_empty() {
        units.extend(order.answer_unit);
    }
    let asked = run.open_consults().flat_map(|(_, consult)| &consult.members);
    let asked = asked.filter(|member| member.seat.desk == HANDLE && member.stance != Some(Stance::Removed));
    units.extend(asked.map(|member| member.seat.unit));
    units
}

/// Whether the caller's identity is kept from everybody but the desk.
pub fn protected(order: &Order) -> bool {
    shielded(&order.kind, order.confidential)
}

/// The same for what is not stored yet.
pub fn shielded(kind: &str, confidential: bool) -> bool {
    confidential || kind == "report"
}

/// The order as `actor` sees it, who stands to it as `near` says. `home` is the unit of the hotline.
pub fn shown(order: &Order, home: i64, near: Near, actor: &Actor) -> Shown {
    let knows = actor.may(IDENTITY, Some(home));
    let desk = actor.may(DESK, Some(home)) || actor.may(CALL, Some(home));
    let hidden = protected(order) || near.accused || near.recused;
    let open = !hidden && (desk || near.handles);
    let text = |text: &str| if open { text.to_owned() } else { veiled(text, &order.name) };
    let name = match (hidden, order.name.is_empty()) {
        (true, _) => HIDDEN.to_owned(),
        (false, true) => "未留姓名".to_owned(),
        (false, false) if open => order.name.clone(),
        (false, false) => redact::mask_name(&order.name),
    };
    Shown {
        title: text(&order.title),
        body: text(&order.body),
        name,
        phone: if open { order.phone.clone() } else { String::new() },
        place: text(&order.place),
        rating_text: text(&order.rating_text),
        hidden,
        may_ask: hidden && knows && !near.recused,
        open,
    }
}

impl Shown {
    /// Any other text about the order, as this reader may read it.
    pub fn text(&self, order: &Order, text: &str) -> String {
        if self.open { text.to_owned() } else { veiled(text, &order.name) }
    }

    /// Takes out of a matter's page what this reader may not read: names in opinions and of files, and files that the caller sent.
    pub fn veil(&self, order: &Order, view: &mut MatterView) {
        if self.open {
            return;
        }
        view.files.retain(|file| file.audience != CALLERS);
        view.trail.iter_mut().for_each(|line| line.files.retain(|file| file.audience != CALLERS));
        view.veil(|text| veiled(text, &order.name));
    }
}

/// Kind of what was said later that is the caller's number as it was sent, for those who may read whom to call.
pub const NUMBER: &str = "number";

/// For whom files are that came with the order itself.
pub const CALLERS: &str = "applicant";

/// The title under which an order stands in lists, trails and exports of all units.
pub fn listed_title(title: &str, name: &str) -> String {
    veiled(title, name)
}

/// A text without personal data and without the caller's name.
pub fn veiled(text: &str, name: &str) -> String {
    mask::veiled(text, name, "诉求人")
}
