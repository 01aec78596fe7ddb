//! The same real questions as orders of the hotline, in a county of their own: half of them taken down by the agent's form, the others sent
//! by the city's platform, handed in by a program over Open311, or written as a letter on the portal and handed over by its clerk; all
//! go to a unit, are answered, reviewed and called back for. Then what foreign Open311 servers have is brought in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use base::Clock;
use serde_json::{Value, json};
use testkit::Browser;
use tokio::task::JoinSet;
use web::webhook;

use super::citizen::{self, Receipt};
use super::foreign;
use super::officials::{self, CLERK, Office};
use super::questions::Question;
use super::steps::Steps;
use crate::server::Server;
use crate::{Result, accounts, wire};

/// Whoever takes calls, and the head of the hotline.
const AGENT: &str = "rexian";
const HEAD: &str = "zhuren";
/// Desks that work at the same time.
const WORKERS: usize = 4;
/// The class in which the city and programs send.
const CLASS: &str = "L01";
/// Where the city's platform sends.
const PUSH: &str = "/api/v1/hotline/orders";

/// How a question becomes an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Form,
    City,
    Program,
    Letter,
}

impl Door {
    fn of(question: &Question) -> Self {
        match question.place % 6 {
            0..3 => Self::Form,
            3 => Self::City,
            4 => Self::Program,
            _ => Self::Letter,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Form => "taken down by the agent's form",
            Self::City => "sent by the city's platform",
            Self::Program => "handed in by a program",
            Self::Letter => "letters of the portal handed over",
        }
    }
}

/// What became of all orders.
#[derive(Default)]
struct Outcome {
    doors: BTreeMap<Door, usize>,
    closed: usize,
    satisfied: usize,
    failed: Vec<String>,
    steps: Steps,
}

/// What programs sign and hand in with.
#[derive(Clone)]
struct Keys {
    city: String,
    program: String,
}

/// Runs it; gives whether every question became an order that was handled to the end, and what foreign servers have was taken in once.
///
/// # Errors
/// When the county cannot be made.
pub async fn run(binary: &Path, dir: &Path, shared: &Path, questions: &[Question]) -> Result<bool> {
    let server = Server::start(binary, &dir.join("hotline"), 0).await?;
    classify(&server).await?;
    let begun = Instant::now();
    let of = |door: Door| questions.iter().filter(move |q| Door::of(q) == door).cloned().collect::<Vec<_>>();
    let letters = citizen::write_all(&server.address, &of(Door::Letter)).await?;
    let keys = Keys { city: link(&server).await?, program: foreign::key(&server).await? };
    let work: Vec<(Question, Option<Receipt>)> = questions
        .iter()
        .rev()
        .map(|q| (q.clone(), letters.receipts.iter().find(|r| r.place == q.place).cloned()))
        .collect();
    let work = Arc::new(Mutex::new(work));
    let all = accounts::read(&server.data)?;
    let mut set = JoinSet::new();
    for _ in 0..WORKERS {
        let (work, keys, address) = (Arc::clone(&work), keys.clone(), server.address.clone());
        let mut office = Office::new(&server.address, all.clone());
        set.spawn(async move {
            let mut outcome = Outcome::default();
            loop {
                let next = work.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some((question, receipt)) = next else { break };
                match through(&mut office, &address, &keys, &question, receipt.as_ref()).await {
                    Ok(satisfied) => outcome.count(Door::of(&question), satisfied),
                    Err(error) => outcome.failed.push(format!("question {}: {error}", question.place)),
                }
            }
            outcome.steps = office.steps;
            outcome
        });
    }
    let mut outcome = Outcome::default();
    while let Some(done) = set.join_next().await {
        outcome.join(done?);
    }
    outcome.failed.extend(letters.failed);
    let counted = counted(&server).await?;
    let once = foreign::run(&server, shared).await?;
    server.stop()?;
    println!("\n{} orders of the hotline handled in {:.0} s", outcome.closed, begun.elapsed().as_secs_f64());
    println!("{}", outcome.steps.table());
    for (door, count) in &outcome.doors {
        println!("{count:>5}  {}", door.name());
    }
    println!("{:>5}  called back for and content", outcome.satisfied);
    println!("{:>5}  failed", outcome.failed.len());
    outcome.failed.iter().take(20).for_each(|problem| println!("       {problem}"));
    println!("the list counts {counted} orders that were closed");
    let wanted = questions.len();
    Ok(once && outcome.failed.is_empty() && outcome.closed == wanted && counted == i64::try_from(wanted)?)
}

