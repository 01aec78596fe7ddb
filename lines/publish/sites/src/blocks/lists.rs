//! Blocks over columns: headline, slides, lists, pictures, persons, introductions, numbers, topics.

use base::Error;
use base::time::DAY;
use edition::live::{self, Turn};
use edition::{Column, Listed};
use serde_json::{Value, json};

use super::{Drawn, Painter};
use crate::look::{Link, Slot};

/// Days for which a title bears the mark 新.
const NEW_DAYS: i64 = 3;
/// Drawings that stand where an edition has no picture.
const SCENES: i64 = 6;
/// Numbers of the block 数据发布 at most.
const NUMBERS_MAX: usize = 6;

impl Painter<'_> {
    /// An edition as blocks draw it.
    fn row(&self, item: &Listed) -> Value {
        json!({
            "title": item.title,
            "href": self.site.at(&item.path()),
            "date": item.day(),
            "day": item.short_day(),
            "new": self.now.0 - item.published_at.0 < NEW_DAYS * DAY,
            "picture": picture(item),
            "alt": item.cover_alt,
            "scene": item.item_id.rem_euclid(SCENES),
            "summary": item.summary,
            "doc_no": item.doc_no,
        })
    }

    fn more(&self, column: &Column) -> String {
        self.site.at(&column.path())
    }

    /// What a column shows, what stands on top first.
    async fn newest(&self, column: &Column, count: usize) -> Result<Vec<Listed>, Error> {
        let mut reader = self.app.db.reader();
        let mut items = live::pinned(&mut reader, column.id, self.now).await?;
        for item in live::in_column(&mut reader, column.id, Turn::First, count).await? {
            if items.iter().all(|seen| seen.item_id != item.item_id) {
                items.push(item);
            }
        }
        items.truncate(count);
        Ok(items)
    }

    async fn rows(&self, column: &Column, count: usize) -> Result<Vec<Value>, Error> {
        Ok(self.newest(column, count).await?.iter().map(|item| self.row(item)).collect())
    }

    /// 头条: what was typed; else what stands on top of the first column, or its newest, over the newest of the others.
    pub(super) async fn headline(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let columns = self.of_slot(slot);
        if !slot.text.is_empty() {
            let href = slot.links.first().map(|link| link.href.clone()).unwrap_or_default();
            let subs: Vec<&Link> = slot.links.iter().skip(1).take(3).collect();
            let data = json!({ "title": slot.text, "href": href, "subs": subs });
            return Ok(Some((String::new(), String::new(), data)));
        }
        let Some((column, others)) = columns.split_first() else { return Ok(None) };
        let Some(first) = self.newest(column, 1).await?.first().map(|item| self.row(item)) else { return Ok(None) };
        let mut subs = Vec::new();
        for other in others {
            subs.extend(self.rows(other, 1).await?);
        }
        let data = json!({ "title": first["title"], "href": first["href"], "subs": subs });
        Ok(Some((String::new(), String::new(), data)))
    }

    /// 轮播: editions with pictures first; where there is none, a drawing stands.
    pub(super) async fn slides(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let Some(column) = self.of_slot(slot).into_iter().next() else { return Ok(None) };
        let mut items = self.newest(&column, slot.rows() * 3).await?;
        items.sort_by_key(|item| item.cover.is_empty());
        items.truncate(slot.rows());
        let items: Vec<Value> = items.iter().map(|item| self.row(item)).collect();
        Ok(Some((column.name.clone(), self.more(&column), json!({ "items": items }))))
    }

    /// Several columns, one of which is seen at a time.
    pub(super) async fn tabs(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let mut tabs = Vec::new();
        for column in self.of_slot(slot) {
            let rows = self.rows(&column, slot.rows()).await?;
            tabs.push(json!({ "title": column.name, "more": self.more(&column), "items": rows }));
        }
        let more = tabs.first().map(|tab| tab["more"].as_str().unwrap_or_default().to_owned());
        Ok(more.map(|more| (String::new(), more, json!({ "tabs": tabs }))))
    }

    /// One column, as a list or as pictures.
    pub(super) async fn list(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let Some(column) = self.of_slot(slot).into_iter().next() else { return Ok(None) };
        let rows = self.rows(&column, slot.rows()).await?;
        Ok(Some((column.name.clone(), self.more(&column), json!({ "items": rows }))))
    }

    /// 领导之窗: the order is the column's explicit one.
    pub(super) async fn leaders(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let Some(column) = self.of_slot(slot).into_iter().next() else { return Ok(None) };
        let items = live::ranked(&mut self.app.db.reader(), column.id, slot.rows()).await?;
        let rows: Vec<Value> = items.iter().map(|item| self.row(item)).collect();
        Ok(Some((column.name.clone(), self.more(&column), json!({ "items": rows }))))
    }

    /// 走进本地: what was typed, else the summary of the column's first edition.
    pub(super) async fn about(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let Some(column) = self.of_slot(slot).into_iter().next() else { return Ok(None) };
        let items = live::ranked(&mut self.app.db.reader(), column.id, 5).await?;
        let Some(first) = items.first() else { return Ok(None) };
        let text = if slot.text.is_empty() { &first.summary } else { &slot.text };
        let others: Vec<Value> = if slot.links.is_empty() {
            items.iter().map(|item| json!({ "title": item.title, "href": self.site.at(&item.path()) })).collect()
        } else {
            slot.links.iter().map(|link| json!(link)).collect()
        };
        let data = json!({ "text": text, "first": self.row(first), "links": others });
        Ok(Some((column.name.clone(), self.more(&column), data)))
    }

    /// 数据发布: numbers that were typed, and the column's newest.
    pub(super) async fn data(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        let column = self.of_slot(slot).into_iter().next();
        let numbers: Vec<Value> = slot.text.lines().filter_map(number).take(NUMBERS_MAX).collect();
        let rows = match &column {
            Some(column) => self.rows(column, slot.rows()).await?,
            None => Vec::new(),
        };
        if numbers.is_empty() && rows.is_empty() {
            return Ok(None);
        }
        let (title, more) = column.map(|c| (c.name.clone(), self.more(&c))).unwrap_or_default();
        Ok(Some((title, more, json!({ "numbers": numbers, "items": rows }))))
    }

    /// 专题专栏: the line of topics, links that were set, or a column.
    pub(super) async fn topics(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        if let Some(block) = self.line("topics").await? {
            return Ok(Some(block));
        }
        if !slot.links.is_empty() {
            let items: Vec<Value> = (0..)
                .zip(&slot.links)
                .map(|(number, link)| json!({ "title": link.title, "href": link.href, "scene": number % SCENES, "picture": "", "alt": "" }))
                .collect();
            return Ok(Some((String::new(), String::new(), json!({ "items": items }))));
        }
        self.list(slot).await
    }
}

/// The address of an edition's picture, which changes with it; empty for none.
fn picture(item: &Listed) -> String {
    match item.cover.get(..12) {
        Some(brief) => format!("{}/cover?v={brief}", item.path()),
        None => String::new(),
    }
}

/// A number as it was typed: 名称 | 数值 | 单位 | 说明.
fn number(line: &str) -> Option<Value> {
    let mut parts = line.split(['|', '｜']).map(str::trim);
    let (name, value) = (parts.next()?, parts.next()?);
    let (unit, note) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let good = !name.is_empty() && !value.is_empty();
    good.then(|| json!({ "name": name, "value": value, "unit": unit, "note": note }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_a_name_and_a_value() {
        assert_eq!(number("粮食总产量 | 23.6 | 万吨 | 同比增长 2.1%").expect("a number")["unit"], "万吨");
        assert_eq!(number("户籍人口｜48.2").expect("a number")["value"], "48.2");
        assert!(number("户籍人口").is_none() && number(" | 3").is_none() && number("").is_none());
    }
}
