//! What becomes of a message of the city's platform: nothing is lost, nothing is doubled, and the sender is told what and why.

use ::store::files::Files;
use ::store::{Db, Tx};
use base::Error;
use base::text::{clean_text, truncate};
use identity::Actor;
use matter::form::Given;
use matter::store::FileRef;
use matter::{Ground, Input};
use serde::Serialize;

use super::files::{attached, keep_files};
use super::message::{self, Data, Kind, Message};
use super::reading::{self, Reading};
use crate::actions::{self, More, correct};
use crate::hide::{self, NUMBER};
use crate::model::{Calling, Order};
use crate::process::ORDER;
use crate::store::{self, Push};
use crate::taking::{self, City};

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// taken, updated, same, older, acted, withdrawn, aside or malformed.
    pub result: &'static str,
    /// Our number of the order, empty when there is none.
    pub number: String,
    /// What was done and why, in Chinese.
    pub why: String,
}

/// A message on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The sender's key of the message.
    pub event: &'a str,
    /// push or pull.
    pub way: &'a str,
    /// What it says.
    pub body: &'a [u8],
}

/// What was done with it, before the sender is told.
struct Did {
    result: &'static str,
    order: Option<i64>,
    number: String,
    /// What a person has to look at.
    remarks: Vec<String>,
    said: String,
    aside: bool,
}

/// Takes a message that was believed; it is kept whatever it says.
///
/// # Errors
/// A conflict when the same key comes with another text; a fault when it cannot be kept: the sender tries again.
pub async fn receive(db: &Db, files: &Files, ground: &Ground, arrival: Arrival<'_>) -> Result<Told, Error> {
    let text = String::from_utf8_lossy(arrival.body).into_owned();
    let read = message::read(arrival.body);
    // Files lie in their place before the transaction begins; what no transaction refers to is swept away.
    let (kept, mut refused) = match &read {
        Ok(message) => attached(files, ground, &message.data).await?,
        Err(_) => (Vec::new(), Vec::new()),
    };
    let mut tx = db.begin().await?;
    let digest = { ::store::Query::vault(&tx)?.digest(store::PUSHED, &text) };
    if let Some(before) = store::push_of_event(&mut tx, arrival.event).await? {
        return repeated(&before, &digest);
    }
    let (did, number, version) = match read {
        Ok(message) => {
            let (number, version) = (message.data.number.clone(), message.data.version);
            (follow(&mut tx, ground, &message, &kept, &mut refused).await?, number, version)
        }
        Err(why) => {
            let did = Did {
                result: "malformed",
                order: None,
                number: String::new(),
                remarks: Vec::new(),
                said: format!("报文不能识别，没有登记工单，已留存待人工核对：{why}"),
                aside: true,
            };
            (did, String::new(), 0)
        }
    };
    let why = [&[did.said.clone()][..], &did.remarks].concat().join("");
    let push = Push {
        event: arrival.event,
        city_number: &number,
        version,
        way: arrival.way,
        body: &text,
        result: did.result,
        why: &why,
        number: &did.number,
        order: did.order,
        aside: did.aside,
    };
    let id = store::add_push(&mut tx, &push, &digest, ground.now).await?;
    let facts = serde_json::json!({ "event": arrival.event, "city": number, "version": version, "result": did.result });
    crate::record(&mut tx, ground, &Actor::System, "hotline.push", ("hotline.push", id), facts, &[]).await?;
    tx.commit().await?;
    Ok(Told { result: did.result, number: did.number, why })
}

/// The same message once more: the same answer, nothing is done.
fn repeated(before: &store::Pushed, digest: &str) -> Result<Told, Error> {
    if before.body_digest != digest {
        let message =
            "同一个 webhook-id 先后带来了不同的内容，后到的没有受理。更正请用新的 webhook-id 和更高的版本号。";
        return Err(Error::Conflict(message.to_owned()));
    }
    let why = format!("这份报文已于 {} 收到，没有重复登记。{}", before.received_at.minutes(), before.why);
    Ok(Told { result: "same", number: before.number.clone(), why })
}

