//! Answers of other Open311 servers, read: services and requests, in XML or JSON. Servers differ in what they leave out; what is
//! missing is empty, and only what has no number of its own is refused.

use std::collections::BTreeMap;

use base::text::{clean_line, clean_text, truncate};
use base::{Moment, Refusal};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// Rows that are read of one answer.
pub const ROWS_MAX: usize = 1_000;
/// Characters of one field that are kept.
const FIELD_MAX: usize = 5_000;
/// Tags and texts of an answer, at most.
const STEPS_MAX: usize = 500_000;
/// The entities that XML knows.
const ENTITIES: [(&str, &str); 5] = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];

/// A service of another server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// To which group it belongs.
    pub group: String,
    /// Words by which it is found.
    pub keywords: Vec<String>,
    /// Whether it has a definition of its own.
    pub metadata: bool,
}

/// A request of another server.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// Its number there.
    pub id: String,
    /// Whether it is open there.
    pub open: bool,
    /// What is said of its state.
    pub notes: String,
    /// Code of its service.
    pub service: String,
    /// Name of its service.
    pub service_name: String,
    /// What is wanted; many servers leave it out.
    pub description: String,
    /// Who handles it.
    pub agency: String,
    /// When it was requested.
    pub requested: Option<Moment>,
    /// When it last changed.
    pub updated: Option<Moment>,
    /// When it is expected to be done.
    pub expected: Option<Moment>,
    /// Where.
    pub address: String,
    /// Latitude and longitude in degrees.
    pub at: Option<(f64, f64)>,
    /// A picture.
    pub media: String,
}

type Row = BTreeMap<String, String>;

/// The services of an answer.
///
/// # Errors
/// A refusal in Chinese for what is no list of services.
pub fn services(bytes: &[u8]) -> Result<Vec<Service>, Refusal> {
    let rows = rows(bytes, "services", "service")?;
    let mut found = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let code = line(row, "service_code");
        if code.is_empty() {
            return Err(no(format!("第 {} 项没有 service_code，不是 Open311 的服务列表。", at + 1)));
        }
        let keywords = line(row, "keywords");
        found.push(Service {
            code,
            name: line(row, "service_name"),
            description: text(row, "description"),
            group: line(row, "group"),
            keywords: keywords.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect(),
            metadata: line(row, "metadata") == "true",
        });
    }
    Ok(found)
}

/// The requests of an answer.
///
/// # Errors
/// A refusal in Chinese for what is no list of requests.
pub fn requests(bytes: &[u8]) -> Result<Vec<Request>, Refusal> {
    let rows = rows(bytes, "service_requests", "request")?;
    let mut found = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let id = line(row, "service_request_id");
        if id.is_empty() {
            return Err(no(format!("第 {} 项没有 service_request_id，不是 Open311 的诉求列表。", at + 1)));
        }
        let moment = |name: &str| Moment::of_rfc3339(&line(row, name));
        let degrees = |name: &str| line(row, name).parse::<f64>().ok().filter(|n| n.is_finite());
        found.push(Request {
            id,
            open: !line(row, "status").eq_ignore_ascii_case("closed"),
            notes: text(row, "status_notes"),
            service: line(row, "service_code"),
            service_name: line(row, "service_name"),
            description: text(row, "description"),
            agency: line(row, "agency_responsible"),
            requested: moment("requested_datetime"),
            updated: moment("updated_datetime"),
            expected: moment("expected_datetime"),
            address: line(row, "address"),
            at: degrees("lat").zip(degrees("long")),
            media: line(row, "media_url"),
        });
    }
    Ok(found)
}

fn no(message: impl Into<String>) -> Refusal {
    Refusal::new("open311.file", message)
}

fn line(row: &Row, name: &str) -> String {
    row.get(name).map(|text| truncate(&clean_line(text), FIELD_MAX)).unwrap_or_default()
}

fn text(row: &Row, name: &str) -> String {
    row.get(name).map(|text| truncate(&clean_text(text), FIELD_MAX)).unwrap_or_default()
}

/// The rows of a list, in whichever way it is written.
fn rows(bytes: &[u8], list: &str, row: &str) -> Result<Vec<Row>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| no("文件不是 UTF-8 编码，没有读入。"))?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let rows = if text.starts_with('<') { of_xml(text, list, row)? } else { of_json(text)? };
    if rows.len() > ROWS_MAX {
        return Err(no(format!("一次最多读入 {ROWS_MAX} 项，请分成几个文件。")));
    }
    Ok(rows)
}

fn of_json(text: &str) -> Result<Vec<Row>, Refusal> {
    let value: Value = serde_json::from_str(text).map_err(|e| no(format!("文件不是合格的 JSON 或 XML：{e}")))?;
    let Value::Array(rows) = value else { return Err(no("JSON 的最外层应当是列表，没有读入。")) };
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let row = |value: Value| match value {
        Value::Object(fields) => {
            Ok(fields.iter().filter_map(|(name, value)| Some((name.clone(), plain(value)?))).collect())
        }
        _ => Err(no("列表里有不是对象的内容，没有读入。")),
    };
    rows.into_iter().map(row).collect()
}

fn of_xml(text: &str, list: &str, row: &str) -> Result<Vec<Row>, Refusal> {
    let broken = |_| no("文件不完整或不合 XML 格式，没有读入。");
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..STEPS_MAX {
        match reader.read_event().map_err(broken)? {
            Event::Start(tag) => {
                path.push(tag.local_name().as_ref().to_owned());
                if path.len() == 1 && path[0] != list {
                    return Err(no(format!("XML 的根元素应当是 {list}，没有读入。")));
                }
                if path.len() == 2 && path[1] == row {
                    rows.push(Row::new());
                }
            }
            Event::Empty(tag) if path.is_empty() && tag.local_name().as_ref() != list => {
                return Err(no(format!("XML 的根元素应当是 {list}，没有读入。")));
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(piece) => put(&mut rows, &path, row, &piece.xml10_content()),
            Event::CData(piece) => put(&mut rows, &path, row, &piece.xml10_content()),
            Event::GeneralRef(entity) => {
                let known = entity.resolve_char_ref().ok().flatten().map(String::from);
                let named =
                    || ENTITIES.iter().find(|(name, _)| *name == entity.as_ref()).map(|(_, is)| (*is).to_owned());
                put(&mut rows, &path, row, &known.or_else(named).unwrap_or_default());
            }
            Event::DocType(declared) if declared.as_ref().contains("<!ENTITY") => {
                return Err(no("文件自行声明了实体，可能是恶意文件，没有读入。"));
            }
            Event::Eof if path.is_empty() => return Ok(rows),
            Event::Eof => return Err(no("文件不完整，没有读入。")),
            _ => {}
        }
    }
    Err(no("文件内容过多，没有读入。"))
}

/// A piece of text within a field of a row.
fn put(rows: &mut [Row], path: &[String], row: &str, piece: &str) {
    let [_, within, field] = path else { return };
    let Some(last) = rows.last_mut().filter(|_| within == row) else { return };
    let kept = last.entry(field.clone()).or_default();
    if kept.len() <= FIELD_MAX * 4 {
        kept.push_str(piece);
    }
}

#[cfg(test)]
mod tests;
