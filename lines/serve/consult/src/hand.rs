//! What consultation hands over to another channel, such as the hotline (转办): the question or the error report, and who sent it.

use base::Error;
use matter::store::MatterFile;
use matter::{Handed, Later};
use web::App;

use crate::store;

/// What is in the consultation or error report that runs as the matter `id`.
pub(crate) fn give(app: &App, id: i64) -> Later<'_, Handed> {
    Box::pin(async move {
        let q = &mut app.db.reader();
        let case = store::of_matter(q, id).await?.ok_or(Error::Unseen)?;
        let files = matter::store::brought(q, id).await?;
        let error = case.what == "error";
        let mut body = case.body.clone();
        if error {
            let marked =
                if case.selected.is_empty() { String::new() } else { format!("（“{}”）", case.selected) };
            body = format!("{body}\n网页：{}{marked}", case.page);
        }
        Ok(Handed {
            source: if error { "error" } else { "consult" },
            kind: if error { "other".to_owned() } else { "consult".to_owned() },
            title: if error { format!("网页纠错：{}", case.title) } else { case.title.clone() },
            body,
            name: case.name.clone(),
            phone: case.phone.clone(),
            consent: case.consent,
            files: files.into_iter().map(MatterFile::handed).collect(),
            ..Handed::default()
        })
    })
}
