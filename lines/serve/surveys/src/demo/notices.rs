//! Two generated notices: one that runs and was objected to, one that is over and whose objections were answered.

use ::store::Db;
use base::time::{DAY, HOUR};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input};

use crate::model::notice::{Announcing, Notice, Objecting, earliest_end};
use crate::{notice, objection, review, store};

/// A notice to be generated: kind, title, text, basis, days from now to its first day, days that it lasts, objections.
type Sample = (&'static str, &'static str, &'static str, &'static str, i64, i64, &'static [&'static str]);

const NOTICES: &[Sample] = &[
    (
        "aid",
        "青禾县农机购置补贴对象公示",
        "经审核，拟给予下列农户农机购置补贴，现予公示。\n禾丰镇　张某某　插秧机一台　三千元\n城关镇　李某某　拖拉机一台　八千元",
        "青禾县农机购置补贴实施方案",
        -30,
        10,
        &["名单里的李某某去年已经领过同样的补贴，请核实。", "补贴标准与宣传的不一样，请说明。"],
    ),
    (
        "award",
        "青禾县年度文明村拟推荐名单公示",
        "经评审，拟推荐禾丰镇青松村、城关镇柏桥村为年度文明村，现予公示。",
        "青禾县文明村评选办法",
        -4,
        14,
        &["青松村村口的垃圾一直没有清理，请实地看看再定。"],
    ),
];

/// Makes the notices; gives how many.
///
/// # Errors
/// A fault when something cannot be stored.
pub(super) async fn run(
    db: &Db,
    ground: &mut Ground,
    people: [&Actor; 2],
    chance: &Chance,
    to: Moment,
) -> Result<usize, Error> {
    let [keeper, approver] = people;
    let unit = keeper.staff()?.unit;
    for (kind, title, body, basis, opens, days, objections) in NOTICES {
        let start = Moment::start_of(to.plus(opens * DAY).date());
        // Holidays may make the shortest time longer than usual.
        let first = earliest_end(&ground.rules, &ground.calendar, kind, start.date())?;
        let end = start.plus(days * DAY).max(Moment::start_of(first));
        ground.now = start.plus(-DAY + 9 * HOUR);
        let mut tx = db.begin().await?;
        let new = Announcing {
            kind: (*kind).to_owned(),
            title: (*title).to_owned(),
            body: (*body).to_owned(),
            basis: (*basis).to_owned(),
            how: "电话 0000-1200000，来信寄青禾县青禾大道 1 号，信封上注明“公示异议”。".to_owned(),
            opens_on: start.date(),
            closes_on: end.date(),
        };
        let id = notice::create(&mut tx, ground, keeper, unit, &new).await?;
        review::submit::<Notice>(&mut tx, ground, keeper, id, &review::Said::default()).await?;
        review::approve::<Notice>(&mut tx, ground, approver, id).await?;
        ground.now = start.plus(HOUR);
        notice::turn(&mut tx, ground, id).await?;
        let running = store::notice(&mut tx, id).await?;
        let mut taken = Vec::new();
        for (at, text) in (1..).zip(*objections) {
            ground.now = start.plus(at * DAY + 10 * HOUR);
            let objecting = Objecting {
                body: (*text).to_owned(),
                name: identity::sample::name(chance),
                phone: identity::sample::mobile(chance),
            };
            taken.push(objection::object(&mut tx, ground, &Actor::Anonymous, &running, &objecting).await?);
        }
        if end.plus(2 * DAY) < to {
            for (taken, (outcome, answer)) in taken.iter().zip([
                ("upheld", "经核实，反映属实，已从名单中去掉并重新审核。"),
                ("rejected", "经核实，补贴标准以实施方案为准，宣传材料已经更正说明。"),
            ]) {
                let input = Input { outcome: Some(outcome.to_owned()), opinion: answer.to_owned(), ..Input::default() };
                let given = Given { input, ..Given::default() };
                objection::act(&mut tx, ground, keeper, taken.objection, "submit", given).await?;
                objection::act(&mut tx, ground, approver, taken.objection, "approve", Given::default()).await?;
            }
            ground.now = end.plus(DAY + HOUR);
            notice::turn(&mut tx, ground, id).await?;
        }
        tx.commit().await?;
    }
    Ok(NOTICES.len())
}
