//! What the demonstration county discloses: documents at every place of the catalogue, standard catalogues of some domains and
//! lists of some organs, all invented. What is there already stays as it is.

mod papers;
mod sheets;

use base::Error;
use base::time::DAY;
use edition::gate::Passed;
use edition::import::{self, Import};
use edition::{Column, Content, Desk, Head};
use identity::Actor;
use identity::units::Unit;
use store::Tx;
use web::App;

use crate::model::{Entry, Row};
use crate::{actions, first_texts, store as rows};
use papers::{PAPERS, Paper};
use sheets::{LISTED, STANDARDS};

/// Days between two documents, so that nothing of it is newer than the county's notices.
const APART: i64 = 6;
/// Days since the newest of them.
const SINCE: i64 = 12;

/// Makes what is missing.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut reader = app.db.reader();
    let Some(portal) = edition::site::main(&mut reader).await? else { return Ok(()) };
    let columns = edition::column::of_site(&mut reader, portal.id).await?;
    let units = identity::units::all(&mut reader).await?;
    let mut tx = app.db.begin().await?;
    for (at, paper) in PAPERS.iter().enumerate() {
        bring(&mut tx, &desk, (&columns, &units), at, paper).await?;
    }
    for unit in units.iter().filter(|unit| matches!(unit.kind.as_str(), "government" | "town")) {
        own_texts(&mut tx, &desk, unit).await?;
    }
    for (short, domain, lines) in STANDARDS {
        if let Some(unit) = units.iter().find(|unit| unit.short_name == *short) {
            standard(&mut tx, &desk, (unit, &columns), domain, lines).await?;
        }
    }
    for (short, list, entries) in LISTED {
        if let Some(unit) = units.iter().find(|unit| unit.short_name == *short) {
            powers(&mut tx, &desk, unit, list, entries).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// A document at its place, as an import brings it.
async fn bring(
    tx: &mut Tx,
    desk: &Desk<'_>,
    (columns, units): (&[Column], &[Unit]),
    at: usize,
    paper: &Paper,
) -> Result<(), Error> {
    let origin = format!("demo:disclosure:{}:{at}", paper.node);
    let column = columns.iter().find(|column| column.slug == paper.column);
    let unit = units.iter().find(|unit| unit.short_name == paper.unit);
    let (Some(column), Some(unit)) = (column, unit) else { return Ok(()) };
    if edition::item::by_origin(tx, &origin).await?.is_some() {
        return Ok(());
    }
    let days = SINCE.saturating_add(APART.saturating_mul(i64::try_from(at).unwrap_or(0)));
    let when = desk.now.plus(-days.saturating_mul(DAY));
    let year = when.date().year();
    let fill = |text: &str| text.replace("{年}", &year.to_string()).replace("{上年}", &(year - 1).to_string());
    let body: String = paper.body.lines().map(|line| format!("<p>{}</p>", fill(line.trim()))).collect();
    let head = Head {
        node: paper.node.to_owned(),
        genre: paper.genre.to_owned(),
        theme: paper.theme.to_owned(),
        issuer: unit.name.clone(),
        made_on: when.date().yesterday().ok(),
        ..Head::default()
    };
    let content = Content {
        title: fill(paper.title),
        summary: base::text::truncate(&fill(paper.body.lines().next().unwrap_or_default()), 80),
        body,
        source: unit.name.clone(),
        editor: "青禾县政府网站编辑部".to_owned(),
        shown_at: Some(when.0),
        head,
        ..Content::default()
    };
    let (kind, attribute, addresses) = ("article", "active", &[][..]);
    let import = Import { origin: &origin, kind, column: column.id, unit: unit.id, attribute, content, addresses };
    import::bring(tx, desk, import).await?;
    Ok(())
}

/// Guide and rules of an organ that has none; the other organs have still to write theirs, as their pages say.
async fn own_texts(tx: &mut Tx, desk: &Desk<'_>, unit: &Unit) -> Result<(), Error> {
    if rows::page(tx, unit.id, "guide").await?.is_some() {
        return Ok(());
    }
    let said = [
        ("机构名称：", format!("{}办公室", unit.name)),
        ("办公地址：", format!("青禾县{}办公楼 2 楼", unit.short_name)),
        ("办公时间：", "工作日 8:30—12:00，14:30—18:00，法定节假日除外".to_owned()),
        ("传真号码：", "无".to_owned()),
        ("互联网联系方式：", "www.qinghe.example".to_owned()),
    ];
    let phone = if unit.phone.is_empty() { "0000-7000000" } else { unit.phone.as_str() };
    let guide = said.iter().fold(first_texts::first("guide", &unit.name, phone), |guide, (head, said)| {
        guide.replace(&format!("{head}</p>"), &format!("{head}{said}</p>"))
    });
    let rules = first_texts::first("rules", &unit.name, phone);
    for (kind, body) in [("guide", guide), ("rules", rules)] {
        actions::set_page(desk, tx, (unit.id, kind), &body, &Passed::default()).await?;
    }
    Ok(())
}

/// The catalogue of a domain, its rows bound to columns by turns; the last row is still without one.
async fn standard(
    tx: &mut Tx,
    desk: &Desk<'_>,
    (unit, columns): (&Unit, &[Column]),
    domain: &str,
    lines: &[[&str; 5]],
) -> Result<(), Error> {
    if !rows::standard(tx, unit.id, domain).await?.is_empty() {
        return Ok(());
    }
    let column = |slug: &str| columns.iter().find(|column| column.slug == slug).map(|column| column.id);
    let row = |[item, sub, content, basis, slug]: &[&str; 5]| {
        let given = [item, sub, content, basis].map(|text| (*text).to_owned());
        let rest =
            ["自信息形成或者变更之日起20个工作日内", unit.name.as_str(), "政府网站、政务服务窗口、村（社区）公示栏"];
        let rest = rest.into_iter().chain(["全社会", "主动公开", "县级、乡级"]).map(str::to_owned);
        Row { texts: given.into_iter().chain(rest).collect(), column: column(slug) }
    };
    actions::set_standard(desk, tx, (unit.id, domain), lines.iter().map(row).collect(), &Passed::default()).await?;
    Ok(())
}

/// A list of an organ: a first version without its last entry, and the one in force.
async fn powers(tx: &mut Tx, desk: &Desk<'_>, unit: &Unit, list: &str, entries: &[[&str; 5]]) -> Result<(), Error> {
    if !rows::powers(tx, unit.id, list).await?.is_empty() {
        return Ok(());
    }
    let entries: Vec<(u32, Entry)> = (1..).zip(entries.iter().map(|entry| entry.map(str::to_owned))).collect();
    let first = entries.get(..entries.len().saturating_sub(1)).unwrap_or_default();
    if !first.is_empty() {
        actions::set_powers(desk, tx, (unit.id, list), first, "首次公布本清单", &Passed::default()).await?;
    }
    actions::set_powers(desk, tx, (unit.id, list), &entries, "根据职责调整增加 1 项", &Passed::default()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_catalogue_has_a_document_or_articles_of_the_portal() {
        // The rules and the statistics come with the articles.
        for node in crate::catalogue::NODES {
            let here = |paper: &Paper| paper.node == node.key || paper.node.starts_with(&format!("{}/", node.key));
            let brought = matches!(node.key, "basis/rule" | "statistics");
            assert!(brought || PAPERS.iter().any(here), "{} is empty", node.title);
        }
        assert!(PAPERS.iter().all(|paper| edition::terms::title(edition::terms::GENRES, paper.genre).is_some()));
        assert!(
            STANDARDS.iter().all(|(_, domain, _)| edition::terms::title(crate::catalogue::DOMAINS, domain).is_some())
        );
        assert!(LISTED.iter().all(|(_, list, _)| edition::terms::title(crate::catalogue::LISTS, list).is_some()));
    }
}
