//! `/work/rules` 法定数字: every rule row with its source, bounds and history, and the form that changes one within them.

use base::limits::LINE_CHARS_MAX;
use base::rules::{Rule, Unit};
use base::{Date, Error, FieldError, Rules, reason, text};
use serde::Serialize;
use serde_json::{Value, json};
use store::Tx;
use web::{Cx, Form, Once, Page, Path, Result};

use super::{done, keep, problems};
use crate::store as rows;

/// The verb of the system administrator for all rules but those of accounts.
const RULES: &str = "base.rules";
/// The verb of the security administrator for the rules of passwords and sessions.
const POLICY: &str = "identity.policy";

/// An edit of a rule on the ledger.
pub const SET: &str = "renhe.rule.set";

/// A rule as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    key: String,
    title: String,
    words: String,
    value: i64,
    cite: String,
    bounds: String,
    fixed: bool,
    yes_no: bool,
    from: String,
    to: String,
    confidence: &'static str,
    note: String,
}

/// The verb that changes `key`: the numbers of accounts belong to the security administrator.
fn verb(key: &str) -> &'static str {
    if key.starts_with("identity.") { POLICY } else { RULES }
}

fn shown(rule: &Rule) -> Shown {
    let (low, high) = (rule.unit.words(rule.min), rule.unit.words(rule.max));
    let fixed = rule.min == rule.max;
    Shown {
        key: rule.key.clone(),
        title: rule.title.clone(),
        words: rule.words(),
        value: rule.value,
        cite: rule.cite(),
        bounds: if fixed { "不可调整".to_owned() } else { format!("{low} 至 {high}") },
        fixed,
        yes_no: rule.unit == Unit::YesNo,
        from: rule.valid_from.to_string(),
        to: rule.valid_to.map(|date| date.to_string()).unwrap_or_default(),
        confidence: rule.confidence.name(),
        note: rule.note.clone(),
    }
}

/// All rules as they hold today, filtered by area and words.
pub async fn list(cx: Cx) -> Result {
    let (area, words) = (cx.query.get("area"), cx.query.get("q").trim());
    let rules = cx.app.rules();
    let found: Vec<Shown> = today(&rules, cx.now.date()).filter(|rule| fits(rule, area, words)).map(shown).collect();
    let areas: Vec<Value> =
        rules.areas().iter().map(|(value, title)| json!({ "value": value, "title": title })).collect();
    let data = json!({ "rows": found, "areas": areas, "area": area, "q": words });
    cx.page("screens/rules.html", Page::new("法定数字"), data)
}

/// The version of each rule that holds on `date`, or the first one to come.
fn today(rules: &Rules, date: Date) -> impl Iterator<Item = &Rule> {
    let mut keys: Vec<&str> = rules.rows().iter().map(|rule| rule.key.as_str()).collect();
    keys.dedup();
    keys.into_iter().filter_map(move |key| rules.at(key, date).or_else(|| rules.versions(key).last()))
}

fn fits(rule: &Rule, area: &str, words: &str) -> bool {
    let in_area = area.is_empty() || rule.key.split('.').next() == Some(area);
    let told = [&rule.key, &rule.title, &rule.source, &rule.article];
    in_area && (words.is_empty() || told.iter().any(|text| text.contains(words)))
}

/// One rule with its history.
pub async fn one(cx: Cx, Path(key): Path<String>) -> Result {
    let (page, data) = (page(&cx, &key)?, data(&cx, &key)?);
    cx.page("screens/rule.html", page, data)
}

fn page(cx: &Cx, key: &str) -> std::result::Result<Page, Error> {
    let rules = cx.app.rules();
    let rule = rules.versions(key).last().ok_or(Error::Unseen)?;
    Ok(Page::new(rule.title.clone()).crumb("法定数字", "/work/rules"))
}

fn data(cx: &Cx, key: &str) -> std::result::Result<Value, Error> {
    let rules = cx.app.rules();
    let versions = rules.versions(key);
    let today = cx.now.date();
    let current = rules.at(key, today).or(versions.last()).ok_or(Error::Unseen)?;
    let history: Vec<Shown> = versions.iter().rev().map(shown).collect();
    Ok(json!({
        "rule": shown(current),
        "history": history,
        "may": cx.actor.may(verb(key), None),
        "today": today.to_string(),
        "tomorrow": today.tomorrow().unwrap_or(today).to_string(),
    }))
}

