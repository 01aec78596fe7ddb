//! Sites (站点): making, changing and closing them.

use base::{Error, FieldError, text};
use serde_json::json;
use store::search::{Named, renamed};
use store::{Query, Tx};

use crate::store::sites as rows;
use crate::{DISCLOSED, Desk, KEEP, Site, site_key, terms};

/// Slug of the portal.
pub const MAIN: &str = "main";

/// What is typed about a site.
#[derive(Debug, Clone, Default)]
pub struct SiteForm {
    /// 名称.
    pub name: String,
    /// Key of a kind of site.
    pub kind: String,
    /// The unit that keeps it.
    pub unit: i64,
    /// Host name of its own, may be empty.
    pub host: String,
    /// Explicit order among siblings.
    pub rank: i64,
}

/// The site `id`, open or closed.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Site>, Error> {
    Ok(rows::find(q, id).await?)
}

/// The site called `slug`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_slug(q: &mut impl Query, slug: &str) -> Result<Option<Site>, Error> {
    Ok(rows::by_slug(q, slug).await?)
}

/// The portal.
///
/// # Errors
/// A fault when there is none or the database does not answer.
pub async fn main(q: &mut impl Query) -> Result<Option<Site>, Error> {
    Ok(rows::by_slug(q, MAIN).await?)
}

/// All sites, parents first, in order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn all(q: &mut impl Query) -> Result<Vec<Site>, Error> {
    Ok(rows::all(q).await?)
}

/// The sites that `actor` may do `verb` on; another unit's site is not among them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn within(q: &mut impl Query, actor: &identity::Actor, verb: &str) -> Result<Vec<Site>, Error> {
    let all = rows::all(q).await?;
    Ok(all.into_iter().filter(|site| actor.may(verb, Some(site.unit_id))).collect())
}

/// Makes a site under `parent`.
///
/// # Errors
/// The actor may not keep sites of the unit, or not the parent; fields are wrong; the slug or the host name is taken.
pub async fn create(
    tx: &mut Tx,
    desk: &Desk<'_>,
    parent: Option<i64>,
    slug: &str,
    form: &SiteForm,
) -> Result<i64, Error> {
    let mut faults = check(form);
    faults.extend(check_slug(slug));
    faults.extend(check_unit(tx, form.unit).await?);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    desk.by.require(KEEP, Some(form.unit))?;
    if let Some(parent) = parent {
        let there = rows::find(tx, parent).await?.filter(|site| site.closed_at.is_none());
        let kept = there.filter(|site| desk.by.may(KEEP, Some(site.unit_id)));
        kept.ok_or_else(|| Error::field("parent", "没有这个上级站点，或者它不由您管理，请另选。"))?;
    }
    if rows::by_slug(tx, slug).await?.is_some() {
        return Err(Error::field("slug", "站点标识已被使用，请换一个。"));
    }
    free_host(tx, None, &form.host).await?;
    let (name, host) = (text::clean_line(&form.name), host(&form.host));
    let words = rows::Words { name: &name, kind: &form.kind, unit: form.unit, host: &host, rank: form.rank };
    let id = rows::insert(tx, parent, slug, &words).await?;
    let facts = json!({ "slug": slug, "kind": form.kind, "unit": form.unit, "host": host, "parent": parent });
    desk.record(tx, "edition.site.create", ("site", id), facts, Vec::new()).await?;
    desk.tell(tx, [web::SITE.to_owned(), site_key(id)].into());
    Ok(id)
}

