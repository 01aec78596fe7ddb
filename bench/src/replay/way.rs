//! One letter on its way through the offices to its writer and to the public.

use std::time::Instant;

use super::citizen::{self, Receipt};
use super::officials::{self, APPROVER, CLERK, Office};
use super::questions::{Question, Way};
use crate::Result;

/// The unit that helps.
const HELPER: &str = "县信访局";

/// The step of handling, counted from the arrival: received, dispatched, handling.
const HANDLING: &str = "2";

/// How it ended.
pub struct End {
    /// Whether its writer rated the answer.
    pub rated: bool,
    /// Whether it stands on the public list.
    pub published: bool,
}

/// Takes the letter from the desk to its end.
///
/// # Errors
/// The first step that was not offered or not taken.
pub async fn through(office: &mut Office, server: &str, question: &Question, receipt: &Receipt) -> Result<End> {
    let begun = Instant::now();
    let letter = officials::find(office.of(CLERK).await?, &receipt.number).await?;
    office.steps.add("find by number", begun);
    let handler = office.handler(question.unit)?;
    if question.way == Way::Returned {
        returned(office, &letter).await?;
    }
    dispatch(office, &letter, question).await?;
    office.act(&handler, &letter, "sign", &[]).await?;
    match question.way {
        Way::Assisted => assisted(office, &letter).await?,
        Way::Supplemented => supplemented(office, server, &handler, &letter, receipt).await?,
        Way::Extended => extended(office, &handler, &letter).await?,
        Way::Rejected => {
            office.act(&handler, &letter, "submit", &[("opinion", "请见有关规定。")]).await?;
            office
                .act(
                    APPROVER,
                    &letter,
                    "reject",
                    &[("step", HANDLING), ("opinion", "答复没有说明依据，请补充后再报。")],
                )
                .await?;
        }
        Way::Straight | Way::Returned | Way::Reopened => {}
    }
    answer(office, &handler, &letter, &question.answer).await?;
    if question.way == Way::Reopened {
        dissatisfied(office, server, receipt).await?;
        dispatch(office, &letter, question).await?;
        office.act(&handler, &letter, "sign", &[]).await?;
        answer(office, &handler, &letter, &format!("经重新研究，{}", question.answer)).await?;
    }
    let rated = rate(office, server, question, receipt).await?;
    let published = publish(office, question, &letter).await?;
    Ok(End { rated, published })
}

async fn dispatch(office: &mut Office, letter: &str, question: &Question) -> Result<()> {
    let mut fields = vec![("unit", question.unit)];
    if question.way == Way::Assisted {
        fields.push(("assist", HELPER));
    }
    office.act(CLERK, letter, "dispatch", &fields).await?;
    Ok(())
}

/// The wrong unit gets it first and sends it back.
async fn returned(office: &mut Office, letter: &str) -> Result<()> {
    let wrong = "县供销社";
    office.act(CLERK, letter, "dispatch", &[("unit", wrong)]).await?;
    let handler = office.handler(wrong)?;
    office.act(&handler, letter, "return", &[("step", "0"), ("opinion", "不属于我单位职责，建议转有关部门。")]).await?;
    Ok(())
}

async fn assisted(office: &mut Office, letter: &str) -> Result<()> {
    let helper = office.handler(HELPER)?;
    office.act(&helper, letter, "reply", &[("stance", "agree"), ("opinion", "已核对来信情况，无重复信访。")]).await?;
    Ok(())
}

async fn supplemented(office: &mut Office, server: &str, handler: &str, letter: &str, receipt: &Receipt) -> Result<()> {
    office.act(handler, letter, "ask_supplement", &[("opinion", "请补充事情发生的时间和地点。")]).await?;
    let begun = Instant::now();
    let (mut browser, page) = citizen::open(server, receipt).await?;
    citizen::act(&mut browser, &page, "supplement", &[("text", "事情发生在今年三月，在城关镇。")]).await?;
    office.steps.add("supplement", begun);
    Ok(())
}

async fn extended(office: &mut Office, handler: &str, letter: &str) -> Result<()> {
    office.act(handler, letter, "extension", &[("days", "5"), ("opinion", "需要会同有关部门核实。")]).await?;
    office.act(APPROVER, letter, "reply", &[("stance", "agree"), ("opinion", "同意延期。")]).await?;
    Ok(())
}

async fn answer(office: &mut Office, handler: &str, letter: &str, text: &str) -> Result<()> {
    office.act(handler, letter, "submit", &[("opinion", text)]).await?;
    office.act(APPROVER, letter, "approve", &[("opinion", "同意")]).await?;
    Ok(())
}

async fn dissatisfied(office: &mut Office, server: &str, receipt: &Receipt) -> Result<()> {
    let begun = Instant::now();
    let (mut browser, page) = citizen::open(server, receipt).await?;
    citizen::act(&mut browser, &page, "reopen", &[("text", "答复没有说明我应当找哪个窗口，请再说明。")]).await?;
    office.steps.add("reopen", begun);
    Ok(())
}

/// Rates the answer, when the writer says anything at all.
async fn rate(office: &mut Office, server: &str, question: &Question, receipt: &Receipt) -> Result<bool> {
    let Some(level) = question.rating else { return Ok(false) };
    let begun = Instant::now();
    let (mut browser, page) = citizen::open(server, receipt).await?;
    citizen::act(&mut browser, &page, "rate", &[("satisfaction", &level.to_string()), ("text", "谢谢答复。")]).await?;
    office.steps.add("rate", begun);
    Ok(true)
}

/// Publishes what the masking proposes, with the writer's consent.
async fn publish(office: &mut Office, question: &Question, letter: &str) -> Result<bool> {
    if !question.consent {
        return Ok(false);
    }
    office.publish(CLERK, letter).await?;
    Ok(true)
}
