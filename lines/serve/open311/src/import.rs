//! Orders of another Open311 server (导入): what is open there becomes an order here, once, through the same window.

use ::store::Tx;
use base::Error;
use counter::window::Window;
use identity::Actor;
use matter::{Ground, Handed};
use serde_json::json;

use crate::keys::record;
use crate::read::Request;
use crate::{KEEP, SOURCE, store};

/// What a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Came {
    /// Orders that were taken in.
    pub taken: usize,
    /// Those that were taken in before.
    pub known: usize,
    /// Those that are closed there.
    pub closed: usize,
    /// Those that say nothing that could be handled.
    pub empty: usize,
}

impl Came {
    /// In Chinese.
    pub(crate) fn words(self) -> String {
        let Self { taken, known, closed, empty } = self;
        format!("登记 {taken} 件；以前导入过的 {known} 件、对方已办结的 {closed} 件、没有内容的 {empty} 件没有登记。")
    }
}

/// Takes in what is open of `requests`, which came from the place called `source`.
///
/// # Errors
/// The actor may not; what the window says.
pub(crate) async fn take(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    window: &Window,
    subjects: &[String],
    (source, requests): (&str, &[Request]),
) -> Result<Came, Error> {
    actor.require(KEEP, None)?;
    let mut came = Came::default();
    let most = usize::try_from(ground.rules.number(window.body_max, ground.now.date())?).unwrap_or(0);
    for request in requests {
        if !request.open {
            came.closed += 1;
            continue;
        }
        if store::is_imported(tx, source, &request.id).await? {
            came.known += 1;
            continue;
        }
        let Some(handed) = handed(request, source, subjects, most) else {
            came.empty += 1;
            continue;
        };
        let received = (window.take)(tx, ground, &Actor::Anonymous, &handed).await?;
        store::add_import(tx, source, &request.id, received.matter, ground.now).await?;
        came.taken += 1;
    }
    let facts = json!({ "source": source, "taken": came.taken, "known": came.known });
    record(tx, ground, actor, "open311.import", ("open311.import", 0), facts).await?;
    Ok(came)
}

/// A request as the window takes it; nothing for one without a word.
fn handed(request: &Request, source: &str, subjects: &[String], most: usize) -> Option<Handed> {
    let said = if request.description.is_empty() { &request.service_name } else { &request.description };
    if said.is_empty() {
        return None;
    }
    let mut body = said.clone();
    for (what, value) in [("服务", &request.service_name), ("图片地址", &request.media)] {
        if !value.is_empty() && value != said {
            body.push_str(&format!("\n{what}：{value}"));
        }
    }
    // By the other server's number both sides find the request again: what is too long is cut before it.
    let from = format!("\n来自：{source}，对方编号 {}", request.id);
    let body = base::text::truncate(&body, most.saturating_sub(base::text::char_count(&from))) + &from;
    let at = request.at.map(|(lat, long)| format!("纬度 {lat}，经度 {long}"));
    let place: Vec<String> =
        [Some(request.address.clone()), at].into_iter().flatten().filter(|p| !p.is_empty()).collect();
    Some(Handed {
        source: SOURCE,
        kind: "other".to_owned(),
        subject: subjects.iter().find(|code| **code == request.service).cloned().unwrap_or_default(),
        title: request.service_name.clone(),
        body,
        place: base::text::truncate(&place.join("；"), 200),
        ..Handed::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_other_server_stays_however_long_the_description_is() {
        let request = Request {
            id: "QH-2026-77".into(),
            service_name: "路灯".into(),
            description: "长".repeat(6_000),
            open: true,
            ..Request::default()
        };
        let taken = handed(&request, "随手拍平台", &[], 3_000).expect("it says something");
        assert!(taken.body.ends_with("…\n来自：随手拍平台，对方编号 QH-2026-77"), "{}", taken.body);
        assert_eq!(base::text::char_count(&taken.body), 3_000);
        let short = Request { description: "路灯不亮".into(), ..request };
        let taken = handed(&short, "随手拍平台", &[], 3_000).expect("it says something");
        assert_eq!(taken.body, "路灯不亮\n服务：路灯\n来自：随手拍平台，对方编号 QH-2026-77");
    }
}
