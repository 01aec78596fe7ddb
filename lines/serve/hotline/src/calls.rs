//! Calls (话务): each has its ring, its answer and its end, entered by the agent's screen or told by the telephone exchange. From them
//! come 接通率 and times; what was missed is called back (国办函〔2025〕66号: 漏接回拨).

use ::store::{Db, Query, Tx};
use base::time::{DAY, HOUR};
use base::{Error, Fault, Moment};
use identity::Actor;
use matter::Ground;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::webhook::fresh_secret;

use crate::city::CITY;
use crate::process::DESK;
use crate::store::{self, Calls, Ring, Tally};

/// Days in which a missed call waits to be called back.
pub const OWED_DAYS: i64 = 7;
/// How far the clock of the exchange may be from ours, in milliseconds.
const ASTRAY: i64 = DAY;
/// Longest key of a call.
const KEY_MAX: usize = 100;

/// Milliseconds within which an answer is quick.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn quick(ground: &Ground) -> Result<i64, Fault> {
    Ok(ground.rules.number("hotline.ring.seconds", ground.now.date())? * 1_000)
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// It rings at a desk.
    Ring,
    /// It is answered.
    Answer,
    /// It is over.
    End,
}

/// What is told of a call.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Its key at the exchange, or our own.
    pub call: &'a str,
    /// exchange or screen.
    pub way: &'a str,
    /// What happened.
    pub event: Event,
    /// Number of the caller, digits only; empty when it was withheld or is not told.
    pub phone: &'a str,
    /// The agent.
    pub person: Option<i64>,
    /// When.
    pub at: Moment,
}

/// Takes down what happened, in whatever order and however often it is told: an answer without a ring is both, what is over stays over.
/// Gives the key of the call, and whether anything is different now.
///
/// # Errors
/// A fault when it cannot be kept.
pub async fn happened(tx: &mut Tx, told: Told<'_>) -> Result<(i64, bool), Error> {
    let Some(mut ring) = store::ring_of(tx, told.call).await? else {
        let id = store::add_ring(tx, (told.call, told.way), told.phone, told.person, told.at).await?;
        if told.event != Event::Ring {
            let mut ring = store::ring(tx, id).await?;
            change(&mut ring, told);
            store::set_ring(tx, &ring).await?;
        }
        return Ok((id, true));
    };
    let state = |ring: &Ring| (ring.person_id, ring.rang_at, ring.answered_at, ring.ended_at);
    let before = state(&ring);
    change(&mut ring, told);
    let changed = before != state(&ring);
    if changed {
        store::set_ring(tx, &ring).await?;
    }
    Ok((ring.id, changed))
}

fn change(ring: &mut Ring, told: Told<'_>) {
    let at = told.at.max(ring.rang_at);
    match told.event {
        Event::Ring => {
            ring.rang_at = ring.rang_at.min(told.at);
            // It goes round from desk to desk until somebody answers.
            if ring.answered_at.is_none() && ring.ended_at.is_none() {
                ring.person_id = told.person.or(ring.person_id);
            }
        }
        Event::Answer if ring.answered_at.is_none() => {
            ring.person_id = told.person.or(ring.person_id);
            ring.answered_at = Some(ring.ended_at.map_or(at, |ended| at.min(ended)));
        }
        Event::Answer => {}
        Event::End if ring.ended_at.is_none() => {
            ring.ended_at = Some(ring.answered_at.map_or(at, |answered| at.max(answered)));
        }
        Event::End => {}
    }
}

/// The agent's screen says that it rings, or that the call at the desk was answered or is over. Gives the call.
///
/// # Errors
/// The actor does not keep the desk; a refusal when there is no call at the desk, or already one.
pub async fn on_screen(tx: &mut Tx, ground: &Ground, actor: &Actor, event: Event, phone: &str) -> Result<Ring, Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    let person = actor.staff()?.person;
    let now = store::ring_now(tx, person).await?;
    let call = match (event, now) {
        (Event::Ring, Some(_)) => {
            return Err(Error::refused("hotline.ring-open", "还有一个来电没有结束，请先挂断。"));
        }
        (Event::Ring, None) => format!("own-{}", hex::encode(ground.chance.bytes::<12>())),
        (_, Some(ring)) => ring.call,
        (_, None) => return Err(Error::refused("hotline.ring-none", "现在没有来电。")),
    };
    let told = Told { call: &call, way: "screen", event, phone, person: Some(person), at: ground.now };
    let (id, _) = happened(tx, told).await?;
    let ring = store::ring(tx, id).await?;
    record(tx, ground, actor, event, &ring).await?;
    if event == Event::End && ring.answered_at.is_some() {
        crate::duty::be(tx, ground, actor, "after").await?;
    }
    Ok(ring)
}

