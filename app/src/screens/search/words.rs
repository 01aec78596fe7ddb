//! `/work/search/words` 搜索用词: synonyms, what is shown first, what is asked often and what is never shown of it.

use base::limits::LINE_CHARS_MAX;
use base::{Error, FieldError, text};
use edition::gate::{self, Passed, Plain, Stand};
use serde_json::{Value, json};
use store::Tx;
use store::search::{self, Search};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::screens::{done, problems};

/// The verb of the site keeper.
pub const VERB: &str = "search.keep";
/// The page.
const HERE: &str = "/work/search/words";
/// Questions that are listed.
const ASKED: usize = 50;
/// Characters of a word.
const WORD_CHARS: usize = 30;

/// The page.
pub async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("screens/search_words.html", head(), data)
}

fn head() -> Page {
    Page::new("搜索用词")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let q = &mut cx.reader();
    let synonyms: Vec<Value> = search::synonyms(q)
        .await?
        .into_iter()
        .map(|row| json!({ "id": row.id, "said": row.said, "means": row.means, "before": search::built_in(&row.said) }))
        .collect();
    let asked: Vec<Value> = search::asked(q, 1, ASKED)
        .await?
        .into_iter()
        .map(|row| json!({ "shown": row.shown, "times": row.times, "last_on": row.last_on.to_string() }))
        .collect();
    Ok(json!({
        "synonyms": synonyms,
        "bets": search::bets(q).await?,
        "asked": asked,
        "hot": Search::hot(q, 10).await?,
        "blocked": search::blocked(q).await?,
    }))
}

/// Sets a synonym.
pub async fn set_synonym(cx: Cx, form: Form) -> Result {
    let read = |form: &Form| {
        let said = text::clean_line(form.get("said"));
        let means = text::clean_line(form.get("means"));
        let mut fields = Vec::new();
        word(&mut fields, "said", "群众的说法", &said);
        if text::char_count(&means) > LINE_CHARS_MAX {
            fields.push(FieldError::new("means", format!("正式说法不超过 {LINE_CHARS_MAX} 个字。")));
        }
        if means.is_empty() && search::built_in(&said).is_empty() {
            fields.push(FieldError::new("means", "请填写正式说法；只有停用系统自带的词才可以不填。"));
        }
        (vec![said, means], fields)
    };
    change(&cx, &form, read, Change::Synonym, "已保存，下一次搜索起生效。").await
}

/// Adds a best bet.
pub async fn add_bet(cx: Cx, form: Form) -> Result {
    let read = |form: &Form| {
        let [asked, title, url] = ["asked", "title", "url"].map(|name| text::clean_line(form.get(name)));
        let mut fields = Vec::new();
        word(&mut fields, "asked", "搜索词", &asked);
        if !(2..=LINE_CHARS_MAX).contains(&text::char_count(&title)) {
            fields.push(FieldError::new("title", format!("请填写标题，2 至 {LINE_CHARS_MAX} 个字。")));
        }
        let local = url.starts_with('/') && !url.starts_with("//") && url.chars().all(|c| c.is_ascii_graphic());
        if !local || url.len() > 1_000 {
            fields.push(FieldError::new("url", "请填写本站地址，以 / 开头，例如 /letters/notice。"));
        }
        (vec![asked, title, url], fields)
    };
    let (values, fields) = read(&form);
    let passed = match values.as_slice() {
        // Everybody who searches the word reads the title and follows the address.
        [_, title, url] if fields.is_empty() => {
            let texts = vec![Plain::line("title", "标题", title), Plain::link("url", "地址", url)];
            match gate::pass(&cx.app, Stand::default(), texts, form.get(gate::WHY)).await {
                Ok(passed) => passed,
                Err(error) => return again(&cx, &form, problems(error)?).await,
            }
        }
        _ => Passed::default(),
    };
    change(&cx, &form, read, Change::Bet(passed), "已保存，搜索这个词时排在最前。").await
}

