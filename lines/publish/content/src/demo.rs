//! Generated articles of the demonstration county: a year of news, notices, policy documents with their interpretations, and
//! standing texts, brought in as an import would bring them. Making them a second time changes nothing.

use base::time::{DAY, HOUR};
use base::{Date, Error, Moment};
use edition::import::{self, Brought, Import};
use edition::{Column, Content, Desk, Head, Site};
use identity::Actor;
use serde_json::json;
use store::{Job, Tx};
use web::App;

use crate::foreign::run::LOOK;
use crate::foreign::sample;
use crate::store::{imports, reads};

/// Places, works and seasons of which titles are made.
const TOWNS: &[&str] = &["禾丰镇", "青溪镇", "城关镇", "石桥镇", "柳林镇", "白塔镇", "云山乡", "河口镇"];
const WORKS: &[&str] = &[
    "春耕备耕",
    "高标准农田建设",
    "农村人居环境整治",
    "防汛抢险应急演练",
    "义务教育优质均衡发展",
    "就业援助",
    "老旧小区改造",
    "营商环境提升",
    "医疗保障服务下沉",
    "安全生产检查",
    "乡村道路养护",
    "公共文化服务进村",
];
const ACTS: &[&str] = &["扎实推进", "有序开展", "全面启动", "取得阶段性成效", "现场推进会召开", "惠及群众"];
const NOTICES: &[&str] =
    &["停水", "停电检修", "道路封闭施工", "公开招聘", "征求意见", "专项资金申报", "免费健康体检", "地质灾害防范"];

/// Newest articles of each column whose readers are made up, and for how many days.
const READ: usize = 6;
const READ_DAYS: i64 = 30;

/// Invented persons who lead the county: name, post, what falls to it.
pub const LEADERS: &[(&str, &str, &str)] = &[
    ("林知远", "县长", "主持县政府全面工作，负责审计方面工作"),
    ("苏映禾", "常务副县长", "负责发展改革、财政、统计、应急管理、政务公开方面工作"),
    ("程砚秋", "副县长", "负责农业农村、水利、林业、乡村振兴方面工作"),
    ("沈若溪", "副县长", "负责教育、卫生健康、医疗保障、民政方面工作"),
    ("陆怀舟", "副县长", "负责自然资源、住房城乡建设、交通运输方面工作"),
];

/// Makes what is missing in all columns of all sites; `most` bounds the articles of a column.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App, most: usize) -> Result<usize, Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut made = 0;
    for site in edition::site::all(&mut app.db.reader()).await? {
        for (place, column) in edition::column::of_site(&mut app.db.reader(), site.id).await?.into_iter().enumerate() {
            if column.kind == "link" || column.kind == "topic" {
                continue;
            }
            let mut tx = app.db.begin().await?;
            for number in 0..wanted(&column).min(most) {
                let at = desk.now.plus(-(number as i64) * gap(&column) - (place as i64 % 9) * HOUR);
                let origin = format!("demo:{}:{}:{number}", site.slug, column.slug);
                if edition::item::by_origin(&mut tx, &origin).await?.is_some() {
                    continue;
                }
                let (kind, attribute) = kind(&column);
                let content = content(&site, &column, (place, number), at);
                let unit = column.unit_id;
                let import =
                    Import { origin: &origin, kind, column: column.id, unit, attribute, content, addresses: &[] };
                let Brought::New(id) = import::bring(&mut tx, &desk, import).await? else { continue };
                made += 1;
                // Nobody has read anything yet in a small county.
                if number < READ && READ <= most {
                    read(&mut tx, id, at, desk.now).await?;
                }
                if kind == "interpretation"
                    && let Some(paper) = edition::item::by_origin(&mut tx, &format!("demo:main:gfxwj:{number}")).await?
                {
                    import::relate(&mut tx, &desk, id, "interprets", paper.id).await?;
                }
            }
            tx.commit().await?;
        }
    }
    Ok(made)
}

/// How often an article was read on each of the last days: most on its first ones, less on Saturdays and Sundays.
async fn read(tx: &mut Tx, id: i64, at: Moment, now: Moment) -> Result<(), Error> {
    for ago in (0..READ_DAYS).rev() {
        let on = now.plus(-ago * DAY).date();
        let age = (Moment::start_of(on).0 - Moment::start_of(at.date()).0) / DAY;
        let Ok(age) = u64::try_from(age) else { continue };
        let quiet = on.weekday().to_monday_one_offset() > 5;
        let id = id.unsigned_abs();
        let reads = (40 + id * 37 % 90) / (1 + age / 2) + (id * 7 + age * 13) % 11;
        reads::add(tx, on, &[(id.cast_signed(), if quiet { reads / 3 } else { reads })]).await?;
    }
    Ok(())
}

