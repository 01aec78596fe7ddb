//! Submissions of the demonstration county, one or two in every stage of review, made through the same actions that writers and readers
//! use, each at its own moment of the last days. Texts are invented.

use base::time::{HOUR, MINUTE};
use base::{Error, Moment};
use edition::item::{self, Draft};
use edition::{Content, Desk, site};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input};
use web::App;

use crate::actions::{self, Reading, plain};
use crate::process::REVIEW;
use crate::{gate, store};

/// The column of the portal into which units hand in.
const COLUMN: &str = "bumen";
/// Why a finding that stops is let through.
const CHECKED: &str = "经核对原始材料，表述准确。";

/// What a reader does.
#[derive(Clone, Copy)]
enum Step {
    /// Lets it through to the next reader.
    Passes,
    /// Sends it back, with the reason.
    Back(&'static str),
    /// The writer hands it in again.
    Again,
    /// It is not published, with the reason.
    Refuses(&'static str),
}

use Step::{Again, Back, Passes, Refuses};

/// A submission: unit, hours since it was handed in, title, paragraphs, and what was done since then.
type Wanted = (&'static str, i64, &'static str, &'static [&'static str], &'static [Step]);

const WANTED: &[Wanted] = &[
    (
        "县教育局",
        70,
        "全县中小学校车安全检查完成",
        &[
            "县教育局会同县公安局对全县校车逐辆检查，更换灭火器十二具，停运整改一辆。",
            "检查结果已告知各学校，下学期开学前再查一次。",
        ],
        &[Passes, Passes, Passes, Passes],
    ),
    (
        "县卫健局",
        66,
        "某医院采购内部情况通报",
        &["本月对一家医院的采购工作进行了内部检查，有关情况仅供本系统研究参考。"],
        &[Passes, Refuses("属于内部工作情况，不宜向社会公开。")],
    ),
    (
        "县农业农村局",
        52,
        "冬小麦田间管理技术指导意见",
        &[
            "近期气温下降较快，请各乡镇组织农户及时浇好越冬水，防止冻害。",
            "农技人员将分片到村指导，咨询电话以各乡镇农业服务中心公布的为准。",
        ],
        &[Passes, Passes, Passes],
    ),
    (
        "县住建局",
        47,
        "城南片区老旧小区改造进度",
        &[
            "城南片区六个老旧小区改造已完成四个，其余两个正在铺设雨污分流管网。",
            "改造期间的停水停电安排由社区提前三天张贴告知。",
        ],
        &[Passes, Passes, Passes],
    ),
    (
        "县民政局",
        44,
        "乡镇养老服务中心冬季供暖全部到位",
        &["全县八个乡镇养老服务中心已完成取暖设备检修，入住老人房间温度逐日登记。"],
        &[Passes, Passes, Back("请补充监督电话，并核对供暖开始日期。")],
    ),
    (
        "县水利局",
        31,
        "农村饮水安全巡检情况",
        &["本月巡检农村集中供水点四十六处，水质检测全部合格。", "发现水表井盖破损三处，已当场更换。"],
        &[Passes, Passes],
    ),
    (
        "禾丰镇",
        29,
        "禾丰镇秸秆综合利用做法",
        &["禾丰镇在六个村设置秸秆收储点，农户可以就近交售，运输由合作社统一组织。"],
        &[Back("标题过于笼统，请写明做法和成效。"), Again, Passes, Passes],
    ),
    (
        "县城管局",
        26,
        "主城区道路照明检修安排",
        &["本周起分批检修主城区路灯，检修路段夜间有短时熄灯，请行人注意安全。"],
        &[Passes],
    ),
    (
        "县人社局",
        22,
        "冬季专场招聘会企业和岗位",
        &["专场招聘会提供岗位八百余个，涉及纺织、食品加工、物流等行业，求职者可以现场报名。"],
        &[Passes],
    ),
    (
        "县文旅局",
        9,
        "乡村文化活动月安排",
        &["乡村文化活动月期间，各乡镇综合文化站每周末举办一场群众演出，免费观看。"],
        &[Back("演出日期前后不一致，请核对后再报。")],
    ),
    (
        "县教育局",
        6,
        "寒假托管服务报名须知",
        &["寒假托管服务由各小学组织，家长自愿报名，时间为工作日八时至十七时三十分。"],
        &[],
    ),
    (
        "县农业农村局",
        4,
        "设施蔬菜低温防护要点",
        &["大棚应当加固压膜线，夜间加盖保温被；低温天气减少浇水，晴天中午适当通风。"],
        &[],
    ),
    ("青溪镇", 3, "青溪镇集镇停车位调整", &["集镇农贸市场东侧新增停车位四十个，赶集日设专人引导，请按标线停放。"], &[]),
];

/// Who acts: writers, and the readers of the four stages.
struct People {
    writers: Vec<Actor>,
    first: Vec<Actor>,
    secrecy: Vec<Actor>,
    second: Vec<Actor>,
    third: Vec<Actor>,
}

impl People {
    async fn find(app: &App, at: Moment) -> Result<Self, Error> {
        let mut q = app.db.reader();
        let mut of = async |role| identity::sample::officials(&mut q, app.identity.roles(), role, at).await;
        Ok(Self {
            writers: of("submission.writer").await?,
            first: of("submission.first").await?,
            secrecy: of("submission.secrecy").await?,
            second: of("submission.second").await?,
            third: of("submission.third").await?,
        })
    }

    /// Who works on a submission of `unit` that stands in `state`.
    fn at(&self, state: &str, unit: i64) -> Option<&Actor> {
        match state {
            "first" => own(&self.first, unit),
            "secrecy" => own(&self.secrecy, unit),
            "second" => own(&self.second, unit),
            "third" => self.third.first(),
            _ => own(&self.writers, unit),
        }
    }
}

/// The one of `unit`.
fn own(actors: &[Actor], unit: i64) -> Option<&Actor> {
    actors.iter().find(|actor| actor.staff().is_ok_and(|staff| staff.unit == unit))
}

/// Makes the submissions, when there are none; gives how many. Without the portal's column it makes none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App, to: Moment) -> Result<usize, Error> {
    let mut q = app.db.reader();
    if store::count(&mut q, &store::Filter::default(), 1).await? > 0 {
        return Ok(0);
    }
    let Some(portal) = site::main(&mut q).await? else { return Ok(0) };
    let Some(column) = edition::column::by_slug(&mut q, portal.id, COLUMN).await? else { return Ok(0) };
    let units = identity::units::all(&mut q).await?;
    let people = People::find(app, to).await?;
    let mut made = 0;
    for wanted in WANTED {
        let Some(unit) = units.iter().find(|unit| unit.short_name == wanted.0) else { continue };
        let Some(writer) = own(&people.writers, unit.id) else { continue };
        made += usize::from(one(app, &people, writer, (unit.id, column.id), (to, wanted)).await?);
    }
    app.ledger.notify();
    Ok(made)
}

/// One submission with what was done; whether it could be made.
async fn one(
    app: &App,
    people: &People,
    writer: &Actor,
    (unit, column): (i64, i64),
    (to, (_, hours, title, text, steps)): (Moment, &Wanted),
) -> Result<bool, Error> {
    let begun = to.plus(-hours * HOUR);
    let desk = Desk { app, by: writer, now: begun.plus(-20 * MINUTE) };
    let mut tx = app.db.begin().await?;
    let item = match item::create(&mut tx, &desk, unit, draft(writer, column, title, text)).await {
        Ok(item) => item,
        // The column takes nothing from this unit.
        Err(Error::Refused(_) | Error::Invalid(_) | Error::Unseen) => return Ok(false),
        Err(error) => return Err(error),
    };
    let content = item::find(&mut tx, item).await?.ok_or(Error::Unseen)?;
    let findings = gate::examine(app, &content, &content.content()?, &[]).await?;
    let ground = |now| Ground { now, ..Ground::of(app) };
    let done = actions::submit(&mut tx, &ground(begun), &Desk { now: begun, ..desk }, item, &findings, CHECKED).await?;
    // What was done is spread over the time since, the last of it some time ago.
    let apart = hours * HOUR / (i64::try_from(steps.len()).unwrap_or(0) + 1);
    let mut at = begun;
    for step in *steps {
        at = at.plus(apart);
        let submission = store::of_item(&mut tx, item).await?.ok_or(Error::Unseen)?;
        let state = matter::store::matter(&mut tx, done.id).await?.state;
        let Some(by) = people.at(&state, unit) else { break };
        let (action, given) = act(*step, &state);
        let reading = Reading {
            overridden: CHECKED.to_owned(),
            secrecy: ["none", "", "open"].map(str::to_owned),
            then: "ready".to_owned(),
            ..Reading::default()
        };
        let desk = Desk { app, by, now: at };
        matter::seen(&mut tx, &ground(at), &REVIEW, by, done.id).await?;
        actions::act(&mut tx, &ground(at), &desk, &submission, action, given, &findings, &reading).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// The act of a step in `state`, with what is said.
fn act(step: Step, state: &str) -> (&'static str, Given) {
    match (step, state) {
        (Back(why), _) => ("back", plain(why)),
        (Again, _) => ("resubmit", plain("已按意见修改。")),
        (Refuses(why), _) => {
            let outcome = Some("refused_internal".to_owned());
            let input = Input { opinion: why.to_owned(), outcome, ..Input::default() };
            ("refuse", Given { input, ..Given::default() })
        }
        (Passes, "first") => ("pass_first", plain("内容属实，同意。")),
        (Passes, "secrecy") => ("pass_secrecy", plain("不涉密，可以公开。")),
        (Passes, "second") => ("pass_second", plain("同意报送。")),
        (Passes, _) => ("pass_third", plain("同意发布。")),
    }
}

fn draft(writer: &Actor, column: i64, title: &str, text: &[&str]) -> Draft {
    let source = writer.staff().map(|staff| staff.unit_name.clone()).unwrap_or_default();
    let content = Content {
        title: title.to_owned(),
        body: text.iter().map(|line| format!("<p>{line}</p>")).collect(),
        summary: text.first().copied().unwrap_or_default().to_owned(),
        source,
        editor: writer.name(),
        ..Content::default()
    };
    Draft { kind: "article".to_owned(), column, content, attribute: "none".to_owned(), attribute_why: String::new() }
}
