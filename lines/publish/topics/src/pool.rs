//! Where the entries of a block come from: editions chosen one by one, columns of the topic's site, keywords. All of it is
//! what is published; nothing else can be reached from here.

use std::collections::{BTreeSet, HashSet};

use base::{Error, Moment};
use edition::live::{self, Turn};
use edition::{Column, Listed, Site};
use store::Reader;

use crate::blocks::Block;

/// The pool of one site as a block sees it.
pub(crate) struct Pool<'a> {
    pub site: &'a Site,
    /// Its open columns.
    pub columns: &'a [Column],
    pub now: Moment,
}

/// A page of everything that belongs to a block.
pub(crate) struct Leaf {
    /// On top of the first page: what was chosen.
    pub chosen: Vec<Listed>,
    /// The newest first.
    pub rows: Vec<Listed>,
    /// Time and key of the row before which newer ones stand, when there are any.
    pub newer: Option<(i64, i64)>,
    /// Time and key of the row after which older ones stand, when there are any.
    pub older: Option<(i64, i64)>,
}

impl Pool<'_> {
    /// The columns of a block that are there, in the block's order.
    pub fn columns_of(&self, block: &Block) -> Vec<&Column> {
        block.columns.iter().filter_map(|slug| self.columns.iter().find(|column| column.slug == *slug)).collect()
    }

    /// The keys of the page cache on which a block depends: that of each column, of each chosen edition whether it is
    /// published or not, and that of all that the site publishes when keywords gather.
    pub fn depends(&self, block: &Block) -> BTreeSet<String> {
        let columns = self.columns_of(block).into_iter().map(|column| edition::column_key(column.id));
        let items = block.items.iter().map(|id| edition::item_key(*id));
        let site = (!block.tags.is_empty()).then(|| edition::news_key(self.site.id));
        columns.chain(items).chain(site).collect()
    }

    /// The chosen ones among what is published and what a site on line shows, in their order.
    pub async fn chosen(&self, q: &mut Reader, block: &Block) -> Result<Vec<Listed>, Error> {
        if block.items.is_empty() { Ok(Vec::new()) } else { Ok(live::standing(q, &block.items).await?) }
    }

    /// The first `count` entries: what was chosen, what stands on top of the columns, what is newest.
    pub async fn first(&self, q: &mut Reader, block: &Block, count: usize) -> Result<Vec<Listed>, Error> {
        let mut all = self.chosen(q, block).await?;
        for column in self.columns_of(block) {
            all.extend(live::pinned(q, column.id, self.now).await?);
        }
        all.extend(self.turned(q, block, Turn::First, count).await?);
        Ok(once_each(all, count))
    }

    /// The first entries of one column alone.
    pub async fn of_column(&self, q: &mut Reader, column: &Column, count: usize) -> Result<Vec<Listed>, Error> {
        let mut all = live::pinned(q, column.id, self.now).await?;
        all.extend(live::in_column(q, column.id, Turn::First, count).await?);
        Ok(once_each(all, count))
    }

    /// Entries in the columns' explicit order (人物), after what was chosen.
    pub async fn ranked(&self, q: &mut Reader, block: &Block, count: usize) -> Result<Vec<Listed>, Error> {
        let mut all = self.chosen(q, block).await?;
        for column in self.columns_of(block) {
            all.extend(live::ranked(q, column.id, count).await?);
        }
        if !block.tags.is_empty() {
            all.extend(edition::tags::tagged(q, self.site.id, &block.tags, Turn::First, count).await?);
        }
        Ok(once_each(all, count))
    }

    /// Everything in order of time at one turn, `limit` rows of each source merged into `limit`.
    async fn turned(&self, q: &mut Reader, block: &Block, turn: Turn, limit: usize) -> Result<Vec<Listed>, Error> {
        let mut all = Vec::new();
        for column in self.columns_of(block) {
            all.extend(live::in_column(q, column.id, turn, limit).await?);
        }
        if !block.tags.is_empty() {
            all.extend(edition::tags::tagged(q, self.site.id, &block.tags, turn, limit).await?);
        }
        all.sort_by_key(|row| std::cmp::Reverse((row.published_at, row.item_id)));
        let mut all = once_each(all, usize::MAX);
        // Read backwards, those nearest to the page are the last ones.
        match turn {
            Turn::Before(..) => drop(all.drain(..all.len().saturating_sub(limit))),
            _ => all.truncate(limit),
        }
        Ok(all)
    }

    /// A page of everything that belongs to a block.
    pub async fn leaf(&self, q: &mut Reader, block: &Block, turn: Turn, most: usize) -> Result<Leaf, Error> {
        let mut turn = turn;
        let mut rows = self.turned(q, block, turn, most + 1).await?;
        if matches!(turn, Turn::Before(..)) && rows.len() <= most {
            turn = Turn::First;
            rows = self.turned(q, block, turn, most + 1).await?;
        }
        let more = rows.len() > most;
        match turn {
            Turn::Before(..) => drop(rows.drain(..rows.len().saturating_sub(most))),
            _ => rows.truncate(most),
        }
        // Where the next pages begin is told by the whole page; what stands on top of the first is not shown again.
        let key = |row: &Listed| (row.published_at.0, row.item_id);
        let newer = rows.first().filter(|_| turn != Turn::First).map(key);
        let older = rows.last().filter(|_| more || matches!(turn, Turn::Before(..))).map(key);
        let mut chosen = self.chosen(q, block).await?;
        rows.retain(|row| chosen.iter().all(|top| top.item_id != row.item_id));
        if turn != Turn::First {
            chosen.clear();
        }
        Ok(Leaf { chosen, rows, newer, older })
    }
}

/// Each edition once, at its first place, `count` of them.
fn once_each(rows: Vec<Listed>, count: usize) -> Vec<Listed> {
    let mut seen = HashSet::new();
    rows.into_iter().filter(|row| seen.insert(row.item_id)).take(count).collect()
}
