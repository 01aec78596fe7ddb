//! What a program hands in (POST Service Request): read, taken through the window, once however often it is sent.

use ::store::{Query, Tx};
use base::time::HOUR;
use base::{Error, FieldError};
use counter::choice::values;
use counter::window::{Subject, Window};
use identity::Actor;
use matter::{Ground, Handed};
use serde_json::{Value, json};
use url::Url;
use web::{Check, Form};

use crate::SOURCE;
use crate::keys::{digest, record, refused};
use crate::say::ATTRIBUTES;
use crate::store::{self, Key, NewRequest};

/// Where what was handed in is digested for.
const WORDS: &str = "open311_request.digest";
/// Where tokens are made for.
const TOKEN: &str = "open311_request.token";
/// The kind of an order that says none.
const KIND: &str = "help";

/// An order as a program hands it in, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Given {
    /// What the window takes.
    pub handed: Handed,
    /// Latitude, empty without one.
    pub lat: String,
    /// Longitude, empty without one.
    pub long: String,
}

/// Reads the form; all that is wrong, at once. Names of fields are those of the standard.
///
/// # Errors
/// The fields that cannot be taken.
pub(crate) fn read(
    form: &Form,
    window: &Window,
    subjects: &[Subject],
    body_max: usize,
) -> Result<Given, Vec<FieldError>> {
    let mut check = Check::new(form);
    let subject = check.line("service_code", "service_code（服务代码）", 1..=40);
    if !subject.is_empty() && !subjects.iter().any(|known| known.code == subject) {
        check.error("service_code", "没有这项服务，请从 services 列表中选择 service_code。");
    }
    let body = check.text("description", "description（诉求内容）", 2..=body_max);
    let address = check.line("address_string", "address_string（地址）", 0..=200);
    let address_id = check.line("address_id", "address_id（地址编号）", 0..=60);
    let (lat, long) = (degrees(&mut check, form, "lat", 90.0), degrees(&mut check, form, "long", 180.0));
    if lat.is_empty() != long.is_empty() {
        check.error("lat", "lat、long 须同时填写。");
    }
    if address.is_empty() && address_id.is_empty() && lat.is_empty() {
        check.error("address_string", "请填写地点：lat 和 long、address_string、address_id 三者至少其一。");
    }
    let phone = check.phone("phone", "phone（电话）", false);
    let email = check.email("email", "email（邮箱）", false);
    let name = name(
        &check.line("last_name", "last_name（姓）", 0..=30),
        &check.line("first_name", "first_name（名）", 0..=30),
    );
    let media = link(&mut check, form);
    let [kind_key, confidential, consent] = ATTRIBUTES.map(|code| format!("attribute[{code}]"));
    let kind = match form.get(&kind_key) {
        "" => KIND.to_owned(),
        typed if values(window.kinds).contains(&typed) => typed.to_owned(),
        _ => {
            check.error(&kind_key, format!("诉求类别只能是 {}。", values(window.kinds).join("、")));
            KIND.to_owned()
        }
    };
    let handed = Handed {
        source: SOURCE,
        kind,
        subject,
        body: with_more(body, &email, &media),
        name,
        phone,
        place: place(&address, &address_id, &lat, &long),
        confidential: check.yes(&confidential),
        consent: check.yes(&consent),
        ..Handed::default()
    };
    check.finish(Given { handed, lat, long })
}

/// A number of degrees, as it was written; empty when there is none.
fn degrees(check: &mut Check<'_>, form: &Form, name: &str, most: f64) -> String {
    let typed = base::text::clean_line(form.get(name));
    let good = typed.len() <= 24 && typed.parse::<f64>().is_ok_and(|n| n.is_finite() && n.abs() <= most);
    if !typed.is_empty() && !good {
        check.error(name, format!("须为 -{most} 至 {most} 之间的度数（WGS 84）。"));
        return String::new();
    }
    typed
}

