//! The yearly sheet of the demonstration's portal about last year: counted from what there is, the rest invented.

use base::Error;
use edition::Desk;
use identity::Actor;
use web::App;

use crate::sheet::{self, FIELDS, Kind, Typed};
use crate::store::sheets;

/// What is invented, by field; other numbers are 0, other answers 否.
const INVENTED: &[(&str, &str)] = &[
    ("visitors", "183240"),
    ("visits", "1426780"),
    ("materials", "46"),
    ("products", "12"),
    ("responses", "5"),
    ("users", "21864"),
    ("online", "58"),
    ("done", "30412"),
    ("done_person", "24106"),
    ("done_firm", "6306"),
    ("unified", "是"),
    ("tests", "4"),
    ("problems", "7"),
    ("solved", "7"),
    ("alarm", "是"),
    ("drill", "是"),
    ("answerable", "是"),
    ("media", "是"),
    ("wechat", "青禾发布"),
    ("wechat_posts", "1460"),
    ("wechat_fans", "88213"),
    ("accessible", "是"),
    ("smart_search", "是"),
    ("head", "演示负责人"),
    ("reviewer", "演示审核人"),
    ("filler", "演示填报人"),
    ("telephone", "0000-1234567"),
];

/// Publishes it when there is none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn report(app: &App) -> Result<(), Error> {
    let Some(portal) = edition::site::main(&mut app.db.reader()).await? else { return Ok(()) };
    let year = app.clock.now().date().year() - 1;
    if sheets::find(&mut app.db.reader(), portal.id, year).await?.is_some() {
        return Ok(());
    }
    let mut typed = Typed::new();
    for field in FIELDS {
        let plain = match field.kind {
            Kind::Number => "0",
            Kind::YesNo => "否",
            Kind::Text { .. } => "",
            _ => continue,
        };
        let invented = INVENTED.iter().find(|(key, _)| *key == field.key).map(|(_, value)| *value);
        typed.insert(field.key.to_owned(), invented.unwrap_or(plain).to_owned());
    }
    let values = sheet::values(app, &portal, year, &typed).await?;
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    sheet::keep(&mut tx, &desk, (portal.id, year), &typed).await?;
    sheet::publish(&mut tx, &desk, (&portal, year), &values, "").await?;
    tx.commit().await?;
    Ok(())
}
