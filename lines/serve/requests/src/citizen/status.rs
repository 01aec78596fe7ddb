//! How a request stands, in plain words for the one who made it.

use ::store::Query;
use base::due::ClockStatus;
use base::{Date, Error};
use counter::{choice, rating, told};
use matter::{Case, Ground};
use serde::Serialize;
use serde_json::{Value, json};

use crate::channels::{self, channel_of};
use crate::model::Request;
use crate::process::{ANSWER, CORRECTION, FEE, REASONS, REQUEST};
use crate::results::result_of;
use crate::store;

/// What an applicant is told.
#[derive(Debug, Serialize)]
pub struct Status {
    /// Number.
    pub number: String,
    /// Key of the state.
    pub state: String,
    /// State in plain words.
    pub words: &'static str,
    /// Tone of its badge.
    pub tone: &'static str,
    /// Facts, as `ui.facts` wants them.
    pub facts: Vec<Value>,
    /// Description as written and, below, as corrected.
    pub content: String,
    /// As corrected, empty before.
    pub corrected: String,
    /// What the clock says.
    pub clock: String,
    /// The page that counts its days.
    pub count: String,
    /// The last day for what is awaited from the applicant.
    pub until: String,
    /// What was asked of the applicant.
    pub asked: String,
    /// Letters that went to the applicant.
    pub letters: Vec<Value>,
    /// Files that go with the answer.
    pub files: Vec<Value>,
    /// What happened, oldest first.
    pub timeline: Vec<Value>,
    /// The fee that is to be paid, in yuan; 0 when there is none.
    pub fee: i64,
    /// Until when, as a part of a sentence.
    pub pay: String,
    /// Result in words, empty before.
    pub result: &'static str,
    /// Results of answers given anew, oldest first, with their days.
    pub redone: Vec<String>,
    /// What the applicant thought of it, in words; empty before.
    pub satisfaction: &'static str,
    /// What the applicant said of it.
    pub rating_text: String,
    /// What became of the proposal to publish; empty without one.
    pub proposal: String,
    /// What the applicant may do now: correct, explain, retract, propose, rate.
    pub may: Vec<&'static str>,
}

/// Letters that are not for the applicant but for third parties and other organs.
pub(crate) const NOT_FOR_APPLICANT: &[&str] = &["asked", "overridden"];

/// How the request stands now.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn status(q: &mut impl Query, ground: &Ground, request: &Request) -> Result<Status, Error> {
    let matter = matter::store::matter(q, request.matter_id).await?;
    let case = matter.case()?;
    let acts = matter::store::trail(q, request.matter_id).await?;
    let organ = identity::units::find(q, request.organ_id).await?.map_or_else(String::new, |u| u.name);
    let state = case.state().to_owned();
    let open = |action: &str| REQUEST.action(action).is_some_and(|a| a.from.contains(&state.as_str()));
    let mut may: Vec<&'static str> = ["correct", "explain", "retract"].into_iter().filter(|a| open(a)).collect();
    let proposals = store::proposals(q, request.id).await?;
    let proposed = proposals.iter().find(|p| p.by_applicant);
    if proposed.is_none() && super::disclosed(q, request).await? {
        may.push("propose");
    }
    if request.delivered_on.is_some() && request.satisfaction.is_none() {
        may.push("rate");
    }
    let (until, asked) = awaited(ground, &case, &acts)?;
    let pay = pay(ground, &until)?;
    let clock = told::clock(ground, &case, ANSWER)?;
    let letters = store::letters(q, request.id).await?;
    let letters = letters.iter().filter(|l| !NOT_FOR_APPLICANT.contains(&l.kind.as_str()));
    let files = store::files(q, request.id).await?;
    let given = super::given_files(q, request).await?;
    let shown = files.iter().filter(|f| f.kind == "given" || (f.kind == "delivered" && given.contains(&f.id)));
    let fee = match state.as_str() {
        "fee" => store::fee(q, request.id).await?.map_or(0, |f| f.yuan),
        _ => 0,
    };
    Ok(Status {
        number: case.number.clone(),
        words: plain(&state),
        tone: tone(&state),
        facts: facts(request, &organ, clock.due_on),
        content: request.content.clone(),
        corrected: request.corrected.clone(),
        clock: clock.words,
        count: clock.count,
        until,
        asked,
        letters: letters
            .map(|l| json!({ "id": l.id, "title": title_of(&l.body), "number": l.number, "on": l.issued_on }))
            .collect(),
        files: shown
            .map(|f| json!({ "id": f.id, "name": f.name, "size": f.size, "given": f.kind == "given" }))
            .collect(),
        timeline: acts.iter().filter_map(step).collect(),
        fee,
        pay,
        redone: store::redos(q, request.id).await?.iter().filter_map(redone).collect(),
        satisfaction: rating::level(request.satisfaction),
        rating_text: request.rating_text.clone(),
        result: request.result.as_deref().and_then(result_of).map_or("", |r| r.title),
        proposal: proposed.map_or_else(String::new, decision),
        may,
        state,
    })
}

/// Until when a fee is to be paid: the day, once the notice was received; before, how long after that.
fn pay(ground: &Ground, until: &str) -> Result<String, Error> {
    if until.is_empty() {
        let days = ground.rules.number("requests.fee.pay", ground.now.date())?;
        return Ok(format!("自收到收费通知次日起 {days} 个工作日内"));
    }
    Ok(format!("于 {until} 前"))
}

