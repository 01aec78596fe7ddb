//! What goes out to the city's platform: reports of progress by jobs that bear an outage, orders that are fetched; and nothing at all
//! before somebody set it up.

use ::store::jobs;
use serde_json::json;
use web::outside::Fence;
use web::webhook::Sender;

use super::*;
use crate::city::report::{REPORT, compose, send};
use crate::city::{self, Settings, pull};
use crate::store::Link;
use crate::testing::{CityPlatform, SECRET, order};

impl County {
    /// Links the county with a simulated city, past the fence that keeps the program from asking this machine.
    async fn linked(&self, platform: &CityPlatform) {
        let link = Link {
            secret: SECRET.to_owned(),
            push: true,
            report_url: platform.reports_url(),
            pull_url: platform.orders_url(),
            ..Link::default()
        };
        let mut tx = self.db().begin().await.unwrap();
        store::set_city(&mut tx, &link).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn sender(&self) -> Sender {
        city::sender(&self.ground(), Fence { inner: true, own: true }).unwrap()
    }

    pub(super) async fn reports(&self) -> Vec<serde_json::Value> {
        let waiting = jobs::list(&mut self.db().reader(), &jobs::Filter::default(), None, 100).await.unwrap();
        let mut payloads: Vec<_> =
            waiting.into_iter().filter(|j| j.kind == REPORT).map(|j| (j.id, j.payload)).collect();
        payloads.sort_by_key(|(id, _)| *id);
        payloads.into_iter().map(|(_, payload)| payload).collect()
    }
}

::store::both! {
    async fn nothing_goes_out_before_somebody_set_it_up(test: TestDb) {
        let mut county = County::new(test).await;
        county.handled(&lamps(county.lamps)).await;
        assert!(county.reports().await.is_empty());
        assert_eq!(store::city(&mut county.db().reader()).await.unwrap(), Link::default());
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let settings = Settings { push: true, report_url: "http://127.0.0.1/x".into(), pull_url: "ftp://x".into(), renew: false };
        assert!(city::set(&mut tx, &ground, &county.clerk, &settings).await.is_err(), "the head alone");
        assert_eq!(wrong_fields(city::set(&mut tx, &ground, &county.chief, &settings).await), ["report_url", "pull_url"]);
        let fine = Settings { report_url: "https://12345.city.example/report".into(), pull_url: String::new(), ..settings };
        let key = city::set(&mut tx, &ground, &county.chief, &fine).await.unwrap().expect("a first key");
        assert!(key.starts_with("whsec_") && key.len() > 40);
        assert_eq!(city::set(&mut tx, &ground, &county.chief, &fine).await.unwrap(), None, "the key stays");
        let other = city::set(&mut tx, &ground, &county.chief, &Settings { renew: true, ..fine }).await.unwrap();
        assert_ne!(other.as_deref(), Some(key.as_str()));
        tx.commit().await.unwrap();
        let sealed: Option<(String,)> =
            ::store::Query::maybe(&mut county.db().reader(), "SELECT secret FROM hotline_city", Vec::new()).await.unwrap();
        assert!(!sealed.unwrap().0.contains("whsec"), "under seal");
    }

    async fn progress_of_the_citys_orders_is_reported_and_an_outage_only_delays_it(test: TestDb) {
        let mut county = County::new(test).await;
        let platform = CityPlatform::start(county.now).await.unwrap();
        county.linked(&platform).await;
        let files = ::store::files::Files::local(&county.test.dir().join("files")).unwrap();
        platform.wait(&[("w1", order("SZ1", 1, json!({}))), ("w2", order("SZ1", 1, json!({}))), ("", order("SZ2", 1, json!({})))]);
        let sender = county.sender();
        assert_eq!(pull::fetch(county.db(), &files, &county.ground(), &sender).await.unwrap(), 3);
        assert_eq!(pull::fetch(county.db(), &files, &county.ground(), &sender).await.unwrap(), 0);
        assert_eq!(platform.marks(), ["", "after=m1"], "it goes on where it stopped");
        let (id, _) = store::newest_version(&mut county.db().reader(), "SZ1").await.unwrap().unwrap();
        let row = store::order(&mut county.db().reader(), id).await.unwrap();
        let taken = Taken { order: id, matter: row.matter_id, number: String::new(), code: String::new(), token: String::new() };
        county.act(&county.clerk, &taken, "dispatch", to(county.city)).await.unwrap();
        county.later(1);
        county.act(&county.city_desk, &taken, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, &taken, "submit", opinion("已换灯头。")).await.unwrap();
        county.act(&county.clerk, &taken, "approve", Input::default()).await.unwrap();
        county.call(&taken, &content()).await.unwrap();

        let payloads = county.reports().await;
        assert_eq!(payloads.len(), 4);
        assert!(payloads.iter().all(|p| !p.to_string().contains("灯头") && !p.to_string().contains("王川")), "no texts among the jobs");
        platform.set_down(true);
        let url = platform.reports_url();
        let (key, body) = compose(&mut county.db().reader(), &payloads[0]).await.unwrap();
        assert!(send(&sender, (&url, SECRET), &key, &body, county.now).await.is_err(), "the job fails and is tried again");
        platform.set_down(false);
        for payload in &payloads {
            let (key, body) = compose(&mut county.db().reader(), payload).await.unwrap();
            send(&sender, (&url, SECRET), &key, &body, county.now).await.unwrap();
        }
        let wrong = send(&sender, (&url, "whsec_AAAAAAAAAAAAAAAAAAAAAAAA"), &key, &body, county.now).await;
        assert!(wrong.is_err(), "the city believes nobody else");
        let told: Vec<String> = platform.reports().iter().map(|r| r["type"].as_str().unwrap().to_owned()).collect();
        assert_eq!(told, ["order.dispatched", "order.signed", "order.answered", "order.closed"]);
        let last = platform.reports().pop().unwrap();
        assert_eq!((&last["data"]["answer"], &last["data"]["satisfaction"]), (&json!("已换灯头。"), &json!(5)));
        platform.set_down(true);
        assert!(pull::fetch(county.db(), &files, &county.ground(), &sender).await.is_err());
    }
}
