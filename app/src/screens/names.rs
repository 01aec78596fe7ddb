//! Names beside keys: people and units of a list, read once for a whole page.

use std::collections::BTreeMap;

use base::Fault;
use store::Query;

/// Names of people and units by key.
#[derive(Debug, Default)]
pub struct Names {
    people: BTreeMap<i64, String>,
    units: BTreeMap<i64, String>,
}

impl Names {
    /// The names of `people`, and of all units when `units` is wanted.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn load(q: &mut impl Query, mut people: Vec<i64>, units: bool) -> Result<Self, Fault> {
        people.sort_unstable();
        people.dedup();
        let people = if people.is_empty() { BTreeMap::new() } else { identity::people::names(q, &people).await? };
        let units = match units {
            true => identity::units::all(q).await?.into_iter().map(|unit| (unit.id, unit.short_name)).collect(),
            false => BTreeMap::new(),
        };
        Ok(Self { people, units })
    }

    /// The person's name, or the key when there is none.
    pub fn person(&self, id: Option<i64>) -> String {
        of(&self.people, id)
    }

    /// The unit's short name, or the key when there is none.
    pub fn unit(&self, id: Option<i64>) -> String {
        of(&self.units, id)
    }
}

fn of(names: &BTreeMap<i64, String>, id: Option<i64>) -> String {
    match id {
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| format!("#{id}")),
        None => String::new(),
    }
}
