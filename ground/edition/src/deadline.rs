//! 主动公开的期限 (政府信息公开条例 art. 26): what an organ discloses on its own motion is public within so many working days after it was
//! made. The day on which it was made is that of its document (成文日期); what names none has no deadline here.

use base::{Date, Fault, Moment, due};
use web::App;

use crate::store::waiting as rows;
use crate::{Content, Item};

/// Days within which it is public.
pub const RULE: &str = "edition.disclose";
/// Working copies that are read at a time.
const STEP: usize = 100;

/// Until when a text with this attribute has to be public; nothing when it has no deadline.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn until(app: &App, attribute: &str, content: &Content) -> Result<Option<Date>, Fault> {
    let Some(made) = content.head.made_on.filter(|_| attribute == "active") else { return Ok(None) };
    let days = app.rules().length(RULE, app.clock.today())?;
    Ok(Some(due::count(&app.calendar(), Moment::start_of(made), days).due.date()))
}

/// Until when an edition has to be public, in words; empty for what was public once or has no deadline.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn told(app: &App, item: &Item, content: &Content) -> Result<String, Fault> {
    let until = until(app, &item.attribute, content)?.filter(|_| item.published_at.is_none());
    let words = |until: Date| match until < app.clock.today() {
        true => format!("{until}，已超过"),
        false => until.to_string(),
    };
    Ok(until.map(words).unwrap_or_default())
}

/// A text that has to be public and never was.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The edition.
    pub item: Item,
    /// Until when.
    pub until: Date,
}

/// What the units (all without) have to disclose and never published, when it is due until `last`, the earliest first.
///
/// # Errors
/// A fault when the database does not answer or what is stored is no content.
pub async fn waiting(app: &App, units: Option<&[i64]>, last: Date) -> Result<Vec<Waiting>, Fault> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let step = rows::undisclosed(&mut app.db.reader(), units, after, STEP).await?;
        let whole = step.len() == STEP;
        after = step.last().map_or(after, |item| item.id);
        for item in step {
            if let Some(until) = until(app, &item.attribute, &item.content()?)?.filter(|until| *until <= last) {
                // The text was needed for its date alone.
                let item = Item { content: String::new(), ..item };
                found.push(Waiting { item, until });
            }
        }
        if !whole {
            break;
        }
    }
    found.sort_by_key(|one| (one.until, one.item.id));
    Ok(found)
}
