//! A program with three units, two sites and their columns, and officials of each.

use std::sync::Arc;

use base::time::DateTime;
use base::{Chance, Clock, Error, Moment, Rules};
use edition::column::ColumnForm;
use edition::item::Draft;
use edition::publish::Ground;
use edition::site::SiteForm;
use edition::{Content, Desk, KEEP, PUBLISH, WRITE};
use identity::{Act, Actor, Identity, Role, Roles, Scope, Staff, UnitForm};
use ledger::Ledger;
use store::files::Files;
use store::search::Search;
use store::testing::TestDb;
use web::{App, AppConfig, Parts};

const ROLES: &[Role] = &[
    Role { key: "writer", title: "信息员", scope: Scope::Own, verbs: &[WRITE] },
    Role { key: "editor", title: "编辑", scope: Scope::Own, verbs: &[WRITE, PUBLISH, KEEP] },
];

/// Unit 1 keeps the portal, unit 2 a site of its own; unit 3 has none.
pub struct World {
    pub app: App,
    pub clock: Clock,
    pub portal: i64,
    pub bureau: i64,
    /// Columns of the portal: 要闻 with 部门动态 under it, and 政策文件.
    pub news: i64,
    pub dynamics: i64,
    pub policy: i64,
    /// A column of the bureau's site.
    pub own: i64,
    _db: TestDb,
}

pub fn official(unit: i64, role: &str) -> Actor {
    let roles = vec![role.to_owned()];
    let grants = Arc::new(Roles::new(&[ROLES]).grants(&roles, unit, Vec::new()));
    Actor::Staff(Staff {
        session: 1,
        person: unit,
        name: format!("张{unit}"),
        post: unit,
        post_title: "信息员".to_owned(),
        unit,
        unit_name: format!("单位{unit}"),
        head: false,
        roles,
        grants,
        posts: Vec::new(),
        must_change_password: false,
        must_enrol: false,
    })
}

pub fn column(name: &str, kind: &str, unit: i64) -> ColumnForm {
    ColumnForm { name: name.into(), kind: kind.into(), unit, ..ColumnForm::default() }
}

/// A whole article in a column.
pub fn article(column: i64, title: &str) -> Draft {
    let content = Content {
        title: title.into(),
        body: "<p>全县春耕备耕工作全面展开。</p>".into(),
        source: "青禾县融媒体中心".into(),
        ..Content::default()
    };
    Draft { kind: "article".into(), column, content, attribute: "none".into(), attribute_why: String::new() }
}