/// Hands in an older site that waits for somebody to say where its pages go; once.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn old_site(app: &App) -> Result<(), Error> {
    let mut reader = app.db.reader();
    let Some(portal) = edition::site::main(&mut reader).await? else { return Ok(()) };
    let columns = edition::column::of_site(&mut reader, portal.id).await?;
    let Some(column) = columns.iter().find(|column| column.kind == "news") else { return Ok(()) };
    if !imports::list(&mut reader, &[portal.id], None, 1).await?.is_empty() {
        return Ok(());
    }
    let packed = sample::packed()?;
    let mut incoming = app.files.incoming(packed.len() as u64).await?;
    incoming.push(&packed).await?;
    let stored = incoming.finish("2019年旧版网站.zip").await?;
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    stored.record(&mut tx, desk.now).await?;
    let new = imports::New {
        site: portal.id,
        column: column.id,
        name: &stored.name,
        digest: &stored.digest,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        person: None,
        actor: &desk.by.name(),
    };
    let id = imports::insert(&mut tx, &new, desk.now).await?;
    tx.enqueue(Job::new(LOOK, json!({ "import": id }))).await?;
    let facts = json!({ "site": portal.id, "column": column.id, "digest": stored.digest, "size": new.size });
    desk.record(&mut tx, "content.import", ("content_import", id), facts, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}

fn wanted(column: &Column) -> usize {
    match column.kind.as_str() {
        "news" | "reprint" => 24,
        "notice" | "policy" | "interpretation" => 12,
        "images" => 8,
        "overview" | "organs" | "leaders" => 4,
        _ => 6,
    }
}

/// How far apart the articles of a column lie.
fn gap(column: &Column) -> i64 {
    match column.kind.as_str() {
        "news" | "reprint" => 2 * DAY,
        "notice" => 9 * DAY,
        _ => 21 * DAY,
    }
}

fn kind(column: &Column) -> (&'static str, &'static str) {
    match column.kind.as_str() {
        "policy" => ("policy", "active"),
        "interpretation" => ("interpretation", "none"),
        "catalogue" | "data" => ("article", "active"),
        _ => ("article", "none"),
    }
}

fn pick<'a>(from: &[&'a str], at: usize) -> &'a str {
    from.get(at % from.len().max(1)).copied().unwrap_or_default()
}

fn content(site: &Site, column: &Column, (place, number): (usize, usize), when: Moment) -> Content {
    let at = place + number * 7;
    let (town, work, act) = (pick(TOWNS, at), pick(WORKS, at / 3 + at), pick(ACTS, at / 2));
    let (on, notice) = (when.date(), pick(NOTICES, at));
    let year = on.year();
    let (title, body) = match column.kind.as_str() {
        "notice" => (format!("关于{town}{notice}的通告"), notice_body(town, notice, on)),
        "policy" => (format!("青禾县人民政府办公室关于印发《青禾县{work}实施方案》的通知"), paper_body(work, year)),
        "interpretation" => (format!("《青禾县{work}实施方案》政策解读"), reading_body(work)),
        "overview" => (pick(&["县域概况", "历史沿革", "自然资源", "交通区位"], at).to_owned(), overview_body(at)),
        "leaders" => leader(site.kind == "portal", number),
        "organs" => (format!("{}职责（{}）", column.name, at % 9 + 1), paper_body(work, year)),
        _ if site.kind == "portal" => (format!("{town}{work}{act}"), news_body(town, work, on)),
        _ => (format!("{}{work}{act}", site.name.trim_start_matches('县')), news_body(town, work, on)),
    };
    let head = match column.kind.as_str() {
        "policy" => Head {
            doc_no: format!("青政办发〔{year}〕{}号", at % 60 + 1),
            issuer: "青禾县人民政府办公室".to_owned(),
            made_on: on.yesterday().ok(),
            theme: format!("t{:02}", at % 22 + 1),
            genre: "notice".to_owned(),
            validity: if at % 7 == 6 { "expired" } else { "valid" }.to_owned(),
            node: "basis/rule".to_owned(),
            ..Head::default()
        },
        "data" => Head { node: "statistics".to_owned(), made_on: Some(on), ..Head::default() },
        "catalogue" => Head { node: "other".to_owned(), made_on: Some(on), ..Head::default() },
        _ => Head::default(),
    };
    Content {
        summary: base::text::truncate(&intake::text::plain(&body).unwrap_or_default().replace('\n', ""), 80),
        title,
        body,
        source: if column.kind == "reprint" { "省人民政府网站" } else { "青禾县融媒体中心" }.to_owned(),
        editor: "青禾县政府网站编辑部".to_owned(),
        // Standing texts belong to no subject.
        keywords: if matches!(column.kind.as_str(), "overview" | "leaders" | "organs") { "" } else { work }.to_owned(),
        shown_at: Some(when.0),
        head,
        ..Content::default()
    }
}

