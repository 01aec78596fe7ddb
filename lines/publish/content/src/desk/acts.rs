//! What is done with an edition besides typing: publish, schedule, withdraw, put on top, quote, relate, bind into a set.

use base::time::{DAY, DateTime};
use base::{Error, Moment};
use edition::gate::{self, Passed, Plain, Stand};
use edition::publish::{self, Ground};
use edition::{Desk, item};
use store::Tx;
use web::{Cx, Form, Once, Path, Result};

use super::edit;
use crate::offers;

/// The field with the reason for which something found in the reason of a withdrawal is published.
const WITHDRAW_WHY: &str = "withdraw_gate_why";
/// Days for which something stands on top when nothing is said.
const TOP_DAYS: i64 = 7;

/// `POST /work/content/{id}/{action}`.
pub(crate) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let desk = Desk::of(&cx);
    let to = format!("/work/content/{id}");
    // Read before the transaction: pages that are asked for keep nobody waiting.
    let passed = match passed(&cx, &action, &form).await {
        Ok(passed) => passed,
        Err(error) => return edit::again(&cx, &item, &form, error.mendable()?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = match done(&mut tx, &desk, id, &action, &form).await {
        Ok(said) => passed.record(&mut tx, &desk, "content.withdraw.let", ("edition", id)).await.map(|()| said),
        wrong => wrong,
    };
    match done {
        Ok(said) => {
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.notice("good", said);
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            edit::again(&cx, &item, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What the gate says of the reason for which an edition is withdrawn: its address shows it.
async fn passed(cx: &Cx, action: &str, form: &Form) -> std::result::Result<Passed, Error> {
    if action != "withdraw" {
        return Ok(Passed::default());
    }
    let why = vec![Plain::line("why", "撤回理由", form.get("why"))];
    gate::pass_beside(&cx.app, Stand::default(), why, (WITHDRAW_WHY, form.get(WITHDRAW_WHY))).await
}

/// Does it; gives the sentence for the next page.
async fn done(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    action: &str,
    form: &Form,
) -> std::result::Result<&'static str, Error> {
    match action {
        "publish" => {
            publish::publish(tx, desk, id, Ground::Approved).await?;
            Ok("稿件已发布。")
        }
        "schedule" => {
            let at = moment(form.get("scheduled_at"))?;
            publish::schedule(tx, desk, id, at).await?;
            Ok(if at.is_some() { "已设定定时发布。" } else { "已取消定时发布。" })
        }
        "withdraw" => {
            publish::withdraw(tx, desk, id, form.get("why")).await?;
            Ok("稿件已从所有页面撤下，原网址显示撤回原因。")
        }
        "revise" => {
            item::revise(tx, desk, id).await?;
            Ok("稿件已转为草稿，可以修改；已发布的内容在重新发布前保持不变。")
        }
        "pin" => pin(tx, desk, id, form).await,
        "quote" => {
            let to: Vec<i64> = form.all("to").iter().filter_map(|key| key.parse().ok()).collect();
            publish::quote(tx, desk, id, &to).await?;
            Ok("引用的栏目已更新。")
        }
        "validity" => {
            publish::set_validity(tx, desk, id, form.get("validity_now")).await?;
            Ok("有效性已更新。")
        }
        "relate" => {
            item::relate(tx, desk, id, form.get("relation"), number(form, "other")?).await?;
            Ok("已建立关联，两篇稿件的页面互相显示。")
        }
        "unrelate" => {
            item::unrelate(tx, desk, id, form.get("relation"), number(form, "other")?).await?;
            Ok("已解除关联。")
        }
        "restore" => {
            item::restore(tx, desk, id, number(form, "version")?).await?;
            Ok("已以所选版本为底稿生成新版本，正文和附件已恢复为该版，请核对。")
        }
        "offer" => {
            offers::offer(tx, desk, id, number(form, "offer")?, form.get("note")).await?;
            Ok("已报送，采用情况可在“报送与采用”中查看。")
        }
        "set" => set(tx, desk, id, form).await,
        _ => Err(Error::Unseen),
    }
}

async fn pin(tx: &mut Tx, desk: &Desk<'_>, id: i64, form: &Form) -> std::result::Result<&'static str, Error> {
    let column = number(form, "column")?;
    if form.get("down") == "1" {
        publish::pin(tx, desk, column, id, None).await?;
        return Ok("已取消置顶。");
    }
    let days = match form.get("days").trim() {
        "" => TOP_DAYS,
        text => text
            .parse()
            .ok()
            .filter(|days| (1..=365).contains(days))
            .ok_or_else(|| Error::field("days", "置顶天数须为 1 至 365 之间的整数。"))?,
    };
    publish::pin(tx, desk, column, id, Some(desk.now.plus(days * DAY))).await?;
    Ok("已置顶。")
}

/// Binds this edition and others into a set that is published together; without others the set is dissolved.
async fn set(tx: &mut Tx, desk: &Desk<'_>, id: i64, form: &Form) -> std::result::Result<&'static str, Error> {
    let typed = base::text::normalise(form.get("members"));
    let mut members = vec![id];
    for part in typed.split([',', ' ', '，', '、']).filter(|part| !part.is_empty()) {
        let member = part.parse().map_err(|_| Error::field("members", format!("“{part}”不是稿件编号。")))?;
        members.push(member);
    }
    members.sort_unstable();
    members.dedup();
    if members.len() == 1 {
        let before = publish::whole_set(tx, id).await?;
        for member in before {
            publish::set(tx, desk, &[member]).await?;
        }
        return Ok("发布组已解散。");
    }
    publish::set(tx, desk, &members).await?;
    Ok("已设为一组，将同时发布。")
}

fn number(form: &Form, name: &str) -> std::result::Result<i64, Error> {
    let typed = base::text::normalise(form.get(name));
    typed.parse().map_err(|_| Error::field(name, "请填写稿件编号（网址末尾的数字）。"))
}

/// `2026-03-02T09:00` or with seconds, in the county's time; nothing calls a schedule off.
fn moment(typed: &str) -> std::result::Result<Option<Moment>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let at: std::result::Result<DateTime, _> = typed.replace(' ', "T").parse();
    match at {
        Ok(at) => Ok(Some(Moment::from_civil(at))),
        Err(_) => Err(Error::field("scheduled_at", "请填写定时发布的日期和时间，例如 2026-03-02 09:00。")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_read_to_the_second_and_nonsense_is_named() {
        let at = Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0));
        for typed in ["2026-03-02T09:00", "2026-03-02 09:00", "2026-03-02T09:00:00"] {
            assert_eq!(moment(typed).expect("a moment"), Some(at), "{typed}");
        }
        assert_eq!(moment(" ").expect("none"), None);
        for typed in ["明天", "2026-02-30T09:00", "25:00"] {
            assert!(matches!(moment(typed), Err(Error::Invalid(_))), "{typed}");
        }
    }
}
