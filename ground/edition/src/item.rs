//! The working copy of an edition: begun, saved, handed over to review and given back. Public pages see nothing of it.

mod attached;
mod copied;
mod relations;
mod restore;
pub(crate) mod whole;

use base::Error;
use identity::Actor;
use serde_json::json;
use store::{Query, Tx};

pub use attached::{add_file, add_upload, bared, bared_upload, describe_file, remove_file};
pub use copied::{Source, copy, source};
pub use relations::{relate, unrelate};
pub use restore::restore;
pub use whole::lacking;

pub use crate::store::authors::of as authors;
pub use crate::store::files::{at as files_at, find as file, is_public, of_item as files};
pub use crate::store::items::Asked;
pub use crate::store::links::all as links;
use crate::store::{columns, items as rows, sites};
use crate::{Content, Desk, Item, PUBLISH, VersionRow, WRITE, circle, drafted, terms};

/// Characters of the reason for a disclosure attribute.
const WHY_CHARS_MAX: usize = 200;

/// Versions that are listed at most.
const VERSIONS_MAX: usize = 200;

/// What is typed when an edition is begun or saved.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Key of a kind.
    pub kind: String,
    /// The column it is written for.
    pub column: i64,
    /// The content.
    pub content: Content,
    /// Proposed disclosure attribute; empty while it is not decided.
    pub attribute: String,
    /// Basis of the attribute.
    pub attribute_why: String,
}

/// The edition `id`, if `actor` may read its working copy: he writes for its unit, or publishes on its site. For all others
/// it does not exist.
///
/// # Errors
/// `Unseen`, or a fault when the database does not answer.
pub async fn seen(q: &mut impl Query, actor: &Actor, id: i64) -> Result<Item, Error> {
    let item = rows::find(q, id).await?.ok_or(Error::Unseen)?;
    let site = sites::find(q, item.site_id).await?.ok_or(Error::Unseen)?;
    let may = actor.may(WRITE, Some(item.unit_id)) || actor.may(PUBLISH, Some(site.unit_id));
    if may { Ok(item) } else { Err(Error::Unseen) }
}

/// The edition `id`, whoever asks: for the program itself and for lines that have asked already.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Item>, Error> {
    Ok(rows::find(q, id).await?)
}

/// The edition that was imported from `origin`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_origin(q: &mut impl Query, origin: &str) -> Result<Option<Item>, Error> {
    Ok(rows::by_origin(q, origin).await?)
}

/// A page of working copies, the last changed first; `asked.units` is the caller's to set to what the actor may see.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, asked: &Asked, limit: usize) -> Result<Vec<Item>, Error> {
    Ok(rows::list(q, asked, limit).await?)
}

/// How many editions there are in each state, of these units or for these sites; of all without units.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_state(q: &mut impl Query, units: Option<&[i64]>, sites: &[i64]) -> Result<Vec<(String, i64)>, Error> {
    Ok(rows::by_state(q, units, sites).await?)
}

/// The versions of an edition, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn versions(q: &mut impl Query, id: i64) -> Result<Vec<VersionRow>, Error> {
    Ok(rows::versions(q, id, VERSIONS_MAX).await?)
}

/// One version of an edition.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn version(q: &mut impl Query, id: i64, version: i64) -> Result<Option<VersionRow>, Error> {
    Ok(rows::version(q, id, version).await?)
}

