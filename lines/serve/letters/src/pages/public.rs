//! What everybody may read: the list of published letters, one letter, what is accepted, letters like a text.

use base::Error;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::actions::publish;
use crate::store::{self, Count, Filter};
use crate::{CACHE, kinds, suggest};

const CRUMB: (&str, &str) = ("互动交流", "/letters");

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
    let pages = total.unsigned_abs().div_ceil(rows as u64).max(1);
    let page = cx.query.page().unsigned_abs().clamp(1, pages);
    let skip = usize::try_from(page - 1).unwrap_or(0).saturating_mul(rows);
    let letters = store::published(&mut cx.reader(), &filter, skip, rows).await?;
    let letters: Vec<Value> = letters.iter().map(|l| super::public_row(l, cx.now)).collect();
    let units = store::by_unit(&mut cx.reader(), &Filter { count: Count::Published, ..Filter::all(cx.now) }).await?;
    let units: Vec<Value> = units.iter().map(|u| json!({ "value": u.unit, "title": u.name })).collect();
    let data = json!({
        "letters": letters,
        "pager": { "page": page, "pages": pages, "total": total, "base": cx.query.base(&["page"]) },
        "kinds": super::options(kinds::KINDS),
        "mailboxes": super::options(kinds::MAILBOXES),
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
        .description("经来信人同意公开的来信和答复，个人信息已经遮盖");
    cx.page("letters/list.html", page, data)
}

async fn years(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let months = store::months(&mut cx.reader()).await?;
    let mut years: Vec<String> = months.iter().filter_map(|m| Some(m.get(..4)?.to_owned())).collect();
    years.dedup();
    Ok(years.into_iter().map(|y| json!({ "title": format!("{y} 年"), "value": y })).collect())
}

/// `/letters/{id}`: one published letter; one that was withdrawn is gone.
pub(super) async fn letter(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let letter = store::letter(&mut cx.reader(), id).await?;
    if letter.published_at.is_none() {
        return Err(super::not_public(&letter).into());
    }
    let filter = Filter { ids: Some(vec![id]), ..Filter::all(cx.now) };
    let row = store::published(&mut cx.reader(), &filter, 0, 1).await?.pop().ok_or(Error::Unseen)?;
    let like = suggest::answered(&mut cx.reader(), &cx.app.search, &letter.public_title, 6).await?;
    let like: Vec<Value> = like.iter().filter(|l| l.id != id).map(|l| super::public_row(l, cx.now)).collect();
    let [title, body, answer] = publish::proposal(&letter);
    let article = web::Article {
        title: title.clone(),
        published: row.published_at.minutes(),
        source: row.unit.clone(),
        author: String::new(),
        keywords: kinds::title(kinds::KINDS, &row.kind).to_owned(),
    };
    let mut page = Page::new(title).kind("article").crumb(CRUMB.0, CRUMB.1).crumb("公开来信", "/letters");
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
