//! Handing over what a line takes in that did not come by its own form: a matter of another line (转办到其他渠道), such as a letter that
//! becomes an order of the hotline, or what a program sent. Whoever hands it over says what is in it, the line makes a matter of its own
//! of it. Neither knows the other.

use base::Error;
use identity::Actor;
use serde::Serialize;
use store::{Query, Tx};
use web::App;

use crate::case::LinkKind;
use crate::ground::Ground;
use crate::line::{Later, Line, Lines};
use crate::store::{self as rows, FileRef, Matter};

/// What is handed over. Texts are as the sender wrote them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// How it came: letter, error (网站纠错), consult (咨询) or a source of the line that takes it.
    pub source: &'static str,
    /// What it is: consult, help, complaint, report, advice or other.
    pub kind: String,
    /// Code of its subject (事项分类) in the line that takes it; empty for none.
    pub subject: String,
    /// Title; the beginning of the text when it is empty.
    pub title: String,
    /// Text.
    pub body: String,
    /// Name of the sender, may be empty.
    pub name: String,
    /// Telephone, may be empty.
    pub phone: String,
    /// Where it happened, may be empty.
    pub place: String,
    /// Whether the sender wants to stay unknown.
    pub confidential: bool,
    /// Whether the sender agrees to publication.
    pub consent: bool,
    /// Name of the unit that is complained of, may be empty.
    pub complained: String,
    /// Files of the sender.
    pub files: Vec<FileRef>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its matter.
    pub matter: i64,
    /// Its number.
    pub number: String,
    /// Its query code, told once.
    pub code: String,
    /// Whether it is kept in confidence.
    pub confidential: bool,
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

/// Makes a matter of what is handed over, within the transaction, the way everything comes in there.
pub type TakeFn = for<'a> fn(&'a mut Tx, &'a Ground, &'a Actor, &'a Handed) -> Later<'a, Received>;

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
