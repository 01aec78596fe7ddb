//! Shifts, rosters, a hand-over and calls of the last two weeks, for the first demonstration of a county.

use ::store::Db;
use base::time::{DAY, HOUR, MINUTE};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::Ground;

use crate::calls::{self, Event, Told};
use crate::duty::{self, ShiftForm, Typed, week};
use crate::store;

/// Shifts: 名称, hour of the begin, hours, least agents.
const SHIFTS: [(&str, i64, i64, i64); 3] = [("早班", 8, 8, 1), ("中班", 16, 8, 1), ("夜班", 0, 8, 1)];
/// Days of calls.
const DAYS: i64 = 14;
/// Calls of a day.
const CALLS: u64 = 16;

/// Makes them when there are no shifts yet; `agents` are whoever takes calls.
///
/// # Errors
/// A fault when something cannot be stored.
pub(super) async fn make(db: &Db, ground: &Ground, agents: &[Actor], chance: &Chance) -> Result<(), Error> {
    let [first, second, ..] = agents else { return Ok(()) };
    if !store::shifts(&mut db.reader()).await?.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let mut shifts = Vec::new();
    for (title, begins, hours, least) in SHIFTS {
        let form = ShiftForm { title: title.to_owned(), begins: begins * 60, hours, least };
        shifts.push(duty::add_shift(&mut tx, ground, first, &form).await?);
    }
    let names = [first.staff()?.name.clone(), second.staff()?.name.clone()];
    let monday = week::monday(ground.now.date());
    for at in 0..14_i64 {
        let on = week::day_after(monday, at);
        // Nights of the next week are left open, so that there is something to warn of.
        let mut typed = Typed::new();
        for (turn, shift) in (0_i64..).zip(&shifts) {
            let name = &names[usize::try_from((at + turn) % 2).unwrap_or(0)];
            if at < 7 || turn < 2 {
                typed.insert((*shift, on), name.clone());
            }
        }
        duty::set_week(&mut tx, ground, first, week::monday(on), &typed).await?;
    }
    duty::be(&mut tx, ground, first, "online").await?;
    for day in 0..DAYS {
        for _ in 0..CALLS {
            call(&mut tx, ground, &[first, second], chance, day).await?;
        }
    }
    if let [early, late, _] = shifts[..] {
        let said = "城东片区停水工单两件在办，自来水公司预计晚八点恢复，请盯进度并回复来电人。";
        let given = duty::give(&mut tx, ground, first, early, said).await?;
        duty::take_over(&mut tx, ground, second, given, "已核对，停水两件继续跟。").await?;
        duty::give(&mut tx, ground, first, late, "学校门口占道的投诉人要求今天回电，还没有联系上。").await?;
    }
    Ok(tx.commit().await?)
}

/// A call some days ago; some are missed.
async fn call(
    tx: &mut ::store::Tx,
    ground: &Ground,
    agents: &[&Actor; 2],
    chance: &Chance,
    day: i64,
) -> Result<(), Error> {
    let of = |most: u64| i64::try_from(chance.below(most)).unwrap_or(0);
    let midnight = Moment::start_of(ground.now.plus(-day * DAY).date());
    // Most call in office hours.
    let hour = if chance.below(4) == 0 { of(24) } else { 8 + of(10) };
    let rang = midnight.plus(hour * HOUR + of(60) * MINUTE + of(60) * 1_000);
    if rang.plus(15 * MINUTE) > ground.now {
        return Ok(());
    }
    let key = format!("demo-{}", hex::encode(chance.bytes::<8>()));
    let phone = if chance.below(12) == 0 { String::new() } else { identity::sample::mobile(chance) };
    let person = agents[usize::try_from(chance.below(2)).unwrap_or(0)].person();
    let waits = 4_000 + of(16) * 1_000;
    let talks = 60_000 + of(300) * 1_000;
    let told = |event, at| Told { call: &key, way: "exchange", event, phone: &phone, person, at };
    calls::happened(tx, told(Event::Ring, rang)).await?;
    let missed = chance.below(14) == 0;
    if !missed {
        calls::happened(tx, told(Event::Answer, rang.plus(waits))).await?;
    }
    let ended = if missed { rang.plus(waits + 20_000) } else { rang.plus(waits + talks) };
    calls::happened(tx, told(Event::End, ended)).await?;
    Ok(())
}
