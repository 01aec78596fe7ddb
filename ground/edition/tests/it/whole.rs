//! What publication needs beside the text: a place in the catalogue, words for pictures, photos without their places.

use base::Error;
use edition::import::Import;
use edition::item::{self, Draft};
use edition::publish::Ground;
use edition::{Content, Desk};
use identity::Actor;

use crate::world::{World, article};

/// A disclosed document.
fn disclosed(column: i64, title: &str, node: &str) -> Draft {
    let mut draft = article(column, title);
    draft.attribute = "active".into();
    draft.content.head.node = node.into();
    draft
}

/// Hands the edition in and takes it back; gives the fields that were missing.
async fn lacks(world: &World, id: i64) -> Vec<String> {
    let mut tx = world.app.db.begin().await.unwrap();
    let desk = Desk::new(&world.app, &Actor::System);
    match item::to_review(&mut tx, &desk, id, 1).await {
        Ok(_) => Vec::new(),
        Err(Error::Invalid(faults)) => {
            faults.into_iter().map(|fault| format!("{}:{}", fault.field, fault.message)).collect()
        }
        Err(error) => panic!("{error:?}"),
    }
}

/// What publishing by force misses.
async fn forced(world: &World, id: i64) -> Vec<String> {
    match world.publish(&Actor::System, id, Ground::Forced("紧急情况先行发布")).await {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
        Err(error) => panic!("{error:?}"),
    }
}

/// As little of a photo as there can be, turned by a camera that wrote where it was.
fn photo() -> Vec<u8> {
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 36.0611N 103.8343E";
    let segment = |marker: u8, contents: &[u8]| {
        let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], contents].concat()
    };
    [
        b"\xff\xd8".as_slice(),
        &segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        &segment(0xe1, exif),
        &segment(0xdb, &[1; 65]),
        &segment(0xc0, b"\x08\0\x01\0\x01\x01\x01\x11\0"),
        &segment(0xda, b"\x01\x01\0\0\x3f\0"),
        b"pixels\xff\xd9",
    ]
    .concat()
}

