//! Runs the history: everything that is due, in the order of time, through the actions of the line.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ::store::Tx;
use base::time::{HOUR, MINUTE};
use base::{Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input, Stance};

use super::plan::{self, Due, Step};
use super::{Organ, Stage, Wanted, texts};
use crate::actions::{self, amend, answer, later, side};
use crate::channels::{APPLICANTS, CHANNELS, WAYS};
use crate::model::{Asking, Draft, Request};
use crate::{citizen, jobs, store};

/// Working days until what had to wait is tried again.
const WAIT: u32 = 3;
/// So often it is the same that is tried again.
const PATIENT: u8 = 2;
/// So often something is tried again at all.
const TRIES: u8 = 9;

/// A request on its way.
struct Course {
    organ: Organ,
    /// Another organ, for those who are asked.
    other: Organ,
    plan: &'static [Due],
    rectify: bool,
    /// Its place among all.
    turn: usize,
    /// How often what was planned had to wait.
    refused: u8,
    request: i64,
}

/// Makes `wanted` on `stage`; gives how many requests were asked.
pub(super) async fn run(mut stage: Stage<'_>, wanted: Wanted) -> Result<usize, Error> {
    let mut queue: BinaryHeap<Reverse<(Moment, usize)>> = BinaryHeap::new();
    let span = u64::try_from((wanted.to.0 - wanted.from.0).max(1)).unwrap_or(1);
    for index in 0..wanted.requests {
        let (least, most) = match plan::PLANS.get(index) {
            // What is repeated must have been answered before.
            Some((_, plan)) if plan::repeats(plan) => (span / 4, span / 2),
            Some(_) => (0, span / 2),
            None => (0, span),
        };
        let at = wanted.from.plus(i64::try_from(least + stage.chance.below((most - least).max(1))).unwrap_or(0));
        let day = stage.ground.calendar.working_on_or_after(at.date());
        let minutes = i64::try_from(stage.chance.below(8 * 60)).unwrap_or(0);
        queue.push(Reverse((Moment::start_of(day).plus(9 * HOUR + minutes * MINUTE), index)));
    }
    let mut courses: Vec<Course> = (0..wanted.requests).map(|turn| course(&stage, turn)).collect();
    let (mut asked, mut day) = (0, None);
    while let Some(Reverse((at, index))) = queue.pop() {
        if at > wanted.to {
            break;
        }
        if day != Some(at.date()) {
            day = Some(at.date());
            stage.ground.now = Moment::start_of(at.date()).plus(HOUR / 2);
            matter::silence::pass_over(stage.db, &stage.ground, stage.lines).await?;
            jobs::run(stage.db, &stage.ground).await?;
        }
        stage.ground.now = at;
        let Some(course) = courses.get_mut(index) else { continue };
        let Some(&(_, step)) = course.plan.first() else { continue };
        let mut tx = stage.db.begin().await?;
        let done = happen(&mut tx, &stage, course, step).await;
        match done {
            Ok(()) => tx.commit().await?,
            // The daily job closed it, somebody still is asked, or the rules no longer allow it.
            Err(Error::Refused(_) | Error::Invalid(_) | Error::Unseen) => {
                if onward(&stage, course).await? {
                    queue.push(Reverse((plan::office(at, WAIT, stage.chance, &stage.ground.calendar), index)));
                }
                continue;
            }
            Err(error) => return Err(error),
        }
        if step == Step::Ask {
            asked += 1;
            let plans = if course.rectify { plan::RECTIFY } else { plan::PLANS };
            // The first ones go through all plans, so that everything happens at least once.
            course.plan = match plans.get(index) {
                Some((_, plan)) => plan,
                None => plan::choose(plans, stage.chance),
            };
        } else {
            course.plan = course.plan.get(1..).unwrap_or_default();
        }
        if let Some((days, _)) = course.plan.first() {
            queue.push(Reverse((plan::office(at, *days, stage.chance, &stage.ground.calendar), index)));
        }
    }
    Ok(asked)
}

fn course(stage: &Stage<'_>, turn: usize) -> Course {
    const FIRST: &[Due] = &[(0, Step::Ask)];
    let first = stage.organs.first();
    let repeats = plan::PLANS.get(turn).is_some_and(|(_, plan)| plan::repeats(plan));
    let half = stage.chance.below(2) == 0;
    let organ = if half || repeats { first } else { stage.chance.pick(stage.organs) }.or(first);
    let other = stage.organs.iter().find(|o| Some(o.unit) != organ.map(|x| x.unit)).or(first);
    let nobody = || Organ { unit: 0, clerk: Actor::System, head: Actor::System };
    Course {
        organ: organ.cloned().unwrap_or_else(nobody),
        other: other.cloned().unwrap_or_else(nobody),
        plan: FIRST,
        rectify: turn >= plan::PLANS.len() && stage.chance.below(20) == 0,
        turn,
        refused: 0,
        request: 0,
    }
}

