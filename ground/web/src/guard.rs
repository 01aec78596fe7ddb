//! Whether the pages that are kept in memory are still what was kept, and still what would be made now (网页防篡改).
//!
//! A page whose body has another digest than the one noted when it was kept was altered: it is thrown away, and made anew
//! for the next reader. A page that is whole but would be made otherwise now is only out of date: it is replaced.

use std::sync::Arc;

use axum::http::StatusCode;
use base::Error;

use crate::cache::Kept;
use crate::{App, Inside, hant, site, whole_body};

/// Pages that are made anew in one comparison, those first that were not for longest; all digests are looked at.
const MADE_MAX: usize = 200;

/// What a comparison of the kept pages of this process came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptCompared {
    /// Pages whose digest was looked at.
    pub pages: i64,
    /// Pages that were out of date and are gone.
    pub renewed: i64,
    /// Addresses of the pages that had been altered and are gone.
    pub altered: Vec<String>,
}

impl Inside {
    /// Compares the kept pages of this process; what is not as it should be is not shown any more.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn compare_kept(&self, app: &App) -> Result<KeptCompared, Error> {
        let mut found = KeptCompared::default();
        let mut whole = Vec::new();
        for page in app.cache.all() {
            found.pages += 1;
            if page.ready.is_whole() {
                whole.push(page);
                continue;
            }
            app.cache.forget(&page);
            found.altered.push(hant::address(page.address(), page.mode().hant));
        }
        whole.sort_by_key(|page| page.compared());
        for page in whole.into_iter().take(MADE_MAX) {
            page.note_compared(app.clock.now());
            let same = self.is_same(app, &page).await?;
            if !same && app.cache.is_good(&page) {
                app.cache.forget(&page);
                found.renewed += 1;
            }
        }
        Ok(found)
    }

    /// Whether the page would be made just so now.
    async fn is_same(&self, app: &App, page: &Arc<Kept>) -> Result<bool, Error> {
        let (address, mode) = (page.address(), page.mode());
        let mut host = String::new();
        let mut asked = address;
        if mode.own_host {
            let slug = site::slug_of(address);
            let hosts = app.hosts().await?;
            host = hosts.iter().find(|(_, of)| *of == slug).map(|(host, _)| host.clone()).unwrap_or_default();
            asked = address.strip_prefix("/s/").and_then(|rest| rest.strip_prefix(slug)).unwrap_or(address);
        }
        let response = self.ask_in(&host, &hant::address(asked, mode.hant), mode).await?;
        if response.status() != StatusCode::OK {
            return Ok(false);
        }
        Ok(page.ready.says(&whole_body(response).await?))
    }
}
