//! Handing a matter over to another line (转办到其他渠道), such as a letter that becomes an order of the hotline: the line from which it
//! comes says what is in it, a line that takes such makes a matter of its own of it, and both are linked. Neither knows the other.

use base::Error;
use identity::Actor;
use serde::Serialize;
use store::{Query, Tx};
use web::App;

use crate::case::LinkKind;
use crate::ground::Ground;
use crate::line::{Later, Line, Lines};
use crate::store::{self as rows, Matter};

/// What a line gives of one of its matters to those who take it. Texts are as the sender wrote them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// How it came to the line that gives it: letter, error (网站纠错) or consult (咨询).
    pub channel: &'static str,
    /// What it is, in the giving line's words: consult, help, complaint, report, advice or other.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Name of the sender, may be empty.
    pub name: String,
    /// Telephone, may be empty.
    pub phone: String,
    /// Whether the sender wants to stay unknown.
    pub confidential: bool,
    /// Name of the unit that is complained of, may be empty.
    pub complained: String,
}

/// A line's matters that may be handed over.
pub struct Gives {
    /// How they run.
    pub process: &'static str,
    /// Who may, in the unit where they arrived.
    pub verb: &'static str,
    /// What is in the matter with this key.
    pub give: for<'a> fn(&'a App, i64) -> Later<'a, Handed>,
}

/// Makes a matter of what is handed over, within the transaction; gives its key.
pub type TakeFn = for<'a> fn(&'a mut Tx, &'a Ground, &'a Actor, &'a Handed) -> Later<'a, i64>;

/// A line that takes matters of others.
pub struct Takes {
    /// What the button says, such as 转 12345 热线办理.
    pub title: &'static str,
    /// Takes one.
    pub take: TakeFn,
}

/// To where a matter may be handed over.
#[derive(Debug, Clone, Serialize)]
pub struct Hand {
    /// Key of the line.
    pub to: &'static str,
    /// What the button says.
    pub title: &'static str,
}

/// How the line of `matter` gives it, when `actor` may hand it over now.
pub(crate) fn gives(lines: &Lines, matter: &Matter, actor: &Actor) -> Option<(&'static Line, &'static Gives)> {
    let (line, _) = lines.process(&matter.process)?;
    let gives = line.gives.iter().find(|gives| gives.process == matter.process)?;
    (matter.turn != "closed" && actor.may(gives.verb, Some(matter.home_unit))).then_some((line, gives))
}

/// Lines to which `actor` may hand `matter` over now.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn hands(
    q: &mut impl Query,
    lines: &Lines,
    matter: &Matter,
    actor: &Actor,
) -> Result<Vec<Hand>, Error> {
    let Some((own, _)) = gives(lines, matter, actor) else { return Ok(Vec::new()) };
    let mut hands = Vec::new();
    for line in lines.0.iter().filter(|line| line.key != own.key) {
        if let Some(takes) = &line.takes
            && !led(q, line, matter.id).await?
        {
            hands.push(Hand { to: line.key, title: takes.title });
        }
    }
    Ok(hands)
}

/// Whether the matter has already become one of `line`.
pub(crate) async fn led(q: &mut impl Query, line: &Line, id: i64) -> Result<bool, Error> {
    let linked = rows::linked(q, id).await?;
    let led = |link: &str| serde_json::from_value::<LinkKind>(link.into()).is_ok_and(|kind| kind == LinkKind::LedTo);
    Ok(linked.iter().any(|other| led(&other.link) && line.processes.iter().any(|p| p.key == other.process)))
}