/// Begins an edition of `unit` in a column.
///
/// # Errors
/// The actor may not write for the unit; fields are wrong; the column is not there or closed.
pub async fn create(tx: &mut Tx, desk: &Desk<'_>, unit: i64, draft: Draft) -> Result<i64, Error> {
    desk.by.require(WRITE, Some(unit))?;
    let mut content = draft.content.clone().clean()?;
    let column = checked(tx, desk.by, &draft, &content, None).await?;
    whole::placed_by_column(&mut content, &draft.attribute, &column);
    let author = desk.by.name();
    let new = rows::New {
        kind: &draft.kind,
        site: column.site_id,
        column: column.id,
        unit,
        content: &content,
        attribute: &draft.attribute,
        attribute_why: draft.attribute_why.trim(),
        person: desk.by.person(),
        author: &author,
        origin: None,
    };
    let id = rows::insert(tx, &new, desk.now).await?;
    let facts = json!({ "kind": draft.kind, "column": column.id, "unit": unit });
    desk.record(tx, "edition.create", ("edition", id), facts, Vec::new()).await?;
    drafted::follow(tx, id).await?;
    Ok(id)
}

/// Saves the working copy and keeps it as a version; gives the version's number. `seq` is what the person saw when he began
/// to type. What was ready, published or withdrawn is a draft again; what is public stays meanwhile. What was never published may
/// go to another site, whose publishers decide about it from then on.
///
/// # Errors
/// The actor may not; it is under review; fields are wrong; somebody else saved meanwhile (conflict, with his name).
pub async fn save(tx: &mut Tx, desk: &Desk<'_>, id: i64, seq: i64, draft: Draft) -> Result<i64, Error> {
    save_as(tx, desk, id, seq, draft, "saved").await
}

/// The same; `what` says what became of it with this version.
async fn save_as(tx: &mut Tx, desk: &Desk<'_>, id: i64, seq: i64, draft: Draft, what: &str) -> Result<i64, Error> {
    let item = to_change(tx, desk, id).await?;
    if item.seq != seq {
        return Err(overtaken(tx, &item).await?);
    }
    let mut content = draft.content.clone().clean()?;
    let column = checked(tx, desk.by, &draft, &content, Some(&item)).await?;
    whole::placed_by_column(&mut content, &draft.attribute, &column);
    let change = rows::Change {
        kind: &draft.kind,
        site: column.site_id,
        column: column.id,
        content: &content,
        attribute: &draft.attribute,
        attribute_why: draft.attribute_why.trim(),
        person: desk.by.person(),
    };
    rows::change(tx, id, &change, desk.now).await?;
    let json = rows::written(&content)?;
    let kept = Kept::of(tx, desk, id, what, &json).await?;
    let (kind, attribute) = (&draft.kind, &draft.attribute);
    let facts =
        json!({ "kind": kind, "column": column.id, "attribute": attribute, "seq": seq + 1, "version": kept.version });
    desk.record(tx, "edition.save", ("edition", id), facts, kept.body(&json)).await?;
    drafted::follow(tx, id).await?;
    revise(tx, desk, id).await?;
    Ok(kept.version)
}

/// A version that says what the working copy says, and its row when it is new.
struct Kept {
    version: i64,
    row: Option<i64>,
}

impl Kept {
    /// Keeps `json` as a version, unless the last one says just that.
    async fn of(tx: &mut Tx, desk: &Desk<'_>, id: i64, what: &str, json: &str) -> Result<Self, Error> {
        if let Some(last) = rows::versions(tx, id, 1).await?.first()
            && last.content == json
        {
            return Ok(Self { version: last.version, row: None });
        }
        let (version, row) = rows::keep(tx, id, desk.by.person(), &desk.by.name(), what, json, desk.now).await?;
        Ok(Self { version, row: Some(row) })
    }

    /// What the ledger commits to: the text of a new version; that of an older one it has already.
    fn body<'a>(&self, json: &'a str) -> Vec<ledger::Body<'a>> {
        let body = |row| ledger::Body { table: "edition_version", column: "content", row, content: json.as_bytes() };
        self.row.map(body).into_iter().collect()
    }
}

/// Keeps the working copy as a version; gives its number. A version equal to the last one is not kept twice.
///
/// # Errors
/// The actor may not; a fault when the database does not answer.
pub async fn keep_version(tx: &mut Tx, desk: &Desk<'_>, id: i64, what: &str) -> Result<i64, Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    let kept = Kept::of(tx, desk, id, what, &item.content).await?;
    if kept.row.is_some() {
        let facts = json!({ "version": kept.version, "what": what });
        desk.record(tx, "edition.version", ("edition", id), facts, kept.body(&item.content)).await?;
    }
    Ok(kept.version)
}

