//! The line seen from outside, on both databases; the way of a submission is in the tests of the whole program.

use std::sync::Arc;

use ::store::Db;
use base::Moment;

use crate::gate::Words;
use crate::store::{self, NewWord};
use crate::words::{MUTED, WRONG};

/// Puts a word on the county's list.
async fn add(db: &Db, kind: &str, text: &str, instead: &str) -> i64 {
    let mut tx = db.begin().await.unwrap();
    let new =
        NewWord { kind, text, instead, why: "县里统一的写法", person: None, actor: "张编辑", now: Moment(0) };
    let id = store::add_word(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

::store::both! {
    async fn the_words_are_made_once_and_anew_when_a_text_changes(test: TestDb) {
        let words = async || Words::now(&mut test.db.reader(), &[]).await.unwrap();
        add(&test.db, WRONG, "招生工作", "招考工作").await;
        let first = words().await;
        assert!(Arc::ptr_eq(&first, &words().await), "the same lists are not made again");
        let muted = add(&test.db, MUTED, "布署", "").await;
        let second = words().await;
        assert!(!Arc::ptr_eq(&first, &second));
        let mut tx = test.db.begin().await.unwrap();
        store::remove_word(&mut tx, muted, "张编辑", Moment(1)).await.unwrap();
        tx.commit().await.unwrap();
        add(&test.db, MUTED, "登陆", "").await;
        assert!(!Arc::ptr_eq(&second, &words().await), "another text under as many rows is another list");
    }

    async fn the_countys_own_name_is_no_wrong_word(test: TestDb) {
        let title = "青禾县人民政府办公室关于进一步加强饮水安全工作的通知";
        let misspelt = async |names: &[String]| {
            let words = Words::now(&mut test.db.reader(), names).await.unwrap();
            words.proofreader.check(title).iter().any(|finding| title[finding.range.clone()].contains('禾'))
        };
        assert!(misspelt(&[]).await, "else the name proves nothing");
        assert!(!misspelt(&["青禾县".to_owned()]).await);
    }
}
