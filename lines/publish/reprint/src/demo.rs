//! Sources of the demonstration county with what was saved of them, taken in through the same actions that keepers and desks
//! use. Issuers, titles and texts are invented, no address is real, and no feed is asked.

use std::collections::BTreeMap;

use base::time::{DAY, HOUR, MINUTE};
use base::{Error, Moment};
use edition::import::Import;
use edition::{Desk, site};
use identity::Actor;
use matter::{Ground, Input, Who};
use store::Tx;
use web::App;

use crate::actions::{arrive, desk, fulfil, sources as actions, step};
use crate::model::{Sheet, Task};
use crate::store::{items, sources, tasks};

/// A source to be made: name, level, host, whether its items must be reprinted, units with site and column.
struct Wanted {
    name: &'static str,
    level: &'static str,
    host: &'static str,
    duty: bool,
    targets: &'static [(&'static str, &'static str, &'static str)],
    entries: &'static [Entry],
}

/// An item: hours since it was published, title, text, and what the units did with it.
type Entry = (i64, &'static str, &'static str, Fate);

/// What became of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It waits.
    Waits,
    /// It was reprinted so many hours after its publication.
    After(i64),
    /// It was not reprinted, with the reason.
    Excused(&'static str),
    /// It was reprinted, and then the original was withdrawn.
    Gone(i64),
}

const OFFICE: (&str, &str, &str) = ("县政府办", "main", "shangji");

const WANTED: &[Wanted] = &[
    Wanted {
        name: "国务院信息（演示）",
        level: "state",
        host: "www.central.example",
        duty: true,
        targets: &[OFFICE],
        entries: &[
            (
                3,
                "关于加快补齐县域养老服务短板的意见（演示）",
                "到本世纪三十年代初，县、乡、村三级养老服务网络基本建成。",
                Fate::Waits,
            ),
            (
                21,
                "关于做好今冬明春农田水利建设的通知（演示）",
                "各地要抓住冬闲时节，整修渠道、清淤塘坝，确保春灌用水。",
                Fate::Waits,
            ),
            (50, "政务服务办事指南编写规范（演示）", "办事指南应当写清条件、材料、流程、时限和收费。", Fate::After(5)),
            (
                31 * 24,
                "关于推动托育服务向乡镇延伸的若干措施（演示）",
                "支持乡镇幼儿园开设托班，就近提供普惠托育服务。",
                Fate::After(9),
            ),
            (
                35 * 24,
                "关于规范农村公路养护的意见（演示）",
                "县道、乡道、村道分级养护，资金列入县级预算。",
                Fate::After(30),
            ),
            (38 * 24, "关于公开征求物业服务办法意见的公告（演示）", "公众可在一个月内提出意见。", Fate::Gone(8)),
        ],
    },
    Wanted {
        name: "省人民政府网站（演示）",
        level: "province",
        host: "www.province.example",
        duty: true,
        targets: &[OFFICE, ("县教育局", "jyj", "news"), ("县农业农村局", "nyj", "news")],
        entries: &[
            (6, "全省乡村学校冬季供暖检查情况通报（演示）", "检查学校一千余所，发现问题已限期整改。", Fate::Waits),
            (29, "全省高标准农田管护办法（演示）", "建成的高标准农田按“谁受益、谁管护”落实管护主体。", Fate::Waits),
            (33 * 24, "全省义务教育学区调整工作要点（演示）", "学区调整应当提前公示，听取家长意见。", Fate::After(11)),
            (
                36 * 24,
                "省级服务业引导资金申报指南（演示）",
                "符合条件的企业可在规定时间内申报。",
                Fate::Excused("由市县另行转发，本单位不是受理部门"),
            ),
        ],
    },
    Wanted {
        name: "市政务公开专栏（演示）",
        level: "city",
        host: "www.city.example",
        duty: false,
        targets: &[OFFICE],
        entries: &[(10, "全市便民服务点分布图发布（演示）", "居民可按图就近办理常用事项。", Fate::Waits)],
    },
];