/// Changes name, kind, keeper, host name and order of a site. What the search shows to its keeper, or with his name, is written
/// again by a job; the site itself stands there with its short name, which never changes.
///
/// # Errors
/// The actor may not keep it, before or after; fields are wrong; it is not there.
pub async fn change(tx: &mut Tx, desk: &Desk<'_>, id: i64, form: &SiteForm) -> Result<(), Error> {
    let site = kept(tx, desk, id).await?;
    let mut faults = check(form);
    if form.unit != site.unit_id {
        faults.extend(check_unit(tx, form.unit).await?);
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    desk.by.require(KEEP, Some(form.unit))?;
    free_host(tx, Some(site.id), &form.host).await?;
    let (name, host) = (text::clean_line(&form.name), host(&form.host));
    let words = rows::Words { name: &name, kind: &form.kind, unit: form.unit, host: &host, rank: form.rank };
    rows::update(tx, id, &words).await?;
    if site.unit_id != form.unit {
        renamed(tx, Named::Site(id)).await?;
    }
    let facts = json!({ "kind": form.kind, "unit": form.unit, "host": host, "rank": form.rank });
    desk.record(tx, "edition.site.change", ("site", id), facts, Vec::new()).await?;
    desk.tell(tx, [web::SITE.to_owned(), site_key(id)].into());
    Ok(())
}

/// Takes a site off line (or opens it again). The portal stays. What only this site shows is in no list of other pages any more; it
/// leaves the search by a job, or comes back to it.
///
/// # Errors
/// The actor may not keep it; it is not there; it is the portal.
pub async fn close(tx: &mut Tx, desk: &Desk<'_>, id: i64, closed: bool) -> Result<(), Error> {
    let site = kept(tx, desk, id).await?;
    if site.slug == MAIN {
        return Err(Error::refused("edition.main", "门户网站不能下线。"));
    }
    rows::close(tx, id, closed.then_some(desk.now)).await?;
    renamed(tx, Named::Site(id)).await?;
    let verb = if closed { "edition.site.close" } else { "edition.site.open" };
    desk.record(tx, verb, ("site", id), json!({ "slug": site.slug }), Vec::new()).await?;
    desk.tell(tx, [web::SITE.to_owned(), site_key(id), DISCLOSED.to_owned()].into());
    Ok(())
}

/// The site, if the actor may keep it; else it does not exist for him.
pub(crate) async fn kept(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<Site, Error> {
    let site = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    if desk.by.may(KEEP, Some(site.unit_id)) { Ok(site) } else { Err(Error::Unseen) }
}

fn host(text: &str) -> String {
    text.trim().trim_end_matches('.').to_lowercase()
}

async fn free_host(tx: &mut Tx, own: Option<i64>, typed: &str) -> Result<(), Error> {
    let wanted = host(typed);
    let taken = !wanted.is_empty() && rows::all(tx).await?.iter().any(|s| s.host == wanted && Some(s.id) != own);
    if taken { Err(Error::field("host", "该域名已由另一站点使用，请换一个。")) } else { Ok(()) }
}

/// What is wrong with a short name in addresses.
pub(crate) fn check_slug(slug: &str) -> Option<FieldError> {
    let plain = slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let wrong = slug.is_empty() || slug.len() > 60 || !plain || slug.starts_with('-');
    wrong.then(|| FieldError::new("slug", "标识须为 1 至 60 位小写字母、数字或连字符。"))
}

/// What is wrong with the unit that was chosen.
pub(crate) async fn check_unit(tx: &mut Tx, unit: i64) -> Result<Option<FieldError>, Error> {
    let there = identity::units::find(tx, unit).await?.is_some_and(|unit| unit.closed_on.is_none());
    Ok((!there).then(|| FieldError::new("unit", "没有这个单位，或者它已撤销，请从列表中选择。")))
}

fn check(form: &SiteForm) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let name = text::clean_line(&form.name);
    if name.is_empty() || text::char_count(&name) > 60 {
        faults.push(FieldError::new("name", "站点名称须为 1 至 60 个字。"));
    }
    if terms::title(terms::SITE_KINDS, &form.kind).is_none() {
        faults.push(FieldError::new("kind", "请从列表中选择站点类型。"));
    }
    let host = host(&form.host);
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if host.len() > 253 || !plain || host.starts_with(['.', '-']) {
        faults.push(FieldError::new("host", "域名须由字母、数字、点和连字符组成，例如 nyj.qinghe.example。"));
    }
    faults
}
