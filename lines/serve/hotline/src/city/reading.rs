//! An order of the city's platform as we take it: its words become ours; what is not understood is said, and a person decides.

use ::store::Tx;
use base::text::{clean_line, clean_text, truncate};
use base::{Error, Moment};
use matter::Ground;

use super::message::{self, Caller, Data};
use crate::model::{Calling, Limits, MEDIA, Media, Order, Registered};
use crate::store;

/// An order as read.
pub(super) struct Reading {
    /// What is taken down.
    pub calling: Calling,
    /// A telephone that could not be read, as it was sent; empty when there is none.
    pub number: String,
    /// Until when the city wants the answer.
    pub due: Option<Moment>,
    /// What a person has to look at.
    pub remarks: Vec<String>,
}

/// Reads an order. What a newer version does not say, or says in words that we do not know, stays as it stands in `before`.
pub(super) async fn read(tx: &mut Tx, ground: &Ground, data: &Data, before: Option<&Order>) -> Result<Reading, Error> {
    let limits = Limits::at(&ground.rules, ground.now.date())?;
    let mut remarks = Vec::new();
    let (kind, urgency) = words(data, before, &mut remarks);
    let class = class(tx, data, before, &mut remarks).await?;
    let (town, town_words) = town(tx, data, before, &mut remarks).await?;
    let complained = accused(tx, data, before, &mut remarks).await?;
    let due = due(ground, data, &mut remarks);
    let (name, phone, number) = caller(data, before, &mut remarks);
    let body = body(data, limits.body, &mut remarks);
    let title = match (clean_line(&data.title), before) {
        (title, Some(before)) if title.is_empty() => before.title.clone(),
        (title, None) if title.is_empty() => truncate(&clean_line(&body), 30),
        (title, _) => truncate(&title, limits.title),
    };
    let place = match (clean_line(&format!("{town_words} {}", data.place)), before) {
        (place, Some(before)) if place.is_empty() => before.place.clone(),
        (place, _) => truncate(&place, 200),
    };
    let media = data.media.as_ref().map(|told| Media::told(told, &mut remarks));
    let source = match (&media, before) {
        (Some(_), _) => MEDIA,
        (None, Some(before)) => &before.source,
        (None, None) => "city",
    };
    let entry = Registered {
        source: source.to_owned(),
        kind,
        urgency,
        class,
        title,
        body,
        name,
        phone,
        place,
        town,
        confidential: data.caller.as_ref().is_some_and(|caller| caller.confidential),
        complained,
    };
    let calling = Calling { entry, media: media.unwrap_or_default(), ..Calling::default() };
    Ok(Reading { calling, number, due, remarks })
}

/// Kind and urgency in our words.
fn words(data: &Data, before: Option<&Order>, remarks: &mut Vec<String>) -> (String, String) {
    let kind = match (message::kind_of(&data.kind), before) {
        (Some(kind), _) => kind,
        (None, Some(before)) => {
            if !data.kind.is_empty() {
                remarks.push(format!("诉求类别“{}”不能识别，保留原来的类别。", truncate(&data.kind, 40)));
            }
            &before.kind
        }
        (None, None) => {
            remarks.push(format!("诉求类别“{}”不能识别，暂按“其他”登记。", truncate(&data.kind, 40)));
            "other"
        }
    };
    let urgency = match (message::urgency_of(&data.urgency), before) {
        (Some(_), Some(before)) if data.urgency.is_empty() => &before.urgency,
        (Some(urgency), _) => urgency,
        (None, Some(before)) => {
            remarks.push(format!("紧急程度“{}”不能识别，保留原来的紧急程度。", truncate(&data.urgency, 40)));
            &before.urgency
        }
        (None, None) => {
            remarks.push(format!("紧急程度“{}”不能识别，暂按“一般”登记。", truncate(&data.urgency, 40)));
            "plain"
        }
    };
    (kind.to_owned(), urgency.to_owned())
}

