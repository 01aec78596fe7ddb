//! A letter sent while the database's disk is full: the writer is told, nothing typed is lost, nothing is half-written, and
//! the same form sent again makes one letter.

use store::{Db, Dialect, Query, args};

const TITLE: &str = "路口的红绿灯不亮已经三天了";

async fn run(db: &Db, statements: &[&str]) {
    let mut tx = db.begin().await.expect("begins");
    for sql in statements {
        tx.rows(sql, args![]).await.expect("is done");
    }
    tx.commit().await.expect("commits");
}

/// Leaves no room. SQLite is not let grow; PostgreSQL's own word for a full disk (53100) is said by a trigger.
async fn fill(db: &Db) {
    match db.dialect() {
        Dialect::Sqlite => {
            let pages: i64 = db.reader().scalar("PRAGMA page_count", args![]).await.expect("a count");
            run(db, &[&format!("PRAGMA max_page_count = {}", pages + 1)]).await;
        }
        Dialect::Postgres => {
            let function = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$";
            let trigger = "CREATE TRIGGER full_disk BEFORE INSERT ON letters_letter EXECUTE FUNCTION full_disk()";
            run(db, &[function, trigger]).await;
        }
    }
}

async fn make_room(db: &Db) {
    match db.dialect() {
        Dialect::Sqlite => run(db, &["PRAGMA max_page_count = 1073741823"]).await,
        Dialect::Postgres => run(db, &["DROP TRIGGER full_disk ON letters_letter"]).await,
    }
}

testkit::both! {
    async fn a_letter_that_finds_no_room_is_given_back_and_goes_through_once_there_is_room(county: County) {
        let db = &county.app().db;
        let mut citizen = county.browser();
        let page = citizen.get("/letters/write?read=1").await;
        let body = "人民路与建设街路口往东两百米的路灯已有一周不亮。".repeat(60);
        let form = crate::journey::letter(page.form("/letters/write").expect("the form"), TITLE, true).set("body", &body);
        let count = async |table: &str| -> i64 {
            db.reader().scalar(&format!("SELECT COUNT(*) FROM {table}"), args![]).await.expect("a count")
        };
        let before = count("matter_matter").await;
        fill(db).await;
        let told = citizen.submit(&form).await;
        assert_eq!(told.status, 507, "{}", told.seen());
        assert!(told.seen().contains("没有保存") && told.seen().contains("报障编号"), "{}", told.seen());
        assert!(told.text().contains(TITLE) && told.seen().contains(body.trim()), "what was typed is lost");
        assert_eq!((count("letters_letter").await, count("matter_matter").await), (0, before), "half of it was written");
        make_room(db).await;
        let receipt = citizen.submit(&form).await;
        crate::journey::number_and_code(&receipt);
        assert_eq!(citizen.submit(&form).await.path, receipt.path, "the same form is the same letter");
        assert_eq!(count("letters_letter").await, 1);
    }
}
