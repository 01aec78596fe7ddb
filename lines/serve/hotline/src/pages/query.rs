//! `/hotline/query`: how an order stands, by number and query code, and what the caller may do then. Nothing is kept between two
//! requests: each form carries number and code, and each is checked.

use base::{Error, FieldError};
use counter::page;
use matter::Ground;
use web::{Cx, Form, Once, Page, Path, Result};

use crate::model::Order;
use crate::{BOOK, citizen, store};

fn private(title: &str) -> Page {
    super::framed(title, "form").noindex()
}

/// The form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = page::asking(&cx, &[&BOOK], cx.query.get("number")).await?;
    cx.page("hotline/query.html", private("查询热线诉求"), data)
}

/// How it stands.
pub(super) async fn show(cx: Cx, form: Form) -> Result {
    match find(&cx, &form).await {
        Ok(order) => status(&cx, &form, &order, "", Vec::new()).await,
        Err(Error::Invalid(errors)) => unknown(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn find(cx: &Cx, form: &Form) -> std::result::Result<Order, Error> {
    citizen::find(&mut cx.reader(), form.get("number"), form.get("code")).await
}

async fn unknown(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = page::asking(cx, &[&BOOK], form.get("number")).await?;
    cx.again("hotline/query.html", private("查询热线诉求"), data, form, errors)
}

async fn status(cx: &Cx, form: &Form, order: &Order, said: &str, errors: Vec<FieldError>) -> Result {
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), order).await?;
    let shown = ("hotline/status.html", private("诉求办理情况"));
    page::stands(cx, shown, form, (status, citizen::MESSAGE_MAX), (said, errors))
}

/// Rates the answer, or adds something.
pub(super) async fn act(cx: Cx, Path(action): Path<String>, form: Form) -> Result {
    let order = match find(&cx, &form).await {
        Ok(order) => order,
        Err(Error::Invalid(errors)) => return unknown(&cx, &form, errors).await,
        Err(error) => return Err(error.into()),
    };
    let done = carry_out(&cx, &order, &action, &form).await;
    let (said, errors) = page::said(&cx, &BOOK, done)?;
    let order = store::order(&mut cx.reader(), order.id).await?;
    status(&cx, &form, &order, said, errors).await
}

async fn carry_out(cx: &Cx, order: &Order, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let ground = Ground::of(&cx.app);
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("已经收到，无需重复提交。");
    }
    let said = match action {
        "rate" => {
            let level = form.get("satisfaction").parse().unwrap_or(0);
            citizen::rate(&mut tx, &ground, order.id, level, form.get("rating_text")).await?;
            "感谢您的评价。"
        }
        "add" => {
            citizen::add(&mut tx, &ground, order.id, form.get("message")).await?;
            "补充的内容已提交，办理人员可以看到。"
        }
        _ => return Err(Error::Unseen),
    };
    cx.once_done(&mut tx, form, "/hotline/query").await?;
    tx.commit().await?;
    Ok(said)
}

#[cfg(test)]
mod tests {
    #[test]
    fn whoever_asks_with_number_and_code_is_slowed_down_like_everywhere() {
        let routes = super::super::routes();
        let asks = |path: &str, method: &str| path.starts_with("/hotline/query") && method == "POST";
        let rates: Vec<&str> =
            routes.list().iter().filter(|r| asks(r.path, r.method.as_str())).map(|r| r.rate).collect();
        assert_eq!(rates, ["web.rate.query"; 2], "asking, and what is done with the code");
    }
}
