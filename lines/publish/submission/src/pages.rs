//! The line's pages: the list, handing in, and one page per submission with its readings.

use base::{Date, Error, FieldError};
use edition::{Content, Desk, Item, terms};
use matter::store::Matter;
use matter::view::MatterView;
use matter::{Ground, Input};
use serde_json::{Value, json};
use web::{Audience, Cx, Form, Once, Page, Path, Result, Routes};

use crate::actions::{self, Reading};
use crate::gate::{self, Finding};
use crate::model::{self, CONCLUSIONS, Pass, Submission};
use crate::process::{CHECKED, FIRST, REVIEW, WRITE};
use crate::shown::{self, Ways};
use crate::store::{self, Filter};
use crate::{ALL, WORDS, WORK, check, sheet, words};

/// Counts on the list stop here.
const CAP: usize = 10_000;

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("submission/work_list.html", include_str!("../pages/work_list.html")),
    ("submission/work_new.html", include_str!("../pages/work_new.html")),
    ("submission/work_submission.html", include_str!("../pages/work_submission.html")),
    ("submission/text.html", include_str!("../pages/text.html")),
    ("submission/findings.html", include_str!("../pages/findings.html")),
    ("submission/check.html", include_str!("../pages/check.html")),
    ("submission/words.html", include_str!("../pages/words.html")),
    ("submission/sheet.html", include_str!("../pages/sheet.html")),
];

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let staff = Audience::Verb(WORK);
    Routes::new("submission")
        .get("/work/submissions", staff, list)
        .get("/work/submissions/new", Audience::Verb(WRITE), new)
        .post("/work/submissions/new", Audience::Verb(WRITE), submit)
        .get("/work/submissions/check", Audience::Verb(edition::WRITE), check::page)
        .post("/work/submissions/check", Audience::Verb(edition::WRITE), check::accept)
        .get("/work/submissions/words", Audience::Verb(WORDS), words::page)
        .post("/work/submissions/words", Audience::Verb(WORDS), words::add)
        .post("/work/submissions/words/{id}/remove", Audience::Verb(WORDS), words::remove)
        .get("/work/submissions/{id}", staff, page)
        .get("/work/submissions/{id}/sheet", staff, sheet::sheet)
        .get("/work/submissions/{id}/cover", staff, sheet::cover)
        .get("/work/submissions/{id}/edition/{file}", staff, sheet::file)
        .get("/work/submissions/{id}/files/{file}", staff, file)
        .upload("/work/submissions/{id}/{action}", staff, "web.upload.staff", act)
}

async fn list(cx: Cx) -> Result {
    let staff = cx.actor.staff()?;
    let reach = match staff.grants.units(ALL) {
        _ if cx.actor.may(ALL, Some(staff.unit)) => staff.grants.units(ALL),
        _ => Some(vec![staff.unit]),
    };
    let date = |name: &str| cx.query.get(name).parse::<Date>().ok();
    let unit = cx.query.get("unit").parse::<i64>().ok();
    let filter =
        Filter { units: reach, unit, from: date("from"), to: date("to"), count: cx.query.get("count").to_owned() };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let found = store::list(&mut cx.reader(), &filter, cx.query.int("before").unwrap_or(0), rows + 1).await?;
    let last = found.iter().take(rows).next_back().map_or(0, |row| row.id);
    let next = if found.len() > rows { format!("{}before={last}", cx.query.base(&["before"])) } else { String::new() };
    let total = store::count(&mut cx.reader(), &filter, CAP).await?;
    let base = cx.query.base(&["count", "before"]);
    let mut tabs = Vec::new();
    for (key, title) in [
        ("", "全部"),
        ("running", "审核中"),
        ("approved", "已通过"),
        ("returned", "退回过"),
        ("flawed", "检查发现问题"),
        ("refused", "不予发布"),
    ] {
        let these = Filter { count: key.to_owned(), ..filter.clone() };
        let count = store::count(&mut cx.reader(), &these, CAP).await?;
        tabs.push(json!({
            "title": title, "href": format!("{base}count={key}"), "current": filter.count == key, "count": count,
        }));
    }
    let shown: Vec<Value> = found
        .iter()
        .take(rows)
        .map(|row| {
            json!({
                "href": format!("/work/submissions/{}", row.matter_id), "number": row.number, "title": row.title,
                "unit": row.unit, "state": REVIEW.state_title(&row.state), "kind": REVIEW.kind_title(&row.kind),
                "submitted": row.submitted_at.minutes(), "returned": row.returned, "tone": tone(&row.state),
            })
        })
        .collect();
    let chosen = json!({ "from": cx.query.get("from"), "to": cx.query.get("to"), "count": filter.count });
    let total = if total >= CAP as i64 { format!("{CAP} 条以上") } else { format!("{total} 条") };
    let data = json!({ "rows": shown, "tabs": tabs, "next": next, "total": total, "chosen": chosen });
    cx.page("submission/work_list.html", Page::new("信息审核").kind("list"), data)
}

