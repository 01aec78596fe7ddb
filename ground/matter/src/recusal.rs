//! Keeping away from a matter (回避): who has an interest in it does nothing more to it, whatever the way. The engine asks before each act;
//! [`asked`] asks before every act beside it on the page of a matter, and before what shows who a person is.

use base::{Error, Moment};
use identity::Actor;
use store::{Query, Result as Stored, Tx};
use web::{Cx, Later, RouteInfo};

use crate::store as rows;
use crate::view::lines;

/// Name of the refusal of an act by somebody who keeps away.
pub const RECUSED: &str = "matter.recused";

/// `person`, who worked in `unit`, keeps away from a matter from now on.
///
/// # Errors
/// A fault of the database, also when that person keeps away already.
pub async fn keep_away(tx: &mut Tx, matter: i64, person: i64, unit: i64, at: Moment) -> Stored<()> {
    rows::add_recusal(tx, matter, person, unit, at).await
}

/// Whether `actor` keeps away from a matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn keeps_away(q: &mut impl Query, matter: i64, actor: &Actor) -> Stored<bool> {
    match actor.person() {
        Some(person) => rows::recused(q, matter, person).await,
        None => Ok(false),
    }
}

/// What it says.
pub(crate) const WORDS: &str = "您已经回避本件，不能再办理。";
/// Where every line's matters are handed over.
const HAND: &str = "/work/hand/{id}";

/// Whether the actor may act where a route leads: nobody does below the page of a matter from which he keeps away, whatever the line made
/// the route for. `app` puts it in as [`web::Beforehand`].
pub fn asked<'a>(cx: &'a Cx, route: &'a RouteInfo) -> Later<'a, ()> {
    Box::pin(async move {
        if !route.acting || cx.actor.person().is_none() {
            return Ok(());
        }
        let all = lines(&cx.app)?;
        let mut pages = all.0.iter().map(|line| line.matter_page).chain([HAND]);
        let Some(place) = pages.find_map(|page| below(page, route.path)) else { return Ok(()) };
        let id = cx.path.split('/').nth(place).and_then(|part| part.parse().ok()).ok_or(Error::Unseen)?;
        near(&mut cx.reader(), id, &cx.actor).await
    })
}

/// Which part of a path is the key of the matter whose page is `page`, for routes that are that page or lie below it.
fn below(page: &str, route: &str) -> Option<usize> {
    let rest = route.strip_prefix(page).filter(|_| !page.is_empty())?;
    let place = page.split('/').position(|part| part == "{id}")?;
    (rest.is_empty() || rest.starts_with('/')).then_some(place)
}

/// Refuses whoever keeps away from a matter. A line asks it in the transaction of what it does to a matter beside the process; acts of the
/// process are asked by the engine.
///
/// # Errors
/// That refusal, or a fault when the database does not answer.
pub async fn near(q: &mut impl Query, matter: i64, actor: &Actor) -> Result<(), Error> {
    if keeps_away(q, matter, actor).await? {
        return Err(Error::refused(RECUSED, WORDS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn what_lies_below_the_page_of_a_matter_is_an_act_on_it() {
        for (route, place) in [
            ("/work/sample/{id}", Some(3)),
            ("/work/sample/{id}/more/{what}", Some(3)),
            ("/work/sample/{id}s", None),
            ("/work/sample/enter", None),
        ] {
            assert_eq!(below("/work/sample/{id}", route), place, "{route}");
        }
        assert_eq!(below("", "/work/sample/{id}/answer"), None, "a line without matters");
    }
}
