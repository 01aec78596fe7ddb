//! Delivery in the way that was asked for or another with a reason, evidence of searches, ratings.

use super::*;
use crate::actions::{later, side};
use crate::store::{Count, Filter};
use matter::store::FileRef;

impl County {
    async fn delivers(&self, taken: &Taken, texts: [&str; 3]) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let on = Some(self.now.date());
        let done = later::deliver(&mut tx, &self.ground(), &self.clerk, taken.request, (on, texts)).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn rates(&self, taken: &Taken, level: i64, text: &str) -> Result<(), Error> {
        let mut tx = self.db().begin().await.unwrap();
        citizen::rate(&mut tx, &self.ground(), taken.request, level, text).await?;
        tx.commit().await.unwrap();
        Ok(())
    }
}

::store::both! {
    async fn another_way_of_delivery_wants_a_reason(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        county.answers(&taken, &draft("a2")).await;
        assert_eq!(wrong_fields(county.delivers(&taken, ["pigeon", "", ""]).await), ["way", "how"]);
        assert_eq!(wrong_fields(county.delivers(&taken, ["pickup", "李青禾签收", " "]).await), ["why"]);
        county.delivers(&taken, ["pickup", "李青禾签收", "图纸不能拍照"]).await.unwrap();
        let request = county.request(&taken).await;
        assert_eq!((request.delivered_way.as_str(), request.delivered_why.as_str()), ("pickup", "图纸不能拍照"));
        let other = county.received().await;
        county.answers(&other, &draft("a2")).await;
        county.delivers(&other, ["web", "系统回执", "多余的话"]).await.unwrap();
        let request = county.request(&other).await;
        assert_eq!((request.delivered_how.as_str(), request.delivered_why.as_str()), ("系统回执", ""), "as it was asked for");
    }

    async fn what_shows_a_search_stays_inside(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        let request = county.request(&taken).await;
        let shot = FileRef { digest: "a".repeat(64), name: "截图.png".into(), size: 10, media_type: "image/png".into() };
        let mut tx = county.db().begin().await.unwrap();
        let texts = ["县档案馆", "征地 补偿 2025", "张三", "没有"];
        side::search(&mut tx, &county.ground(), &county.clerk, &request, texts, (None, std::slice::from_ref(&shot))).await.unwrap();
        tx.commit().await.unwrap();
        let search = store::searches(&mut county.db().reader(), taken.request).await.unwrap().remove(0);
        let file = store::files(&mut county.db().reader(), taken.request).await.unwrap().remove(0);
        assert_eq!((file.kind.as_str(), file.search_id), ("search", Some(search.id)));
        county.answers(&taken, &draft("c1")).await;
        let request = county.request(&taken).await;
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        assert_eq!(status.files.len(), 0, "the applicant does not get it");
    }

    async fn it_is_rated_once_after_the_delivery_and_counted(test: TestDb) {
        let county = County::new(test).await;
        let (good, bad) = (county.received().await, county.received().await);
        for taken in [&good, &bad] {
            county.answers(taken, &draft("a2")).await;
        }
        assert_eq!(refused(county.rates(&good, 5, "").await), "requests.not-delivered");
        for taken in [&good, &bad] {
            county.delivers(taken, ["web", "系统回执", ""]).await.unwrap();
        }
        assert_eq!(wrong_fields(county.rates(&good, 6, "").await), ["satisfaction"]);
        assert_eq!(wrong_fields(county.rates(&good, 5, &"长".repeat(5_001)).await), ["text"]);
        county.rates(&good, 3, "很快").await.unwrap();
        county.rates(&bad, 2, "太慢").await.unwrap();
        assert_eq!(refused(county.rates(&good, 1, "").await), "requests.rated");
        let request = county.request(&good).await;
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        assert_eq!((status.satisfaction, status.rating_text.as_str()), ("基本满意", "很快"));
        for (count, number) in [(Count::Rated, 2), (Count::Satisfied, 1)] {
            let filter = Filter { count, ..Filter::all(county.now) };
            assert_eq!(store::count(&mut county.db().reader(), &filter).await.unwrap(), number, "{count:?}");
            let rows = store::list(&mut county.db().reader(), &filter, &::store::long::Turn::First, 9).await.unwrap().rows;
            assert_eq!(i64::try_from(rows.len()).unwrap(), number);
        }
    }
}
