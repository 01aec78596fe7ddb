//! What stands in the database file: no telephone of a citizen, no message on its way, no secret of a second factor.

use std::collections::BTreeSet;

use store::{Query, args, schema};
use testkit::{County, Dialect};

/// The number that the sample letter gives.
const PHONE: &str = "13800001234";

#[test]
fn every_column_that_is_said_to_be_sealed_is_sealed_and_no_other() {
    let sealed: BTreeSet<String> = renhe::jobs::sealed().iter().map(|s| format!("{}.{}", s.table, s.column)).collect();
    let columns = schema::documented().expect("the migrations are read").into_iter().flat_map(|c| c.columns);
    // Messages are sealed one by one; other payloads are not.
    let said = columns.filter(|c| c.meaning.contains("sealed in the vault") && c.real.table != "store_job");
    let said: BTreeSet<String> = said.map(|c| format!("{}.{}", c.real.table, c.real.name)).collect();
    assert_eq!(sealed, said);
    for column in renhe::jobs::sealed() {
        assert_eq!(column.place, format!("{}.{}", column.table, column.column));
    }
}

/// The bytes of the database, with what is still in its log.
fn bytes(county: &County) -> Vec<u8> {
    ["renhe.db", "renhe.db-wal"]
        .iter()
        .flat_map(|file| std::fs::read(county.db.dir().join(file)).unwrap_or_default())
        .collect()
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_telephone_and_no_secret_stands_in_the_database_file() {
    let county = County::new(Dialect::Sqlite).await;
    let title = "路口的红绿灯不亮已经三天了";
    crate::journey::write(&mut county.browser(), title, true).await;
    let before = bytes(&county);
    assert!(holds(&before, title.as_bytes()), "the bytes are those of the database");
    assert!(!holds(&before, PHONE.as_bytes()), "a telephone stands in the database before its message was sent");
    crate::journey::citizen(&county, PHONE).await;
    county.settle().await;
    assert!(!holds(&bytes(&county), PHONE.as_bytes()), "a telephone stands in the database");
    let sent = county.messages.lock().expect("messages").clone();
    assert!(sent.iter().any(|m| m.phone == PHONE), "messages reach their telephone all the same");
    // A secret of a second factor, as it is begun and once it counts; and the codes for when the device is lost.
    let mut clerk = county.signed_in("xinxiang").await;
    let password = county.password("xinxiang").await;
    let page = clerk.get("/work/totp").await;
    let begun = clerk.submit(&page.form("/work/totp/begin").expect("the form").set("password", &password)).await;
    let secret = between(&begun.text(), "mono\">", "<").replace(' ', "");
    let open = base32(&secret);
    assert!(secret.len() >= 32 && open.len() >= 20, "{secret}");
    nowhere(&county, &secret, &open, "before it counts");
    let form = begun.form("/work/totp").expect("the form for the code").set("code", &county.totp(&secret));
    let bound = clerk.submit(&form).await;
    assert!(bound.seen().contains("备用码"), "{}", bound.seen());
    county.settle().await;
    nowhere(&county, &secret, &open, "once it counts");
    let code = between(&between(&bound.text(), "box mono\">", "</ul>"), "<li>", "<");
    let (all, plain) = (bytes(&county), code.replace('-', "").to_lowercase());
    assert!(
        plain.len() >= 8 && !holds(&all, code.as_bytes()) && !holds(&all, plain.as_bytes()),
        "a code for when the device is lost: {code}"
    );
}

fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("no {before}: {text}"));
    rest.split(after).next().unwrap_or_default().to_owned()
}

/// The bytes that a text in base32 (RFC 4648) stands for.
fn base32(text: &str) -> Vec<u8> {
    let (mut held, mut bits, mut bytes) = (0_u32, 0, Vec::new());
    for c in text.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|letter| *letter == c).expect("base32");
        (held, bits) = ((held << 5) | u32::try_from(value).expect("small"), bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).expect("a byte"));
        }
    }
    bytes
}

/// Neither the text of a secret nor its bytes, as they are or written as hexadecimal digits, stand in the database.
fn nowhere(county: &County, secret: &str, open: &[u8], when: &str) {
    let all = bytes(county);
    let hex: String = open.iter().map(|byte| format!("{byte:02x}")).collect();
    for (what, part) in [("text", secret.as_bytes()), ("bytes", open), ("digits", hex.as_bytes())] {
        assert!(!holds(&all, part), "the {what} of a secret stand in the database {when}");
    }
}

testkit::both! {
    async fn letters_of_one_sender_are_found_and_old_rows_are_sealed_at_the_next_start(county: County) {
        for title in ["路口的红绿灯不亮已经三天了", "公园里的长椅坏了两把"] {
            crate::journey::write(&mut county.browser(), title, false).await;
        }
        let db = &county.app().db;
        let open = "UPDATE letters_letter SET phone = $1, phone_digest = '' WHERE title = '公园里的长椅坏了两把'";
        let mut tx = db.begin().await.expect("begins");
        tx.run(open, args![PHONE]).await.expect("is opened");
        tx.run("UPDATE store_vault SET done_at = NULL", args![]).await.expect("is forgotten");
        tx.run("DELETE FROM store_job WHERE kind = 'renhe.seal'", args![]).await.expect("is forgotten");
        tx.commit().await.expect("is stored");
        let letters: Vec<(i64,)> = db.reader().list("SELECT id FROM letters_letter ORDER BY id", args![]).await.expect("letters");
        let old = letters::store::letter(&mut db.reader(), letters[1].0).await.expect("is read");
        assert_eq!(old.phone, PHONE, "an old row is read as it is");

        let again = county.again().await;
        again.runner.run_due(county.clock.now()).await.expect("jobs run");
        let sql = "SELECT COUNT(*) FROM letters_letter WHERE phone LIKE 'v1.%' AND phone_digest <> ''";
        assert_eq!(db.reader().scalar::<i64>(sql, args![]).await.expect("a count"), 2, "the old row is sealed");
        let sealed = letters::store::letter(&mut db.reader(), letters[1].0).await.expect("is read");
        assert_eq!(sealed.phone, PHONE);
        let since = "2020-01-01".parse().expect("a date");
        let same = letters::store::same_phone(&mut db.reader(), &sealed, since).await.expect("is asked");
        assert_eq!(same.len(), 1, "the other letter of the same telephone is found");
    }
}