/// An address of a picture: it is passed on, never fetched.
fn link(check: &mut Check<'_>, form: &Form) -> String {
    let typed = base::text::clean_line(form.get("media_url"));
    let good = typed.len() <= 500 && Url::parse(&typed).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !typed.is_empty() && !good {
        check.error("media_url", "须为以 http:// 或 https:// 开头的图片地址，最多 500 个字符。");
    }
    typed
}

/// Family name first in Chinese, last elsewhere.
fn name(family: &str, given: &str) -> String {
    let latin = |text: &str| text.is_ascii();
    match (family.is_empty() || given.is_empty(), latin(family) && latin(given)) {
        (false, true) => format!("{given} {family}"),
        _ => format!("{family}{given}"),
    }
}

fn with_more(mut body: String, email: &str, media: &str) -> String {
    for (what, value) in [("联系邮箱", email), ("图片地址", media)] {
        if !value.is_empty() {
            body.push_str(&format!("\n{what}：{value}"));
        }
    }
    body
}

fn place(address: &str, address_id: &str, lat: &str, long: &str) -> String {
    let mut parts = Vec::new();
    if !address.is_empty() {
        parts.push(address.to_owned());
    }
    if !address_id.is_empty() {
        parts.push(format!("地址编号 {address_id}"));
    }
    if !lat.is_empty() {
        parts.push(format!("纬度 {lat}，经度 {long}"));
    }
    parts.join("；")
}

/// Takes an order in with a key; gives the row of the answer. The same words with the same key within the hours of the rule
/// are the same order: a program that got no answer sends again.
///
/// # Errors
/// A refusal when the key was withdrawn meanwhile; what the window says.
pub(crate) async fn take(
    tx: &mut Tx,
    ground: &Ground,
    window: &Window,
    key: &Key,
    given: &Given,
) -> Result<Value, Error> {
    if !store::use_key(tx, key.id, ground.now).await? {
        return Err(refused("api_key 已经停用。"));
    }
    let h = &given.handed;
    let words =
        json!([h.kind, h.subject, h.body, h.name, h.phone, h.place, given.lat, given.long, h.confidential, h.consent]);
    let words = tx.vault()?.digest(WORDS, &words.to_string());
    let hours = ground.rules.number("open311.repeat", ground.now.date())?;
    if let Some(matter) = store::repeated(tx, key.id, &words, ground.now.plus(-hours * HOUR)).await? {
        let number = matter::store::matter(tx, matter).await?.number;
        let notice = format!("这件已经登记过，编号{number}，没有重复登记。");
        return answered(tx, matter, &notice);
    }
    let received = (window.take)(tx, ground, &Actor::Anonymous, h).await?;
    let token = token(tx, received.matter)?;
    let new = NewRequest {
        key: key.id,
        matter: received.matter,
        digest: &words,
        token: &digest(&token),
        lat: &given.lat,
        long: &given.long,
    };
    let id = store::add_request(tx, &new, ground.now).await?;
    let facts = json!({ "matter": received.matter, "key": key.id });
    record(tx, ground, &Actor::Anonymous, "open311.hand", ("open311", id), facts).await?;
    let hidden = if received.confidential { "本件保密，不在接口中显示，" } else { "" };
    let notice = format!(
        "已受理，编号{}，查询码{}。{hidden}诉求人凭编号和查询码在政府网站查询办理情况。",
        received.number, received.code
    );
    answered(tx, received.matter, &notice)
}

/// The token of a matter: always the same, and nobody can guess it.
fn token(q: &impl Query, matter: i64) -> Result<String, Error> {
    Ok(q.vault()?.digest(TOKEN, &matter.to_string()))
}

fn answered(q: &impl Query, matter: i64, notice: &str) -> Result<Value, Error> {
    Ok(json!({
        "service_request_id": matter.to_string(),
        "token": token(q, matter)?,
        "service_notice": notice,
        "account_id": Value::Null,
    }))
}
