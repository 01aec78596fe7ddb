//! Public lists.

use edition::live::{self, Facets, Turn};

use crate::world::{World, article};

store::both! {
    async fn lists_turn_their_pages_by_key_both_ways(t: TestDb) {
        let world = World::new(t).await;
        for i in 0..7 {
            world.pass(1000);
            world.published(1, article(world.news, &format!("要闻{i}"))).await;
        }
        let mut reader = world.app.db.reader();
        let titles = |rows: &[edition::Listed]| rows.iter().map(|r| r.title.clone()).collect::<Vec<_>>();
        let first = live::in_column(&mut reader, world.news, Turn::First, 3).await.unwrap();
        assert_eq!(titles(&first), ["要闻6", "要闻5", "要闻4"]);
        let last = &first[2];
        let second = live::in_column(&mut reader, world.news, Turn::After(last.published_at.0, last.item_id), 3).await.unwrap();
        assert_eq!(titles(&second), ["要闻3", "要闻2", "要闻1"]);
        let head = &second[0];
        let back = live::in_column(&mut reader, world.news, Turn::Before(head.published_at.0, head.item_id), 3).await.unwrap();
        assert_eq!(titles(&back), titles(&first));
        let (newer, older) = live::neighbours(&mut reader, world.news, last.published_at, last.item_id).await.unwrap();
        assert_eq!(newer.unwrap().title, "要闻5");
        assert_eq!(older.unwrap().title, "要闻3");
    }

    async fn disclosed_documents_are_found_by_facet_number_and_node(t: TestDb) {
        let world = World::new(t).await;
        for (title, no, theme, node) in [
            ("甲文", "青政发〔2026〕1号", "t06", "finance/budget"),
            ("乙文", "青政发〔2026〕2号", "t11", "finance"),
            ("丙文", "", "t06", "fee"),
        ] {
            let mut draft = article(world.policy, title);
            draft.kind = "policy".into();
            draft.attribute = "active".into();
            draft.content.head.doc_no = no.into();
            draft.content.head.theme = theme.into();
            draft.content.head.node = node.into();
            world.published(1, draft).await;
        }
        let mut reader = world.app.db.reader();
        let theme = Facets { theme: "t06".into(), ..Facets::default() };
        let rows = live::disclosed(&mut reader, &theme, Turn::First, 10).await.unwrap();
        assert_eq!(rows.iter().map(|r| r.title.as_str()).collect::<Vec<_>>(), ["丙文", "甲文"]);
        let node = Facets { node: "finance".into(), ..Facets::default() };
        assert_eq!(live::count_disclosed(&mut reader, &node, 100).await.unwrap(), 2, "the node and what is under it");
        let by_number = live::by_doc_no(&mut reader, "青政发【2026】１号").await.unwrap();
        assert_eq!(by_number[0].title, "甲文");
        assert!(live::by_doc_no(&mut reader, "").await.unwrap().is_empty());
    }

    async fn what_is_pinned_stands_on_top_until_its_time_is_over(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.news, "置顶稿")).await;
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::publish::pin(&mut tx, &desk, world.news, id, Some(desk.now.plus(1000))).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = world.app.db.reader();
        assert_eq!(live::pinned(&mut reader, world.news, desk.now).await.unwrap().len(), 1);
        assert!(live::pinned(&mut reader, world.news, desk.now.plus(1000)).await.unwrap().is_empty());
    }
}
