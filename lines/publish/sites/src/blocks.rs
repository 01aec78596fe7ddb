//! The blocks of a home page, drawn from what is published. A block without content is left out, and its neighbour takes the
//! room, so that no page has a hole.

mod entrances;
mod lists;

use std::collections::BTreeSet;

use base::{Error, Moment};
use edition::{Column, Site};
use matter::Lines;
use serde::Serialize;
use serde_json::Value;
use web::App;

use crate::context::is_shown;
use crate::look::slots::Kind;
use crate::look::{Look, Slot};

/// A home page ready for its template.
#[derive(Debug, Default)]
pub(crate) struct Home {
    /// Rows from the top.
    pub rows: Vec<Row>,
    /// Keys of the page cache on which it depends.
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
    /// Key of its kind.
    kind: &'static str,
    /// 标题.
    title: String,
    /// Where «more» leads; empty for nowhere.
    more: String,
    /// Its template.
    template: &'static str,
    /// Twelfths of the row.
    width: u8,
    /// Its number on the page, for ids.
    number: usize,
    /// What its template draws.
    data: Value,
}

/// What a block gives: title, address of «more», data.
type Drawn = Option<(String, String, Value)>;

/// Draws the home page of `site` as `look` has it.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn draw(app: &App, site: &Site, look: &Look, now: Moment) -> Result<Home, Error> {
    let columns = edition::column::of_site(&mut app.db.reader(), site.id).await?;
    let mut painter = Painter { app, site, columns, now, depends: BTreeSet::new() };
    painter.depends.extend([web::SITE.to_owned(), edition::site_key(site.id), edition::news_key(site.id)]);
    let mut shown = Vec::new();
    for (number, slot) in look.slots.iter().enumerate() {
        let Some(kind) = slot.known() else { continue };
        if let Some((title, more, data)) = painter.slot(kind, slot).await? {
            let title = [slot.title.as_str(), title.as_str(), kind.title];
            let title = title.iter().find(|title| !title.is_empty()).map(|title| (*title).to_owned());
            shown.push(Shown {
                kind: kind.key,
                title: title.unwrap_or_default(),
                more,
                template: kind.template,
                width: slot.twelfths(),
                number,
                data,
            });
        }
    }
    Ok(Home { rows: rows(shown), depends: painter.depends })
}

/// Puts blocks side by side as long as they fit.
fn rows(shown: Vec<Shown>) -> Vec<Row> {
    let widths: Vec<u8> = shown.iter().map(|slot| slot.width).collect();
    let mut shown = shown.into_iter();
    let row = |widths: Vec<u8>| {
        let slots = widths.into_iter().zip(shown.by_ref()).map(|(width, slot)| Shown { width, ..slot }).collect();
        Row { slots }
    };
    web::side_by_side(&widths).into_iter().map(row).collect()
}

/// What drawing one home page needs.
struct Painter<'a> {
    app: &'a App,
    site: &'a Site,
    columns: Vec<Column>,
    now: Moment,
    depends: BTreeSet<String>,
}

impl Painter<'_> {
    async fn slot(&mut self, kind: &Kind, slot: &Slot) -> Result<Drawn, Error> {
        match kind.key {
            "headline" => self.headline(slot).await,
            "slides" => self.slides(slot).await,
            "tabs" => self.tabs(slot).await,
            "list" | "pictures" => self.list(slot).await,
            "leaders" => self.leaders(slot).await,
            "about" => self.about(slot).await,
            "data" => self.data(slot).await,
            "topics" => self.topics(slot).await,
            "disclosure" => self.disclosure(slot).await,
            "services" => self.services(slot).await,
            "line" => self.line(&slot.text).await,
            "group" => self.group().await,
            "tiles" => Ok(self.tiles(slot)),
            "banner" => Ok(banner(slot)),
            "links" => Ok(self.links(slot)),
            _ => Ok(None),
        }
    }

    /// The columns of a slot that are there and not blank, in the slot's order; the page depends on all that are there.
    fn of_slot(&mut self, slot: &Slot) -> Vec<Column> {
        let named = slot.columns.iter().filter_map(|slug| self.columns.iter().find(|c| c.slug == *slug));
        let named: Vec<Column> = named.cloned().collect();
        self.depends.extend(named.iter().map(|column| edition::column_key(column.id)));
        named.into_iter().filter(is_shown).collect()
    }

    /// The block of another line, by its key.
    async fn line(&mut self, key: &str) -> Result<Drawn, Error> {
        let lines = self.app.ext::<Lines>();
        let mut blocks = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.blocks);
        let Some(block) = blocks.find(|block| block.key == key) else { return Ok(None) };
        self.depends.insert(block.key.to_owned());
        let data = (block.data)(self.app, &self.site.slug).await?;
        if data.is_null() {
            return Ok(None);
        }
        let more = data["more"].as_str().unwrap_or(block.more).to_owned();
        let data = serde_json::json!({ "block": { "template": block.template, "data": data } });
        Ok(Some((block.title.to_owned(), more, data)))
    }
}

/// A strip over the whole width with one link.
fn banner(slot: &Slot) -> Drawn {
    let link = slot.links.first()?;
    let text = if slot.text.is_empty() { &link.title } else { &slot.text };
    Some((slot.title.clone(), String::new(), serde_json::json!({ "text": text, "link": link })))
}