async fn class(
    tx: &mut Tx,
    data: &Data,
    before: Option<&Order>,
    remarks: &mut Vec<String>,
) -> Result<Option<i64>, Error> {
    let code = clean_line(&data.class);
    let found = if code.is_empty() { None } else { store::class_of_code(tx, &code).await? };
    let stands = before.and_then(|order| order.class_id);
    let found = match found.map(|class| class.id) {
        Some(class) => return Ok(Some(class)),
        None => stands,
    };
    match stands {
        None => remarks.push(format!("分类代码“{}”不在本县分类中，待人工归类。", truncate(&code, 40))),
        Some(_) if !code.is_empty() => {
            remarks.push(format!("分类代码“{}”不在本县分类中，保留原来的分类。", truncate(&code, 40)));
        }
        Some(_) => {}
    }
    Ok(found)
}

/// The town, and its words when it is none of ours.
async fn town(
    tx: &mut Tx,
    data: &Data,
    before: Option<&Order>,
    remarks: &mut Vec<String>,
) -> Result<(Option<i64>, String), Error> {
    let town = clean_line(&data.town);
    let stands = before.and_then(|order| order.town_id);
    if town.is_empty() {
        return Ok((stands, String::new()));
    }
    match matter::form::named(tx, &town).await? {
        Ok(found) => Ok((Some(found), String::new())),
        Err(_) => {
            remarks.push(format!("乡镇“{}”没有找到，写入事发地点。", truncate(&town, 40)));
            Ok((stands, town))
        }
    }
}

async fn accused(
    tx: &mut Tx,
    data: &Data,
    before: Option<&Order>,
    remarks: &mut Vec<String>,
) -> Result<Option<i64>, Error> {
    let named = clean_line(&data.complained);
    let stands = before.and_then(|order| order.complained_unit);
    if named.is_empty() {
        return Ok(stands);
    }
    match matter::form::named(tx, &named).await? {
        Ok(found) => Ok(Some(found)),
        Err(_) => {
            remarks.push(format!("被反映单位“{}”没有找到，派单时请注意回避。", truncate(&named, 40)));
            Ok(stands)
        }
    }
}

fn due(ground: &Ground, data: &Data, remarks: &mut Vec<String>) -> Option<Moment> {
    for (name, text) in [("at", &data.at), ("due", &data.due)] {
        let read = Moment::of_rfc3339(text);
        if !text.is_empty() && read.is_none() {
            remarks.push(format!("时间 {name} 的格式不对，没有采用。"));
        } else if name == "at" && read.is_some_and(|at| at > ground.now.plus(base::time::DAY)) {
            remarks.push("工单时间在将来，可能是对方时钟有误；时限按本机收到的时间计算。".to_owned());
        }
    }
    let due = Moment::of_rfc3339(&data.due);
    if let Some(due) = due.filter(|due| *due <= ground.now) {
        remarks.push(format!("市平台要求的时限 {} 收到时已经过去，请与市平台核对。", due.minutes()));
    }
    due
}

/// Name and telephone, and what was sent as a telephone and is none.
fn caller(data: &Data, before: Option<&Order>, remarks: &mut Vec<String>) -> (String, String, String) {
    let caller = match (&data.caller, before) {
        (Some(caller), _) => caller,
        (None, Some(before)) => return (before.name.clone(), before.phone.clone(), String::new()),
        (None, None) => &Caller::default(),
    };
    let name = truncate(&clean_line(&caller.name), 50);
    let sent = clean_line(&caller.phone);
    let (phone, number) = match web::Check::telephone(&sent) {
        Some(phone) => (phone, String::new()),
        // «未显号» and the like: nobody can be called at it.
        None if sent.chars().any(|c| c.is_numeric()) => (String::new(), truncate(&sent, 60)),
        None => (String::new(), String::new()),
    };
    if !number.is_empty() {
        remarks.push("来电号码不能识别，没有登记；来件中的写法附在工单上，请核对后更正登记信息。".to_owned());
    }
    (name, phone, number)
}

/// What was said, as far as an order takes it.
fn body(data: &Data, most: usize, remarks: &mut Vec<String>) -> String {
    let body = clean_text(&data.body);
    let chars = base::text::char_count(&body);
    if chars > most {
        let whole = super::files::WHOLE;
        remarks.push(format!("诉求内容有 {chars} 字，工单登记前 {most} 字，全文存为附件“{whole}”。"));
    }
    truncate(&body, most)
}
