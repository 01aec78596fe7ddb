//! Putting an entry right (更正登记) before the answer, and voiding what was entered by mistake (作废). What stood there before is on the
//! trail with the reason; the times count from the day of receipt as it should have been entered.

use ::store::Tx;
use base::{Date, Error, FieldError, reason};
use counter::choice::{title, values};
use identity::Actor;
use matter::{Correction, Doing, Done, Ground, Input, Who};

use super::days;
use super::side::{given, note};
use crate::channels::{APPLICANTS, CHANNELS, PROOFS, Receipt, channel_of};
use crate::model::{LEAST, Limits, Request, proof_faults};
use crate::process::{ACCESS, ANSWER, NOTICE, REQUEST};
use crate::store::{self, Amended};

/// An entry as it should have been, as typed.
#[derive(Debug, Clone, Default)]
pub struct Right {
    /// How it came, a key of [`CHANNELS`].
    pub channel: String,
    /// When it reached the organ.
    pub arrived_on: Option<Date>,
    /// When both sides confirmed it, for channels that are confirmed.
    pub confirmed_on: Option<Date>,
    /// Kind of the applicant, a key of [`APPLICANTS`].
    pub applicant: String,
    /// Name of the applicant.
    pub name: String,
    /// Kind of the proof of identity.
    pub id_kind: String,
    /// Its number.
    pub id_number: String,
    /// Legal representative or agent.
    pub agent: String,
    /// Postal address.
    pub address: String,
    /// Document number.
    pub paper: String,
    /// Name of the information.
    pub title: String,
    /// Description.
    pub content: String,
    /// Whether it is true although a report is settled that counts it otherwise.
    pub true_day: bool,
}

impl Right {
    /// As the request is entered now.
    pub fn of(request: &Request) -> Self {
        Self {
            channel: request.channel.clone(),
            arrived_on: Some(request.arrived_on),
            confirmed_on: request.confirmed_on,
            applicant: request.applicant.clone(),
            name: request.name.clone(),
            id_kind: request.id_kind.clone(),
            id_number: request.id_number.clone(),
            agent: request.agent.clone(),
            address: request.address.clone(),
            paper: request.paper.clone(),
            title: request.title.clone(),
            content: request.content.clone(),
            true_day: false,
        }
    }

    /// What is wrong with it, all at once.
    fn wrong(&self, request: &Request, (today, most): (Date, usize)) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                wrong.push(FieldError::new(field, message));
            }
        };
        let web = (request.channel == "web") == (self.channel == "web");
        need(
            web && CHANNELS.iter().any(|c| c.key == self.channel),
            "channel",
            "请选择申请渠道；网上提交的渠道不能更正",
        );
        need(self.arrived_on.is_some_and(|d| d <= today), "arrived_on", "请填写到达（签收）日期，不能晚于今天");
        need(values(APPLICANTS).contains(&self.applicant.as_str()), "applicant", "请选择申请人类型");
        need((2..=100).contains(&self.name.chars().count()), "name", "请填写姓名或者名称");
        need(values(PROOFS).contains(&self.id_kind.as_str()), "id_kind", "请选择证件类型");
        need((4..=40).contains(&self.id_number.chars().count()), "id_number", "请填写证件号码");
        // What an applicant wrote on the web is the applicant's own; only what was typed from paper can be typed wrong.
        let own = request.channel == "web";
        let why = "网上提交的内容是申请人自己写的，不能更正；需要改变的请申请人补正";
        need(!own || self.title == request.title, "title", why);
        need(!own || self.content == request.content, "content", why);
        let length = self.title.chars().count();
        need((LEAST..=100).contains(&length), "title", "请填写所需信息的名称，最多 100 字");
        let length = self.content.chars().count();
        let message = format!("请填写所需信息的描述，最多 {most} 字");
        need((LEAST..=most).contains(&length), "content", &message);
        need(self.agent.chars().count() <= 50, "agent", "法定代表人或者代理人最多 50 字");
        need(self.address.chars().count() <= 200, "address", "通信地址最多 200 字");
        need(self.paper.chars().count() <= 60, "paper", "文号最多 60 字");
        need(self.confirmed_on.is_none_or(|d| d <= today), "confirmed_on", "双方确认之日不能晚于今天");
        let order = self.confirmed_on.zip(self.arrived_on).is_none_or(|(confirmed, arrived)| confirmed >= arrived);
        need(order, "confirmed_on", "双方确认之日不能早于到达日期");
        wrong.extend(proof_faults(&self.applicant, &self.id_kind, &self.id_number));
        wrong
    }

    /// What is another than in the request, as the trail says it: old → new.
    fn changes(&self, request: &Request, received: Option<Date>) -> Vec<String> {
        let day = |d: Option<Date>| d.map_or_else(|| "—".to_owned(), |d| d.to_string());
        let channel = |key: &str| channel_of(key).map_or("", |c| c.title).to_owned();
        let kind = |key: &str| title(APPLICANTS, key).to_owned();
        let proof = |key: &str| title(PROOFS, key).to_owned();
        let pairs = [
            ("申请渠道", channel(&request.channel), channel(&self.channel)),
            ("到达日期", request.arrived_on.to_string(), day(self.arrived_on)),
            ("收到申请之日", day(request.received_on), day(received)),
            ("申请人类型", kind(&request.applicant), kind(&self.applicant)),
            ("证件类型", proof(&request.id_kind), proof(&self.id_kind)),
            ("文号", request.paper.clone(), self.paper.clone()),
        ];
        let said = |text: String| if text.is_empty() { "（空）".to_owned() } else { text };
        let mut all: Vec<String> = pairs
            .into_iter()
            .filter(|(_, old, new)| old != new)
            .map(|(what, old, new)| format!("{what}：{} → {}", said(old), said(new)))
            .collect();
        // Words of the applicant may name people: what they were is kept beside the request.
        // Who asks is not told on the trail, which others read: only that it was put right.
        let personal = [
            ("姓名或者名称", &request.name, &self.name),
            ("证件号码", &request.id_number, &self.id_number),
            ("代理人", &request.agent, &self.agent),
            ("通信地址", &request.address, &self.address),
            ("所需信息的名称", &request.title, &self.title),
            ("所需信息的描述", &request.content, &self.content),
        ];
        all.extend(personal.iter().filter(|(_, old, new)| old != new).map(|(what, ..)| format!("{what}已更正")));
        all
    }
}

