//! The lists: what stands in which, in which order, page by page, and counts that equal the lists.

use base::time::DAY;
use matter::decide::{Input, Who};
use matter::lists::{Filter, RowLight, Scope, Span, Turn, Which};
use matter::store::{self as rows, ListRow};
use store::long::Counted;

use crate::county::{County, LINES, says, to, units_of};
use crate::sample::SAMPLE;

fn scope(county: &County, unit: i64) -> Scope {
    let actor = county.official(unit);
    Scope::of(&actor, actor.staff().unwrap(), &LINES)
}

fn filter(county: &County) -> Filter {
    let span = Span::of(&county.ground).unwrap();
    Filter { now: span.now, near: span.near, ..Filter::default() }
}

async fn list(county: &County, unit: i64, which: Which, filter: &Filter) -> Vec<ListRow> {
    let mut reader = county.t.db.reader();
    let rows = rows::list(&mut reader, which, &scope(county, unit), filter, &Turn::First, 200).await.unwrap().rows;
    let count = rows::count(&mut reader, which, &scope(county, unit), filter, 200).await.unwrap();
    assert_eq!(count, Counted { found: rows.len() as i64, more: false }, "a count equals the list it opens");
    rows
}

fn lit(county: &County, span: &Span, row: &ListRow) -> matter::lists::Lit {
    span.lit(&county.ground.calendar, Some(&SAMPLE), row)
}

async fn ids(county: &County, unit: i64, which: Which) -> Vec<i64> {
    list(county, unit, which, &filter(county)).await.iter().map(|r| r.id).collect()
}

