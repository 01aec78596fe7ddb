//! Who has no part in a request: who keeps away from it (回避), and units that are only asked about it.

use super::*;
use crate::actions::later::{self, Ordered};
use crate::actions::{pay, side};
use crate::store::{Filter, Row};
use ::store::Tx;
use ::store::long::Turn;
use counter::Scope;
use matter::recusal::RECUSED;
use matter::store::FileRef;

impl County {
    async fn keeps_away(&self, actor: &Actor, taken: &Taken) {
        let staff = actor.staff().unwrap();
        let mut tx = self.db().begin().await.unwrap();
        matter::recusal::keep_away(&mut tx, taken.matter, staff.person, staff.unit, self.now).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn tx(&self) -> Tx {
        self.db().begin().await.unwrap()
    }

    async fn listed(&self, unit: i64, words: Option<&str>) -> Vec<Row> {
        let scope = Scope::Units(vec![unit]);
        let filter = Filter { scope, words: words.map(str::to_owned), ..Filter::all(self.now) };
        store::list(&mut self.db().reader(), &filter, &Turn::First, 10).await.unwrap().rows
    }
}

fn scan(digit: &str) -> FileRef {
    FileRef { digest: digit.repeat(64), name: "扫描件.txt".into(), size: 3, media_type: "text/plain".into() }
}

::store::both! {
    async fn who_keeps_away_does_nothing_beside_the_answer(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        county.answers(&taken, &draft("b6")).await;
        let request = county.request(&taken).await;
        let (ground, clerk, today) = (county.ground(), &county.clerk, Some(county.now.date()));
        let filed = (today, false, None);
        let mut tx = county.tx().await;
        later::dispute(&mut tx, &ground, clerk, &request, ["review", "县政府", ""], filed).await.unwrap();
        later::propose(&mut tx, &ground, clerk, &request, false, "多人申请相同信息").await.unwrap();
        tx.commit().await.unwrap();
        let dispute = store::disputes(&mut county.db().reader(), request.id).await.unwrap()[0].id;
        let proposal = store::proposals(&mut county.db().reader(), request.id).await.unwrap()[0].id;
        county.keeps_away(clerk, &taken).await;
        let files = [scan("0"), scan("1")];
        let original = store::RequestFile {
            id: 1, kind: "original".into(), digest: String::new(), name: String::new(), size: 0,
            media_type: String::new(), search_id: None, asked_id: None,
        };
        let texts = ["县档案馆", "征地", "官员", "没有"];
        let decision = (["corrected", "重新答复"], today, Ordered { redo: true, due_on: None });
        let mut done = Vec::new();
        let tx = &mut county.tx().await;
        done.push(("search", side::search(tx, &ground, clerk, &request, texts, (today, &[])).await));
        done.push(("file", side::attach(tx, &ground, clerk, request.id, "original", &files[..1]).await));
        done.push(("cover", side::cover(tx, &ground, clerk, request.id, (&original, &files[1]), (1, 0)).await));
        done.push(("fee", pay::pay_way(tx, &ground, clerk, &request, "财政专户 6200").await));
        done.push(("dispute", later::dispute(tx, &ground, clerk, &request, ["direct", "县法院", ""], filed).await));
        done.push(("replied", later::reply(tx, &ground, clerk, &request, dispute, today).await));
        done.push(("decided", later::decide(tx, &ground, clerk, &request, dispute, decision).await));
        done.push(("propose", later::propose(tx, &ground, clerk, &request, false, "又有人申请相同信息").await));
        done.push(("judge", later::judge(tx, &ground, clerk, &request, proposal, ["adopted", "已在网站公开"]).await));
        for (what, done) in done {
            assert_eq!(refused(done), RECUSED, "{what}");
        }
    }

    async fn who_asks_is_known_to_the_organ_that_is_asked_and_not_to_whom_it_asks(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        let input = Input { seats: vec![(county.city, None)], ..opinion("请协助查找") };
        county.act(&county.clerk, &taken, "joint", input).await.unwrap();
        let name = county.request(&taken).await.name;
        assert_eq!(county.listed(county.home, None).await[0].name, name);
        assert_eq!(county.listed(county.city, None).await[0].name, "", "it is there, and not who asks");
        assert_eq!(county.listed(county.home, Some(&name)).await.len(), 1);
        assert_eq!(county.listed(county.city, Some(&name)).await.len(), 0, "nor is it found by the name");
        assert_eq!(county.listed(county.city, Some("征地补偿")).await.len(), 1);
    }

    async fn what_was_voided_is_not_disputed(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        let mut tx = county.tx().await;
        let about = ("与前一件重复登记", None, false);
        actions::amend::void(&mut tx, &county.ground(), &county.clerk, taken.request, about).await.unwrap();
        tx.commit().await.unwrap();
        let request = county.request(&taken).await;
        let filed = (Some(county.now.date()), false, None);
        let mut tx = county.tx().await;
        let done = later::dispute(&mut tx, &county.ground(), &county.clerk, &request, ["review", "县政府", ""], filed).await;
        assert_eq!(refused(done), "requests.voided");
    }
}
