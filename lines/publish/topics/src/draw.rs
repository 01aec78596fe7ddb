//! The page of a topic, drawn from what is published. A block without content is left out, and its neighbour takes the room.

use std::collections::BTreeSet;

use base::time::DAY;
use base::{Error, Moment};
use edition::{Column, Listed, Site, live};
use serde::Serialize;
use serde_json::{Value, json};
use web::App;

use crate::blocks::{Block, Kind};
use crate::model::Sheet;
use crate::pool::Pool;
use crate::shelf;

/// Days for which a title bears the mark 新.
const NEW_DAYS: i64 = 3;
/// Drawings that stand where an edition has no picture.
const SCENES: i64 = 6;
/// Editions that are looked through for films, as many times the number wanted.
const FILMS_OF: usize = 5;

/// A topic's blocks ready for their templates.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    /// Rows from the top.
    pub rows: Vec<Row>,
    /// Keys of the page cache on which they depend.
    pub depends: BTreeSet<String>,
}

/// Blocks side by side.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    slots: Vec<Shown>,
}

/// One block.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    kind: &'static str,
    key: String,
    title: String,
    /// Where «more» leads; empty for nowhere.
    more: String,
    template: &'static str,
    /// Twelfths of the row.
    width: u8,
    /// Its number on the page, for ids.
    number: usize,
    data: Value,
}

/// Draws the blocks of `sheet`, whose topic has the local path `path` on `site`.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn blocks(app: &App, site: &Site, path: &str, sheet: &Sheet, now: Moment) -> Result<Drawn, Error> {
    let columns = edition::column::of_site(&mut app.db.reader(), site.id).await?;
    let painter = Painter { app, pool: Pool { site, columns: &columns, now } };
    let (mut shown, mut depends) = (Vec::new(), BTreeSet::new());
    for (number, block) in sheet.blocks.iter().enumerate() {
        let Some(kind) = block.known() else { continue };
        depends.extend(painter.pool.depends(block));
        depends.extend(shelf::depends(app, block));
        let Some(data) = painter.block(kind, block).await? else { continue };
        let more = if block.is_board() { site.at(&format!("{path}{}/", block.key)) } else { String::new() };
        let (title, width, key) = (title(block, kind, &columns), block.twelfths(), block.key.clone());
        shown.push(Shown { kind: kind.key, key, title, more, template: kind.template, width, number, data });
    }
    let widths: Vec<u8> = shown.iter().map(|slot| slot.width).collect();
    let mut shown = shown.into_iter();
    let row = |widths: Vec<u8>| Row {
        slots: widths.into_iter().zip(shown.by_ref()).map(|(width, slot)| Shown { width, ..slot }).collect(),
    };
    Ok(Drawn { rows: web::side_by_side(&widths).into_iter().map(row).collect(), depends })
}

/// What a block is called: what was typed, else its only column, else its kind.
pub(crate) fn title(block: &Block, kind: &Kind, columns: &[Column]) -> String {
    let only = match block.columns.as_slice() {
        [only] => columns.iter().find(|column| column.slug == *only).map(|column| column.name.as_str()),
        _ => None,
    };
    let named = Some(block.title.as_str()).filter(|title| !title.is_empty());
    named.or(only).unwrap_or(kind.title).to_owned()
}

/// An edition as lists show it on `site`.
pub(crate) fn row(site: &Site, item: &Listed, now: Moment) -> Value {
    let picture = item.cover.get(..12).map(|brief| format!("{}/cover?v={brief}", item.path())).unwrap_or_default();
    json!({
        "title": item.title,
        "href": site.at(&item.path()),
        "date": item.day(),
        "day": item.short_day(),
        "new": (0..NEW_DAYS * DAY).contains(&(now.0 - item.published_at.0)),
        "kind": item.kind,
        "picture": picture,
        "alt": item.cover_alt,
        "scene": item.item_id.rem_euclid(SCENES),
        "summary": item.summary,
    })
}

struct Painter<'a> {
    app: &'a App,
    pool: Pool<'a>,
}

