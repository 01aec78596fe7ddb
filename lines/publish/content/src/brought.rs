//! An older site that is published as it was (按原样发布): begun by somebody who publishes on the site, with a reason, and looked at
//! afterwards by a second person, as one forced publication. What the gate finds in its pages is not published with it.

use ::store::Tx;
use base::{Error, Moment, text};
use edition::{Desk, PUBLISH, Site};

use crate::store::imports::Import;
use crate::store::unreviewed::What;
use crate::unreviewed::{self, Publication};

/// Notes that an import begins to publish; gives until when a second person looks at it.
///
/// # Errors
/// The actor does not publish on the site, or gives no reason that says something.
pub(crate) async fn begin(
    tx: &mut Tx,
    desk: &Desk<'_>,
    import: &Import,
    site: &Site,
    why: &str,
) -> Result<Moment, Error> {
    if !desk.by.may(PUBLISH, Some(site.unit_id)) {
        let message = "按原样发布不经三审，须由负责在该网站发布稿件的人开始。请选择导入为草稿，或者先点“只保存对应关系”，再请网站编辑在“稿件—导入旧网站”中开始。";
        return Err(Error::field("manner", message));
    }
    let why = text::clean_line(why);
    base::reason::check("why", "不经三审按原样发布的理由（由第二人事后复核）", &why, 200)?;
    let one = Publication {
        what: What::Import(import.id),
        title: &import.name,
        unit: site.unit_id,
        why: &why,
        found: ("", 0),
    };
    unreviewed::note(tx, desk, &one).await
}
