//! `/work/ledger` 底账审计: entries with filters, one entry with its leaf, proof and bodies, and the last verifications.

use base::{Error, Fault, Moment};
use ledger::{Filter, Receipt, Stored};
use serde_json::{Value, json};
use store::jobs::{self, State};
use store::{Job, Reader};
use web::{App, Cx, Form, Once, Page, Path, Result};

use super::access::day;
use super::names::Names;
use super::{PAGE, done, first, next, page_of};

/// The verb of the audit administrator for the ledger.
pub const VERB: &str = "ledger.read";
/// The job that verifies the whole ledger.
pub const VERIFY: &str = "ledger.verify";
/// The job that reads every committed content again.
const REHASH: &str = "ledger.rehash";
/// Characters of the facts shown in the list; all of them are on the page of the entry.
const FACTS_CHARS: usize = 160;
/// The verb under which the result of a verification is recorded.
const VERIFIED: &str = "ledger.verified";

/// Entries with their filters, and how the last verifications ended.
pub async fn list(cx: Cx) -> Result {
    let mut reader = cx.app.db.reader();
    let login = cx.query.get("login").trim();
    let person = match login {
        "" => None,
        login => Some(identity::people::by_login(&mut reader, login).await?.map_or(0, |person| person.id)),
    };
    let text = |name: &str| Some(cx.query.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    let filter = Filter {
        before: cx.query.int("before"),
        verb: text("verb"),
        subject_kind: text("kind"),
        subject_id: cx.query.int("id"),
        person,
        since: day(cx.query.get("from")).map(Moment::start_of),
        until: day(cx.query.get("to")).and_then(|date| date.tomorrow().ok()).map(Moment::start_of),
    };
    let (entries, more) = page_of(ledger::find(&mut reader, &filter, PAGE + 1).await?);
    let names = names(&mut reader, &entries).await?;
    let rows: Vec<Value> = entries.iter().map(|entry| row(entry, &names)).collect();
    let typed = ["verb", "kind", "id", "login", "from", "to"].map(|name| (name.to_owned(), json!(cx.query.get(name))));
    let data = json!({
        "rows": rows,
        "typed": Value::Object(typed.into_iter().collect()),
        "runs": runs(&mut reader).await?,
        "next": next(&cx, entries.last().map(|entry| entry.id), more),
        "first": first(&cx),
    });
    cx.page("screens/audit.html", Page::new("底账审计"), data)
}

async fn names(reader: &mut Reader, entries: &[Stored]) -> std::result::Result<Names, Fault> {
    let staff = entries.iter().filter(|entry| entry.actor_kind == "staff");
    let people = staff.filter_map(|entry| entry.actor_person).collect();
    Names::load(reader, people, true).await
}

fn row(entry: &Stored, names: &Names) -> Value {
    json!({
        "id": entry.id,
        "at": entry.at.minutes(),
        "verb": entry.verb,
        "subject": format!("{} {}", entry.subject_kind, entry.subject_id),
        "kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "who": who(entry, names),
        "facts": base::text::truncate(&entry.facts, FACTS_CHARS),
        "seq": entry.seq,
    })
}

fn who(entry: &Stored, names: &Names) -> String {
    match entry.actor_kind.as_str() {
        "system" => "系统".to_owned(),
        "anonymous" => "未登录".to_owned(),
        "citizen" => format!("群众账号 {}", entry.actor_person.unwrap_or_default()),
        _ => format!("{}（{}）", names.person(entry.actor_person), names.unit(entry.actor_unit)),
    }
}

/// The last verification and the last re-hash: how they stand and what they found.
async fn runs(reader: &mut Reader) -> std::result::Result<Value, Fault> {
    let last = Filter { verb: Some(VERIFIED.to_owned()), ..Filter::default() };
    let verified = ledger::find(reader, &last, 1).await?.pop();
    let verified = verified.map(|entry| {
        let facts: Value = serde_json::from_str(&entry.facts).unwrap_or(Value::Null);
        json!({ "at": entry.at.minutes(), "id": entry.id, "good": facts["bad"].is_null(), "facts": facts })
    });
    Ok(
        json!({ "verified": verified, "verify": last_job(reader, VERIFY).await?, "rehash": last_job(reader, REHASH).await? }),
    )
}

async fn last_job(reader: &mut Reader, kind: &str) -> std::result::Result<Value, Fault> {
    let filter = jobs::Filter { kind: Some(kind.to_owned()), ..jobs::Filter::default() };
    let job = jobs::list(reader, &filter, None, 1).await?.pop();
    Ok(job.map_or(Value::Null, |job| {
        let (words, tone) = match (job.state, &job.problem) {
            (State::Done, _) => ("未发现改动", "good"),
            (State::Running, _) => ("正在执行", "blue"),
            (State::Waiting, None) => ("等待执行", ""),
            (State::Waiting | State::Failed, _) => ("发现问题", "bad"),
        };
        json!({
            "words": words,
            "tone": tone,
            "open": matches!(job.state, State::Running | State::Waiting),
            "at": job.ended_at.map(|at| at.minutes()),
            "problem": job.problem,
        })
    }))
}

/// One entry with all that proves it.
pub async fn entry(cx: Cx, Path(id): Path<i64>) -> Result {
    let mut reader = cx.app.db.reader();
    let entry = ledger::find_entry(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let names = names(&mut reader, std::slice::from_ref(&entry)).await?;
    let (proof, problem) = match cx.app.ledger.receipt(id).await {
        Ok(receipt) => (proof(&receipt), None),
        Err(Error::Fault(fault)) => {
            tracing::error!(%fault, entry = id, "an entry cannot be proven");
            (Value::Null, Some("这一条无法给出证明，底账可能被改动过，请立即核对整个底账。"))
        }
        Err(error) => return Err(error.into()),
    };
    let facts: Value = serde_json::from_str(&entry.facts).unwrap_or(Value::Null);
    let data = json!({
        "entry": row(&entry, &names),
        "facts": format!("{facts:#}"),
        "post": entry.actor_post,
        "proof": proof,
        "problem": problem,
    });
    let page = Page::new(format!("底账第 {id} 号记录")).crumb("底账审计", "/work/ledger");
    cx.page("screens/audit_entry.html", page, data)
}

/// Leaf, path, head and bodies of a receipt, for reading.
fn proof(receipt: &Receipt) -> Value {
    let canonical: Value = serde_json::from_str(&receipt.entry).unwrap_or(Value::Null);
    json!({
        "index": receipt.index,
        "leaf": hex::encode(ledger::tree::leaf_hash(receipt.entry.as_bytes())),
        "path": receipt.path,
        "head": receipt.head,
        "canonical": receipt.entry,
        "bodies": canonical["bodies"].as_array().cloned().unwrap_or_default(),
    })
}

/// The entry's receipt as a file.
pub async fn receipt(cx: Cx, Path(id): Path<i64>) -> Result {
    let receipt = cx.app.ledger.receipt(id).await?;
    Ok(web::download(&format!("底账回执 {id}.json"), "application/json", receipt.to_json()))
}

/// Asks for a verification of the whole ledger, unless one is under way.
pub async fn start(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    for state in [State::Waiting, State::Running] {
        let filter = jobs::Filter { state: Some(state), kind: Some(VERIFY.to_owned()), ..jobs::Filter::default() };
        if !jobs::list(&mut tx, &filter, None, 1).await?.is_empty() {
            return done(&cx, tx, &form, "/work/ledger", "核对正在进行，请稍后刷新查看结果。").await;
        }
    }
    tx.enqueue(Job::new(VERIFY, json!({}))).await?;
    done(&cx, tx, &form, "/work/ledger", "已开始核对整个底账，请稍后刷新查看结果。").await
}

/// Verifies the whole ledger and records what was found; the job [`VERIFY`].
///
/// # Errors
/// A fault when the database does not answer. An altered ledger is a result, not an error.
pub async fn verify(app: &App) -> std::result::Result<(), Error> {
    let report = ledger::verify(&app.db).await?;
    let bad = report.bad.as_ref().map(ledger::Bad::line);
    if let Some(bad) = &bad {
        tracing::error!(bad, "the ledger was altered");
    }
    let entry = ledger::Entry {
        at: app.clock.now(),
        actor: ledger::Actor::SYSTEM,
        verb: VERIFIED,
        subject: ledger::Subject { kind: "ledger", id: 1 },
        facts: json!({
            "entries": report.entries, "bodies": report.bodies, "heads": report.heads, "waiting": report.waiting, "bad": bad,
        }),
        bodies: Vec::new(),
    };
    let mut tx = app.db.begin().await?;
    app.ledger.record(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}