impl World {
    pub async fn new(db: TestDb) -> Self {
        let clock = Clock::fixed(Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0)));
        let chance = Chance::seeded(7);
        let (dir, base) = (db.dir().to_owned(), db.db.clone());
        let rules = Arc::new(Rules::built_in());
        let parts = Parts {
            files: Files::local(&dir.join("files")).unwrap(),
            search: Search::open(&dir.join("index")).unwrap(),
            ledger: Ledger::open(base.clone(), &dir, clock.clone(), chance.clone(), "test.example/ledger")
                .await
                .unwrap(),
            identity: Identity::open(base.clone(), &dir, clock.clone(), chance.clone(), Roles::new(&[ROLES]), rules)
                .unwrap(),
            db: base.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            config: AppConfig::new(&dir),
        };
        let app = App::builder(parts).build().unwrap();
        let mut tx = base.begin().await.unwrap();
        let act = Act::new(&Actor::System, clock.now(), &chance);
        for (i, name) in ["县政府办", "县农业农村局", "禾丰镇"].iter().enumerate() {
            let form = UnitForm {
                name: (*name).into(),
                short_name: (*name).into(),
                kind: "department".into(),
                rank: 1,
                phone: String::new(),
            };
            identity::units::create(&mut tx, act, None, &format!("U{}", i + 1), &form).await.unwrap();
        }
        let desk = Desk::new(&app, &Actor::System);
        let site = |name: &str, kind: &str, unit| SiteForm {
            name: name.into(),
            kind: kind.into(),
            unit,
            ..SiteForm::default()
        };
        let portal =
            edition::site::create(&mut tx, &desk, None, "main", &site("青禾县人民政府", "portal", 1)).await.unwrap();
        let bureau = edition::site::create(&mut tx, &desk, Some(portal), "nyj", &site("县农业农村局", "department", 2))
            .await
            .unwrap();
        let make = edition::column::create;
        let news = make(&mut tx, &desk, portal, None, "news", &column("要闻", "news", 1)).await.unwrap();
        let dynamics = make(&mut tx, &desk, portal, Some(news), "units", &column("部门动态", "news", 1)).await.unwrap();
        let policy = make(&mut tx, &desk, portal, None, "policy", &column("政策文件", "policy", 1)).await.unwrap();
        let own = make(&mut tx, &desk, bureau, None, "news", &column("农业动态", "news", 2)).await.unwrap();
        tx.commit().await.unwrap();
        Self { app, clock, portal, bureau, news, dynamics, policy, own, _db: db }
    }

    pub async fn create(&self, actor: &Actor, unit: i64, draft: Draft) -> Result<i64, Error> {
        let mut tx = self.app.db.begin().await?;
        let id = edition::item::create(&mut tx, &Desk::new(&self.app, actor), unit, draft).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// An edition that passed its reviews.
    pub async fn ready(&self, unit: i64, draft: Draft) -> i64 {
        let id = self.create(&Actor::System, unit, draft).await.unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        let desk = Desk::new(&self.app, &Actor::System);
        edition::item::to_review(&mut tx, &desk, id, 1).await.unwrap();
        edition::item::reviewed(&mut tx, &desk, id, true).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn publish(&self, actor: &Actor, id: i64, ground: Ground<'_>) -> Result<(), Error> {
        let mut tx = self.app.db.begin().await?;
        edition::publish::publish(&mut tx, &Desk::new(&self.app, actor), id, ground).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A published edition.
    pub async fn published(&self, unit: i64, draft: Draft) -> i64 {
        let id = self.ready(unit, draft).await;
        self.publish(&Actor::System, id, Ground::Approved).await.unwrap();
        id
    }

    pub async fn withdraw(&self, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
        let mut tx = self.app.db.begin().await?;
        edition::publish::withdraw(&mut tx, &Desk::new(&self.app, actor), id, why).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn column(&self, id: i64) -> edition::Column {
        edition::column::find(&mut self.app.db.reader(), id).await.unwrap().unwrap()
    }

    pub async fn titles(&self, column: i64) -> Vec<String> {
        let rows =
            edition::live::in_column(&mut self.app.db.reader(), column, edition::live::Turn::First, 50).await.unwrap();
        rows.into_iter().map(|row| row.title).collect()
    }

    /// A file in the store.
    pub async fn stored(&self, name: &str, text: &str) -> store::files::Stored {
        let mut incoming = self.app.files.incoming(1_000).await.unwrap();
        incoming.push(text.as_bytes()).await.unwrap();
        incoming.finish(name).await.unwrap()
    }

    /// What the ledger tells of an edition, the oldest first.
    pub async fn verbs(&self, item: i64) -> Vec<String> {
        let filter = ledger::Filter {
            subject_kind: Some("edition".into()),
            subject_id: Some(item),
            ..ledger::Filter::default()
        };
        let mut found = ledger::find(&mut self.app.db.reader(), &filter, 100).await.unwrap();
        found.reverse();
        found.into_iter().map(|entry| entry.verb).collect()
    }

    /// Reads again what the index found with these words and facets.
    pub async fn search(&self, find: store::search::Find<'_>) -> Vec<i64> {
        self.app.search.catch_up(&self.app.db).await.unwrap();
        self.app.search.find(&find).await.unwrap().hits.into_iter().map(|hit| hit.id).collect()
    }

    pub fn pass(&self, millis: i64) {
        self.clock.set(self.clock.now().plus(millis));
    }
}
