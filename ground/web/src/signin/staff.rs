//! Officials sign in at `/work/login`.

use base::{Error, FieldError};
use identity::{Actor, SignIn};
use serde_json::json;

use super::{let_in, let_out, waiting_title};
use crate::params::local;
use crate::{Audience, Cx, Form, Page, Result, Routes};

const HOME: &str = "/work";
const PAGE: &str = "login.html";

pub(super) fn routes() -> Routes {
    Routes::new("web")
        .get("/work/login", Audience::Public, ask)
        .post("/work/login", Audience::Public, sign_in)
        .limited("web.rate.login")
        .post("/work/logout", Audience::Staff, sign_out)
        .post("/work/post", Audience::Staff, switch)
}

fn page() -> Page {
    Page::new("工作台登录").noindex()
}

async fn ask(cx: Cx) -> Result {
    let next = local(cx.query.get("next"), HOME);
    if matches!(cx.actor, Actor::Staff(_)) {
        return cx.see_other(next);
    }
    let parked = waiting_title(&cx).await?;
    cx.page(PAGE, page(), json!({ "next": next, "ask_code": false, "parked": parked }))
}

async fn sign_in(cx: Cx, form: Form) -> Result {
    let typed = form.get("user");
    let login = if typed.is_empty() { form.get("login") } else { typed };
    let next = local(form.get("next"), HOME);
    let address = cx.address.to_string();
    let asked =
        SignIn { login, password: form.get("password"), code: form.get("code"), address: &address, agent: cx.agent() };
    let (ask_code, errors) = match cx.app.identity.sign_in(asked).await {
        Ok(opened) => return let_in(&cx, &opened.token, next, HOME).await,
        Err(Error::Refused(refusal)) => {
            let code = refusal.name.starts_with("identity.totp");
            let field = if code { "code" } else { "user" };
            let message =
                if code { format!("{}密码也请再输一遍。", refusal.message) } else { refusal.message };
            (code, vec![FieldError::new(field, message)])
        }
        Err(Error::Invalid(fields)) => (false, fields),
        Err(error) => return Err(error.into()),
    };
    let parked = waiting_title(&cx).await?;
    cx.again(PAGE, page(), json!({ "next": next, "ask_code": ask_code, "parked": parked }), &form, errors)
}

async fn sign_out(cx: Cx) -> Result {
    let_out(&cx, "/work/login").await
}

async fn switch(cx: Cx, form: Form) -> Result {
    let post = form.get("post").parse().map_err(|_| Error::Unseen)?;
    cx.app.identity.switch_post(&cx.actor, post).await?;
    cx.see_other(HOME)
}