/// Sets a rule from a day on.
pub async fn set(cx: Cx, Path(key): Path<String>, form: Form) -> Result {
    if cx.app.rules().versions(&key).is_empty() || !cx.actor.may(verb(&key), None) {
        return Err(Error::Unseen.into());
    }
    let to = format!("/work/rules/{key}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let changed = match read(&form, cx.now.date()) {
        Ok((value, from, why)) => change(&cx, &mut tx, &key, value, from, &why).await,
        Err(fields) => Err(Error::Invalid(fields)),
    };
    if let Err(error) = changed {
        drop(tx);
        let fields = problems(error)?;
        return cx.again("screens/rule.html", page(&cx, &key)?, data(&cx, &key)?, &form, fields);
    }
    let answer = done(&cx, tx, &form, &to, "已保存。已在办理的事项仍按原来的数字计算。").await?;
    keep::reload_rules(&cx.app).await?;
    Ok(answer)
}

/// Value, first day and reason from the form; all faults at once. A change never reaches back.
fn read(form: &Form, today: Date) -> std::result::Result<(i64, Date, String), Vec<FieldError>> {
    let mut fields = Vec::new();
    let value = form.get("value").trim().parse::<i64>().ok();
    if value.is_none() {
        fields.push(FieldError::new("value", "请填写整数。"));
    }
    let from = form.get("from").trim().parse::<Date>().ok();
    match from {
        None => fields.push(FieldError::new("from", "请填写生效日期，例如 2026-12-01。")),
        Some(from) if from < today => {
            fields.push(FieldError::new("from", "生效日期不得早于今天，已经过去的日子不能改。"))
        }
        Some(_) => {}
    }
    let why = text::clean_line(form.get("why"));
    let wrong = reason::wrong("依据或原因", &why, reason::LEAST, LINE_CHARS_MAX);
    fields.extend(wrong.map(|message| FieldError::new("why", message)));
    match (value, from) {
        (Some(value), Some(from)) if fields.is_empty() => Ok((value, from, why)),
        _ => Err(fields),
    }
}

/// May I? → change → record → tell. The bounds are asked of what is stored, inside the transaction.
async fn change(cx: &Cx, tx: &mut Tx, key: &str, value: i64, from: Date, why: &str) -> std::result::Result<(), Error> {
    cx.actor.require(verb(key), None)?;
    let stored = keep::rules(tx).await?;
    stored.with_edit(key, value, from, why)?;
    let before = stored.at(key, from).map(|rule| rule.value);
    if before == Some(value) {
        return Err(Error::field("value", "与那一天已有的数字相同，不需要修改。"));
    }
    let id = rows::add_rule(tx, key, value, from, why, cx.now).await?;
    let entry = ledger::Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb: SET,
        subject: ledger::Subject { kind: "renhe_rule", id },
        facts: json!({ "rule": key, "before": before, "value": value, "from": from.to_string(), "why": why }),
        bodies: Vec::new(),
    };
    cx.app.ledger.record(tx, entry).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed_once_with_its_source_and_an_area() {
        let rules = Rules::built_in();
        let date: Date = "2026-11-24".parse().expect("a date");
        let listed: Vec<Shown> = today(&rules, date).map(shown).collect();
        let keys: std::collections::BTreeSet<&str> = listed.iter().map(|rule| rule.key.as_str()).collect();
        assert_eq!(keys.len(), listed.len());
        assert!(rules.rows().iter().all(|rule| keys.contains(rule.key.as_str())));
        let areas = rules.areas();
        assert!(listed.iter().all(|rule| areas.iter().any(|(area, _)| rule.key.starts_with(&format!("{area}.")))));
        assert!(areas.iter().all(|(_, title)| !title.trim().is_empty()));
    }

    #[test]
    fn numbers_of_accounts_belong_to_the_security_administrator() {
        assert_eq!((verb("identity.password.min"), verb("letters.ordinary")), (POLICY, RULES));
    }

    #[test]
    fn rules_are_found_by_area_and_words() {
        let rules = Rules::built_in();
        let rule = rules.versions("identity.password.min").last().expect("is there");
        for (area, words, found) in [
            ("", "", true),
            ("identity", "口令", true),
            ("web", "", false),
            ("", "等级保护", true),
            ("", "天气", false),
        ] {
            assert_eq!(fits(rule, area, words), found, "{area} {words}");
        }
    }
}
