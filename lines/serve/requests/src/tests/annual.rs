//! The annual tables over generated requests of two years: counted from the rows, and a second time as a fold over the ledger,
//! which knows nothing of the rows.

use std::collections::{BTreeMap, BTreeSet};

use base::due::ClockEventKind;
use matter::case::{Act as Happened, Event};
use serde_json::Value;

use super::*;
use crate::annual::{Relation, relations};
use crate::channels::{CHANNELS, DECISIONS, DISPUTES};
use crate::demo::{Organ, Stage, Wanted, play};
use crate::results::{RESULTS, result_of};
use crate::store::{DisputeFilter, Filter, Table3, Table4};
use ::store::Db;
use base::time::DateTime;
use base::{Chance, Moment};

/// A request as the ledger tells of it.
#[derive(Debug, Default)]
struct Told {
    organ: i64,
    kind: String,
    channel: String,
    applicant: String,
    received: Option<Date>,
    closed: Option<(Date, String)>,
    actions: BTreeSet<String>,
}

/// A dispute as the ledger tells of it.
struct Fight {
    organ: i64,
    kind: String,
    filed: Date,
    decided: Option<(Date, String)>,
}

#[derive(Default)]
struct Book {
    requests: BTreeMap<i64, Told>,
    disputes: BTreeMap<i64, Fight>,
}

impl Book {
    /// Reads the ledger from its first entry.
    async fn read(db: &Db) -> Self {
        let sql = "SELECT verb, subject_id, facts FROM ledger_entry ORDER BY id";
        let entries: Vec<(String, i64, String)> =
            ::store::Query::list(&mut db.reader(), sql, ::store::args![]).await.unwrap();
        let mut book = Self::default();
        let mut matters = BTreeMap::new();
        for (verb, subject, facts) in entries {
            let facts: Value = serde_json::from_str(&facts).unwrap();
            let text = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
            let on = || text("on").parse::<Date>().unwrap();
            match verb.as_str() {
                "requests.ask" => {
                    let matter = facts["matter"].as_i64().unwrap();
                    matters.insert(subject, matter);
                    let told = book.requests.entry(matter).or_default();
                    told.organ = facts["organ"].as_i64().unwrap();
                    (told.kind, told.channel, told.applicant) = (text("kind"), text("channel"), text("applicant"));
                }
                "requests.dispute" => {
                    let organ = book.requests[&matters[&subject]].organ;
                    let fight = Fight { organ, kind: text("kind"), filed: on(), decided: None };
                    book.disputes.insert(facts["dispute"].as_i64().unwrap(), fight);
                }
                "requests.decided" => {
                    let fight = book.disputes.get_mut(&facts["dispute"].as_i64().unwrap()).unwrap();
                    fight.decided = Some((on(), text("result")));
                }
                verb if verb.starts_with("requests.request.") => {
                    let act: Happened = serde_json::from_value(facts["act"].clone()).unwrap();
                    book.requests.entry(subject).or_default().happens(&act);
                }
                _ => {}
            }
        }
        book
    }

    fn table3(&self, year: i16, organ: Option<i64>) -> Table3 {
        let mut table = Table3::default();
        for told in self.requests.values().filter(|t| t.kind == "access" && organ.is_none_or(|o| o == t.organ)) {
            let Some(received) = told.received else { continue };
            let closed = told.closed.as_ref();
            let before = |day: Date| day.year() < year;
            let mut add = |row| table.add(row, &told.applicant, 1);
            match received.year() {
                of if of == year => add(1),
                of if of < year && closed.is_none_or(|(day, _)| !before(*day)) => add(2),
                _ => {}
            }
            match closed {
                Some((day, key)) if day.year() == year => {
                    add(result_of(key).unwrap().row);
                    add(24);
                }
                closed if received.year() <= year && closed.is_none_or(|(day, _)| day.year() > year) => add(25),
                _ => {}
            }
        }
        table
    }

    fn table4(&self, year: i16, organ: Option<i64>) -> Table4 {
        let mut table = Table4::default();
        for fight in self.disputes.values().filter(|f| organ.is_none_or(|o| o == f.organ)) {
            let row = DISPUTES.iter().position(|d| d.value == fight.kind).unwrap();
            match &fight.decided {
                Some((day, result)) if day.year() == year => {
                    table.0[row][DECISIONS.iter().position(|d| d.value == result).unwrap()] += 1;
                }
                decided if fight.filed.year() <= year && decided.as_ref().is_none_or(|(day, _)| day.year() > year) => {
                    table.0[row][3] += 1;
                }
                _ => {}
            }
        }
        table
    }
}

impl Told {
    fn happens(&mut self, act: &Happened) {
        self.actions.insert(act.action.clone());
        if act.action.starts_with("reopen_") {
            self.closed = None;
        }
        if act.action == "void" {
            self.received = None;
        }
        for event in &act.events {
            match event {
                Event::Clock { clock, turn } if clock == "answer" && matches!(turn.kind, ClockEventKind::Start(_)) => {
                    self.received.get_or_insert(turn.at.date());
                }
                Event::Clock { clock, turn } if clock == "answer" => {
                    let what = match turn.kind {
                        ClockEventKind::Pause => "pause",
                        ClockEventKind::Extend(_) => "extended",
                        ClockEventKind::Restart(_) => "restart",
                        _ => "",
                    };
                    self.actions.insert(what.to_owned());
                }
                Event::Outcome { outcome } => {
                    self.closed.get_or_insert((act.at.date(), outcome.clone()));
                }
                _ => {}
            }
        }
    }
}

