//! An official's own account: password, second factor, signed-in devices.

use base::{Error, Fault, FieldError};
use identity::{Actor, Staff};
use serde_json::{Value, json};

use crate::{Audience, Check, Cx, Form, Page, Result, Routes};

pub(super) fn routes() -> Routes {
    Routes::new("web")
        .get("/work/password", Audience::Staff, password)
        .post("/work/password", Audience::Staff, change_password)
        .limited("web.rate.login")
        .get("/work/totp", Audience::Staff, totp)
        .post("/work/totp/begin", Audience::Staff, begin_totp)
        .limited("web.rate.login")
        .post("/work/totp", Audience::Staff, confirm_totp)
        .post("/work/totp/remove", Audience::Staff, remove_totp)
        .limited("web.rate.login")
        .get("/work/sessions", Audience::Staff, sessions)
        .post("/work/sessions/end", Audience::Staff, end_session)
}

fn password_page() -> Page {
    Page::new("修改密码").noindex()
}

fn policy(cx: &Cx, staff: &Staff) -> std::result::Result<Value, Fault> {
    let number = |key: &str| cx.app.number(key);
    let sentences = [
        format!("至少 {} 位", number("identity.password.min")?),
        format!("大写字母、小写字母、数字、符号中至少 {} 类", number("identity.password.classes")?),
        format!("不得与最近 {} 次用过的相同，不得包含用户名", number("identity.password.reuse")?),
        format!("每 {} 天更换一次", number("identity.password.age")?),
    ];
    Ok(json!({ "policy": sentences, "forced": staff.must_change_password }))
}

async fn password(cx: Cx) -> Result {
    let data = policy(&cx, cx.actor.staff()?)?;
    cx.page("password.html", password_page(), data)
}

async fn change_password(cx: Cx, form: Form) -> Result {
    let data = policy(&cx, cx.actor.staff()?)?;
    let mut check = Check::new(&form);
    if form.get("fresh") != form.get("again") {
        check.error("again", "两次输入的新密码不一样，请重新输入。");
    }
    let changed = match check.finish(()) {
        Ok(()) => cx.app.identity.change_password(&cx.actor, form.get("current"), form.get("fresh")).await,
        Err(fields) => Err(Error::Invalid(fields)),
    };
    match changed {
        Ok(()) => {
            cx.notice("good", "密码已修改，其他设备上的登录已结束。");
            cx.see_other("/work")
        }
        Err(Error::Invalid(fields)) => {
            let renamed = |field: FieldError| match field.field.as_str() {
                "new" => FieldError::new("fresh", field.message),
                _ => field,
            };
            cx.again("password.html", password_page(), data, &form, fields.into_iter().map(renamed).collect())
        }
        Err(error) => Err(error.into()),
    }
}

fn totp_page() -> Page {
    Page::new("动态口令").noindex()
}

/// The names that the page asks for while there is nothing to scan.
fn totp_data(cx: &Cx, bound: bool) -> Value {
    json!({ "bound": bound, "svg": "", "secret": "", "codes": [], "forced": is_forced(cx) })
}

/// Whether nothing else is allowed before the second factor is set up.
fn is_forced(cx: &Cx) -> bool {
    cx.actor.staff().is_ok_and(|staff| staff.must_enrol)
}

async fn is_bound(cx: &Cx) -> std::result::Result<bool, Error> {
    let person = identity::people::find(&mut cx.reader(), cx.actor.staff()?.person).await?;
    Ok(person.is_some_and(|person| person.totp_confirmed_at.is_some()))
}

async fn totp(cx: Cx) -> Result {
    let bound = is_bound(&cx).await?;
    cx.page("totp.html", totp_page(), totp_data(&cx, bound))
}