/// An invented person with the post and what falls to it.
fn leader(county: bool, number: usize) -> (String, String) {
    let (mut name, mut post, mut duty) = LEADERS[number % LEADERS.len()];
    if !county {
        name = LEADERS[(number + 2) % LEADERS.len()].0;
        (post, duty) = if number == 0 {
            ("主要负责人", "主持全面工作")
        } else {
            ("副职负责人", "负责分管范围内的工作")
        };
    }
    let lines =
        [format!("{name}，{post}。"), format!("{duty}。"), "信件请通过县长信箱提交，按规定时限答复。".to_owned()];
    (format!("{post} {name}"), paragraphs(&lines))
}

fn paragraphs(lines: &[String]) -> String {
    lines.iter().map(|line| format!("<p>{line}</p>")).collect()
}

fn news_body(town: &str, work: &str, on: Date) -> String {
    paragraphs(&[
        format!(
            "{}月{}日，{town}召开{work}工作会议，研究部署下一阶段任务。县直有关部门负责人、各村（社区）负责人参加。",
            on.month(),
            on.day()
        ),
        format!(
            "会议要求，要把{work}同群众最关心的事情结合起来，做到任务到岗、责任到人、时限到天，进度每周公布，接受群众监督。"
        ),
        "据了解，今年以来全县已完成相关项目四十余个，受益群众三万余人。下一步将继续加大投入，确保各项任务按期完成。"
            .to_owned(),
    ])
}

fn notice_body(town: &str, notice: &str, on: Date) -> String {
    paragraphs(&[
        format!("因工作需要，现将{town}{notice}有关事项通告如下："),
        format!("一、时间：{}月{}日起，具体安排以现场公告为准。", on.month(), on.day()),
        "二、请涉及的单位和群众提前做好准备，由此带来的不便，敬请谅解。".to_owned(),
        "三、咨询电话：12345。".to_owned(),
        "特此通告。".to_owned(),
    ])
}

fn paper_body(work: &str, year: i16) -> String {
    let head = "<p>各乡镇人民政府、街道办事处，县政府各部门：</p>".to_owned();
    let parts = [
        ("一、总体要求", format!("坚持以人民为中心，到{}年底，{work}工作机制更加健全，群众满意度明显提高。", year + 1)),
        ("二、主要任务", "（一）摸清底数，建立台账。（二）分类施策，限期办结。（三）公开进展，接受监督。".to_owned()),
        ("三、保障措施", "加强组织领导，落实资金保障，强化督促检查，对推进不力的予以通报。".to_owned()),
    ];
    parts.iter().fold(head, |html, (title, text)| format!("{html}<h2>{title}</h2><p>{text}</p>"))
}

fn reading_body(work: &str) -> String {
    format!(
        "<h2>一、为什么出台</h2><p>为回应群众关切，规范{work}工作，县政府办公室会同有关部门起草了方案，并公开征求了意见。</p>\
         <h2>二、与群众有关的内容</h2><p>明确了办理时限、办理单位和监督渠道，群众可以凭编号查询进展。</p>\
         <h2>三、什么时候开始施行</h2><p>方案自印发之日起施行。</p>"
    )
}

fn overview_body(at: usize) -> String {
    paragraphs(&[
        "青禾县位于丘陵与平原交接地带，辖八个乡镇街道，常住人口约三十六万人，是全省重要的粮食和蔬菜产区。".to_owned(),
        format!("全县耕地面积{}万亩，森林覆盖率百分之四十二，境内有青溪、禾水两条主要河流。", 60 + at % 9),
        "近年来，全县坚持农业强县、工业兴县、生态立县，城乡面貌发生明显变化。".to_owned(),
    ])
}