/// Puts the entry right.
///
/// # Errors
/// Wrong fields, all at once, also when nothing is another, or a settled report counts it otherwise and nobody says that it is true; a
/// refusal after the answer, or when the day of receipt is another but what followed counts from the old one.
pub async fn amend(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    right: &Right,
    (why, seen): (&str, Option<u32>),
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    let today = ground.now.date();
    let most = Limits::at(&ground.rules, today)?.content;
    let mut wrong = right.wrong(&request, (today, most));
    let message = reason::wrong("更正的理由", why, reason::LEAST, usize::MAX);
    wrong.extend(message.map(|message| FieldError::new("reason", message)));
    let (Some(arrived), true) = (right.arrived_on, wrong.is_empty()) else { return Err(Error::Invalid(wrong)) };
    let confirms = channel_of(&right.channel).is_some_and(|c| c.receipt == Receipt::Confirmed);
    let confirmed = right.confirmed_on.filter(|_| confirms);
    let received = channel_of(&right.channel).and_then(|c| c.received(arrived, confirmed));
    let case = matter::store::matter_to_change(tx, request.matter_id).await?.case()?;
    if received.is_none() && request.received_on.is_some() {
        return Err(Error::field(
            "confirmed_on",
            "请填写双方确认之日：这个渠道以确认之日为收到申请之日（条例第三十一条）",
        ));
    }
    let moved = received != request.received_on;
    if !right.true_day {
        let field = if confirms { "confirmed_on" } else { "arrived_on" };
        counted_as_settled(tx, &request, right, (field, received)).await?;
    }
    let changes = right.changes(&request, received);
    if changes.is_empty() {
        return Err(Error::field("reason", "没有更正任何内容"));
    }
    let opinion = format!("{}。理由：{}", changes.join("；"), why.trim());
    let (input, day) = (Input { opinion, ..Input::default() }, received.filter(|_| moved));
    // While it is handled its times run from the day of receipt; before, none runs that counts from it.
    let counts = day.filter(|_| case.state() == "handling");
    if counts.is_some() {
        still(&case)?;
    }
    let action = if counts.is_some() { "amend_day" } else { "amend" };
    let doing = Doing { matter: request.matter_id, action, input, seen, files: &[], audience: "inside" };
    let to = Correction { kind: &case.kind, title: &right.title, clocks: &[ANSWER, NOTICE], received: counts };
    let done = matter::correct(tx, ground, &REQUEST, &Who::Actor(actor), doing, &to).await?;
    entered(tx, ground, actor, &request, right, why).await?;
    keep(tx, id, right, (arrived, confirmed, received)).await?;
    let facts = serde_json::json!({
        "channel": [request.channel, right.channel], "applicant": [request.applicant, right.applicant],
        "arrived": [request.arrived_on.to_string(), arrived.to_string()],
        "received": [request.received_on.map(|d| d.to_string()), received.map(|d| d.to_string())],
    });
    note(tx, ground, actor, id, "requests.amend", facts).await?;
    match day {
        // What needs no confirmation after all is received now, and its times run.
        Some(_) if case.state() == "arrived" => {
            let opinion = format!("更正登记：{}", why.trim());
            let input = Input { day: received, opinion, ..Input::default() };
            super::act(tx, ground, actor, id, "confirm", given(input, None)).await
        }
        _ => Ok(done),
    }
}

