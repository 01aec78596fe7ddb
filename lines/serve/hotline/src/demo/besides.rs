//! What befalls some of the invented orders on their way: they are put right (更正登记), put on hold (挂起), sent along with a document or
//! before a meeting (转公文、提请会议研究), and come back from there.

use ::store::Tx;
use base::Error;
use base::time::{DAY, HOUR};
use matter::form::Given;
use matter::{Ground, Input};

use super::{Course, People, Step};
use crate::actions::outside::{Back, came_back};
use crate::actions::{Hold, More, act, correct};
use crate::model::Registered;
use crate::store;

/// Why an order is put on hold, told as the head of the hotline writes it down.
struct Why {
    /// One of [`crate::model::HOLDS`].
    kind: &'static str,
    reason: &'static str,
    plan: &'static str,
    /// Days until it goes on.
    days: i64,
    /// The document or the meeting, what it is about, and the organ; empty when it goes nowhere.
    out: [&'static str; 3],
    /// What comes of it, and after how many days; nothing when its time passes without a result.
    back: Option<(i64, &'static str)>,
}

const WHYS: [Why; 5] = [
    Why {
        kind: "document",
        reason: "涉及多个部门的资金安排，需要行文请示。",
        plan: "已行文报县政府研究，批复后安排施工，届时回复您。",
        days: 40,
        out: [
            "青城管〔{y}〕{n}号",
            "关于解决群众集中反映的老旧小区和背街小巷基础设施维修资金缺口及施工期间临时保障问题的请示",
            "青禾县人民政府办公室",
        ],
        back: Some((9, "县政府批复同意，从城市维护资金中列支，由承办单位在两个月内办完。")),
    },
    Why {
        kind: "meeting",
        reason: "涉及管护责任划分，部门意见不一致。",
        plan: "提请城市管理联席会议研究，议定后答复您。",
        days: 21,
        out: ["城市管理工作联席会议第{n}次会议", "城区基础设施管护责任划分", "青禾县城市管理局"],
        back: Some((6, "会议议定：由承办单位负责维修，所在镇负责日常巡查。")),
    },
    Why {
        kind: "document",
        reason: "需要上级主管部门解释政策口径。",
        plan: "已向上级主管部门请示，答复后第一时间告知您。",
        days: 12,
        out: ["青政办函〔{y}〕{n}号", "关于明确部分民生事项办理政策口径的请示", "市人民政府办公室"],
        // Later than its time: the order goes on before.
        back: Some((18, "市人民政府办公室复函，明确按现行规定办理，材料一次告知。")),
    },
    Why {
        kind: "objective",
        reason: "冬季气温低，现场不能施工。",
        plan: "列入开春后第一批维修计划，施工前在现场设置警示。",
        days: 50,
        out: [""; 3],
        back: None,
    },
    Why {
        kind: "material",
        reason: "没有书面凭证，无法核实。",
        plan: "请在期限内提供有关凭证，收到后继续办理。",
        days: 15,
        out: [""; 3],
        back: None,
    },
];

/// Every so many orders each of these happens to one; the first orders of a history go the plain way.
const EVERY: usize = 14;
const FIRST: usize = 7;

fn why(turn: usize) -> Option<&'static Why> {
    (turn % EVERY).checked_sub(FIRST).and_then(|at| WHYS.get(at))
}

/// What comes after an order was contacted about for the first time, when it is put on hold.
pub(super) fn after_contact(course: &mut Course) -> Option<(i64, Step)> {
    let again = std::mem::replace(&mut course.contacted, true);
    why(course.turn).filter(|_| !again).map(|_| (20 * HOUR, Step::Hold))
}

/// The head puts it on hold; gives what comes next.
pub(super) async fn hold(
    tx: &mut Tx,
    ground: &Ground,
    people: &People,
    course: &Course,
) -> Result<Option<(i64, Step)>, Error> {
    let (Some(chief), Some(why)) = (&people.chief, why(course.turn)) else { return Ok(Some((HOUR, Step::Submit))) };
    let (year, nth) = (ground.now.date().year().to_string(), (course.turn / EVERY + 3).to_string());
    let [reference, title, organ] = why.out.map(|text| text.replace("{y}", &year).replace("{n}", &nth));
    let until = ground.now.plus(why.days * DAY).date();
    let hold = Hold {
        kind: why.kind.to_owned(),
        plan: why.plan.to_owned(),
        until: Some(until),
        reference,
        title,
        organ,
        handed_on: None,
    };
    let input = Input { opinion: why.reason.to_owned(), ..Input::default() };
    let more = More { hold: Some(hold), ..More::default() };
    act(tx, ground, chief, course.order, "hold", Given { input, ..Given::default() }, &more).await?;
    Ok(Some(match why.back {
        Some((days, _)) => (days * DAY, Step::Back),
        // The daily job lets it go on.
        None => ((why.days + 2) * DAY, Step::Submit),
    }))
}

/// It comes back from the document or the meeting.
pub(super) async fn back(tx: &mut Tx, ground: &Ground, people: &People, course: &Course) -> Result<(), Error> {
    let Some((_, result)) = why(course.turn).and_then(|why| why.back) else { return Ok(()) };
    let order = store::order(tx, course.order).await?;
    let back = Back { reference: &order.hold_ref, result, on: None };
    came_back(tx, ground, &people.clerk, course.order, &back).await
}

/// Whether it was taken down wrongly.
pub(super) fn wrong(turn: usize) -> bool {
    turn % EVERY == EVERY - 2
}

/// The desk puts right what was taken down wrongly.
pub(super) async fn put_right(tx: &mut Tx, ground: &Ground, people: &People, course: &Course) -> Result<(), Error> {
    let order = store::order(tx, course.order).await?;
    let right = Registered { urgency: "urgent".to_owned(), ..Registered::of(&order) };
    let why = "来电人再次说明情况，影响老人和学生出行，应按紧急件办理";
    correct::correct(tx, ground, &people.clerk, course.order, &right, (why, None)).await.map(drop)
}
