//! What everybody may read: the entrance, the knowledge base, published consultations.

use ::store::long::{LOOK, Turn, whole_number};
use base::Error;
use counter::{desk, rating};
use matter::Later;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Path, Result};

use super::framed;
use crate::index::{ANSWER, ENTRY};
use crate::store::{self, Count, Filter, Known};
use crate::{CACHE, suggest};

/// `/consult`: the entrance.
pub(super) async fn home(cx: Cx) -> Result {
    cx.depends(CACHE);
    let q = &mut cx.reader();
    let known = Known { live: true, ..Known::default() };
    let (entries, total) = store::entries(q, &known, &Turn::First, 10).await?;
    let answers = store::published(q, None, None, &Turn::First, 8).await?;
    let [_, topics] = store::facets(q).await?;
    let today = cx.now.date();
    let year = |what, count| Filter {
        count,
        from: base::Date::new(today.year(), 1, 1).ok(),
        to: Some(today),
        ..Filter::all(what, cx.now)
    };
    let span = format!("year={}", today.year());
    let numbers = json!([
        { "title": "今年收到咨询", "number": store::count(q, &year("ask", Count::Received)).await?,
          "href": format!("/consult/stats/list?count=received&{span}") },
        { "title": "今年答复咨询", "number": store::count(q, &year("ask", Count::Answered)).await?,
          "href": format!("/consult/stats/list?count=answered&{span}") },
        { "title": "今年收到纠错", "number": store::count(q, &year("error", Count::Received)).await?,
          "href": format!("/consult/stats/list?what=error&count=received&{span}") },
        { "title": "属实已改", "number": store::count(q, &year("error", Count::Fixed)).await?,
          "href": format!("/consult/stats/list?what=error&count=fixed&{span}") },
    ]);
    let data = json!({
        "entries": entries.rows,
        "total": total.of("条"),
        "answers": answers.rows,
        "topics": facet(topics, "topic"),
        "numbers": numbers,
    });
    cx.page("consult/home.html", super::tagged(web::Page::new("政务咨询").kind("list")), data)
}

/// The knowledge base and the published consultations for search engines.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let q = &mut cx.reader();
        let known = Known { live: true, ..Known::default() };
        let (entries, _) = store::entries(q, &known, &Turn::First, limit).await?;
        let answers = store::published(q, None, None, &Turn::First, limit.saturating_sub(entries.rows.len())).await?;
        let entries = entries.rows.iter().map(|entry| format!("/consult/k/{}", entry.id));
        Ok(entries.chain(answers.rows.iter().map(|answer| format!("/consult/answers/{}", answer.id))).collect())
    })
}

fn facet(values: Vec<(i64, String, i64)>, name: &str) -> Value {
    let href = |id: i64| format!("/consult/knowledge?{name}={id}");
    values
        .into_iter()
        .map(|(id, title, count)| json!({ "value": id, "title": title, "count": count, "href": href(id) }))
        .collect()
}

