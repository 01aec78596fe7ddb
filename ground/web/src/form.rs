//! Forms as they arrive: fields and files, read once, within limits, never failing on what people or programs send.

mod check;
mod multipart;
pub mod table;
mod upload;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use base::limits::FORM_BYTES_MAX;
use base::{Error, FieldError};
use serde_json::Value;

pub use check::Check;
pub(crate) use multipart::Limits;
pub use upload::Upload;

use crate::params::decode_pairs;
use crate::{App, Cx, Failure};

/// Fields of one form at most.
const FIELDS_MAX: usize = 4_000;
/// The field that names files which arrived with an earlier try of the same form.
pub(crate) const KEPT: &str = "kept";

/// What somebody sent.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
    /// Files that are read and not kept: field and content.
    read: Vec<(String, Vec<u8>)>,
    problems: Vec<FieldError>,
}

impl Form {
    /// The first value of the field `name` as it was typed, `""` when there is none. [`Check`] cleans it.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// All values of the field `name`.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The files of the field `name`, those kept from an earlier try included.
    pub fn files(&self, name: &str) -> Vec<&Upload> {
        self.files.iter().filter(|file| file.field == name).collect()
    }

    /// The content of the file of the field `name`, on a route that reads its file and does not keep it.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.read.iter().find(|(field, _)| field == name).map(|(_, content)| content.as_slice())
    }

    /// The key under which this form counts once.
    pub fn once(&self) -> &str {
        self.get("once")
    }

    /// Files that could not be taken, each as an error on its field; [`Check::finish`] includes them.
    pub fn problems(&self) -> &[FieldError] {
        &self.problems
    }

    /// What was typed, for showing the form again: text, or a list where a field came several times. Passwords and the
    /// form's own keys are left out.
    pub fn values(&self) -> BTreeMap<String, Value> {
        let mut out: BTreeMap<String, Value> = BTreeMap::new();
        for (name, value) in self.fields.iter().filter(|(name, _)| is_typed(name)) {
            let value = Value::String(value.clone());
            match out.get_mut(name) {
                None => drop(out.insert(name.clone(), value)),
                Some(Value::Array(list)) => list.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        out
    }

    /// All fields in order, for keeping the form.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// All files.
    pub(crate) fn uploads(&self) -> &[Upload] {
        &self.files
    }

    /// A form of plain fields, for tests and programs.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { fields, ..Self::default() }
    }

    /// Reads the form of a request with the files that it may bring.
    pub(crate) async fn read(request: Request, cx: &Cx, limits: Limits) -> Result<Self, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.to_owned();
        let mut form = if let Ok(boundary) = multer::parse_boundary(&kind) {
            multipart::read(request.into_body(), boundary, cx, limits).await?
        } else if kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded") {
            Self::urlencoded(request.into_body(), limits.texts).await?
        } else {
            return Err(Error::field("", "表单的格式不能识别，请用本网站的页面提交。"));
        };
        form.take_kept(cx);
        cx.remember_typed(&form);
        Ok(form)
    }

    async fn urlencoded(body: Body, limit: usize) -> Result<Self, Error> {
        let too_large = Error::TooLarge { limit: limit as u64 };
        // Only long texts are given the room that their percent signs take: three bytes for one.
        let wire = if limit > FORM_BYTES_MAX { limit.saturating_mul(3) } else { limit };
        let bytes = axum::body::to_bytes(body, wire).await.map_err(|_| Error::TooLarge { limit: limit as u64 })?;
        // Percent signs carry everything that is not ASCII; stray bytes become U+FFFD.
        let fields = decode_pairs(&String::from_utf8_lossy(&bytes), FIELDS_MAX);
        if fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > limit {
            return Err(too_large);
        }
        Ok(Self { fields, ..Self::default() })
    }

    /// Turns the tokens of files that arrived earlier into files again.
    fn take_kept(&mut self, cx: &Cx) {
        let kept: Vec<Upload> = self.all(KEPT).iter().filter_map(|token| Upload::from_token(cx, token)).collect();
        self.files.splice(0..0, kept);
        self.fields.retain(|(name, _)| name != KEPT);
    }
}

/// Whether a field holds what a person typed and may see again.
fn is_typed(name: &str) -> bool {
    let secret = ["password", "current", "fresh", "again", "code"].contains(&name);
    !secret && !["once", "challenge", "website", "seen"].contains(&name)
}

impl FromRequest<App> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let cx = request.extensions().get::<Cx>().cloned();
        let cx = cx.ok_or_else(|| base::Fault::broken("a form was read outside the gate"))?;
        let limits = cx.upload_limits(app)?;
        Ok(Self::read(request, &cx, limits).await?)
    }
}
