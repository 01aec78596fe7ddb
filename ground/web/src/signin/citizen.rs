//! Citizens sign in at `/login` with a code sent to their telephone.

use base::{Error, FieldError, redact};
use identity::Actor;
use serde_json::json;

use super::{let_in, let_out, waiting_title};
use crate::params::local;
use crate::{Audience, Cx, Form, Page, Result, Routes};

const HOME: &str = "/";
const PAGE: &str = "citizen_login.html";

pub(super) fn routes() -> Routes {
    Routes::new("web")
        .get("/login", Audience::Public, ask)
        .post("/login", Audience::Public, send_code)
        .limited("web.rate.login")
        .post("/login/code", Audience::Public, confirm)
        .limited("web.rate.login")
        .post("/logout", Audience::Session, sign_out)
}

fn page() -> Page {
    Page::new("公众登录").noindex()
}

/// The names that the page asks for; `phone` is empty in the first step.
async fn data(cx: &Cx, phone: &str, next: &str) -> std::result::Result<serde_json::Value, Error> {
    Ok(json!({
        "sent": !phone.is_empty(),
        "phone": phone,
        "phone_masked": redact::mask(phone),
        "next": next,
        "hint": if phone.is_empty() { "" } else { cx.app.config.phone_code_hint.as_str() },
        "parked": waiting_title(cx).await?,
    }))
}

async fn ask(cx: Cx) -> Result {
    let next = local(cx.query.get("next"), HOME);
    if matches!(cx.actor, Actor::Citizen(_)) {
        return cx.see_other(next);
    }
    cx.page(PAGE, page(), data(&cx, "", next).await?)
}

async fn send_code(cx: Cx, form: Form) -> Result {
    let next = local(form.get("next"), HOME);
    let phone: String = base::text::normalise(form.get("phone")).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    match cx.app.identity.send_phone_code(&phone).await {
        Ok(()) => cx.page(PAGE, page(), data(&cx, &phone, next).await?),
        Err(Error::Invalid(fields)) => cx.again(PAGE, page(), data(&cx, "", next).await?, &form, fields),
        Err(Error::TooMany { seconds }) => {
            let wait = FieldError::new("phone", format!("验证码发得太频繁，请 {seconds} 秒后再试。"));
            cx.again(PAGE, page(), data(&cx, "", next).await?, &form, vec![wait])
        }
        Err(error) => Err(error.into()),
    }
}

async fn confirm(cx: Cx, form: Form) -> Result {
    let next = local(form.get("next"), HOME);
    let (phone, code) = (form.get("phone"), form.get("code"));
    match cx.app.identity.confirm_phone_code(phone, code, &cx.address.to_string(), cx.agent()).await {
        Ok(opened) => let_in(&cx, &opened.token, next, HOME).await,
        Err(Error::Invalid(fields)) => {
            let phone = if fields.iter().any(|field| field.field == "phone") { "" } else { phone };
            cx.again(PAGE, page(), data(&cx, phone, next).await?, &form, fields)
        }
        Err(error) => Err(error.into()),
    }
}

async fn sign_out(cx: Cx) -> Result {
    let_out(&cx, HOME).await
}