fn civil(year: i16, month: i8, day: i8) -> Moment {
    Moment::from_civil(DateTime::constant(year, month, day, 9, 0, 0, 0))
}

async fn generated(county: &County, requests: usize, seed: u64) {
    let organ = |unit, clerk: &Actor, head: &Actor| Organ { unit, clerk: clerk.clone(), head: head.clone() };
    let organs =
        [organ(county.home, &county.clerk, &county.head), organ(county.city, &county.city_clerk, &county.city_head)];
    static LINES: [&matter::Line; 1] = [&crate::LINE];
    let (lines, chance) = (matter::Lines(&LINES), Chance::seeded(seed));
    let stage = Stage { db: county.db(), ground: county.ground(), lines: &lines, organs: &organs, chance: &chance };
    let wanted = Wanted { requests, from: civil(2025, 9, 1), to: civil(2026, 4, 30), seed };
    assert!(play(stage, wanted).await.unwrap() > requests * 9 / 10);
}

fn assert_every_result(book: &Book, seed: u64) {
    let ended: BTreeSet<&str> =
        book.requests.values().filter_map(|t| t.closed.as_ref().map(|(_, r)| r.as_str())).collect();
    for result in RESULTS.iter().filter(|r| r.row > 0) {
        assert!(ended.contains(result.key), "no request ended as {} with {seed}", result.key);
    }
}

::store::both! {
    async fn every_result_is_generated_whatever_chance_decides(test: TestDb) {
        let mut county = County::new(test).await;
        county.now = civil(2025, 9, 1);
        generated(&county, 80, 11).await;
        assert_every_result(&Book::read(county.db()).await, 11);
    }

    async fn the_tables_agree_with_a_fold_over_the_ledger_and_every_cell_opens_what_it_counts(test: TestDb) {
        let mut county = County::new(test).await;
        county.now = civil(2025, 9, 1);
        generated(&county, 130, 5).await;
        let book = Book::read(county.db()).await;
        let actions: BTreeSet<&str> = book.requests.values().flat_map(|t| t.actions.iter().map(String::as_str)).collect();
        for action in [
            "confirm", "ask_correction", "correct", "correct_paper", "abandon", "ask_outside", "outside_done", "joint", "silence",
            "extension", "delay", "extended", "pause", "restart", "charge", "fee_served", "paid", "unpaid", "retract", "deliver",
            "archive", "reject", "outside_unserved", "reopen_correction", "reopen_fee", "redo", "redo_submit", "redo_approve",
        ] {
            assert!(actions.contains(action), "nothing was generated with {action}");
        }
        let channels: BTreeSet<&str> = book.requests.values().map(|t| t.channel.as_str()).collect();
        assert_eq!(channels.len(), CHANNELS.len());
        assert_every_result(&book, 5);
        let q = &mut county.db().reader();
        for organ in [None, Some(county.home), Some(county.city)] {
            let mut before = Table3::default();
            for year in [2024, 2025, 2026] {
                let table = store::table3(q, year, organ).await.unwrap();
                assert_eq!(table, book.table3(year, organ), "{organ:?} {year}");
                assert_eq!(store::table4(q, year, organ).await.unwrap(), book.table4(year, organ), "{organ:?} {year}");
                assert!(relations(&table, &before).iter().all(Relation::holds), "{organ:?} {year}");
                for row in 1..=25 {
                    let filter = Filter { unit: organ, cell: Some((year, row)), ..Filter::all(county.now) };
                    assert_eq!(store::count(q, &filter).await.unwrap(), table.total(row), "{organ:?} {year} {row}");
                }
                let four = store::table4(q, year, organ).await.unwrap();
                for (row, kind) in DISPUTES.iter().enumerate() {
                    let sum = four.0[row].iter().sum();
                    for (column, number) in four.0[row].into_iter().chain([sum]).enumerate() {
                        let of = DisputeFilter { unit: organ, kind: Some(kind.value.into()), cell: Some((year, column)), ..DisputeFilter::ALL };
                        assert_eq!(store::disputes_count(q, &of).await.unwrap(), number, "{organ:?} {year} {} {column}", kind.value);
                        let rows = store::disputed(q, &of, &::store::long::Turn::First, 500).await.unwrap().rows;
                        assert_eq!(i64::try_from(rows.len()).unwrap(), number, "the list is what is counted");
                    }
                }
                before = table;
            }
        }
        let last = store::table3(q, 2025, None).await.unwrap();
        assert!(last.total(25) > 0 && store::table4(q, 2026, None).await.unwrap().0.iter().flatten().sum::<i64>() > 0);
    }

    async fn a_request_stands_in_one_row_of_results_and_never_in_two(test: TestDb) {
        let mut county = County::new(test).await;
        county.now = civil(2025, 9, 1);
        generated(&county, 60, 5).await;
        let q = &mut county.db().reader();
        let mut seen = BTreeSet::new();
        for year in [2025, 2026] {
            for row in 3..=23 {
                let filter = Filter { cell: Some((year, row)), ..Filter::all(county.now) };
                for request in store::list(q, &filter, &::store::long::Turn::First, 500).await.unwrap().rows {
                    assert!(seen.insert(request.id), "{} stands in two rows", request.number);
                }
            }
        }
        let id = *seen.first().unwrap();
        let mut tx = county.db().begin().await.unwrap();
        let day = county.now.date();
        assert!(!store::closed(&mut tx, id, "a1", day, false).await.unwrap(), "a result is for good");
    }
}