/// Whether something still is to be done with a request whose plan the rules do not allow now: first the same again, for somebody may
/// still be asked, then what its state wants, so that none lies forgotten for months.
async fn onward(stage: &Stage<'_>, course: &mut Course) -> Result<bool, Error> {
    if course.request == 0 || course.refused >= TRIES {
        return Ok(false);
    }
    course.refused += 1;
    let mut q = stage.db.reader();
    let request = store::request(&mut q, course.request).await?;
    let matter = matter::store::matter(&mut q, request.matter_id).await?;
    match plan::onward(&matter.state, course.rectify) {
        Some(plan) if course.refused > PATIENT => course.plan = plan,
        Some(_) => {}
        // It waits for somebody outside, or is closed: the daily job knows when that ends.
        None if matter.closed_at.is_none() => course.refused = course.refused.max(PATIENT),
        None => return Ok(false),
    }
    Ok(true)
}

async fn happen(tx: &mut Tx, stage: &Stage<'_>, course: &mut Course, step: Step) -> Result<(), Error> {
    match step {
        Step::Ask => ask(tx, stage, course).await,
        Step::Correct | Step::Explain | Step::Retract | Step::Propose => {
            by_applicant(tx, &stage.ground, course.request, step).await
        }
        Step::AskThird
        | Step::Served
        | Step::Said(_)
        | Step::Charge
        | Step::Search
        | Step::Deliver
        | Step::Dispute(_)
        | Step::Decide(_)
        | Step::Replied
        | Step::Unserved
        | Step::Redo
        | Step::Rate(_)
        | Step::Amend
        | Step::Void
        | Step::Judge(_) => beside(tx, stage, course, step).await,
        _ => acts(tx, stage, course, step).await,
    }
}

/// What the applicant does.
async fn by_applicant(tx: &mut Tx, ground: &Ground, id: i64, step: Step) -> Result<(), Error> {
    match step {
        Step::Correct => {
            citizen::correct(tx, ground, id, "所需信息为上一年度形成的文件，由你机关制作。", &[]).await?;
        }
        Step::Explain => drop(citizen::explain(tx, ground, id, "因研究需要，逐项了解情况。").await?),
        Step::Retract => drop(citizen::retract(tx, ground, id, "已经通过其他途径取得。").await?),
        _ => citizen::propose(tx, ground, id, "许多群众关心，建议主动公开。").await?,
    }
    Ok(())
}

/// What goes on beside the course of the matter.
async fn beside(tx: &mut Tx, stage: &Stage<'_>, course: &Course, step: Step) -> Result<(), Error> {
    let (ground, id, clerk) = (&stage.ground, course.request, &course.organ.clerk);
    let day = Some(ground.now.date());
    let request = store::request(tx, id).await?;
    match step {
        Step::AskThird => {
            let name = texts::organisation("business", stage.chance);
            let who = [side::ToAsk { third: true, name, contact: "县城工业园".to_owned() }];
            side::ask_outside(tx, ground, clerk, id, &who, ("涉及你单位的合同价款等内容。", None)).await?;
        }
        Step::Served => {
            for asked in store::asked(tx, id).await? {
                side::served(tx, ground, clerk, id, asked.id, day).await?;
            }
        }
        Step::Said(stance) => {
            for asked in store::asked(tx, id).await? {
                side::said(tx, ground, clerk, id, asked.id, (stance, "已书面提出意见。", day)).await?;
            }
        }
        Step::Charge => {
            let pages = 60 + i64::try_from(stage.chance.below(200)).unwrap_or(0);
            let way = "青禾县财政局非税收入专户，凭缴款码到县城各代收银行网点或者网上缴纳";
            actions::pay::pay_way(tx, ground, clerk, &request, way).await?;
            side::charge(tx, ground, clerk, id, ("page", pages, None)).await?;
        }
        Step::Search => {
            let texts = ["县档案馆、办公系统", request.title.as_str(), "档案员", "没有查到相关文件"];
            side::search(tx, ground, clerk, &request, texts, (day, &[])).await?;
        }
        Step::Deliver => {
            let how = if request.way == "web" { "系统回执" } else { "回执已存档" };
            later::deliver(tx, ground, clerk, id, (day, [request.way.as_str(), how, ""])).await?;
        }
        Step::Unserved => {
            for asked in store::asked(tx, id).await? {
                let why = ("查无此地址", "邮寄退回凭单", day, &[][..]);
                side::unserved(tx, ground, clerk, id, asked.id, why).await?;
            }
        }
        Step::Rate(level) => citizen::rate(tx, ground, id, level, "").await?,
        Step::Amend => put_right(tx, ground, clerk, &request).await?,
        Step::Void => {
            let why = "同一申请已经在网上提交，窗口重复登记";
            drop(amend::void(tx, ground, clerk, id, (why, None, false)).await?);
        }
        Step::Judge(decision) => {
            let open = store::proposals(tx, id).await?.into_iter().find(|p| p.decided_on.is_none());
            let proposal = open.ok_or(Error::Unseen)?;
            let adopted = decision == "adopted";
            let reason = if adopted {
                "已在门户网站专栏公开。"
            } else {
                "涉及个案，不属于主动公开范围。"
            };
            later::judge(tx, ground, clerk, &request, proposal.id, [decision, reason]).await?;
        }
        _ => disputes(tx, stage, course, (&request, step)).await?,
    }
    Ok(())
}

