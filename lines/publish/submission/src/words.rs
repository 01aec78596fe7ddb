//! The county's own words for the gate (校对词表): wrong words, names, what is not reported any more, hosts that may be linked. A
//! change counts from the next check on, and stands on the ledger with its reason.

use ::store::Tx;
use base::{Error, FieldError};
use ledger::{Entry, Subject};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::store::{self, NewWord};

/// A wrong word with the right one.
pub(crate) const WRONG: &str = "wrong";
/// A name that is spelt right as it is.
pub(crate) const NAME: &str = "name";
/// What is not reported any more.
pub(crate) const MUTED: &str = "muted";
/// A host outside to which articles may lead.
pub(crate) const HOST: &str = "host";

const KINDS: &[(&str, &str)] =
    &[(WRONG, "错误写法"), (NAME, "专名（按原样写）"), (MUTED, "不再提示"), (HOST, "允许的外链域名")];

/// Where the list stands.
const HERE: &str = "/work/submissions/words";
/// Characters of a word at most.
const WORD_MAX: usize = 60;
/// Characters of a reason at most.
const WHY_MAX: usize = 200;

/// The list.
pub(crate) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("submission/words.html", frame(), data)
}

fn frame() -> Page {
    Page::new("校对词表").kind("list").crumb("信息审核", "/work/submissions")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let words = store::words(&mut cx.reader()).await?;
    let size = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20).max(1);
    let pages = words.len().div_ceil(size).max(1);
    let number = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let rows = words.iter().skip((number - 1) * size).take(size).map(|word| {
        json!({
            "id": word.id, "kind": edition::terms::title(KINDS, &word.kind).unwrap_or(""), "text": word.text,
            "instead": word.instead, "why": word.why, "actor": word.actor, "at": word.at.minutes(),
        })
    });
    let kinds = KINDS.iter().map(|(value, title)| json!({ "value": value, "title": title }));
    let pager = json!({ "base": cx.query.base(&["page"]), "page": number, "pages": pages, "total": words.len() });
    Ok(json!({ "words": rows.collect::<Vec<_>>(), "kinds": kinds.collect::<Vec<_>>(), "pager": pager }))
}

/// A word as it was typed.
struct Typed {
    kind: String,
    text: String,
    instead: String,
    why: String,
}

impl Typed {
    fn of(form: &Form) -> std::result::Result<Self, Error> {
        let line = |name: &str| base::text::clean_line(form.get(name));
        let mut typed = Self { kind: line("kind"), text: line("text"), instead: line("instead"), why: line("why") };
        if typed.kind != WRONG {
            typed.instead.clear();
        }
        if typed.kind == HOST {
            typed.text = typed.text.to_lowercase();
        }
        let faults = typed.faults();
        if faults.is_empty() { Ok(typed) } else { Err(Error::Invalid(faults)) }
    }

    fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                faults.push(FieldError::new(field, message));
            }
        };
        let chars = base::text::char_count;
        need(edition::terms::title(KINDS, &self.kind).is_some(), "kind", "请选择种类。");
        need((2..=WORD_MAX).contains(&chars(&self.text)), "text", "请填写词语，2 至 60 个字。");
        if self.kind == WRONG {
            let fits = !self.instead.is_empty() && chars(&self.instead) <= WORD_MAX;
            need(fits, "instead", "请填写正确写法，不超过 60 个字。");
            need(self.instead != self.text, "instead", "正确写法与错误写法相同，请核对。");
        }
        let host = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let good = self.kind != HOST || (self.text.contains('.') && self.text.chars().all(host));
        need(good, "text", "请填写域名，例如 www.example.cn，不带 http:// 和路径。");
        let wrong = base::reason::wrong("理由", &self.why, base::reason::LEAST, WHY_MAX);
        faults.extend(wrong.map(|message| FieldError::new("why", message)));
        faults
    }
}

/// Puts a word on the list.
pub(crate) async fn add(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match added(&cx, &mut tx, &form).await {
        Ok(()) => {
            cx.once_done(&mut tx, &form, HERE).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.notice("good", "已添加，从下一次检查起生效。");
            cx.see_other(HERE)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            cx.again("submission/words.html", frame(), data(&cx).await?, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn added(cx: &Cx, tx: &mut Tx, form: &Form) -> std::result::Result<(), Error> {
    let typed = Typed::of(form)?;
    let words = store::words(tx).await?;
    if words.len() >= store::WORDS_MAX {
        return Err(Error::field("text", format!("词表最多 {} 个词语，已经满了。请先移除不用的。", store::WORDS_MAX)));
    }
    if words.iter().any(|word| word.kind == typed.kind && word.text == typed.text) {
        return Err(Error::field("text", "词表中已有这个词语。要改正确写法，请先移除原来的。"));
    }
    let new = NewWord {
        kind: &typed.kind,
        text: &typed.text,
        instead: &typed.instead,
        why: &typed.why,
        person: cx.actor.person(),
        actor: &cx.actor.name(),
        now: cx.now,
    };
    let id = store::add_word(tx, &new).await?;
    let facts = json!({ "kind": typed.kind, "text": typed.text, "instead": typed.instead, "why": typed.why });
    record(cx, tx, "submission.word", id, facts).await
}

/// Takes a word off the list.
pub(crate) async fn remove(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    if store::remove_word(&mut tx, id, &cx.actor.name(), cx.now).await? == 0 {
        return Err(Error::Unseen.into());
    }
    record(&cx, &mut tx, "submission.unword", id, json!({})).await?;
    cx.once_done(&mut tx, &form, HERE).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.notice("good", "已移除，从下一次检查起生效。");
    cx.see_other(HERE)
}

async fn record(cx: &Cx, tx: &mut Tx, verb: &str, id: i64, facts: Value) -> std::result::Result<(), Error> {
    let subject = Subject { kind: "word", id };
    let entry = Entry { at: cx.now, actor: cx.actor.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &cx.app.chance, entry).await?;
    Ok(())
}
