//! A unit is abolished or merged: another organ continues its functions.

use super::{send, verbs};

testkit::both! {
    async fn what_a_unit_has_goes_to_the_organ_that_continues_its_functions(county: County) {
        let mut citizen = county.browser();
        let (number, code, _) = crate::journey::write(&mut citizen, "人民路路灯不亮", false).await;
        let mut clerk = county.signed_in("xinxiang").await;
        let unit = county.actor(&clerk).await.staff().expect("an official").unit;
        let mut admin = county.signed_in("sysadmin").await;
        let at = format!("/work/organs/{unit}");
        let (status, seen, _) = send(&mut admin, &at, &format!("{at}/close"), &[]).await;
        assert!(status == 422 && seen.contains("件未办结事项"), "{status} {seen}");
        let path = format!("{at}/heir");
        assert!(admin.get(&at).await.links("/work/organs/").contains(&path), "the page leads to it");
        let page = admin.get(&path).await;
        assert!(page.seen().contains(&number) && !page.seen().contains("路灯"), "numbers, and nothing of what was written");
        let (status, seen, _) = send(&mut admin, &path, &path, &[("heir", "没有的单位"), ("reason", "机构改革方案第三条")]).await;
        assert!(status == 422 && seen.contains("没有找到这个单位") && seen.contains("机构改革方案第三条"), "{status} {seen}");
        let own = admin.get(&at).await.seen();
        assert!(!own.contains("已移交"));
        let mut reader = county.app().db.reader();
        let other = identity::units::all(&mut reader).await.expect("units").into_iter();
        let other = other.rev().find(|u| u.id != unit && u.kind == "department").expect("another unit");
        let fields = [("heir", other.code.as_str()), ("reason", "机构改革方案第三条")];
        let (status, seen, _) = send(&mut admin, &path, &path, &fields).await;
        assert!(status == 200 && seen.contains("已移交给"), "{status} {seen}");
        assert_eq!(matter::store::count_held(&mut county.app().db.reader(), unit).await.expect("a count"), 0);
        assert!(matter::store::count_held(&mut county.app().db.reader(), other.id).await.expect("a count") > 0);
        assert_eq!(verbs(&county, "identity.unit.succeed").await, 1);
        assert!(!clerk.get("/work").await.seen().contains(&number), "the former unit has it no more");
        let ask = citizen.get("/letters/query").await;
        let query = ask.form("/letters/query").expect("a form").set("number", &number).set("code", &code);
        let told = citizen.submit(&query).await;
        assert!(told.seen().contains("由承继单位继续办理"), "{}", told.seen());
        let (status, seen, _) = send(&mut admin, &path, &path, &fields).await;
        assert!(status == 422 && seen.contains("没有要移交的事项"), "{status} {seen}");
    }
}
