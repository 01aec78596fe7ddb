//! What other pages show of the line: those that run now, on home pages and on the pages of topics.

use ::store::Reader;
use ::store::long::Turn;
use base::{Date, Error, Moment};
use counter::{Scope, choice};
use matter::{Later, OnShelf};
use serde_json::{Value, json};
use web::App;

use crate::model::notice::KINDS as NOTICES;
use crate::model::{WHATS, state};
use crate::store::{self, Count, Filter, Noticed};

/// Addresses that are looked at, at most.
const MOST: usize = 50;
/// Those on home pages: one row.
const HOME: usize = 3;

/// Those at `addresses`, or those that run now.
pub(crate) fn show<'a>(app: &'a App, addresses: &'a [String], limit: usize) -> Later<'a, Vec<OnShelf>> {
    Box::pin(async move {
        let mut q = app.db.reader();
        if addresses.is_empty() {
            return running(&mut q, app.clock.now(), limit).await;
        }
        named(&mut q, addresses).await
    })
}

/// The block of home pages; nothing while nothing runs.
pub(crate) fn home<'a>(app: &'a App, _site: &'a str) -> Later<'a, Value> {
    Box::pin(async move {
        let found = running(&mut app.db.reader(), app.clock.now(), HOME).await?;
        Ok(if found.is_empty() { Value::Null } else { json!({ "items": found }) })
    })
}

struct Kept<'a> {
    address: String,
    title: String,
    kind: &'static str,
    state: &'a str,
    opens: Date,
    closes: Date,
    open: (&'static str, &'static str),
}

impl Kept<'_> {
    fn shown(self) -> OnShelf {
        let (words, tone) = state(self.state);
        let runs = self.state == "open";
        OnShelf {
            href: self.address,
            title: self.title,
            kind: self.kind,
            state: (if runs { self.open.0 } else { words }, tone),
            opens: self.opens,
            closes: self.closes,
            way: if runs { self.open.1 } else { "" },
        }
    }
}

fn survey(id: i64, title: String, what: &str, state: &str, opens: Date, closes: Date) -> OnShelf {
    let open = if what == "opinion" { ("正在征集", "我来提意见") } else { ("正在调查", "填写问卷") };
    let kind = choice::title(WHATS, what);
    Kept { address: format!("/surveys/{id}"), title, kind, state, opens, closes, open }.shown()
}

fn notice(id: i64, title: String, kind: &str, state: &str, opens: Date, closes: Date) -> OnShelf {
    let (address, kind) = (format!("/surveys/notices/{id}"), choice::title(NOTICES, kind));
    Kept { address, title, kind, state, opens, closes, open: ("正在公示", "查看公示") }.shown()
}

fn quiz(id: i64, title: String, state: &str, opens: Date, closes: Date) -> OnShelf {
    let address = format!("/surveys/quizzes/{id}");
    Kept { address, title, kind: "测一测", state, opens, closes, open: ("正在答题", "开始答题") }.shown()
}

/// Those that run now, the newest first, and after them those that begin soon.
pub(crate) async fn running(q: &mut Reader, now: Moment, limit: usize) -> Result<Vec<OnShelf>, Error> {
    let filter = Filter { public: true, count: Count::Running, ..Filter::all(now) };
    let rows = store::list(q, &filter, &Turn::First, limit).await?.rows;
    let mut all: Vec<OnShelf> =
        rows.into_iter().map(|r| survey(r.id, r.title, &r.what, &r.state, r.opens_on, r.closes_on)).collect();
    let wanted = Noticed { states: &["open"], ..Noticed::default() };
    let rows = store::notices(q, &wanted, &Turn::First, limit).await?.0.rows;
    all.extend(rows.into_iter().map(|r| notice(r.id, r.title, &r.kind, &r.state, r.opens_on, r.closes_on)));
    let rows = store::quizzes(q, &["open"], &Scope::All, &Turn::First, limit).await?.0.rows;
    all.extend(rows.into_iter().map(|r| quiz(r.id, r.title, &r.state, r.opens_on, r.closes_on)));
    all.sort_by(OnShelf::order);
    all.truncate(limit);
    Ok(all)
}

/// Those at `addresses`, in their order; what is not public is left out.
pub(crate) async fn named(q: &mut Reader, addresses: &[String]) -> Result<Vec<OnShelf>, Error> {
    let mut found = Vec::new();
    for address in addresses.iter().take(MOST) {
        match one(q, address).await {
            Ok(Some(shown)) => found.push(shown),
            Ok(None) | Err(Error::Unseen) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// What stands at a local address of the line; nothing when it is not one, or is not public.
async fn one(q: &mut Reader, address: &str) -> Result<Option<OnShelf>, Error> {
    let Some((_, rest)) = address.split_once("/surveys/") else { return Ok(None) };
    let mut parts = rest.trim_end_matches('/').split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    Ok(match (first, second.parse::<i64>()) {
        ("notices", Ok(id)) => {
            let n = store::notice(q, id).await?;
            n.is_public().then(|| notice(id, n.title, &n.kind, &n.state, n.opens_on, n.closes_on))
        }
        ("quizzes", Ok(id)) => {
            let z = store::quiz(q, id).await?;
            z.is_public().then(|| quiz(id, z.title, &z.state, z.opens_on, z.closes_on))
        }
        _ => match first.parse::<i64>() {
            Ok(id) => {
                let s = store::survey(q, id).await?;
                s.is_public().then(|| survey(id, s.title, &s.what, &s.state, s.opens_on, s.closes_on))
            }
            Err(_) => None,
        },
    })
}