store::both! {
    async fn what_is_disclosed_is_handed_in_with_its_place_in_the_catalogue(t: TestDb) {
        let world = World::new(t).await;
        let bare = world.create(&Actor::System, 1, disclosed(world.news, "没有目录", "")).await.unwrap();
        assert_eq!(lacks(&world, bare).await.len(), 1);
        assert!(lacks(&world, bare).await[0].starts_with("node:主动公开"), "{:?}", lacks(&world, bare).await);
        assert_eq!(forced(&world, bare).await, ["node"], "nor is it published without");
        let wrong = world.create(&Actor::System, 1, disclosed(world.news, "错的目录", "none/such")).await;
        assert!(matches!(wrong, Err(Error::Invalid(ref faults)) if faults[0].field == "node"), "{wrong:?}");
        let placed = world.create(&Actor::System, 1, disclosed(world.news, "有目录", "finance/budget")).await.unwrap();
        assert!(lacks(&world, placed).await.is_empty());
        let other = world.create(&Actor::System, 1, article(world.news, "动态")).await.unwrap();
        assert!(lacks(&world, other).await.is_empty(), "what is no government information needs none");
        let paper = world.create(&Actor::System, 1, disclosed(world.policy, "文件", "")).await.unwrap();
        let kept = item::find(&mut world.app.db.reader(), paper).await.unwrap().unwrap().content().unwrap();
        assert_eq!(kept.head.node, "basis/other", "the column of papers says where they stand");
    }

    async fn the_secrecy_review_discloses_nothing_that_has_no_place(t: TestDb) {
        let world = World::new(t).await;
        let id = world.create(&Actor::System, 1, article(world.news, "动态")).await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        item::to_review(&mut tx, &desk, id, 1).await.unwrap();
        let done = item::decide_attribute(&mut tx, &desk, id, "active", "").await;
        assert!(matches!(done, Err(Error::Invalid(ref faults)) if faults[0].field == "attribute"), "{done:?}");
        item::decide_attribute(&mut tx, &desk, id, "request", "条例第十六条").await.unwrap();
    }

    async fn pictures_without_words_are_neither_handed_in_nor_published(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let picture = world.stored("会场.txt", "画").await;
        let id = world.create(&Actor::System, 1, article(world.news, "带图")).await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        let file = item::add_file(&mut tx, &desk, id, &picture, "image", "").await.unwrap();
        tx.commit().await.unwrap();
        let missing = lacks(&world, id).await;
        assert!(missing.len() == 1 && missing[0].starts_with("images:") && missing[0].contains("会场.txt"), "{missing:?}");
        assert_eq!(forced(&world, id).await, ["images"]);
        let body = |alt: &str| format!("<p>春耕。</p><p><img src=\"/a/{id}/files/{file}\" alt=\"{alt}\"></p>");
        for (alt, expected) in [("IMG_2024.jpg", "body"), ("农户在田间插秧", "")] {
            let mut tx = world.app.db.begin().await.unwrap();
            let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
            let mut draft = article(world.news, "带图");
            draft.content.body = body(alt);
            item::save(&mut tx, &desk, id, seq, draft).await.unwrap();
            tx.commit().await.unwrap();
            let missing = lacks(&world, id).await;
            let fields: Vec<&str> = missing.iter().filter_map(|fault| fault.split(':').next()).collect();
            assert_eq!(fields.join(","), expected, "{alt}: {missing:?}");
            assert!(missing.iter().all(|fault| fault.contains("会场.txt")), "{missing:?}");
        }
        let mut tx = world.app.db.begin().await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        let mut gallery = article(world.news, "图集");
        gallery.kind = "images".into();
        item::save(&mut tx, &desk, id, seq, gallery).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(forced(&world, id).await, ["images"], "a gallery shows words beside each picture");
        let mut tx = world.app.db.begin().await.unwrap();
        item::describe_file(&mut tx, &desk, id, file, "农户在田间插秧").await.unwrap();
        tx.commit().await.unwrap();
        assert!(forced(&world, id).await.is_empty());
    }

    async fn a_photo_is_kept_without_the_place_where_it_was_taken(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let id = world.create(&Actor::System, 1, article(world.news, "带照片")).await.unwrap();
        let mut incoming = world.app.files.incoming(10_000).await.unwrap();
        incoming.push(&photo()).await.unwrap();
        let stored = incoming.finish("现场.jpg").await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        for role in ["image", "cover", "source"] {
            item::add_file(&mut tx, &desk, id, &stored, role, "现场").await.unwrap();
        }
        tx.commit().await.unwrap();
        let bare = item::bared(&world.app, stored.clone()).await.unwrap();
        assert_ne!(bare.digest, stored.digest, "imports are kept so too");
        assert_eq!(item::bared(&world.app, bare.clone()).await.unwrap(), bare, "once is enough");
        for file in item::files(&mut world.app.db.reader(), id).await.unwrap() {
            let bytes = world.app.files.read(&file.digest, 10_000).await.unwrap().unwrap();
            let told = bytes.windows(3).any(|window| window == b"GPS");
            assert_eq!(told, file.role == "source", "{}: what is not shown stays as it came", file.role);
            assert_eq!(usize::try_from(file.size).unwrap(), bytes.len());
            assert!(bytes.ends_with(b"pixels\xff\xd9"), "{}", file.role);
            assert!(bytes.windows(6).any(|window| window == b"Exif\0\0"), "its turn stays");
        }
    }

    async fn an_old_version_is_taken_up_again_with_its_files(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let (plan, table) = (world.stored("方案.txt", "方案").await, world.stored("附表.txt", "附表").await);
        let id = world.create(&Actor::System, 1, article(world.news, "第一版")).await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        let first = item::add_file(&mut tx, &desk, id, &plan, "attachment", "").await.unwrap();
        assert_eq!(item::keep_version(&mut tx, &desk, id, "saved").await.unwrap(), 1);
        tx.commit().await.unwrap();
        world.pass(1_000);
        let later = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        item::save(&mut tx, &later, id, seq, article(world.news, "第二版")).await.unwrap();
        item::remove_file(&mut tx, &later, id, first).await.unwrap();
        item::add_file(&mut tx, &later, id, &table, "attachment", "").await.unwrap();
        item::keep_version(&mut tx, &later, id, "saved").await.unwrap();
        tx.commit().await.unwrap();
        world.pass(1_000);
        let last = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        assert!(matches!(item::restore(&mut tx, &last, id, 9).await, Err(Error::Unseen)));
        assert_eq!(item::restore(&mut tx, &last, id, 1).await.unwrap(), 3, "nothing is overwritten");
        tx.commit().await.unwrap();
        let mut reader = world.app.db.reader();
        assert_eq!(item::find(&mut reader, id).await.unwrap().unwrap().title, "第一版");
        let names: Vec<String> = item::files(&mut reader, id).await.unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["方案.txt"]);
    }

    async fn imported_relations_stand_on_the_ledger_once(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let bring = |origin: &'static str, title: &str| Import {
            origin, kind: "policy", column: world.policy, unit: 1, attribute: "active", addresses: &[],
            content: Content { title: title.into(), body: "<p>条文</p>".into(), source: "县政府".into(), ..Content::default() },
        };
        let mut tx = world.app.db.begin().await.unwrap();
        let old = edition::import::bring(&mut tx, &desk, bring("laws:1", "旧办法")).await.unwrap().id();
        let new = edition::import::bring(&mut tx, &desk, bring("laws:2", "新办法")).await.unwrap().id();
        for _ in 0..2 {
            edition::import::relate(&mut tx, &desk, new, "supersedes", old).await.unwrap();
        }
        edition::publish::readdress(&mut tx, &desk, "", "/old/1.html", Some(new), "").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.verbs(new).await, ["edition.import", "edition.relate", "edition.readdress"]);
    }
}
