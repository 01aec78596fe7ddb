//! Files that come with messages of the city's platform.

use ::store::Tx;
use ::store::files::Files;
use base::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use matter::Ground;
use matter::store::FileRef;

use super::message::Data;
use crate::hide;
use crate::model::Order;

/// The files of a message, in their place; why others were not kept. A renamed program is none of the kinds that are taken.
pub(super) async fn attached(
    files: &Files,
    ground: &Ground,
    data: &Data,
) -> Result<(Vec<FileRef>, Vec<String>), Error> {
    let today = ground.now.date();
    let limit = u64::try_from(ground.rules.number("web.upload.staff", today)?).unwrap_or(0);
    let most = usize::try_from(ground.rules.number("matter.files.max", today)?).unwrap_or(0);
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (at, file) in data.attachments.iter().enumerate() {
        let name = ::store::files::clean_name(&file.name);
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
            Ok(stored) => kept.push(FileRef {
                digest: stored.digest,
                name: stored.name,
                size: i64::try_from(stored.size).unwrap_or(i64::MAX),
                media_type: stored.media_type.to_owned(),
            }),
            Err(Error::Refused(refusal)) => refused.push(format!("附件“{name}”没有保存：{}", refusal.message)),
            Err(error) => return Err(error),
        }
    }
    Ok((kept, refused))
}

/// Puts files to the matter; those of a caller who may not be known stay sealed in the message.
pub(super) async fn keep_files(
    tx: &mut Tx,
    ground: &Ground,
    order: &Order,
    kept: &[FileRef],
    refused: &mut Vec<String>,
) -> Result<(), Error> {
    if kept.is_empty() {
        return Ok(());
    }
    if hide::protected(order) {
        refused.push("诉求人身份保密，附件封存在来件中，不向承办单位显示。".to_owned());
        return Ok(());
    }
    let seq = matter::store::matter(tx, order.matter_id).await?.case()?.seq;
    for file in kept {
        matter::store::add_file(tx, order.matter_id, seq, file, "inside", ground.now).await?;
    }
    Ok(())
}
