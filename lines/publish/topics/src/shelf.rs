//! The block of a topic with things of other lines, such as surveys: `app` puts their shelves together, and this line knows none
//! of them by name.

use std::sync::Arc;

use base::Error;
use matter::{Lines, OnShelf, Shelf};
use serde_json::{Value, json};
use web::App;

use crate::blocks::Block;

/// The key of the kind.
pub(crate) const KIND: &str = "survey";
/// Addresses of one block at most.
const MOST: usize = 20;

fn shelves(lines: Option<&Arc<Lines>>) -> impl Iterator<Item = &'static Shelf> {
    lines.into_iter().flat_map(|lines| lines.0).flat_map(|line| line.shelves)
}

/// The keys of the page cache on which the block depends.
pub(crate) fn depends(app: &App, block: &Block) -> Vec<String> {
    let lines = (block.kind == KIND).then(|| app.ext::<Lines>()).flatten();
    shelves(lines.as_ref()).map(|shelf| shelf.cache.to_owned()).collect()
}

/// The addresses as they were typed, without host and last stroke.
fn addresses(block: &Block) -> Vec<String> {
    let lines = block.text.lines().map(|line| local(line.trim())).filter(|line| !line.is_empty());
    lines.take(MOST).map(str::to_owned).collect()
}

fn local(line: &str) -> &str {
    let path = match line.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default(),
        None => line,
    };
    path.trim_end_matches('/')
}

async fn found(app: &App, wanted: &[String], limit: usize) -> Result<Vec<OnShelf>, Error> {
    let lines = app.ext::<Lines>();
    let mut all = Vec::new();
    for shelf in shelves(lines.as_ref()) {
        all.extend((shelf.show)(app, wanted, limit).await?);
    }
    if wanted.is_empty() {
        all.sort_by(OnShelf::order);
    } else {
        all.sort_by_key(|one| wanted.iter().position(|address| *address == one.href));
    }
    all.truncate(limit);
    Ok(all)
}

/// What the block shows; nothing when there is none.
pub(crate) async fn shown(app: &App, block: &Block) -> Result<Option<Value>, Error> {
    let wanted = addresses(block);
    let limit = if wanted.is_empty() { block.rows() } else { MOST };
    let all = found(app, &wanted, limit).await?;
    Ok((!all.is_empty()).then(|| json!({ "items": all })))
}

/// What was typed and is no page that everybody may see: the row in which it stands, and the address.
pub(crate) async fn unknown(app: &App, block: &Block) -> Result<Vec<(usize, String)>, Error> {
    let wanted = if block.kind == KIND { addresses(block) } else { Vec::new() };
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let all = found(app, &wanted, MOST).await?;
    let known = |address: &str| address.is_empty() || all.iter().any(|one| one.href == address);
    let rows = block.text.lines().map(|line| local(line.trim())).enumerate().filter(|(_, address)| !known(address));
    Ok(rows.map(|(row, address)| (row, address.to_owned())).collect())
}

/// What runs now, to choose from: address and title.
pub(crate) async fn running(app: &App) -> Result<Vec<(String, String)>, Error> {
    Ok(found(app, &[], MOST).await?.into_iter().map(|one| (one.href, one.title)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_with_or_without_the_host() {
        let text = "/surveys/12\n\n https://www.qinghe.gov.cn/surveys/notices/3/ \nhttps://www.qinghe.gov.cn\n";
        let block = Block { text: text.into(), ..Block::of("b1", KIND, "", "") };
        assert_eq!(addresses(&block), ["/surveys/12", "/surveys/notices/3"]);
    }
}
