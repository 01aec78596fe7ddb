//! Errors as people and programs read them: a page in the right shell, or problem+json (RFC 9457) under `/api`.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::error::FaultKind;
use base::{Error, Fault};
use serde_json::{Value, json};

use crate::menu::Shell;
use crate::{Cx, Page, failure, gate};

/// Seconds after which trying again makes sense while the database is busy.
const BUSY_SECONDS: u64 = 5;

/// What an error says to people.
struct Told {
    title: &'static str,
    message: String,
}

/// How a foreign protocol tells its errors: the answer to a status and a sentence, none for addresses that are not the
/// protocol's. `app` puts one in with [`AppBuilder::ext`](crate::AppBuilder::ext).
pub struct ErrorShape(pub fn(&Cx, &Error, StatusCode, &str) -> Option<Response>);

/// The answer to `error`. A fault is logged here, once, under the number that the page shows.
pub(crate) async fn answer(cx: &Cx, error: &Error) -> Response {
    let reference = log(error, cx);
    let told = told(error);
    let status = failure::status(error);
    let shape = cx.app.ext::<ErrorShape>();
    let mut response = match shape.and_then(|shape| (shape.0)(cx, error, status, &told.message)) {
        Some(shaped) => shaped,
        None if cx.trip.info.is_api() => problem_json(status, error, &told, &reference),
        None => page(cx, status, error, &told, &reference),
    };
    let wait = match error {
        Error::TooMany { seconds } => Some(*seconds),
        Error::Fault(Fault { kind: FaultKind::Busy | FaultKind::Unavailable, .. }) => Some(BUSY_SECONDS),
        _ => None,
    };
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    gate::finish(cx, response).await
}

/// The answer when not even the site's name can be read.
pub(crate) fn bare(error: &Error) -> Response {
    tracing::error!(%error, "a request could not be begun");
    let text = "系统暂时不能提供服务，请稍后再试。";
    (failure::status(error), [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The error that stands for a status which the library answered by itself.
pub(crate) fn of_status(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::Unseen,
        StatusCode::METHOD_NOT_ALLOWED => Error::refused("method", "这个地址不接受这种请求，请从页面上重新操作。"),
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge { limit: base::limits::FORM_BYTES_MAX as u64 },
        status if status.is_client_error() => Error::field("", "提交的内容不能识别，请返回检查后重新提交。"),
        status => Error::Fault(Fault::broken(format!("an answer with the status {status}"))),
    }
}

/// Logs a fault and gives the number under which it is found again; empty for what is no fault.
fn log(error: &Error, cx: &Cx) -> String {
    let Error::Fault(fault) = error else { return String::new() };
    let reference = cx.app.chance.token::<4>().to_uppercase();
    tracing::error!(%reference, route = cx.trip.info.path, kind = ?fault.kind, %fault, "a request failed");
    reference
}

fn told(error: &Error) -> Told {
    let (title, message) = match error {
        Error::Refused(refusal) => ("没有办成", refusal.message.clone()),
        Error::Invalid(fields) => {
            let messages: Vec<&str> = fields.iter().map(|field| field.message.as_str()).collect();
            ("填写的内容需要改正", messages.join(""))
        }
        Error::Unseen => ("没有找到这个页面", "您要找的内容不存在，或者您没有查看它的权限。".to_owned()),
        Error::Gone(notice) => ("内容已撤下", notice.clone()),
        Error::Conflict(message) => ("别人先办了一步", message.clone()),
        Error::SignIn => ("请先登录", "这项内容需要登录后才能查看。".to_owned()),
        Error::TooLarge { limit } => {
            let most = base::rules::Unit::Bytes.words(i64::try_from(*limit).unwrap_or(i64::MAX));
            ("提交的内容太大", format!("一次提交不能超过 {most}。请压缩附件或分几次提交。"))
        }
        Error::TooMany { seconds } => ("请求太频繁", format!("请等待 {seconds} 秒再试。您的办事权利不受影响。")),
        Error::Fault(fault) => match fault.kind {
            FaultKind::Busy | FaultKind::Unavailable => {
                ("系统正忙", "系统正忙，这次没有办成，也没有留下办到一半的内容。请过几秒再试。".to_owned())
            }
            FaultKind::Full => (
                "没有保存",
                "没有保存：服务器存储空间已满。请把填写的内容复制下来，并把报障编号告诉网站技术电话。".to_owned(),
            ),
            FaultKind::Broken => {
                ("系统出错了", "系统出错了，这次没有办成，也没有留下办到一半的内容。请稍后再试。".to_owned())
            }
        },
    };
    Told { title, message }
}

fn page(cx: &Cx, status: StatusCode, error: &Error, told: &Told, reference: &str) -> Response {
    let typed = if cx.trip.info.method == axum::http::Method::POST { cx.typed() } else { Vec::new() };
    let typed: Vec<Value> = typed.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let problem = json!({
        "status": status.as_u16(),
        "title": told.title,
        "message": told.message,
        "reference": reference,
        "way": way_out(cx, error),
        "typed": typed,
    });
    let page = Page::new(told.title).noindex();
    match crate::render::page(cx, "error.html", page, json!({ "problem": problem }), None, &[]) {
        Ok(mut response) => {
            *response.status_mut() = status;
            response
        }
        Err(crate::Failure(error)) => bare(&error),
    }
}

/// Where to go from here.
fn way_out(cx: &Cx, error: &Error) -> Value {
    let work = Shell::of(&cx.path) == Shell::Work;
    let back = cx.trip.referer.as_str();
    match error {
        Error::SignIn => json!({ "title": "登录", "href": if work { "/work/login" } else { "/login" } }),
        Error::Refused(_) | Error::Conflict(_) | Error::Invalid(_) | Error::TooLarge { .. } if !back.is_empty() => {
            json!({ "title": "返回上一页", "href": back })
        }
        Error::Fault(_) | Error::TooMany { .. } if cx.trip.info.method == axum::http::Method::GET => {
            json!({ "title": "再试一次", "href": cx.path })
        }
        _ if work => json!({ "title": "返回工作台", "href": "/work" }),
        _ => Value::Null,
    }
}

fn problem_json(status: StatusCode, error: &Error, told: &Told, reference: &str) -> Response {
    let mut problem =
        json!({ "type": "about:blank", "status": status.as_u16(), "title": told.title, "detail": told.message });
    match error {
        Error::Refused(refusal) => problem["type"] = json!(format!("urn:renhe:{}", refusal.name)),
        Error::Invalid(fields) => problem["errors"] = json!(fields),
        Error::Fault(_) => problem["instance"] = json!(format!("urn:renhe:fault:{reference}")),
        _ => {}
    }
    (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
}
