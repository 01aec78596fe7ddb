//! Columns (栏目): making, changing, moving and closing them.

use base::{Date, Error, Fault, FieldError, Moment, Rules, text};
use identity::Actor;
use serde_json::json;
use store::search::{Named, renamed};
use store::{Query, Tx};

use crate::store::{columns as rows, places};
use crate::{Column, Desk, PUBLISH, WRITE, circle, column_key, site, site_key, terms};

/// Columns of one site at most.
const COLUMNS_MAX: usize = 2_000;

/// What is typed about a column.
#[derive(Debug, Clone, Default)]
pub struct ColumnForm {
    /// 名称.
    pub name: String,
    /// Key of a kind of column.
    pub kind: String,
    /// The unit that has to keep it current.
    pub unit: i64,
    /// What belongs in it.
    pub note: String,
    /// Address that a column of the kind `link` leads to.
    pub link: String,
    /// Explicit order among siblings.
    pub rank: i64,
    /// Not shown in menus.
    pub hidden: bool,
    /// Longest time without news in days, when it is to be shorter than that of its kind or its kind has none.
    pub gap: Option<i64>,
}

/// How current a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Currency {
    /// It has no allowed gap.
    Free,
    /// In time; until this date something new has to come.
    Fresh(Date),
    /// Near its end.
    Near(Date),
    /// Over it since this date.
    Late(Date),
    /// Nothing was ever published in it: it is not shown to the public.
    Blank,
}

/// The column `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Column>, Error> {
    Ok(rows::find(q, id).await?)
}

/// The column called `slug` on a site.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_slug(q: &mut impl Query, site: i64, slug: &str) -> Result<Option<Column>, Error> {
    Ok(rows::by_slug(q, site, slug).await?)
}

/// The open columns of a site: parents before what is under them, siblings in their order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_site(q: &mut impl Query, site: i64) -> Result<Vec<Column>, Error> {
    Ok(rows::of_site(q, site).await?)
}

/// The columns among `ids`, closed ones too.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn these(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Column>, Error> {
    Ok(rows::these(q, ids).await?)
}

/// How much of what is shown now was published between two moments, the first included: pairs of column and number.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published(q: &mut impl Query, from: Moment, before: Moment) -> Result<Vec<(i64, i64)>, Error> {
    Ok(rows::published(q, from, before).await?)
}

/// How many editions a site shows in columns of `kinds`, or of all kinds when none is named, that were published between two
/// moments, the first included: each once, in however many columns it stands, and those of columns that were closed meanwhile.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published_on(
    q: &mut impl Query,
    site: i64,
    kinds: &[&str],
    period: (Moment, Moment),
) -> Result<i64, Error> {
    Ok(rows::published_on(q, site, kinds, period).await?)
}

/// All open columns of all sites by key, after `after`: the column ledger.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn watched(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<Column>, Error> {
    Ok(rows::watched(q, after, limit).await?)
}

/// Whether `actor` may write for `column`: he writes for or publishes on its site, or it is a column of the portal to which
/// units hand editions in (报送).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn open_to(q: &mut impl Query, actor: &Actor, column: &Column) -> Result<bool, Error> {
    let Some(site) = crate::store::sites::find(q, column.site_id).await? else { return Ok(false) };
    if site.closed_at.is_some() || column.closed_at.is_some() || column.kind == "link" {
        return Ok(false);
    }
    let ours = actor.may(WRITE, Some(site.unit_id)) || actor.may(PUBLISH, Some(site.unit_id));
    let handed_in = terms::column_kind(&column.kind).is_some_and(|kind| kind.handed_in) && !column.hidden;
    Ok(ours || (site.slug == site::MAIN && handed_in && actor.may(WRITE, None)))
}

/// The longest time without news that `column` may have, in days: its own, or that of its kind (检查指标 单项否决 W4); nothing
/// for none.
///
/// # Errors
/// A fault when its rule row is missing.
pub fn gap(column: &Column, rules: &Rules, today: Date) -> Result<Option<i64>, Fault> {
    match column.gap_days {
        Some(days) => Ok(Some(days)),
        None if column.gap_rule.is_empty() => Ok(None),
        None => Ok(Some(rules.number(&column.gap_rule, today)?)),
    }
}

/// How current `column` is today under its gap (检查指标 单项否决 W4).
///
/// # Errors
/// A fault when its rule row is missing.
pub fn currency(column: &Column, rules: &Rules, today: Date) -> Result<Currency, Fault> {
    if column.items == 0 && !matches!(column.kind.as_str(), "link" | "topic") {
        return Ok(Currency::Blank);
    }
    let (Some(last), Some(gap)) = (column.last_at, gap(column, rules, today)?) else { return Ok(Currency::Free) };
    let warn = rules.number("edition.gap.warn", today)?;
    let until = Moment(last.0.saturating_add(gap.saturating_mul(base::time::DAY))).date();
    let near = Moment::start_of(until).plus(-warn.saturating_mul(base::time::DAY)).date();
    Ok(if today > until {
        Currency::Late(until)
    } else if today >= near {
        Currency::Near(until)
    } else {
        Currency::Fresh(until)
    })
}

