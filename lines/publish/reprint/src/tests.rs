//! What the jobs make of answers that other hosts give, without asking one.

mod feeds;
mod originals;

use ::store::files::Files;
use ::store::search::Search;
use ::store::testing::TestDb;
use base::time::{HOUR, MINUTE};
use base::{Chance, Clock, Moment, Rules};
use edition::column::ColumnForm;
use edition::import::Import;
use edition::site::SiteForm;
use edition::{Content, Desk};
use identity::{Act, Actor, Identity, Roles, UnitForm};
use ledger::Ledger;
use matter::{Line, Lines};
use serde_json::json;
use std::sync::Arc;
use web::{App, AppConfig, Parts};

use crate::actions::sources as actions;
use crate::model::{Item, Sheet, Source, Task};
use crate::outside::Answer;
use crate::store::{items, sources, tasks};
use crate::{LINE, jobs};

/// One unit that keeps the portal with a column for reprints, and a source whose feed is read.
struct World {
    app: App,
    clock: Clock,
    column: i64,
    source: i64,
    _db: TestDb,
}

impl World {
    async fn new(db: TestDb) -> Self {
        static LINES: [&Line; 1] = [&LINE];
        let clock = Clock::fixed(Moment::from_civil(base::time::DateTime::constant(2026, 3, 2, 9, 0, 0, 0)));
        let chance = Chance::seeded(7);
        let (dir, base) = (db.dir().to_owned(), db.db.clone());
        let rules = Arc::new(Rules::built_in());
        let ledger = Ledger::open(base.clone(), &dir, clock.clone(), chance.clone(), "test.example/ledger").await;
        let identity =
            Identity::open(base.clone(), &dir, clock.clone(), chance.clone(), Roles::new(&[LINE.roles]), rules);
        let parts = Parts {
            files: Files::local(&dir.join("files")).unwrap(),
            search: Search::open(&dir.join("index")).unwrap(),
            ledger: ledger.unwrap(),
            identity: identity.unwrap(),
            db: base.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            config: AppConfig::new(&dir),
        };
        let app = App::builder(parts).ext(Lines(&LINES)).build().unwrap();
        let mut tx = base.begin().await.unwrap();
        let act = Act::new(&Actor::System, clock.now(), &chance);
        let form = UnitForm {
            name: "县政府办".into(),
            short_name: "县政府办".into(),
            kind: "department".into(),
            rank: 1,
            phone: String::new(),
        };
        let unit = identity::units::create(&mut tx, act, None, "U1", &form).await.unwrap();
        let desk = Desk::new(&app, &Actor::System);
        let form = SiteForm { name: "门户".into(), kind: "portal".into(), unit, ..SiteForm::default() };
        let site = edition::site::create(&mut tx, &desk, None, "main", &form).await.unwrap();
        let form = ColumnForm { name: "上级信息".into(), kind: "reprint".into(), unit, ..ColumnForm::default() };
        let column = edition::column::create(&mut tx, &desk, site, None, "shangji", &form).await.unwrap();
        let sheet = Sheet {
            name: "国务院文件库".into(),
            level: "state".into(),
            address: "https://www.central.example/rss.xml".into(),
            reads: true,
            duty: true,
            ..Sheet::default()
        };
        let source = actions::create(&mut tx, &desk, unit, &sheet).await.unwrap();
        actions::put_target(&mut tx, &desk, source, Some(unit), Some(column)).await.unwrap();
        tx.commit().await.unwrap();
        Self { app, clock, column, source, _db: db }
    }

    async fn source(&self) -> Source {
        sources::find(&mut self.app.db.reader(), self.source).await.unwrap().unwrap()
    }

    async fn answer(&self, answer: Answer) -> Source {
        jobs::answered(&self.app, &self.source().await, answer).await.unwrap();
        self.source().await
    }

    async fn item(&self, path: &str) -> Item {
        let address = format!("https://www.central.example/{path}");
        items::by_address(&mut self.app.db.reader(), &address).await.unwrap().unwrap()
    }

    async fn task(&self, path: &str) -> Option<Task> {
        let item = self.item(path).await;
        tasks::of_item(&mut self.app.db.reader(), item.id).await.unwrap().into_iter().next()
    }

    async fn asked(&self, path: &str, status: Option<u16>) -> Item {
        jobs::origin(&self.app, &self.item(path).await, status, self.app.clock.now()).await.unwrap();
        self.item(path).await
    }

    /// Publishes the reprint of an original, and lets the job follow it.
    async fn reprint(&self, path: &str) -> i64 {
        let mut tx = self.app.db.begin().await.unwrap();
        let content = Content {
            title: "甲".into(),
            body: "<p>正文</p>".into(),
            source: "国务院".into(),
            origin_url: format!("https://www.central.example/{path}"),
            ..Content::default()
        };
        let import = Import {
            origin: path,
            kind: "article",
            column: self.column,
            unit: 1,
            attribute: "none",
            content,
            addresses: &[],
        };
        let desk = Desk::new(&self.app, &Actor::System);
        let id = edition::import::bring(&mut tx, &desk, import).await.unwrap().id();
        tx.commit().await.unwrap();
        self.follow().await;
        id
    }

    async fn follow(&self) {
        self.app.ledger.sequence().await.unwrap();
        jobs::follow(&self.app, &json!({})).await.unwrap();
    }
}

