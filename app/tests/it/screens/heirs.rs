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

    async fn orders_of_a_unit_that_is_abolished_are_handled_by_its_heir(county: County) {
        use crate::hotline::{CALL, called, history, press};
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let (_, here) = called(&mut agent, &CALL).await;
        let (from, to) = (county.unit("县城管局").await, county.unit("县住建局").await);
        press(&mut agent, &here, "dispatch", &[("unit_id", &from.to_string())]).await;
        let mut former = county.signed_in(&county.clerk_of("县城管局").await).await;
        press(&mut former, &here, "sign", &[]).await;
        let mut admin = county.signed_in("sysadmin").await;
        let at = format!("/work/organs/{from}");
        let (status, seen, _) = send(&mut admin, &at, &format!("{at}/close"), &[]).await;
        assert!(status == 422 && seen.contains("件未办结事项"), "not before somebody has them: {status} {seen}");
        let heir = identity::units::find(&mut county.app().db.reader(), to).await.expect("units").expect("the heir");
        let path = format!("{at}/heir");
        let why = [("heir", heir.code.as_str()), ("reason", "机构改革方案第三条")];
        let (status, seen, _) = send(&mut admin, &path, &path, &why).await;
        assert!(status == 200 && seen.contains("已移交给"), "{status} {seen}");
        assert!(former.get(&here).await.seen().contains("县住建局"), "who had it sees where it went");
        let mut desk = county.signed_in(&county.clerk_of("县住建局").await).await;
        let page = desk.get(&here).await;
        assert!(page.seen().contains("机构改革方案第三条") && page.seen().contains("13800001234"), "it knows whom to call: {}", page.seen());
        press(&mut desk, &here, "submit", &[("opinion", "已修好。")]).await;
        assert!(agent.get(&here).await.seen().contains("待审核"), "{}", agent.get(&here).await.seen());
    }

    async fn what_a_unit_published_and_keeps_goes_to_its_heir_and_pages_say_what_they_said(county: County) {
        guide::demo::demo(county.app()).await.expect("a directory");
        disclosure::demo::demo(county.app()).await.expect("lists and catalogues");
        county.settle().await;
        let (former, heir) = (county.unit("县教育局").await, county.unit("县科工信局").await);
        let column = crate::sites::made(&county, "jyj", "chengji", "承继测试", "news").await;
        let edition = crate::sites::published(&county, column, "移交前发布的消息").await;
        let mut reader = county.browser();
        let public = [format!("/s/jyj/a/{edition}"), format!("/api/v1/editions/{edition}")];
        let mut before = Vec::new();
        for path in &public {
            before.push(reader.get(path).await.seen());
        }
        let lists = format!("/xxgk/lists?list=power&unit={heir}");
        assert!(!reader.get(&lists).await.seen().contains("教师资格认定"));
        let guides = reader.get(&format!("/guide?unit={former}")).await.links("/guide/");
        assert!(!guides.is_empty());
        let own = reader.get(&format!("/guide?unit={heir}")).await.links("/guide/").len();

        let mut admin = county.signed_in("sysadmin").await;
        let at = format!("/work/organs/{former}");
        let (status, seen, _) = send(&mut admin, &at, &format!("{at}/close"), &[]).await;
        assert_eq!(status, 422, "{seen}");
        for thing in ["个网站", "个栏目", "篇稿件", "条标准目录的条目", "条权力、责任、负面清单的条目", "项服务事项"] {
            assert!(seen.contains(thing), "{thing}: {seen}");
        }
        let path = format!("{at}/heir");
        let fields = [("heir", "县科工信局"), ("reason", "机构改革方案第五条，涉密名单除外")];
        let (status, seen, _) = send(&mut admin, &path, &path, &fields).await;
        assert!(status == 200 && seen.contains("已移交给"), "{status} {seen}");
        county.settle().await;
        county.settle().await;

        for (path, before) in public.iter().zip(&before) {
            let after = reader.get(path).await.seen();
            assert_eq!(&after, before, "{path}: addresses stay, and who said it does");
        }
        let site = crate::sites::of_slug(&county, "jyj").await;
        assert_eq!(site.unit_id, heir);
        assert_eq!(edition::column::find(&mut county.app().db.reader(), column).await.expect("columns").expect("a column").unit_id, heir);
        let now = reader.get(&lists).await;
        assert!(now.seen().contains("教师资格认定") && now.seen().contains("承继青禾县教育局的权力清单"), "{}", now.seen());
        assert!(!now.seen().contains("涉密名单"), "what was typed as the reason is not public");
        let old = reader.get(&format!("/xxgk/lists?list=power&unit={former}")).await;
        assert!(old.seen().contains("承继，现行清单见该单位") && old.seen().contains("首次公布本清单"), "{}", old.seen());
        let first = reader.get(&format!("/xxgk/lists?list=power&unit={former}&version=1")).await;
        assert!(first.seen().contains("民办学校设立"), "older versions stay");
        let standard = reader.get(&format!("/xxgk/standard?unit={heir}&domain=education")).await;
        assert!(standard.status == 200, "{}", standard.seen());
        assert_eq!(reader.get(&format!("/guide?unit={heir}")).await.links("/guide/").len(), own + guides.len());
        let name = identity::units::find(&mut county.app().db.reader(), heir).await.expect("units").expect("a unit").name;
        assert!(reader.get(&guides[0]).await.seen().contains(&name), "the item names who does it now");

        let left = admin.get(&at).await.seen();
        for thing in ["个网站", "个栏目", "篇稿件", "清单的条目", "服务事项"] {
            assert!(!left.contains(thing), "{thing}: {left}");
        }
        let (status, seen, _) = send(&mut admin, &path, &path, &fields).await;
        assert!(status == 422 && seen.contains("没有要移交的事项"), "{status} {seen}");
        // The former unit's writers have it no more; the directory read again changes nothing.
        let mut writer = county.signed_in(&crate::review::login(&county, "县教育局", "xx").await).await;
        assert_eq!(writer.get(&format!("/work/content/{edition}")).await.status, 404);
        let filter = ledger::Filter { verb: Some("identity.unit.succeed".to_owned()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 5).await.expect("entries");
        let facts = &entries[0].facts;
        for key in ["sites", "columns", "editions", "standards", "lists", "items"] {
            assert!(facts.contains(key), "{key}: {facts}");
        }
    }
}
