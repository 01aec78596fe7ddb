//! The verbs on a submission: what the line adds to the engine before an act (nobody passes his own text, findings that stop, one
//! reader one review) and after it (the edition follows, the reading is noted). Everything happens in the caller's transaction.

use ::store::Tx;
use base::{Error, FieldError, Moment, reason};
use edition::publish::Ground as Basis;
use edition::{Desk, Item};
use identity::Actor;
use matter::engine::Doing;
use matter::form::Given;
use matter::{Done, Ground, Input, Opening, Who};
use web::Form;

use crate::gate::Finding;
use crate::model::{CONCLUSIONS, Pass, Submission, stage_of};
use crate::process::REVIEW;
use crate::store;

/// Faults that a reader may say he found.
const FOUND_MAX: i64 = 999;

/// What a reader gives beside the engine's input.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// Faults found by the reader.
    pub found: i64,
    /// Why a finding that stops is let through.
    pub overridden: String,
    /// Secrecy review: attribute, basis, conclusion.
    pub secrecy: [String; 3],
    /// Third review: `ready`, `now` or `later`.
    pub then: String,
    /// When, for `later`.
    pub at: Option<Moment>,
}

impl Reading {
    /// Reads the form of `action`.
    ///
    /// # Errors
    /// All wrong fields at once.
    pub(crate) fn of(form: &Form, action: &str) -> Result<Self, Error> {
        let mut wrong = Vec::new();
        let found = form.get("found").trim();
        let found = match found.parse::<i64>() {
            _ if found.is_empty() => 0,
            Ok(n) if (0..=FOUND_MAX).contains(&n) => n,
            _ => {
                wrong.push(FieldError::new("found", "发现差错数请填 0 至 999 的整数。"));
                0
            }
        };
        let line = |name: &str| base::text::clean_line(form.get(name));
        let reading = Self {
            found,
            overridden: line("overridden"),
            secrecy: [line("attribute"), line("basis"), line("conclusion")],
            then: line("then"),
            at: moment(form.get("scheduled_at")),
        };
        if action == "pass_secrecy" {
            wrong.extend(reading.secrecy_faults());
        }
        if action == "pass_third" && reading.then == "later" && reading.at.is_none() {
            wrong.push(FieldError::new("scheduled_at", "请填写定时发布的日期和时间。"));
        }
        if wrong.is_empty() { Ok(reading) } else { Err(Error::Invalid(wrong)) }
    }

    fn secrecy_faults(&self) -> Vec<FieldError> {
        let [attribute, basis, conclusion] = &self.secrecy;
        let mut wrong = Vec::new();
        if edition::terms::title(edition::terms::ATTRIBUTES, attribute).is_none() {
            wrong.push(FieldError::new("attribute", "请选择公开属性。"));
        }
        let (short, needs) = (base::text::char_count(basis) < 4, matches!(attribute.as_str(), "request" | "closed"));
        if short && needs {
            wrong.push(FieldError::new("basis", "依申请公开和不予公开须写明依据（至少 4 个字）。"));
        }
        match conclusion.as_str() {
            "open" | "masked" => {}
            "ask" | "secret" => wrong.push(FieldError::new(
                "conclusion",
                "该结论不能通过保密审查：须报保密部门确定的请“退回修改”或“发布协调”，不得公开的请“不予发布”。",
            )),
            _ if CONCLUSIONS.iter().all(|(key, _)| key != conclusion) => {
                wrong.push(FieldError::new("conclusion", "请选择审查结论。"));
            }
            _ => {}
        }
        wrong
    }
}

