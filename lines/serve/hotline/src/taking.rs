//! Taking an order (登记受理): matter, row, index, ledger and message in one transaction, whoever brings it.

use ::store::{Query, Tx};
use base::text::{clean_line, truncate};
use base::{Error, Moment};
use counter::code::{self, Fresh};
use counter::{RECEIPT_OPEN, choice, told};
use identity::Actor;
use matter::engine::Opening;
use matter::store::FileRef;
use matter::{Done, Ground, Handed, Later, Received};

use crate::actions::{clocks, petition};
use crate::model::{Calling, KINDS, Limits, Registered, SOURCES, pace};
use crate::process::{ANSWER, DESK, DISPATCH, ORDER};
use crate::store::NewOrder;
use crate::{BOOK, hide, index, store};

/// Characters of a title that is made of the text.
const TITLE: usize = 30;

/// An order that was taken.
#[derive(Debug)]
pub struct Taken {
    /// Key.
    pub order: i64,
    /// Its matter.
    pub matter: i64,
    /// Its number.
    pub number: String,
    /// Its query code, shown once.
    pub code: String,
    /// Token of the receipt page.
    pub token: String,
}

/// What the city's platform says of an order besides.
#[derive(Debug, Clone, Default)]
pub struct City<'a> {
    /// Its number there; empty for orders of others.
    pub number: &'a str,
    /// Its version.
    pub version: i64,
    /// Until when the city wants the answer.
    pub due: Option<Moment>,
}

/// An agent takes a call down.
///
/// # Errors
/// The actor does not keep the desk; wrong fields for a class or town that is not there.
pub async fn enter(tx: &mut Tx, ground: &Ground, actor: &Actor, calling: &Calling) -> Result<Taken, Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    take(tx, ground, actor, calling, &City::default(), &[]).await
}

/// Takes what another line or a program hands over. Files are the caller's own: those of a caller who may not be known are opened where
/// the identity is, and nowhere else.
pub(crate) fn handed<'a>(
    tx: &'a mut Tx,
    ground: &'a Ground,
    actor: &'a Actor,
    handed: &'a Handed,
) -> Later<'a, Received> {
    Box::pin(async move {
        let limits = Limits::at(&ground.rules, ground.now.date())?;
        let complained = match handed.complained.as_str() {
            "" => None,
            named => matter::form::named(tx, named).await?.ok(),
        };
        let class = match handed.subject.as_str() {
            "" => None,
            code => Some(store::class_of_code(tx, code).await?.ok_or_else(unknown)?.id),
        };
        let title = match clean_line(&handed.title) {
            title if title.is_empty() => truncate(&clean_line(&handed.body), TITLE),
            title => truncate(&title, limits.title),
        };
        let entry = Registered {
            // A question that was asked on the portal came as a message, like a letter.
            source: choice::known(SOURCES, handed.source).unwrap_or_else(|| "letter".to_owned()),
            kind: choice::known(KINDS, &handed.kind).unwrap_or_else(|| "other".to_owned()),
            urgency: "plain".to_owned(),
            class,
            title,
            body: truncate(&handed.body, limits.body),
            name: truncate(&handed.name, 50),
            phone: handed.phone.clone(),
            place: truncate(&handed.place, 200),
            town: None,
            confidential: handed.confidential,
            complained,
        };
        let confidential = hide::shielded(&entry.kind, entry.confidential);
        let calling = Calling { entry, consent: handed.consent, ..Calling::default() };
        let taken = take(tx, ground, actor, &calling, &City::default(), &handed.files).await?;
        Ok(Received { matter: taken.matter, number: taken.number, code: taken.code, confidential })
    })
}

fn unknown() -> Error {
    Error::field("subject", "没有这个事项分类，或者已经停用")
}