/// Hands the working copy over to review: it cannot be changed until it is given back. Everything that publication needs
/// must be there.
///
/// # Errors
/// The actor may not; it is under review already; what publication needs is missing.
pub async fn to_review(tx: &mut Tx, desk: &Desk<'_>, id: i64, matter: i64) -> Result<i64, Error> {
    let item = to_change(tx, desk, id).await?;
    let faults = lacking(tx, &item).await?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let version = keep_version(tx, desk, id, "submitted").await?;
    rows::set_state(tx, id, "review", desk.now).await?;
    rows::set_matter(tx, id, Some(matter)).await?;
    desk.record(tx, "edition.submit", ("edition", id), json!({ "matter": matter, "version": version }), Vec::new())
        .await?;
    Ok(version)
}

/// Review ended: `ready` when it may be published, else the writer has it again. The caller has asked whether the actor may
/// decide this.
///
/// # Errors
/// It is not under review.
pub async fn reviewed(tx: &mut Tx, desk: &Desk<'_>, id: i64, ready: bool) -> Result<(), Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    if item.state != "review" {
        return Err(Error::Conflict("该稿件不在审核中，可能已由他人处理。".to_owned()));
    }
    rows::set_state(tx, id, if ready { "ready" } else { "draft" }, desk.now).await?;
    let verb = if ready { "edition.ready" } else { "edition.back" };
    desk.record(tx, verb, ("edition", id), json!({ "version": item.version }), Vec::new()).await?;
    Ok(())
}

/// Sets the disclosure attribute as the secrecy review decided it (政府信息公开条例 art. 17). The caller has asked whether the
/// actor may decide this.
///
/// # Errors
/// It is not under review; there is no such attribute.
pub async fn decide_attribute(tx: &mut Tx, desk: &Desk<'_>, id: i64, attribute: &str, why: &str) -> Result<(), Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    if item.state != "review" {
        return Err(Error::Conflict("该稿件不在审核中，可能已由他人处理。".to_owned()));
    }
    if terms::title(terms::ATTRIBUTES, attribute).is_none() {
        return Err(Error::field("attribute", "请从列表中选择公开属性。"));
    }
    if whole::place(attribute, &item.content()?).is_some() {
        let message = "稿件还没有选择公开目录，不能定为主动公开。请退回修改，由报送单位选择公开目录后再报。";
        return Err(Error::field("attribute", message));
    }
    rows::set_attribute(tx, id, attribute, why).await?;
    let facts = json!({ "attribute": attribute, "before": item.attribute });
    desk.record(tx, "edition.attribute", ("edition", id), facts, Vec::new()).await?;
    Ok(())
}