/// What the clerk entered wrongly from paper; of what came on the web only who asks and where.
async fn put_right(tx: &mut Tx, ground: &Ground, clerk: &Actor, request: &Request) -> Result<(), Error> {
    let mut right = amend::Right::of(request);
    right.address = "青禾县建设街 12 号".to_owned();
    if request.channel != "web" {
        right.title = format!("{}（含附件）", request.title);
        right.content = format!("{}请一并提供文件的附件。", request.content);
    }
    let why = "核对原件，登记时漏录附件的要求，地址录入有误";
    amend::amend(tx, ground, clerk, request.id, &right, (why, None)).await.map(drop)
}

/// Reviews and suits, and what they order.
async fn disputes(
    tx: &mut Tx,
    stage: &Stage<'_>,
    course: &Course,
    (request, step): (&Request, Step),
) -> Result<(), Error> {
    let (ground, id, clerk) = (&stage.ground, course.request, &course.organ.clerk);
    let day = Some(ground.now.date());
    match step {
        Step::Dispute(kind) => {
            let forum = if kind == "review" { "青禾县人民政府" } else { "青禾县人民法院" };
            let simplified = kind == "review" && stage.chance.below(2) == 0;
            later::dispute(tx, ground, clerk, request, [kind, forum, ""], (day, simplified, day)).await?;
        }
        Step::Decide(result) => {
            let open = store::disputes(tx, id).await?.into_iter().find(|d| d.decided_on.is_none());
            let dispute = open.ok_or(Error::Unseen)?;
            let due_on = day.map(|day| base::due::add_working_days(&ground.calendar, day, 20));
            let redo = result == "corrected";
            let ordered = later::Ordered { redo, due_on: due_on.filter(|_| redo) };
            later::decide(tx, ground, clerk, request, dispute.id, ([result, ""], day, ordered)).await?;
        }
        Step::Replied => {
            let open = store::disputes(tx, id).await?.into_iter().find(|d| d.replied_on.is_none());
            let dispute = open.ok_or(Error::Unseen)?;
            later::reply(tx, ground, clerk, request, dispute.id, day).await?;
        }
        Step::Redo => {
            let open = store::redos(tx, id).await?.into_iter().find(|r| r.begun_on.is_none());
            let redo = open.ok_or(Error::Unseen)?;
            actions::redo::begin(tx, ground, clerk, request, (redo.id, "按照决定重新审查。", None)).await?;
        }
        _ => {}
    }
    Ok(())
}

/// What moves the matter.
async fn acts(tx: &mut Tx, stage: &Stage<'_>, course: &Course, step: Step) -> Result<(), Error> {
    let (ground, id) = (&stage.ground, course.request);
    let (clerk, head) = (&course.organ.clerk, &course.organ.head);
    let day = Some(ground.now.date());
    let text = |text: &str| Input { opinion: text.to_owned(), ..Input::default() };
    let agreed = || Input { stance: Some(Stance::Agree), ..text("同意。") };
    let asked = || Input { seats: vec![(course.other.unit, None)], ..text("请对是否公开提出意见。") };
    let longer = |days, why| Input { days: Some(days), ..text(why) };
    let (by, action, input) = match step {
        Step::AskCorrection => (clerk, "ask_correction", text("申请的内容不明确，请说明所需信息的年份和形成机关。")),
        Step::CorrectOnPaper => (clerk, "correct_paper", Input { day, ..text("邮寄补正：为上一年度的文件。") }),
        Step::Joint => (clerk, "joint", asked()),
        Step::Assist => (clerk, "assist", asked()),
        Step::JointReply => (&course.other.clerk, "reply", agreed()),
        Step::Extension => (clerk, "extension", longer(20, "涉及多个年度的档案，查找需要时间。")),
        Step::Delay => (clerk, "delay", longer(40, "申请数量较多，理由合理。")),
        Step::Granted => (head, "reply", agreed()),
        Step::AskReasons => (clerk, "ask_reasons", text("本月申请数量明显超过合理范围。")),
        Step::FeeServed => (clerk, "fee_served", Input { day, ..Input::default() }),
        Step::Paid => (clerk, "paid", Input { day, ..Input::default() }),
        Step::ReopenCorrection => (clerk, "reopen_correction", text("申请人住院治疗，附有诊断证明。")),
        Step::ReopenFee => (clerk, "reopen_fee", text("代收银行系统故障，申请人未能按时缴费。")),
        Step::RedoApprove => (head, "redo_approve", Input::default()),
        Step::Submit(result) => {
            let earlier = store::answered_before(tx, course.organ.unit).await?.unwrap_or_default();
            let draft = draft(earlier, result);
            return answer::submit(tx, ground, clerk, id, &draft, Given::default()).await.map(drop);
        }
        Step::Reject => (head, "reject", text("请核对遮盖的内容。")),
        Step::Approve => (head, "approve", Input::default()),
        _ => (clerk, "archive", Input::default()),
    };
    act(tx, ground, by, id, action, input).await
}

