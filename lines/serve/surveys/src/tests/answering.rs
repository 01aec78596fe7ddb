//! Who answers how often, what is kept of it, and what of it others read.

use super::*;
use ::store::Query;

::store::both! {
    async fn each_browser_or_citizen_answers_once_and_is_not_joined_to_the_answer(test: TestDb) {
        let mut county = County::new(test).await;
        let (one, other) = (Voter::Browser("a".repeat(32)), Voter::Browser("b".repeat(32)));
        let free = county.open("poll", "none").await;
        for _ in 0..2 {
            county.answer(free, &Voter::Nobody, &full(1, 0, "好")).await.unwrap();
        }
        county.on(3, 2);
        let id = county.open("poll", "browser").await;
        county.answer(id, &one, &full(1, 0, "好")).await.unwrap();
        assert_eq!(refused(county.answer(id, &one, &full(1, 0, "好")).await), "surveys.again");
        assert_eq!(refused(county.answer(id, &Voter::Nobody, &full(1, 0, "好")).await), "surveys.no-cookie");
        county.answer(id, &other, &full(2, 3, "好")).await.unwrap();
        let signed_in = county.answer(id, &Voter::Citizen(7), &full(2, 3, "好")).await;
        assert_eq!(refused(signed_in), "surveys.no-cookie", "who signs in is the same browser, not another person");
        assert_eq!(store::responses(&mut county.db().reader(), id).await.unwrap(), 2);
        county.on(3, 2);
        let signed = county.open("poll", "citizen").await;
        assert!(matches!(county.answer(signed, &one, &full(1, 0, "好")).await, Err(Error::SignIn)));
        county.answer(signed, &Voter::Citizen(7), &full(1, 0, "好")).await.unwrap();
        assert_eq!(refused(county.answer(signed, &Voter::Citizen(7), &full(1, 0, "好")).await), "surveys.again");
        let marks: Vec<(i64, String)> =
            county.db().reader().list("SELECT survey_id, mark FROM surveys_mark ORDER BY mark", ::store::args![]).await.unwrap();
        assert_eq!(marks.len(), 3);
        assert!(marks.iter().all(|(_, mark)| mark.len() == 64 && !mark.contains("aaaa")), "{marks:?}");
        county.closed(signed).await;
        let left: i64 = county.db().reader().scalar("SELECT COUNT(*) FROM surveys_mark", ::store::args![]).await.unwrap();
        assert_eq!(left, 0, "forgotten when it closes");
    }

    async fn files_of_answers_are_counted_for_everybody_and_named_for_the_unit_alone(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("poll", "none").await;
        let file = web::Upload {
            field: "q6".into(),
            digest: "a".repeat(64),
            name: "站点.jpg".into(),
            size: 3,
            media_type: "image/jpeg".into(),
        };
        let answer = Answering { files: vec![(6, file.clone()), (6, file)], ..full(1, 0, "好") };
        county.answer(id, &Voter::Nobody, &answer).await.unwrap();
        let mut q = county.db().reader();
        let whole = store::of_response(&mut q, id, 0, 10).await.unwrap().remove(0);
        assert_eq!(whole.files, [(6, "站点.jpg".to_owned()), (6, "站点.jpg".to_owned())]);
        let first = store::files(&mut q, id, 0, 1).await.unwrap().remove(0);
        let rest = store::files(&mut q, id, first.id, 10).await.unwrap();
        assert_eq!((rest.len(), rest[0].question, rest[0].size), (1, 6, 3));
        assert_eq!(store::file(&mut q, id, first.id).await.unwrap().id, first.id);
        assert!(matches!(store::file(&mut q, id + 1, first.id).await, Err(Error::Unseen)), "of another survey");
        let survey = county.closed(id).await;
        let found = crate::results::of(&mut q, &survey).await.unwrap();
        let question = found.questions.last().unwrap();
        assert_eq!((question.files, question.texts, question.lines.len()), (Some(2), 0, 0));
        assert!(found.questions[0].files.is_none());
    }

    async fn what_a_person_types_of_himself_is_sealed_and_words_are_masked_before_they_are_public(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("opinion", "none").await;
        let answer = Answering {
            texts: vec![("all".into(), "我是李青禾，请回电13800001234，同意。".into()), ("p1".into(), "可以".into())],
            name: "李青禾".into(),
            contact: "li@qinghe.example".into(),
            ..Answering::default()
        };
        county.answer(id, &Voter::Nobody, &answer).await.unwrap();
        let mut q = county.db().reader();
        let (kept,): (String,) = q.maybe("SELECT contact FROM surveys_response", ::store::args![]).await.unwrap().unwrap();
        assert!(!kept.contains("li@"), "the contact is sealed");
        let whole = store::of_response(&mut q, id, 0, 10).await.unwrap();
        assert_eq!((whole.len(), whole[0].contact.as_str(), whole[0].texts.len()), (1, "li@qinghe.example", 2));
        let text = store::texts(&mut q, id, 0, 10).await.unwrap().remove(0);
        let masked = answers::proposal(&text, "李青禾");
        assert!(masked.contains("李**") && !masked.contains("13800001234"), "{masked}");
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        for raw in [text.text.as_str(), "李青禾同意", "", &"长".repeat(100_000)] {
            assert_eq!(wrong_fields(answers::publish(&mut tx, &ground, &county.keeper, text.id, raw).await), ["text"]);
        }
        assert_eq!(why(answers::publish(&mut tx, &ground, &county.other_keeper, text.id, &masked).await), "identity.forbidden");
        answers::publish(&mut tx, &ground, &county.keeper, text.id, &masked).await.unwrap();
        tx.commit().await.unwrap();
        let survey = county.closed(id).await;
        let found = crate::results::of(&mut q, &survey).await.unwrap();
        assert_eq!((found.answers, found.texts), (1, 2));
        assert_eq!(found.overall, (1, vec![masked]));
        assert_eq!(found.remarks.len(), 1);
        assert_eq!((found.remarks[0].0, found.remarks[0].2, found.remarks[0].3.len()), (1, 1, 0), "what is not public is counted only");
        let mut tx = county.db().begin().await.unwrap();
        answers::hide(&mut tx, &ground, &county.keeper, text.id).await.unwrap();
        assert!(matches!(answers::hide(&mut tx, &ground, &county.keeper, text.id).await, Err(Error::Unseen)));
    }
}
