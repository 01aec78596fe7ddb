//! Whatever is sent, the answer is never a fault.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::testing::TestDb;

use crate::world::World;

async fn world() -> World {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    World::with(db, |config| {
        config.bot_check = false;
        config.rate_limits = false;
    })
    .await
}

#[tokio::test]
async fn malformed_bodies_end_in_a_page() {
    let world = world().await;
    let long = format!("title={}", "%E9%95%BF".repeat(10_000));
    let many: String = (0..20_000).map(|n| format!("f{n}=1&")).collect();
    let bodies: [&[u8]; 9] = [
        b"",
        b"&&&===&%&%%%",
        b"title=%ED%A0%80%ED%B0%80",
        b"title=\xff\xfe\x00",
        b"title=%00%01%E2%80%AE",
        b"title",
        long.as_bytes(),
        many.as_bytes(),
        "title=𠮷野家㐂".as_bytes(),
    ];
    for body in bodies {
        let request = Request::post("/write")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_vec()));
        let answer = world.send(request.expect("a request")).await;
        let fine = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SEE_OTHER].contains(&answer.status);
        assert!(fine, "{} for {:?}", answer.status, String::from_utf8_lossy(&body[..body.len().min(60)]));
    }
    let kinds = ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "\u{7f}"];
    for kind in kinds {
        let request = Request::post("/write").header(header::CONTENT_TYPE, kind.as_bytes()).body(Body::from("{\"a\":"));
        let Ok(request) = request else { continue };
        let answer = world.send(request).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
    }
    let huge = "title=".to_owned() + &"a".repeat(2 * 1024 * 1024);
    assert_eq!(world.post("/write", "", huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn forms_that_break_off_end_in_a_page() {
    let world = world().await;
    let bodies: [&[u8]; 5] = [
        b"",
        b"--XX\r\n",
        b"--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nabc",
        b"--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nabc",
        b"--XX\r\n\xff\xff: x\r\n\r\nabc\r\n--XX--\r\n",
    ];
    for body in bodies {
        let request = Request::post("/write")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .body(Body::from(body.to_vec()));
        let answer = world.send(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", String::from_utf8_lossy(body));
    }
}

#[tokio::test]
async fn files_beyond_the_limits_are_named_and_the_rest_is_kept() {
    let world = world().await;
    let big = vec![b'a'; 21 * 1024 * 1024];
    let parts: [(&str, &str, &[u8]); 3] = [
        ("title", "", "标题一".as_bytes()),
        ("files", "大.txt", &big),
        ("files", "小.txt", "几个字的说明。".as_bytes()),
    ];
    let page = world.post_parts("/write", "", &parts).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = page.text();
    assert!(text.contains("大.txt") && text.contains("超过 20 MB") && text.contains("小.txt"), "{text}");
    let small = "几个字的说明。".as_bytes();
    let names: Vec<String> = (0..7).map(|n| format!("{n}.txt")).collect();
    let parts: Vec<(&str, &str, &[u8])> = names.iter().map(|name| ("files", name.as_str(), small)).collect();
    let page = world.post_parts("/write", "", &parts).await;
    assert!(page.text().contains("一次最多上传 5 个文件"));
}

#[tokio::test]
async fn a_field_for_files_that_was_left_empty_is_no_file() {
    let world = world().await;
    let body = "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n路灯\r\n--XX\r\n\
                Content-Disposition: form-data; name=\"files\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--XX--\r\n";
    let request = Request::post("/write").header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX");
    let answer = world.send(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn hostile_names_and_programs_are_harmless() {
    let world = world().await;
    let long = "长".repeat(10_000) + ".txt";
    let names = ["../../etc/passwd.txt", "..\\..\\a.txt", "a\u{202e}txt.exe.txt", &long, "CON.txt", "<script>.txt"];
    for name in names {
        let parts: [(&str, &str, &[u8]); 2] =
            [("title", "", "标".as_bytes()), ("files", name, "几个字的说明。".as_bytes())];
        let page = world.post_parts("/write", "", &parts).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let text = page.text();
        assert!(!text.contains("../") && !text.contains("<script>.txt") && !text.contains('\u{202e}'), "{name}");
    }
    let program: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00";
    let pages: [(&str, &[u8]); 2] = [("年报.pdf", program), ("图.png", b"<html><script>alert(1)</script></html>")];
    for (name, content) in pages {
        let page =
            world.post_parts("/write", "", &[("title", "", "标题一".as_bytes()), ("files", name, content)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
}

#[tokio::test]
async fn a_stored_file_is_sent_whole_or_in_part() {
    let world = world().await;
    let mut incoming = world.app.files.incoming(1_000).await.expect("a file begins");
    incoming.push("0123456789 文字文字".as_bytes()).await.expect("bytes are taken");
    let stored = incoming.finish("x.txt").await.expect("a file");
    let mut tx = world.app.db.begin().await.expect("a transaction");
    stored.record(&mut tx, world.clock.now()).await.expect("a row");
    tx.commit().await.expect("is stored");
    let path = format!("/file/{}", stored.digest);
    let whole = world.get(&path, "").await;
    assert_eq!(whole.text(), "0123456789 文字文字");
    assert!(whole.header("content-disposition").contains("filename*=UTF-8''%E4%BF%A1%20%E4%BB%B6.txt"));
    assert!(whole.header("content-disposition").starts_with("attachment"), "text is not shown in the browser");
    let part = |range: &'static str| {
        Request::get(path.clone()).header(header::RANGE, range).body(Body::empty()).expect("a request")
    };
    let some = world.send(part("bytes=2-4")).await;
    assert_eq!((some.status, some.text().as_str()), (StatusCode::PARTIAL_CONTENT, "234"));
    assert_eq!(some.header("content-range"), "bytes 2-4/23");
    assert_eq!(world.send(part("bytes=900-")).await.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(world.get(&format!("/file/{}", "0".repeat(64)), "").await.status, StatusCode::NOT_FOUND);
}
