//! What everybody may read: the list of published letters, one letter, what is accepted, letters like a text.

use ::store::long::{LOOK, Turn, whole_number};
use base::Error;
use counter::{choice, desk};
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::actions::publish;
use crate::store::{self, Count};
use crate::{CACHE, kinds, suggest};

const CRUMB: (&str, &str) = ("互动交流", "/letters");
/// The column as supervisors read it: name, type, what is in it.
const COLUMN: (&str, &str, &str) = ("公开来信", "咨询投诉", "书记、县长信箱的公开来信和答复");

/// `/letters`: published letters with filters.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let mut filter = super::filter_of(&cx);
    filter.count = Count::Published;
    if !words.is_empty() {
        filter.ids = Some(suggest::published_with_words(&cx.app.search, &words).await?);
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let total = store::published_count(&mut cx.reader(), &filter).await?;
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let page = store::published(&mut cx.reader(), &filter, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, |letter| [letter.published_at.into(), letter.id.into()]);
    let letters: Vec<Value> = page.rows.iter().map(|l| super::public_row(l, cx.now)).collect();
    let units = store::publishing_units(&mut cx.reader()).await?;
    let units: Vec<Value> = units.iter().map(|(unit, name)| json!({ "value": unit, "title": name })).collect();
    let data = json!({
        "letters": letters,
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "kinds": kinds::KINDS,
        "mailboxes": kinds::MAILBOXES,
        "units": units,
        "years": years(&cx).await?,
        "chosen": {
            "kind": cx.query.get("kind"), "mailbox": cx.query.get("mailbox"), "unit": cx.query.get("unit"),
            "year": cx.query.get("year"), "q": words,
        },
    });
    let page = Page::new("公开来信")
        .kind("list")
        .crumb(CRUMB.0, CRUMB.1)
        .column_of(COLUMN.0, COLUMN.1, COLUMN.2)
        .description("经来信人同意公开的来信和答复，个人信息已经遮盖");
    cx.page("letters/list.html", page, data)
}

/// The years in which letters came, the last first.
pub(super) async fn years(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let Some((first, last)) = store::years(&mut cx.reader()).await? else { return Ok(Vec::new()) };
    Ok((first..=last).rev().map(|y| json!({ "title": format!("{y} 年"), "value": y.to_string() })).collect())
}

/// `/letters/{id}`: one published letter; one that was withdrawn is gone.
pub(super) async fn letter(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let letter = store::letter(&mut cx.reader(), id).await?;
    if letter.published_at.is_none() {
        return Err(super::not_public(&letter).into());
    }
    let row = store::published_by_ids(&mut cx.reader(), &[id]).await?.pop().ok_or(Error::Unseen)?;
    let like = suggest::answered(&mut cx.reader(), &cx.app.search, &letter.public_title, 6).await?;
    let like: Vec<Value> = like.iter().filter(|l| l.id != id).map(|l| super::public_row(l, cx.now)).collect();
    let [title, body, answer] = publish::proposal(&letter);
    let article = web::Article {
        title: title.clone(),
        published: row.published_at.minutes(),
        source: row.unit.clone(),
        author: String::new(),
        keywords: choice::title(kinds::KINDS, &row.kind).to_owned(),
    };
    let mut page = Page::new(title).kind("article").crumb(CRUMB.0, CRUMB.1).crumb("公开来信", "/letters");
    page = page.column_of(COLUMN.0, COLUMN.1, COLUMN.2);
    page.article = Some(article);
    let data = json!({ "letter": super::public_row(&row, cx.now), "body": body, "answer": answer, "like": like });
    cx.page("letters/letter.html", page, data)
}

/// `/letters/notice`: what is accepted and what is not, to be read before writing.
pub(super) async fn notice(cx: Cx) -> Result {
    cx.depends(CACHE);
    let today = cx.now.date();
    let rules = cx.app.rules();
    let times: Vec<Value> = ["letters.simple", "letters.ordinary", "letters.extension"]
        .iter()
        .filter_map(|key| rules.at(key, today))
        .map(|r| json!({ "title": r.title, "words": r.words(), "cite": r.cite() }))
        .collect();
    let refused: Vec<Value> = crate::process::LETTER
        .outcomes
        .iter()
        .filter(|o| o.key.starts_with("refused_"))
        .map(|o| json!({ "title": o.title.trim_start_matches("不予受理："), "basis": o.basis }))
        .collect();
    let page = Page::new("写信须知").kind("page").crumb(CRUMB.0, CRUMB.1);
    let page = page.column_of(COLUMN.0, COLUMN.1, COLUMN.2);
    cx.page("letters/notice.html", page, json!({ "times": times, "refused": refused, "kinds": kinds::KINDS }))
}

/// `/letters/similar?q=`: answered letters like what somebody is writing.
pub(super) async fn similar(cx: Cx) -> Result {
    let words = base::text::truncate(cx.query.get("q"), 200);
    let found = suggest::answered(&mut cx.reader(), &cx.app.search, &words, 10).await?;
    let found: Vec<Value> = found.iter().map(|l| super::public_row(l, cx.now)).collect();
    let page = Page::new("类似来信").kind("list").crumb(CRUMB.0, CRUMB.1).crumb("我要写信", "/letters/write");
    cx.page("letters/similar.html", page, json!({ "letters": found, "q": words }))
}
