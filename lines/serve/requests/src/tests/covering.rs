//! What is kept of a covering: the file that goes out, and on the ledger who made it of what and how much.

use matter::store::FileRef;

use super::*;
use crate::actions::side;

fn file(digest: char, name: &str) -> FileRef {
    let media_type = "application/pdf".to_owned();
    FileRef { digest: digest.to_string().repeat(64), name: name.to_owned(), size: 3, media_type }
}

::store::both! {
    async fn a_covered_file_goes_with_the_answer_and_the_ledger_counts_without_words(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        let (ground, id) = (county.ground(), taken.request);
        let mut tx = county.db().begin().await.unwrap();
        side::attach(&mut tx, &ground, &county.clerk, id, "original", &[file('a', "名单.pdf")]).await.unwrap();
        let original = store::files(&mut tx, id).await.unwrap().remove(0);
        let made = file('b', "名单（遮盖）.pdf");
        side::cover(&mut tx, &ground, &county.clerk, id, (&original, &made), (3, 1)).await.unwrap();
        tx.commit().await.unwrap();
        let files = store::files(&mut county.db().reader(), id).await.unwrap();
        let kinds: Vec<(&str, &str)> = files.iter().map(|f| (f.kind.as_str(), f.name.as_str())).collect();
        assert_eq!(kinds, [("original", "名单.pdf"), ("delivered", "名单（遮盖）.pdf")]);
        let filter = ledger::Filter { verb: Some("requests.cover".to_owned()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.db().reader(), &filter, 10).await.unwrap();
        let facts: serde_json::Value = serde_json::from_str(&entries[0].facts).unwrap();
        assert_eq!(facts, serde_json::json!({ "original": original.id, "texts": 3, "rectangles": 1 }));
        let mut tx = county.db().begin().await.unwrap();
        let same = side::cover(&mut tx, &ground, &county.clerk, id, (&original, &file('a', "名单.pdf")), (1, 0)).await;
        assert_eq!(wrong_fields(same), ["files"], "what says the same as the original does not go out");
    }
}