async fn follow(
    tx: &mut Tx,
    ground: &Ground,
    message: &Message,
    kept: &[FileRef],
    refused: &mut Vec<String>,
) -> Result<Did, Error> {
    let data = &message.data;
    let known = match store::newest_version(tx, &data.number).await? {
        Some((id, _)) => Some(store::order(tx, id).await?),
        None => None,
    };
    match (message.kind, known) {
        (Kind::Order, None) => fresh(tx, ground, data, kept, refused).await,
        (Kind::Order, Some(order)) => newer(tx, ground, data, &order, kept, refused).await,
        (Kind::Urged | Kind::Supervised, Some(order)) => pressed(tx, ground, message, &order).await,
        (Kind::Withdrawn, known) => {
            let said = match &known {
                Some(_) => "已收到撤回，转热线人工核实后办理。",
                None => "已收到撤回；这个编号还没有登记过，以后到达的同版本或更早版本不再登记，转人工核对。",
            };
            let did = Did { result: "withdrawn", ..aside(tx, known.as_ref(), said).await? };
            if let Some(order) = &known {
                said_later(tx, ground, order, &format!("市平台撤回：{}", clean_text(&data.reason))).await?;
            }
            Ok(did)
        }
        (_, known) => {
            let said = match message.kind {
                Kind::Unknown => format!("类型“{}”不能识别，已留存，转人工处理。", truncate(&message.called, 40)),
                _ => "这个编号还没有登记过，已留存，转人工核对；请补推工单。".to_owned(),
            };
            aside(tx, known.as_ref(), &said).await
        }
    }
}

async fn number_of(tx: &mut Tx, order: &Order) -> Result<String, Error> {
    Ok(matter::store::matter(tx, order.matter_id).await?.number)
}

async fn aside(tx: &mut Tx, order: Option<&Order>, said: &str) -> Result<Did, Error> {
    let number = match order {
        Some(order) => number_of(tx, order).await?,
        None => String::new(),
    };
    Ok(Did {
        result: "aside",
        order: order.map(|o| o.id),
        number,
        remarks: Vec::new(),
        said: said.to_owned(),
        aside: true,
    })
}

/// An order that we did not have.
async fn fresh(
    tx: &mut Tx,
    ground: &Ground,
    data: &Data,
    kept: &[FileRef],
    refused: &mut Vec<String>,
) -> Result<Did, Error> {
    if store::withdrawn_by_city(tx, &data.number, data.version).await? {
        return aside(tx, None, "这个编号的撤回已先到达，没有登记工单，转人工核对。").await;
    }
    let Reading { calling, number, due, mut remarks } = reading::read(tx, ground, data, None).await?;
    let city = City { number: &data.number, version: data.version, due };
    let taken = taking::take(tx, ground, &Actor::System, &calling, &city, &[]).await?;
    let order = store::order(tx, taken.order).await?;
    unread_number(tx, ground, &order, &number).await?;
    keep_files(tx, ground, &order, kept).await?;
    remarks.append(refused);
    let aside = !remarks.is_empty();
    Ok(Did {
        result: "taken",
        order: Some(taken.order),
        number: taken.number,
        remarks,
        said: "已登记工单。".to_owned(),
        aside,
    })
}

/// An order that we have, in this or another version.
async fn newer(
    tx: &mut Tx,
    ground: &Ground,
    data: &Data,
    order: &Order,
    kept: &[FileRef],
    refused: &mut Vec<String>,
) -> Result<Did, Error> {
    let number = number_of(tx, order).await?;
    let did = |result, said: String, remarks: Vec<String>| Did {
        result,
        order: Some(order.id),
        number: number.clone(),
        aside: !remarks.is_empty(),
        remarks,
        said,
    };
    let ours = order.city_version;
    if data.version == ours {
        return Ok(did("same", format!("第 {ours} 版已经登记过，没有重复登记。"), Vec::new()));
    }
    if data.version < ours {
        return Ok(did(
            "older",
            format!("已经有第 {ours} 版，第 {} 版较早，只留存，不改动工单。", data.version),
            Vec::new(),
        ));
    }
    let remarks = renewed(tx, ground, data, order, kept, refused).await?;
    Ok(did("updated", format!("已更新到第 {} 版。", data.version), remarks))
}

