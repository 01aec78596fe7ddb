//! The vault of a database: made once, demanded afterwards, and everything sealed again after a change of the key.

#![allow(clippy::panic, reason = "a test helper may end the test")]

use base::{Chance, Error, Moment};
use store::files::Files;
use store::testing::TestDb;
use store::vault::{self, KEY_FILE, Sealed, Survey, Vault};
use store::{Db, Query, args, backup, both};

const CITIZENS: Sealed =
    Sealed { table: "identity_citizen", column: "phone", place: "identity_citizen.phone", digest: "phone_digest" };
const PEOPLE: Sealed =
    Sealed { table: "identity_person", column: "totp_secret", place: "identity_person.totp_secret", digest: "" };
/// More rows than are sealed in one transaction.
const ROWS: u64 = 450;
const SECRET: [u8; 20] = [0xff; 20];

/// Rows as they were stored before there was a vault.
async fn old_rows(db: &Db) {
    let mut tx = db.begin().await.expect("begins");
    for n in 0..ROWS {
        let sql = "INSERT INTO identity_citizen (phone_digest, phone, opened_at) VALUES ($1, $2, 0)";
        tx.run(sql, args![format!("old {n}"), format!("1380000{n:04}")]).await.expect("is inserted");
    }
    let sql = "INSERT INTO identity_person (name, login, phone, must_change, totp_secret, failed_count) \
               VALUES ('甲', $1, '', 0, $2, 0)";
    tx.run(sql, args!["with", SECRET.to_vec()]).await.expect("is inserted");
    tx.run(sql, args!["without", None::<Vec<u8>>]).await.expect("is inserted");
    tx.commit().await.expect("is stored");
}

async fn open(db: &TestDb, dir: &std::path::Path) -> Result<Vault, Error> {
    vault::open(&db.db, dir, &Chance::seeded(8), Moment(1_000)).await
}

async fn wanted(db: &Db) -> Vec<String> {
    vault::wanted(&mut db.reader()).await.expect("is read")
}

both! {
    async fn the_vault_is_made_once_and_demanded_afterwards(db: TestDb) {
        let (here, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let made = open(&db, here.path()).await.expect("is made");
        assert_eq!(wanted(&db.db).await, [made.current()]);
        assert_eq!(open(&db, here.path()).await.expect("opens").current(), made.current());
        let Err(Error::Refused(refusal)) = open(&db, elsewhere.path()).await.map(drop) else { panic!("no file") };
        assert!(refusal.message.contains(made.current()) && refusal.message.contains("vault.key"), "{}", refusal.message);
        assert!(!elsewhere.path().join(KEY_FILE).exists(), "another file was made in the place of the missing one");
        Vault::load_or_make(elsewhere.path(), &Chance::seeded(77)).expect("is made");
        assert!(matches!(open(&db, elsewhere.path()).await.map(drop), Err(Error::Refused(_))), "another county's file");
    }

    async fn a_backup_carries_the_keys_and_is_not_made_without_them(db: TestDb) {
        let vault = open(&db, db.dir()).await.expect("is made");
        let files = Files::local(&db.dir().join("files")).expect("opens");
        let (lost, to) = (db.dir().join("lost"), db.dir().join("backup.tar"));
        std::fs::create_dir(&lost).expect("is made");
        let refused = backup::write(&db.db, &db.config, &lost, &files, &to, Moment(0)).await;
        let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert!(refusal.message.contains(vault.current()) && !to.exists(), "{}", refusal.message);
        backup::write(&db.db, &db.config, db.dir(), &files, &to, Moment(0)).await.expect("is written");
        let tar = std::fs::read(&to).expect("is there");
        let name = b"data/vault.key";
        assert!(tar.windows(name.len()).any(|part| part == name), "the key is not in the backup");
    }

    async fn what_was_stored_open_is_sealed_and_sealed_again_under_a_new_key(db: TestDb) {
        old_rows(&db.db).await;
        let first = open(&db, db.dir()).await.expect("opens");
        assert!(vault::pending(&mut db.db.reader()).await.expect("is read"));
        let survey = async |vault: &Vault| {
            let (citizens, people) = (vault::survey(&db.db, vault, &CITIZENS).await, vault::survey(&db.db, vault, &PEOPLE).await);
            (citizens.expect("is read"), people.expect("is read"))
        };
        let plain = |plain| Survey { plain, ..Survey::default() };
        assert_eq!(survey(&first).await, (plain(ROWS), plain(1)));
        assert_eq!(vault::reseal(&db.db, &CITIZENS).await.expect("seals"), ROWS);
        assert_eq!(vault::reseal(&db.db, &PEOPLE).await.expect("seals"), 1);
        assert_eq!(vault::reseal(&db.db, &CITIZENS).await.expect("has nothing to do"), 0);
        let mut tx = db.db.begin().await.expect("begins");
        vault::finish(&mut tx, Moment(2_000)).await.expect("is noted");
        tx.commit().await.expect("is stored");
        assert!(!vault::pending(&mut db.db.reader()).await.expect("is read"));
        let sealed = |sealed| Survey { sealed, ..Survey::default() };
        assert_eq!(survey(&first).await, (sealed(ROWS), sealed(1)));
        let digest = first.digest(CITIZENS.place, "13800000007");
        let sql = "SELECT phone FROM identity_citizen WHERE phone_digest = $1";
        let found: String = db.db.reader().scalar(sql, args![digest]).await.expect("is found by its digest");
        assert_eq!(first.open_text(CITIZENS.place, &found).expect("opens"), "13800000007");

        let second = first.with_new_key().expect("is written");
        let again = Db::open(&db.config).await.expect("opens");
        vault::open(&again, db.dir(), &Chance::seeded(8), Moment(3_000)).await.expect("opens");
        assert!(vault::pending(&mut again.reader()).await.expect("is read"));
        assert_eq!(wanted(&again).await.len(), 2);
        assert_eq!(vault::reseal(&again, &CITIZENS).await.expect("seals again"), ROWS);
        assert_eq!(vault::reseal(&again, &PEOPLE).await.expect("seals again"), 1);
        let mut tx = again.begin().await.expect("begins");
        vault::finish(&mut tx, Moment(4_000)).await.expect("is noted");
        tx.commit().await.expect("is stored");
        assert_eq!(wanted(&again).await, [second.current()], "the old key is not needed any more");
        assert_eq!(survey(&second).await, (sealed(ROWS), sealed(1)));
        let bad = |bad| Survey { bad, ..Survey::default() };
        assert_eq!(survey(&first).await, (bad(ROWS), bad(1)), "the old key alone opens nothing");
        let row: Vec<u8> = again.reader().scalar("SELECT totp_secret FROM identity_person WHERE login = 'with'", args![]).await.expect("is there");
        let opened = second.open(PEOPLE.place, std::str::from_utf8(&row).expect("text")).expect("opens");
        assert_eq!(opened, SECRET);
        again.close().await;
    }
}