/// Makes a column on a site, under `parent` or at the top.
///
/// # Errors
/// The actor may not keep the site; fields are wrong; the slug is taken on this site.
pub async fn create(
    tx: &mut Tx,
    desk: &Desk<'_>,
    site_id: i64,
    parent: Option<i64>,
    slug: &str,
    form: &ColumnForm,
) -> Result<i64, Error> {
    site::kept(tx, desk, site_id).await?;
    let mut faults = check(form);
    faults.extend(site::check_slug(slug));
    faults.extend(check_given(tx, desk, form, None).await?);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let above = above(tx, site_id, parent).await?;
    if rows::by_slug(tx, site_id, slug).await?.is_some() {
        return Err(Error::field("slug", "本站已有这个栏目标识，请换一个。"));
    }
    if rows::of_site(tx, site_id).await?.len() >= COLUMNS_MAX {
        return Err(Error::refused("edition.columns", "本站栏目已达上限（2000 个）。请先关闭不用的栏目。"));
    }
    let clean = Clean::of(form);
    let id = rows::insert(tx, site_id, above.as_ref(), slug, &clean.words(form)).await?;
    let facts = json!({ "site": site_id, "slug": slug, "kind": form.kind, "unit": form.unit, "parent": parent });
    desk.record(tx, "edition.column.create", ("column", id), facts, Vec::new()).await?;
    desk.tell(tx, [site_key(site_id), web::SITE.to_owned()].into());
    Ok(id)
}

/// Changes a column. What the search shows with its name is written again by a job.
///
/// # Errors
/// The actor may not keep its site; fields are wrong; it is not there.
pub async fn change(tx: &mut Tx, desk: &Desk<'_>, id: i64, form: &ColumnForm) -> Result<(), Error> {
    let column = kept(tx, desk, id).await?;
    let mut faults = check(form);
    faults.extend(check_given(tx, desk, form, Some(&column)).await?);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let clean = Clean::of(form);
    rows::update(tx, id, &clean.words(form)).await?;
    if column.name != clean.name {
        renamed(tx, Named::Column(id)).await?;
    }
    let facts = json!({ "kind": form.kind, "unit": form.unit, "rank": form.rank, "hidden": form.hidden });
    desk.record(tx, "edition.column.change", ("column", id), facts, Vec::new()).await?;
    desk.tell(tx, [site_key(column.site_id), column_key(id), web::SITE.to_owned()].into());
    Ok(())
}

/// Moves a column up or down among its siblings, which get the ranks 10, 20, 30, … in their new order; nothing else of them is
/// looked at. At either end it stays.
///
/// # Errors
/// The actor may not keep its site; it is not there.
pub async fn order(tx: &mut Tx, desk: &Desk<'_>, id: i64, up: bool) -> Result<(), Error> {
    let column = kept(tx, desk, id).await?;
    let mut siblings = rows::of_site(tx, column.site_id).await?;
    siblings.retain(|sibling| sibling.parent_id == column.parent_id);
    let at = siblings.iter().position(|sibling| sibling.id == id).ok_or(Error::Unseen)?;
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < siblings.len()) };
    let Some(to) = to else { return Ok(()) };
    siblings.swap(at, to);
    for (rank, sibling) in (1..).map(|place| place * 10).zip(&siblings) {
        if sibling.rank != rank {
            rows::set_rank(tx, sibling.id, rank).await?;
            let facts = json!({ "rank": rank });
            desk.record(tx, "edition.column.change", ("column", sibling.id), facts, Vec::new()).await?;
        }
    }
    let keys = siblings.iter().map(|sibling| column_key(sibling.id));
    desk.tell(tx, keys.chain([site_key(column.site_id), web::SITE.to_owned()]).collect());
    Ok(())
}

/// Puts a column, with everything under it, under another one of the same site; what is published in it shows in the
/// lists of its new upper columns and no longer in those of the old. Its address stays.
///
/// # Errors
/// The actor may not keep the site; the new place lies under the column itself or on another site.
pub async fn move_under(tx: &mut Tx, desk: &Desk<'_>, id: i64, parent: Option<i64>) -> Result<(), Error> {
    let column = kept(tx, desk, id).await?;
    let above = above(tx, column.site_id, parent).await?;
    if above.as_ref().is_some_and(|above| above.path.starts_with(&column.path)) {
        return Err(Error::field("parent", "不能把栏目移到它自己或它的下级栏目之下。"));
    }
    let before = column.above();
    rows::move_under(tx, &column, above.as_ref()).await?;
    let moved = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let mut changed: std::collections::BTreeSet<i64> = before.into_iter().chain(moved.above()).collect();
    for over in changed.clone() {
        places::clear_inherited(tx, over).await?;
        let Some(over) = rows::find(tx, over).await? else { continue };
        for below in rows::subtree(tx, &over).await?.into_iter().filter(|below| below.id != over.id) {
            places::inherit(tx, below.id, &[over.id]).await?;
        }
        rows::recount(tx, over.id).await?;
    }
    changed.insert(id);
    desk.record(tx, "edition.column.move", ("column", id), json!({ "to": parent }), Vec::new()).await?;
    let keys = changed.into_iter().map(column_key).chain([site_key(column.site_id), web::SITE.to_owned()]).collect();
    desk.tell(tx, keys);
    Ok(())
}