/// Blocks a word.
pub async fn block(cx: Cx, form: Form) -> Result {
    let read = |form: &Form| {
        let blocked = text::clean_line(form.get("word"));
        let mut fields = Vec::new();
        word(&mut fields, "word", "词", &blocked);
        (vec![blocked], fields)
    };
    change(&cx, &form, read, Change::Block, "已屏蔽，含有它的搜索词不再列为热词，也不再提示。").await
}

fn word(fields: &mut Vec<FieldError>, name: &'static str, label: &str, text: &str) {
    if !(1..=WORD_CHARS).contains(&text::char_count(text)) || !text.chars().any(char::is_alphanumeric) {
        fields.push(FieldError::new(name, format!("请填写{label}，1 至 {WORD_CHARS} 个字。")));
    }
}

/// Blocks a word no longer.
pub async fn unblock(cx: Cx, form: Form) -> Result {
    let read = |form: &Form| (vec![form.get("word").to_owned()], Vec::new());
    change(&cx, &form, read, Change::Unblock, "已取消屏蔽。").await
}

/// Removes a synonym.
pub async fn remove_synonym(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    change(&cx, &form, |_| (Vec::new(), Vec::new()), Change::NoSynonym(id), "已删除。").await
}

/// Removes a best bet.
pub async fn remove_bet(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    change(&cx, &form, |_| (Vec::new(), Vec::new()), Change::NoBet(id), "已删除。").await
}

/// The page once more with what was wrong.
async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    cx.again("screens/search_words.html", head(), data(cx).await?, form, errors)
}

/// What is changed.
#[derive(Debug)]
enum Change {
    Synonym,
    NoSynonym(i64),
    /// With what the gate said of it.
    Bet(Passed),
    NoBet(i64),
    Block,
    Unblock,
}

/// May I? → change → record → tell, for all forms of the page.
async fn change(
    cx: &Cx,
    form: &Form,
    read: impl Fn(&Form) -> (Vec<String>, Vec<FieldError>),
    what: Change,
    words: &str,
) -> Result {
    cx.actor.require(VERB, None)?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, form).await? {
        return cx.see_other(&to);
    }
    let (values, fields) = read(form);
    let changed =
        if fields.is_empty() { write(cx, &mut tx, &what, &values).await } else { Err(Error::Invalid(fields)) };
    if let Err(error) = changed {
        drop(tx);
        return again(cx, form, problems(error)?).await;
    }
    let answer = done(cx, tx, form, HERE, words).await?;
    cx.app.search.reload_synonyms(&mut cx.reader()).await?;
    Ok(answer)
}

async fn write(cx: &Cx, tx: &mut Tx, what: &Change, values: &[String]) -> std::result::Result<(), Error> {
    let value = |n: usize| values.get(n).map(String::as_str).unwrap_or_default();
    let (verb, id, said) = match what {
        Change::Synonym => {
            let id = search::set_synonym(tx, value(0), value(1), cx.now).await?;
            ("search.synonym.set", id, value(0).to_owned())
        }
        Change::NoSynonym(id) => {
            ("search.synonym.remove", *id, search::remove_synonym(tx, *id).await?.ok_or(Error::Unseen)?)
        }
        Change::Bet(_) => {
            let id = search::add_bet(tx, value(0), value(1), value(2), cx.now).await?;
            ("search.bet.add", id, value(0).to_owned())
        }
        Change::NoBet(id) => ("search.bet.remove", *id, search::remove_bet(tx, *id).await?.ok_or(Error::Unseen)?),
        Change::Block => {
            search::block(tx, value(0), cx.now).await?;
            ("search.block", 0, value(0).to_owned())
        }
        Change::Unblock => {
            if !search::unblock(tx, value(0)).await? {
                return Err(Error::Unseen);
            }
            ("search.unblock", 0, value(0).to_owned())
        }
    };
    let mut facts = json!({ "said": said, "means": value(1), "url": value(2) });
    if let Change::Bet(passed) = what {
        passed.note(&mut facts);
    }
    let entry = ledger::Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb,
        subject: ledger::Subject { kind: "search_word", id },
        facts,
        bodies: Vec::new(),
    };
    cx.app.ledger.record(tx, entry).await?;
    Ok(())
}
