//! The content gate (发布前检查): what a machine finds in an edition before every reading: wrong words and expressions, personal
//! data and secrecy marks in body and attachments, pictures without words, links. A finding that stops has to be put right, or
//! be let through with a reason that stays on the record. Nothing here calls the network.

mod attached;
mod links;
mod plain;
mod texts;
mod unwritten;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use ::store::Query;
use base::Error;
use edition::gate::Found;
use edition::{Content, FileRow, Item};
use matter::Later;
use proofread::{Lists, Proofreader, Wrong};
use serde::Serialize;

use crate::model::Word;
use crate::store;
use crate::words::{HOST, MUTED, NAME, WRONG};

pub use plain::plain;
pub use unwritten::unwritten;

/// Findings that are shown of one edition at most.
const FOUND_MAX: usize = 300;
/// Characters on each side of what was found.
const AROUND: usize = 12;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It has to be put right, or be let through with a reason.
    Stops,
    /// A person has to look.
    Asks,
    /// Good to know.
    Tells,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of finding it is, in Chinese.
    pub kind: String,
    /// How grave it is.
    pub level: Level,
    /// It has to be put right.
    pub stops: bool,
    /// Where: 标题, 正文第3段, name of an attachment with the place in it.
    pub place: String,
    /// What stands there with what is around it, personal data masked.
    pub excerpt: String,
    /// What was found, where it may be shown.
    pub wrong: String,
    /// What to write instead; empty when there is nothing to offer.
    pub instead: String,
    /// Why, and the way out.
    pub why: String,
    /// Which of the equal pieces of the field it is, when the replacement can be put in at once: field and number.
    pub spot: Option<Spot>,
}

/// A place in the edition that a program can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The field as its form names it: title, body, cover_alt …
    pub field: &'static str,
    /// How many equal pieces stand before it in the field's plain text.
    pub nth: usize,
}

impl Finding {
    pub(crate) fn new(kind: &str, level: Level, place: &str, excerpt: &str, why: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            level,
            stops: level == Level::Stops,
            place: place.to_owned(),
            excerpt: excerpt.to_owned(),
            wrong: String::new(),
            instead: String::new(),
            why: why.to_owned(),
            spot: None,
        }
    }
}

/// The county's own words, as the gate uses them.
pub(crate) struct Words {
    pub(crate) proofreader: Proofreader,
    hosts: Vec<String>,
    /// Changes with the lists.
    stamp: u64,
}

/// The words as they were used last: building them anew for every page would read the whole model each time.
static LAST: Mutex<Option<Arc<Words>>> = Mutex::new(None);

impl Words {
    /// As they are now; `names` are those of the county's own units, which are spelt right as they are.
    pub(crate) async fn now(q: &mut impl Query, names: &[String]) -> Result<Arc<Self>, Error> {
        let rows = store::words(q).await?;
        // The texts, not the keys alone: another database of the same process has the same keys for other words.
        let mut hasher = DefaultHasher::new();
        rows.iter().for_each(|row| (&row.kind, &row.text, &row.instead).hash(&mut hasher));
        names.hash(&mut hasher);
        let stamp = hasher.finish();
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.filter(|last| last.stamp == stamp) {
            return Ok(last);
        }
        let words = Arc::new(Self::of(&rows, names, stamp));
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(words.clone());
        Ok(words)
    }

    fn of(rows: &[Word], names: &[String], stamp: u64) -> Self {
        let of = |kind: &'static str| rows.iter().filter(move |row| row.kind == kind).map(|row| row.text.clone());
        let wrong = rows.iter().filter(|row| row.kind == WRONG);
        let lists = Lists {
            wrong: wrong.map(|row| Wrong { wrong: row.text.clone(), right: row.instead.clone() }).collect(),
            muted: of(MUTED).collect(),
            protected: of(NAME).chain(names.iter().cloned()).collect(),
            ..Lists::default()
        };
        let hosts = of(HOST).chain(["gov.cn".to_owned()]).collect();
        Self { proofreader: Proofreader::new(&lists), hosts, stamp }
    }
}

/// What the units of the county are called, and the county itself.
async fn names(app: &web::App) -> Result<Vec<String>, Error> {
    let units = app.identity.units().await?;
    let all = units.iter().flat_map(|unit| {
        let county = unit.name.strip_suffix("人民政府").unwrap_or_default();
        [unit.name.as_str(), &unit.short_name, county].map(str::to_owned)
    });
    let all: std::collections::BTreeSet<String> = all.filter(|name| name.chars().count() > 1).collect();
    Ok(all.into_iter().collect())
}

/// Everything that is found in an edition and its files, the gravest first.
///
/// # Errors
/// A fault when the database or the file store does not answer.
pub(crate) async fn examine(
    app: &web::App,
    item: &Item,
    content: &Content,
    files: &[FileRow],
) -> Result<Vec<Finding>, Error> {
    let mut reader = app.db.reader();
    let words = Words::now(&mut reader, &names(app).await?).await?;
    let at = links::At { item: item.id, site: item.site_id, set: item.set_id, files, ..links::At::default() };
    let mut ways = links::Ways::new(app, &mut reader, at, &words.hosts).await?;
    let mut found = links::edition(&mut ways, &mut reader, content).await?;
    let (these, own, texts) = (content.clone(), files.to_vec(), words.clone());
    let work = tokio::task::spawn_blocking(move || texts::edition(&these, &own, &texts.proofreader));
    found.extend(work.await.map_err(|_| base::Fault::broken("the gate stopped while it read a text"))?);
    for file in files {
        found.extend(attached::check(app, file, &words).await?);
    }
    found.sort_by_key(|f| f.level);
    found.truncate(FOUND_MAX);
    Ok(found)
}

/// How many there are of each kind, for people: `个人信息 1，错字 2`.
pub(crate) fn kinds(findings: &[Finding]) -> String {
    edition::gate::kinds(findings.iter().map(|finding| finding.kind.as_str()))
}

/// What is found in the working copy `item`, for those who publish without the reviews; app hands this to the ground.
pub fn gate<'a>(app: &'a web::App, item: i64) -> Later<'a, Vec<Found>> {
    Box::pin(async move {
        let item = edition::item::find(&mut app.db.reader(), item).await?.ok_or(Error::Unseen)?;
        let files = edition::item::files(&mut app.db.reader(), item.id).await?;
        let findings = examine(app, &item, &item.content()?, &files).await?;
        Ok(findings.into_iter().map(found).collect())
    })
}

fn found(finding: Finding) -> Found {
    let secret = texts::is_secret(&finding);
    let Finding { kind, place, excerpt, why, stops, .. } = finding;
    Found { kind, place, excerpt, why, stops, secret }
}
