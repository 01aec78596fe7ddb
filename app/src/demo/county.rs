//! Units, posts and people of the demonstration county: 1,292 units as in the reports that started this.

use base::{Chance, Error};
use futures::{StreamExt, TryStreamExt, stream};
use identity::{Act, Actor, PersonForm, PostForm, SignIn, UnitForm};
use store::Tx;
use web::App;

use super::accounts::Account;
use super::names::{DEPARTMENTS, TOWNS, VILLAGE_FIRST, VILLAGE_LAST};
use super::seats::{EGOV, HEAD, OFFICE, SPEAKERS, Seat, WITH_SITE};

/// As many units as the largest of the five offices serves.
const UNITS: usize = 1292;

/// As many accounts are given a password at the same time; the hashing itself is limited by `identity`.
const AT_ONCE: usize = 8;

/// How much of the county is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// All 1,292 units.
    Full,
    /// The departments and towns without stations and villages, for tests.
    Small,
}

/// Makes the county and gives its accounts, still without passwords.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn build(app: &App, size: Size) -> Result<Vec<Account>, Error> {
    let mut tx = app.db.begin().await?;
    let mut making = Making { app, accounts: Vec::new(), rank: 0, size };
    making.county(&mut tx).await?;
    tx.commit().await?;
    super::shown(app, size).await?;
    Ok(making.accounts)
}

/// Gives every account a generated password, several at a time: hashing is what takes long.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn give_passwords(app: &App, accounts: &mut [Account]) -> Result<(), Error> {
    let each = accounts.iter_mut().map(|account| give_password(app, account));
    stream::iter(each).buffer_unordered(AT_ONCE).try_collect().await
}

/// Gives an account a generated password, already changed once as the policy wants it.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn give_password(app: &App, account: &mut Account) -> Result<(), Error> {
    let login = account.login.as_str();
    let issued = app.identity.issue_password(&Actor::System, account.person).await?;
    let asked = SignIn { login, password: &issued, code: "", address: "127.0.0.1", agent: "demonstration" };
    let opened = app.identity.sign_in(asked).await?;
    let actor = app.identity.actor_of(&opened.token).await?;
    let new = format!("Qh-{}-{}", app.chance.token::<3>(), app.chance.digits(4));
    app.identity.change_password(&actor, &issued, &new).await?;
    app.identity.sign_out(&opened.token, "127.0.0.1").await?;
    account.password = new;
    Ok(())
}

struct Making<'a> {
    app: &'a App,
    accounts: Vec<Account>,
    rank: i64,
    size: Size,
}

