//! What a unit has: open matters, and what lines and the ground have of it beside them, as they declare it ([`matter::Holds`]).

use base::Error;
use matter::{Holds, Lines};
use serde_json::{Value, json};
use store::Any;
use web::App;

/// Everything that units have beside matters: of each line, of the windows, and of what is published.
pub(super) fn all(app: &App) -> Vec<&'static Holds> {
    let lines = app.ext::<Lines>();
    let of_lines = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.holds);
    of_lines.chain(counter::HOLDS).chain(edition::HOLDS).collect()
}

/// How much a unit has.
pub(super) struct Has {
    /// Open matters in which it has a part.
    pub matters: u64,
    /// What else, with how much of it; what it has nothing of is left out.
    pub beside: Vec<(&'static Holds, u64)>,
}

impl Has {
    /// What `unit` has.
    pub(super) async fn of(app: &App, mut q: Any<'_>, unit: i64) -> Result<Self, Error> {
        let matters = matter::store::count_held(&mut q, unit).await?;
        let mut beside = Vec::new();
        for holds in all(app) {
            let count = u64::try_from((holds.count)(q.again(), unit).await?).unwrap_or(0);
            if count > 0 {
                beside.push((holds, count));
            }
        }
        Ok(Self { matters, beside })
    }

    /// How much it is in all.
    pub(super) fn total(&self) -> u64 {
        self.matters + self.beside.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// As a sentence says it: «3 件未办结事项».
    pub(super) fn words(&self) -> Vec<String> {
        let matters = (self.matters > 0).then(|| format!("{} 件未办结事项", self.matters));
        let beside = self.beside.iter().map(|(holds, count)| format!("{count} {}{}", holds.measure, holds.title));
        matters.into_iter().chain(beside).collect()
    }

    /// As a table shows it.
    pub(super) fn rows(&self) -> Vec<Value> {
        let row =
            |title: &str, count: u64, measure: &str| json!({ "title": title, "count": format!("{count} {measure}") });
        let matters = (self.matters > 0).then(|| row("未办结事项", self.matters, "件"));
        let beside = self.beside.iter().map(|(holds, count)| row(holds.title, *count, holds.measure));
        matters.into_iter().chain(beside).collect()
    }
}
