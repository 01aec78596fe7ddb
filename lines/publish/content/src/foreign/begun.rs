//! How an import at the terminal begins: with a row and an entry on the ledger that say who began it, of what and in which manner. What
//! is to be published as it was is begun by somebody who publishes on the site, and noted for a second person.

use base::{Error, Moment};
use edition::{Desk, PUBLISH, Site};
use identity::Actor;
use serde_json::{Value, json};
use store::Tx;
use store::files::Stored;
use web::App;

use crate::brought;
use crate::store::imports::{self, New};

/// Somebody lets everything come as it was, without reviews.
pub struct AsItWas {
    /// Who, once for each post that he holds.
    pub by: Vec<Actor>,
    /// The reason.
    pub why: String,
}

impl AsItWas {
    /// The post in which he publishes on a site of `unit`.
    pub(super) fn publisher(&self, unit: Option<i64>) -> Option<&Actor> {
        self.by.iter().find(|by| by.may(PUBLISH, unit))
    }
}

/// That nobody may begin to publish on the sites that are called so.
pub(super) fn nobody(sites: &str) -> Error {
    let message = format!(
        "按原样发布不经三审，须由负责在“{sites}”发布稿件的人开始（网站编辑、网站总编）：--by 写的登录名不存在、已停用，或者没有这个职权。\
         不写 --as-it-was 的，全部导入为草稿。"
    );
    Error::refused("import.by", message)
}

/// What begins.
pub(super) struct Beginning<'a> {
    /// The site into which it comes.
    pub site: &'a Site,
    /// The column of what names no other.
    pub column: i64,
    /// What it is called.
    pub name: &'a str,
    /// What is kept of what was handed in.
    pub kept: &'a Stored,
    /// What has no date is taken too.
    pub undated: bool,
    /// It is published as it was; without it everything becomes a draft.
    pub as_it_was: Option<&'a AsItWas>,
    /// What the ledger says beside.
    pub facts: Value,
}

/// Notes that an import begins; gives its key, and until when a second person looks at what it publishes.
///
/// # Errors
/// Nobody may publish as it was; the reason says nothing.
pub(super) async fn note(tx: &mut Tx, app: &App, one: &Beginning<'_>) -> Result<(i64, Option<Moment>), Error> {
    let Beginning { site, column, name, kept, undated, as_it_was, .. } = *one;
    let by = match as_it_was {
        Some(it) => it.publisher(Some(site.unit_id)).ok_or_else(|| nobody(&site.name))?,
        None => &Actor::System,
    };
    let desk = Desk::new(app, by);
    kept.record(tx, desk.now).await?;
    let (size, actor) = (i64::try_from(kept.size).unwrap_or(i64::MAX), desk.by.name());
    let new = New { site: site.id, column, name, digest: &kept.digest, size, person: desk.by.person(), actor: &actor };
    let id = imports::insert(tx, &new, desk.now).await?;
    let manner = if as_it_was.is_some() { "published" } else { "drafts" };
    imports::choose(tx, id, manner, undated).await?;
    let mut facts = json!({
        "site": site.id, "column": column, "digest": kept.digest, "size": size, "manner": manner, "undated": undated,
        "terminal": true,
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut facts, &one.facts) {
        all.extend(more.clone());
    }
    desk.record(tx, "content.import", ("content_import", id), facts, Vec::new()).await?;
    let Some(it) = as_it_was else { return Ok((id, None)) };
    let import = imports::find(tx, id).await?.ok_or(Error::Unseen)?;
    Ok((id, Some(brought::begin(tx, &desk, &import, site, &it.why).await?)))
}
