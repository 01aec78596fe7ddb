//! Pictures without words and links that lead outside, to inner networks or nowhere. Own addresses are looked up in our own
//! tables; others are never called.

use ::store::Query;
use base::Error;
use edition::{Content, FileRow, Item};
use intake::text::{LinkKind, Reach};

use super::{Finding, Level};

/// Links that are looked at; an article with more is a directory.
const LINKS_MAX: usize = 300;

/// What is found about pictures and links.
pub(super) async fn check(
    q: &mut impl Query,
    item: &Item,
    content: &Content,
    files: &[FileRow],
    hosts: &[String],
) -> Result<Vec<Finding>, Error> {
    let mut hosts = hosts.to_vec();
    hosts.extend(edition::site::all(q).await?.into_iter().map(|site| site.host).filter(|host| !host.is_empty()));
    let Ok(read) = intake::text::Content::read(&content.body) else { return Ok(Vec::new()) };
    let mut found: Vec<Finding> = read.images.iter().filter(|image| image.lacks_text()).map(picture).collect();
    found.extend(files.iter().filter(|file| file.role == "image" && file.alt.trim().is_empty()).map(|file| {
        let why = "图片没有说明。看不见图片的人靠它了解内容，请填写图片说明。";
        Finding::new("缺少图片说明", Level::Asks, &format!("图片“{}”", file.name), &base::redact::mask(&file.name), why)
    }));
    for link in read.links.iter().take(LINKS_MAX) {
        let place = format!("正文第{}段", link.block + 1);
        let mut put = |kind: &str, level: Level, why: &str| {
            // Masked as a whole, and cut only then: a number is not recognised by halves.
            let shown = base::redact::mask(&format!("{} {}", link.text, link.href));
            found.push(Finding::new(kind, level, &place, base::text::truncate(&shown, 80).trim(), why));
        };
        if matches!(link.reach, Reach::Bad) || link.is_inner() {
            put("无效链接", Level::Stops, "链接指向内网、本机文件或脚本，公众打不开。请改正或删去。");
        } else if link.leaves(&hosts) && link.kind != LinkKind::Image {
            put("外部链接", Level::Tells, "链接指向政府网站以外。请核实内容和必要性；常用的可由管理员列入允许的外链。");
        } else if matches!(link.reach, Reach::Own) && !leads(q, item, files, &link.href).await? {
            put("无效链接", Level::Stops, "本站没有这个地址，或稿件没有发布、已经撤回。请改正或删去。");
        }
    }
    Ok(found)
}

fn picture(image: &intake::text::Image) -> Finding {
    let why = "图片没有替代文字，或只有文件名。看不见图片的人靠它了解内容，请写明图上是什么。";
    let place = format!("正文第{}段", image.block + 1);
    Finding::new("缺少图片说明", Level::Asks, &place, &base::text::truncate(&base::redact::mask(&image.src), 60), why)
}

/// Whether an own address leads somewhere, as far as this program's tables of editions say.
async fn leads(q: &mut impl Query, item: &Item, files: &[FileRow], href: &str) -> Result<bool, Error> {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let site = match parts.as_slice() {
        ["s", slug, ..] => {
            let site = edition::site::by_slug(q, slug).await?;
            parts.drain(..2);
            site
        }
        _ => edition::site::main(q).await?,
    };
    let Some(site) = site.filter(|site| site.closed_at.is_none()) else { return Ok(false) };
    match parts.as_slice() {
        ["a", id, "files", file] => {
            let (Ok(id), Ok(file)) = (id.parse::<i64>(), file.parse::<i64>()) else { return Ok(false) };
            let own = id == item.id && files.iter().any(|f| f.id == file);
            Ok(own || edition::live::file(q, id, file).await?.is_some())
        }
        ["a", id, ..] => published(q, item, id).await,
        ["c", slug, ..] => {
            Ok(edition::column::by_slug(q, site.id, slug).await?.is_some_and(|column| column.closed_at.is_none()))
        }
        _ => {
            let gone = edition::live::address(q, &site.host, path).await?;
            Ok(!matches!(gone, Some(edition::live::Leads::Gone(_))))
        }
    }
}

/// Whether an edition can be read, or will be at the same moment as this one.
async fn published(q: &mut impl Query, item: &Item, id: &str) -> Result<bool, Error> {
    let Ok(id) = id.parse::<i64>() else { return Ok(false) };
    if id == item.id || edition::live::find(q, id).await?.is_some() {
        return Ok(true);
    }
    let other = edition::item::find(q, id).await?;
    Ok(item.set_id.is_some() && other.is_some_and(|other| other.set_id == item.set_id))
}