/// An answer that was given anew, in words.
fn redone(redo: &store::Redo) -> Option<String> {
    let result = result_of(redo.result.as_deref()?)?;
    Some(format!("{}，{}", redo.answered_on?, result.title))
}

fn title_of(body: &str) -> String {
    serde_json::from_str::<crate::letter::Letter>(body).map(|l| l.title).unwrap_or_default()
}

fn decision(proposal: &store::Proposal) -> String {
    match proposal.decision.as_str() {
        "adopted" => format!("已采纳：{}", proposal.reason),
        "declined" => format!("未采纳：{}", proposal.reason),
        _ => "正在审核".to_owned(),
    }
}

fn facts(request: &Request, organ: &str, due: Option<Date>) -> Vec<Value> {
    let fact = |name: &str, value: &str| json!({ "name": name, "value": value });
    let day = |day: Option<Date>, none: &str| day.map_or_else(|| none.to_owned(), |d| d.to_string());
    vec![
        fact("受理机关", organ),
        fact("类别", choice::title(channels::KINDS, &request.kind)),
        fact("所需信息", &request.title),
        fact("提交方式", channel_of(&request.channel).map_or("", |c| c.title)),
        fact("收到申请之日", &day(request.received_on, "等待机关确认")),
        fact("最迟答复", &day(due, "—")),
        fact("获取方式", choice::title(channels::WAYS, &request.way)),
    ]
}

/// Until when something is awaited from the applicant, and what.
fn awaited(ground: &Ground, case: &Case, acts: &[matter::store::ActRow]) -> Result<(String, String), Error> {
    let (clock, action) = match case.state() {
        "correction" => (CORRECTION, "ask_correction"),
        "fee" => (FEE, "charge"),
        "reasons" => (REASONS, "ask_reasons"),
        _ => return Ok((String::new(), String::new())),
    };
    let until = match case.clocks.get(clock) {
        Some(events) => {
            let state = base::due::fold(&ground.calendar, events)?;
            let running = state.status == ClockStatus::Running;
            state.due.filter(|_| running).map(|d| d.words()).unwrap_or_default()
        }
        None => String::new(),
    };
    let asked = acts.iter().rev().find(|a| a.action == action).map(|a| a.opinion.clone());
    Ok((until, asked.unwrap_or_default()))
}

/// A state in the applicant's words.
pub(crate) fn plain(state: &str) -> &'static str {
    match state {
        "arrived" => "已提交，等待机关确认收到",
        "handling" | "review" => "正在办理",
        "redo" | "redo_review" => "正在重新办理",
        "correction" => "请您补正",
        "reasons" => "请您说明理由",
        "outside" => "正在征求有关方面意见",
        "fee" => "请您缴纳信息处理费",
        "closed" | "archived" => "已办结",
        "voided" => "登记有误，已作废",
        _ => "",
    }
}

/// The tone of a state's badge.
pub(crate) fn tone(state: &str) -> &'static str {
    match state {
        "closed" | "archived" => "good",
        "correction" | "reasons" | "fee" | "arrived" => "warn",
        _ => "blue",
    }
}

/// What an applicant is told of an act; remarks and questions among the offices are not told.
fn step(act: &matter::store::ActRow) -> Option<Value> {
    let (title, text, tone) = match act.action.as_str() {
        "open" => ("申请已登记", "", ""),
        "confirm" => ("机关确认收到申请，开始计算答复期限", "", ""),
        "ask_correction" => ("请您补正", act.opinion.as_str(), "warn"),
        "correct" | "correct_paper" => ("收到补正，答复期限重新计算", "", ""),
        "ask_reasons" => ("请您说明理由", act.opinion.as_str(), "warn"),
        "explain" | "explain_paper" => ("收到您说明的理由", "", ""),
        "unexplained" => ("逾期没有说明理由", "", "warn"),
        "amend" | "amend_day" => ("更正登记", "", ""),
        "void" => ("登记有误，已作废", "", ""),
        "ask_outside" | "joint" => ("书面征求有关方面意见，所需时间不计入答复期限", "", ""),
        "outside_done" => ("征求意见结束", "", ""),
        "succeed" => ("因机构职能调整，由承继机关继续办理", "", ""),
        "redo" => ("依法重新办理", "", ""),
        "redo_approve" => ("重新作出的答复已发出", "", "good"),
        "reopen_correction" => ("逾期补正有正当理由，恢复办理", "", ""),
        "reopen_fee" => ("逾期缴费有正当理由，恢复办理", "", ""),
        "fee_served" => ("收费通知已送达", "", ""),
        "charge" => ("发出收费通知", "", "warn"),
        "paid" => ("收到缴费，答复期限重新计算", "", ""),
        "approve" => ("答复已发出", "", "good"),
        "abandon" => ("逾期未补正，不再处理", "", "bad"),
        "unpaid" => ("逾期未缴费，不再处理", "", "bad"),
        "retract" => ("申请已撤回", "", ""),
        "deliver" => ("答复已送达", "", "good"),
        _ => return None,
    };
    Some(json!({ "at": act.at.minutes(), "title": title, "who": "", "text": text, "tone": tone }))
}
