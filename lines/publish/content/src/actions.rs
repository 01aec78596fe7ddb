//! The editors' own verbs beyond those of the ground: forced publication, and what one may do.

use ::store::{Query, Tx};
use base::{Error, Moment, text};
use edition::gate::{Found, kinds};
use edition::publish::{self, Ground};
use edition::{Desk, Item, PUBLISH, WRITE};
use identity::Actor;

use crate::store::unreviewed::What;
use crate::unreviewed::{self, Publication};

/// Whether the actor publishes on the site of the edition.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn publishes(q: &mut impl Query, actor: &Actor, item: &Item) -> Result<bool, Error> {
    let site = edition::site::find(q, item.site_id).await?;
    Ok(site.is_some_and(|site| actor.may(PUBLISH, Some(site.unit_id))))
}

/// What the gate found in an edition, as it was then.
pub(crate) struct Read {
    /// The edition.
    pub item: i64,
    /// Its title.
    pub title: String,
    /// The working copy that was read.
    pub content: String,
    /// What was found.
    pub found: Vec<Found>,
}

impl Read {
    /// Whether it bears the mark of a state secret.
    pub fn is_secret(&self) -> bool {
        self.found.iter().any(|found| found.secret)
    }

    /// What was found by kind, for people.
    pub fn kinds(&self) -> String {
        kinds(self.found.iter().map(|found| found.kind.as_str()))
    }

    fn stops(&self) -> i64 {
        i64::try_from(self.found.iter().filter(|found| found.stops).count()).unwrap_or(i64::MAX)
    }
}

/// Publishes without reviews, with a reason and what the gate `read`, and puts it on the list for a second person; gives until
/// when that one looks.
///
/// # Errors
/// As [`publish::publish`]; something bears the mark of a state secret; it was changed since it was read.
pub(crate) async fn force(tx: &mut Tx, desk: &Desk<'_>, id: i64, why: &str, read: &[Read]) -> Result<Moment, Error> {
    let why = text::clean_line(why);
    if let Some(secret) = read.iter().find(|read| read.is_secret()) {
        let message = format!(
            "《{}》有国家秘密标志，不能发布。请立即停止发布并报告保密员；已解密的，请去掉标志，附上解密依据后报送审核。",
            secret.title
        );
        return Err(Error::field("why", message));
    }
    let members = publish::members(tx, id).await?;
    for member in &members {
        let item = edition::item::find(tx, *member).await?.ok_or(Error::Unseen)?;
        if !read.iter().any(|read| read.item == *member && read.content == item.content) {
            let message = format!("检查之后，《{}》又有改动。请看最新的检查结果后再发布。", item.title);
            return Err(Error::Conflict(message));
        }
    }
    publish::publish(tx, desk, id, Ground::Forced(&why)).await?;
    let mut due = desk.now;
    for read in read.iter().filter(|read| members.contains(&read.item)) {
        let item = edition::item::find(tx, read.item).await?.ok_or(Error::Unseen)?;
        let site = edition::site::find(tx, item.site_id).await?.ok_or(Error::Unseen)?;
        let one = Publication {
            what: What::Edition(item.id, item.version),
            title: &item.title,
            unit: site.unit_id,
            why: &why,
            found: (&read.kinds(), read.stops()),
        };
        due = unreviewed::note(tx, desk, &one).await?;
    }
    Ok(due)
}

/// The units whose working copies the actor reads; `None` for all of the county.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn units(q: &mut impl Query, actor: &Actor) -> Result<Option<Vec<i64>>, Error> {
    let all = identity::units::all(q).await?;
    let own: Vec<i64> = all.iter().map(|unit| unit.id).filter(|id| actor.may(WRITE, Some(*id))).collect();
    Ok((own.len() < all.len()).then_some(own))
}

/// The sites on which the actor publishes.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn sites(q: &mut impl Query, actor: &Actor) -> Result<Vec<edition::Site>, Error> {
    edition::site::within(q, actor, PUBLISH).await
}