/// Takes a copy that is ready, published or withdrawn up again for changing; what is published stays as it is meanwhile.
///
/// # Errors
/// The actor may not; it is under review.
pub async fn revise(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<(), Error> {
    let item = to_change(tx, desk, id).await?;
    if item.state != "draft" {
        rows::set_state(tx, id, "draft", desk.now).await?;
        drafted::follow(tx, id).await?;
        rows::set_schedule(tx, id, None, None, "").await?;
        desk.record(tx, "edition.revise", ("edition", id), json!({ "from": item.state }), Vec::new()).await?;
    }
    Ok(())
}

/// The edition to be changed by the actor: his unit's, or on a site where he publishes, and not under review.
async fn to_change(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<Item, Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    seen(tx, desk.by, id).await?;
    if item.state == "review" {
        return Err(Error::refused(
            "edition.review",
            "该稿件正在审核，不能修改。如需修改，请先撤回送审或请审核人退回。",
        ));
    }
    Ok(item)
}

/// The sentence for whoever was overtaken.
async fn overtaken(q: &mut impl Query, item: &Item) -> Result<Error, Error> {
    let who = match item.changed_by {
        Some(person) => identity::people::find(q, person).await?.map(|p| p.name),
        None => None,
    };
    let who = who.unwrap_or_else(|| "另一位编辑".to_owned());
    Ok(Error::Conflict(format!(
        "您打开之后，{who}已于 {} 保存过这篇稿件。您填写的内容还在：请打开最新稿对照后再保存。",
        item.changed_at.minutes()
    )))
}

/// Everything about a draft that can be wrong; gives its column. What stood there `before` may stay.
async fn checked(
    q: &mut impl Query,
    by: &Actor,
    draft: &Draft,
    content: &Content,
    before: Option<&Item>,
) -> Result<crate::Column, Error> {
    let (kind, attribute) = (draft.kind.as_str(), draft.attribute.as_str());
    let mut faults = content.faults(kind, false);
    faults.extend(quoted(q, by, content, before).await?);
    if kind == "link" {
        let own = before.map(|item| circle::Place::Item(item.id));
        faults.extend(circle::fault(q, own, "link_url", &content.link_url).await?);
    }
    let mut need = |ok: bool, field: &str, message: &str| {
        if !ok {
            faults.push(base::FieldError::new(field, message));
        }
    };
    need(terms::title(terms::KINDS, kind).is_some(), "kind", "请选择稿件类型。");
    let known = attribute.is_empty() || terms::title(terms::ATTRIBUTES, attribute).is_some();
    need(known, "attribute", "请从列表中选择公开属性。");
    let short = base::text::char_count(&draft.attribute_why) <= WHY_CHARS_MAX;
    need(short, "attribute_why", &format!("理由与依据不得超过 {WHY_CHARS_MAX} 个字，请精简。"));
    let found = columns::find(q, draft.column).await?.filter(|c| c.closed_at.is_none() && c.kind != "link");
    let stays = before.is_some_and(|item| item.column_id == draft.column);
    let open = match &found {
        Some(column) => stays || crate::column::open_to(q, by, column).await?,
        None => false,
    };
    need(open, "column", "请选择栏目：所选栏目不存在、已关闭、是链接栏目，或者不接收本单位的稿件。");
    need(
        !leaves(before, found.as_ref()),
        "column",
        "发布过的稿件不能改到其他网站的栏目：原网址和撤回由原网站负责。要在那里显示的，请向该网站报送；要另写一篇的，请复制稿件。",
    );
    match found {
        Some(column) if faults.is_empty() => Ok(column),
        _ => Err(Error::Invalid(faults)),
    }
}

/// Whether what was published on one site is to go to a column of another: its address, and who withdraws it, stay with the first.
fn leaves(before: Option<&Item>, to: Option<&crate::Column>) -> bool {
    let other = |item: &Item| to.is_some_and(|column| column.id != item.column_id && column.site_id != item.site_id);
    before.is_some_and(|item| item.published_at.is_some() && other(item))
}

/// What is wrong with the further columns: only who publishes on a site shows something there.
async fn quoted(
    q: &mut impl Query,
    by: &Actor,
    content: &Content,
    before: Option<&Item>,
) -> Result<Vec<base::FieldError>, Error> {
    let old = before.map(Item::content).transpose()?.unwrap_or_default();
    for quote in content.quotes.iter().filter(|quote| !old.quotes.contains(quote)) {
        let column = columns::find(q, *quote).await?.filter(|c| c.closed_at.is_none() && c.kind != "link");
        let site = match &column {
            Some(column) => sites::find(q, column.site_id).await?,
            None => None,
        };
        if !site.is_some_and(|site| by.may(PUBLISH, Some(site.unit_id))) {
            let message = "只能引用到您负责发布的网站的栏目。需要在其他网站显示的，请向该网站报送。";
            return Ok(vec![base::FieldError::new("quotes", message)]);
        }
    }
    Ok(Vec::new())
}
