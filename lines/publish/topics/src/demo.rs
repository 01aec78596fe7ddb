//! Topics of the demonstration county, made through the same actions that keepers use: two that run on the portal, one that
//! is archived, one of a department. The pictures at their heads are our own drawings. What is there already stays as it is.

use base::Error;
use base::time::DAY;
use edition::{Desk, Site, site};
use identity::Actor;
use web::App;

use crate::actions;
use crate::blocks::{Block, Link};
use crate::model::Sheet;
use crate::store::rows;

/// Bytes of a picture at most.
const ART_MAX: u64 = 1 << 20;

/// A topic to be made.
struct Wanted {
    site: &'static str,
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
    accent: &'static str,
    art: &'static [u8],
    alt: &'static str,
    /// Days since it opened, and days until it closes.
    since: i64,
    until: Option<i64>,
    archived: bool,
    blocks: fn() -> Vec<Block>,
}

const SPRING: &[u8] = include_bytes!("../demo/spring.webp");
const RIVER: &[u8] = include_bytes!("../demo/river.webp");
const LANTERN: &[u8] = include_bytes!("../demo/lantern.webp");

const WANTED: &[Wanted] = &[
    Wanted {
        site: "main",
        slug: "spring",
        title: "春耕备耕在行动",
        summary: "良种、农资、农机、用水，一件件落实到田头。这里集中发布全县春耕备耕的部署、进展和办事渠道。",
        accent: "pine",
        art: SPRING,
        alt: "晨光里的丘陵和梯田，田里是新插的秧苗，远处有几户农家",
        since: 20,
        until: Some(100),
        archived: false,
        blocks: spring,
    },
    Wanted {
        site: "main",
        slug: "river",
        title: "碧水青溪",
        summary: "河湖长在岸上，群众在身边。青溪、禾水两河治理的任务、进展和监督渠道。",
        accent: "lake",
        art: RIVER,
        alt: "青溪河上的石拱桥和小船，岸边垂柳，几只白鹭飞过",
        since: 60,
        until: None,
        archived: false,
        blocks: river,
    },
    Wanted {
        site: "main",
        slug: "lantern",
        title: "灯火青禾过大年",
        summary: "春节期间的便民服务、文化活动和安全提示。",
        accent: "cinnabar",
        art: LANTERN,
        alt: "挂满红灯笼的老街，屋檐上方一轮明月",
        since: 90,
        until: None,
        archived: true,
        blocks: lantern,
    },
    Wanted {
        site: "nyj",
        slug: "nongji",
        title: "农技服务到田间",
        summary: "农技人员包村联户，技术要点、现场指导和热线电话都在这里。",
        accent: "site",
        art: SPRING,
        alt: "晨光里的丘陵和梯田，田里是新插的秧苗，远处有几户农家",
        since: 15,
        until: None,
        archived: false,
        blocks: nongji,
    },
];

/// A block over columns.
fn over(key: &str, kind: &str, width: &str, title: &str, columns: &[&str]) -> Block {
    Block { columns: columns.iter().map(|slug| (*slug).to_owned()).collect(), ..Block::of(key, kind, width, title) }
}

fn link(title: &str, href: &str, note: &str) -> Link {
    Link { title: title.to_owned(), href: href.to_owned(), note: note.to_owned() }
}

