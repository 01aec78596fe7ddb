//! Whom the mailbox tells by telephone: senders, but not who wrote in confidence; their names the letter's page tells to who may ask.

use counter::calls::{Callee, Callers};
use counter::told::Reach;
use matter::Later;
use web::Cx;

use crate::model::Letter;
use crate::process::{DESK, LETTER};
use crate::{BOOK, hide, store};

/// As `app` takes it.
pub static CALLERS: Callers = Callers { process: &LETTER, title: BOOK.sign, verbs: &[DESK], people };

fn people<'a>(cx: &'a Cx, matters: &'a [i64]) -> Later<'a, Vec<Callee>> {
    Box::pin(async move {
        let q = &mut cx.reader();
        let mut people = Vec::with_capacity(matters.len());
        for &matter in matters {
            let Some(letter) = store::of_matter(q, matter).await? else { continue };
            let home = matter::store::matter(q, matter).await?.home_unit;
            let shown = hide::shown(&letter, home, &cx.actor);
            people.push(Callee {
                matter,
                name: shown.name,
                phone: shown.phone,
                hidden: shown.hidden.then_some(letter.name),
            });
        }
        Ok(people)
    })
}

impl<'a> From<&'a Letter> for Reach<'a> {
    fn from(of: &'a Letter) -> Self {
        Self::from((of.matter_id, &of.phone, &of.email))
    }
}
