//! What the mailbox hands over to another channel, such as the hotline (转办): the letter as it was written, and who wrote it.

use base::Error;
use matter::{Handed, Later};
use web::App;

use crate::model::LetterFile;
use crate::{hide, store};

/// What is in the letter that runs as the matter `id`.
pub(crate) fn give(app: &App, id: i64) -> Later<'_, Handed> {
    Box::pin(async move {
        let q = &mut app.db.reader();
        let letter = store::of_matter(q, id).await?.ok_or(Error::Unseen)?;
        let complained = match letter.complained_unit {
            Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |unit| unit.short_name),
            None => String::new(),
        };
        // Those of a writer who stays unknown go along: whoever takes them protects them with the rest (`confidential`).
        let files = store::files(q, letter.id).await?.into_iter().map(LetterFile::handed).collect();
        Ok(Handed {
            source: "letter",
            kind: letter.kind.clone(),
            title: letter.title.clone(),
            body: letter.body.clone(),
            name: letter.name.clone(),
            phone: letter.phone.clone(),
            confidential: hide::protected(&letter),
            consent: letter.consent,
            complained,
            files,
            ..Handed::default()
        })
    })
}
