//! The first people of a real county: three administrators with one-time passwords, printed once.

use base::Error;
use identity::{Act, Actor, PersonForm, PostForm, UnitForm};
use web::App;

use super::accounts::Account;

/// Duties of the first three: sign-in name, title, role, duty.
const FIRST: [(&str, &str, &str, &str); 3] = [
    ("sysadmin", "系统管理员", "system_admin", "系统管理员：机构、人员、日历、任务"),
    ("secadmin", "安全管理员", "security_admin", "安全管理员：授权、解锁、会话"),
    ("auditor", "审计管理员", "audit_admin", "审计管理员：底账、访问日志"),
];

/// Makes the first unit and the three administrators when there is no unit yet; otherwise gives nobody. Their passwords
/// must be changed at the first sign-in.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn first_administrators(app: &App) -> Result<Vec<Account>, Error> {
    if !identity::units::all(&mut app.db.reader()).await?.is_empty() {
        return Ok(Vec::new());
    }
    let act = Act::new(&Actor::System, app.clock.now(), &app.chance);
    let mut tx = app.db.begin().await?;
    let form = UnitForm {
        name: "县人民政府".to_owned(),
        short_name: "县政府".to_owned(),
        kind: "government".to_owned(),
        rank: 1,
        phone: String::new(),
    };
    let unit = identity::units::create(&mut tx, act, None, "XZF", &form).await?;
    let mut people = Vec::new();
    for (login, title, role, duty) in FIRST {
        let person = PersonForm { name: title.to_owned(), phone: String::new() };
        let person = identity::people::create(&mut tx, act, login, &person).await?;
        let post = PostForm { title: title.to_owned(), head: false, rank: 1 };
        let post = identity::posts::create(&mut tx, act, unit, &post).await?;
        identity::posts::set_roles(&mut tx, act, app.identity.roles(), post, &[role.to_owned()]).await?;
        identity::holding::assign(&mut tx, act, post, person).await?;
        people.push((person, login, title, duty));
    }
    tx.commit().await?;
    let mut accounts = Vec::new();
    for (person, login, title, duty) in people {
        accounts.push(Account {
            duty: duty.to_owned(),
            name: title.to_owned(),
            unit: form.short_name.clone(),
            login: login.to_owned(),
            person,
            password: app.identity.issue_password(&Actor::System, person).await?,
            shown: true,
        });
    }
    Ok(accounts)
}
