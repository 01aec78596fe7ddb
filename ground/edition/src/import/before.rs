//! What was imported from the same origin before, and whether it is to be changed now.

use base::Error;
use store::Tx;

use super::{Import, Manner};
use crate::store::items as rows;
use crate::{Content, Item};

/// What became of a version that was imported and published.
pub(super) const PUBLISHED: &str = "imported";
/// What became of a version that was imported as a draft.
pub(super) const DRAFTED: &str = "brought";

/// Whether `item` is to be changed by the import; `content` takes over its index number when it brings none. `lacks`: it does
/// not have all files that come.
///
/// # Errors
/// A refusal when both sides changed, or when it was withdrawn or is under review.
pub(super) async fn is_to_change(
    tx: &mut Tx,
    item: &Item,
    import: &Import<'_>,
    content: &mut Content,
    lacks: bool,
    manner: Manner,
) -> Result<bool, Error> {
    let now = item.content()?;
    if content.head.index_no.is_empty() {
        content.head.index_no.clone_from(&now.head.index_no);
    }
    let last = rows::last_of(tx, item.id, &[PUBLISHED, DRAFTED]).await?;
    let drafted = last.as_ref().is_some_and(|version| version.what == DRAFTED);
    let last = last.map(|version| version.content()).transpose()?;
    let untouched = last.as_ref().is_none_or(|last| is_same(last, &now)) && item.kind == import.kind;
    let same = is_same(last.as_ref().unwrap_or(&now), content);
    if same {
        // What waits as it came may be published now; what a person saved since stays where he put it.
        let waits = drafted && item.state == "draft" && !manner.draft;
        let moves = (item.column_id != import.column || lacks) && item.changed_by.is_none();
        return Ok(untouched && item.withdrawn_at.is_none() && item.state != "review" && (waits || moves));
    }
    let no = |name: &'static str, why: &str| Err(Error::refused(name, why));
    match item.state.as_str() {
        _ if item.withdrawn_at.is_some() => {
            no("edition.import.withdrawn", "这篇稿件已在本站撤回，没有再次导入。需要恢复的，请在稿件中重新发布。")
        }
        "review" => no("edition.import.review", "这篇稿件正在审核，没有改动。请在审核结束后再导入。"),
        _ if !untouched => {
            no("edition.import.edited", "这篇稿件导入后在本站改过，来源的内容也变了，没有覆盖本站的改动。请人工核对。")
        }
        _ => Ok(true),
    }
}

/// Whether both say the same; an index number is given here and says nothing of where the text comes from.
fn is_same(one: &Content, other: &Content) -> bool {
    let given = one.head.index_no.is_empty() || other.head.index_no.is_empty();
    let bare = |content: &Content| {
        let mut bare = content.clone();
        bare.quotes.clear();
        if given {
            bare.head.index_no.clear();
        }
        bare
    };
    bare(one) == bare(other)
}