fn feed(items: &[(&str, Moment)]) -> Answer {
    let item = |(path, at): &(&str, Moment)| {
        format!("<item><title>甲</title><link>/{path}</link><pubDate>{}</pubDate></item>", at.rfc3339())
    };
    let items: String = items.iter().map(item).collect();
    Answer::Got(format!("<rss><channel>{items}</channel></rss>").into_bytes(), "e \"1\"".into())
}

::store::both! {
    async fn what_is_new_in_a_feed_becomes_a_task_under_its_clock(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        let source = world.answer(feed(&[("a", now.plus(-2 * HOUR)), ("b", now.plus(HOUR)), ("old", now.plus(-60 * HOUR))])).await;
        assert_eq!((source.items, source.failed, source.tag.as_str()), (3, 0, "e \"1\""));
        assert_eq!((source.good_at, source.next_at), (Some(now), Some(now.plus(15 * MINUTE))));
        let task = world.task("a").await.expect("a task");
        let matter = matter::store::matter(&mut world.app.db.reader(), task.matter_id).await.unwrap();
        assert_eq!(matter.due_at, now.plus(22 * HOUR), "the time counts from the original's publication");
        let ahead = world.task("b").await.expect("a task");
        assert_eq!(ahead.started_at, now, "a clock that is ahead gives no more time");
        assert!(world.task("old").await.is_none(), "what was published before is history");
        let again = world.answer(feed(&[("a", now.plus(-2 * HOUR))])).await;
        assert_eq!(again.items, 3, "what is known comes once");
        assert_eq!(world.answer(Answer::Same).await.items, 3);
    }

    async fn who_has_little_time_left_is_reminded_once(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        world.answer(feed(&[("a", now)])).await;
        for (hours, urged) in [(17, 0), (19, 1), (20, 1), (25, 1)] {
            world.clock.set(now.plus(hours * HOUR));
            world.follow().await;
            let matter = world.task("a").await.expect("a task").matter_id;
            let matter = matter::store::matter(&mut world.app.db.reader(), matter).await.unwrap();
            assert_eq!(matter.urged, urged, "after {hours} hours");
        }
    }

    async fn a_feed_that_fails_says_why_and_recovers(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        let failed = world.answer(Answer::Problem("对方没有回答".into())).await;
        assert_eq!((failed.failed, failed.problem.as_str()), (1, "对方没有回答"));
        assert_eq!(failed.next_at, Some(now.plus(15 * MINUTE)));
        let failed = world.answer(Answer::Got(b"<html></html>".to_vec(), String::new())).await;
        assert!(failed.failed == 2 && failed.problem.contains("不是 RSS"), "{failed:?}");
        assert_eq!(failed.next_at, Some(now.plus(30 * MINUTE)));
        let good = world.answer(feed(&[])).await;
        assert_eq!((good.failed, good.problem.as_str()), (0, ""));
    }

    async fn much_at_once_comes_in_several_readings(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        let paths: Vec<String> = (0..130).map(|n| n.to_string()).collect();
        let many: Vec<(&str, Moment)> = paths.iter().map(|path| (path.as_str(), now.plus(-60 * HOUR))).collect();
        let first = world.answer(feed(&many)).await;
        assert_eq!((first.items, first.tag.as_str(), first.next_at), (100, "", Some(now.plus(MINUTE))));
        assert_eq!(world.answer(feed(&many)).await.items, 130);
    }

    async fn an_original_that_is_gone_twice_in_a_row_counts_as_withdrawn(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        world.answer(feed(&[("a", now.plus(-HOUR)), ("b", now.plus(-HOUR))])).await;
        world.follow().await;
        let edition = world.reprint("a").await;
        assert_eq!(world.task("a").await.expect("a task").state, "reprinted");
        for (status, misses) in [(Some(404), 1), (Some(200), 0), (Some(410), 1), (None, 1), (Some(503), 1)] {
            let item = world.asked("a", status).await;
            assert_eq!((item.misses, item.gone_at), (misses, None), "{status:?}");
        }
        assert_eq!(world.asked("a", Some(404)).await.gone_at, Some(now));
        assert_eq!(world.task("a").await.expect("a task").state, "recall");
        world.asked("b", Some(404)).await;
        world.asked("b", Some(404)).await;
        assert_eq!(world.task("b").await.expect("a task").state, "gone", "who has not reprinted need not");
        let mut tx = world.app.db.begin().await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        edition::publish::withdraw(&mut tx, &desk, edition, "原文已撤，随之撤下").await.unwrap();
        tx.commit().await.unwrap();
        world.follow().await;
        let task = world.task("a").await.expect("a task");
        assert_eq!((task.state.as_str(), task.hidden_at), ("recalled", Some(now)));
        assert_eq!(world.reprint("b").await, world.task("b").await.and_then(|task| task.edition_id).unwrap_or_default());
        assert_eq!(world.task("b").await.expect("a task").state, "reprinted", "who reprints all the same has done so");
    }

    async fn without_a_rule_or_a_source_nobody_is_asked(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        world.answer(feed(&[("a", now.plus(-HOUR))])).await;
        world.clock.set(now.plus(48 * HOUR));
        jobs::ask(&world.app, &json!({})).await.unwrap();
        assert_eq!(world.item("a").await.misses, 0);
        let mut tx = world.app.db.begin().await.unwrap();
        actions::close(&mut tx, &Desk::new(&world.app, &Actor::System), world.source, true).await.unwrap();
        tx.commit().await.unwrap();
        let before = world.source().await.read_at;
        jobs::read(&world.app, &json!({})).await.unwrap();
        assert_eq!(world.source().await.read_at, before);
    }
}