async fn record(tx: &mut Tx, ground: &Ground, actor: &Actor, event: Event, ring: &Ring) -> Result<(), Error> {
    if event != Event::End {
        return Ok(());
    }
    let seconds = |from: Option<Moment>, to: Option<Moment>| Some((to?.0 - from?.0) / 1_000);
    let facts = json!({
        "way": ring.way, "agent": ring.person_id, "answered": ring.answered_at.is_some(),
        "waited": seconds(Some(ring.rang_at), ring.answered_at.or(ring.ended_at)),
        "talked": seconds(ring.answered_at, ring.ended_at),
    });
    crate::record(tx, ground, actor, "hotline.ring", ("hotline.ring", ring.id), facts, &[]).await
}

/// Somebody called back what was missed.
///
/// # Errors
/// The actor does not keep the desk; a conflict when somebody did before, or when it was not missed.
pub async fn back(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    let person = actor.staff()?.person;
    if !store::called_back(tx, id, person, ground.now).await? {
        return Err(Error::Conflict("这个来电已经有人回拨，或者不是漏接的。".to_owned()));
    }
    crate::record(tx, ground, actor, "hotline.ring.back", ("hotline.ring", id), json!({}), &[]).await
}

/// What the exchange says of one call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Its key at the exchange.
    pub call: String,
    /// What happened: ring, answer or end.
    pub event: String,
    /// Number of the caller.
    pub phone: String,
    /// Sign-in name of the agent.
    pub agent: String,
    /// When, RFC 3339; now when it is not said.
    pub at: String,
}

/// The number of a caller as orders have it, so that earlier ones are found while it rings: exchanges and people write the code of the country
/// or a long-distance 0 before it. Empty when it is withheld.
pub fn number(sent: &str) -> String {
    let digits: String = base::text::normalise(sent).chars().filter(char::is_ascii_digit).take(20).collect();
    let mobile = |number: &&str| number.len() == 11 && matches!(number.as_bytes(), [b'1', b'3'..=b'9', ..]);
    let plain = ["0086", "86", "0"].iter().filter_map(|before| digits.strip_prefix(before)).find(mobile);
    plain.map(str::to_owned).unwrap_or(digits)
}

/// What the exchange is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// taken or same.
    pub result: &'static str,
    /// What was done, in Chinese.
    pub why: String,
}

/// Takes a message of the exchange that was believed. What the same message says again changes nothing.
///
/// # Errors
/// Wrong fields when it cannot be read; a fault when it cannot be kept: the exchange tries again.
pub async fn receive(db: &Db, ground: &Ground, body: &[u8]) -> Result<Answered, Error> {
    let wrong = |why: &str| Error::field("body", why.to_owned());
    let message: Message = serde_json::from_slice(body).map_err(|_| wrong("报文不是规定的 JSON"))?;
    let call = base::text::clean_line(&message.call);
    if call.is_empty() || call.len() > KEY_MAX || call.starts_with("own-") {
        return Err(Error::field("call", format!("call 是来电在交换机里的编号，1 至 {KEY_MAX} 个字节")));
    }
    let event = match message.event.as_str() {
        "ring" => Event::Ring,
        "answer" => Event::Answer,
        "end" => Event::End,
        _ => return Err(Error::field("event", "event 只能是 ring、answer、end")),
    };
    let at = match message.at.as_str() {
        "" => ground.now,
        text => Moment::of_rfc3339(text).ok_or_else(|| Error::field("at", "at 请按 RFC 3339 填写"))?,
    };
    if (ground.now.0 - at.0).abs() > ASTRAY {
        return Err(Error::field("at", format!("at 与本机时间相差超过 {} 小时，请校时", ASTRAY / HOUR)));
    }
    let phone = number(&message.phone);
    let mut tx = db.begin().await?;
    let agent = base::text::clean_line(&message.agent);
    let person = identity::people::by_login(&mut tx, &agent).await?.map(|person| person.id);
    let told = Told { call: &call, way: "exchange", event, phone: &phone, person, at };
    let (id, changed) = happened(&mut tx, told).await?;
    if changed {
        let ring = store::ring(&mut tx, id).await?;
        record(&mut tx, ground, &Actor::System, event, &ring).await?;
    }
    tx.commit().await?;
    let unknown = if person.is_none() && !agent.is_empty() { "；坐席帐号没有找到" } else { "" };
    let (result, why) = if changed { ("taken", "已记录") } else { ("same", "重复，没有改动") };
    Ok(Answered { result, why: format!("{why}{unknown}") })
}

/// Lets the exchange send or not; gives the new key when one was made: it is shown once.
///
/// # Errors
/// The actor may not.
pub async fn set_exchange(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    push: bool,
    renew: bool,
) -> Result<Option<String>, Error> {
    actor.require(CITY, Some(crate::home(tx).await?))?;
    let (_, secret) = store::exchange(tx).await?;
    let fresh = (renew || secret.is_empty()).then(|| fresh_secret(&ground.chance));
    store::set_exchange(tx, push, fresh.as_deref().unwrap_or(&secret)).await?;
    let facts = json!({ "push": push, "renewed": fresh.is_some() });
    crate::record(tx, ground, actor, "hotline.exchange", ("hotline.exchange", 1), facts, &[]).await?;
    Ok(fresh)
}

