//! Requests from asking to the answer, for every result.

use super::*;
use crate::actions::later;
use crate::actions::side::{self, ToAsk};
use crate::results::{Ask, RESULTS};

::store::both! {
    async fn every_result_wants_what_its_article_wants_and_gives_its_letter(test: TestDb) {
        let county = County::new(test).await;
        let earlier = county.received().await;
        county.answers(&earlier, &draft("a2")).await;
        for result in RESULTS.iter().filter(|r| r.chosen) {
            let mut asked = asking(county.home, "web");
            asked.kind = result.kind.to_owned();
            let taken = county.asks(&Actor::Anonymous, &asked).await.unwrap();
            county.act(&county.clerk, &taken, "confirm", on(day(3, 2))).await.unwrap();
            let mut answer = Draft { earlier: earlier.number.clone(), ..draft(result.key) };
            answer.information = "甲的标准是〖五万元〗，乙的标准公开。".into();
            for ask in result.asks {
                meet(&county, &taken, *ask, &answer).await;
            }
            county.answers(&taken, &answer).await;
            let request = county.request(&taken).await;
            assert_eq!((request.result.as_deref(), county.state(&taken).await.as_str()), (Some(result.key), "closed"));
            let letters = county.letters(&taken).await;
            let letter = letters.iter().rev().find(|l| l.number.starts_with("青公开答")).unwrap();
            let text = letter.paragraphs.concat();
            assert!(text.contains(result.law) && text.contains("行政复议") && !text.contains("五万元〗"), "{text}");
            assert_eq!(text.contains("先向青禾县人民政府申请行政复议"), result.review_first, "{}", result.key);
            assert_eq!(text.contains("■■■■的标准") || text.contains("标准是■■■■"), result.asks.contains(&Ask::Information));
            let twice = county.submits(&taken, &answer).await;
            assert_eq!(why(twice), "matter.closed", "a request has one result");
        }
    }

    async fn an_answer_bears_the_sign_of_the_organ_and_a_series_of_its_own(test: TestDb) {
        let county = County::new(test).await;
        let first = county.received().await;
        county.answers(&first, &draft("a2")).await;
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        let act = identity::Act::new(&Actor::System, ground.now, &ground.chance);
        assert!(identity::units::set_sign(&mut tx, act, county.home, "青城管").await.unwrap());
        tx.commit().await.unwrap();
        let second = county.received().await;
        county.answers(&second, &draft("a2")).await;
        let mut numbers = Vec::new();
        for taken in [&first, &second] {
            numbers.extend(county.letters(taken).await.into_iter().map(|l| l.number).filter(|n| n.contains("公开答")));
        }
        assert_eq!(numbers, ["青公开答〔2026〕0001号", "青城管公开答〔2026〕0001号"]);
        assert_eq!([first.number, second.number], ["青公开申〔2026〕00001号", "青公开申〔2026〕00002号"], "the county's");
    }

    async fn a_third_party_that_objects_is_told_why_it_is_disclosed_nevertheless(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let who = [ToAsk { third: true, name: "青禾禾丰公司".into(), contact: String::new() }];
        let nothing = side::ask_outside(&mut tx, &ground, &county.clerk, taken.request, &who, ("", None)).await;
        assert_eq!(wrong_fields(nothing), ["opinion"]);
        drop(tx);
        let mut tx = county.db().begin().await.unwrap();
        side::ask_outside(&mut tx, &ground, &county.clerk, taken.request, &who, ("合同价款", None)).await.unwrap();
        let asked = store::asked(&mut tx, taken.request).await.unwrap();
        side::said(&mut tx, &ground, &county.clerk, taken.request, asked[0].id, ("object", "商业秘密", Some(day(3, 2)))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(wrong_fields(county.submits(&taken, &draft("a2")).await), ["interest"]);
        county.answers(&taken, &Draft { interest: "涉及群众用水安全。".into(), ..draft("a2") }).await;
        let told = county.letters(&taken).await;
        assert!(told.iter().any(|l| l.to == "青禾禾丰公司" && l.title == "政府信息公开第三方告知书"));
    }

    async fn an_applicant_sees_how_it_stands_retracts_and_proposes(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        let found = citizen::find(&mut county.db().reader(), "青公开申[2026]1号", &taken.code).await.unwrap();
        assert_eq!(found.id, taken.request);
        assert_eq!(why(citizen::find(&mut county.db().reader(), &taken.number, "0000000000").await), "wrong code");
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &found).await.unwrap();
        assert_eq!(status.may, ["retract"]);
        county.answers(&taken, &draft("a2")).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::retract(&mut tx, &ground, taken.request, "不要了").await), "matter.closed");
        drop(tx);
        let mut tx = county.db().begin().await.unwrap();
        citizen::propose(&mut tx, &ground, taken.request, "很多人都想知道").await.unwrap();
        assert_eq!(refused(citizen::propose(&mut tx, &ground, taken.request, "再次建议").await), "requests.proposed");
        let proposal = store::proposals(&mut tx, taken.request).await.unwrap().remove(0);
        let request = store::request(&mut tx, taken.request).await.unwrap();
        later::judge(&mut tx, &ground, &county.clerk, &request, proposal.id, ["adopted", "已在征地公开栏目公开"]).await.unwrap();
        tx.commit().await.unwrap();
        let request = county.request(&taken).await;
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        assert_eq!(status.proposal, "已采纳：已在征地公开栏目公开");

        let other = county.received().await;
        let mut tx = county.db().begin().await.unwrap();
        citizen::retract(&mut tx, &ground, other.request, "已经找到").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.request(&other).await.result.as_deref(), Some("e3"));
    }
}

/// Does what a result needs before it may be signed, after seeing that it is refused without.
async fn meet(county: &County, taken: &Taken, ask: Ask, answer: &Draft) {
    let ground = county.ground();
    let id = taken.request;
    if matches!(ask, Ask::Search | Ask::Third | Ask::Corrected | Ask::Explained) {
        assert_eq!(wrong_fields(county.submits(taken, answer).await), ["result"], "{ask:?}");
    }
    let mut tx = county.db().begin().await.unwrap();
    match ask {
        Ask::Search => {
            let request = store::request(&mut tx, id).await.unwrap();
            let texts = ["县档案馆", "征地 补偿 2025", "张三", "没有"];
            side::search(&mut tx, &ground, &county.clerk, &request, texts, (None, &[])).await.unwrap();
        }
        Ask::Third => {
            let who = [ToAsk { third: true, name: "王某".into(), contact: String::new() }];
            side::ask_outside(&mut tx, &ground, &county.clerk, id, &who, ("住址", None)).await.unwrap();
            let asked = store::asked(&mut tx, id).await.unwrap();
            side::said(&mut tx, &ground, &county.clerk, id, asked[0].id, ("object", "个人隐私", Some(day(3, 2))))
                .await
                .unwrap();
        }
        Ask::Corrected => {
            let given = Given { input: opinion("请说明年份"), ..Given::default() };
            actions::act(&mut tx, &ground, &county.clerk, id, "ask_correction", given).await.unwrap();
            citizen::correct(&mut tx, &ground, id, "就是那个", &[]).await.unwrap();
        }
        Ask::Explained => {
            let given = Given { input: opinion("本月已申请 40 件"), ..Given::default() };
            actions::act(&mut tx, &ground, &county.clerk, id, "ask_reasons", given).await.unwrap();
            citizen::explain(&mut tx, &ground, id, "就想知道").await.unwrap();
        }
        Ask::Way | Ask::Information | Ask::Withheld | Ask::Reason | Ask::Organ | Ask::Earlier => {}
    }
    tx.commit().await.unwrap();
}
