//! The tree of units.

use store::both;

use super::{County, name};
use crate::{Actor, UnitForm, units};

fn form(name: &str) -> UnitForm {
    UnitForm { name: name.into(), kind: "section".into(), ..UnitForm::default() }
}

both! {
    async fn the_tree_is_listed_in_order_with_paths(db: TestDb) {
        let county = County::new(db).await;
        let mut reader = county.test.db.reader();
        let tree = units::tree(&mut reader).await.expect("is read");
        assert_eq!(tree[0].unit.code, "QH");
        assert_eq!(tree[0].under[0].under[0].unit.code, "QH-MZ-1");
        let section = units::by_code(&mut reader, "QH-MZ-1").await.expect("is read").expect("is there");
        assert_eq!(section.path, format!("/{}/{}/{}/", county.government, county.bureau, county.section));
        let under = units::subtree(&mut reader, county.bureau).await.expect("is read");
        assert_eq!(under.iter().map(|unit| unit.id).collect::<Vec<_>>(), [county.bureau, county.section]);
    }

    async fn numbers_bear_the_sign_of_the_unit_or_of_the_nearest_above_or_the_first_character_of_the_county(db: TestDb) {
        let county = County::new(db).await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&Actor::System);
        assert_eq!(units::sign(&mut tx, county.section).await.expect("is read"), "青", "青禾县");
        for wrong in ["青1", "青〔", "青 禾", "青、禾", "青禾县人民政府办公"] {
            assert_eq!(name(units::set_sign(&mut tx, act, county.bureau, wrong).await), "invalid sign", "{wrong}");
        }
        assert!(units::set_sign(&mut tx, act, county.bureau, " 青民 ").await.expect("is set"));
        assert!(!units::set_sign(&mut tx, act, county.bureau, "青民").await.expect("is set"), "nothing new");
        units::set_sign(&mut tx, act, county.government, "禾").await.expect("is set");
        assert_eq!(units::sign(&mut tx, county.section).await.expect("is read"), "青民");
        assert_eq!(units::sign(&mut tx, county.government).await.expect("is read"), "禾");
        assert_eq!(units::county_sign(&mut tx).await.expect("is read"), "禾");
    }

    async fn a_county_that_is_renamed_goes_on_with_its_numbers_and_no_two_organs_bear_one_sign(db: TestDb) {
        let county = County::new(db).await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&Actor::System);
        let other = units::create(&mut tx, act, Some(county.government), "QH-JY", &form("青禾县教育局")).await.expect("is made");
        // By its name alone the county has a sign too.
        for (unit, sign) in [(county.bureau, "青民"), (other, "青民"), (other, "青")] {
            let set = units::set_sign(&mut tx, act, unit, sign).await;
            let bearer = if sign == "青" { "青禾县人民政府" } else { "青禾县民政局" };
            match set {
                Ok(set) => assert!(set && unit == county.bureau),
                Err(base::Error::Invalid(fields)) => {
                    assert!(unit == other && fields[0].field == "sign" && fields[0].message.contains(bearer), "{fields:?}");
                }
                Err(wrong) => panic!("{wrong:?}"),
            }
        }
        let named = |name: &str| UnitForm { name: name.into(), kind: "government".into(), ..UnitForm::default() };
        let same = units::change(&mut tx, act, county.government, &named("青禾市人民政府")).await.expect("is renamed");
        assert_eq!((same, units::county_sign(&mut tx).await.expect("is read").as_str()), (None, "青"));
        let kept = units::change(&mut tx, act, county.government, &named("禾丰市人民政府")).await.expect("is renamed");
        assert_eq!(kept.as_deref(), Some("青"), "the numbers go on");
        assert_eq!(units::county_sign(&mut tx).await.expect("is read"), "青");
        assert!(units::set_sign(&mut tx, act, county.government, "禾").await.expect("is set"), "another one on purpose");
        let kept = units::change(&mut tx, act, county.government, &named("新丰市人民政府")).await.expect("is renamed");
        assert_eq!((kept, units::county_sign(&mut tx).await.expect("is read").as_str()), (None, "禾"));
        units::close(&mut tx, act, other, &[]).await.expect("is closed");
        units::set_sign(&mut tx, act, county.section, "青").await.expect("nobody bears it any more");
    }

    async fn units_are_found_by_code_initials_and_part_of_the_name(db: TestDb) {
        let county = County::new(db).await;
        let mut reader = county.test.db.reader();
        for (text, found) in [
            ("民政局", 1), ("QH-MZ", 1), ("qhxmzj", 1), ("QHX", 2), ("bgs", 1), ("", 3), ("%", 0), ("_", 0), ("\\", 0), ("'", 0),
        ] {
            let units = units::search(&mut reader, text, 10).await.expect("is searched");
            assert_eq!(units.len(), found, "{text}");
        }
        assert_eq!(units::search(&mut reader, "", 2).await.expect("is searched").len(), 2);
    }

    async fn a_unit_moves_with_all_that_is_under_it_but_never_under_itself(db: TestDb) {
        let county = County::new(db).await;
        let town = county.unit(Some(county.government), "QH-01", "禾川镇", "town").await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&Actor::System);
        let circle = units::move_under(&mut tx, act, county.bureau, Some(county.section)).await;
        assert_eq!(name(circle), "invalid parent");
        units::move_under(&mut tx, act, county.bureau, Some(town)).await.expect("moves");
        let section = units::find(&mut tx, county.section).await.expect("is read").expect("is there");
        assert_eq!(section.path, format!("/{}/{town}/{}/{}/", county.government, county.bureau, county.section));
    }

    async fn a_unit_with_work_people_or_units_is_not_closed(db: TestDb) {
        let county = County::new(db).await;
        let (_, post, _) = county.official("li.si", county.section, &[]).await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&Actor::System);
        assert_eq!(name(units::close(&mut tx, act, county.bureau, &[]).await), "identity.unit.busy");
        assert_eq!(name(units::close(&mut tx, act, county.section, &[]).await), "identity.unit.busy");
        let person = crate::posts::holders(&mut tx, post, act.at).await.expect("is read")[0].person;
        crate::holding::release(&mut tx, act, post, person).await.expect("is released");
        assert_eq!(name(units::close(&mut tx, act, county.section, &["3 件未办结事项".to_owned()]).await), "identity.unit.busy");
        units::close(&mut tx, act, county.section, &[]).await.expect("is closed");
        assert_eq!(crate::posts::of_unit(&mut tx, county.section).await.expect("is read").len(), 0);
        let below = units::create(&mut tx, act, Some(county.section), "QH-X", &form("新科")).await;
        assert_eq!(name(below), "invalid parent");
    }

    async fn wrong_fields_are_told_all_at_once_and_codes_are_unique(db: TestDb) {
        let county = County::new(db).await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&Actor::System);
        let bad = UnitForm { kind: "x".into(), ..UnitForm::default() };
        let Err(base::Error::Invalid(fields)) = units::create(&mut tx, act, None, "有空 格", &bad).await else {
            panic!("must be invalid");
        };
        assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["name", "kind", "code"]);
        assert_eq!(name(units::create(&mut tx, act, None, "QH", &form("又一个")).await), "invalid code");
        let hostile = form("<script>alert(1)</script>'); DROP TABLE identity_unit; --");
        let id = units::create(&mut tx, act, None, "QH-X", &hostile).await.expect("text is text");
        let unit = units::find(&mut tx, id).await.expect("is read").expect("is there");
        assert_eq!(unit.name, hostile.name);
        for actor in [Actor::Anonymous, Actor::Citizen(crate::Citizen { id: 1, phone_masked: String::new() })] {
            let act = county.identity.act(&actor);
            assert_eq!(name(units::change(&mut tx, act, id, &form("x")).await), "sign in");
        }
    }
}
