//! Texts that are published without being editions (指南、清单、专题、通知横幅): words, personal data, secrecy marks, in HTML links and
//! pictures, and addresses alone, read as those of an edition are.

use base::{Error, Fault};
use edition::gate::{InFields, Plain, Sort, Stand};
use matter::Later;
use web::App;

use super::{Finding, Level, Words, links, names, texts};

/// Says that only addresses of mail were found: an organ has to name its own.
const MAIL_ALONE: &str = "含电子邮箱。";

/// What is found in plain texts, each finding with the field of its text; app hands this to the ground.
pub fn plain(app: &App, stand: Stand, all: Vec<Plain>) -> Later<'_, InFields> {
    Box::pin(async move {
        let mut reader = app.db.reader();
        let words = Words::now(&mut reader, &names(app).await?).await?;
        let mut found = linked(app, &stand, &all, &words).await?;
        let work =
            tokio::task::spawn_blocking(move || all.iter().flat_map(|text| of_text(text, &words)).collect::<Vec<_>>());
        found.extend(work.await.map_err(|_| Fault::broken("the gate stopped while it read a text"))?);
        Ok(found)
    })
}

/// What is found about links and pictures.
async fn linked(app: &App, stand: &Stand, all: &[Plain], words: &Words) -> Result<InFields, Error> {
    let mut found = Vec::new();
    if all.iter().all(|text| text.sort == Sort::Line) {
        return Ok(found);
    }
    let mut reader = app.db.reader();
    let site = match stand.site {
        Some(site) => site,
        None => edition::site::main(&mut reader).await?.map_or(0, |site| site.id),
    };
    let at = links::At { site, own: &stand.own, ..links::At::default() };
    let mut ways = links::Ways::new(app, &mut reader, at, &words.hosts).await?;
    for text in all {
        let of_text = match text.sort {
            Sort::Line => continue,
            Sort::Html => ways.body(&mut reader, &text.place, &text.text).await?,
            Sort::Link => Vec::from_iter(ways.address(&mut reader, &text.place, &text.text).await?),
        };
        found.extend(of_text.into_iter().map(|finding| (text.field.clone(), super::found(finding))));
    }
    Ok(found)
}

fn of_text(text: &Plain, words: &Words) -> InFields {
    let said = match text.sort {
        Sort::Html => intake::text::plain(&text.text).unwrap_or_default(),
        Sort::Line => text.text.clone(),
        // An address is no sentence; what it names is told with the link.
        Sort::Link => return Vec::new(),
    };
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let place = |number: usize| match lines.len() {
        1 => text.place.clone(),
        _ => format!("{}第{number}段", text.place),
    };
    let found = (1..).zip(&lines).flat_map(|(number, line)| texts::piece(&place(number), line, &words.proofreader));
    found.map(|finding| (text.field.clone(), super::found(told(finding)))).collect()
}

/// An address of mail is asked about and stops nothing.
fn told(mut finding: Finding) -> Finding {
    if finding.why.starts_with(MAIL_ALONE) {
        (finding.level, finding.stops) = (Level::Asks, false);
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofread::{Lists, Proofreader};

    #[test]
    fn lines_are_named_marks_and_telephones_stop_and_addresses_of_mail_do_not() {
        let words = Words { proofreader: Proofreader::new(&Lists::default()), hosts: Vec::new(), stamp: 0 };
        let read = |text: &str| {
            let found = of_text(&Plain::html("body", "公开指南", text), &words);
            found.into_iter().map(|(_, f)| (f.place, f.kind, f.stops, f.secret)).collect::<Vec<_>>()
        };
        assert_eq!(read("<p>受理时间见公告。</p>"), []);
        let all = read("<p>机密★10年</p><p>联系手机13800001234。</p><p>邮箱 xxgk@qinghe.example。</p>");
        let all: Vec<_> =
            all.iter().map(|(place, kind, stops, secret)| (place.as_str(), kind.as_str(), *stops, *secret)).collect();
        assert_eq!(
            all,
            [
                ("公开指南第1段", "涉密标志", true, true),
                ("公开指南第2段", "个人信息", true, false),
                ("公开指南第3段", "个人信息", false, false),
            ]
        );
    }
}