/// Makes what the demonstration lacks of sources and what came from them.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    if !sources::list(&mut app.db.reader(), None).await?.is_empty() {
        return Ok(());
    }
    let units = identity::units::all(&mut app.db.reader()).await?;
    let units: BTreeMap<&str, i64> = units.iter().map(|unit| (unit.short_name.as_str(), unit.id)).collect();
    let Some(&keeper) = units.get("县电子政务办") else { return Ok(()) };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    for wanted in WANTED {
        let desk = Desk::new(app, &Actor::System);
        let sheet = Sheet {
            name: wanted.name.to_owned(),
            level: wanted.level.to_owned(),
            address: format!("https://{}/rss.xml", wanted.host),
            duty: wanted.duty,
            note: "演示数据，不读取任何外部地址".to_owned(),
            ..Sheet::default()
        };
        // Registered before the oldest of its items.
        let before = Desk { now: now.plus(-60 * DAY), ..desk };
        let id = actions::create(&mut tx, &before, keeper, &sheet).await?;
        for (unit, at, slug) in wanted.targets {
            let column = column(&mut tx, at, slug).await?;
            if let (Some(unit), Some(column)) = (units.get(unit), column) {
                actions::put_target(&mut tx, &desk, id, Some(*unit), Some(column)).await?;
            }
        }
        for (at, entry) in wanted.entries.iter().enumerate().rev() {
            let feed = feed(wanted, at, now);
            let feed = intake::feed::read(feed.as_bytes(), &sheet.address).map_err(Error::Refused)?;
            let source = sources::find(&mut tx, id).await?.ok_or(Error::Unseen)?;
            // Each came with the next reading after its publication.
            let then = Desk { now: now.plus(-entry.0 * HOUR + 10 * MINUTE), ..desk };
            arrive::feed(&mut tx, &then, &source, &feed, "file").await?;
        }
        fates(&mut tx, app, wanted, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn column(tx: &mut Tx, at: &str, slug: &str) -> Result<Option<i64>, Error> {
    let Some(site) = site::by_slug(tx, at).await? else { return Ok(None) };
    Ok(edition::column::by_slug(tx, site.id, slug).await?.map(|column| column.id))
}

fn address(wanted: &Wanted, at: usize) -> String {
    format!("https://{}/content/{}.html", wanted.host, at + 1)
}

/// The feed as it was saved when the entry at `at` was new.
fn feed(wanted: &Wanted, at: usize, now: Moment) -> String {
    let Some((hours, title, text, _)) = wanted.entries.get(at) else { return String::new() };
    format!(
        "<rss version=\"2.0\"><channel><title>{}</title><item><title>{title}</title><link>{}</link><pubDate>{}</pubDate>\
         <description>&lt;p&gt;{text}&lt;/p&gt;</description></item></channel></rss>",
        wanted.name,
        address(wanted, at),
        now.plus(-hours * HOUR).rfc3339()
    )
}

/// What the units did with the items.
async fn fates(tx: &mut Tx, app: &App, wanted: &Wanted, now: Moment) -> Result<(), Error> {
    let clerks = identity::sample::officials(tx, app.identity.roles(), "reprint.clerk", now).await?;
    for (at, (hours, _, _, fate)) in wanted.entries.iter().enumerate() {
        let Some(item) = items::by_address(tx, &address(wanted, at)).await? else { continue };
        let published = now.plus(-hours * HOUR);
        for task in tasks::of_item(tx, item.id).await? {
            let of_unit = |by: &&Actor| matches!(by, Actor::Staff(staff) if staff.unit == task.unit_id);
            let Some(clerk) = clerks.iter().find(of_unit) else { continue };
            match *fate {
                Fate::Waits => {}
                Fate::After(later) | Fate::Gone(later) => {
                    reprinted(tx, app, clerk, &task, published.plus(later * HOUR)).await?;
                }
                Fate::Excused(why) => {
                    let ground = Ground { now: published.plus(6 * HOUR), ..Ground::of(app) };
                    let outcome = Some("unrelated".to_owned());
                    let input = Input { opinion: why.to_owned(), outcome, ..Input::default() };
                    step(tx, &ground, &Who::Actor(clerk), &task, "excuse", (input, None)).await?;
                }
            }
        }
        if matches!(fate, Fate::Gone(_)) {
            fulfil::gone(tx, app, &item, "原文网址已不能打开，发布机关通知撤下。", now.plus(-2 * HOUR)).await?;
        }
    }
    Ok(())
}

/// Brings in the reprint of a task as it was published at a moment of the past.
async fn reprinted(tx: &mut Tx, app: &App, by: &Actor, task: &Task, at: Moment) -> Result<(), Error> {
    let case = desk::case(tx, task.matter_id).await?;
    let content = edition::Content { shown_at: Some(at.0), ..desk::content(&case) };
    let import = Import {
        origin: &format!("reprint:{}:{}", task.unit_id, case.item.address),
        kind: "article",
        column: task.column_id,
        unit: task.unit_id,
        attribute: "none",
        content,
        addresses: &[],
    };
    let brought = edition::import::bring(tx, &Desk { app, by, now: at }, import).await?;
    fulfil::edition(tx, app, brought.id()).await
}
