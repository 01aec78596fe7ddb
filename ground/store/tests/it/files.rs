//! Files: streamed, addressed by content, found again, never half there.

use base::time::HOUR;
use base::{Clock, Error, Moment};
use futures::TryStreamExt;
use sm3::{Digest, Sm3};
use store::files::{Content, Files, find, list};

use store::{Query, both};

pub(crate) async fn keep(files: &Files, name: &str, content: &[u8]) -> Result<store::files::Stored, Error> {
    let mut incoming = files.incoming(1 << 20).await?;
    for chunk in content.chunks(1000) {
        incoming.push(chunk).await?;
    }
    incoming.finish(name).await
}

pub(crate) async fn whole(content: Option<Content>) -> Vec<u8> {
    content
        .expect("is there")
        .try_fold(Vec::new(), |all, chunk| async move { Ok([all, chunk.to_vec()].concat()) })
        .await
        .expect("reads")
}

fn leftovers(dir: &std::path::Path) -> usize {
    std::fs::read_dir(dir.join("tmp")).expect("the folder").count()
}

#[tokio::test]
async fn a_file_is_found_under_the_digest_of_its_content_whole_and_in_parts() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    let text = "县长您好：\n".repeat(50_000);
    let stored = keep(&files, "信.txt", text.as_bytes()).await.expect("is kept");
    assert_eq!(stored.digest, hex::encode(Sm3::digest(text.as_bytes())));
    assert_eq!((stored.size, stored.media_type), (text.len() as u64, "text/plain; charset=utf-8"));
    assert_eq!(whole(files.open(&stored.digest, 0, None).await.expect("opens")).await, text.as_bytes());
    let part = files.open(&stored.digest, 3, Some(6)).await.expect("opens");
    assert_eq!(whole(part).await, "长您".as_bytes());
    assert!(files.exists(&stored.digest).await.expect("answers"));
    assert!(files.verify(&stored.digest).await.expect("answers"));
    assert_eq!(leftovers(dir.path()), 0);
    // The same content again is the same file.
    assert_eq!(keep(&files, "又.txt", text.as_bytes()).await.expect("is kept").digest, stored.digest);
}

#[tokio::test]
async fn what_is_no_address_is_not_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    for digest in ["", "ab", "../../etc/passwd", &"A".repeat(64), &"é".repeat(32), &"0".repeat(64)] {
        assert!(files.open(digest, 0, None).await.expect("answers").is_none(), "{digest}");
        assert!(!files.exists(digest).await.expect("answers"), "{digest}");
        assert!(!files.verify(digest).await.expect("answers"), "{digest}");
    }
}

#[tokio::test]
async fn an_altered_file_is_noticed() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    let stored = keep(&files, "a.txt", b"as it was").await.expect("is kept");
    let d = &stored.digest;
    std::fs::write(dir.path().join(&d[..2]).join(&d[2..4]).join(d), b"as it is!").expect("writes");
    assert!(!files.verify(d).await.expect("answers"));
}

#[tokio::test]
async fn refused_oversized_and_abandoned_uploads_leave_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    let mut large = files.incoming(10).await.expect("begins");
    large.push(b"0123456789").await.expect("fits");
    assert!(matches!(large.push(b"x").await, Err(Error::TooLarge { limit: 10 })));
    drop(large);
    let mut abandoned = files.incoming(10).await.expect("begins");
    abandoned.push(b"0123").await.expect("fits");
    drop(abandoned);
    assert!(matches!(keep(&files, "a.exe", b"MZ\x90\0").await, Err(Error::Refused(_))));
    assert!(matches!(keep(&files, "a.txt", b"").await, Err(Error::Refused(r)) if r.name == "file.empty"));
    assert_eq!(leftovers(dir.path()), 0);
}

#[tokio::test]
async fn what_a_killed_process_left_is_swept_when_it_is_old() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    std::fs::write(dir.path().join("tmp/999-0"), b"half").expect("writes");
    let now = Clock::System.now();
    assert_eq!(files.sweep(now.plus(-HOUR)).await.expect("sweeps"), 0);
    assert_eq!(files.sweep(now.plus(HOUR)).await.expect("sweeps"), 1);
}

/// 200 MB pass through chunks of 64 KiB; nothing here or in the store holds more than some of them at a time.
#[tokio::test]
async fn two_hundred_megabytes_stream_through() {
    const MB: usize = 1_000_000;
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    let mut incoming = files.incoming(200 * MB as u64).await.expect("begins");
    let mut chunk = vec![7_u8; 64_000];
    chunk[..5].copy_from_slice(b"%PDF-");
    for _ in 0..(200 * MB / chunk.len()) {
        incoming.push(&chunk).await.expect("fits");
    }
    let stored = incoming.finish("大.pdf").await.expect("is kept");
    assert_eq!((stored.size, stored.media_type), (200 * MB as u64, "application/pdf"));
}

both! {
    async fn the_row_is_written_once_and_only_with_its_transaction(db: TestDb) {
        let files = Files::local(&db.dir().join("files")).expect("opens");
        let stored = keep(&files, "a.txt", b"text").await.expect("is kept");
        let mut tx = db.db.begin().await.expect("begins");
        stored.record(&mut tx, Moment(1)).await.expect("is recorded");
        tx.rollback().await.expect("rolls back");
        assert!(find(&mut db.db.reader(), &stored.digest).await.expect("answers").is_none());
        for at in [2, 3] {
            let mut tx = db.db.begin().await.expect("begins");
            stored.record(&mut tx, Moment(at)).await.expect("is recorded");
            tx.commit().await.expect("commits");
        }
        let row = find(&mut db.db.reader(), &stored.digest).await.expect("answers").expect("is there");
        assert_eq!((row.size, row.stored_at), (4, Moment(2)));
        let mut reader = db.db.reader();
        assert_eq!(list(&mut reader, "", 10).await.expect("lists").len(), 1);
        assert!(list(&mut reader, &stored.digest, 10).await.expect("lists").is_empty());
        assert_eq!(reader.scalar::<i64>("SELECT COUNT(*) FROM store_file", vec![]).await.expect("counts"), 1);
    }
}
