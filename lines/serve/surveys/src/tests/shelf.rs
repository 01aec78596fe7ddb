//! What other pages show of the line.

use super::*;
use crate::shelf::{named, running};

::store::both! {
    async fn other_pages_show_what_runs_and_what_they_name(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("opinion", "none").await;
        let draft = county.draft("poll", "poll", (3, 16)).await;
        let now = county.ground().now;
        let runs = running(&mut county.db().reader(), now, 6).await.unwrap();
        assert_eq!(runs.len(), 1);
        assert_eq!((runs[0].href.as_str(), runs[0].way), (format!("/surveys/{id}").as_str(), "我来提意见"));
        let wanted = [format!("/surveys/{draft}"), format!("/surveys/{id}"), "/surveys/0".into(), "/letters/1".into()];
        let shown = named(&mut county.db().reader(), &wanted).await.unwrap();
        assert_eq!(shown, runs, "a draft, what is not there and what is of others is left out");
        county.closed(id).await;
        assert_eq!(running(&mut county.db().reader(), county.ground().now, 6).await.unwrap(), []);
        let shown = named(&mut county.db().reader(), &wanted).await.unwrap();
        assert_eq!((shown.len(), shown[0].way), (1, ""), "what is over is still shown where it is named");
    }
}
