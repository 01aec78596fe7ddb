//! What becomes of a message of the city's platform: nothing is lost, nothing is doubled, and the sender is told what and why.

use ::store::files::Files;
use ::store::{Db, Tx};
use base::text::{clean_line, clean_text, truncate};
use base::{Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::store::FileRef;
use matter::{Ground, Input};
use serde::Serialize;

use super::files::{attached, keep_files};
use super::message::{self, Data, Kind, Message};
use crate::actions::{self, More};
use crate::model::{Calling, Limits, MEDIA, Media, Order};
use crate::store::{self, Push};
use crate::taking::{self, City};
use crate::{hide, index};

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
    let limits = Limits::at(&ground.rules, ground.now.date())?;
    let read = message::read(arrival.body, &limits);
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
    let (calling, mut remarks) = calling(tx, ground, data).await?;
    let city = City { number: &data.number, version: data.version, due: Moment::of_rfc3339(&data.due) };
    let taken = taking::take(tx, ground, &Actor::System, &calling, &city, &[]).await?;
    let order = store::order(tx, taken.order).await?;
    keep_files(tx, ground, &order, kept, refused).await?;
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
    let (calling, mut remarks) = calling(tx, ground, data).await?;
    store::updated(tx, order.id, &calling, data.version, Moment::of_rfc3339(&data.due)).await?;
    // What stands there now is committed to in place of what stood there.
    let bodies = [
        ("hotline_order", "title", order.id, calling.title.as_str()),
        ("hotline_order", "body", order.id, calling.body.as_str()),
    ];
    let facts = serde_json::json!({ "version": data.version });
    crate::record(tx, ground, &Actor::System, "hotline.update", ("hotline", order.id), facts, &bodies).await?;
    let changed = store::order(tx, order.id).await?;
    let run = matter::store::matter(tx, order.matter_id).await?;
    let listed = hide::listed_title(&calling.title, &calling.name);
    index::taken(tx, (order.id, order.matter_id, run.home_unit), &calling, &listed, order.received_on).await?;
    said_later(tx, ground, order, &format!("市平台第 {} 版：{}\n{}", data.version, calling.title, calling.body))
        .await?;
    keep_files(tx, ground, &changed, kept, refused).await?;
    remarks.append(refused);
    if run.closed_at.is_some() {
        remarks.push("工单已经办结，新版本转人工判断是否重新办理。".to_owned());
    }
    Ok(did("updated", format!("已更新到第 {} 版。", data.version), remarks))
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
    let row = store::add_message(tx, order.id, "city", text, ground.now).await?;
    let bodies = [("hotline_message", "text", row, text)];
    crate::record(tx, ground, &Actor::System, "hotline.message", ("hotline", order.id), serde_json::json!({}), &bodies)
        .await
}

/// The order as we take it; what is not understood is said, and a person decides.
async fn calling(tx: &mut Tx, ground: &Ground, data: &Data) -> Result<(Calling, Vec<String>), Error> {
    let limits = Limits::at(&ground.rules, ground.now.date())?;
    let mut remarks = Vec::new();
    let kind = message::kind_of(&data.kind).unwrap_or_else(|| {
        remarks.push(format!("诉求类别“{}”不能识别，暂按“其他”登记。", truncate(&data.kind, 40)));
        "other"
    });
    let urgency = message::urgency_of(&data.urgency).unwrap_or_else(|| {
        remarks.push(format!("紧急程度“{}”不能识别，暂按“一般”登记。", truncate(&data.urgency, 40)));
        "plain"
    });
    let code = clean_line(&data.class);
    let class = if code.is_empty() { None } else { store::class_of_code(tx, &code).await? };
    if class.is_none() {
        remarks.push(format!("分类代码“{}”不在本县分类中，待人工归类。", truncate(&code, 40)));
    }
    let town = clean_line(&data.town);
    let found = if town.is_empty() { None } else { matter::form::named(tx, &town).await?.ok() };
    if !town.is_empty() && found.is_none() {
        remarks.push(format!("乡镇“{}”没有找到，写入事发地点。", truncate(&town, 40)));
    }
    let complained = clean_line(&data.complained);
    let accused = !complained.is_empty() && matter::form::named(tx, &complained).await?.is_ok();
    if !complained.is_empty() && !accused {
        remarks.push(format!("被反映单位“{}”没有找到，派单时请注意回避。", truncate(&complained, 40)));
    }
    for (name, text) in [("at", &data.at), ("due", &data.due)] {
        let read = Moment::of_rfc3339(text);
        if !text.is_empty() && read.is_none() {
            remarks.push(format!("时间 {name} 的格式不对，没有采用。"));
        } else if name == "at" && read.is_some_and(|at| at > ground.now.plus(base::time::DAY)) {
            remarks.push("工单时间在将来，可能是对方时钟有误；时限按本机收到的时间计算。".to_owned());
        }
    }
    let phone: String = data.caller.phone.chars().filter(char::is_ascii_digit).collect();
    let phone = if (7..=12).contains(&phone.len()) { phone } else { String::new() };
    let body = clean_text(&data.body);
    let title = match clean_line(&data.title) {
        title if title.is_empty() => truncate(&clean_line(&body), 30),
        title => truncate(&title, limits.title),
    };
    let place = clean_line(&format!("{} {}", if found.is_none() { town.as_str() } else { "" }, data.place));
    let media = data.media.as_ref().map(|told| Media::told(told, &mut remarks));
    let calling = Calling {
        source: if media.is_some() { MEDIA } else { "city" }.to_owned(),
        kind: kind.to_owned(),
        urgency: urgency.to_owned(),
        class: class.map(|c| c.id),
        title,
        body,
        name: truncate(&clean_line(&data.caller.name), 50),
        phone,
        place: truncate(&place, 200),
        town: found,
        confidential: data.caller.confidential,
        consent: false,
        complained: if accused { complained } else { String::new() },
        told_by: String::new(),
        media: media.unwrap_or_default(),
    };
    Ok((calling, remarks))
}
