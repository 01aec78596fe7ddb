//! The calendar feed (日历订阅): what lies at an official's seats, as events on the days on which it is due. Titles and
//! persons stay out of it: calendars lie on telephones and with firms that keep them.

use std::collections::BTreeMap;

use base::Error;
use identity::{Actor, CalendarFeed, Staff};
use serde_json::{Value, json};
use web::ics::{Event, When};
use web::{Cx, Form, Page, Path, Result};

use crate::ground::Ground;
use crate::line::Lines;
use crate::lists::{Filter, RowLight, Scope, Span, Turn, Which};
use crate::store::{self as rows, ListRow};
use crate::view::lines;

/// Events of one post: those that are due first.
const MOST: usize = 300;
/// Minutes before midnight of the day it is due: nine in the morning of the day before.
const DAY_BEFORE: u32 = 15 * 60;
/// Minutes before an end that is counted in hours.
const HOUR_BEFORE: u32 = 60;

/// The page on which an official opens and closes his own.
pub(super) async fn page(cx: Cx) -> Result {
    let feed = cx.app.identity.feed(&cx.actor).await?;
    cx.page("matter/feed.html", own_page(), json!({ "feed": feed.map(shown), "address": "" }))
}

fn own_page() -> Page {
    Page::new("日历订阅").kind("form")
}

fn shown(feed: CalendarFeed) -> Value {
    json!({ "made": feed.made_at.minutes(), "read": feed.read_at.map(|at| at.minutes()) })
}

/// Makes a new address and shows it this once.
pub(super) async fn open(cx: Cx, _form: Form) -> Result {
    let token = cx.app.identity.open_feed(&cx.actor).await?;
    let address = format!("{}/calendar/due/{token}.ics", cx.here());
    let feed = cx.app.identity.feed(&cx.actor).await?;
    cx.page("matter/feed.html", own_page(), json!({ "feed": feed.map(shown), "address": address }))
}

pub(super) async fn close(cx: Cx, _form: Form) -> Result {
    cx.app.identity.close_feed(&cx.actor).await?;
    cx.notice("good", "日历订阅已停用，原来的地址不再有效");
    cx.see_other("/work/feed")
}

/// The feed itself, for programs that cannot sign in.
pub(super) async fn read(cx: Cx, Path(token): Path<String>) -> Result {
    let token = token.strip_suffix(".ics").unwrap_or(&token);
    let readers = cx.app.identity.feed_readers(token).await?;
    if readers.is_empty() {
        return Err(Error::Unseen.into());
    }
    let mut events = BTreeMap::new();
    for staff in readers {
        for (key, event) in of_post(&cx, staff).await? {
            events.insert(key, event);
        }
    }
    let name = format!("{}办件到期", cx.site_text("name"));
    let events: Vec<Event> = events.into_values().collect();
    Ok(web::ics::calendar(&name, cx.now, &events))
}

/// What lies at the seats of one post and has a running clock, by matter and part.
async fn of_post(cx: &Cx, staff: Staff) -> std::result::Result<Vec<((i64, String), Event)>, Error> {
    let (ground, lines) = (Ground::of(&cx.app), lines(&cx.app)?);
    let span = Span::of(&ground)?;
    let scope = Scope::of(&Actor::Staff(staff.clone()), &staff, &lines);
    let filter = Filter { now: span.now, near: span.near, ..Filter::default() };
    let page = rows::list(&mut cx.reader(), Which::Todo, &scope, &filter, &Turn::First, MOST).await?;
    let events = page.rows.into_iter().filter_map(|row| {
        let event = event(cx, &lines, &ground, &span, &row)?;
        Some(((row.id, row.part), event))
    });
    Ok(events.collect())
}

fn event(cx: &Cx, lines: &Lines, ground: &Ground, span: &Span, row: &ListRow) -> Option<Event> {
    let (_, process) = lines.process(&row.process)?;
    let lit = span.lit(&ground.calendar, Some(process), row);
    if !matches!(lit.light, RowLight::Normal | RowLight::Near | RowLight::Over) {
        return None;
    }
    let domain = cx.site_text("domain");
    let late = if lit.light == RowLight::Over { "（已超期）" } else { "" };
    let when = When::ending(lit.due?);
    Some(Event {
        uid: format!("matter-{}-{}@{domain}", row.id, row.part),
        when,
        title: format!("{}到期：{} {}{late}", process.title, row.number, process.state_title(&row.state)),
        note: format!("{}\n{}", process.kind_title(&row.kind), row.unit.as_deref().unwrap_or_default()),
        href: format!("https://{domain}{}", lines.page(&row.process, row.id)?),
        alarm: Some(if matches!(when, When::Day(_)) { DAY_BEFORE } else { HOUR_BEFORE }),
    })
}