impl Outcome {
    fn count(&mut self, door: Door, satisfied: bool) {
        self.closed += 1;
        *self.doors.entry(door).or_default() += 1;
        self.satisfied += usize::from(satisfied);
    }

    fn join(&mut self, other: Self) {
        self.closed += other.closed;
        self.satisfied += other.satisfied;
        self.failed.extend(other.failed);
        self.steps.join(other.steps);
        for (door, count) in other.doors {
            *self.doors.entry(door).or_default() += count;
        }
    }
}

/// The agent makes the class in which the city and programs send.
async fn classify(server: &Server) -> Result<()> {
    let all = accounts::read(&server.data)?;
    let mut agent = accounts::sign_in(&server.address, accounts::named(&all, AGENT)?).await?;
    let path = "/work/hotline/classes";
    let form = agent.get(path).await.forms().into_iter().find(|form| form.action == path);
    let form = form.ok_or("no form for a class")?.set("title", "法律服务").set("class_code", CLASS);
    let answer = agent.submit(&form).await;
    if answer.status.is_success() { Ok(()) } else { Err(format!("no class was made: {}", answer.seen()).into()) }
}

/// Lets the city's platform send; gives the key with which it signs.
async fn link(server: &Server) -> Result<String> {
    let all = accounts::read(&server.data)?;
    let mut head = accounts::sign_in(&server.address, accounts::named(&all, HEAD)?).await?;
    let page = head.get("/work/hotline/city").await;
    let form = page.form("/work/hotline/city").ok_or("no settings of the city's platform")?;
    let text = head.submit(&form.set("push", "1")).await.text();
    let key = text.split(webhook::PREFIX).nth(1).and_then(|rest| rest.split(['<', '"']).next());
    Ok(format!("{}{}", webhook::PREFIX, key.ok_or("no key was shown")?))
}

/// One question from its door to the callback; gives whether the caller was content.
async fn through(
    office: &mut Office,
    address: &str,
    keys: &Keys,
    question: &Question,
    receipt: Option<&Receipt>,
) -> Result<bool> {
    let order = match (Door::of(question), receipt) {
        (Door::Form, _) => entered(office, question).await?,
        (Door::City, _) => pushed(office, address, &keys.city, question).await?,
        (Door::Program, _) => programmed(office, address, &keys.program, question).await?,
        (Door::Letter, Some(receipt)) => handed(office, receipt).await?,
        (Door::Letter, None) => return Err("the letter was not written".into()),
    };
    let handler = office.handler(question.unit)?;
    office.act(AGENT, &order, "dispatch", &[("unit", question.unit)]).await?;
    office.act(&handler, &order, "sign", &[]).await?;
    office.act(&handler, &order, "contact", &[("opinion", "已联系诉求人，说明办理安排。")]).await?;
    office.act(&handler, &order, "submit", &[("opinion", &question.answer)]).await?;
    office.act(AGENT, &order, "approve", &[]).await?;
    let said = [("reached", "1"), ("contacted", "1"), ("solved", "1"), ("satisfaction", "4")];
    office.act(AGENT, &order, "callback", &said).await?;
    Ok(true)
}

/// The agent takes it down.
async fn entered(office: &mut Office, question: &Question) -> Result<String> {
    let agent = office.of(AGENT).await?;
    let page = agent.get("/work/hotline/new").await;
    let form = page.form("/work/hotline/new").ok_or("no form to take a call")?;
    let chance = base::Chance::seeded(question.place as u64);
    let form = form
        .set("phone", &identity::sample::mobile(&chance))
        .set("name", &identity::sample::name(&chance))
        .set("kind", "consult")
        .set("title", &question.title)
        .set("body", &question.body)
        .set("consent", if question.consent { "1" } else { "" });
    let begun = Instant::now();
    let taken = agent.submit(&form).await;
    let link = order_of(&taken.links("/work/hotline/"));
    office.steps.add("take a call", begun);
    Ok(link.ok_or_else(|| format!("not taken: {} {}", taken.status, taken.seen()))?)
}

