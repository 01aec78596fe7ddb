//! One generated quiz that runs, with tries.

use ::store::Db;
use base::time::{DAY, HOUR, MINUTE};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::Ground;

use crate::answers::Voter;
use crate::model::quiz::{Entry, Given, Quiz, Setting};
use crate::{quiz, review, store};

/// Kind, question, options, right options, explanation.
type Question = (&'static str, &'static str, &'static str, &'static str, &'static str);

const BANK: &[Question] = &[
    (
        "single",
        "县政府办理群众来信，一般在多少个工作日内答复",
        "5 个\n15 个\n60 个",
        "2",
        "以受理时告知的最迟答复日为准。",
    ),
    (
        "single",
        "忘记查询码怎么办",
        "打电话索取\n到网站找回\n无法找回，可以重新提交",
        "3",
        "为保护个人信息，查询码不能代为找回。",
    ),
    (
        "single",
        "重大行政决策草案公开征求意见，期限一般不少于",
        "7 日\n15 日\n30 日",
        "3",
        "见重大行政决策程序暂行条例。",
    ),
    ("single", "全国统一的政务服务便民热线是", "12345\n12306\n10086", "1", ""),
    ("multiple", "下列哪些可以在网上办理", "医保异地就医备案\n社保卡申领\n身份证领取", "1,2", ""),
    (
        "multiple",
        "对公示有异议的，可以怎样反映",
        "在网上实名提出\n打公示的电话\n在公示栏上涂改",
        "1,2",
        "公示期内提出的异议会得到答复。",
    ),
    ("judge", "申请公开政府信息必须说明用途", "", "2", "现行政府信息公开条例不要求说明用途。"),
    ("judge", "征集调查结束后应当公布采纳情况", "", "1", ""),
    ("judge", "问卷会记录填写人的网络地址", "", "2", "答卷只保存日期和填写的内容。"),
];

/// Makes the quiz; gives how many.
///
/// # Errors
/// A fault when something cannot be stored.
pub(super) async fn run(
    db: &Db,
    ground: &mut Ground,
    people: [&Actor; 2],
    chance: &Chance,
    (to, tries): (Moment, usize),
) -> Result<usize, Error> {
    let [keeper, approver] = people;
    let start = Moment::start_of(to.plus(-6 * DAY).date());
    ground.now = start.plus(-DAY + 9 * HOUR);
    let mut tx = db.begin().await?;
    let setting = Setting {
        title: "政务公开知识测一测".to_owned(),
        intro: "写信、查询、申请公开、提意见，您知道多少？答完当场看成绩和解析。".to_owned(),
        counts: [3, 1, 2],
        points: 10,
        pass: 60,
        voter: "browser".to_owned(),
        opens_on: start.date(),
        closes_on: start.plus(25 * DAY).date(),
    };
    let id = quiz::create(&mut tx, ground, keeper, keeper.staff()?.unit, &setting).await?;
    let entries: Vec<Entry> = BANK
        .iter()
        .map(|(kind, title, options, answer, note)| Entry {
            kind: (*kind).to_owned(),
            title: (*title).to_owned(),
            options: (*options).to_owned(),
            answer: (*answer).to_owned(),
            note: (*note).to_owned(),
        })
        .collect();
    quiz::fill(&mut tx, ground, keeper, id, &entries).await?;
    review::submit::<Quiz>(&mut tx, ground, keeper, id, &review::Said::default()).await?;
    review::approve::<Quiz>(&mut tx, ground, approver, id).await?;
    ground.now = start.plus(HOUR);
    quiz::turn(&mut tx, ground, id).await?;
    tx.commit().await?;
    let running = store::quiz(&mut db.reader(), id).await?;
    let minutes = u64::try_from((to.0 - start.0) / MINUTE - 130).unwrap_or(1).max(1);
    for _ in 0..tries {
        ground.now = start.plus(2 * HOUR + i64::try_from(chance.below(minutes)).unwrap_or(0) * MINUTE);
        let mut tx = db.begin().await?;
        let token = quiz::begin(&mut tx, ground, &running, &Voter::Browser(chance.token::<16>())).await?;
        let attempt = store::try_with(&mut tx, &quiz::token_digest(&token)).await?;
        let mut given = Given::new();
        for item in quiz::paper(&mut tx, &attempt).await? {
            // Three of four answers are right.
            given.insert(item.id, if chance.below(4) > 0 { item.right() } else { vec![1] });
        }
        ground.now = ground.now.plus(i64::try_from(40 + chance.below(300)).unwrap_or(60) * base::time::SECOND);
        let name = if chance.below(3) == 0 { String::new() } else { identity::sample::name(chance) };
        quiz::finish(&mut tx, ground, &running, &attempt, &name, &given).await?;
        tx.commit().await?;
    }
    Ok(1)
}