/// `/consult/knowledge`: the knowledge base, by words, topic and unit.
pub(super) async fn knowledge(cx: Cx) -> Result {
    cx.depends(CACHE);
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let mut known = Known {
        live: true,
        topic: cx.query.int("topic"),
        units: cx.query.int("unit").map(|unit| vec![unit]),
        ..Known::default()
    };
    if !words.trim().is_empty() {
        known.ids = Some(counter::finding::with_words(&cx.app.search, ENTRY, &words).await?);
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let (page, total) = store::entries(&mut cx.reader(), &known, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, |e| [e.id.into(), e.id.into()]);
    let [units, topics] = store::facets(&mut cx.reader()).await?;
    let data = json!({
        "what": "entries",
        "rows": page.rows,
        "total": total.of("条"),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "units": facet(units, "unit"),
        "topics": facet(topics, "topic"),
        "chosen": { "q": words, "unit": cx.query.get("unit"), "topic": cx.query.get("topic") },
    });
    let page = framed("知识库", "list").description("各单位维护、审核后公开的常见问题和答案");
    cx.page("consult/list.html", page, data)
}

/// `/consult/k/{id}`: one entry.
pub(super) async fn entry(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let q = &mut cx.reader();
    let entry = store::entry(q, id).await?;
    let Some(live) = entry.live_id else {
        return Err(match entry.withdrawn_at {
            Some(at) => Error::Gone(format!("这条知识已于 {} 撤下。", at.date())).into(),
            None => Error::Unseen.into(),
        });
    };
    let version = store::version(q, live).await?;
    let unit = identity::units::find(q, entry.unit_id).await?.map_or_else(String::new, |u| u.name);
    let like = suggest::offers(q, &cx.app.search, &version.question, 6).await?;
    let published = entry.published_at.map_or_else(String::new, base::Moment::minutes);
    let mut page = framed(&version.question, "article").crumb("知识库", "/consult/knowledge");
    page.article = Some(web::Article {
        title: version.question.clone(),
        published: published.clone(),
        source: unit.clone(),
        author: String::new(),
        keywords: "知识库".to_owned(),
    });
    let links: Vec<Value> =
        version.linked().into_iter().map(|(href, title)| json!({ "href": href, "title": title })).collect();
    let data = json!({
        "id": id,
        "version": version,
        "links": links,
        "unit": unit,
        "published": entry.published_at.map(|at| at.date().to_string()),
        "expires": entry.expires_on.map(|d| d.to_string()),
        "like": like.into_iter().filter(|o| !(o.kind == "entry" && o.id == id)).collect::<Vec<_>>(),
    });
    cx.page("consult/entry.html", page, data)
}

/// `/consult/k/{id}/useful`: the question whether it was useful.
pub(super) async fn ask_useful(cx: Cx, Path(id): Path<i64>) -> Result {
    let offer = suggest::one(&mut cx.reader(), "entry", id).await?;
    let data = json!({ "id": id, "title": offer.title, "asked": true });
    cx.page("consult/thanks.html", super::private("这条答案是否有用"), data)
}

/// Counts the reader's word.
pub(super) async fn useful(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut check = Check::new(&form);
    let answer = check.choice("answer", "有用或没用", &["yes", "no"]);
    let useful = check.finish(answer == "yes")?;
    suggest::one(&mut cx.reader(), "entry", id).await?;
    let to = format!("/consult/k/{id}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    store::count_use(&mut tx, id, useful).await?;
    cx.done(tx, &form, &to, "谢谢您的评价。").await
}

/// `/consult/answers`: published consultations.
pub(super) async fn answers(cx: Cx) -> Result {
    cx.depends(CACHE);
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let ids = match words.trim() {
        "" => None,
        words => Some(counter::finding::with_words(&cx.app.search, ANSWER, words).await?),
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let topic = cx.query.int("topic");
    let page = store::published(&mut cx.reader(), ids.as_deref(), topic, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, |p| [p.published_at.into(), p.id.into()]);
    let data = json!({
        "what": "answers",
        "rows": page.rows.iter().map(|p| json!({
            "id": p.id, "title": p.title, "topic": p.topic, "unit": p.unit, "published": p.published_at.date().to_string(),
            "satisfaction": rating::level(p.satisfaction),
        })).collect::<Vec<_>>(),
        "total": "",
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": 0,
        "units": [],
        "topics": super::topic_options(&cx).await?,
        "chosen": { "q": words, "unit": "", "topic": cx.query.get("topic") },
    });
    let page = framed("公开的咨询", "list").description("经咨询人同意公开的咨询和答复，个人信息已经遮盖");
    cx.page("consult/list.html", page, data)
}

/// `/consult/answers/{id}`: one published consultation; one that was withdrawn is gone.
pub(super) async fn answer(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let q = &mut cx.reader();
    let case = store::case(q, id).await?;
    if case.published_at.is_none() {
        return Err(match case.withdrawn_at {
            Some(at) => Error::Gone(format!("这件咨询已于 {} 从网站撤下。", at.date())).into(),
            None => Error::Unseen.into(),
        });
    }
    let row = store::published(q, Some(&[id]), None, &Turn::First, 1).await?.rows.pop().ok_or(Error::Unseen)?;
    let like = suggest::offers(q, &cx.app.search, &case.public_title, 6).await?;
    let mut page = framed(&case.public_title, "article").crumb("公开的咨询", "/consult/answers");
    page.article = Some(web::Article {
        title: case.public_title.clone(),
        published: row.published_at.minutes(),
        source: row.unit.clone(),
        author: String::new(),
        keywords: row.topic.clone(),
    });
    let data = json!({
        "number": row.number, "topic": row.topic, "unit": row.unit, "received": case.received_on.to_string(),
        "replied": case.replied_at.map(|at| at.date().to_string()), "satisfaction": rating::level(case.satisfaction),
        "body": case.public_body, "answer": case.public_answer,
        "like": like.into_iter().filter(|o| !(o.kind == "answer" && o.id == id)).collect::<Vec<_>>(),
    });
    cx.page("consult/answer.html", page, data)
}
