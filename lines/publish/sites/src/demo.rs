//! The group of sites of the demonstration county, made through the real actions: the portal with its columns, three
//! department sites, two town sites. What is there already stays as it is, so that an older directory goes on.

mod report;

use std::collections::BTreeMap;

use base::Error;
use edition::column::{self, ColumnForm};
use edition::site::{self, SiteForm};
use edition::{Desk, Site};
use identity::Actor;
use store::Tx;
use web::App;

use crate::actions;
use crate::look::{Footer, Group, Link, Look, usual};
use crate::store::looks;
pub use report::report;

/// A column to be made: slug, name, kind, slug of the column above, what belongs in it.
type Wanted = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// The portal's columns, as 政府网站发展指引 wants them.
const PORTAL: &[Wanted] = &[
    ("gaikuang", "走进{县}", "overview", "", "县情、历史、区划、资源"),
    ("news", "要闻动态", "news", "", "本县要闻和部门、乡镇动态"),
    ("yaowen", "{县}要闻", "news", "news", "县委县政府重要活动、会议和工作"),
    ("bumen", "部门动态", "news", "news", "县直部门工作动态"),
    ("xiangzhen", "乡镇动态", "news", "news", "乡镇、街道工作动态"),
    ("shangji", "上级信息", "reprint", "news", "国务院、省、市信息转载"),
    ("notice", "通知公告", "notice", "", "通知、公告、公示"),
    ("policy", "政策文件", "policy", "", "县政府及部门文件"),
    ("gfxwj", "规范性文件", "policy", "policy", "现行有效的行政规范性文件"),
    ("qtwj", "其他文件", "policy", "policy", "其他主动公开的文件"),
    ("jiedu", "政策解读", "interpretation", "", "文件解读，与文件同步发布"),
    ("tujie", "图解", "interpretation", "jiedu", "一图读懂"),
    ("leaders", "领导之窗", "leaders", "", "县政府领导简历和分工"),
    ("organs", "机构职能", "organs", "", "机构设置、职责、联系方式"),
    ("data", "数据发布", "data", "", "统计公报、统计数据"),
    ("photo", "图片新闻", "images", "", "图片新闻"),
    ("download", "下载", "download", "", "表格下载"),
];
/// The columns of a department's or a town's site.
const UNIT: &[Wanted] = &[
    ("news", "工作动态", "news", "", "本单位工作动态"),
    ("notice", "通知公告", "notice", "", "本单位通知公告"),
    ("overview", "单位概况", "overview", "", "机构职能、负责人、联系方式"),
];
/// Sites under the portal: slug, name, kind, short names of the unit that may keep it (the first that is there).
const SITES: &[(&str, &str, &str, &[&str])] = &[
    ("nyj", "县农业农村局", "department", &["县农业农村局"]),
    ("jyj", "县教育局", "department", &["县教育局"]),
    ("mzj", "县民政局", "department", &["县民政局"]),
    ("hefeng", "禾丰镇", "town", &["禾丰镇", "城关镇"]),
    ("qingxi", "青溪镇", "town", &["青溪镇", "柳河镇"]),
];