store::both! {
    async fn each_list_has_what_belongs_in_it(db: TestDb) {
        let mut county = County::new(db).await;
        let (new, handled, asked, closed) = (
            county.open("新来").await, county.handled("在办").await, county.handled("会签").await, county.handled("办完").await,
        );
        county.does(2, asked, "countersign", units_of(&[3])).await;
        county.does(2, closed, "submit", to(2)).await;
        county.does(1, closed, "approve", Input::default()).await;
        county.try_as(&Who::Applicant, closed, "rate", Input::default(), None).await.unwrap();
        assert_eq!(ids(&county, 1, Which::Todo).await, [new]);
        assert_eq!(ids(&county, 2, Which::Todo).await, [handled, asked]);
        assert_eq!(ids(&county, 3, Which::Todo).await, [asked]);
        assert_eq!(ids(&county, 5, Which::Todo).await, [] as [i64; 0]);
        county.later(1);
        county.does(1, handled, "note", to(1)).await;
        assert_eq!(ids(&county, 1, Which::Doing).await, [handled, asked]);
        assert_eq!(ids(&county, 1, Which::Done).await, [handled, closed, asked]);
        assert_eq!(ids(&county, 1, Which::Closed).await, [closed]);
        assert_eq!(ids(&county, 9, Which::Overdue).await, [] as [i64; 0]);
        county.later(30 * DAY);
        assert_eq!(ids(&county, 2, Which::Overdue).await, [handled, asked]);
        assert_eq!(ids(&county, 9, Which::Overdue).await, [new, handled, asked]);
        assert_eq!(ids(&county, 3, Which::Overdue).await, [] as [i64; 0]);
    }

    async fn pages_by_key_give_every_row_once_forwards_and_backwards(db: TestDb) {
        let mut county = County::new(db).await;
        for i in 0..23 {
            if i % 3 == 0 {
                county.later(DAY);
            }
            let id = county.open("一件").await;
            county.does(1, id, "note", to(1)).await;
        }
        let mut reader = county.t.db.reader();
        for which in [Which::Todo, Which::Doing] {
            let (scope, filter) = (scope(&county, 1), filter(&county));
            let all: Vec<i64> = rows::list(&mut reader, which, &scope, &filter, &Turn::First, 200).await.unwrap().rows.iter().map(|r| r.id).collect();
            let (mut forwards, mut turn) = (Vec::new(), Turn::First);
            loop {
                let page = rows::list(&mut reader, which, &scope, &filter, &turn, 5).await.unwrap().rows;
                let Some(last) = page.last() else { break };
                turn = Turn::after(last.k1, last.k2);
                forwards.extend(page.iter().map(|r| r.id));
            }
            assert_eq!(forwards, all);
            let page = rows::list(&mut reader, which, &scope, &filter, &Turn::First, 200).await.unwrap().rows;
            let end = page.last().map(|r| Turn::before(r.k1, r.k2)).unwrap();
            let before = rows::list(&mut reader, which, &scope, &filter, &end, 5).await.unwrap().rows;
            assert_eq!(before.iter().map(|r| r.id).collect::<Vec<_>>(), all[17..22]);
            let some = rows::count(&mut reader, which, &scope, &filter, 5).await.unwrap();
            assert_eq!((some.of("件").as_str(), some.plus().as_str()), ("5 件以上", "5+"));
        }
    }

    async fn filters_narrow_and_the_colour_of_a_row_is_the_colour_that_was_asked_for(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.handled("在办").await;
        county.open("新来").await;
        let waits = county.handled("待补充").await;
        county.does(2, waits, "ask_supplement", to(2)).await;
        for (days, light) in [(0, RowLight::Normal), (4, RowLight::Near), (30, RowLight::Over)] {
            county.later(days * DAY);
            let span = Span::of(&county.ground).unwrap();
            for asked in [RowLight::Normal, RowLight::Near, RowLight::Over, RowLight::Suspended] {
                let filter = Filter { light: Some(asked), ..filter(&county) };
                let rows = list(&county, 2, Which::Todo, &filter).await;
                assert!(rows.iter().all(|r| lit(&county, &span, r).light == asked));
                assert_eq!(rows.iter().any(|r| r.id == id), asked == light, "{days} {asked:?}");
            }
            let counts = rows::todo_counts(&mut county.t.db.reader(), &scope(&county, 2), span.now, (999, 99)).await.unwrap();
            let over = if light == RowLight::Over { "1" } else { "0" };
            assert_eq!((counts.0.plus().as_str(), counts.1.plus().as_str()), ("1", over), "{days}");
        }
        let paused = Filter { light: Some(RowLight::Suspended), ..filter(&county) };
        assert_eq!(list(&county, 2, Which::Doing, &paused).await.len(), 1);
        let state = Filter { process: "sample.case".into(), state: "supplement".into(), ..filter(&county) };
        assert_eq!(list(&county, 2, Which::Doing, &state).await.len(), 1);
        let unit = Filter { unit: Some(3), ..filter(&county) };
        assert_eq!(list(&county, 2, Which::Doing, &unit).await.len(), 0);
        let words = Filter { words: "x".into(), ids: Some(vec![id]), ..filter(&county) };
        assert_eq!(list(&county, 2, Which::Doing, &words).await.len(), 1);
        let from = Filter { from: Some(base::Date::constant(2026, 3, 3)), ..filter(&county) };
        assert_eq!(list(&county, 2, Which::Doing, &from).await.len(), 0);
    }

    async fn what_is_due_after_the_answer_stands_in_every_list_under_its_own_clock(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.handled("回访").await;
        county.does(2, id, "submit", to(2)).await;
        county.does(1, id, "approve", Input::default()).await;
        county.does(1, id, "check", Input::default()).await;
        let later = county.open("更急").await;
        county.does(1, later, "note", to(1)).await;
        // Five working days each, both from Monday; the callback then stands among what is due, not before it as what was due long ago.
        let days = [(0, RowLight::Normal, "回访：还有 5 个工作日"), (4, RowLight::Near, "回访：还有 1 个工作日"), (10, RowLight::Over, "回访：超期 5 个工作日")];
        for (days, light, words) in days {
            county.later(days * DAY);
            let span = Span::of(&county.ground).unwrap();
            for which in [Which::Todo, Which::Doing, Which::Done] {
                let all = list(&county, 1, which, &filter(&county)).await;
                let row = all.iter().find(|r| r.id == id).unwrap();
                let said = lit(&county, &span, row);
                assert_eq!((said.light, said.words.as_str(), said.code), (light, words, light.code()), "{which:?}");
                for asked in [RowLight::Normal, RowLight::Near, RowLight::Over, RowLight::Suspended] {
                    let narrowed = Filter { light: Some(asked), ..filter(&county) };
                    let rows = list(&county, 1, which, &narrowed).await;
                    assert_eq!(rows.iter().any(|r| r.id == id), asked == light, "{which:?} {asked:?}");
                }
            }
        }
        county.does(1, id, "checked", Input::default()).await;
        let span = Span::of(&county.ground).unwrap();
        let row = list(&county, 1, Which::Closed, &filter(&county)).await.remove(0);
        assert_eq!(lit(&county, &span, &row).words, "按期办结");
    }

    async fn phrases_views_and_drafts_are_each_persons_own(db: TestDb) {
        let county = County::new(db).await;
        let id = county.open("新来").await;
        let mut tx = county.t.db.begin().await.unwrap();
        rows::set_phrases(&mut tx, None, &["请阅示".into()]).await.unwrap();
        rows::set_phrases(&mut tx, Some(1), &["同意".into(), "请按时办理".into()]).await.unwrap();
        rows::save_view(&mut tx, 1, "todo", "临期", "light=near").await.unwrap();
        rows::save_view(&mut tx, 1, "todo", "临期", "light=over").await.unwrap();
        rows::keep_draft(&mut tx, 1, id, "dispatch", "请城管局", county.ground.now).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = county.t.db.reader();
        let texts = |rows: Vec<rows::Phrase>| rows.into_iter().map(|p| p.text).collect::<Vec<_>>();
        assert_eq!(texts(rows::phrases(&mut reader, 1).await.unwrap()), ["同意", "请按时办理", "请阅示"]);
        assert_eq!(texts(rows::phrases(&mut reader, 2).await.unwrap()), ["请阅示"]);
        let views = rows::views(&mut reader, 1, "todo").await.unwrap();
        assert_eq!(views.iter().map(|v| v.query.as_str()).collect::<Vec<_>>(), ["light=over"]);
        assert!(rows::views(&mut reader, 2, "todo").await.unwrap().is_empty());
        county.does(1, id, "dispatch", to(2)).await;
        assert_eq!(rows::draft(&mut reader, 1, id, "dispatch").await.unwrap(), None, "sent, so no draft any more");
        county.does(2, id, "sign", says(matter::case::Stance::Noted)).await;
    }
}
