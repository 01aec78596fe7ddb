//! What everybody may read: the list, one survey, its results.

use ::store::long::{LOOK, Turn, civil_date};
use base::Error;
use counter::{Scope, choice, desk};
use matter::sheet::XLSX;
use matter::{Ground, Later};
use serde_json::{Value, json};
use web::{Cx, Path, Result};

use super::framed;
use crate::model::{KINDS, Survey, VOTERS, WHATS, state};
use crate::store::{self, Count, Filter, Noticed};
use crate::{CACHE, answers, excel, results};

/// The surveys of the public for search engines.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let filter = Filter { public: true, ..Filter::all(cx.now) };
        let page = store::list(&mut cx.reader(), &filter, &Turn::First, limit).await?;
        let noticed = Noticed { states: &["approved", "open", "closed"], ..Noticed::default() };
        let left = limit.saturating_sub(page.rows.len());
        let (notices, _) = store::notices(&mut cx.reader(), &noticed, &Turn::First, left).await?;
        let surveys = page.rows.iter().map(|row| format!("/surveys/{}", row.id));
        let mut found: Vec<String> =
            surveys.chain(notices.rows.iter().map(|row| format!("/surveys/notices/{}", row.id))).collect();
        let left = limit.saturating_sub(found.len());
        let public = ["approved", "open", "closed"];
        let (quizzes, _) = store::quizzes(&mut cx.reader(), &public, &Scope::All, &Turn::First, left).await?;
        found.extend(quizzes.rows.iter().map(|row| format!("/surveys/quizzes/{}", row.id)));
        Ok(found)
    })
}

/// `/surveys`: what runs, and what is over.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let closed = cx.query.get("tab") == "closed";
    let filter = |count| Filter {
        count,
        public: true,
        what: choice::known(WHATS, cx.query.get("what")),
        unit: cx.query.int("unit"),
        ..Filter::all(cx.now)
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let mut tabs = Vec::new();
    let mut total = String::new();
    for (count, is_closed, href) in [(Count::Running, false, "/surveys"), (Count::Closed, true, "/surveys?tab=closed")]
    {
        let number = store::counted(&mut cx.reader(), &filter(count)).await?;
        if closed == is_closed {
            total = number.of("期");
        }
        tabs.push(
            json!({ "title": count.title(), "href": href, "current": closed == is_closed, "count": number.words() }),
        );
    }
    let chosen = filter(if closed { Count::Closed } else { Count::Running });
    let found = store::list(&mut cx.reader(), &chosen, &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.opens_on.into(), r.id.into()]);
    let row = |r: &store::Row| {
        let (title, tone) = state(&r.state);
        json!({
            "href": format!("/surveys/{}", r.id), "title": r.title, "what": choice::title(WHATS, &r.what), "unit": r.unit,
            "opens": r.opens_on.to_string(), "closes": r.closes_on.to_string(), "state": title, "tone": tone,
            "feedback": r.feedback_at.is_some(), "answers": r.answers,
        })
    };
    let data = json!({
        "tabs": tabs,
        "closed": closed,
        "rows": found.rows.iter().map(row).collect::<Vec<_>>(),
        "total": total,
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "looked": if found.stopped { LOOK } else { 0 },
        "whats": WHATS,
        "units": super::unit_options(&cx).await?,
        "chosen": { "what": cx.query.get("what"), "unit": cx.query.get("unit"), "tab": cx.query.get("tab") },
    });
    let page = web::Page::new("征集调查")
        .kind("list")
        .description("正在进行和已经结束的意见征集、网上调查，以及结果和采纳情况");
    cx.page("surveys/list.html", super::tagged(page), data)
}

/// The survey `id`, when the public sees it; one that was withdrawn is gone.
async fn open_to_all(cx: &Cx, id: i64) -> std::result::Result<Survey, Error> {
    let survey = store::survey(&mut cx.reader(), id).await?;
    match survey.withdrawn_at {
        Some(at) => Err(Error::Gone(format!("“{}”已于 {} 撤下：{}", survey.title, at.date(), survey.withdrawn_why))),
        None if survey.is_public() => Ok(survey),
        None => Err(Error::Unseen),
    }
}

