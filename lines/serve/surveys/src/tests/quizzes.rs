//! Quizzes: a bank large enough, a paper for everybody, one try, points for what is wholly right.

use super::*;
use crate::model::quiz::{self as model, Entry, Given, KINDS, Quiz, Setting};
use crate::model::tests::LIMITS;
use crate::{bank, quiz};
use ::store::long::Turn;
use base::Chance;
use web::{Check, Form};

pub(super) fn setting(counts: [i64; 3], closes: (i8, i8)) -> Setting {
    Setting {
        title: "政府工作报告测一测".into(),
        intro: "看看您记住了多少。".into(),
        counts,
        points: 10,
        pass: 60,
        voter: "browser".into(),
        opens_on: Date::constant(2026, 3, 3),
        closes_on: Date::constant(2026, closes.0, closes.1),
    }
}

fn entry(kind: &str, title: &str, options: &str, answer: &str) -> Result<Entry, Vec<String>> {
    let fields = [("kind", kind), ("title", title), ("options", options)];
    let form = Form::of(&fields);
    Entry::read(&LIMITS, Check::new(&form), answer).map_err(|e| e.into_iter().map(|e| e.field).collect())
}

/// Four questions of each kind.
pub(super) fn entries() -> Vec<Entry> {
    (1..=4)
        .flat_map(|n| {
            [
                entry("single", &format!("单选题 {n}"), "甲\n乙\n丙", "B"),
                entry("multiple", &format!("多选题 {n}"), "甲\n乙\n丙", "C、A"),
                entry("judge", &format!("判断题 {n}"), "", "错误"),
            ]
        })
        .map(Result::unwrap)
        .collect()
}

/// Everything right.
fn right(items: &[model::Item]) -> Given {
    items.iter().map(|item| (item.id, item.right())).collect()
}

#[test]
fn an_answer_is_typed_in_letters_or_words() {
    assert_eq!(entry("multiple", "题目", "甲\n乙\n丙", "ｃa，A").unwrap().answer, "1,3");
    assert_eq!(
        entry("judge", "题目", "不填", "对").unwrap(),
        Entry { kind: "judge".into(), title: "题目".into(), answer: "1".into(), ..Entry::default() }
    );
    for (kind, options, answer, wrong) in [
        ("single", "甲\n乙", "AB", "answer"),
        ("single", "甲\n乙", "C", "answer"),
        ("single", "甲", "A", "options"),
        ("multiple", "甲\n乙", "A", "answer"),
        ("judge", "", "也许", "answer"),
        ("single", "1\n2\n3\n4\n5\n6", "A", "options"),
    ] {
        assert_eq!(entry(kind, "题目", options, answer).unwrap_err(), [wrong], "{kind} {answer}");
    }
    for item in entries() {
        let letters = model::in_letters(&item.kind, &item.answer);
        assert_eq!(entry(&item.kind, &item.title, &item.options, &letters).unwrap().answer, item.answer, "{letters}");
    }
}

#[test]
fn a_workbook_goes_out_and_comes_in_again_or_tells_every_error() {
    let items: Vec<model::Item> = (1..)
        .zip(entries())
        .map(|(id, e)| model::Item {
            id,
            quiz_id: 1,
            kind: e.kind,
            title: e.title,
            options: e.options,
            answer: e.answer,
            note: "解析".into(),
        })
        .collect();
    let file = bank::workbook(&items).unwrap();
    let again = bank::read(&LIMITS, 100, &file).unwrap();
    assert_eq!(again.len(), items.len());
    assert!(again.iter().zip(&items).all(|(e, i)| (&e.title, &e.answer, &e.note) == (&i.title, &i.answer, &i.note)));
    let mut bad = items.clone();
    bad[0].answer = "9".into();
    bad[2].title = bad[1].title.clone();
    let errors = bank::read(&LIMITS, 100, &bank::workbook(&bad).unwrap()).unwrap_err();
    let errors: Vec<(u32, &str)> = errors.iter().map(|e| (e.row, e.column.as_str())).collect();
    assert_eq!(errors, [(2, "答案"), (4, "题目")]);
    assert!(bank::read(&LIMITS, 3, &file).is_err(), "too many");
    for broken in [b"".as_slice(), b"PK\x03\x04 not a workbook"] {
        assert!(bank::read(&LIMITS, 100, broken).is_err());
    }
}