/// Makes what the demonstration's group of sites lacks.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    let units = identity::units::all(&mut app.db.reader()).await?;
    let units: BTreeMap<&str, i64> = units.iter().map(|unit| (unit.short_name.as_str(), unit.id)).collect();
    let Some(&county) = units.get("青禾县") else { return Ok(()) };
    let office = units.get("县政府办").copied().unwrap_or(county);
    let making = Making { desk: Desk::new(app, &Actor::System), units: &units };
    let mut tx = app.db.begin().await?;
    let form = SiteForm {
        name: "青禾县人民政府".to_owned(),
        kind: "portal".to_owned(),
        unit: office,
        host: "www.qinghe.example".to_owned(),
        rank: 1,
    };
    let settings = looks::take_settings(&mut tx).await?;
    let portal = making.site(&mut tx, None, site::MAIN, &form, portal_look(&settings)).await?;
    making.columns(&mut tx, &portal, PORTAL, "青禾").await?;
    for (rank, (slug, name, kind, keepers)) in (1..).zip(SITES) {
        let unit = keepers.iter().find_map(|short| units.get(short)).copied().unwrap_or(office);
        let form = SiteForm {
            name: full_name(kind, name),
            kind: (*kind).to_owned(),
            unit,
            host: format!("{slug}.qinghe.example"),
            rank: rank * 10,
        };
        let own = making.site(&mut tx, Some(portal.id), slug, &form, unit_look(kind, name)).await?;
        making.columns(&mut tx, &own, UNIT, "青禾").await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes the portal of a real county with its statutory columns, when there is none and a unit of government is there.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn first(app: &App) -> Result<(), Error> {
    if site::main(&mut app.db.reader()).await?.is_some() {
        return Ok(());
    }
    let units = identity::units::all(&mut app.db.reader()).await?;
    let government = units.iter().find(|unit| unit.parent_id.is_none() && unit.kind == "government");
    let Some(government) = government.or_else(|| units.iter().find(|unit| unit.parent_id.is_none())) else {
        return Ok(());
    };
    let making = Making { desk: Desk::new(app, &Actor::System), units: &BTreeMap::new() };
    let mut tx = app.db.begin().await?;
    let settings = looks::take_settings(&mut tx).await?;
    let set = |key: &str| settings.get(key).cloned().unwrap_or_default();
    let name = if set("name").is_empty() { government.name.clone() } else { set("name") };
    let form = SiteForm { name, kind: "portal".to_owned(), unit: government.id, host: set("domain"), rank: 1 };
    let mut look = usual("portal");
    look.footer = footer(&settings, &Footer::default());
    let portal = making.site(&mut tx, None, site::MAIN, &form, look).await?;
    making.columns(&mut tx, &portal, PORTAL, "本县").await?;
    tx.commit().await?;
    Ok(())
}

/// What making needs.
struct Making<'a> {
    desk: Desk<'a>,
    units: &'a BTreeMap<&'a str, i64>,
}

impl Making<'_> {
    /// The site called `slug`, made when it is not there.
    async fn site(
        &self,
        tx: &mut Tx,
        parent: Option<i64>,
        slug: &str,
        form: &SiteForm,
        look: Look,
    ) -> Result<Site, Error> {
        if let Some(there) = site::by_slug(tx, slug).await? {
            return Ok(there);
        }
        let id = site::create(tx, &self.desk, parent, slug, form).await?;
        actions::set_look(tx, &self.desk, id, 0, ("first", &edition::gate::Passed::default()), &look).await?;
        site::find(tx, id).await?.ok_or(Error::Unseen)
    }

    /// Makes the columns that a site lacks.
    async fn columns(&self, tx: &mut Tx, site: &Site, wanted: &[Wanted], county: &str) -> Result<(), Error> {
        let mut there: BTreeMap<String, i64> =
            column::of_site(tx, site.id).await?.into_iter().map(|column| (column.slug, column.id)).collect();
        for (rank, (slug, name, kind, above, note)) in (1..).zip(wanted) {
            if there.contains_key(*slug) {
                continue;
            }
            let form = ColumnForm {
                name: name.replace("{县}", county),
                kind: (*kind).to_owned(),
                unit: self.keeper(slug).unwrap_or(site.unit_id),
                note: (*note).to_owned(),
                link: String::new(),
                rank: rank * 10,
                hidden: false,
                gap: None,
            };
            let parent = there.get(*above).copied();
            let id = column::create(tx, &self.desk, site.id, parent, slug, &form).await?;
            there.insert((*slug).to_owned(), id);
        }
        Ok(())
    }

    /// The unit that keeps a column, when it is another than the site's.
    fn keeper(&self, slug: &str) -> Option<i64> {
        let short = match slug {
            "yaowen" | "photo" => "县融媒体中心",
            "data" => "县统计局",
            "jiedu" | "tujie" => "县司法局",
            _ => return None,
        };
        self.units.get(short).copied()
    }
}

/// What an older version kept as settings, over what is usual.
fn footer(settings: &BTreeMap<String, String>, usual: &Footer) -> Footer {
    let set = |key: &str| settings.get(key).cloned().unwrap_or_default();
    let own = Footer {
        code: set("code"),
        host_unit: set("host_unit"),
        undertaker: set("undertaker"),
        icp: set("icp"),
        police: set("police"),
        mark: String::new(),
        phone: set("phone"),
        address: set("address"),
        postcode: set("postcode"),
        about: set("about"),
    };
    own.over(usual)
}

