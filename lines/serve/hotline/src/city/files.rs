//! Files that come with messages of the city's platform.

use ::store::Tx;
use ::store::files::{Files, Stored};
use base::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use matter::Ground;
use matter::store::FileRef;

use super::message::Data;
use crate::hide;
use crate::model::{Limits, Order};

/// Name of the file with all that was said, when that is longer than an order takes.
pub(super) const WHOLE: &str = "诉求内容全文.txt";

/// The files of a message, in their place, and the text that is too long for an order; why others were not kept. A renamed program is none of the kinds that are taken.
pub(super) async fn attached(
    files: &Files,
    ground: &Ground,
    data: &Data,
) -> Result<(Vec<FileRef>, Vec<String>), Error> {
    let today = ground.now.date();
    let limit = u64::try_from(ground.rules.number("web.upload.staff", today)?).unwrap_or(0);
    let most = usize::try_from(ground.rules.number("matter.files.max", today)?).unwrap_or(0);
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    let body = base::text::clean_text(&data.body);
    if base::text::char_count(&body) > Limits::at(&ground.rules, today)?.body {
        let mut incoming = files.incoming(limit).await?;
        incoming.push(body.as_bytes()).await?;
        kept.push(file_ref(incoming.finish(WHOLE).await?));
    }
    let caller = data.caller.as_ref().map_or("", |caller| caller.name.as_str());
    for (at, file) in data.attachments.iter().enumerate() {
        let name = hide::veiled(&::store::files::clean_name(&file.name), caller);
        if at >= most {
            refused.push(format!("附件最多 {most} 个，“{name}”没有保存。"));
            continue;
        }
        let Ok(content) = STANDARD.decode(file.content.as_bytes()) else {
            refused.push(format!("附件“{name}”不是合格的 base64，没有保存。"));
            continue;
        };
        let mut incoming = files.incoming(limit).await?;
        match incoming.push(&content).await {
            Ok(()) => {}
            Err(Error::TooLarge { .. }) => {
                refused.push(format!("附件“{name}”太大，没有保存。"));
                continue;
            }
            Err(error) => return Err(error),
        }
        match incoming.finish(&file.name).await {
            Ok(stored) => kept.push(file_ref(stored)),
            Err(Error::Refused(refusal)) => refused.push(format!("附件“{name}”没有保存：{}", refusal.message)),
            Err(error) => return Err(error),
        }
    }
    Ok((kept, refused))
}

fn file_ref(stored: Stored) -> FileRef {
    FileRef {
        digest: stored.digest,
        name: stored.name,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        media_type: stored.media_type.to_owned(),
    }
}

/// Puts files to the matter as the caller's own: whoever may not know the caller reads neither their names nor what they hold. Those of an
/// informant are opened where the identity is.
pub(super) async fn keep_files(tx: &mut Tx, ground: &Ground, order: &Order, kept: &[FileRef]) -> Result<(), Error> {
    if kept.is_empty() {
        return Ok(());
    }
    let seq = matter::store::matter(tx, order.matter_id).await?.case()?.seq;
    for file in kept {
        matter::store::add_file(tx, order.matter_id, seq, file, hide::CALLERS, ground.now).await?;
    }
    Ok(())
}