impl County {
    /// Approved and open since 3 March: two single, one multiple, one judge.
    pub(super) async fn quizzed(&mut self) -> i64 {
        let ground = self.ground();
        let mut tx = self.db().begin().await.unwrap();
        let id = quiz::create(&mut tx, &ground, &self.keeper, self.unit, &setting([2, 1, 1], (3, 20))).await.unwrap();
        assert_eq!(quiz::fill(&mut tx, &ground, &self.keeper, id, &entries()).await.unwrap(), 12);
        review::submit::<Quiz>(&mut tx, &ground, &self.keeper, id, &review::Said::default()).await.unwrap();
        review::approve::<Quiz>(&mut tx, &ground, &self.head, id).await.unwrap();
        tx.commit().await.unwrap();
        self.on(3, 3);
        assert_eq!(jobs::run(self.db(), &self.ground()).await.unwrap().turned, 1);
        id
    }

    async fn begins(&self, id: i64, voter: &Voter) -> Result<String, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let found = store::quiz(&mut tx, id).await?;
        let token = quiz::begin(&mut tx, &self.ground(), &found, voter).await?;
        tx.commit().await.unwrap();
        Ok(token)
    }

    async fn hands_in(&self, token: &str, name: &str, wrong: usize) -> Result<i64, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let attempt = store::try_with(&mut tx, &quiz::token_digest(token)).await?;
        let found = store::quiz(&mut tx, attempt.quiz_id).await?;
        let mut given = right(&quiz::paper(&mut tx, &attempt).await?);
        for chosen in given.values_mut().take(wrong) {
            *chosen = vec![3];
        }
        let score = quiz::finish(&mut tx, &self.ground(), &found, &attempt, name, &given).await?;
        tx.commit().await.unwrap();
        Ok(score)
    }
}

::store::both! {
    async fn a_quiz_has_a_bank_that_fills_its_papers(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let id = quiz::create(&mut tx, &ground, &county.keeper, county.unit, &setting([5, 1, 1], (3, 20))).await.unwrap();
        assert_eq!(why(quiz::fill(&mut tx, &ground, &county.other_keeper, id, &entries()).await), "identity.forbidden");
        quiz::fill(&mut tx, &ground, &county.keeper, id, &entries()).await.unwrap();
        assert_eq!(quiz::fill(&mut tx, &ground, &county.keeper, id, &entries()).await.unwrap(), 0, "the same again changes nothing");
        assert_eq!(wrong_fields(review::submit::<Quiz>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await), [""], "five are wanted, four are there");
        quiz::save(&mut tx, &ground, &county.keeper, id, &setting([4, 1, 1], (3, 20))).await.unwrap();
        let first = store::items(&mut tx, id).await.unwrap()[0].id;
        quiz::remove(&mut tx, &ground, &county.keeper, id, first).await.unwrap();
        assert!(matches!(quiz::remove(&mut tx, &ground, &county.keeper, id, first).await, Err(Error::Unseen)));
        assert_eq!(wrong_fields(review::submit::<Quiz>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await), [""]);
        quiz::save(&mut tx, &ground, &county.keeper, id, &setting([1, 1, 1], (3, 20))).await.unwrap();
        review::submit::<Quiz>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await.unwrap();
        assert_eq!(refused(quiz::remove(&mut tx, &ground, &county.keeper, id, first).await), "surveys.no-draft");
        assert_eq!(why(review::approve::<Quiz>(&mut tx, &ground, &county.keeper, id).await), "identity.forbidden");
        assert_eq!(wrong_fields(review::reject::<Quiz>(&mut tx, &ground, &county.head, id, "").await), ["reason"]);
        review::reject::<Quiz>(&mut tx, &ground, &county.head, id, "题目太少，请补充").await.unwrap();
    }

    async fn everybody_tries_once_and_is_ranked_by_points_and_time(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.quizzed().await;
        let [one, other, third] = ["a", "b", "c"].map(|name| Voter::Browser(name.repeat(32)));
        assert_eq!(refused(county.begins(id, &Voter::Citizen(7)).await), "surveys.no-cookie", "by browsers, not by persons");
        assert_eq!(refused(county.begins(id, &Voter::Nobody).await), "surveys.no-cookie");
        let early = county.begins(id, &one).await.unwrap();
        let token = county.begins(id, &one).await.unwrap();
        assert!(matches!(county.hands_in(&early, "", 0).await, Err(Error::Unseen)), "the paper goes on under a new token");
        county.later(1);
        assert_eq!(county.hands_in(&token, "李青禾", 1).await.unwrap(), 30);
        assert_eq!(refused(county.hands_in(&token, "李青禾", 0).await), "surveys.again");
        assert_eq!(refused(county.begins(id, &one).await), "surveys.again");
        let quick = county.begins(id, &other).await.unwrap();
        assert_eq!(county.hands_in(&quick, "", 0).await.unwrap(), 40);
        let slow = county.begins(id, &third).await.unwrap();
        county.later(2);
        assert_eq!(county.hands_in(&slow, "王松", 0).await.unwrap(), 40);
        let mut q = county.db().reader();
        let ranked = store::ranking(&mut q, id, 10).await.unwrap();
        assert_eq!(ranked.iter().map(|(name, score, ..)| (name.as_str(), *score)).collect::<Vec<_>>(), [("", 40), ("王松", 40), ("李青禾", 30)]);
        assert_eq!(store::scores(&mut q, id).await.unwrap(), [(40, 2), (30, 1)]);
        let found = store::quiz(&mut q, id).await.unwrap();
        assert_eq!((found.full(), found.passes(24), found.passes(23)), (40, true, false));
        county.on(3, 21);
        jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(refused(county.begins(id, &Voter::Citizen(8)).await), "surveys.closed");
        let (page, counted) = store::quizzes(&mut q, &["closed"], &counter::Scope::All, &Turn::First, 10).await.unwrap();
        assert_eq!((page.rows[0].tries, counted.found), (3, 1));
    }

    async fn one_bad_survey_keeps_nothing_else_from_opening_and_closing(test: TestDb) {
        let mut county = County::new(test).await;
        let (bad, good) = (county.draft("poll", "poll", (3, 16)).await, county.draft("poll", "poll", (3, 16)).await);
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        for id in [bad, good] {
            review::submit::<Survey>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await.unwrap();
            review::approve::<Survey>(&mut tx, &ground, &county.head, id).await.unwrap();
        }
        let quiz = quiz::create(&mut tx, &ground, &county.keeper, county.unit, &setting([2, 1, 1], (3, 20))).await.unwrap();
        quiz::fill(&mut tx, &ground, &county.keeper, quiz, &entries()).await.unwrap();
        review::submit::<Quiz>(&mut tx, &ground, &county.keeper, quiz, &review::Said::default()).await.unwrap();
        review::approve::<Quiz>(&mut tx, &ground, &county.head, quiz).await.unwrap();
        // Its last day cannot be read: whatever is done with it fails.
        tx.run("UPDATE surveys_survey SET closes_on = '2026-03-00' WHERE id = $1", ::store::args![bad]).await.unwrap();
        tx.commit().await.unwrap();
        county.on(3, 3);
        assert!(jobs::run(county.db(), &county.ground()).await.is_err(), "the first error is told");
        assert_eq!(county.survey(good).await.state, "open", "the next survey opens");
        let opened = store::quiz(&mut county.db().reader(), quiz).await.unwrap();
        assert_eq!(opened.state, "open", "the quiz opens");
        county.on(3, 21);
        assert!(jobs::run(county.db(), &county.ground()).await.is_err());
        assert_eq!(county.survey(good).await.state, "closed");
        let closed = store::quiz(&mut county.db().reader(), quiz).await.unwrap();
        assert_eq!(closed.state, "closed");
    }
}

