//! The two ways in which the standard writes answers and errors: XML, which every server has to give, and JSON.

use axum::http::{HeaderValue, StatusCode, header};
use base::Error;
use serde_json::{Value, json};
use web::{Cx, Response};

/// Where the addresses of the protocol begin.
const UNDER: &str = "/open311/";

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Xml,
    Json,
}

impl Format {
    /// A last part of an address without its ending, and what the ending asks for.
    ///
    /// # Errors
    /// [`Error::Unseen`] for other endings.
    pub(crate) fn split(file: &str) -> Result<(&str, Self), Error> {
        match file.rsplit_once('.') {
            Some((name, "xml")) => Ok((name, Self::Xml)),
            Some((name, "json")) => Ok((name, Self::Json)),
            _ => Err(Error::Unseen),
        }
    }

    /// An answer. In XML it stands in an element called `root`; each row of a list in one called as [`row_of`] says.
    pub(crate) fn answer(self, root: &str, value: &Value) -> Response {
        let mut response = match self {
            Self::Json => web::body("application/json; charset=utf-8", value.to_string()),
            Self::Xml => {
                let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
                element(&mut text, root, value);
                web::body("text/xml; charset=utf-8", text)
            }
        };
        // Pages of others may read what everybody may read; no cookie counts here.
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response
    }
}

/// The element of one row of a list.
fn row_of(list: &str) -> &str {
    match list {
        "service_requests" => "request",
        _ => list.strip_suffix('s').unwrap_or(list),
    }
}

fn element(out: &mut String, name: &str, value: &Value) {
    if value.is_null() || value.as_str() == Some("") {
        out.push_str(&format!("<{name}/>"));
        return;
    }
    out.push_str(&format!("<{name}>"));
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| element(out, name, value)),
        Value::Array(rows) => rows.iter().for_each(|row| element(out, row_of(name), row)),
        Value::String(text) => out.push_str(&base::text::escape_xml(text)),
        other => out.push_str(&other.to_string()),
    }
    out.push_str(&format!("</{name}>"));
}

/// An error in the shape of the standard: each with its status and a sentence that names the field. `app` tells the gate.
pub fn shape(cx: &Cx, error: &Error, status: StatusCode, message: &str) -> Option<Response> {
    if !cx.path.starts_with(UNDER) {
        return None;
    }
    let format = if cx.path.ends_with(".json") { Format::Json } else { Format::Xml };
    // What is missing or cannot be read is 400 there.
    let status = if matches!(error, Error::Invalid(_)) { StatusCode::BAD_REQUEST } else { status };
    let one = |description: String| json!({ "code": status.as_u16(), "description": description });
    let errors: Vec<Value> = match error {
        Error::Invalid(fields) if !fields.is_empty() => {
            fields.iter().map(|f| one(named(&f.field, &f.message))).collect()
        }
        Error::Unseen => vec![one("没有这个地址、服务或者编号，或者不对外公开。".to_owned())],
        _ => vec![one(message.to_owned())],
    };
    let mut response = format.answer("errors", &Value::Array(errors));
    *response.status_mut() = status;
    Some(response)
}

fn named(field: &str, message: &str) -> String {
    if field.is_empty() || message.starts_with(field) { message.to_owned() } else { format!("{field}：{message}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_in_elements_and_lists_have_rows() {
        let value =
            json!([{ "service_request_id": "7", "description": "灯<不>亮 & \u{1}", "lat": 1.5, "address": null }]);
        let mut out = String::new();
        element(&mut out, "service_requests", &value);
        assert_eq!(
            out,
            "<service_requests><request><service_request_id>7</service_request_id><description>灯&lt;不&gt;亮 &amp; \
             </description><lat>1.5</lat><address/></request></service_requests>"
        );
        let mut out = String::new();
        element(&mut out, "services", &json!([{ "metadata": true }]));
        assert_eq!(out, "<services><service><metadata>true</metadata></service></services>");
    }

    #[test]
    fn the_ending_says_how_an_answer_is_written() {
        assert_eq!(Format::split("7.json").ok(), Some(("7", Format::Json)));
        assert_eq!(Format::split("A.01.xml").ok(), Some(("A.01", Format::Xml)));
        for other in ["7", "7.html", ".", ""] {
            assert!(Format::split(other).is_err(), "{other}");
        }
    }
}