fn moment(text: &str) -> Option<Moment> {
    let text = text.trim().replace('T', " ");
    let (date, time) = text.split_once(' ')?;
    let date: base::Date = date.parse().ok()?;
    let mut parts = time.split(':').map(str::parse::<i8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().and_then(Result::ok).unwrap_or(0);
    let clock = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    clock.then(|| Moment::from_civil(date.at(hour, minute, second, 0)))
}

/// Hands an edition in for review; gives the matter.
///
/// # Errors
/// The actor may not; the edition is not whole; a finding stops and no reason is given.
pub(crate) async fn submit(
    tx: &mut Tx,
    ground: &Ground,
    desk: &Desk<'_>,
    item: i64,
    findings: &[Finding],
    overridden: &str,
) -> Result<Done, Error> {
    let item = edition::item::seen(tx, desk.by, item).await?;
    desk.by.require(crate::process::WRITE, Some(item.unit_id))?;
    stops(findings, overridden)?;
    let site = edition::site::find(tx, item.site_id).await?.ok_or(Error::Unseen)?;
    let opening = Opening {
        kind: &item.kind,
        title: &item.title,
        home: item.unit_id,
        received_on: ground.now.date(),
        since: None,
        clocks: &["review"],
        by: desk.by,
        as_name: "",
        files: &[],
    };
    let done = matter::open(tx, ground, &REVIEW, &opening).await?;
    let version = edition::item::to_review(tx, desk, item.id, done.id).await?;
    let new = store::New {
        matter: done.id,
        item: item.id,
        unit: item.unit_id,
        site_unit: site.unit_id,
        version,
        kind: &item.kind,
        person: desk.by.person(),
        now: ground.now,
    };
    let id = store::insert(tx, &new).await?;
    let reading = Reading { overridden: overridden.to_owned(), ..Reading::default() };
    note(tx, desk, id, "submit", version, true, findings, &reading).await?;
    Ok(done)
}

/// Does `action` on a submission.
///
/// # Errors
/// A refusal or wrong fields when the rules do not allow it, a conflict when somebody was faster.
#[expect(clippy::too_many_arguments, reason = "one act and everything it is done with")]
pub(crate) async fn act(
    tx: &mut Tx,
    ground: &Ground,
    desk: &Desk<'_>,
    submission: &Submission,
    action: &str,
    mut given: Given,
    findings: &[Finding],
    reading: &Reading,
) -> Result<Done, Error> {
    let item = edition::item::find(tx, submission.item_id).await?.ok_or(Error::Unseen)?;
    if let Some(stage) = stage_of(action) {
        before(tx, ground, desk.by, submission, &item, stage).await?;
        stops(findings, &reading.overridden)?;
    }
    if action == "pass_second" {
        given.input.seats = vec![(submission.site_unit, None)];
    }
    let doing = Doing {
        matter: submission.matter_id,
        action,
        input: given.input.clone(),
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    let done = matter::act(tx, ground, &REVIEW, &Who::Actor(desk.by), doing).await?;
    after(tx, ground, desk, submission, action, findings, reading).await?;
    Ok(done)
}

/// Who wrote a text does not pass it; who passed one review does not pass the next unless the county allows it.
async fn before(
    tx: &mut Tx,
    ground: &Ground,
    by: &Actor,
    submission: &Submission,
    item: &Item,
    stage: &str,
) -> Result<(), Error> {
    let me = by.person();
    let passes = store::passes(tx, submission.id).await?;
    if let Some(me) = me
        && is_author(tx, me, submission, item, &passes).await?
    {
        let message = "您是这篇稿件的作者、修改人或报送人，不能审核本人的稿件。请由另一位审核人办理。";
        return Err(Error::refused("submission.own", message));
    }
    if ground.rules.number("submission.distinct", ground.now.date())? == 0 {
        return Ok(());
    }
    let version = item.version;
    let earlier = passes.iter().find(|p| p.passed && p.version == version && p.stage != "submit" && p.person_id == me);
    match earlier {
        Some(pass) if me.is_some() && pass.stage != stage => {
            let message =
                format!("您已经做过{}，三审须由不同人员完成。请由另一位审核人办理。", crate::model::stage(&pass.stage));
            Err(Error::refused("submission.distinct", message))
        }
        _ => Ok(()),
    }
}

/// Entries of one official on one edition that are looked at.
const ENTRIES_MAX: usize = 500;

/// Whether `person` began the text, wrote any version of it or changed its files since it was last published, or handed it in, now
/// or before.
async fn is_author(
    tx: &mut Tx,
    person: i64,
    submission: &Submission,
    item: &Item,
    passes: &[Pass],
) -> Result<bool, Error> {
    let handed_in = passes.iter().any(|pass| pass.stage == "submit" && pass.person_id == Some(person));
    if handed_in || [item.created_by, item.changed_by, submission.person_id].contains(&Some(person)) {
        return Ok(true);
    }
    if edition::item::authors(tx, item.id).await?.contains(&person) {
        return Ok(true);
    }
    // Files have no writer of their own: the ledger knows who added, described or took out one.
    let filter = ledger::Filter {
        subject_kind: Some("edition".to_owned()),
        subject_id: Some(item.id),
        person: Some(person),
        since: item.published_at,
        ..ledger::Filter::default()
    };
    let entries = ledger::find(tx, &filter, ENTRIES_MAX).await?;
    Ok(entries.iter().any(|entry| entry.verb.starts_with("edition.file")))
}

/// A finding that stops is put right, or let through with a reason.
fn stops(findings: &[Finding], overridden: &str) -> Result<(), Error> {
    let stopping = findings.iter().filter(|f| f.stops).count();
    let wrong = reason::wrong("放行理由", overridden, reason::LEAST, usize::MAX);
    let Some(wrong) = wrong.filter(|_| stopping > 0) else { return Ok(()) };
    let message =
        format!("检查发现 {stopping} 处必须处理的问题（见检查结果）。请改正；确认无误的，须写明放行理由。{wrong}");
    Err(Error::field("overridden", message))
}

/// The edition follows, and the reading is noted.
async fn after(
    tx: &mut Tx,
    ground: &Ground,
    desk: &Desk<'_>,
    submission: &Submission,
    action: &str,
    findings: &[Finding],
    reading: &Reading,
) -> Result<(), Error> {
    let (id, item) = (submission.id, submission.item_id);
    let mut version = submission.version;
    if action == "resubmit" {
        version = edition::item::to_review(tx, desk, item, submission.matter_id).await?;
        let site_unit = keeper(tx, item).await?;
        store::handed_in_again(tx, id, version, desk.by.person(), site_unit).await?;
        return note(tx, desk, id, "submit", version, true, findings, reading).await;
    }
    if let Some(stage) = stage_of(action) {
        note(tx, desk, id, stage, version, true, findings, reading).await?;
    }
    match action {
        "pass_secrecy" => {
            let [attribute, basis, conclusion] = &reading.secrecy;
            store::secrecy(tx, id, [attribute, basis, conclusion], desk.by.person(), ground.now).await?;
            edition::item::decide_attribute(tx, desk, item, attribute, basis).await?;
        }
        "pass_third" => {
            edition::item::reviewed(tx, desk, item, true).await?;
            store::ended(tx, id, "approved", ground.now).await?;
            match reading.then.as_str() {
                "now" => edition::publish::publish(tx, desk, item, Basis::Approved).await.map_err(not_now)?,
                "later" => edition::publish::schedule(tx, desk, item, reading.at).await.map_err(not_now)?,
                _ => {}
            }
        }
        "back" => {
            edition::item::reviewed(tx, desk, item, false).await?;
            store::sent_back(tx, id).await?;
            let stage = stage_before(tx, submission).await?;
            note(tx, desk, id, stage, version, false, findings, reading).await?;
        }
        "refuse" | "retract" => {
            let running = edition::item::find(tx, item).await?.is_some_and(|i| i.state == "review");
            if running {
                edition::item::reviewed(tx, desk, item, false).await?;
            }
            let outcome = if action == "refuse" { "refused" } else { "retracted" };
            store::ended(tx, id, outcome, ground.now).await?;
            if action == "refuse" {
                let stage = stage_before(tx, submission).await?;
                note(tx, desk, id, stage, version, false, findings, reading).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Why it is not published as the third review says, as an error of the form: what was typed stays.
fn not_now(error: Error) -> Error {
    let why = match error {
        Error::Refused(refusal) => refusal.message,
        Error::Invalid(faults) if faults.iter().all(|fault| fault.field != "scheduled_at") => {
            faults.into_iter().map(|fault| fault.message).collect()
        }
        other => return other,
    };
    Error::field("then", format!("不能按所选方式发布：{why}可以改选“由编辑发布”，或者退回修改。"))
}

/// The unit that keeps the site for which an edition is written.
async fn keeper(tx: &mut Tx, item: i64) -> Result<i64, Error> {
    let item = edition::item::find(tx, item).await?.ok_or(Error::Unseen)?;
    Ok(edition::site::find(tx, item.site_id).await?.ok_or(Error::Unseen)?.unit_id)
}

/// The stage at which it stood when it was sent back or refused: the one after the last reading of this version.
async fn stage_before(tx: &mut Tx, submission: &Submission) -> Result<&'static str, Error> {
    let passes = store::passes(tx, submission.id).await?;
    let last = passes.iter().rfind(|p| p.passed && p.version == submission.version);
    let stages = crate::model::STAGES;
    let at = last.and_then(|pass| stages.iter().position(|(key, _)| *key == pass.stage)).unwrap_or(0);
    Ok(stages.get(at + 1).map_or("third", |(key, _)| key))
}

#[expect(clippy::too_many_arguments, reason = "one row and everything that stands in it")]
async fn note(
    tx: &mut Tx,
    desk: &Desk<'_>,
    submission: i64,
    stage: &str,
    version: i64,
    passed: bool,
    findings: &[Finding],
    reading: &Reading,
) -> Result<(), Error> {
    let pass = Pass {
        id: 0,
        submission_id: submission,
        stage: stage.to_owned(),
        version,
        person_id: desk.by.person(),
        actor: desk.by.name(),
        at: desk.now,
        passed,
        machine: i64::try_from(findings.len()).unwrap_or(i64::MAX),
        stops: i64::try_from(findings.iter().filter(|f| f.stops).count()).unwrap_or(i64::MAX),
        found: reading.found,
        overridden: reading.overridden.clone(),
        kinds: crate::gate::kinds(findings),
    };
    store::add_pass(tx, &pass).await?;
    Ok(())
}

/// The input of an act that needs nothing but a text.
pub(crate) fn plain(opinion: &str) -> Given {
    Given { input: Input { opinion: opinion.to_owned(), ..Input::default() }, ..Given::default() }
}
