//! Whom the line tells by telephone: applicants.

use counter::calls::{Callee, Callers};
use counter::told::Reach;
use matter::Later;
use web::Cx;

use crate::model::Request;
use crate::process::{DESK, REQUEST};
use crate::{BOOK, store};

/// As `app` takes it.
pub static CALLERS: Callers = Callers { process: &REQUEST, title: BOOK.sign, verbs: &[DESK], people };

fn people<'a>(cx: &'a Cx, matters: &'a [i64]) -> Later<'a, Vec<Callee>> {
    Box::pin(async move {
        let q = &mut cx.reader();
        let mut people = Vec::with_capacity(matters.len());
        for &matter in matters {
            let Some(request) = store::of_matter(q, matter).await? else { continue };
            people.push(Callee { matter, name: request.name, phone: request.phone, hidden: None });
        }
        Ok(people)
    })
}

impl<'a> From<&'a Request> for Reach<'a> {
    fn from(of: &'a Request) -> Self {
        Self::from((of.matter_id, &of.phone, &of.email))
    }
}
