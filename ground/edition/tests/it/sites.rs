//! Sites and columns.

use base::Error;
use base::time::DAY;
use edition::Desk;
use edition::column::{Currency, currency};
use edition::live::{self, Facets, Turn};
use edition::site::SiteForm;
use identity::Actor;

use crate::world::{World, article, column, official};

store::both! {
    async fn a_keeper_keeps_his_own_site_and_does_not_see_another(t: TestDb) {
        let world = World::new(t).await;
        let keeper = official(2, "editor");
        let desk = Desk::new(&world.app, &keeper);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::column::create(&mut tx, &desk, world.bureau, None, "notice", &column("通知公告", "notice", 2)).await.unwrap();
        let other = edition::column::create(&mut tx, &desk, world.portal, None, "x", &column("越权", "news", 2)).await;
        assert!(matches!(other, Err(Error::Unseen)), "{other:?}");
        let moved = edition::column::change(&mut tx, &desk, world.news, &column("改名", "news", 2)).await;
        assert!(matches!(moved, Err(Error::Unseen)), "{moved:?}");
        drop(tx);
        let mine = edition::site::within(&mut world.app.db.reader(), &keeper, edition::KEEP).await.unwrap();
        assert_eq!(mine.iter().map(|s| s.slug.as_str()).collect::<Vec<_>>(), ["nyj"]);
    }

    async fn a_column_cannot_be_put_under_itself(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let under = edition::column::move_under(&mut tx, &desk, world.news, Some(world.dynamics)).await;
        assert!(matches!(under, Err(Error::Invalid(_))), "{under:?}");
        let itself = edition::column::move_under(&mut tx, &desk, world.news, Some(world.news)).await;
        assert!(matches!(itself, Err(Error::Invalid(_))));
        let elsewhere = edition::column::move_under(&mut tx, &desk, world.news, Some(world.own)).await;
        assert!(matches!(elsewhere, Err(Error::Invalid(_))));
    }

    async fn columns_change_places_though_one_of_them_has_a_gap_that_is_not_allowed_any_more(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        tx.run("UPDATE edition_column SET gap_days = 9999 WHERE id = $1", store::args![world.policy]).await.unwrap();
        for (up, expected) in [
            (false, [world.policy, world.news]),
            (false, [world.policy, world.news]),
            (true, [world.news, world.policy]),
            (true, [world.news, world.policy]),
        ] {
            edition::column::order(&mut tx, &desk, world.news, up).await.unwrap();
            let all = edition::column::of_site(&mut tx, world.portal).await.unwrap();
            let top: Vec<i64> = all.iter().filter(|c| c.parent_id.is_none()).map(|c| c.id).collect();
            assert_eq!(top, expected, "up: {up}");
        }
        let keeper = official(2, "editor");
        let other = edition::column::order(&mut tx, &Desk::new(&world.app, &keeper), world.news, false).await;
        assert!(matches!(other, Err(Error::Unseen)), "{other:?}");
    }

    async fn a_moved_column_takes_its_editions_to_the_lists_of_its_new_place(t: TestDb) {
        let world = World::new(t).await;
        world.published(1, article(world.dynamics, "部门动态一则")).await;
        world.published(1, article(world.news, "要闻一则")).await;
        assert_eq!(world.titles(world.news).await, ["要闻一则", "部门动态一则"]);
        let mut tx = world.app.db.begin().await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        edition::column::move_under(&mut tx, &desk, world.dynamics, Some(world.policy)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.news).await, ["要闻一则"]);
        assert_eq!(world.titles(world.policy).await, ["部门动态一则"]);
        assert_eq!(world.column(world.news).await.items, 1);
        assert_eq!(world.column(world.policy).await.items, 1);
        assert_eq!(world.column(world.dynamics).await.path, format!("/{}/{}/", world.policy, world.dynamics));
    }

    async fn two_sites_do_not_share_a_host_name_and_the_portal_stays(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let form = |host: &str| SiteForm {
            name: "站".into(), kind: "town".into(), unit: 3, host: host.into(), rank: 1,
        };
        edition::site::create(&mut tx, &desk, Some(world.portal), "hf", &form("HF.qinghe.example")).await.unwrap();
        for (slug, host) in [("hf2", "hf.qinghe.example."), ("坏", ""), ("ok", "http://x/")] {
            let wrong = edition::site::create(&mut tx, &desk, Some(world.portal), slug, &form(host)).await;
            assert!(matches!(wrong, Err(Error::Invalid(_))), "{slug} {host}: {wrong:?}");
        }
        let closed = edition::site::close(&mut tx, &desk, world.portal, true).await;
        assert!(matches!(closed, Err(Error::Refused(_))));
    }

    async fn what_only_a_closed_site_shows_is_in_no_list_and_what_others_quote_is_read_there(t: TestDb) {
        let world = World::new(t).await;
        let own = |title: &str| {
            let mut draft = article(world.own, title);
            draft.attribute = "active".into();
            draft.content.head.node = "plan".into();
            draft.content.head.made_on = Some(base::Date::constant(2025, 12, 1));
            draft
        };
        let (alone, quoted) = (world.published(2, own("只在本站")).await, world.published(2, own("门户引用")).await);
        let here = world.published(1, article(world.news, "门户自己的")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::publish::quote(&mut tx, &desk, quoted, &[world.news]).await.unwrap();
        edition::item::relate(&mut tx, &desk, here, "related", alone).await.unwrap();
        tx.commit().await.unwrap();
        for closed in [false, true, false] {
            let mut tx = world.app.db.begin().await.unwrap();
            edition::site::close(&mut tx, &desk, world.bureau, closed).await.unwrap();
            tx.commit().await.unwrap();
            let q = &mut world.app.db.reader();
            let ids = |all: &[i64]| all.iter().copied().filter(|id| !closed || *id != alone).collect::<Vec<_>>();
            let mut listed: Vec<i64> =
                live::disclosed(q, &Facets::default(), Turn::First, 10).await.unwrap().iter().map(|row| row.item_id).collect();
            listed.sort_unstable();
            assert_eq!(listed, ids(&[alone, quoted]), "closed: {closed}");
            assert_eq!(live::count_disclosed(q, &Facets::default(), 10).await.unwrap(), ids(&[alone, quoted]).len() as i64);
            assert_eq!(live::disclosed_among(q, &Facets::default(), &[alone, quoted]).await.unwrap().len(), listed.len());
            let archive = Facets { off_line: true, ..Facets::default() };
            assert_eq!(live::count_disclosed(q, &archive, 10).await.unwrap(), 2, "the archive gets it all the same");
            let stands: Vec<i64> =
                live::standing(q, &[here, alone, quoted]).await.unwrap().iter().map(|row| row.item_id).collect();
            assert_eq!(stands, ids(&[here, alone, quoted]));
            assert_eq!(live::related(q, here).await.unwrap().len(), usize::from(!closed));
            let stamps: Vec<(i64, i64)> =
                live::stamps(q, 0..1_000).await.unwrap().iter().map(|(item, site, _)| (*item, *site)).collect();
            let home = if closed { world.portal } else { world.bureau };
            let mut wanted = vec![(quoted, home), (here, world.portal)];
            if !closed {
                wanted.push((alone, world.bureau));
            }
            wanted.sort_unstable();
            assert_eq!(stamps, wanted, "closed: {closed}");
            for (item, site) in stamps {
                let live = live::find(q, item).await.unwrap().unwrap();
                assert_eq!(live::home(q, &live).await.unwrap().map(|site| site.id), Some(site), "as readers are led");
            }
            let (from, to) = (base::Date::constant(2026, 1, 1), base::Date::constant(2026, 12, 31));
            let all = live::by_unit(q, from, to, &Facets::default()).await.unwrap();
            assert_eq!(all, [(1, 1), (2, if closed { 1 } else { 2 })]);
        }
    }

    async fn the_column_ledger_tells_blank_fresh_near_and_late(t: TestDb) {
        let world = World::new(t).await;
        let rules = base::Rules::built_in();
        let now = |days: i64| world.clock.now().plus(days * DAY).date();
        let at = |column: &edition::Column, days: i64| currency(column, &rules, now(days)).unwrap();
        assert_eq!(at(&world.column(world.news).await, 0), Currency::Blank);
        world.published(1, article(world.news, "要闻")).await;
        let news = world.column(world.news).await;
        assert!(matches!(at(&news, 0), Currency::Fresh(_)));
        assert!(matches!(at(&news, 11), Currency::Near(_)));
        assert!(matches!(at(&news, 14), Currency::Near(_)));
        assert!(matches!(at(&news, 15), Currency::Late(_)));
    }

    async fn what_a_site_published_is_counted_once_for_each_edition(t: TestDb) {
        let world = World::new(t).await;
        let deep = world.published(1, article(world.dynamics, "在下级栏目，也引用到政策文件")).await;
        world.published(1, article(world.news, "在上级栏目")).await;
        let lent = world.published(2, article(world.own, "另一网站的，引用过来")).await;
        let gone = world.published(1, article(world.news, "撤回的")).await;
        world.withdraw(&Actor::System, gone, "内容有误，须更正").await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::publish::quote(&mut tx, &desk, deep, &[world.policy]).await.unwrap();
        edition::publish::quote(&mut tx, &desk, lent, &[world.news]).await.unwrap();
        edition::column::close(&mut tx, &desk, world.policy).await.unwrap();
        tx.commit().await.unwrap();
        let now = world.clock.now();
        let mut reader = world.app.db.reader();
        for (kinds, days, number) in [
            (&[][..], 0, 3),
            (&["news"][..], 0, 3),
            (&["policy"][..], 0, 1),
            (&["news", "policy"][..], 0, 3),
            (&["notice"][..], 0, 0),
            (&[][..], 1, 0),
        ] {
            let period = (now.plus(days * DAY), now.plus((days + 1) * DAY));
            let counted = edition::column::published_on(&mut reader, world.portal, kinds, period).await.unwrap();
            assert_eq!(counted, number, "{kinds:?} {days}");
        }
    }
}
