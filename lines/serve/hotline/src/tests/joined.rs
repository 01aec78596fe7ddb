//! Callers whose orders are joined with another (并单) get an answer, however that one ends.

use serde_json::json;

use super::*;
use crate::citizen;
use crate::store::{Count, Filter, Link};
use crate::testing::order;

impl County {
    async fn called_by(&self, phone: &str) -> Taken {
        let calling = lamps_but(self.lamps, |e| {
            e.name = "王川".into();
            e.phone = phone.into();
            e.body = "人民路路灯三天不亮。".into();
        });
        self.take(&calling).await.unwrap()
    }

    async fn joins(&self, one: &Taken, into: i64) {
        let input = Input { other: Some(into), ..Input::default() };
        self.act(&self.clerk, one, "merge", input).await.unwrap();
    }

    /// Messages to this number, the newest first.
    async fn heard(&self, phone: &str) -> Vec<String> {
        self.messages().await.into_iter().filter(|message| message.contains(phone)).collect()
    }

    async fn status(&self, one: &Taken) -> citizen::Status {
        citizen::status(&mut self.db().reader(), &self.ground(), &self.order(one).await).await.unwrap()
    }
}

fn ends(key: &str) -> Input {
    Input { outcome: Some(key.to_owned()), ..opinion("没有写明路段，无法办理。") }
}

/// Five callers of a round.
fn phones(round: usize) -> [String; 5] {
    [1, 2, 3, 4, 5].map(|n| format!("138000{round}000{n}"))
}

::store::both! {
    async fn who_was_joined_with_an_order_that_ends_unanswered_gets_an_answer(test: TestDb) {
        let mut county = County::new(test).await;
        let ways = [("refuse", "refused_scope"), ("terminate", "retracted"), ("terminate", "void")];
        for (round, (action, key)) in ways.into_iter().enumerate() {
            let phones = phones(round);
            let mut taken = Vec::new();
            for phone in &phones {
                taken.push(county.called_by(phone).await);
            }
            let [first, second, third, fourth, fifth] = <[Taken; 5]>::try_from(taken).unwrap();
            // The fifth joins the fourth, which joins the first as the others do.
            county.joins(&fifth, fourth.matter).await;
            for one in [&second, &third, &fourth] {
                county.joins(one, first.matter).await;
            }
            county.later(2);
            let before = county.messages().await.len();
            county.act(&county.clerk, &first, action, ends(key)).await.unwrap();
            let mut states = Vec::new();
            for one in [&second, &third, &fourth, &fifth] {
                states.push((county.state(one).await, county.order(one).await.valid));
            }
            let joined = || ("merged".to_owned(), false);
            assert_eq!(states, [("received".to_owned(), true), joined(), joined(), joined()], "{key}");
            let told = county.heard(&phones[1]).await;
            assert!(told[0].contains(&second.number) && told[0].contains("您的诉求继续办理，最迟"), "{key}: {told:?}");
            assert_eq!(county.messages().await.len(), before + 2, "{key}: nothing is another for who is joined still");
            assert!(!county.messages().await.iter().any(|text| text.contains("请拨打12345")), "nobody has to call again");

            county.act(&county.clerk, &second, "answer", opinion("已更换路灯。")).await.unwrap();
            for one in [&third, &fourth, &fifth] {
                let status = county.status(one).await;
                assert_eq!(status.joined, Some((second.number.clone(), "已更换路灯。".to_owned())), "{key}");
            }
            for phone in &phones[2..] {
                assert!(county.heard(phone).await[0].contains("已答复"), "{key}");
            }
            assert!(!county.heard(&phones[0]).await[0].contains("已答复"), "{key}: it hears no more of it");
            assert!(county.status(&first).await.joined.is_none() && county.status(&second).await.joined.is_none());
            county.replays().await;
        }
    }

    async fn what_goes_on_by_itself_has_its_own_clocks_and_runs_like_any_order(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.signed(&lamps(county.lamps)).await;
        let second = county.called_by("13800000002").await;
        let third = county.called_by("13800000003").await;
        county.joins(&second, first.matter).await;
        county.later(24);
        county.joins(&third, first.matter).await;
        county.act(&county.clerk, &first, "terminate", ends("retracted")).await.unwrap();
        let run = matter::store::matter(&mut county.db().reader(), second.matter).await.unwrap();
        assert_eq!(run.due_at.date().to_string(), "2026-03-09", "five working days of the day on which it came, not of today");
        let due = county.status(&second).await.clock.due_on;
        assert_eq!(due.map(|day| day.to_string()).as_deref(), Some("2026-03-09"));
        let ending = store::ending(&mut county.db().reader(), base::Moment(i64::MAX), (base::Moment(i64::MIN), 0, "")).await.unwrap();
        let ending: Vec<_> = ending.iter().map(|e| (e.order, e.clock.as_str(), e.due.date().to_string())).collect();
        assert_eq!(ending, [(second.order, "dispatch", "2026-03-04".to_owned())], "a working day to dispatch it, of today");
        let valid = Filter { count: Count::Pending, scored: true, ..Filter::all(county.now) };
        assert_eq!(store::count(&mut county.db().reader(), &valid).await.unwrap(), 1);

        // The first is handled again after all: it is no longer theirs.
        county.act(&county.clerk, &first, "reopen", opinion("诉求人又要求答复")).await.unwrap();
        county.act(&county.clerk, &first, "answer", opinion("另有答复。")).await.unwrap();
        assert!(!county.heard("13800000003").await.iter().any(|text| text.contains("已答复")));
        county.act(&county.clerk, &second, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, &second, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, &second, "submit", opinion("已修好。")).await.unwrap();
        county.act(&county.clerk, &second, "approve", Input::default()).await.unwrap();
        // What was answered before it ended lets nobody go.
        county.act(&county.clerk, &second, "terminate", ends("terminated")).await.unwrap();
        assert_eq!(county.state(&third).await, "merged");
        assert_eq!(county.status(&third).await.joined, Some((second.number.clone(), "已修好。".to_owned())));
        county.replays().await;
    }

    async fn the_city_is_told_that_its_order_goes_on_and_its_time_holds(test: TestDb) {
        let mut county = County::new(test).await;
        let link = Link { report_url: "https://12345.city.example/reports".into(), ..Link::default() };
        let mut tx = county.db().begin().await.unwrap();
        store::set_city(&mut tx, &link).await.unwrap();
        tx.commit().await.unwrap();
        let first = county.called_by("13800000001").await;
        county.sent("1", &order("SZ1", 1, json!({ "due": "2026-03-05T18:00:00+08:00" }))).await.unwrap();
        let row = county.of_city("SZ1").await;
        let mut tx = county.db().begin().await.unwrap();
        let given = Given { input: Input { other: Some(first.matter), ..Input::default() }, ..Given::default() };
        actions::act(&mut tx, &county.ground(), &county.clerk, row.id, "merge", given, &More::default()).await.unwrap();
        tx.commit().await.unwrap();
        county.later(1);
        county.act(&county.clerk, &first, "refuse", ends("refused_scope")).await.unwrap();
        let run = matter::store::matter(&mut county.db().reader(), row.matter_id).await.unwrap();
        assert_eq!(run.due_at.date().to_string(), "2026-03-05", "the city's time");
        let reports = county.reports().await;
        let told: Vec<_> = reports.iter().filter(|r| r["order"] == row.id).map(|r| r["what"].as_str().unwrap()).collect();
        assert_eq!(told, ["merged", "resumed"]);
        county.replays().await;
    }
}
