//! A file that arrived with a form.

use store::files::Stored;

use crate::Cx;
use crate::params::{decode, encode};

/// What tokens of kept files are signed for.
const PURPOSE: &str = "kept file";

/// A file that arrived with a form and lies in the store of files; its row is written by who refers to it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Upload {
    /// The form field.
    pub field: String,
    /// SM3 of the content in hexadecimal: its address.
    pub digest: String,
    /// Its name, cleaned.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Decided by the content.
    pub media_type: String,
}

impl Upload {
    pub(super) fn new(field: &str, stored: Stored) -> Self {
        let Stored { digest, size, media_type, name } = stored;
        Self { field: field.to_owned(), digest, name, size, media_type: media_type.to_owned() }
    }

    /// A token for a hidden field `kept` that stands for this file when the form is sent again.
    pub(crate) fn token(&self, cx: &Cx) -> String {
        let parts = [&self.field, &self.digest, &self.name, &self.size.to_string(), &self.media_type];
        cx.app.secret.sign(PURPOSE, &parts.map(|part| encode(part)).join("&"))
    }

    /// The file that a token stands for.
    pub(crate) fn from_token(cx: &Cx, token: &str) -> Option<Self> {
        let text = cx.app.secret.open(PURPOSE, token)?;
        let parts: Vec<String> = text.split('&').map(decode).collect();
        let [field, digest, name, size, media_type] = <[String; 5]>::try_from(parts).ok()?;
        Some(Self { field, digest, name, size: size.parse().ok()?, media_type })
    }
}