impl Making<'_> {
    fn act(&self) -> Act<'_> {
        Act::new(&Actor::System, self.app.clock.now(), &self.app.chance)
    }

    fn chance(&self) -> &Chance {
        &self.app.chance
    }

    async fn county(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let county = self.unit(tx, None, "QH", "青禾县", "青禾县", "government").await?;
        let mut made = 1;
        let mut stations = Vec::new();
        for (i, (name, short, has_stations)) in DEPARTMENTS.iter().enumerate() {
            let unit = self.unit(tx, Some(county), &format!("QH{:03}", i + 1), name, short, "department").await?;
            made += 1;
            match *short {
                "县政府办" => self.seats(tx, unit, short, OFFICE).await?,
                "县电子政务办" => self.seats(tx, unit, short, EGOV).await?,
                _ => {}
            }
            self.handlers(tx, unit, short, i + 1).await?;
            self.speakers(tx, unit, short, i + 1).await?;
            if *has_stations {
                stations.push((unit, i + 1, name.trim_start_matches("青禾县"), short.trim_start_matches('县')));
            }
        }
        let mut towns = Vec::new();
        for (i, name) in TOWNS.iter().enumerate() {
            let office = if name.ends_with("街道") { "办事处" } else { "人民政府" };
            let full = format!("青禾县{name}{office}");
            let unit = self.unit(tx, Some(county), &format!("QH1{:02}", i + 1), &full, name, "town").await?;
            made += 1;
            self.handlers(tx, unit, name, 100 + i + 1).await?;
            self.speakers(tx, unit, name, 100 + i + 1).await?;
            towns.push((unit, i + 1, *name));
        }
        if self.size == Size::Small {
            return Ok(());
        }
        for (unit, code, name, short) in stations {
            for (_, town, town_name) in &towns {
                let code = format!("QH{code:03}{town:02}");
                let name = format!("{}{town_name}服务站", name.trim_end_matches('局'));
                self.unit(tx, Some(unit), &code, &name, &format!("{short}{town_name}站"), "institution").await?;
                made += 1;
            }
        }
        let mut village = 0;
        while made < UNITS {
            let (town, number, town_name) = towns[village % towns.len()];
            let turn = village / towns.len();
            let name = format!(
                "{}{}村",
                VILLAGE_FIRST[turn % VILLAGE_FIRST.len()],
                VILLAGE_LAST[(turn / VILLAGE_FIRST.len() + turn) % VILLAGE_LAST.len()]
            );
            let code = format!("QH1{number:02}{turn:03}");
            self.unit(
                tx,
                Some(town),
                &code,
                &format!("{town_name}{name}村民委员会"),
                &format!("{town_name}{name}"),
                "other",
            )
            .await?;
            made += 1;
            village += 1;
        }
        Ok(())
    }

    async fn unit(
        &mut self,
        tx: &mut Tx,
        parent: Option<i64>,
        code: &str,
        name: &str,
        short_name: &str,
        kind: &str,
    ) -> Result<i64, Error> {
        self.rank += 10;
        let form = UnitForm {
            name: name.to_owned(),
            short_name: short_name.to_owned(),
            kind: kind.to_owned(),
            rank: self.rank,
            phone: format!("0000-12{:05}", self.chance().below(100_000)),
        };
        identity::units::create(tx, self.act(), parent, code, &form).await
    }

    /// The two people who handle letters in every department and town; the head reviews what the unit says.
    async fn handlers(&mut self, tx: &mut Tx, unit: i64, short: &str, number: usize) -> Result<(), Error> {
        let desk = Seat {
            title: "信访专员",
            head: false,
            roles: &["letters.handler", "consult.handler", "surveys.keeper", "hotline.handler"],
            login: "",
            duty: "签收、办理、答复；征集调查",
            shown: matches!(short, "县城管局" | "县教育局"),
        };
        self.seat(tx, unit, short, &desk, &format!("cb{number:03}")).await?;
        if WITH_SITE.contains(&short) {
            let keeper = Seat {
                title: "网站管理员",
                head: false,
                roles: &["sites.admin"],
                login: "",
                duty: "本单位网站：栏目、外观",
                shown: short == "县农业农村局",
            };
            self.seat(tx, unit, short, &keeper, &format!("wz{number:03}")).await?;
        }
        if !matches!(short, "县政府办" | "县电子政务办") {
            let head = Seat {
                title: "主要负责人",
                head: true,
                roles: HEAD,
                login: "",
                duty: "单位负责人：信息二审、征集调查审核",
                shown: short == "县教育局",
            };
            self.seat(tx, unit, short, &head, &format!("fz{number:03}")).await?;
        }
        Ok(())
    }

    /// Those who write and review what a department or town says: officer, head of the office, secrecy reviewer.
    async fn speakers(&mut self, tx: &mut Tx, unit: i64, short: &str, number: usize) -> Result<(), Error> {
        let shown = short == "县教育局";
        for (title, roles, duty, login) in SPEAKERS {
            let seat = Seat { title, head: false, roles, login: "", duty, shown };
            self.seat(tx, unit, short, &seat, &format!("{login}{number:03}")).await?;
        }
        Ok(())
    }

    async fn seats(&mut self, tx: &mut Tx, unit: i64, short: &str, seats: &[Seat]) -> Result<(), Error> {
        for seat in seats {
            self.seat(tx, unit, short, seat, seat.login).await?;
        }
        Ok(())
    }

    async fn seat(&mut self, tx: &mut Tx, unit: i64, short: &str, seat: &Seat, login: &str) -> Result<(), Error> {
        let drawn = identity::sample::name(self.chance());
        // Whom the portal names is the one who signs in.
        let leader = content::demo::LEADERS.iter().find(|(_, title, _)| *title == seat.title);
        let name = leader.map_or(drawn, |(name, ..)| (*name).to_owned());
        let phone = identity::sample::mobile(self.chance());
        let person = identity::people::create(tx, self.act(), login, &PersonForm { name: name.clone(), phone }).await?;
        let form = PostForm { title: seat.title.to_owned(), head: seat.head, rank: if seat.head { 1 } else { 10 } };
        let post = identity::posts::create(tx, self.act(), unit, &form).await?;
        let roles: Vec<String> = seat.roles.iter().map(|&r| r.to_owned()).collect();
        identity::posts::set_roles(tx, self.act(), self.app.identity.roles(), post, &roles).await?;
        identity::holding::assign(tx, self.act(), post, person).await?;
        self.accounts.push(Account {
            duty: seat.duty.to_owned(),
            name,
            unit: short.to_owned(),
            login: login.to_owned(),
            person,
            password: String::new(),
            shown: seat.shown,
        });
        Ok(())
    }
}
