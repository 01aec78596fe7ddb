//! What is different when very many documents hold what was asked.

use store::search::{Audience, Doc, Find, How, Order, Search};

/// Documents in all; so many that not each match is counted by itself.
const ALL: i64 = 24_000;

async fn corpus(docs: impl Iterator<Item = Doc> + Send + 'static) -> Search {
    let search = Search::in_memory().expect("an index");
    search.fill(docs).await.expect("fills");
    search
}

fn doc(id: i64, title: &str, body: &str) -> Doc {
    let (title, body) = (title.to_owned(), body.to_owned());
    let unit = if id % 4 == 0 { "县政府办" } else { "县教育局" };
    Doc {
        kind: "article".into(),
        id,
        title,
        body,
        audience: if id % 3 == 0 { Audience::Units(vec![1]) } else { Audience::Public },
        date: format!("{}-01-01", 2000 + id / 1_000).parse().ok(),
        facets: vec![("unit".into(), unit.into())],
        ..Doc::default()
    }
}

#[tokio::test]
async fn of_very_many_matches_total_and_facets_are_estimated_and_the_newest_counted() {
    let search = corpus((0..ALL).map(|id| doc(id, "通知", ""))).await;
    let count = &["unit"];
    let found = search.find(&Find { text: "通知", count, ..Find::default() }).await.expect("answers");
    let near = |number: usize, wanted: i64| {
        let off = i64::try_from(number).expect("a number") - wanted;
        assert!(off.abs() <= wanted / 10, "{number} is not about {wanted}");
    };
    let open = ALL / 3 * 2;
    near(found.total, open);
    assert!(found.estimated);
    let units = &found.counts[0].1;
    assert_eq!(units.iter().map(|(unit, _)| unit.as_str()).collect::<Vec<_>>(), ["县教育局", "县政府办"]);
    near(units[0].1, open / 4 * 3);
    near(units[1].1, open / 4);
    assert_eq!((found.hits.len(), found.how), (10, How::All));
    assert!(found.hits.iter().all(|hit| hit.id % 3 > 0), "nobody finds what is not for the public");

    let newest = search.find(&Find { text: "通知", order: Order::Newest, ..Find::default() }).await.expect("answers");
    assert_eq!(i64::try_from(newest.total).ok(), Some(open));
    assert!(newest.hits.iter().all(|hit| hit.id / 1_000 == ALL / 1_000 - 1), "{:?}", newest.hits);
}

#[tokio::test]
async fn a_title_is_found_among_very_many_texts_that_say_it_more_often() {
    let texts = (0..1_500).map(|id| doc(3 * id + 1, "会议纪要", "路灯路灯路灯路灯"));
    let named = doc(9_001, "路灯", "详见附件，由建设部门另行公布，具体时间以当日通知为准，请居民互相转告。");
    let search = corpus(texts.chain([named])).await;
    let found = search.find(&Find { text: "路灯", ..Find::default() }).await.expect("answers");
    assert_eq!((found.hits[0].id, found.total, found.estimated), (9_001, 1_501, false));
}

#[tokio::test]
async fn a_document_number_that_was_found_brings_nothing_else() {
    let numbered = Doc { number: "灵政办发〔2024〕3号".into(), ..doc(1, "通知", "") };
    let others = (1..300).map(|id| doc(3 * id + 1, "灵政办发文目录", "2024年第3号"));
    let search = corpus(others.chain([numbered])).await;
    let ask = async |text| {
        let found = search.find(&Find { text, fill: 10, ..Find::default() }).await.expect("answers");
        (found.hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), found.how)
    };
    assert_eq!(ask("灵政办发[2024]3号").await, (vec![1], How::All));
    let (hits, how) = ask("灵政办发〔2024〕4号").await;
    assert!(!hits.is_empty() && how == How::Most(0), "what nobody has is answered with what comes near");
}
