//! What a dispatch costs: processor time of the same functions that the page calls, durable.

use std::path::Path;
use std::sync::Arc;

use base::{Calendar, Chance, Clock, Rules};
use hotline::actions::{self, More};
use hotline::model::{Calling, Registered};
use hotline::taking;
use identity::{Actor, Identity, Roles, SignIn};
use matter::form::Given;
use matter::{Ground, Input};
use store::{Config, Db, vault};

use super::super::Bench;
use super::AGENT;
use crate::report::Row;
use crate::{Result, accounts, machine};

/// Orders that are dispatched, after so many to warm up.
const ORDERS: usize = 400;
const WARM: usize = 40;
/// To whom.
const UNIT: &str = "县城管局";

pub async fn take(bench: &mut Bench<'_>, data: &Path) -> Result<()> {
    let db = Db::open(&Config::Sqlite(data.join("renhe.db"))).await?;
    let chance = Chance::System;
    vault::open(&db, data, &chance, Clock::System.now()).await?;
    let rules = Arc::new(Rules::built_in());
    let agent = agent(&db, data, &rules).await?;
    let ground = || Ground {
        now: Clock::System.now(),
        calendar: Arc::new(Calendar::national()),
        rules: Arc::clone(&rules),
        chance: Chance::System,
    };
    let units = identity::units::all(&mut db.reader()).await?;
    let unit = units.iter().find(|u| u.short_name == UNIT).ok_or("the demonstration has no such unit")?.id;
    let mut orders = Vec::new();
    for n in 0..WARM + ORDERS {
        let entry = Registered {
            source: "phone".into(),
            kind: "help".into(),
            urgency: "plain".into(),
            title: format!("第{n}号路灯不亮"),
            body: format!("第{n}号路灯从昨天晚上起不亮，行人看不清路，希望尽快修好。"),
            phone: format!("1390000{n:04}"),
            ..Registered::default()
        };
        let calling = Calling { entry, ..Calling::default() };
        let mut tx = db.begin().await?;
        let taken = taking::enter(&mut tx, &ground(), &agent, &calling).await.map_err(|e| format!("{e:?}"))?;
        tx.commit().await?;
        orders.push(taken.order);
    }
    let mut before = 0.0;
    for (n, order) in orders.into_iter().enumerate() {
        if n == WARM {
            before = machine::cpu_ms(std::process::id())?;
        }
        let given = Given { input: Input { seats: vec![(unit, None)], ..Input::default() }, ..Given::default() };
        let mut tx = db.begin().await?;
        let done = actions::act(&mut tx, &ground(), &agent, order, "dispatch", given, &More::default()).await;
        done.map_err(|e| format!("{e:?}"))?;
        tx.commit().await?;
    }
    let each = (machine::cpu_ms(std::process::id())? - before) / ORDERS as f64;
    db.close().await;
    let row = Row::new("hotline: processor time of a dispatch, durable", format!("{each:.2} ms"));
    bench.row(row.aim("≤ 5 ms", each <= 5.0));
    bench.note(format!(
        "Dispatch: `hotline::actions::act` with everything that belongs to it (may I, clocks, tasks, ledger entry, index, message) and its commit on SQLite \
         (WAL, synchronous FULL), user and system time of the process over {ORDERS} orders after {WARM}."
    ));
    Ok(())
}

async fn agent(db: &Db, data: &Path, rules: &Arc<Rules>) -> Result<Actor> {
    let roles = Roles::new(&[hotline::LINE.roles]);
    let identity = Identity::open(db.clone(), data, Clock::System, Chance::System, roles, Arc::clone(rules))?;
    let all = accounts::read(data)?;
    let account = accounts::named(&all, AGENT)?;
    let asked = SignIn { login: AGENT, password: &account.password, code: "", address: "127.0.0.1", agent: "bench" };
    let opened = identity.sign_in(asked).await?;
    Ok(identity.actor_of(&opened.token).await?)
}
