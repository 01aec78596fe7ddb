//! How a letter stands, in plain words for the one who wrote it.

use ::store::Query;
use base::{Date, Error, Moment};
use counter::{choice, rating, told};
use matter::{Case, Ground};
use serde::Serialize;

use crate::model::Letter;
use crate::process::{ANSWER, LETTER};
use crate::{actions, kinds, store};

/// What a sender is told.
#[derive(Debug, Serialize)]
pub struct Status {
    /// Key of the letter.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Title as written.
    pub title: String,
    /// Text as written.
    pub body: String,
    /// Kind in words.
    pub kind: &'static str,
    /// Mailbox in words.
    pub mailbox: &'static str,
    /// State of the matter.
    pub state: String,
    /// State in plain words.
    pub words: &'static str,
    /// Tone of its badge.
    pub tone: &'static str,
    /// When it was sent.
    pub received_at: Moment,
    /// When the answer is due, while it is awaited.
    #[serde(with = "base::time::date_text_option")]
    pub due_on: Option<Date>,
    /// What the clock says.
    pub clock: String,
    /// The page that counts its days.
    pub count: String,
    /// What happened, oldest first.
    pub timeline: Vec<Told>,
    /// The answer, once it went out.
    pub answer: String,
    /// Who answered.
    pub answer_unit: String,
    /// When.
    pub replied_at: Option<Moment>,
    /// The answer of the letter it was joined with.
    pub joined: Option<(String, String)>,
    /// Satisfaction in words, once rated.
    pub satisfaction: &'static str,
    /// What the sender said of it.
    pub rating_text: String,
    /// Files that the sender sent.
    pub files: Vec<StatusFile>,
    /// Whether something is awaited from the sender.
    pub may_supplement: bool,
    /// What was asked for.
    pub asked: String,
    /// Whether it may be rated.
    pub may_rate: bool,
    /// Whether it may be handled once more.
    pub may_reopen: bool,
    /// Whether it may be taken back.
    pub may_retract: bool,
}

/// A file of the sender.
#[derive(Debug, Serialize)]
pub struct StatusFile {
    /// Key.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// A step told to the sender; fields as the timeline macro wants them.
#[derive(Debug, Serialize)]
pub struct Told {
    /// When, to the minute.
    pub at: String,
    /// What happened.
    pub title: String,
    /// By or to which unit.
    pub who: String,
    /// What was said to the sender.
    pub text: String,
    /// Tone.
    pub tone: &'static str,
}

/// How the letter stands now.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn status(q: &mut impl Query, ground: &Ground, letter: &Letter) -> Result<Status, Error> {
    let matter = matter::store::matter(q, letter.matter_id).await?;
    let case = matter.case()?;
    let acts = matter::store::trail(q, letter.matter_id).await?;
    let state = case.state().to_owned();
    let clock = told::clock(ground, &case, ANSWER)?;
    // What was joined once may go on by itself.
    let joined = if letter.valid { None } else { joined(q, &case).await? };
    let answer_unit = match letter.answer_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.short_name),
        None => String::new(),
    };
    let asked = acts.iter().rev().find(|a| a.action == "ask_supplement").map(|a| a.opinion.clone());
    let reopenable = actions::may_reopen(ground, letter).is_ok();
    let dissatisfied = letter.satisfaction.is_some_and(|n| n < rating::SATISFIED_FROM);
    let open = |action: &str| LETTER.action(action).is_some_and(|a| a.from.contains(&state.as_str()));
    Ok(Status {
        id: letter.id,
        number: case.number.clone(),
        title: letter.title.clone(),
        body: letter.body.clone(),
        kind: choice::title(kinds::KINDS, &letter.kind),
        mailbox: choice::title(kinds::MAILBOXES, &letter.mailbox),
        words: kinds::plain(&state),
        tone: kinds::tone(&state),
        received_at: letter.received_at,
        due_on: clock.due_on,
        clock: clock.words,
        count: clock.count,
        timeline: acts.iter().filter_map(step).collect(),
        answer: if letter.replied_at.is_some() { letter.answer.clone() } else { String::new() },
        answer_unit,
        replied_at: letter.replied_at,
        joined,
        satisfaction: rating::level(letter.satisfaction),
        rating_text: letter.rating_text.clone(),
        files: files(q, letter.id).await?,
        may_supplement: open("supplement"),
        asked: asked.unwrap_or_default(),
        may_rate: open("rate"),
        may_reopen: reopenable && (state == "replied" || (state == "closed" && dissatisfied)),
        may_retract: open("retract"),
        state,
    })
}

async fn files(q: &mut impl Query, letter: i64) -> Result<Vec<StatusFile>, Error> {
    let files = store::files(q, letter).await?;
    Ok(files.into_iter().map(|f| StatusFile { id: f.id, name: f.name, size: f.size }).collect())
}

/// Number and answer of the letter that this one was joined with.
async fn joined(q: &mut impl Query, case: &Case) -> Result<Option<(String, String)>, Error> {
    let link = case.links.iter().rev().find(|l| l.kind == matter::case::LinkKind::MergedInto);
    let Some(link) = link else { return Ok(None) };
    let Some(other) = store::of_matter(q, link.other).await? else { return Ok(None) };
    let number = matter::store::matter(q, link.other).await?.number;
    // The answer may speak of the other sender, so what is told here is masked.
    let answer =
        if other.replied_at.is_some() { counter::mask::public(&other.answer, &other.name) } else { String::new() };
    Ok(Some((number, answer)))
}

/// What a sender is told of an act; remarks and questions among the offices are not told.
fn step(act: &matter::store::ActRow) -> Option<Told> {
    let (title, text, tone) = match act.action.as_str() {
        "open" => ("您的来信已收到".to_owned(), "", ""),
        "dispatch" | "transfer" => (format!("转交 {} 办理", act.to_seats), "", ""),
        "sign" => ("承办单位已签收，开始办理".to_owned(), "", ""),
        "answer_direct" | "submit" => ("已提交答复，正在审核".to_owned(), "", ""),
        "approve" => ("答复已发出".to_owned(), "", "good"),
        "ask_supplement" => ("请您补充材料".to_owned(), act.opinion.as_str(), "warn"),
        "supplement" => ("您补充了材料".to_owned(), "", ""),
        "resume" => ("恢复办理".to_owned(), "", ""),
        "succeed" => ("因机构职能调整，由承继单位继续办理".to_owned(), "", ""),
        "refuse" => ("不予受理".to_owned(), act.opinion.as_str(), "bad"),
        "terminate" => ("终止办理".to_owned(), act.opinion.as_str(), "bad"),
        "merge" => ("与同类来信合并办理".to_owned(), "", ""),
        "unjoin" => ("合并办理的来信已经终止，本件继续办理".to_owned(), "", ""),
        "urge" => ("已催促承办单位".to_owned(), "", ""),
        "supervise" => ("已列入督办".to_owned(), "", ""),
        "rate" => ("您作出了评价".to_owned(), "", "good"),
        "reopen" => ("重新办理".to_owned(), "", "warn"),
        "retract" => ("您撤回了来信".to_owned(), "", ""),
        "close" => ("办结".to_owned(), "", "good"),
        _ => return None,
    };
    Some(Told { at: act.at.minutes(), title, who: String::new(), text: text.to_owned(), tone })
}
