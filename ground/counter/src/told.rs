//! What the person outside is told: how the clock stands, what a later message must be, and messages in the way that the person chose,
//! which never hold what was written or answered.

use ::store::Tx;
use base::{Date, Error, Fault, Moment};
use identity::message::{self, Call, Channel, Channels, Message};
use matter::{Case, Done, Ground};
use serde::Serialize;
use web::{Check, Cx};

use crate::choice::{hinted, plain};
use crate::{Book, Choice, calls, store};

/// How a clock stands, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The day on which it ends.
    #[serde(with = "base::time::date_text_option")]
    pub due_on: Option<Date>,
    /// What it says.
    pub words: String,
    /// The page that counts its days; empty before it runs.
    pub count: String,
}

/// How the clock `key` of a matter stands now.
///
/// # Errors
/// A fault when its events do not fold or a rule row is missing.
pub fn clock(ground: &Ground, case: &Case, key: &str) -> Result<Clock, Error> {
    let Some(events) = case.clocks.get(key).filter(|e| !e.is_empty()) else { return Ok(Clock::default()) };
    let state = base::due::fold(&ground.calendar, events)?;
    let amber = u32::try_from(ground.rules.number("matter.amber", ground.now.date())?).unwrap_or(0);
    let signal = base::due::light(&ground.calendar, &state, ground.now, amber);
    Ok(Clock { due_on: state.due.map(|d| d.date()), words: signal.words, count: matter::view::count_href(&state) })
}

/// A later message as typed, cleaned.
///
/// # Errors
/// A wrong field `field`: `missing` with fewer than `least` characters, or how many are too many.
pub fn message(text: &str, field: &str, least: usize, most: usize, missing: &str) -> Result<String, Error> {
    let text = base::text::clean_text(text).trim().to_owned();
    match base::text::char_count(&text) {
        n if n < least => Err(Error::field(field, missing)),
        n if n > most => Err(Error::field(field, format!("最多 {most} 字，现在是 {n} 字"))),
        _ => Ok(text),
    }
}

/// A reason of an act as typed, cleaned; `what` names it, such as 退回的原因.
///
/// # Errors
/// A wrong field `field` when it says nothing ([`base::reason`]) or too much.
pub fn reason(text: &str, field: &str, what: &str, most: usize) -> Result<String, Error> {
    let text = base::text::clean_text(text).trim().to_owned();
    base::reason::check(field, what, &text, most)?;
    Ok(text)
}

/// What somebody is told whose `what` (来信, 咨询) was joined with another: of what is `answered` already nobody tells him any more, it
/// stands there to be read.
pub fn merged(what: &str, number: &str, answered: bool) -> String {
    let result =
        if answered { "办理结果请凭编号和查询码到政府网站查看" } else { "结果会一并告知" };
    format!("您的{what}{number}已与同类{what}合并办理，{result}。")
}

/// What somebody is told whose `what` (来信, 咨询) was joined with another that ended without an answer ([`crate::acts::unjoin`]).
pub fn unjoined(what: &str, done: &Done, today: Date) -> String {
    let due = done.due_at.map(Moment::date).filter(|due| *due >= today);
    let until = due.map_or_else(|| "我们会尽快答复".to_owned(), |due| format!("最迟 {due} 前答复"));
    format!("与您的{what}{}合并办理的事项已经终止，您的{what}继续办理，{until}。", done.case.number)
}

/// How people may be told of what becomes of their matter.
pub const WAYS: &[Choice] = &[
    plain("sms", "手机短信"),
    hinted("wechat", "微信", "已关注县政府公众号的手机号"),
    hinted("mail", "电子邮件", "请填写电子邮箱"),
    hinted(BY_CALL, "电话告知", "不发短信，由工作人员打电话"),
];
/// Who wants no messages and is called.
const BY_CALL: &str = "call";

/// Those of [`WAYS`] that this program has: messages of channels that are set up, and calls; by mail only for a form that asks for an
/// address (`mail`).
pub fn ways(cx: &Cx, mail: bool) -> Vec<Choice> {
    let channels = cx.app.ext::<Channels>();
    let open = |choice: &&Choice| match Channel::of(choice.value) {
        Some(Channel::Mail) if !mail => false,
        Some(channel) => channel == Channel::default() || channels.as_ref().is_some_and(|set| set.has(channel)),
        None => true,
    };
    WAYS.iter().filter(open).copied().collect()
}

