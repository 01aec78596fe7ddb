//! Signing in and out, and forms that outlive a session.

use axum::http::StatusCode;
use store::testing::TestDb;

use crate::world::World;

#[tokio::test]
async fn an_official_signs_in_and_out() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    world.hire("li.he", true).await;
    let page = world.get("/work/login?next=/work/secret", "").await;
    assert_eq!(page.input("next"), "/work/secret");
    let wrong = world.post("/work/login", "", "user=li.he&password=nope&next=//evil.example").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = wrong.text();
    assert!(text.contains("用户名或密码不正确") && text.contains("value=\"li.he\"") && !text.contains("nope"));
    assert_eq!(wrong.input("next"), "/work", "never to another site");
    let (answer, cookie) = world.sign_in("li.he", "").await;
    assert_eq!(answer.header("location"), "/work/desk");
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect::<String>();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"));
    let desk = world.get("/work/desk", &cookie).await;
    assert!(desk.text().contains("案头 李禾"));
    assert_eq!(world.get("/work/sessions", &cookie).await.status, StatusCode::OK);
    assert_eq!(world.get("/work/password", &cookie).await.status, StatusCode::OK);
    assert_eq!(world.get("/work/totp", &cookie).await.status, StatusCode::OK);
    let scan = world.post("/work/totp/begin", &cookie, format!("password={}", crate::world::PASSWORD)).await;
    assert!(scan.text().contains("<svg"), "{}", scan.text());
    let out = world.post("/work/logout", &cookie, "").await;
    assert_eq!(out.header("location"), "/work/login");
    assert_eq!(world.get("/work/desk", &cookie).await.status, StatusCode::SEE_OTHER);
    let again = world.post("/work/logout", &cookie, "once=1").await;
    assert_eq!((again.header("location"), again.cookie("parked")), ("/work/login", None), "nothing was typed");
}

#[tokio::test]
async fn the_workbench_shows_open_work_and_hears_of_changes_without_keeping_the_session() {
    use futures::StreamExt;
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    world.hire("li.he", true).await;
    let (_, cookie) = world.sign_in("li.he", "").await;
    assert!(world.get("/work/desk", &cookie).await.text().contains("data-live=\"todo\">5<"));
    let listen = || {
        let request = axum::http::Request::get("/work/live").header("cookie", &cookie);
        world.open(request.body(axum::body::Body::empty()).expect("a request"))
    };
    let live = listen().await;
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    let first = live.into_body().into_data_stream().next().await.expect("an event").expect("bytes");
    assert_eq!(first, "event: todo\ndata: {\"todo\":\"5\",\"over\":\"99+\"}\n\n");
    for _ in 0..4 {
        world.clock.set(world.clock.now().plus(8 * base::time::MINUTE));
        listen().await;
    }
    assert_eq!(world.get("/work/desk", &cookie).await.status, StatusCode::SEE_OTHER, "listening is no work");
}

#[tokio::test]
async fn a_citizen_is_sent_a_code() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let bad = world.post("/login", "", "phone=123").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = world.post("/login", "", "phone=138+0000+1234&next=/mine").await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.text().contains("138****1234"), "{}", sent.text());
    let again = world.post("/login", "", "phone=13800001234").await;
    assert!(again.text().contains("秒后再试"));
    let wrong = world.post("/login/code", "", "phone=13800001234&code=000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

store::both! {
    async fn what_was_typed_survives_the_end_of_the_session(db: TestDb) {
        let world = World::new(db).await;
        world.hire("li.he", true).await;
        let stale = "renhe=0000000000000000000000000000000000000000000000000000000000000000";
        let parts: [(&str, &str, &[u8]); 3] = [
            ("once", "", b"abc"),
            ("opinion", "", "拟同意，\r\n请城管局办理。".as_bytes()),
            ("files", "现场.txt", "现场情况的说明文字。".as_bytes()),
        ];
        let away = world.post_parts("/work/act", stale, &parts).await;
        assert_eq!(away.status, StatusCode::SEE_OTHER, "{}", away.text());
        assert_eq!(away.header("location"), "/work/login");
        let parked = format!("parked={}", away.cookie("parked").expect("a token"));
        let login = world.get("/work/login", &parked).await;
        assert!(login.text().contains("您刚才填写的内容还在"), "{}", login.text());
        let (answer, session) = world.sign_in("li.he", &parked).await;
        let to = answer.header("location").to_owned();
        assert!(to.starts_with("/parked/"), "{to}");
        assert_eq!(world.get(&to, "").await.status, StatusCode::SEE_OTHER, "only after sign-in");
        let page = world.get(&to, &session).await;
        let text = page.text();
        assert!(text.contains("拟同意") && text.contains("现场.txt") && text.contains("action=\"/work/act\""), "{text}");
        let kept = page.input("kept").replace("&amp;", "&");
        let body = format!("once={}&opinion={}&kept={}", page.input("once"), web::encode(&page.input("opinion")), web::encode(&kept));
        let done = world.post("/work/act", &session, body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert!(done.text().contains("现场.txt") && done.text().contains("请城管局办理"));
        world.clock.set(world.clock.now().plus(3 * base::time::HOUR));
        let (_, later) = world.sign_in("li.he", "").await;
        assert_eq!(world.get(&to, &later).await.status, StatusCode::GONE);
        assert_eq!(world.get("/parked/zz", &later).await.status, StatusCode::GONE);
    }
}