fn tone(state: &str) -> &'static str {
    match state {
        "approved" => "good",
        "refused" => "bad",
        "retracted" => "grey",
        "fixing" => "warn",
        _ => "blue",
    }
}

/// What is handed in, with what the gate finds.
pub(crate) struct Handed {
    pub item: Item,
    pub content: Content,
    pub findings: Vec<Finding>,
}

pub(crate) async fn handed(cx: &Cx, item: Item) -> std::result::Result<Handed, Error> {
    let content = item.content()?;
    let files = edition::item::files(&mut cx.reader(), item.id).await?;
    let findings = gate::examine(&cx.app, &item, &content, &files).await?;
    Ok(Handed { item, content, findings })
}

async fn new(cx: Cx) -> Result {
    let id = cx.query.int("item").ok_or(Error::Unseen)?;
    let item = edition::item::seen(&mut cx.reader(), &cx.actor, id).await?;
    if item.state == "review"
        && let Some(running) = store::of_item(&mut cx.reader(), id).await?
    {
        return cx.see_other(&format!("/work/submissions/{}", running.matter_id));
    }
    let handed = handed(&cx, item).await?;
    let data = new_data(&cx, &handed).await?;
    cx.page("submission/work_new.html", new_page(), data)
}

fn new_page() -> Page {
    Page::new("报送审核").kind("form").crumb("信息审核", "/work/submissions")
}

async fn new_data(cx: &Cx, handed: &Handed) -> std::result::Result<Value, Error> {
    let mut data = shown::data(cx, handed, &Ways::of_writers(handed.item.id)).await?;
    let faults = edition::item::lacking(&mut cx.reader(), &handed.item).await?;
    data["faults"] = json!(faults);
    data["seq"] = json!(handed.item.seq);
    Ok(data)
}

