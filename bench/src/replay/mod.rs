//! The replay: 500 real questions through the real forms, from the citizen's notice to the public page; then real texts into
//! the same county; then the questions once more as orders of the hotline; then generated requests for disclosure, whose annual tables
//! are counted a second time.

mod check;
pub mod citizen;
mod foreign;
mod hotline;
mod imports;
pub mod officials;
pub mod questions;
mod requests;
mod steps;
mod way;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::task::JoinSet;

use crate::server::{self, Server};
use crate::{Result, accounts};
use citizen::{Receipt, Written};
use officials::Office;
use questions::{Question, Way};
use steps::Steps;

/// Desks that work at the same time, each with its own sessions.
const WORKERS: usize = 4;
/// Generated requests for disclosure.
const REQUESTS: usize = 200;

/// What happened to all letters.
#[derive(Default)]
struct Outcome {
    ways: BTreeMap<Way, usize>,
    answered: usize,
    rated: usize,
    satisfied: usize,
    published: usize,
    failed: Vec<String>,
    steps: Steps,
}

/// Runs it; gives whether everything that must hold does.
///
/// # Errors
/// When the server does not start or the questions are not there.
pub async fn run(shared: &Path, letters: usize, binary: Option<PathBuf>) -> Result<bool> {
    let questions = questions::read(shared, letters)?;
    let binary = server::binary(binary.as_deref())?;
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("county");
    let server = Server::start(&binary, &data, 0).await?;
    println!("青禾县 is up at http://{} after {:.1} s", server.address, server.started_in.as_secs_f64());
    let before = check::received(&server.address).await?;

    let begun = Instant::now();
    let written = citizen::write_all(&server.address, &questions).await?;
    let writing = begun.elapsed().as_secs_f64();
    println!(
        "{} of {} letters taken in {writing:.1} s ({:.0} a second)",
        written.receipts.len(),
        questions.len(),
        written.receipts.len() as f64 / writing
    );

    let begun = Instant::now();
    let receipts = written.receipts.clone();
    let mut outcome = handle(&server, &questions, &receipts).await?;
    println!("{} letters answered in {:.1} s", outcome.answered, begun.elapsed().as_secs_f64());
    tell(&mut outcome, written);

    let counted = check::received(&server.address).await? - before;
    let verified = check::receipts(&server, dir.path(), &receipts).await?;
    println!(
        "\nstatistics page: {counted} letters more than before; {verified} of {} receipts verify offline with the published key",
        questions.len()
    );
    server.stop()?;
    let unchanged = imports::run(&binary, &data, shared, dir.path())?;
    let called = hotline::run(&binary, dir.path(), shared, &questions).await?;
    let agree = requests::run(&binary, dir.path(), REQUESTS).await?;
    let all = questions.len();
    Ok(unchanged
        && called
        && agree
        && outcome.failed.is_empty()
        && outcome.answered == all
        && verified == all
        && counted == i64::try_from(all)?)
}

/// Lets the officials take all letters to the end.
async fn handle(server: &Server, questions: &[Question], receipts: &[Receipt]) -> Result<Outcome> {
    let work: Vec<(Question, Receipt)> = receipts
        .iter()
        .filter_map(|r| Some((questions.iter().find(|q| q.place == r.place)?.clone(), r.clone())))
        .collect();
    let work = Arc::new(Mutex::new(work.into_iter().rev().collect::<Vec<_>>()));
    let accounts = accounts::read(&server.data)?;
    let mut set = JoinSet::new();
    for _ in 0..WORKERS {
        let work = Arc::clone(&work);
        let mut office = Office::new(&server.address, accounts.clone());
        let address = server.address.clone();
        set.spawn(async move {
            let mut outcome = Outcome::default();
            loop {
                let next = work.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some((question, receipt)) = next else { break };
                match way::through(&mut office, &address, &question, &receipt).await {
                    Ok(end) => outcome.count(&question, end),
                    Err(error) => outcome.failed.push(format!("{} ({}): {error}", receipt.number, question.way.name())),
                }
            }
            outcome.steps = office.steps;
            outcome
        });
    }
    let mut all = Outcome::default();
    while let Some(done) = set.join_next().await {
        all.join(done?);
    }
    Ok(all)
}

fn tell(outcome: &mut Outcome, written: Written) {
    outcome.failed.extend(written.failed);
    outcome.steps.all("write a letter", written.posting);
    println!("\n{}", outcome.steps.table());
    for (way, count) in &outcome.ways {
        println!("{count:>5}  {}", way.name());
    }
    let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    println!("{:>5}  rated, {:.1} % of them content", outcome.rated, share(outcome.satisfied, outcome.rated));
    println!(
        "{:>5}  published, {:.1} % of those answered",
        outcome.published,
        share(outcome.published, outcome.answered)
    );
    println!("{:>5}  failed", outcome.failed.len());
    for problem in outcome.failed.iter().take(20) {
        println!("       {problem}");
    }
}

impl Outcome {
    fn count(&mut self, question: &Question, end: way::End) {
        self.answered += 1;
        *self.ways.entry(question.way).or_default() += 1;
        self.rated += usize::from(end.rated);
        self.satisfied += usize::from(end.rated && question.rating.is_some_and(|r| r >= 3));
        self.published += usize::from(end.published);
    }

    fn join(&mut self, other: Self) {
        self.answered += other.answered;
        self.rated += other.rated;
        self.satisfied += other.satisfied;
        self.published += other.published;
        self.failed.extend(other.failed);
        self.steps.join(other.steps);
        for (way, count) in other.ways {
            *self.ways.entry(way).or_default() += count;
        }
    }
}
