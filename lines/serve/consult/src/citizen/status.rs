//! How a consultation or an error report stands, in plain words for the one who brought it.

use ::store::Query;
use base::Error;
use counter::{choice, rating, told};
use matter::Ground;
use matter::case::LinkKind;
use serde::Serialize;
use serde_json::{Value, json};

use super::may_reopen;
use crate::model::{Case, ERRORS};
use crate::process::{ANSWER, ASK, RESULTS, plain, tone};
use crate::store;

/// What the person is told.
#[derive(Debug, Serialize)]
pub struct Status {
    /// Number.
    pub number: String,
    /// Whether it reports an error.
    pub error: bool,
    /// State in plain words.
    pub words: &'static str,
    /// Tone of its badge.
    pub tone: &'static str,
    /// Facts, as `ui.facts` wants them.
    pub facts: Vec<Value>,
    /// Text as written.
    pub body: String,
    /// Files that came with it: key, name and bytes.
    pub files: Vec<(i64, String, i64)>,
    /// What its clock says, while an answer is awaited.
    pub clock: told::Clock,
    /// The answer, once it went out.
    pub answer: String,
    /// Who answered, and when.
    pub answered_by: String,
    /// How an error report ended, in words.
    pub result: &'static str,
    /// The mended page.
    pub fixed_page: String,
    /// Number and answer of what it was joined with.
    pub joined: Option<(String, String)>,
    /// Satisfaction in words, once rated.
    pub satisfaction: &'static str,
    /// What the person said of it.
    pub rating_text: String,
    /// What happened, oldest first.
    pub timeline: Vec<Value>,
    /// What the person may do now: rate, reopen, retract.
    pub may: Vec<&'static str>,
}

/// How it stands now.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn status(q: &mut impl Query, ground: &Ground, case: &Case) -> Result<Status, Error> {
    let matter = matter::store::matter(q, case.matter_id).await?;
    let run = matter.case()?;
    let acts = matter::store::trail(q, case.matter_id).await?;
    let state = run.state().to_owned();
    let clock = told::clock(ground, &run, ANSWER)?;
    let unit = match case.answer_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.short_name),
        None => String::new(),
    };
    let mut joined = None;
    // What was joined once may go on by itself.
    if let Some(link) = run.links.iter().rev().find(|l| !case.valid && l.kind == LinkKind::MergedInto)
        && let Some(other) = store::of_matter(q, link.other).await?
    {
        let number = matter::store::matter(q, link.other).await?.number;
        // The answer may speak of the other person, so what is told here is masked.
        joined = Some((number, counter::mask::public(&other.answer, &other.name)));
    }
    let dissatisfied = case.satisfaction.is_some_and(|n| n < rating::SATISFIED_FROM);
    let open = |action: &str| ASK.action(action).is_some_and(|a| a.from.contains(&state.as_str()));
    let mut may = Vec::new();
    if !case.is_error() {
        may.extend(["rate", "retract"].into_iter().filter(|a| open(a)));
        if may_reopen(ground, case).is_ok() && (state == "replied" || (state == "closed" && dissatisfied)) {
            may.push("reopen");
        }
    } else if state == "closed" && !case.answer.is_empty() {
        may.extend(case.satisfaction.is_none().then_some("rate"));
        if may_reopen(ground, case).is_ok() && (case.satisfaction.is_none() || dissatisfied) {
            may.push("reopen");
        }
    }
    let files = matter::store::brought(q, case.matter_id).await?;
    let replied = case.replied_at.map_or_else(String::new, base::Moment::minutes);
    Ok(Status {
        number: matter.number.clone(),
        error: case.is_error(),
        words: plain(&state),
        tone: tone(&state),
        facts: facts(q, case, &clock).await?,
        body: case.body.clone(),
        files: files.into_iter().map(|f| (f.id, f.name, f.size)).collect(),
        answer: case.answer.clone(),
        answered_by: format!("{unit}　{replied}"),
        result: RESULTS.iter().find(|(key, _)| *key == case.result).map_or("", |(_, title)| title),
        fixed_page: case.fixed_page.clone(),
        joined,
        satisfaction: rating::level(case.satisfaction),
        rating_text: case.rating_text.clone(),
        timeline: acts.iter().filter_map(step).collect(),
        may,
        clock,
    })
}

async fn facts(q: &mut impl Query, case: &Case, clock: &told::Clock) -> Result<Vec<Value>, Error> {
    let due = clock.due_on.map_or_else(|| "—".to_owned(), |d| d.to_string());
    let fact = |name: &str, value: &str| json!({ "name": name, "value": value });
    let wide = |name: &str, value: &str| json!({ "name": name, "value": value, "wide": true });
    let mut facts = if case.is_error() {
        let mut facts = vec![
            fact("类型", choice::title(ERRORS, &case.kind)),
            json!({ "name": "网页", "value": case.title, "href": case.page, "wide": true }),
        ];
        if !case.selected.is_empty() {
            facts.push(wide("有错的文字", &case.selected));
        }
        facts
    } else {
        let topic = match case.topic_id {
            Some(topic) => store::topic(q, topic).await?.title,
            None => String::new(),
        };
        vec![fact("主题", &topic), wide("标题", &case.title)]
    };
    facts.push(fact("收到时间", &case.received_at.minutes()));
    facts.push(json!({ "name": "最迟答复", "value": due, "href": clock.count }));
    Ok(facts)
}

/// What the person is told of an act; remarks and questions among the offices are not told.
fn step(act: &matter::store::ActRow) -> Option<Value> {
    let (title, text, tone) = match act.action.as_str() {
        "open" => ("已收到".to_owned(), "", ""),
        "dispatch" | "transfer" => (format!("转交 {} 办理", act.to_seats), "", ""),
        "sign" => ("承办单位已签收".to_owned(), "", ""),
        "submit" => ("已提交答复，正在审核".to_owned(), "", ""),
        "approve" | "send" => ("答复已发出".to_owned(), "", "good"),
        "finish" => ("办结".to_owned(), "", "good"),
        "succeed" => ("因机构职能调整，由承继单位继续办理".to_owned(), "", ""),
        "refuse" => ("不予受理".to_owned(), act.opinion.as_str(), "bad"),
        "merge" => ("与同类事项合并办理".to_owned(), "", ""),
        "unjoin" => ("合并办理的事项已经终止，本件继续办理".to_owned(), "", ""),
        "rate" => ("您作出了评价".to_owned(), "", "good"),
        "reopen" => ("重新办理".to_owned(), "", "warn"),
        "retract" => ("您撤回了咨询".to_owned(), "", ""),
        "close" => ("办结".to_owned(), "", "good"),
        _ => return None,
    };
    Some(json!({ "at": act.at.minutes(), "title": title, "who": "", "text": text, "tone": tone }))
}