/// How somebody wants to be told, as a form says; a form that does not ask means text messages. What was chosen needs an address.
pub fn chosen(check: &mut Check<'_>, phone: &str, email: &str) -> String {
    let typed = check.form().get("told_by");
    let way = if typed.is_empty() { WAYS.first().map_or("", |way| way.value) } else { typed };
    if !WAYS.iter().any(|known| known.value == way) {
        check.error("told_by", "请选择告知方式");
    }
    match way {
        "mail" if email.is_empty() => {
            check.error("told_by", "选择电子邮件的，请填写电子邮箱；没有邮箱的，请另选告知方式")
        }
        "wechat" if !identity::people::is_mobile(phone) => {
            check.error("told_by", "选择微信的，请填写手机号；没有手机的，请另选告知方式");
        }
        BY_CALL if phone.is_empty() => check.error("told_by", "选择电话告知的，请填写电话；没有电话的，请另选告知方式"),
        _ => {}
    }
    way.to_owned()
}

/// Keeps how the person of a matter wants to be told.
///
/// # Errors
/// A fault of the database.
pub async fn choose(tx: &mut Tx, matter: i64, way: &str) -> Result<(), Fault> {
    match way {
        "" | "sms" => Ok(()),
        way => store::set_way(tx, matter, way).await,
    }
}

/// Where the person of a matter is reached: a telephone, an address for mail, or both; either may be empty.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    /// Whose person.
    pub matter: i64,
    /// The matter of which is told.
    pub about: i64,
    /// A telephone; only mobile ones get messages.
    pub phone: &'a str,
    /// An address for mail.
    pub email: &'a str,
}

impl<'a> From<(i64, &'a String)> for Reach<'a> {
    fn from((matter, phone): (i64, &'a String)) -> Self {
        Self { matter, about: matter, phone, email: "" }
    }
}

impl<'a> From<(i64, &'a String, &'a String)> for Reach<'a> {
    fn from((matter, phone, email): (i64, &'a String, &'a String)) -> Self {
        Self { matter, about: matter, phone, email }
    }
}

impl Book {
    /// Tells somebody outside `text`, by a job of this transaction and in the way that was chosen; whom no message reaches is listed to be
    /// called. Who left neither telephone nor address asks with number and query code.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn tell<'a>(&self, tx: &mut Tx, to: impl Into<Reach<'a>>, at: Moment, text: &str) -> Result<(), Fault> {
        let to = to.into();
        let way = store::way(tx, to.matter).await?;
        let mobile = identity::people::is_mobile(to.phone);
        let why = match way.as_str() {
            BY_CALL => "wish",
            _ if mobile || !to.email.is_empty() => "",
            _ => "landline",
        };
        if why.is_empty() {
            let call = Some(Call { matter: to.matter, about: to.about });
            return self.send(tx, to, &way, call, (at, text)).await;
        }
        if to.phone.is_empty() {
            return Ok(());
        }
        calls::list(tx, (to.matter, to.about), why, None, (at, text)).await
    }

    /// Says `text` to somebody outside by a message, when one reaches them: what they have read on a page already, or hear from somebody
    /// who calls anyway.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn remark<'a>(&self, tx: &mut Tx, to: impl Into<Reach<'a>>, at: Moment, text: &str) -> Result<(), Fault> {
        let to = to.into();
        let way = store::way(tx, to.matter).await?;
        let reached = identity::people::is_mobile(to.phone) || !to.email.is_empty();
        if way == BY_CALL || !reached {
            return Ok(());
        }
        self.send(tx, to, &way, None, (at, text)).await
    }

    async fn send(
        &self,
        tx: &mut Tx,
        to: Reach<'_>,
        way: &str,
        call: Option<Call>,
        (at, text): (Moment, &str),
    ) -> Result<(), Fault> {
        let phone = if identity::people::is_mobile(to.phone) { to.phone } else { "" };
        let message = Message {
            email: to.email.to_owned(),
            wish: Channel::of(way).unwrap_or_default(),
            call,
            ..Message::to_phone(phone, format!("【{}】{text}", self.sign))
        };
        message::enqueue(tx, at, &message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use web::Form;

    #[test]
    fn a_message_is_neither_missing_nor_endless() {
        let long = "长".repeat(11);
        for (text, fits) in [("好的", true), (" 好 ", false), ("", false), (&long, false), ("很好", true)] {
            assert_eq!(message(text, "text", 2, 10, "请填写").is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn a_way_of_being_told_needs_its_address_and_none_means_text_messages() {
        let mobile = "13800001234";
        for (told_by, phone, email, good) in [
            ("", "", "", true),
            ("sms", "", "", true),
            ("mail", mobile, "", false),
            ("mail", "", "lin@qinghe.example", true),
            ("wechat", mobile, "", true),
            ("wechat", "0571-88880000", "", false),
            ("call", "0571-88880000", "", true),
            ("call", "", "lin@qinghe.example", false),
            ("pigeon", mobile, "", false),
        ] {
            let form = Form::of(&[("told_by", told_by)]);
            let mut check = Check::new(&form);
            let way = chosen(&mut check, phone, email);
            assert_eq!(check.is_good(), good, "{told_by} {phone} {email}");
            assert!(!way.is_empty());
        }
    }
}
