//! 收到申请之日 by channel (art. 31), as a recorded fact of its own.

use super::*;

::store::both! {
    async fn each_channel_has_its_day_of_receipt(test: TestDb) {
        let mut county = County::new(test).await;
        county.on(3, 6);
        for (channel, received) in [
            ("counter", Some("2026-03-04")), ("oral", Some("2026-03-04")), ("post", Some("2026-03-04")),
            ("letter", None), ("fax", None), ("mail", None),
        ] {
            let paper = Asking { arrived_on: Some(day(3, 4)), ..asking(county.home, channel) };
            let taken = county.asks(&county.clerk, &paper).await.unwrap();
            let request = county.request(&taken).await;
            assert_eq!(request.received_on.map(|d| d.to_string()).as_deref(), received, "{channel}");
            assert_eq!(county.state(&taken).await, if received.is_some() { "handling" } else { "arrived" });
            if received.is_some() {
                // 20 working days after 4 March 2026.
                assert_eq!(county.due(&taken).await, "2026-04-01", "{channel}");
                assert_eq!(refused(county.act(&county.clerk, &taken, "confirm", on(day(3, 5))).await), "matter.wrong-state");
                continue;
            }
            assert_eq!(county.due(&taken).await, "", "no clock runs before both sides confirmed");
            assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "confirm", on(day(3, 3))).await), ["day"]);
            assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "confirm", on(day(3, 7))).await), ["day"]);
            county.act(&county.clerk, &taken, "confirm", on(day(3, 5))).await.unwrap();
            let request = county.request(&taken).await;
            assert_eq!((request.received_on, request.confirmed_on), (Some(day(3, 5)), Some(day(3, 5))), "{channel}");
            assert_eq!(county.due(&taken).await, "2026-04-02", "{channel}");
        }
    }

    async fn a_clerk_enters_for_the_own_organ_only_and_an_organ_without_a_clerk_takes_nothing(test: TestDb) {
        let county = County::new(test).await;
        assert_eq!(wrong_fields(county.asks(&county.city_clerk, &asking(county.home, "counter")).await), ["organ"]);
        assert_eq!(wrong_fields(county.asks(&Actor::Anonymous, &asking(9_999, "web")).await), ["organ"]);
        county.asks(&county.city_clerk, &asking(county.city, "counter")).await.unwrap();
    }

    async fn what_is_secret_of_the_applicant_is_sealed(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        let sql = "SELECT id_number, phone FROM requests_request WHERE id = $1";
        let row: Option<(String, String)> =
            ::store::Query::maybe(&mut county.db().reader(), sql, ::store::args![taken.request]).await.unwrap();
        let (proof, phone) = row.unwrap();
        assert!(!proof.contains("1101") && !phone.contains("1380"));
        assert_eq!(county.request(&taken).await.id_number, "110101199001011234");
    }
}
