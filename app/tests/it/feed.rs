//! Calendar feeds: what lies at an official's seats is read without signing in by the address that he was shown once, and
//! by no other; the work calendar is read by everybody.

use identity::{Act, Actor};
use testkit::{Answer, Browser, both};

use crate::journey;

const TITLE: &str = "人民路路灯不亮请尽快维修";

/// Opens the feed and gives its path.
async fn open(official: &mut Browser) -> String {
    let page = official.get("/work/feed").await;
    let shown = official.submit(&page.form("/work/feed").expect("the form")).await;
    assert_eq!(shown.status, 200, "{}", shown.seen());
    let text = shown.text();
    let start = text.find("/calendar/due/").expect("the address");
    text[start..].chars().take_while(|c| !matches!(c, '"' | '<')).collect()
}

/// The unfolded lines of a calendar.
fn lines(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().replace("\r\n ", "").lines().map(str::to_owned).collect()
}

both! {
    async fn a_feed_names_what_is_due_and_nobody(county: County) {
        let mut citizen = county.browser();
        let (number, ..) = journey::write(&mut citizen, TITLE, false).await;
        county.settle().await;
        let mut clerk = county.signed_in("xinxiang").await;
        let path = open(&mut clerk).await;

        let read = county.browser().get(&path).await;
        let lines = lines(&read);
        let summary = lines.iter().find(|line| line.starts_with("SUMMARY") && line.contains(&number));
        assert!(summary.is_some_and(|line| line.contains("到期：")), "{}", read.text());
        assert!(lines.iter().any(|line| line.starts_with("DTSTART;VALUE=DATE:2026")), "{}", read.text());
        for kept in [TITLE, "路灯", "陈晓禾", "13800001234"] {
            assert!(!read.text().contains(kept), "{kept} in {}", read.text());
        }
        let page = clerk.get("/work/feed").await;
        assert!(page.seen().contains("最近一次读取2026-03-02"), "{}", page.seen());
        assert!(!page.text().contains(&path), "the address is shown once");

        // Nobody else's seats.
        let mut other = county.signed_in("cb013").await;
        let other = open(&mut other).await;
        let other = county.browser().get(&other).await;
        assert!(other.status == 200 && other.text().contains("BEGIN:VCALENDAR") && !other.text().contains(&number), "{}", other.text());
    }

    async fn an_address_ends_when_it_is_replaced_closed_or_its_owner_gone(county: County) {
        let mut clerk = county.signed_in("xinxiang").await;
        let first = open(&mut clerk).await;
        let second = open(&mut clerk).await;
        assert_ne!(first, second);
        assert_eq!(county.browser().get(&first).await.status, 404, "the one before");
        assert_eq!(county.browser().get(&second).await.status, 200);
        let page = clerk.get("/work/feed").await;
        clerk.submit(&page.form("/work/feed/close").expect("the form")).await;
        assert_eq!(county.browser().get(&second).await.status, 404, "the closed one");
        assert_eq!(county.browser().get("/calendar/due/.ics").await.status, 404);

        let third = open(&mut clerk).await;
        let person = county.actor(&clerk).await.staff().expect("an official").person;
        let (app, system) = (county.app(), Actor::System);
        let mut tx = app.db.begin().await.expect("a transaction");
        let act = Act::new(&system, app.clock.now(), &app.chance);
        identity::people::set_disabled(&mut tx, act, person, true).await.expect("the account is switched off");
        tx.commit().await.expect("it is kept");
        assert_eq!(county.browser().get(&third).await.status, 404, "the account is switched off");
    }

    async fn the_work_calendar_is_read_by_everybody(county: County) {
        let read = county.browser().get("/calendar/workdays.ics").await;
        let lines = lines(&read);
        let at = lines.iter().position(|line| line == "DTSTART;VALUE=DATE:20261001").expect("the National Day");
        assert!(lines[at..at + 3].iter().any(|line| line.starts_with("SUMMARY:国庆") && line.ends_with("放假")), "{:?}", &lines[at..at + 4]);
        let mut uids: Vec<&String> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
        let all = uids.len();
        uids.sort();
        uids.dedup();
        assert_eq!(uids.len(), all, "each day once");
    }
}