fn portal_look(settings: &BTreeMap<String, String>) -> Look {
    let mut look = usual("portal");
    let sample = Footer {
        code: "0000000000".to_owned(),
        host_unit: "青禾县人民政府".to_owned(),
        undertaker: "青禾县人民政府办公室".to_owned(),
        icp: "演示ICP备00000000号".to_owned(),
        police: "演示公网安备00000000000000号".to_owned(),
        mark: "0000000000000000000000000000000000".to_owned(),
        phone: "0000-1234567".to_owned(),
        address: "青禾县城关镇人民路1号".to_owned(),
        postcode: "000000".to_owned(),
        about: ABOUT.to_owned(),
    };
    look.footer = footer(settings, &sample);
    look.hot = ["春耕", "社保", "公积金", "老旧小区", "义务教育"].map(str::to_owned).to_vec();
    look.upper.extend([
        Link::new("省政府网", "https://www.example.gov.example/"),
        Link::new("市政府网", "https://www.qingzhou.example/"),
    ]);
    look.links.extend(groups());
    look.media = ["青禾发布", "青禾政务"]
        .iter()
        .zip(["wechat", "app"])
        .map(|(title, path)| Link::new(*title, format!("https://www.qinghe.example/media/{path}")))
        .collect();
    for slot in &mut look.slots {
        match slot.kind.as_str() {
            "data" => DATA.clone_into(&mut slot.text),
            "about" => "走进青禾".clone_into(&mut slot.title),
            _ => {}
        }
    }
    look
}

/// Friend links of invented governments around an invented county, and of the group's own sites.
fn groups() -> Vec<Group> {
    let group = |title: &str, items: &[(&str, &str)]| Group {
        title: title.to_owned(),
        items: items.iter().map(|(title, href)| Link::new(*title, *href)).collect(),
    };
    vec![
        group("省级政府网站", &[("省人民政府", "https://www.example.gov.example/")]),
        group(
            "市级政府网站",
            &[("青州市人民政府", "https://www.qingzhou.example/"), ("云州市人民政府", "https://www.yunzhou.example/")],
        ),
        group(
            "县区政府网站",
            &[
                ("白水县人民政府", "https://www.baishui.example/"),
                ("龙潭区人民政府", "https://www.longtan.example/"),
                ("凤鸣县人民政府", "https://www.fengming.example/"),
            ],
        ),
        group("部门网站", &[("青禾县农业农村局", "/s/nyj/"), ("青禾县教育局", "/s/jyj/"), ("青禾县民政局", "/s/mzj/")]),
    ]
}

fn unit_look(kind: &str, name: &str) -> Look {
    let mut look = usual(kind);
    let (accent, art) = match name {
        "县教育局" => ("plum", "hills"),
        "县民政局" => ("lake", "town"),
        "县农业农村局" => ("pine", "tea"),
        "青溪镇" => ("lake", "river"),
        _ => ("pine", "fields"),
    };
    (look.accent, look.art) = (accent.to_owned(), art.to_owned());
    look.footer.host_unit = full_name(kind, name);
    look.footer.undertaker =
        if kind == "town" { format!("{name}党政综合办公室") } else { format!("青禾{name}办公室") };
    look
}

/// The name of a unit's site: 青禾县农业农村局, 青禾县禾丰镇人民政府.
fn full_name(kind: &str, name: &str) -> String {
    if kind == "town" { format!("青禾县{name}人民政府") } else { format!("青禾{name}") }
}

const ABOUT: &str = "青禾县地处丘陵与平原之间，辖 12 个镇、6 个乡和 2 个街道，是一个以粮油、茶叶和农产品加工为主的农业县。\n\
     本县为演示而虚构，机构、人员、事项和数字均为生成，与任何真实地方无关。";

const DATA: &str = "地区生产总值 | 186.4 | 亿元 | 同比增长 5.2%\n粮食总产量 | 31.7 | 万吨 | 同比增长 1.8%\n\
     居民人均可支配收入 | 28416 | 元 | 同比增长 6.1%\n常住人口 | 47.9 | 万人 | 年末数";