/// What calls of a period come to.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// All.
    pub all: Tally,
    /// Milliseconds of writing up after calls, of all agents.
    pub after: i64,
    /// By civil hour, all twenty-four, also those in which nobody called.
    pub hours: Vec<Tally>,
    /// By agent, each with milliseconds of writing up.
    pub agents: Vec<(Tally, i64)>,
}

impl Sheet {
    /// Milliseconds of an average call: talk and writing up (平均办理时长); nothing without calls.
    pub fn handled(tally: Tally, after: i64) -> Option<i64> {
        (tally.talked + after).checked_div(tally.answered)
    }
}

/// The calls of a period, summed up.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn sheet(q: &mut impl Query, ground: &Ground, calls: &Calls) -> Result<Sheet, Error> {
    let hours = store::tally(q, calls, true).await?;
    let agents = store::tally(q, calls, false).await?;
    let (from, to) = (Moment::start_of(calls.from), Moment::end_of(calls.to));
    let after = store::after_calls(q, from, to, ground.now).await?;
    let of = |person: i64| after.iter().find(|(id, _)| *id == person).map_or(0, |(_, time)| *time);
    Ok(Sheet {
        all: hours.iter().fold(Tally::default(), |sum, tally| sum.and(*tally)),
        after: after.iter().map(|(_, time)| time).sum(),
        hours: all_hours(&hours),
        agents: agents.into_iter().map(|tally| (tally, of(tally.of))).collect(),
    })
}

/// The twenty-four hours of a day with what was counted of them.
fn all_hours(counted: &[Tally]) -> Vec<Tally> {
    let none = |hour| Tally { of: hour, ..Tally::default() };
    (0..24).map(|hour| counted.iter().find(|tally| tally.of == hour).copied().unwrap_or_else(|| none(hour))).collect()
}

/// A length of time in minutes and seconds, such as `2 分 05 秒`.
pub fn length(milliseconds: i64) -> String {
    let seconds = milliseconds / 1_000;
    if seconds < 60 { format!("{seconds} 秒") } else { format!("{} 分 {:02} 秒", seconds / 60, seconds % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chart of calls by hour left out the hours in which nobody called, so that night stood beside noon.
    #[test]
    fn hours_without_calls_are_hours_too() {
        let hours = all_hours(&[
            Tally { of: 3, offered: 2, ..Tally::default() },
            Tally { of: 23, offered: 1, ..Tally::default() },
        ]);
        assert_eq!(hours.iter().map(|tally| tally.of).collect::<Vec<_>>(), (0..24).collect::<Vec<_>>());
        let calls: Vec<_> =
            hours.iter().filter(|tally| tally.offered > 0).map(|tally| (tally.of, tally.offered)).collect();
        assert_eq!(calls, [(3, 2), (23, 1)]);
    }

    fn ring() -> Ring {
        Ring {
            id: 1,
            call: "c".into(),
            way: "exchange".into(),
            phone: String::new(),
            person_id: None,
            rang_at: Moment(10_000),
            answered_at: None,
            ended_at: None,
            back_at: None,
        }
    }

    fn told(event: Event, person: Option<i64>, at: i64) -> Told<'static> {
        Told { call: "c", way: "exchange", event, phone: "", person, at: Moment(at) }
    }

    #[test]
    fn events_in_any_order_make_one_call() {
        let all =
            [told(Event::Ring, Some(1), 10_000), told(Event::Answer, Some(2), 14_000), told(Event::End, None, 60_000)];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut ring = ring();
            for at in order.into_iter().chain([1, 2, 0]) {
                change(&mut ring, all[at]);
            }
            let (answered, ended) = (ring.answered_at.map(|m| m.0), ring.ended_at.map(|m| m.0));
            assert_eq!((ring.person_id, answered, ended), (Some(2), Some(14_000), Some(60_000)), "{order:?}");
        }
        let mut missed = ring();
        change(&mut missed, told(Event::End, None, 9_000));
        assert_eq!((missed.answered_at, missed.ended_at), (None, Some(Moment(10_000))), "never before it rang");
    }

    #[test]
    fn a_number_is_one_number_however_an_exchange_writes_it() {
        for sent in [
            "13800001234",
            "+86 138-0000-1234",
            "008613800001234",
            "8613800001234",
            "013800001234",
            "１３８００００１２３４",
        ] {
            assert_eq!(number(sent), "13800001234", "{sent}");
        }
        for (sent, kept) in
            [("0571-88880000", "057188880000"), ("010-13888666", "01013888666"), ("12345", "12345"), ("", "")]
        {
            assert_eq!(number(sent), kept);
        }
    }

    #[test]
    fn times_are_told_as_people_say_them() {
        assert_eq!((length(45_900), length(125_000)), ("45 秒".to_owned(), "2 分 05 秒".to_owned()));
        assert_eq!(Sheet::handled(Tally::default(), 5), None);
        assert_eq!(Sheet::handled(Tally { answered: 2, talked: 100, ..Tally::default() }, 20), Some(60));
    }
}