/// Takes an order. What repeats an order of the same telephone and class within the days of the rule is marked so, and an
/// order that comes once too often is warned of.
///
/// # Errors
/// A refusal when nobody keeps the desk, wrong fields for a class or town that is not there.
pub async fn take(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    calling: &Calling,
    city: &City<'_>,
    files: &[FileRef],
) -> Result<Taken, Error> {
    let home = crate::home(tx).await?;
    let entry = &calling.entry;
    there(tx, entry.class, entry.town).await?;
    let listed = hide::listed_title(&entry.title, &entry.name);
    let opening = Opening {
        kind: pace(&entry.kind, &entry.urgency),
        title: &listed,
        home,
        received_on: ground.now.date(),
        since: Some(ground.now),
        clocks: &[ANSWER, DISPATCH],
        by: actor,
        as_name: if city.number.is_empty() { "诉求人" } else { "市平台" },
        files,
    };
    let done = matter::open(tx, ground, &ORDER, &opening).await?;
    let repeat_of = earlier(tx, ground, &entry.phone, entry.class, ground.now.date()).await?;
    let fresh = code::fresh(&ground.chance);
    let new = NewOrder {
        matter: done.id,
        calling,
        repeat_of,
        at: ground.now,
        taken_by: actor.staff().ok().map(|staff| staff.person),
        citizen: actor.citizen().ok().map(|citizen| citizen.id),
        city: (city.number, city.version, city.due),
        fresh: &fresh,
        receipt_until: ground.now.plus(RECEIPT_OPEN),
    };
    let id = store::insert(tx, &new).await?;
    // What was over when it came is asked of the city; by that nobody could be in time.
    if let Some(until) = city.due.filter(|until| *until > ground.now) {
        matter::bind(tx, ground, &ORDER, (actor, done.id), until).await?;
    }
    store::set_media(tx, id, &calling.media).await?;
    petition::look(tx, ground, (id, &done.case.number, home), entry).await?;
    clocks::keep(tx, ground, (id, &entry.urgency), &done.case).await?;
    prove(tx, ground, actor, &done, id, entry).await?;
    index::taken(tx, (id, done.id, home), entry, &listed, ground.now.date()).await?;
    let Fresh { code, token, .. } = fresh;
    let number = done.case.number;
    // Who only called has nothing to write the code down from but this.
    let text = format!("您的诉求已受理，编号{number}，查询码{code}，可以在政府网站查询办理情况。");
    told::choose(tx, done.id, &calling.told_by).await?;
    BOOK.remark(tx, (done.id, &entry.phone), ground.now, &text).await?;
    Ok(Taken { order: id, matter: done.id, number, code, token })
}

/// Commits to title and text on the ledger, and notes the entry as the proof of arrival.
async fn prove(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    done: &Done,
    id: i64,
    taken: &Registered,
) -> Result<(), Error> {
    let bodies = [("title", &taken.title), ("body", &taken.body)];
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "hotline.take",
        subject: ledger::Subject { kind: "hotline", id },
        facts: serde_json::json!({
            "number": done.case.number, "matter": done.id, "source": taken.source, "kind": taken.kind,
        }),
        bodies: bodies
            .iter()
            .map(|(column, text)| ledger::Body { table: "hotline_order", column, row: id, content: text.as_bytes() })
            .collect(),
    };
    let entry = ledger::record(tx, &ground.chance, entry).await?;
    BOOK.set_entry(tx, id, entry).await?;
    Ok(())
}

/// Makes sure that a class and a town are there and open.
///
/// # Errors
/// Wrong fields.
pub(crate) async fn there(tx: &mut Tx, class: Option<i64>, town: Option<i64>) -> Result<(), Error> {
    if let Some(class) = class
        && !store::class(tx, class).await.is_ok_and(|class| class.closed_at.is_none())
    {
        return Err(Error::field("class", "这个分类已经停用，请另选"));
    }
    if let Some(town) = town
        && identity::units::find(tx, town).await?.is_none_or(|u| u.closed_on.is_some())
    {
        return Err(Error::field("town", "所选乡镇已不存在，请重新选择"));
    }
    Ok(())
}

/// The first order of a telephone and class within the days of the rule before `on`.
pub(crate) async fn earlier(
    tx: &mut Tx,
    ground: &Ground,
    phone: &str,
    class: Option<i64>,
    on: base::Date,
) -> Result<Option<i64>, Error> {
    let digest = digest(tx, phone)?;
    let days = ground.rules.number("hotline.duplicate.days", ground.now.date())?;
    let since = Moment::start_of(on).plus(-days * base::time::DAY).date();
    Ok(store::of_phone(tx, &digest, class, since).await?.first().copied())
}

/// The digest by which calls from a telephone are found; empty for a number that is withheld.
///
/// # Errors
/// A fault when the vault is not open.
pub fn digest(q: &impl Query, phone: &str) -> Result<String, Error> {
    if phone.is_empty() { Ok(String::new()) } else { Ok(q.vault()?.digest(store::PHONE, phone)) }
}