/// What is put right leaves the reports that are settled as they are: nothing comes into their years, leaves them, or stands there under
/// another kind of applicant.
async fn counted_as_settled(
    tx: &mut Tx,
    request: &Request,
    right: &Right,
    (field, received): (&str, Option<Date>),
) -> Result<(), Error> {
    const TRUE: &str = "更正属实的，请勾选“更正属实”";
    if let Some(day) = received.filter(|_| received != request.received_on) {
        days::settled(tx, request, (field, day), ("改到这一天", TRUE)).await?;
    }
    let Some(before) = request.received_on.filter(|_| request.kind == ACCESS) else { return Ok(()) };
    if received.is_none_or(|day| day.year() != before.year()) {
        days::settled(tx, request, (field, before), ("改到别的年份", TRUE)).await?;
    }
    if right.applicant != request.applicant {
        days::settled(tx, request, ("applicant", before), ("改变申请人类型", TRUE)).await?;
    }
    Ok(())
}

/// Keeps the words as they were entered, when they are others now, and commits to both.
async fn entered(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    right: &Right,
    why: &str,
) -> Result<(), Error> {
    if (&request.title, &request.content) == (&right.title, &right.content) {
        return Ok(());
    }
    let row = store::keep_entered(tx, request, why.trim(), ground.now).await?;
    let bodies = [
        ("requests_request", "title", request.id, &right.title),
        ("requests_request", "content", request.id, &right.content),
        ("requests_entered", "title", row, &request.title),
        ("requests_entered", "content", row, &request.content),
    ];
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "requests.amend.words",
        subject: ledger::Subject { kind: "request", id: request.id },
        facts: serde_json::json!({ "title": request.title != right.title, "content": request.content != right.content }),
        bodies: bodies
            .iter()
            .map(|(table, column, row, text)| ledger::Body { table, column, row: *row, content: text.as_bytes() })
            .collect(),
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// The times were not turned by anything that came later.
fn still(case: &matter::Case) -> Result<(), Error> {
    const LATER: &[&str] = &["ask_correction", "ask_outside", "charge", "joint", "extension", "delay"];
    if LATER.iter().any(|action| case.done.contains_key(*action)) {
        let message =
            "已经告知补正、征求意见、收费或者延期，期限已按原日期计算，不能再更正收到申请之日；其他内容可以更正";
        return Err(Error::refused("requests.too-late-to-amend", message));
    }
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    id: i64,
    right: &Right,
    (arrived_on, confirmed_on, received_on): (Date, Option<Date>, Option<Date>),
) -> Result<(), Error> {
    let amended = Amended {
        channel: &right.channel,
        arrived_on,
        confirmed_on,
        received_on,
        applicant: &right.applicant,
        name: &right.name,
        id_kind: &right.id_kind,
        id_number: &right.id_number,
        agent: &right.agent,
        address: &right.address,
        paper: &right.paper,
        title: &right.title,
        content: &right.content,
    };
    Ok(store::amended(tx, id, &amended).await?)
}

/// Voids an entry made by mistake at the counter: it counts in no table any more. `sure` says so although a settled report counts it.
///
/// # Errors
/// A refusal for a request of the web, which somebody made, and after the answer; the wrong field `reason` without one, and `sure` when a
/// settled report counts it.
pub async fn void(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (why, seen, sure): (&str, Option<u32>, bool),
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    if request.channel == "web" {
        let message = "网上提交的申请是申请人自己提出的，不能作废；申请人不再需要的，登记申请人撤回";
        return Err(Error::refused("requests.not-entered", message));
    }
    reason::check("reason", "作废的理由", why, usize::MAX)?;
    if let Some(day) = request.received_on.filter(|_| request.kind == ACCESS && !sure) {
        let about = ("作废", "确实录入有误的，请勾选“确实录入有误”");
        days::settled(tx, &request, ("sure", day), about).await?;
    }
    let received = request.received_on.map_or_else(|| "未确认收到".to_owned(), |d| format!("收到申请之日 {d}"));
    let input = Input { opinion: format!("{}（作废前{received}）", why.trim()), ..Input::default() };
    let done = super::act(tx, ground, actor, id, "void", given(input, seen)).await?;
    store::voided(tx, id, ground.now.date()).await?;
    let facts = serde_json::json!({ "received": request.received_on.map(|d| d.to_string()) });
    note(tx, ground, actor, id, "requests.void", facts).await?;
    Ok(done)
}
