//! What the program as a whole keeps: the work calendar with its edited years, and the rules with their edits, read back
//! from the database. At the start and after each change, what is in memory is made anew from what is stored.

use base::calendar::Year;
use base::{Calendar, Fault, Rules};
use store::Query;
use web::App;

use crate::store as rows;

/// The national tables with the edited years put over them.
///
/// # Errors
/// A fault when the database does not answer or a stored year is not what was written.
pub async fn calendar(q: &mut impl Query) -> Result<Calendar, Fault> {
    rows::years(q)
        .await?
        .iter()
        .try_fold(Calendar::national(), |calendar, row| Ok(calendar.with_year(Year::from_toml(&row.text)?)))
}

/// The compiled-in rules with all edits in their order. An edit that a newer version of the program does not take any
/// more (the rule is gone, its bounds are narrower) is left out and named in the log.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rules(q: &mut impl Query) -> Result<Rules, Fault> {
    let edits = rows::rules(q).await?;
    Ok(edits.into_iter().fold(Rules::built_in(), |rules, edit| {
        match rules.with_edit(&edit.rule, edit.value, edit.from_on, &edit.why) {
            Ok(edited) => edited,
            Err(error) => {
                tracing::warn!(rule = edit.rule, %error, "an edit of a rule is not valid any more");
                rules
            }
        }
    }))
}

/// Takes the stored calendar into use.
///
/// # Errors
/// As [`calendar`].
pub async fn reload_calendar(app: &App) -> Result<(), Fault> {
    let fresh = calendar(&mut app.db.reader()).await?;
    app.replace_calendar(fresh);
    app.cache.invalidate(super::calendar::CALENDAR);
    Ok(())
}

/// Takes the stored rules into use.
///
/// # Errors
/// As [`rules`].
pub async fn reload_rules(app: &App) -> Result<(), Fault> {
    let fresh = rules(&mut app.db.reader()).await?;
    app.replace_rules(fresh);
    // Public pages print numbers of the law.
    for line in crate::start::lines() {
        app.cache.invalidate(line.key);
    }
    Ok(())
}
