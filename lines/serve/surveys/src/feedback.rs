//! The feedback (采纳情况) of a survey that is over: what was adopted, what was not and why; written by the unit, approved by its head,
//! published with the results.

use ::store::Tx;
use base::Error;
use counter::mask;
use identity::Actor;
use matter::engine::Doing;
use matter::form::Given;
use matter::{Done, Ground, Who};
use serde_json::json;

use crate::model::{Limits, Survey};
use crate::process::PROCESS;
use crate::review::{body, record};
use crate::{index, store};

/// Does `action` on the matter of a survey's feedback.
///
/// # Errors
/// A refusal or wrong fields when the rules do not allow it, a conflict when somebody was faster.
pub async fn act(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    survey: &Survey,
    action: &str,
    given: Given,
) -> Result<Done, Error> {
    let matter = survey.matter_id.ok_or(Error::Unseen)?;
    let text = base::text::clean_text(&given.input.opinion).trim().to_owned();
    if action == "submit" {
        publishable(ground, &text)?;
    }
    let doing = Doing { matter, action, input: given.input, seen: given.seen, files: &given.files, audience: "inside" };
    let done = matter::act(tx, ground, &PROCESS, &Who::Actor(actor), doing).await?;
    match action {
        "submit" => store::set_feedback_draft(tx, survey.id, &text).await?,
        "publish" => {
            // As it was handed in last; the survey that the caller read may be older.
            let survey = store::survey(tx, survey.id).await?;
            let text = &survey.feedback_draft;
            store::feedback_given(tx, survey.id, text, ground.now, done.due_at).await?;
            index::answered(tx, &survey, text).await?;
            let facts = json!({ "number": done.case.number });
            let bodies = vec![body::<Survey>("feedback", survey.id, text)];
            record::<Survey>(tx, ground, actor, survey.id, "feedback", facts, bodies).await?;
        }
        _ => {}
    }
    Ok(done)
}

/// A feedback is long enough, not too long, and names nobody (个人信息保护法 art. 25).
fn publishable(ground: &Ground, text: &str) -> Result<(), Error> {
    let limits = Limits::at(&ground.rules, ground.now.date())?;
    counter::told::message(text, "opinion", 10, limits.feedback, "请写明意见的采纳情况和没有采纳的理由（至少 10 字）")?;
    let leaks = mask::leaks(text, &[]);
    if leaks.is_empty() {
        return Ok(());
    }
    Err(Error::field("opinion", format!("文中还有{}，请删去或者遮盖后再提交", leaks.join("、"))))
}
