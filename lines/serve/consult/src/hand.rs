//! What consultation hands over to another channel, such as the hotline (转办): the question or the error report, and who sent it.

use base::Error;
use matter::{Handed, Later};
use web::App;

use crate::store;

/// What is in the consultation or error report that runs as the matter `id`.
pub(crate) fn give(app: &App, id: i64) -> Later<'_, Handed> {
    Box::pin(async move {
        let case = store::of_matter(&mut app.db.reader(), id).await?.ok_or(Error::Unseen)?;
        let error = case.what == "error";
        let mut body = case.body.clone();
        if error {
            let marked =
                if case.selected.is_empty() { String::new() } else { format!("（“{}”）", case.selected) };
            body = format!("{body}\n网页：{}{marked}", case.page);
        }
        Ok(Handed {
            channel: if error { "error" } else { "consult" },
            kind: if error { "other".to_owned() } else { "consult".to_owned() },
            title: if error { format!("网页纠错：{}", case.title) } else { case.title.clone() },
            body,
            name: case.name.clone(),
            phone: case.phone.clone(),
            ..Handed::default()
        })
    })
}
