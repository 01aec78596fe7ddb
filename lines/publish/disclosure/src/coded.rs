//! Entries of the three lists by their codes, for pages of other lines such as the guide of an item (办事指南), and what those have under
//! the codes of a list.

use std::collections::BTreeMap;

use base::Error;
use matter::coded::{self, Coded, OnCode};
use serde::Serialize;
use web::App;

use crate::model::Power;
use crate::{CACHE, LINE, catalogue, store};

/// What of the line bears codes.
pub(crate) const CODED: Coded = Coded { cache: CACHE, show: |app, codes, most| Box::pin(show(app, codes, most)) };

/// Things under one question of many codes at most.
const FOUND: usize = 500;
/// Kinds of entries for which people apply: each wants a guide (依申请的权力和公共服务).
const APPLIED: &[&str] = &["行政许可", "行政给付", "行政确认", "行政奖励", "行政裁决", "公共服务"];

async fn show(app: &App, codes: &[String], most: usize) -> Result<Vec<OnCode>, Error> {
    let entries = store::powers_by_codes(&mut app.db.reader(), codes, most).await?;
    let found = entries.into_iter().map(|entry| OnCode {
        what: edition::terms::title(catalogue::LISTS, &entry.list).unwrap_or("清单"),
        title: entry.name,
        unit: entry.unit_id,
        basis: entry.basis,
        href: format!("/xxgk/lists?list={}&unit={}#entry-{}", entry.list, entry.unit_id, entry.id),
        code: entry.code,
    });
    Ok(found.collect())
}

/// What other lines have under the codes of entries, by code; and the page-cache keys of those lines.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn under(
    app: &App,
    entries: &[Power],
) -> Result<(BTreeMap<String, Vec<OnCode>>, Vec<&'static str>), Error> {
    let mut codes: Vec<String> = entries.iter().map(|e| e.code.trim().to_owned()).filter(|c| !c.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    let (found, keys) = coded::elsewhere(app, LINE.key, &codes, FOUND).await?;
    let mut by: BTreeMap<String, Vec<OnCode>> = BTreeMap::new();
    for one in found {
        by.entry(one.code.clone()).or_default().push(one);
    }
    Ok((by, keys))
}

/// How the entries of a list and the guides of items fit together.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Fit {
    /// Entries with a guide.
    pub linked: usize,
    /// Entries for which people apply, without a guide: code and name.
    pub missing: Vec<(String, String)>,
    /// Entries whose guide names another unit: code, name, and that unit.
    pub other: Vec<(String, String, String)>,
}

/// Compares the entries of a unit's list with what is found under their codes; `names` are those of units.
pub(crate) fn fit(entries: &[Power], found: &BTreeMap<String, Vec<OnCode>>, names: &BTreeMap<i64, String>) -> Fit {
    let mut fit = Fit::default();
    for entry in entries {
        let (code, name) = (entry.code.clone(), entry.name.clone());
        match found.get(entry.code.trim()) {
            None if APPLIED.contains(&entry.kind.as_str()) => fit.missing.push((code, name)),
            None => {}
            Some(guides) => {
                fit.linked += 1;
                if let Some(other) = guides.iter().find(|guide| guide.unit != entry.unit_id) {
                    let whose = names.get(&other.unit).cloned().unwrap_or_default();
                    fit.other.push((code, name, whose));
                }
            }
        }
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str, kind: &str) -> Power {
        Power {
            id: 1,
            unit_id: 1,
            list: "power".into(),
            rank: 1,
            code: code.into(),
            name: format!("事项{code}"),
            kind: kind.into(),
            basis: String::new(),
            duties: String::new(),
            version: 1,
            ended_version: None,
        }
    }

    #[test]
    fn entries_without_a_guide_and_with_that_of_another_unit_are_named() {
        let guide = |code: &str, unit| OnCode {
            code: code.into(),
            what: "办事指南",
            title: String::new(),
            unit,
            basis: String::new(),
            href: "/guide/1".into(),
        };
        let found = [("A".to_owned(), vec![guide("A", 1)]), ("B".to_owned(), vec![guide("B", 2)])].into();
        let entries = [
            entry("A", "行政许可"),
            entry("B", "行政确认"),
            entry("C", "行政许可"),
            entry("D", "行政处罚"),
            entry("", "公共服务"),
        ];
        let fit = fit(&entries, &found, &[(2, "县民政局".to_owned())].into());
        assert_eq!(fit.linked, 2);
        assert_eq!(
            fit.missing.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
            ["C", ""],
            "who punishes needs no guide"
        );
        assert_eq!(fit.other, [("B".to_owned(), "事项B".to_owned(), "县民政局".to_owned())]);
    }
}
