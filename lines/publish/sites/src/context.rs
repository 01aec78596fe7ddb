//! What the pages of a site print: the `site` of every page's context.

use base::{Error, Fault, Moment};
use edition::{Column, Site};
use serde_json::{Value, json};
use web::App;

use crate::look::{ALERTS, Link, Look, named, usual};
use crate::menu;
use crate::store::{looks, pictures};

/// The `site` of the pages of the site called `slug`, `""` for the portal; app hands it to web.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn context(app: &App, slug: &str) -> Result<Option<Value>, Error> {
    let mut reader = app.db.reader();
    let slug = if slug.is_empty() { edition::site::MAIN } else { slug };
    let Some(site) = edition::site::by_slug(&mut reader, slug).await? else { return Ok(None) };
    let look = look_of(app, &site).await?;
    of(app, &site, &look).await.map(Some)
}

/// Host names with the sites they belong to; app hands it to web.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn hosts(app: &App) -> Result<Vec<(String, String)>, Error> {
    let all = edition::site::all(&mut app.db.reader()).await?;
    Ok(all.into_iter().filter(|site| !site.host.is_empty()).map(|site| (site.host, site.slug)).collect())
}

/// The look of a site that is shown now.
pub(crate) async fn look_of(app: &App, site: &Site) -> Result<Look, Error> {
    match looks::current(&mut app.db.reader(), site.id).await? {
        Some(row) => Ok(row.look()?),
        None => Ok(usual(&site.kind)),
    }
}

/// What the pages of `site` print when it looks like `look`.
pub(crate) async fn of(app: &App, site: &Site, look: &Look) -> Result<Value, Error> {
    let mut reader = app.db.reader();
    let now = app.clock.now();
    let portal = edition::site::main(&mut reader).await?;
    let is_portal = site.slug == edition::site::MAIN;
    let above = match &portal {
        Some(portal) if !is_portal => look_of(app, portal).await?,
        _ => Look::default(),
    };
    let footer = look.footer.clone().over(&above.footer);
    let columns = edition::column::of_site(&mut reader, site.id).await?;
    let base = |host: &str| {
        let scheme = if app.config.https { "https" } else { "http" };
        if host.is_empty() { String::new() } else { format!("{scheme}://{host}") }
    };
    let portal_base = portal.as_ref().map(|portal| base(&portal.host)).unwrap_or_default();
    let own_base = base(&site.host);
    let begins = if own_base.is_empty() { format!("{portal_base}{}", site.href()) } else { format!("{own_base}/") };
    let or_above = |own: &[Link], above: &[Link]| if own.is_empty() { above.to_vec() } else { own.to_vec() };
    let picture = match look.picture {
        Some(id) => pictures::find(&mut reader, id).await?.filter(|picture| picture.site_id == site.id),
        None => None,
    };
    let links = if look.links.is_empty() { &above.links } else { &look.links };
    let media = or_above(&look.media, &above.media);
    Ok(json!({
        "slug": site.slug,
        "name": site.name,
        "portal": is_portal,
        "portal_name": portal.map(|portal| portal.name).unwrap_or_default(),
        "home": site.href(),
        "base": own_base,
        "portal_base": portal_base,
        "domain": if site.host.is_empty() { begins.trim_end_matches('/').trim_start_matches("http://").trim_start_matches("https://") } else { site.host.as_str() },
        "code": footer.code,
        "host_unit": footer.host_unit,
        "undertaker": footer.undertaker,
        "icp": footer.icp,
        "police_no": footer.police.chars().filter(char::is_ascii_digit).collect::<String>(),
        "police": footer.police,
        "mark": footer.mark,
        "phone": footer.phone,
        "address": footer.address,
        "postcode": footer.postcode,
        "about": footer.about,
        "accent": look.accent,
        "art": look.art,
        "picture": picture.map(|picture| format!("/sites/pictures/{}", picture.id)).unwrap_or_default(),
        "kiosk_idle": app.number("sites.kiosk.idle")?.to_string(),
        "grey": grey(look, now),
        "alert": alert(look, now).or_else(|| alert(&above, now)),
        "hot": if look.hot.is_empty() { &above.hot } else { &look.hot },
        "upper": or_above(&look.upper, &above.upper),
        "links": links,
        "media": media.iter().map(|m| Ok(json!({ "title": m.title, "svg": base::qr::svg(&m.href, 96)? }))).collect::<Result<Vec<_>, Fault>>()?,
        "menu": menu::entries(app, site, look, &columns),
        "qr": if own_base.is_empty() && portal_base.is_empty() { String::new() } else { base::qr::svg(&begins, 96)? },
        "closed": closed(site),
    }))
}

/// What a site that is off line answers.
fn closed(site: &Site) -> String {
    match site.closed_at {
        Some(at) => format!("{}已于 {} 下线，内容不再更新。需要查阅原有信息的，请联系主办单位。", site.name, at.date()),
        None => String::new(),
    }
}

/// Where grey mode reaches today.
fn grey(look: &Look, now: Moment) -> &str {
    let over = look.grey.until.is_some_and(|until| now.date() > until);
    if over { "" } else { look.grey.on.as_str() }
}

/// The emergency banner, while it stands.
fn alert(look: &Look, now: Moment) -> Option<Value> {
    let alert = &look.alert;
    let over = alert.until.is_some_and(|until| now.0 >= until);
    let word = named(ALERTS, &alert.level).filter(|_| !alert.text.is_empty() && !over)?;
    Some(json!({ "level": alert.level, "word": word, "text": alert.text, "href": alert.href }))
}

/// Whether the public sees a column in menus and lists: it is not hidden and there is something in it (空白栏目不对外显示).
pub(crate) fn is_shown(column: &Column) -> bool {
    let filled = column.items > 0 || (column.kind == "link" && !column.link.is_empty());
    filled && !column.hidden && column.closed_at.is_none()
}