/// Takes all that a newer version says; gives what a person has to look at.
async fn renewed(
    tx: &mut Tx,
    ground: &Ground,
    data: &Data,
    order: &Order,
    kept: &[FileRef],
    refused: &mut Vec<String>,
) -> Result<Vec<String>, Error> {
    let Reading { calling, number, due, mut remarks } = reading::read(tx, ground, data, Some(order)).await?;
    let Calling { entry: mut right, media, .. } = calling;
    // Who asked to stay unknown does so until the desk says otherwise.
    right.confidential |= order.confidential;
    if hide::protected(order) && !hide::shielded(&right.kind, right.confidential) {
        right.confidential = true;
        remarks.push("原按举报登记，新版本不再是举报；诉求人身份仍然保密，确需解除的请更正登记信息。".to_owned());
    }
    let why = format!("市平台第 {} 版。", data.version);
    let righted = correct::put_right(tx, ground, &Actor::System, order, &right, (&why, None)).await?;
    remarks.extend(righted.remarks);
    store::versioned(tx, order.id, data.version, due).await?;
    if let Some(until) = due.filter(|until| *until > ground.now) {
        matter::bind(tx, ground, &ORDER, (&Actor::System, order.matter_id), until).await?;
    }
    store::set_media(tx, order.id, &media).await?;
    // What stands there now is committed to in place of what stood there.
    let bodies = [
        ("hotline_order", "title", order.id, right.title.as_str()),
        ("hotline_order", "body", order.id, right.body.as_str()),
    ];
    let facts = serde_json::json!({ "version": data.version });
    crate::record(tx, ground, &Actor::System, "hotline.update", ("hotline", order.id), facts, &bodies).await?;
    let text = format!("市平台第 {} 版：{}\n{}", data.version, right.title, right.body);
    said_later(tx, ground, order, &text).await?;
    unread_number(tx, ground, order, &number).await?;
    keep_files(tx, ground, order, kept).await?;
    remarks.append(refused);
    if matter::store::matter(tx, order.matter_id).await?.closed_at.is_some() {
        remarks.push("工单已经办结，新版本转人工判断是否重新办理。".to_owned());
    }
    Ok(remarks)
}

/// Keeps a number that could not be read beside the order, for those who may read whom to call.
async fn unread_number(tx: &mut Tx, ground: &Ground, order: &Order, number: &str) -> Result<(), Error> {
    if number.is_empty() {
        return Ok(());
    }
    said(tx, ground, order, NUMBER, &format!("来电号码（来件中的写法）：{number}")).await
}

/// 催办 and 督办 of the city.
async fn pressed(tx: &mut Tx, ground: &Ground, message: &Message, order: &Order) -> Result<Did, Error> {
    let action = if message.kind == Kind::Urged { "urge" } else { "supervise" };
    let why = clean_text(&message.data.reason);
    let why = if why.is_empty() { "市平台要求".to_owned() } else { format!("市平台：{why}") };
    let opinion = hide::veiled(&truncate(&why, 400), &order.name);
    said_later(tx, ground, order, &why).await?;
    let given = Given { input: Input { opinion, ..Input::default() }, ..Given::default() };
    let number = number_of(tx, order).await?;
    let acted = actions::act(tx, ground, &Actor::System, order.id, action, given, &More::default()).await;
    let (said, late) = match acted {
        Ok(_) if action == "urge" => ("已催办承办单位。".to_owned(), false),
        Ok(_) => ("已列入督办。".to_owned(), false),
        Err(Error::Refused(refusal)) => (format!("已留存；没有再次办理：{}。", refusal.message), true),
        Err(error) => return Err(error),
    };
    Ok(Did {
        result: "acted",
        order: Some(order.id),
        number,
        remarks: Vec::new(),
        said,
        aside: late && action == "supervise",
    })
}

async fn said_later(tx: &mut Tx, ground: &Ground, order: &Order, text: &str) -> Result<(), Error> {
    said(tx, ground, order, "city", text).await
}

async fn said(tx: &mut Tx, ground: &Ground, order: &Order, kind: &str, text: &str) -> Result<(), Error> {
    let row = store::add_message(tx, order.id, kind, text, ground.now).await?;
    let bodies = [("hotline_message", "text", row, text)];
    crate::record(tx, ground, &Actor::System, "hotline.message", ("hotline", order.id), serde_json::json!({}), &bodies)
        .await
}
