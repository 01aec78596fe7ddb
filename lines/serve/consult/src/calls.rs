//! Whom the line tells by telephone: who asked, and who reported an error of a page.

use counter::calls::{Callee, Callers};
use counter::told::Reach;
use matter::Later;
use web::Cx;

use crate::model::Case;
use crate::process::{ASK, DESK, ERROR, FIX_DESK};
use crate::{ASKED, REPORTED, store};

/// Who asked; as `app` takes it.
pub static ASKERS: Callers = Callers { process: &ASK, title: ASKED.sign, verbs: &[DESK], people };
/// Who reported an error; as `app` takes it.
pub static REPORTERS: Callers = Callers { process: &ERROR, title: REPORTED.sign, verbs: &[FIX_DESK], people };

fn people<'a>(cx: &'a Cx, matters: &'a [i64]) -> Later<'a, Vec<Callee>> {
    Box::pin(async move {
        let q = &mut cx.reader();
        let mut people = Vec::with_capacity(matters.len());
        for &matter in matters {
            let Some(case) = store::of_matter(q, matter).await? else { continue };
            people.push(Callee { matter, name: case.name, phone: case.phone, hidden: None });
        }
        Ok(people)
    })
}

impl<'a> From<&'a Case> for Reach<'a> {
    fn from(of: &'a Case) -> Self {
        Self::from((of.matter_id, &of.phone, &of.email))
    }
}
