//! The preview of a look that was not saved: the home page in the frame of the site as it would be.

use base::Error;
use web::{Cx, Path, Result};

use super::home;
use crate::store::looks;
use crate::{actions, context};

/// The home page as it would be. Only the person who filled in the form sees it, for two hours.
pub(super) async fn page(cx: Cx, Path((id, token)): Path<(i64, String)>) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let person = cx.actor.person();
    let parked = looks::parked(&mut cx.reader(), &token, id, person, cx.now).await?;
    let look = parked.ok_or_else(|| Error::Gone("预览已过期。请回到设置页面，再点一次“预览”。".to_owned()))?;
    cx.show_in(context::of(&cx.app, &site, &look).await?);
    home::drawn(&cx, &site, &look, &token).await
}