#[test]
fn papers_differ_and_hold_what_the_quiz_wants() {
    let bank: Vec<(i64, String)> =
        (1..=30).map(|n| (n, KINDS[usize::try_from(n % 3).unwrap()].value.to_owned())).collect();
    let quiz = sample();
    let draw = |seed| model::draw(&quiz, &bank, &Chance::seeded(seed)).unwrap();
    let paper = draw(1);
    assert_eq!((paper.len(), draw(1)), (6, paper.clone()));
    assert_ne!(paper, draw(2));
    let unique: std::collections::BTreeSet<&i64> = paper.iter().collect();
    assert_eq!(unique.len(), paper.len(), "no question twice");
    for kind in KINDS {
        let of = |id: &&i64| bank.iter().any(|(b, k)| b == *id && k == kind.value);
        assert_eq!(paper.iter().filter(of).count(), 2, "{}", kind.value);
    }
    assert_eq!(model::draw(&quiz, &bank[..5], &Chance::seeded(1)), None, "a bank that is too small");
}

fn sample() -> model::Quiz {
    let day = Date::constant(2026, 3, 3);
    model::Quiz {
        id: 1,
        unit_id: 1,
        title: String::new(),
        intro: String::new(),
        singles: 2,
        multiples: 2,
        judges: 2,
        points: 10,
        pass: 60,
        voter: "browser".into(),
        opens_on: day,
        closes_on: day,
        state: "open".into(),
        drafted_by: None,
        drafted_at: base::Moment(0),
        seq: 0,
        decided_by: None,
        decided_at: None,
        reason: String::new(),
        withdrawn_at: None,
        withdrawn_why: String::new(),
    }
}
