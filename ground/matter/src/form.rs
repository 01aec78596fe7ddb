//! An action's form as it arrives: fields become an [`Input`], with units, steps, members and numbers looked up.

use base::{Error, FieldError, text};
use identity::units;
use store::Query;
use web::{Cx, Form};

use crate::case::Stance;
use crate::decide::Input;
use crate::ground::Ground;
use crate::process::{Action, Does, Need, Process};
use crate::store::{self as rows, FileRef};

/// What a form gave.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// For [`Doing::input`](crate::Doing).
    pub input: Input,
    /// Files that came with it.
    pub files: Vec<FileRef>,
    /// The number of acts that the person saw.
    pub seen: Option<u32>,
}

/// Reads the form of `action`: `opinion` (after the common phrase `phrase`), `unit` or `units` (names, short names, codes or pinyin initials as typed;
/// `unit_id` for keys), `outcome`, `days`, `day`, `step`, `member` (`consultation.member`), `stance`, `other` (a number), `files`,
/// `seen`.
///
/// # Errors
/// All wrong fields at once; a fault of the database or of a missing rule row.
pub async fn input(cx: &Cx, process: &Process, action: &Action, form: &Form) -> Result<Given, Error> {
    read(&mut cx.app.db.reader(), &Ground::of(&cx.app), process, action, form).await
}

/// As [`input`], reading through `q`.
///
/// # Errors
/// As [`input`].
pub async fn read(
    q: &mut impl Query,
    ground: &Ground,
    process: &Process,
    action: &Action,
    form: &Form,
) -> Result<Given, Error> {
    let mut wrong = form.problems().to_vec();
    let wants = |need| action.needs.contains(&need);
    let mut input = Input { opinion: opinion(ground, action, form, &mut wrong)?, ..Input::default() };
    if wants(Need::Unit) || wants(Need::Units) {
        input.seats = seats(q, ground, action, form, &mut wrong).await?;
    }
    if wants(Need::Outcome) {
        input.outcome = process.outcome(form.get("outcome")).map(|o| o.key.to_owned());
    }
    if wants(Need::Days) {
        input.days = text::normalise(form.get("days")).parse().ok();
    }
    if wants(Need::Day) {
        input.day = text::normalise(form.get("day")).parse().ok();
    }
    if wants(Need::Step) {
        input.step = form.get("step").parse().ok();
    }
    if wants(Need::Member) || matches!(action.does, Does::Reply | Does::AddMember) {
        input.member = member(form.get("member"));
    }
    if wants(Need::Stance) {
        input.stance = stance(form.get("stance"));
    }
    if wants(Need::Matter) {
        input.other = rows::by_number(q, &text::clean_line(form.get("other"))).await?;
    }
    let files = files(ground, form, &mut wrong)?;
    input.documents = files.len();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    Ok(Given { input, files, seen: form.get("seen").parse().ok() })
}

/// The text of an action, within the limits of the rules.
fn opinion(ground: &Ground, action: &Action, form: &Form, wrong: &mut Vec<FieldError>) -> Result<String, Error> {
    let today = ground.now.date();
    let most = usize::try_from(ground.rules.number("matter.opinion.max", today)?).unwrap_or_default();
    let least = usize::try_from(ground.rules.number("matter.reason.min", today)?).unwrap_or_default();
    let (phrase, typed) = (text::clean_text(form.get("phrase")), text::clean_text(form.get("opinion")));
    let opinion = match (phrase.is_empty() || typed.contains(&phrase), typed.is_empty()) {
        (true, _) => typed,
        (false, true) => phrase,
        (false, false) => format!("{phrase}\n{typed}"),
    };
    let chars = text::char_count(&opinion);
    if chars > most {
        let message = format!("最多 {most} 个字，现在是 {chars} 个字，请删减 {} 个字", chars - most);
        wrong.push(FieldError::new("opinion", message));
    } else if action.needs.contains(&Need::Reason) && chars > 0 {
        let message = base::reason::wrong("理由", &opinion, least, most);
        wrong.extend(message.map(|message| FieldError::new("opinion", message)));
    }
    Ok(opinion)
}

/// The units that were named, each once.
async fn seats(
    q: &mut impl Query,
    ground: &Ground,
    action: &Action,
    form: &Form,
    wrong: &mut Vec<FieldError>,
) -> Result<Vec<(i64, Option<i64>)>, Error> {
    let field = if action.needs.contains(&Need::Units) { "units" } else { "unit" };
    let most = usize::try_from(ground.rules.number("matter.units.max", ground.now.date())?).unwrap_or_default();
    let mut found: Vec<(i64, Option<i64>)> = Vec::new();
    let mut add = |id: i64| {
        if !found.iter().any(|(known, _)| *known == id) {
            found.push((id, None));
        }
    };
    for key in form.all("unit_id").into_iter().filter(|key| !key.is_empty()) {
        match key.parse() {
            Ok(id) if units::find(q, id).await?.is_some_and(|u| u.closed_on.is_none()) => add(id),
            _ => wrong.push(FieldError::new(field, "所选单位已不存在，请重新选择")),
        }
    }
    let typed = form.all(field).into_iter().flat_map(|t| t.split(['、', '，', ',', ';', '；', '\n']));
    let names: Vec<String> = typed.map(text::clean_line).filter(|n| !n.is_empty()).collect();
    if names.len() > most {
        wrong.push(FieldError::new(field, format!("一次最多选择 {most} 个单位")));
        return Ok(found);
    }
    for name in names {
        match named(q, &name).await? {
            Ok(id) => add(id),
            Err(message) => wrong.push(FieldError::new(field, message)),
        }
    }
    if field == "unit" && found.len() > 1 {
        wrong.push(FieldError::new(field, "这里只能选择一个单位，请清空多余的一处"));
    }
    Ok(found)
}

/// The one unit that `name` (name, short name, code or pinyin initials) means, or why there is no such one, in Chinese.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn named(q: &mut impl Query, name: &str) -> Result<Result<i64, String>, Error> {
    let hits = units::search(q, name, 50).await?;
    let exact = |u: &&units::Unit| u.name == name || u.short_name == name || u.code == name;
    let exact: Vec<&units::Unit> = hits.iter().filter(exact).collect();
    let candidates: Vec<&units::Unit> = if exact.is_empty() { hits.iter().collect() } else { exact };
    Ok(match candidates.as_slice() {
        [] => Err(format!("没有找到单位“{name}”，请填写名称、简称或拼音首字母")),
        [one] => Ok(one.id),
        several => {
            let some: Vec<&str> = several.iter().take(5).map(|u| u.name.as_str()).collect();
            Err(format!("“{name}”可能是 {} 等 {} 个单位，请写全称", some.join("、"), several.len()))
        }
    })
}

fn member(text: &str) -> Option<(usize, usize)> {
    let (consult, member) = text.split_once('.')?;
    Some((consult.parse().ok()?, member.parse().ok()?))
}

fn stance(text: &str) -> Option<Stance> {
    match text {
        "agree" => Some(Stance::Agree),
        "disagree" => Some(Stance::Disagree),
        "noted" => Some(Stance::Noted),
        _ => None,
    }
}

fn files(ground: &Ground, form: &Form, wrong: &mut Vec<FieldError>) -> Result<Vec<FileRef>, Error> {
    let most = usize::try_from(ground.rules.number("matter.files.max", ground.now.date())?).unwrap_or_default();
    let uploads = form.files("files");
    if uploads.len() > most {
        wrong.push(FieldError::new("files", format!("附件最多 {most} 个，现在是 {} 个", uploads.len())));
    }
    Ok(uploads.into_iter().map(FileRef::from).collect())
}