fn order_of(links: &[String]) -> Option<String> {
    links.iter().find(|l| l.trim_start_matches("/work/hotline/").parse::<i64>().is_ok()).cloned()
}

/// The city's platform sends it, twice as such platforms do, and the agent finds it by the city's number.
async fn pushed(office: &mut Office, address: &str, secret: &str, question: &Question) -> Result<String> {
    let number = format!("SZ{:06}", question.place);
    let chance = base::Chance::seeded(question.place as u64);
    let body = json!({ "type": "order.created", "data": {
        "number": number, "version": 1, "kind": "consult", "urgency": "plain", "class": CLASS,
        "title": question.title, "body": question.body,
        "caller": { "name": identity::sample::name(&chance), "phone": identity::sample::mobile(&chance) },
    }})
    .to_string();
    let now = Clock::System.now().0 / 1_000;
    let client = wire::client()?;
    let begun = Instant::now();
    let mut results = Vec::new();
    for _ in 0..2 {
        let signature = webhook::signature(secret, &number, now, body.as_bytes()).ok_or("the key does not sign")?;
        let answer = client
            .post(format!("http://{address}{PUSH}"))
            .header("webhook-id", &number)
            .header("webhook-timestamp", now.to_string())
            .header("webhook-signature", signature)
            .header("content-type", "application/json")
            .body(body.clone())
            .send()
            .await?;
        let text = answer.text().await?;
        let told: Value = serde_json::from_str(&text).map_err(|_| format!("the city was told {text}"))?;
        results.push(told["result"].as_str().unwrap_or_default().to_owned());
    }
    office.steps.add("two pushes of the city", begun);
    if results != ["taken", "same"] {
        return Err(format!("the city was told {results:?}").into());
    }
    found(office.of(AGENT).await?, &number).await
}

/// A program hands it in.
async fn programmed(office: &mut Office, address: &str, key: &str, question: &Question) -> Result<String> {
    let chance = base::Chance::seeded(question.place as u64);
    let (name, phone) = (identity::sample::name(&chance), identity::sample::mobile(&chance));
    let fields = [
        ("api_key", key),
        ("service_code", CLASS),
        ("description", &question.body),
        ("address_string", "青禾县人民路 1 号"),
        ("last_name", &name),
        ("phone", &phone),
        ("attribute[kind]", "consult"),
    ];
    let begun = Instant::now();
    let matter = foreign::handed(address, &fields).await?;
    office.steps.add("handed in by a program", begun);
    Ok(format!("/work/hotline/{matter}"))
}

/// The order with this number, as the agent finds it.
async fn found(agent: &mut Browser, number: &str) -> Result<String> {
    let coded: String = number.bytes().map(|b| format!("%{b:02X}")).collect();
    let list = agent.get(&format!("/work/hotline?q={coded}")).await;
    Ok(order_of(&list.links("/work/hotline/")).ok_or_else(|| format!("the agent does not find {number}"))?)
}

/// The clerk of the mailbox hands a letter over; the order is linked.
async fn handed(office: &mut Office, receipt: &Receipt) -> Result<String> {
    let clerk = office.of(CLERK).await?;
    let letter = officials::find(clerk, &receipt.number).await?;
    let page = clerk.get(&letter).await;
    let form = page.forms().into_iter().find(|f| f.action.starts_with("/work/hand/"));
    let form = form.ok_or_else(|| format!("{} may not be handed over", receipt.number))?.set("to", "hotline");
    let begun = Instant::now();
    let after = clerk.submit(&form).await;
    let link = order_of(&after.links("/work/hotline/"));
    office.steps.add("hand a letter over", begun);
    Ok(link.ok_or_else(|| format!("not handed over: {} {}", after.status, after.seen()))?)
}

/// Closed orders, as the list counts them.
async fn counted(server: &Server) -> Result<i64> {
    let all = accounts::read(&server.data)?;
    let mut agent = accounts::sign_in(&server.address, accounts::named(&all, AGENT)?).await?;
    let page = agent.get("/work/hotline?count=closed").await;
    let text = page.seen();
    let number = text.split("共 ").nth(1).and_then(|rest| rest.split_whitespace().next()).and_then(|n| n.parse().ok());
    Ok(number.ok_or("the list tells no number")?)
}
