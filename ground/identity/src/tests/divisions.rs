//! Townships and villages.

use store::both;

use super::County;
use crate::{Act, Actor, divisions};

fn table(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect()
}

both! {
    async fn a_second_import_changes_nothing_and_a_new_name_changes_one(db: TestDb) {
        let county = County::new(db).await;
        let bring = async |rows: &[(&str, &str)], edition: &str| {
            let mut tx = county.test.db.begin().await.expect("begins");
            let chance = base::Chance::seeded(1);
            let act = Act::new(&Actor::System, base::Moment(0), &chance);
            let told = divisions::bring(&mut tx, act, &table(rows), edition).await;
            tx.commit().await.expect("commits");
            told.map(|t| (t.new, t.changed, t.same, t.wrong))
        };
        let rows = [("629901100", "城关镇"), ("629901100001", "东街社区"), ("629901101", "禾川镇"), ("62990", "短"), ("62990110x", "错")];
        assert_eq!(bring(&rows, "统计局 2023").await.expect("comes in"), (3, 0, 0, 2));
        assert_eq!(bring(&rows, "统计局 2023").await.expect("comes in"), (0, 0, 3, 2));
        assert_eq!(bring(&[("629901101", "禾川街道")], "统计局 2023").await.expect("comes in"), (0, 1, 0, 0));
        assert!(bring(&rows, " ").await.is_err());
        let mut reader = county.test.db.reader();
        let names = divisions::proposed(&mut reader, 500).await.expect("are read");
        assert_eq!(names, ["城关镇", "城关镇东街社区", "禾川街道"]);
        assert!(divisions::proposed(&mut reader, 2).await.expect("are read").is_empty(), "too many for one county");
    }
}
