//! Who is told by telephone (待电话告知): whom no message reaches, who wants to be called, and whose messages failed for good, in one list for
//! all lines. A line says who calls for it and whom; `app` puts the lines together.

mod pages;

use ::store::Tx;
use ::store::long::Counted;
use base::{Error, Fault, Moment, due};
use identity::Actor;
use identity::message::{Message, Taking};
use matter::{Ground, Later, Process};
use serde_json::json;
use web::{App, Cx};

use crate::choice::plain;
pub use crate::store::Which;
use crate::store::{self, NewCall};
use crate::{Choice, choice, told};

pub use pages::{MENUS, of_matter, routes};

/// Calls people for at least one line; which of them, the line's own verbs say.
pub const CALL: &str = "counter.call";

/// Columns whose content the ledger commits to.
pub const COVERED: (&str, &str) = ("counter_call_try", "note");

/// Longest note on a call, in characters.
pub const NOTE_MAX: usize = 500;

/// How a call ended.
pub const RESULTS: &[Choice] =
    &[plain("reached", "接通，已告知"), plain("missed", "未接通"), plain("declined", "拒接")];

/// Why no message does.
pub const WHYS: &[Choice] = &[
    plain("wish", "本人选择电话告知"),
    plain("landline", "固定电话，收不到短信"),
    plain("failed", "消息多次没有送达"),
    plain("nothing", "没有可用的消息渠道"),
];

/// Who calls for the matters of a process, and whom.
pub struct Callers {
    /// The process.
    pub process: &'static Process,
    /// What the people outside know the line as.
    pub title: &'static str,
    /// Whoever has one of these verbs in the unit where a matter arrived.
    pub verbs: &'static [&'static str],
    /// The people of these matters, as the actor may know them.
    pub people: for<'a> fn(&'a Cx, &'a [i64]) -> Later<'a, Vec<Callee>>,
}

/// Those of all lines, as `app` put them together.
pub struct AllCallers(pub &'static [&'static Callers]);

impl AllCallers {
    fn of(&self, process: &str) -> Option<&'static Callers> {
        self.0.iter().copied().find(|callers| callers.process.key == process)
    }

    /// Of which processes `actor` calls people, each with the units where their matters arrived; nothing for all units.
    pub fn places(&self, actor: &Actor) -> Vec<(&'static str, Option<Vec<i64>>)> {
        let Ok(staff) = actor.staff() else { return Vec::new() };
        let mine = self.0.iter().filter(|callers| callers.verbs.iter().any(|verb| actor.may(verb, None)));
        mine.map(|callers| {
            let units = callers.verbs.iter().map(|verb| staff.grants.units(verb));
            let units: Option<Vec<Vec<i64>>> = units.collect();
            (callers.process.key, units.map(|units| units.concat()))
        })
        .collect()
    }
}

/// Somebody to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// Whose person.
    pub matter: i64,
    /// Name, or what stands for it.
    pub name: String,
    /// Telephone; empty when it is kept in confidence or none was left.
    pub phone: String,
    /// The name itself when name and telephone are kept in confidence: it is never shown, and taken out of the notes on calls. The
    /// matter's page tells who it is, and notes who asked.
    pub hidden: Option<String>,
}

/// Lists somebody to be called: whose person and of which matter is told, why no message does, the message that failed, since when and what
/// is to be said.
pub(crate) async fn list(
    tx: &mut Tx,
    of: (i64, i64),
    why: &str,
    mark: Option<&str>,
    (at, text): (Moment, &str),
) -> Result<(), Fault> {
    let matter = matter::store::matter(tx, of.0).await.map_err(|_| Fault::broken("a call of no matter"))?;
    let new = NewCall { of, home: (&matter.process, matter.home_unit), what: (text, why), mark };
    store::add(tx, &new, at).await
}

/// Takes messages that arrive on no way: the people are listed to be called.
pub fn lost<'a>(tx: &'a mut Tx, at: Moment, message: &'a Message, mark: &'a str) -> Taking<'a> {
    Box::pin(async move {
        let Some(call) = message.call else { return Ok(()) };
        let why = if message.channel.is_some() { "failed" } else { "nothing" };
        // The sign of the sender is for messages.
        let text = message.text.split_once('】').map_or(message.text.as_str(), |(_, text)| text);
        Ok(list(tx, (call.matter, call.about), why, Some(mark), (at, text)).await?)
    })
}

/// Somebody called; what came of it is noted. Who was not reached is called again, as often as the rule says.
///
/// # Errors
/// [`Error::Unseen`] for who does not call for the line, a refusal for who keeps away from the matter, wrong fields, a conflict when it was
/// settled before.
pub async fn called(
    tx: &mut Tx,
    ground: &Ground,
    all: &AllCallers,
    actor: &Actor,
    (id, result, note): (i64, &str, &str),
) -> Result<(), Error> {
    let call = store::call(tx, id).await?;
    let callers = all.of(&call.process).ok_or(Error::Unseen)?;
    if !callers.verbs.iter().any(|verb| actor.may(verb, Some(call.home_unit))) {
        return Err(Error::Unseen);
    }
    for matter in [call.matter_id, call.about_id] {
        matter::recusal::near(tx, matter, actor).await?;
    }
    let result = choice::known(RESULTS, result).ok_or_else(|| Error::field("result", "请选择告知结果"))?;
    let note = told::message(note, "note", 0, NOTE_MAX, "")?;
    let most = ground.rules.number("matter.call.tries", ground.now.date())?;
    let closed = result == "reached" || call.tries + 1 >= most;
    let by = (actor.staff()?.person, ground.now);
    let Some(made) = store::tried(tx, id, by, (&result, &note), closed).await? else {
        return Err(Error::Conflict("这一项已经有人办结，请刷新后查看。".to_owned()));
    };
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "counter.call",
        subject: ledger::Subject { kind: "counter_call", id },
        facts: json!({ "matter": call.matter_id, "about": call.about_id, "result": result, "settled": closed }),
        bodies: vec![ledger::Body { table: COVERED.0, column: COVERED.1, row: made, content: note.as_bytes() }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// Until when somebody listed at `since` is to be called.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn due(ground: &Ground, since: Moment) -> Result<Moment, Error> {
    let length = ground.rules.length("matter.call.days", ground.now.date())?;
    Ok(due::count(&ground.calendar, since, length).due.moment())
}

/// Who was listed at this moment or before is late now.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn late(ground: &Ground) -> Result<Which, Error> {
    let mut day = Moment::start_of(ground.now.date());
    // No holidays with the days of the rule are longer.
    for _ in 0..60 {
        if due(ground, day)? < ground.now {
            break;
        }
        day = day.plus(-base::time::DAY);
    }
    Ok(Which::Before(day.plus(base::time::DAY - 1)))
}

/// How many `actor` has to call.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Counted, Error> {
    let all = app.ext::<AllCallers>().ok_or_else(|| Fault::broken("no line calls anybody"))?;
    Ok(store::count(&mut app.db.reader(), &all.places(actor), Which::Open).await?)
}