/// Closes a column that has nothing open under it; its editions stay where else they are shown.
///
/// # Errors
/// The actor may not keep the site; it has open columns under it.
pub async fn close(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<(), Error> {
    let column = kept(tx, desk, id).await?;
    let below = rows::subtree(tx, &column).await?;
    if below.iter().any(|c| c.id != id && c.closed_at.is_none()) {
        return Err(Error::refused("edition.column.busy", "该栏目下还有子栏目。请先移动或关闭它们。"));
    }
    if rows::close(tx, id, desk.now).await? == 0 {
        return Err(Error::Conflict("该栏目已经关闭。".to_owned()));
    }
    desk.record(tx, "edition.column.close", ("column", id), json!({ "slug": column.slug }), Vec::new()).await?;
    desk.tell(tx, [site_key(column.site_id), column_key(id), web::SITE.to_owned()].into());
    Ok(())
}

async fn kept(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<Column, Error> {
    let column = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    site::kept(tx, desk, column.site_id).await?;
    Ok(column)
}

async fn above(tx: &mut Tx, site: i64, parent: Option<i64>) -> Result<Option<Column>, Error> {
    let Some(parent) = parent else { return Ok(None) };
    match rows::find(tx, parent).await? {
        Some(column) if column.site_id == site && column.closed_at.is_none() => Ok(Some(column)),
        _ => Err(Error::field("parent", "本站没有这个上级栏目，或它已关闭，请另选。")),
    }
}

fn check(form: &ColumnForm) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let name = text::clean_line(&form.name);
    if name.is_empty() || text::char_count(&name) > 40 {
        faults.push(FieldError::new("name", "栏目名称须为 1 至 40 个字。"));
    }
    if terms::column_kind(&form.kind).is_none() {
        faults.push(FieldError::new("kind", "请从列表中选择栏目类型。"));
    }
    let link = form.link.trim();
    let local = link.starts_with('/') || link.starts_with("https://") || link.starts_with("http://");
    if form.kind == "link" && !local {
        faults.push(FieldError::new("link", "链接类栏目须填写网址，以 /、http:// 或 https:// 开头。"));
    }
    if text::char_count(&form.note) > 200 {
        faults.push(FieldError::new("note", "栏目说明不得超过 200 个字。"));
    }
    faults
}

/// What is wrong with unit, link and gap, which only the database and the rules know; a column keeps a unit that was closed meanwhile.
async fn check_given(
    tx: &mut Tx,
    desk: &Desk<'_>,
    form: &ColumnForm,
    before: Option<&Column>,
) -> Result<Vec<FieldError>, Error> {
    let mut faults = Vec::new();
    if before.is_none_or(|column| column.unit_id != form.unit) {
        faults.extend(site::check_unit(tx, form.unit).await?);
    }
    if form.kind == "link" {
        let own = before.map(|column| circle::Place::Column(column.id));
        faults.extend(circle::fault(tx, own, "link", &text::clean_line(&form.link)).await?);
    }
    let Some(days) = form.gap else { return Ok(faults) };
    let most = desk.app.number("edition.gap.own")?;
    let of_kind = match terms::column_kind(&form.kind).map_or("", |kind| kind.gap) {
        "" => most,
        rule => desk.app.number(rule)?.min(most),
    };
    if days < 1 || days > of_kind {
        let message = format!("最长间隔须为 1 至 {of_kind} 天（不得长于这类栏目的规定）；不另定的请留空。");
        faults.push(FieldError::new("gap", message));
    }
    Ok(faults)
}

struct Clean {
    name: String,
    note: String,
    link: String,
}

impl Clean {
    fn of(form: &ColumnForm) -> Self {
        Self {
            name: text::clean_line(&form.name),
            note: text::clean_line(&form.note),
            link: if form.kind == "link" { text::clean_line(&form.link) } else { String::new() },
        }
    }

    fn words<'a>(&'a self, form: &'a ColumnForm) -> rows::Words<'a> {
        rows::Words {
            name: &self.name,
            kind: &form.kind,
            unit: form.unit,
            gap_rule: terms::column_kind(&form.kind).map_or("", |kind| kind.gap),
            gap_days: form.gap,
            note: &self.note,
            link: &self.link,
            rank: form.rank,
            hidden: form.hidden,
        }
    }
}