async fn act(tx: &mut Tx, ground: &Ground, by: &Actor, id: i64, action: &str, input: Input) -> Result<(), Error> {
    let request = store::request(tx, id).await?;
    matter::seen(tx, ground, &crate::process::REQUEST, by, request.matter_id).await?;
    actions::act(tx, ground, by, id, action, Given { input, ..Given::default() }).await.map(drop)
}

fn draft(earlier: String, result: &str) -> Draft {
    Draft {
        result: result.to_owned(),
        facts: "你（单位）申请的信息由本机关在履行职责过程中制作或者获取。".to_owned(),
        reason: "经审查，属于上述情形。".to_owned(),
        way: "请登录县政府网站“政府信息公开”栏目，按文号查阅；也可以到县档案馆政府信息查阅点查阅。".to_owned(),
        information: "一、补偿标准为每亩五万元。\n二、已发放 128 户，其中〖张某，身份证号略〗因材料不全暂缓。"
            .to_owned(),
        withheld: "农户姓名和证件号码属于个人隐私，不予公开。".to_owned(),
        organ: "青禾县自然资源局，电话 0000-1200015".to_owned(),
        earlier,
        interest: "涉及群众饮水安全，不公开会对公共利益造成重大影响。".to_owned(),
        files: Vec::new(),
    }
}

/// Asks: by a channel that chance chooses; what is not of the web a clerk enters.
async fn ask(tx: &mut Tx, stage: &Stage<'_>, course: &mut Course) -> Result<(), Error> {
    let (ground, chance) = (&stage.ground, stage.chance);
    let today = ground.now.date();
    let channel = match CHANNELS.get(course.turn) {
        Some(channel) => channel.key,
        None if chance.below(2) == 0 => "web",
        None => chance.pick(CHANNELS).map_or("web", |c| c.key),
    };
    let applicant =
        if chance.below(3) > 0 { "natural" } else { chance.pick(APPLICANTS).map_or("natural", |a| a.value) };
    let person = applicant == "natural";
    let (title, content) = if course.rectify { texts::record(chance) } else { texts::wanted(chance, today.year()) };
    let asking = Asking {
        organ: course.organ.unit,
        kind: if course.rectify { "rectify" } else { "access" }.to_owned(),
        channel: channel.to_owned(),
        submitted_on: Some(today),
        arrived_on: Some(today),
        applicant: applicant.to_owned(),
        name: if person { identity::sample::name(chance) } else { texts::organisation(applicant, chance) },
        id_kind: if person { "id" } else { "uscc" }.to_owned(),
        id_number: format!("11000019{}", chance.digits(10)),
        phone: identity::sample::mobile(chance),
        title,
        content,
        way: chance.pick(WAYS).map_or("web", |w| w.value).to_owned(),
        carrier: "data".to_owned(),
        email: "shenqing@example.com".to_owned(),
        address: "青禾县人民路 1 号".to_owned(),
        ..Asking::default()
    };
    let web = channel == "web";
    let by = if web { &Actor::Anonymous } else { &course.organ.clerk };
    let taken = citizen::ask(tx, ground, by, &asking, &[]).await?;
    course.request = taken.request;
    let now = store::request(tx, taken.request).await?;
    // One in forty of those that must be confirmed waits for it still.
    if now.received_on.is_none() && (course.turn < plan::PLANS.len() || chance.below(40) > 0) {
        let input = Input { day: Some(today), ..Input::default() };
        act(tx, ground, &course.organ.clerk, taken.request, "confirm", input).await?;
    }
    Ok(())
}
