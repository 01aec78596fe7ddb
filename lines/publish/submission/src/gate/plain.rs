//! Texts that are published without being editions (指南、清单、专题、通知横幅): words, personal data, secrecy marks, and in HTML links
//! and pictures, read as those of an edition are.

use base::Error;
use base::Fault;
use edition::gate::{InFields, Plain};
use edition::{Content, Item};
use matter::Later;
use web::App;

use super::{Finding, Level, Words, links, names, texts};

/// Says that only addresses of mail were found: an organ has to name its own.
const MAIL_ALONE: &str = "含电子邮箱。";

/// What is found in plain texts, each finding with the field of its text; app hands this to the ground.
pub fn plain(app: &App, all: Vec<Plain>) -> Later<'_, InFields> {
    Box::pin(async move {
        let mut reader = app.db.reader();
        let words = Words::now(&mut reader, &names(app).await?).await?;
        let mut found = Vec::new();
        for text in all.iter().filter(|text| text.html) {
            let (item, content) = (bare(&mut reader).await?, Content { body: text.text.clone(), ..Content::default() });
            for mut finding in links::check(app, &mut reader, &item, &content, &[], &words.hosts).await? {
                finding.place = finding.place.replacen("正文", &text.place, 1);
                found.push((text.field.clone(), super::found(finding)));
            }
        }
        let work =
            tokio::task::spawn_blocking(move || all.iter().flat_map(|text| of_text(text, &words)).collect::<Vec<_>>());
        found.extend(work.await.map_err(|_| Fault::broken("the gate stopped while it read a text"))?);
        Ok(found)
    })
}

fn of_text(text: &Plain, words: &Words) -> InFields {
    let said = if text.html { intake::text::plain(&text.text).unwrap_or_default() } else { text.text.clone() };
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

/// An edition that is not there: links of plain texts are those of the portal.
async fn bare(q: &mut impl ::store::Query) -> Result<Item, Error> {
    let site = edition::site::main(q).await?.map_or(0, |site| site.id);
    Ok(Item {
        id: 0,
        kind: "article".to_owned(),
        site_id: site,
        column_id: 0,
        unit_id: 0,
        state: "draft".to_owned(),
        title: String::new(),
        content: String::new(),
        seq: 0,
        version: 0,
        attribute: String::new(),
        attribute_why: String::new(),
        set_id: None,
        matter_id: None,
        created_at: base::Moment(0),
        created_by: None,
        changed_at: base::Moment(0),
        changed_by: None,
        author: String::new(),
        scheduled_at: None,
        scheduled_by: None,
        schedule_failed: String::new(),
        published_at: None,
        withdrawn_at: None,
        withdrawn_why: String::new(),
        origin: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofread::{Lists, Proofreader};

    #[test]
    fn lines_are_named_marks_and_telephones_stop_and_addresses_of_mail_do_not() {
        let words = Words { proofreader: Proofreader::new(&Lists::default()), hosts: Vec::new(), stamp: 0 };
        let read = |text: &str| {
            let found = of_text(&Plain { html: true, ..Plain::line("body", "公开指南", text) }, &words);
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
