//! Old addresses: where they lead now.

use base::Error;
use edition::live::{self, Leads};
use store::Query;
use web::{App, Later, Lead};

use super::article::withdrawn;

/// Where an address leads that no route knows, or under which a route found nothing: host name, and path with query. For
/// [`web::Moved`].
pub fn moved<'a>(app: &'a App, host: &'a str, address: &'a str) -> Later<'a, Option<Lead>> {
    Box::pin(async move {
        let mut reader = app.db.reader();
        // A host name of its own may have been put before the path already.
        let plain = within_site(address);
        let mut found = None;
        for form in [address, plain, file(plain)] {
            found = live::address(&mut reader, host, form).await?;
            if found.is_some() {
                break;
            }
        }
        match found {
            None => Ok(None),
            Some(Leads::Target(to)) => Ok(Some(Lead::To(to))),
            Some(Leads::Item(id)) => home(&mut reader, id).await,
            // What was imported as a draft was never public here.
            Some(Leads::Gone(id)) => {
                let item = edition::item::find(&mut reader, id).await?;
                Ok(item.and_then(|item| Some(Lead::Gone(withdrawn(item.withdrawn_at?, &item.withdrawn_why)))))
            }
        }
    })
}

/// `/s/{site}/old.html` without the site.
fn within_site(address: &str) -> &str {
    let rest = address.strip_prefix("/s/").and_then(|rest| rest.find('/').and_then(|at| rest.get(at..)));
    rest.unwrap_or(address)
}

/// A file's address without the query that somebody passed it on with (`?from=timeline`); a query is part of other addresses.
fn file(address: &str) -> &str {
    let path = address.split('?').next().unwrap_or_default();
    if [".html", ".htm", ".shtml"].iter().any(|ending| path.ends_with(ending)) { path } else { address }
}

/// The page of a published edition on its own site, or on one that shows it while its own one is off line.
async fn home(q: &mut impl Query, id: i64) -> Result<Option<Lead>, Error> {
    let Some(live) = live::find(q, id).await? else { return Ok(None) };
    let site = match live::home(q, &live).await? {
        Some(site) => Some(site),
        None => edition::site::find(q, live.site_id).await?,
    };
    Ok(site.map(|site| Lead::To(site.at(&live.path()))))
}