async fn submit(cx: Cx, form: Form) -> Result {
    let id = form.get("item").parse().map_err(|_| Error::Unseen)?;
    let item = edition::item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let handed = handed(&cx, item).await?;
    let ground = Ground::of(&cx.app);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    if form.get("seq").parse::<i64>().is_ok_and(|seq| seq != handed.item.seq) {
        drop(tx);
        let data = new_data(&cx, &handed).await?;
        let message = "您打开之后，这篇稿件又有改动，还没有报送。请看左边的最新稿和检查结果，确认后再报送。";
        return cx.again("submission/work_new.html", new_page(), data, &form, vec![FieldError::new("", message)]);
    }
    let desk = Desk::of(&cx);
    match actions::submit(&mut tx, &ground, &desk, id, &handed.findings, form.get("overridden")).await {
        Ok(done) => {
            let to = format!("/work/submissions/{}", done.id);
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.notice("good", format!("已报送审核，编号 {}。", done.case.number));
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let data = new_data(&cx, &handed).await?;
            cx.again("submission/work_new.html", new_page(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// The submission of the matter `id`, when the actor may see it; for others it does not exist.
pub(crate) async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Matter, Submission), Error> {
    let submission = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let matter = matter::store::matter(&mut cx.reader(), id).await?;
    let own = [ALL, WRITE].iter().any(|verb| cx.actor.may(verb, Some(submission.unit_id)));
    let site = cx.actor.may(ALL, Some(submission.site_unit));
    let asked = matter.case()?.consults.iter().flat_map(|c| &c.members).any(|m| cx.actor.may(FIRST, Some(m.seat.unit)));
    if own || site || asked { Ok((matter, submission)) } else { Err(Error::Unseen) }
}

async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let (_, submission) = visible(&cx, id).await?;
    let data = data(&cx, &matter, &submission).await?;
    cx.page("submission/work_submission.html", framed(&matter), data)
}

fn framed(matter: &Matter) -> Page {
    Page::new(matter.title.clone()).kind("article").crumb("信息审核", "/work/submissions")
}

pub(crate) async fn data(cx: &Cx, matter: &Matter, submission: &Submission) -> std::result::Result<Value, Error> {
    let item = edition::item::find(&mut cx.reader(), submission.item_id).await?.ok_or(Error::Unseen)?;
    let handed = handed(cx, item).await?;
    let mut data = shown::data(cx, &handed, &Ways::of_reviewers(matter.id)).await?;
    (data["desk"], data["public"]) = ways(cx, &handed.item).await?;
    let view = matter::view::of(cx, matter).await?;
    let mine = view.offers.iter().find_map(|offer| model::stage_of(offer.key));
    data["m"] = json!(view);
    data["base"] = json!(format!("/work/submissions/{}", matter.id));
    data["stage"] = json!(mine.unwrap_or(""));
    data["stage_title"] = json!(mine.map_or("", model::stage));
    data["passes"] = json!(passes(cx, submission).await?);
    data["secrecy"] = secrecy(submission, &store::passes(&mut cx.reader(), submission.id).await?, &view);
    data["conclusions"] = json!(options(CONCLUSIONS));
    data["attributes"] = json!(options(terms::ATTRIBUTES));
    Ok(data)
}

/// Where one goes on: the working copy, for whoever may open it, and the page that readers see; empty when there is none.
async fn ways(cx: &Cx, item: &Item) -> std::result::Result<(Value, Value), Error> {
    let mut reader = cx.reader();
    // The desk is open to those who write somewhere, the copy to those who may read it.
    let may = cx.actor.may(edition::WRITE, None)
        && match edition::item::seen(&mut reader, &cx.actor, item.id).await {
            Ok(_) => true,
            Err(Error::Unseen) => false,
            Err(error) => return Err(error),
        };
    let desk = if may { format!("/work/content/{}", item.id) } else { String::new() };
    let public = match edition::live::find(&mut reader, item.id).await? {
        Some(live) => edition::site::find(&mut reader, live.site_id).await?.map(|site| site.at(&live.path())),
        None => None,
    };
    Ok((json!(desk), json!(public.unwrap_or_default())))
}

fn options(terms: &[terms::Term]) -> Vec<Value> {
    terms.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect()
}

async fn passes(cx: &Cx, submission: &Submission) -> std::result::Result<Vec<Value>, Error> {
    let passes = store::passes(&mut cx.reader(), submission.id).await?;
    let shown = passes.iter().map(|p| {
        json!({
            "stage": model::stage(&p.stage), "actor": p.actor, "at": p.at.minutes(), "version": p.version,
            "result": if p.passed { if p.stage == "submit" { "报送" } else { "通过" } } else { "退回或不予发布" },
            "tone": if p.passed { "good" } else { "warn" }, "machine": p.machine, "stops": p.stops, "found": p.found,
            "overridden": p.overridden, "kinds": p.kinds,
        })
    });
    Ok(shown.collect())
}

/// The secrecy review of the version under review: conclusion, who made it, within which time.
fn secrecy(submission: &Submission, passes: &[Pass], view: &MatterView) -> Value {
    let Some(at) = submission.secrecy_at else { return Value::Null };
    let made = passes.iter().rfind(|pass| pass.stage == "secrecy" && pass.passed);
    let clock = view.clocks.iter().find(|clock| clock.key == CHECKED);
    json!({
        "actor": made.map_or("", |pass| pass.actor.as_str()),
        "due": clock.map_or("", |clock| clock.due.as_str()),
        "length": clock.map_or("", |clock| clock.length.as_str()),
        "attribute": terms::title(terms::ATTRIBUTES, &submission.attribute).unwrap_or(""),
        "basis": submission.basis,
        "conclusion": terms::title(CONCLUSIONS, &submission.conclusion).unwrap_or(""),
        "at": at.minutes(),
    })
}

async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (matter, submission) = visible(&cx, id).await?;
    match carry_out(&cx, &submission, &action, &form).await {
        Ok(title) => {
            cx.notice("good", format!("已{title}。"));
            let here = format!("/work/submissions/{id}");
            cx.see_other(if visible(&cx, id).await.is_ok() { &here } else { "/work" })
        }
        Err(Error::Invalid(errors)) => {
            let mut data = data(&cx, &matter, &submission).await?;
            data["tried"] = json!(action);
            cx.again("submission/work_submission.html", framed(&matter), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(
    cx: &Cx,
    submission: &Submission,
    action: &str,
    form: &Form,
) -> std::result::Result<&'static str, Error> {
    let spec = REVIEW.action(action).ok_or(Error::Unseen)?;
    let ground = Ground::of(&cx.app);
    let given = match model::stage_of(action) {
        // A reading needs no unit typed: the third review is where the site is kept.
        Some(_) => {
            let seen = form.get("seen").parse().ok();
            let opinion = base::text::clean_text(form.get("opinion"));
            matter::form::Given { input: Input { opinion, ..Input::default() }, seen, ..actions::plain("") }
        }
        None => matter::form::input(cx, &REVIEW, spec, form).await?,
    };
    let reading = Reading::of(form, action)?;
    let item = edition::item::find(&mut cx.reader(), submission.item_id).await?.ok_or(Error::Unseen)?;
    let findings = handed(cx, item).await?.findings;
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    let desk = Desk::of(cx);
    actions::act(&mut tx, &ground, &desk, submission, action, given, &findings, &reading).await?;
    cx.once_done(&mut tx, form, &format!("/work/submissions/{}", submission.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    Ok(spec.title)
}

/// A file that came with an act of the review.
async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, true).await
}