async fn begin_totp(cx: Cx, form: Form) -> Result {
    let issuer = cx.trip.site["name"].as_str().unwrap_or_default();
    match cx.app.identity.enrol_totp(&cx.actor, form.get("password"), issuer).await {
        Ok(enrolment) => {
            let letters: Vec<char> = enrolment.secret.chars().collect();
            let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
            let data = json!({
                "bound": false,
                "svg": enrolment.svg,
                "secret": groups.join(" "),
                "codes": [],
                "forced": is_forced(&cx),
            });
            cx.page("totp.html", totp_page(), data)
        }
        Err(Error::Invalid(fields)) => cx.again("totp.html", totp_page(), totp_data(&cx, false), &form, fields),
        Err(error) => Err(error.into()),
    }
}

async fn confirm_totp(cx: Cx, form: Form) -> Result {
    match cx.app.identity.confirm_totp(&cx.actor, form.get("code")).await {
        Ok(codes) => {
            let data = json!({ "bound": true, "svg": "", "secret": "", "codes": codes, "forced": false });
            cx.page("totp.html", totp_page(), data)
        }
        Err(Error::Invalid(fields)) => {
            let message = fields.iter().map(|field| field.message.as_str()).collect::<String>();
            let again = vec![FieldError::new("password", format!("{message}请重新输入密码并扫码。"))];
            cx.again("totp.html", totp_page(), totp_data(&cx, false), &form, again)
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove_totp(cx: Cx, form: Form) -> Result {
    let person = cx.actor.staff()?.person;
    match cx.app.identity.remove_totp(&cx.actor, person, form.get("password")).await {
        Ok(()) => {
            cx.notice("good", "动态口令已停用。");
            cx.see_other("/work/totp")
        }
        Err(Error::Invalid(fields)) => cx.again("totp.html", totp_page(), totp_data(&cx, true), &form, fields),
        Err(error) => Err(error.into()),
    }
}

async fn sessions(cx: Cx) -> Result {
    let staff = cx.actor.staff()?;
    let open = cx.app.identity.sessions(&cx.actor, staff.person).await?;
    let rows: Vec<Value> = open
        .iter()
        .map(|session| {
            json!({
                "id": session.id,
                "device": device(&session.agent),
                "address": session.address,
                "started": session.opened_at.minutes(),
                "seen": session.seen_at.minutes(),
                "current": session.id == staff.session,
            })
        })
        .collect();
    cx.page("sessions.html", Page::new("登录设备").noindex(), json!({ "sessions": rows }))
}

async fn end_session(cx: Cx, form: Form) -> Result {
    let Actor::Staff(staff) = &cx.actor else { return Err(Error::SignIn.into()) };
    let session = form.get("id").parse().map_err(|_| Error::Unseen)?;
    match cx.app.identity.end_session(&cx.actor, staff.person, session).await {
        Ok(()) => cx.notice("good", "那台设备上的登录已结束。"),
        Err(Error::Unseen) => cx.notice("info", "那台设备上的登录已经结束。"),
        Err(error) => return Err(error.into()),
    }
    cx.see_other("/work/sessions")
}

/// What people call the device behind a browser's name for itself.
fn device(agent: &str) -> String {
    let first = |names: &[(&str, &'static str)], other: &'static str| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map_or(other, |(_, name)| *name)
    };
    let system = first(
        &[("Windows", "Windows"), ("Android", "安卓"), ("iPhone", "iPhone"), ("Mac OS", "Mac"), ("Linux", "Linux")],
        "其他系统",
    );
    let browser = first(
        &[
            ("MicroMessenger", "微信"),
            ("QIHU", "360浏览器"),
            ("Edg/", "Edge"),
            ("Firefox", "火狐"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ],
        "其他浏览器",
    );
    format!("{system} {browser}")
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_have_names_that_people_know() {
        let cases = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
                "Windows Edge",
            ),
            ("Mozilla/5.0 (Linux; Android 13) Chrome/110.0 MicroMessenger/8.0", "安卓 微信"),
            ("curl/8", "其他系统 其他浏览器"),
        ];
        for (agent, name) in cases {
            assert_eq!(device(agent), name);
        }
    }
}