/// What the pages of a survey say of it.
async fn said(cx: &Cx, survey: &Survey) -> std::result::Result<Value, Error> {
    let (title, tone) = state(&survey.state);
    Ok(json!({
        "id": survey.id,
        "title": survey.title,
        "what": choice::title(WHATS, &survey.what),
        "opinion": survey.what == "opinion",
        "kind": choice::title(KINDS, &survey.kind),
        "unit": super::unit_name(cx, survey.unit_id).await?,
        "intro": survey.intro,
        "channels": survey.channels,
        "hurry": survey.hurry,
        "longer_why": survey.longer_why,
        "voter": choice::title(VOTERS, &survey.voter),
        "span": super::span(survey),
        "opens": survey.opens_on.to_string(),
        "closes": survey.closes_on.to_string(),
        "state": title,
        "tone": tone,
        "open": survey.state == "open",
        "closed": survey.state == "closed",
        "feedback": survey.feedback,
        "feedback_at": survey.feedback_at.map(|at| at.date().to_string()),
        "feedback_due": survey.feedback_due.map(|at| at.date().to_string()),
    }))
}

/// `/surveys/{id}`: one survey.
pub(super) async fn survey(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let survey = open_to_all(&cx, id).await?;
    let said = said(&cx, &survey).await?;
    let mut page = framed(&survey.title, "article");
    page.article = Some(web::Article {
        title: survey.title.clone(),
        published: survey.decided_at.map_or_else(String::new, base::Moment::minutes),
        source: said["unit"].as_str().unwrap_or_default().to_owned(),
        author: String::new(),
        keywords: choice::title(WHATS, &survey.what).to_owned(),
    });
    let answers = if survey.state == "closed" { store::responses(&mut cx.reader(), id).await? } else { 0 };
    let data = json!({
        "s": said,
        "drawn": super::drawn(&survey)?,
        "answerable": answers::is_open(&Ground::of(&cx.app), &survey),
        "answers": answers,
    });
    cx.page("surveys/survey.html", page, data)
}

/// The survey `id`, when its results are for everybody: it is over.
async fn over(cx: &Cx, id: i64) -> std::result::Result<Survey, Error> {
    let survey = open_to_all(cx, id).await?;
    if survey.state == "closed" { Ok(survey) } else { Err(Error::Unseen) }
}

/// `/surveys/{id}/results`: counts, published texts, what became of them.
pub(super) async fn results(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let survey = over(&cx, id).await?;
    let page_no = usize::try_from(cx.query.page()).unwrap_or(1);
    let found = results::turned(&mut cx.reader(), &survey, (page_no, results::SHOWN)).await?;
    let pages = usize::try_from(found.published).unwrap_or(0).div_ceil(results::SHOWN).max(1);
    if page_no > pages {
        return Err(Error::Unseen.into());
    }
    let data = json!({
        "s": said(&cx, &survey).await?, "results": shown(&found),
        "pager": { "base": cx.query.base(&["page"]), "page": page_no, "pages": pages, "total": found.published },
    });
    let page = framed("结果", "article").crumb(survey.title.clone(), format!("/surveys/{id}"));
    cx.page("surveys/results.html", page, data)
}

/// Results as the templates draw them: bars with their shares in the titles.
pub(super) fn shown(found: &results::Results) -> Value {
    let bar = |b: &results::Bar| json!({ "title": format!("{}（{}）", b.title, base::share::words(b.share)), "value": b.value });
    let line = |l: &results::Line| {
        json!({
            "title": l.title, "answers": l.answers, "bars": l.bars.iter().map(bar).collect::<Vec<_>>(),
            "mean": l.mean.map(results::mean),
        })
    };
    let question = |q: &results::Result| {
        json!({
            "number": q.number, "title": q.title, "kind": q.kind, "condition": q.condition, "texts": q.texts,
            "files": q.files, "published": q.published, "lines": q.lines.iter().map(line).collect::<Vec<_>>(),
        })
    };
    let remark = |(place, text, count, published): &(usize, String, i64, Vec<String>)| json!({ "place": place, "text": text, "count": count, "published": published });
    json!({
        "answers": found.answers,
        "texts": found.texts,
        "questions": found.questions.iter().map(question).collect::<Vec<_>>(),
        "remarks": found.remarks.iter().map(remark).collect::<Vec<_>>(),
        "overall": { "count": found.overall.0, "published": found.overall.1 },
    })
}

/// `/surveys/{id}/results/excel`: the counts as a file.
pub(super) async fn excel(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = over(&cx, id).await?;
    let found = results::of(&mut cx.reader(), &survey).await?;
    let name = format!("{} 结果.xlsx", base::text::truncate(&survey.title, 40));
    Ok(web::download(&name, XLSX, excel::of_results(&found)?))
}
