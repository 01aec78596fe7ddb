//! A small county in a database: units 1 to 4 and 9, a post and an official in each, and what they do.

use std::sync::Arc;

use base::calendar::Calendar;
use base::rules::Rules;
use base::{Chance, Error, Moment};
use identity::posts::PostForm;
use identity::units::UnitForm;
use identity::{Act, Actor, posts, units};
use matter::case::Stance;
use matter::decide::{Input, Who};
use matter::engine::{self, Doing, Done, Opening};
use matter::store::Matter;
use matter::{Ground, Line, Lines};
use store::testing::TestDb;

use crate::sample::{ROLES, SAMPLE, morning, staff, today};

/// The sample as a line.
pub static LINE: Line = Line {
    key: "sample",
    title: "样例",
    routes: crate::desk::routes,
    templates: &[],
    processes: &[&SAMPLE],
    matter_page: "/work/sample/{id}",
    roles: ROLES,
    menus: &[],
    tiles: &[],
    blocks: &[],
    figures: &[],
    jobs: &[],
    searches: &[],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: &[],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[],
};

/// The list of lines with the sample alone.
pub const LINES: Lines = Lines(&[&LINE]);

/// The county.
pub struct County {
    /// The database.
    pub t: TestDb,
    /// The world around it.
    pub ground: Ground,
}

/// Names of the units by their keys, in order.
const UNITS: [(&str, &str, &str); 9] = [
    ("青禾县人民政府办公室", "县政府办", "department"),
    ("青禾县城市管理局", "县城管局", "department"),
    ("青禾县住房和城乡建设局", "县住建局", "department"),
    ("青禾县生态环境局", "县环境局", "department"),
    ("青禾县民政局", "县民政局", "department"),
    ("禾丰镇人民政府", "禾丰镇", "town"),
    ("青溪镇人民政府", "青溪镇", "town"),
    ("城市管理局一中队", "一中队", "section"),
    ("青禾县人民政府", "县政府", "government"),
];

impl County {
    pub async fn new(t: TestDb) -> Self {
        let chance = Chance::seeded(7);
        let mut tx = t.db.begin().await.unwrap();
        let act = Act::new(&Actor::System, morning(), &chance);
        for (i, (name, short, kind)) in UNITS.iter().enumerate() {
            let form = UnitForm {
                name: (*name).into(),
                short_name: (*short).into(),
                kind: (*kind).into(),
                rank: i as i64,
                phone: String::new(),
            };
            let id = units::create(&mut tx, act, None, &format!("U{i}"), &form).await.unwrap();
            assert_eq!(id, i as i64 + 1);
            let post = PostForm { title: "经办".into(), head: i % 2 == 0, rank: 1 };
            assert_eq!(posts::create(&mut tx, act, id, &post).await.unwrap(), id);
        }
        tx.commit().await.unwrap();
        let (calendar, rules) = (Arc::new(Calendar::national()), Arc::new(Rules::built_in()));
        Self { t, ground: Ground { now: morning(), calendar, rules, chance } }
    }

    /// The official of `unit`; posts have the keys of their units.
    pub fn official(&self, unit: i64) -> Actor {
        let roles: &[&str] = match unit {
            1 => &["sample_clerk", "sample_approver"],
            9 => &["sample_leader"],
            _ => &["sample_handler"],
        };
        staff(unit, unit, unit, unit % 2 == 1, roles)
    }

    pub async fn open(&self, title: &str) -> i64 {
        let mut tx = self.t.db.begin().await.unwrap();
        let opening = Opening {
            kind: "投诉",
            title,
            home: 1,
            received_on: today(),
            since: None,
            clocks: &["answer"],
            by: &Actor::Anonymous,
            as_name: "来信人",
            files: &[],
        };
        let done = engine::open(&mut tx, &self.ground, &SAMPLE, &opening).await.unwrap();
        tx.commit().await.unwrap();
        done.id
    }

    pub async fn try_as(
        &self,
        who: &Who<'_>,
        id: i64,
        action: &str,
        input: Input,
        seen: Option<u32>,
    ) -> Result<Done, Error> {
        let mut tx = self.t.db.begin().await?;
        let doing = Doing { matter: id, action, input, seen, files: &[], audience: "inside" };
        let done = engine::act(&mut tx, &self.ground, &SAMPLE, who, doing).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// The official of `unit` does something.
    pub async fn does(&self, unit: i64, id: i64, action: &str, input: Input) -> Done {
        let actor = self.official(unit);
        self.try_as(&Who::Actor(&actor), id, action, input, None).await.unwrap_or_else(|e| panic!("{action}: {e}"))
    }

    pub async fn matter(&self, id: i64) -> Matter {
        matter::store::matter(&mut self.t.db.reader(), id).await.unwrap()
    }

    /// A matter that unit 2 handles.
    pub async fn handled(&self, title: &str) -> i64 {
        let id = self.open(title).await;
        self.does(1, id, "dispatch", to(2)).await;
        self.does(2, id, "sign", Input::default()).await;
        id
    }

    pub fn later(&mut self, millis: i64) -> Moment {
        self.ground.now = self.ground.now.plus(millis);
        self.ground.now
    }
}

pub fn to(unit: i64) -> Input {
    units_of(&[unit])
}

pub fn units_of(units: &[i64]) -> Input {
    Input { seats: units.iter().map(|u| (*u, None)).collect(), opinion: "请办理".into(), ..Input::default() }
}

pub fn says(stance: Stance) -> Input {
    Input { stance: Some(stance), opinion: "没有意见".into(), ..Input::default() }
}
