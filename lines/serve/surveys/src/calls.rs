//! Whom the line tells by telephone: who objected to a notice.

use counter::calls::{Callee, Callers};
use matter::Later;
use web::Cx;

use crate::process::{KEEP, OBJECTION};
use crate::{OBJECTIONS, store};

/// As `app` takes it.
pub static CALLERS: Callers = Callers { process: &OBJECTION, title: OBJECTIONS.sign, verbs: &[KEEP], people };

fn people<'a>(cx: &'a Cx, matters: &'a [i64]) -> Later<'a, Vec<Callee>> {
    Box::pin(async move {
        let q = &mut cx.reader();
        let mut people = Vec::with_capacity(matters.len());
        for &matter in matters {
            let Some(objection) = store::objection_of(q, matter).await? else { continue };
            people.push(Callee { matter, name: objection.name, phone: objection.phone, hidden: None });
        }
        Ok(people)
    })
}