impl Painter<'_> {
    async fn block(&self, kind: &Kind, block: &Block) -> Result<Option<Value>, Error> {
        let mut reader = self.app.db.reader();
        let items = match kind.key {
            "tabs" => return self.tabs(block).await,
            "video" => return self.films(block).await,
            shelf::KIND => return shelf::shown(self.app, block).await,
            "countdown" => return Ok(countdown(block, self.pool.now)),
            "text" => {
                let lines: Vec<&str> = block.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                return Ok((!lines.is_empty()).then(|| json!({ "lines": lines })));
            }
            "links" => return Ok((!block.links.is_empty()).then(|| json!({ "items": block.links }))),
            "leaders" => self.pool.ranked(&mut reader, block, block.rows()).await?,
            _ => self.pool.first(&mut reader, block, block.rows()).await?,
        };
        Ok((!items.is_empty()).then(|| json!({ "items": self.rows(&items) })))
    }

    fn rows(&self, items: &[Listed]) -> Vec<Value> {
        items.iter().map(|item| row(self.pool.site, item, self.pool.now)).collect()
    }

    /// Several columns, one of which is seen at a time; empty ones are left out.
    async fn tabs(&self, block: &Block) -> Result<Option<Value>, Error> {
        let mut tabs = Vec::new();
        for column in self.pool.columns_of(block) {
            let items = self.pool.of_column(&mut self.app.db.reader(), column, block.rows()).await?;
            if !items.is_empty() {
                let more = self.pool.site.at(&column.path());
                tabs.push(json!({ "title": column.name, "more": more, "items": self.rows(&items) }));
            }
        }
        Ok((!tabs.is_empty()).then(|| json!({ "tabs": tabs })))
    }

    /// Editions with a film that can be played here.
    async fn films(&self, block: &Block) -> Result<Option<Value>, Error> {
        let mut reader = self.app.db.reader();
        let found = self.pool.first(&mut reader, block, block.rows() * FILMS_OF).await?;
        let mut films = Vec::new();
        for item in found.iter().filter(|item| item.kind == "video") {
            let files = live::files(&mut reader, item.item_id).await?;
            let Some(film) = files.iter().find(|file| file.role == "video") else { continue };
            let brief = film.digest.get(..12).unwrap_or_default();
            let mut row = row(self.pool.site, item, self.pool.now);
            row["film"] = json!(format!("{}/files/{}?v={brief}", item.path(), film.id));
            row["type"] = json!(film.media_type);
            films.push(row);
            if films.len() == block.rows() {
                break;
            }
        }
        Ok((!films.is_empty()).then(|| json!({ "items": films })))
    }
}

/// How many days are left; on the day itself 0. After it what was typed for then, or nothing.
fn countdown(block: &Block, now: Moment) -> Option<Value> {
    let date = block.date?;
    let left = (Moment::start_of(date).0 - Moment::start_of(now.date()).0) / DAY;
    if left < 0 && block.text.is_empty() {
        return None;
    }
    Some(json!({ "left": left.max(0), "over": left < 0, "date": date.to_string(), "after": block.text }))
}

#[cfg(test)]
mod tests {
    use base::Date;
    use base::time::HOUR;

    use super::*;

    #[test]
    fn days_are_counted_to_the_day_and_not_beyond_it() {
        let noon = |day: i8| Moment::start_of(Date::constant(2026, 3, day)).plus(12 * HOUR);
        let mut block =
            Block { date: Some(Date::constant(2026, 3, 12)), ..Block::of("b1", "countdown", "", "植树节") };
        let left = |block: &Block, day: i8| countdown(block, noon(day)).map(|data| data["left"].clone());
        assert_eq!(left(&block, 2), Some(json!(10)));
        assert_eq!(left(&block, 12), Some(json!(0)));
        assert_eq!(left(&block, 13), None);
        block.text = "植树活动已经开始".into();
        assert_eq!(countdown(&block, noon(13)).expect("words")["over"], json!(true));
        block.date = None;
        assert_eq!(countdown(&block, noon(2)), None);
    }
}
