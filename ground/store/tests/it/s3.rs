//! Files in S3, against a small server in this process that speaks as much of the protocol as is used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Moment;
use store::files::{Files, S3};
use store::testing::TestDb;
use store::{Config, Db, Dialect, backup, check};

use super::files::{keep, whole};

#[derive(Default)]
struct Bucket {
    objects: HashMap<String, Vec<u8>>,
    parts: HashMap<String, Vec<(u32, Vec<u8>)>>,
    largest_part: usize,
}

type Shared = Arc<Mutex<Bucket>>;

async fn serve(
    State(bucket): State<Shared>,
    Path(path): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut bucket = bucket.lock().expect("no poison");
    if headers.get(header::AUTHORIZATION).is_none_or(|v| !v.to_str().unwrap_or_default().starts_with("AWS4-HMAC")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    bucket.largest_part = bucket.largest_part.max(body.len());
    match method {
        Method::POST if query.contains_key("uploads") => {
            let xml = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
            xml.into_response()
        }
        Method::POST => {
            let mut parts = bucket.parts.remove(&path).unwrap_or_default();
            parts.sort_by_key(|(number, _)| *number);
            bucket.objects.insert(path, parts.into_iter().flat_map(|(_, part)| part).collect());
            "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>".into_response()
        }
        Method::PUT => {
            match query.get("partNumber").and_then(|n| n.parse().ok()) {
                Some(number) => bucket.parts.entry(path).or_default().push((number, body.to_vec())),
                None => drop(bucket.objects.insert(path, body.to_vec())),
            }
            [(header::ETAG, "\"e\"")].into_response()
        }
        _ => match bucket.objects.get(&path) {
            None => StatusCode::NOT_FOUND.into_response(),
            Some(object) => part(object, &headers),
        },
    }
}

/// The object, or the range of it that is asked for.
fn part(object: &[u8], headers: &HeaderMap) -> Response {
    let range = headers.get(header::RANGE).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("bytes="));
    let Some((from, to)) = range.and_then(|r| r.split_once('-')) else {
        return object.to_vec().into_response();
    };
    let (from, to): (usize, usize) =
        (from.parse().expect("a number"), to.parse().map_or(object.len(), |to: usize| to + 1));
    let says = format!("bytes {from}-{}/{}", to - 1, object.len());
    (StatusCode::PARTIAL_CONTENT, [(header::CONTENT_RANGE, says)], object[from..to].to_vec()).into_response()
}

async fn start() -> (Shared, S3) {
    drop(rustls::crypto::ring::default_provider().install_default());
    let bucket = Shared::default();
    let router = Router::new()
        .route("/{*path}", axum::routing::any(serve))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(bucket.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let s3 = S3 {
        endpoint,
        bucket: "qinghe".into(),
        region: "auto".into(),
        access_key: "key".into(),
        secret_key: "secret".into(),
        root: String::new(),
    };
    (bucket, s3)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_to_s3_and_comes_back_whole_and_in_parts() {
    let (bucket, s3) = start().await;
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::s3(dir.path(), &s3).expect("opens");
    let stored = keep(&files, "a.txt", b"0123456789").await.expect("is kept");
    let d = &stored.digest;
    let address = format!("qinghe/{}/{}/{d}", &d[..2], &d[2..4]);
    assert_eq!(bucket.lock().expect("no poison").objects.get(&address).map(Vec::as_slice), Some(&b"0123456789"[..]));
    assert!(files.exists(d).await.expect("answers"));
    assert!(files.verify(d).await.expect("answers"));
    assert_eq!(whole(files.open(d, 2, Some(3)).await.expect("opens")).await, b"234");
    assert!(files.open(&"0".repeat(64), 0, None).await.expect("answers").is_none());
    assert_eq!(std::fs::read_dir(dir.path().join("tmp")).expect("the folder").count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_goes_in_parts_so_that_memory_stays_small() {
    let (bucket, s3) = start().await;
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::s3(dir.path(), &s3).expect("opens");
    let mut incoming = files.incoming(1 << 30).await.expect("begins");
    incoming.push(b"%PDF-").await.expect("fits");
    for _ in 0..400 {
        incoming.push(&[7; 64 * 1024]).await.expect("fits");
    }
    let stored = incoming.finish("大.pdf").await.expect("is kept");
    assert!(files.verify(&stored.digest).await.expect("answers"));
    let most = bucket.lock().expect("no poison").largest_part;
    assert!(most <= 8 << 20, "{most}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_on_s3_are_checked_backed_up_and_put_into_another_bucket_after_a_restore() {
    let (bucket, s3) = start().await;
    let test = TestDb::new(Dialect::Sqlite).await;
    let data = test.dir();
    let files = Files::s3(&data.join("spool"), &s3).expect("opens");
    let mut digests = Vec::new();
    for text in ["一", "二", "三"] {
        let stored = keep(&files, "a.txt", text.as_bytes()).await.expect("is kept");
        let mut tx = test.db.begin().await.expect("begins");
        stored.record(&mut tx, Moment(1)).await.expect("is recorded");
        tx.commit().await.expect("commits");
        digests.push(stored.digest);
    }
    let (deep, shallow) = (
        async || check::files(&test.db, &files, true).await.expect("answers"),
        async || check::files(&test.db, &files, false).await.expect("answers"),
    );
    assert_eq!((deep().await.rows, deep().await.bad), (3, 0));
    let to = data.join("backup.tar");
    let made = backup::write(&test.db, &test.config, data, &files, &to, Moment(0)).await.expect("is written");
    assert_eq!(made.files, 3, "the files of the bucket are in the backup");

    let back = data.join("back");
    backup::restore(&to, &back, None).await.expect("is restored");
    let restored = Db::open(&Config::Sqlite(back.join(backup::DATABASE))).await.expect("opens");
    let (second, other) = start().await;
    let moved = Files::s3(&back.join("spool"), &other).expect("opens");
    assert_eq!(moved.adopt(&restored, &back.join("files")).await.expect("is put there"), 3);
    assert_eq!(second.lock().expect("no poison").objects.len(), 3);
    assert_eq!(check::files(&restored, &moved, true).await.expect("answers").bad, 0);
    restored.close().await;

    let address = |digest: &str| format!("qinghe/{}/{}/{digest}", &digest[..2], &digest[2..4]);
    {
        let mut bucket = bucket.lock().expect("no poison");
        bucket.objects.remove(&address(&digests[0]));
        bucket.objects.insert(address(&digests[1]), b"altered".to_vec());
    }
    assert_eq!((shallow().await.missing, shallow().await.bad), (vec![digests[0].clone()], 1));
    let found = deep().await;
    assert_eq!((found.missing, found.altered), (vec![digests[0].clone()], vec![digests[1].clone()]));
    let again = data.join("again.tar");
    let refused = backup::write(&test.db, &test.config, data, &files, &again, Moment(0)).await;
    assert!(refused.is_err() && !again.exists(), "a backup without a file was made");
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_unavailable() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let (_, s3) = start().await;
    let nobody = S3 { endpoint: "http://127.0.0.1:1".into(), ..s3 };
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::s3(dir.path(), &nobody).expect("opens");
    let fault = files.exists(&"0".repeat(64)).await.expect_err("nobody listens");
    assert_eq!(fault.kind, base::error::FaultKind::Unavailable);
}