fn spring() -> Vec<Block> {
    let tags = vec!["春耕备耕".to_owned(), "高标准农田建设".to_owned()];
    vec![
        Block { tags: tags.clone(), count: 5, ..over("yaodian", "headline", "two", "要点", &["xiangzhen"]) },
        Block {
            // The day is set when the topic is made.
            text: "各乡镇早稻育秧已全面开始，请按农技要点管护秧田。".to_owned(),
            ..Block::of("b1", "countdown", "third", "早稻集中育秧")
        },
        Block {
            text: "今年全县计划春播面积 41 万亩。县里成立了 12 个农技小组，包乡联村，种什么、怎么种、去哪里买放心农资，都可以问。\n\
                   种粮补贴、农机购置补贴的申报已经开始，请到村里或县政务服务中心办理。"
                .to_owned(),
            ..Block::of("b2", "text", "full", "写在前面")
        },
        over("dongtai", "tabs", "half", "动态", &["yaowen", "xiangzhen", "bumen"]),
        Block { count: 9, ..over("tongzhi", "list", "half", "通知公告", &["notice"]) },
        over("tupian", "pictures", "full", "田间影像", &["photo"]),
        Block { tags, count: 4, ..over("licheng", "timeline", "two", "工作历程", &["bumen"]) },
        Block {
            links: vec![
                link("惠农补贴事项", "/guide?kind=5", "补助、补贴"),
                link("咨询求助", "/letters/notice", "不知道找谁办"),
                link("县农业农村局", "/s/nyj/", "农技、农资、农机"),
                link("12345", "/letters", "来信与答复"),
            ],
            ..Block::of("b3", "links", "third", "办事与求助")
        },
    ]
}

fn river() -> Vec<Block> {
    vec![
        Block { count: 4, ..over("toutiao", "headline", "full", "要闻", &["yaowen"]) },
        Block { count: 9, ..over("jinzhan", "list", "two", "治理进展", &["bumen", "xiangzhen"]) },
        Block { count: 5, ..over("hezhang", "leaders", "third", "县级河湖长", &["leaders"]) },
        Block { count: 4, ..over("zhengce", "timeline", "half", "政策文件", &["gfxwj", "qtwj"]) },
        Block { count: 6, ..over("fengguang", "pictures", "half", "两河风光", &["photo"]) },
        Block::of("b1", "survey", "full", "请您参与"),
    ]
}

fn lantern() -> Vec<Block> {
    vec![
        over("tishi", "list", "half", "便民提示", &["notice"]),
        over("huodong", "list", "half", "文化活动", &["xiangzhen"]),
        over("yingxiang", "pictures", "full", "年味影像", &["photo"]),
    ]
}

fn nongji() -> Vec<Block> {
    vec![
        over("yaodian", "headline", "full", "技术要点", &["news"]),
        over("dongtai", "list", "half", "服务动态", &["news"]),
        over("tongzhi", "list", "half", "通知公告", &["notice"]),
    ]
}

/// Makes what the demonstration's topics lack.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    for wanted in WANTED {
        if let Some(site) = site::by_slug(&mut app.db.reader(), wanted.site).await? {
            make(app, &site, wanted).await?;
        }
    }
    Ok(())
}

async fn make(app: &App, site: &Site, wanted: &Wanted) -> Result<(), Error> {
    if rows::by_slug(&mut app.db.reader(), site.id, wanted.slug).await?.is_some() {
        return Ok(());
    }
    let mut incoming = app.files.incoming(ART_MAX).await?;
    incoming.push(wanted.art).await?;
    let stored = incoming.finish(&format!("{}.webp", wanted.slug)).await?;
    let desk = Desk::new(app, &Actor::System);
    let day = |days: i64| desk.now.plus(days * DAY).date();
    let mut blocks = (wanted.blocks)();
    for block in blocks.iter_mut().filter(|block| block.kind == "countdown") {
        block.date = Some(day(12));
    }
    let mut tx = app.db.begin().await?;
    let sheet = Sheet {
        title: wanted.title.to_owned(),
        summary: wanted.summary.to_owned(),
        accent: wanted.accent.to_owned(),
        art: actions::art(&mut tx, &desk, &stored.digest, stored.size, stored.media_type).await?,
        art_alt: wanted.alt.to_owned(),
        opens_on: Some(day(-wanted.since)),
        closes_on: wanted.until.map(day),
        next: u32::try_from(blocks.len()).unwrap_or(0),
        blocks,
    };
    let id = actions::create(&mut tx, &desk, site.id, wanted.slug, &sheet).await?;
    actions::publish(&mut tx, &desk, id, &actions::Said::of_program(1), None).await?;
    if wanted.archived {
        actions::archive(&mut tx, &desk, id).await?;
    }
    tx.commit().await?;
    Ok(())
}
