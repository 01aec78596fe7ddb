//! Rectification orders of the demonstration county in every stage, made through the same actions that officials use, each at its own
//! moment of the past. What is watched is what is wrong there at present; what inspectors found is invented.

use std::collections::BTreeMap;

use base::time::{DAY, HOUR};
use base::{Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input, Lines, Sought};
use web::App;

use crate::actions::act;
use crate::actions::close::{Closing, close};
use crate::actions::draw::{Sheet, draw};
use crate::actions::hand_in::{Answer, hand_in};
use crate::model::{Item, Order, WHAT_MAX, Wanted};
use crate::store::{items, orders};
use crate::{CHIEF, CLERK, HANDLER, recheck};

/// What was done with an order.
#[derive(Clone, Copy)]
enum Step {
    Issues,
    Back(&'static str),
    Signs,
    /// Hands in: mended, or with the reason why the last finding cannot be mended.
    Hands(&'static str),
    Again(&'static str),
    /// Closes, with the reason when something is wrong still.
    Closes(&'static str),
    Urges,
}

use Step::{Again, Back, Closes, Hands, Issues, Signs, Urges};

/// An order: unit, how many findings that lines watch, findings of inspectors with their addresses, source, kind, days since it was drawn
/// up, and what was done so many days ago.
struct Plan {
    unit: &'static str,
    watched: usize,
    hand: &'static [(&'static str, &'static str)],
    source: &'static str,
    kind: &'static str,
    drawn: i64,
    steps: &'static [(i64, Step)],
}

const PLANS: &[Plan] = &[
    Plan {
        unit: "县卫健局",
        watched: 0,
        hand: &[("机构职能页面的咨询电话已停用", "/c/organs"), ("通知中“法定节假日”写成“法定节假期”", "/c/notice")],
        source: "above",
        kind: "ordinary",
        drawn: 52,
        steps: &[(51, Issues), (51, Signs), (44, Hands("")), (43, Closes(""))],
    },
    Plan {
        unit: "县文旅局",
        watched: 0,
        hand: &[("活动预告发布后没有更正变更后的地点", "/c/bumen")],
        source: "public",
        kind: "prompt",
        drawn: 38,
        steps: &[(38, Issues), (37, Signs), (31, Hands("")), (30, Closes(""))],
    },
    Plan {
        unit: "县水利局",
        watched: 0,
        hand: &[("转载文件没有注明来源", "/c/bumen"), ("附件名称为乱码，不能识别", "/c/download")],
        source: "third",
        kind: "ordinary",
        drawn: 33,
        steps: &[
            (32, Issues),
            (32, Signs),
            (24, Hands("")),
            (23, Again("附件重新上传后仍打不开，请换成可以识别的格式。")),
            (19, Hands("附件由原发布机关提供，已请其重新出具")),
            (18, Closes("附件待原发布机关重新出具，已登记跟踪，本单先行销号。")),
        ],
    },
    Plan {
        unit: "县教育局",
        watched: 2,
        hand: &[],
        source: "self",
        kind: "ordinary",
        drawn: 20,
        steps: &[(20, Issues), (19, Signs), (2, Urges)],
    },
    Plan {
        unit: "县住建局",
        watched: 0,
        hand: &[("办事指南中的收费依据是已废止的文件", "/guide")],
        source: "above",
        kind: "ordinary",
        drawn: 9,
        steps: &[(9, Issues), (8, Signs), (1, Hands(""))],
    },
    Plan {
        unit: "县农业农村局",
        watched: 2,
        hand: &[("首页领导姓名与机构调整后不一致", "/s/nyj/")],
        source: "self",
        kind: "ordinary",
        drawn: 6,
        steps: &[(5, Issues)],
    },
    Plan {
        unit: "县人社局",
        watched: 0,
        hand: &[("招聘公告中公开了报名人员的完整身份证号", "/c/notice")],
        source: "above",
        kind: "prompt",
        drawn: 2,
        steps: &[(1, Back("请把要求写具体：先撤下，再逐条排查同类公告。"))],
    },
    Plan { unit: "县民政局", watched: 2, hand: &[], source: "self", kind: "ordinary", drawn: 1, steps: &[] },
];

/// Who acts.
struct People {
    clerk: Actor,
    chief: Actor,
    handlers: BTreeMap<i64, Actor>,
}

impl People {
    async fn find(app: &App, at: Moment) -> Result<Option<Self>, Error> {
        let mut q = app.db.reader();
        let mut of = async |role| identity::sample::officials(&mut q, app.identity.roles(), role, at).await;
        let (clerks, chiefs, handlers) = (of(CLERK).await?, of(CHIEF).await?, of(HANDLER).await?);
        // The clerk whose only work this is, not the head of the office who may do it too.
        let (Some(clerk), Some(chief)) = (clerks.into_iter().last(), chiefs.into_iter().next()) else {
            return Ok(None);
        };
        let mut of_unit = BTreeMap::new();
        for handler in handlers {
            if let Ok(unit) = handler.staff().map(|staff| staff.unit) {
                of_unit.entry(unit).or_insert(handler);
            }
        }
        Ok(Some(Self { clerk, chief, handlers: of_unit }))
    }
}

/// Makes the orders of the demonstration, unless there are some.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    if orders::any(&mut app.db.reader()).await? {
        return Ok(());
    }
    let (now, lines) = (app.clock.now(), app.ext::<Lines>().ok_or(Error::Unseen)?);
    let Some(people) = People::find(app, now).await? else { return Ok(()) };
    let units = identity::units::all(&mut app.db.reader()).await?;
    for plan in PLANS {
        let Some(unit) = units.iter().find(|unit| unit.short_name == plan.unit).map(|unit| unit.id) else { continue };
        let findings = findings(app, &lines, plan, unit).await?;
        let Some(handler) = people.handlers.get(&unit).filter(|_| !findings.is_empty()) else { continue };
        let matter = drawn(app, &lines, &people, plan, (unit, &findings)).await?;
        for (days, step) in plan.steps {
            let order = orders::of_matter(&mut app.db.reader(), matter).await?.ok_or(Error::Unseen)?;
            done(app, (&people, handler), &order, (at(now, *days), *step)).await?;
        }
    }
    Ok(())
}

/// A working hour so many days ago.
fn at(now: Moment, days: i64) -> Moment {
    if days == 0 { now } else { Moment::start_of(now.plus(-days * DAY).date()).plus(10 * HOUR) }
}

/// What stands on the order: of each kind that is watched some of those that the unit has now, and what an inspector found.
async fn findings(app: &App, lines: &Lines, plan: &Plan, unit: i64) -> Result<Vec<Wanted>, Error> {
    let on = at(app.clock.now(), plan.drawn).date();
    let mut all = Vec::new();
    for (_, finds) in matter::finds::watched(lines) {
        let sought = Sought { unit: Some(unit), limit: plan.watched, ..Sought::default() };
        let found = if plan.watched > 0 { (finds.find)(app, &sought).await? } else { Vec::new() };
        all.extend(found.into_iter().map(|finding| Wanted {
            kind: finds.key.to_owned(),
            key: finding.key,
            what: base::text::truncate(&finding.what, WHAT_MAX),
            address: finding.address,
            found_on: finding.since.unwrap_or(on).min(on),
        }));
    }
    all.extend(plan.hand.iter().map(|(what, address)| Wanted {
        kind: String::new(),
        key: String::new(),
        what: (*what).to_owned(),
        address: (*address).to_owned(),
        found_on: on,
    }));
    Ok(all)
}

async fn drawn(
    app: &App,
    lines: &Lines,
    people: &People,
    plan: &Plan,
    (unit, findings): (i64, &[Wanted]),
) -> Result<i64, Error> {
    let ground = Ground { now: at(app.clock.now(), plan.drawn), ..Ground::of(app) };
    let demand = "请逐项核实整改，举一反三排查同类问题，在期限内提交整改反馈。";
    let sheet = Sheet { unit, kind: plan.kind, source: plan.source, demand, bound_on: None, findings };
    let mut tx = app.db.begin().await?;
    let matter = draw(&mut tx, &ground, &people.clerk, lines, &sheet).await?;
    tx.commit().await?;
    Ok(matter)
}

async fn done(
    app: &App,
    (people, handler): (&People, &Actor),
    order: &Order,
    (when, step): (Moment, Step),
) -> Result<(), Error> {
    let ground = Ground { now: when, ..Ground::of(app) };
    let all = items::of_order(&mut app.db.reader(), order.id).await?;
    let verdicts = recheck::look(app, &all).await?;
    let said =
        |words: &str| Given { input: Input { opinion: words.to_owned(), ..Input::default() }, ..Given::default() };
    let mut tx = app.db.begin().await?;
    match step {
        Issues => act(&mut tx, &ground, &people.chief, order, "issue", said("")).await.map(drop)?,
        Back(why) => act(&mut tx, &ground, &people.chief, order, "redraft", said(why)).await.map(drop)?,
        Signs => act(&mut tx, &ground, handler, order, "sign", said("")).await.map(drop)?,
        Urges => act(&mut tx, &ground, &people.clerk, order, "urge", said("")).await.map(drop)?,
        Again(why) => act(&mut tx, &ground, &people.clerk, order, "again", said(why)).await.map(drop)?,
        Hands(cannot) => {
            let answers = answers(&all, cannot);
            hand_in(&mut tx, &ground, handler, order, (&answers, said("已举一反三排查同类问题。")), &verdicts).await?;
        }
        Closes(why) => {
            // Without a reason everything was seen to be mended; with one the last finding was not.
            let left = usize::from(!why.is_empty());
            let seen: Vec<i64> = all.iter().take(all.len() - left.min(all.len())).map(|item| item.id).collect();
            let closing = Closing { seen: &seen, why };
            close(&mut tx, &ground, &people.clerk, order, (&closing, Given::default()), &verdicts).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

fn answers(all: &[Item], cannot: &str) -> Vec<Answer> {
    let last = all.last().map(|item| item.id).filter(|_| !cannot.is_empty());
    let of = |item: &Item| {
        let (answer, said) =
            if last == Some(item.id) { ("cannot", cannot) } else { ("mended", "已改正并重新发布。") };
        Answer { id: item.id, answer: answer.to_owned(), said: said.to_owned() }
    };
    all.iter().map(of).collect()
}
