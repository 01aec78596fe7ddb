//! The workbench: writing, two at once, publishing, forced publication, previews, what others do not see.

use axum::http::StatusCode;

use super::world::{Answer, World, article};

fn typed<'a>(
    once: &'a str,
    seq: &'a str,
    column: &'a str,
    title: &'a str,
    body: &'a str,
) -> Vec<(&'a str, &'a str, &'a str)> {
    vec![
        ("once", "", once),
        ("seq", "", seq),
        ("title", "", title),
        ("kind", "", "article"),
        ("column", "", column),
        ("body", "", body),
        ("source", "", "县农业农村局"),
        ("attribute", "", "none"),
    ]
}

pub(super) fn led(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.to().to_owned()
}

async fn seq(world: &World, id: i64) -> String {
    edition::item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap().seq.to_string()
}

::store::both! {
    async fn an_officer_writes_with_files_and_sees_them_again(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let form = world.get("/work/content/new", &writer).await;
        assert!(form.text.contains("县农业农村局 › 农业动态") && form.text.contains("要闻动态 › 青禾要闻"));
        assert!(!form.text.contains("走进青禾"), "units hand nothing in to the county's own columns");
        let column = world.own.to_string();
        let mut fields = typed("w1", "", &column, "春耕简讯", "第一段\n第二段");
        fields.push(("attachments", "说明.txt", "附件内容"));
        let path = led(&world.post("/work/content/new", &writer, &fields).await);
        assert_eq!(led(&world.post("/work/content/new", &writer, &fields).await), path, "a double click writes once");
        let page = world.get(&path, &writer).await.text;
        for part in ["春耕简讯", "&lt;p&gt;第一段&lt;/p&gt;", "说明.txt", "送审"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("强制发布"), "a writer publishes nothing");
        assert!(world.get("/work/content", &writer).await.text.contains("春耕简讯"));
        for path in ["/work/content?state=draft&kind=article&q=春耕&mine=1", "/work/content?state=x&after=1.2&column=y"] {
            assert_eq!(world.get(path, &writer).await.status, StatusCode::OK, "{path}");
        }
    }

    async fn a_text_of_megabytes_is_saved_and_one_too_long_for_an_article_is_told_the_way_out(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let column = world.own.to_string();
        let long = format!("<p>{}</p>", "各乡镇要高度重视。".repeat(100_000));
        assert!(long.len() > 2 * base::limits::FORM_BYTES_MAX, "more than other forms take");
        let path = led(&world.post("/work/content/new", &writer, &typed("w1", "", &column, "长篇", &long)).await);
        assert!(world.get(&path, &writer).await.text.len() > long.len(), "it is there again");
        let longer = long.repeat(2);
        let wrong = world.post("/work/content/new", &writer, &typed("w2", "", &column, "更长", &longer)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("作为附件上传") && wrong.text.len() > longer.len(), "nothing typed is lost");
    }

    async fn what_is_wrong_is_named_and_what_was_typed_stays(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let closed = world.slug("overview").await.to_string();
        let mut fields = typed("w1", "", &closed, "", "写了很多的正文");
        fields.push(("made_on", "", "昨天"));
        let wrong = world.post("/work/content/new", &writer, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("e-made_on") && wrong.text.contains("写了很多的正文"));
        fields.pop();
        let wrong = world.post("/work/content/new", &writer, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("e-title") && wrong.text.contains("e-column") && wrong.text.contains("写了很多的正文"));
        let column = world.own.to_string();
        let mut fields = typed("w2", "", &column, "带错图", "正文");
        fields.push(("cover", "图.txt", "不是图"));
        let wrong = world.post("/work/content/new", &writer, &fields).await;
        assert!(wrong.text.contains("不是图片") && wrong.text.contains("带错图"), "{}", wrong.text);
        assert!(!world.get("/work/content", &writer).await.text.contains("带错图"), "nothing is half-written");
    }

    async fn who_comes_second_sees_the_newest_beside_what_he_typed(test: TestDb) {
        let world = World::new(test).await;
        let (one, two) = (world.sign_in(2, "content.writer", "jia").await, world.sign_in(2, "content.writer", "yige").await);
        let id = world.create(2, article(world.own, "两人同改")).await;
        let (path, column, before) = (format!("/work/content/{id}"), world.own.to_string(), seq(&world, id).await);
        assert!(!world.get(&path, &one).await.text.contains("也打开着"));
        assert!(world.get(&path, &two).await.text.contains("jia同志"), "the second is told who is here");
        led(&world.post(&path, &one, &typed("a", &before, &column, "甲改的题", "甲改的文")).await);
        let late = world.post(&path, &two, &typed("b", &before, &column, "乙改的题", "乙改的文")).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        for part in ["甲改的文", "乙改的题", "乙改的文", "jia同志"] {
            assert!(late.text.contains(part), "{part}: {}", late.text);
        }
        let now = late.input("seq");
        led(&world.post(&path, &two, &typed("c", &now, &column, "合并的题", "合并的文")).await);
        let compared = world.get(&format!("{path}/versions"), &one).await.text;
        assert!(compared.contains("<mark>") && compared.contains("合并"), "{compared}");
        assert_eq!(world.get(&format!("{path}/versions?a=9&b=x"), &one).await.status, StatusCode::OK);
    }

    async fn what_is_typed_is_kept_in_the_background_and_comes_back(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let id = world.create(2, article(world.own, "写到一半")).await;
        let (path, column, now) = (format!("/work/content/{id}"), world.own.to_string(), seq(&world, id).await);
        assert_eq!(world.get(&format!("{path}/kept"), &writer).await.status, StatusCode::NOT_FOUND);
        world.pass(1_000);
        let kept = world.post(&format!("{path}/keep"), &writer, &typed("", &now, &column, "写到一半", "还没保存的一段")).await;
        assert!(kept.text.contains("已自动保存") && !kept.text.contains("已有人保存过"), "{}", kept.text);
        assert!(world.get(&path, &writer).await.text.contains("载入这份草稿"));
        assert!(world.get(&format!("{path}/kept"), &writer).await.text.contains("还没保存的一段"));
        let stale = world.post(&format!("{path}/keep"), &writer, &typed("", "0", &column, "题", "文")).await;
        assert!(stale.text.contains("已有人保存过"));
        led(&world.post(&path, &writer, &typed("s", &now, &column, "写完了", "全文")).await);
        assert_eq!(world.get(&format!("{path}/kept"), &writer).await.status, StatusCode::NOT_FOUND, "saving ends it");
        crate::desk::keep::sweep(&world.app).await.unwrap();
    }

    async fn another_unit_learns_nothing_of_a_working_copy(test: TestDb) {
        let world = World::new(test).await;
        let other = world.sign_in(3, "content.writer", "other").await;
        let id = world.create(2, article(world.own, "别人的稿")).await;
        let column = world.own.to_string();
        for path in ["", "/versions", "/preview", "/kept"] {
            let answer = world.get(&format!("/work/content/{id}{path}"), &other).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["", "/publish", "/force", "/withdraw", "/keep", "/preview", "/relate"] {
            let answer = world.post(&format!("/work/content/{id}{path}"), &other, &typed("x", "1", &column, "改", "改")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let list = world.get("/work/content", &other).await.text;
        assert!(!list.contains("别人的稿") && !list.contains("农业动态"));
        assert!(!world.get("/work/content/new", &other).await.text.contains("农业动态"));
        assert_eq!(world.get("/work/content/forced", &other).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_forced_publication_waits_for_another_person(test: TestDb) {
        let world = World::new(test).await;
        let (first, second) = (world.sign_in(1, "content.editor", "one").await, world.sign_in(1, "content.editor", "two").await);
        let away = world.sign_in(2, "content.editor", "away").await;
        let id = world.create(1, article(world.yaowen, "紧急预警")).await;
        let path = format!("/work/content/{id}");
        let early = world.post(&format!("{path}/publish"), &first, &[("once", "", "p")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "reviews come first");
        let silent = world.post(&format!("{path}/force"), &first, &[("once", "", "f0"), ("why", "", "急")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        led(&world.post(&format!("{path}/force"), &first, &[("once", "", "f1"), ("why", "", "暴雨红色预警须立即发布")]).await);
        assert!(world.page("/c/news/").await.contains("紧急预警"));
        let own = world.get("/work/content/forced", &first).await.text;
        assert!(own.contains("紧急预警") && own.contains("须由另一人复核"));
        assert!(!world.get("/work/content/forced", &away).await.text.contains("紧急预警"));
        let forced = crate::store::unreviewed::list(&mut world.app.db.reader(), None, true, None, 9).await.unwrap()[0].id;
        let at = format!("/work/content/forced/{forced}");
        let verdict = [("once", "", "v1"), ("verdict", "", "right"), ("note", "", "核对无误")];
        assert_eq!(world.post(&at, &first, &verdict).await.status, StatusCode::CONFLICT, "never the same person");
        assert_eq!(world.post(&at, &away, &verdict).await.status, StatusCode::NOT_FOUND);
        let empty = world.post(&at, &second, &[("once", "", "v2")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        led(&world.post(&at, &second, &[("once", "", "v3"), ("verdict", "", "right"), ("note", "", "核对无误")]).await);
        assert!(!world.get("/work/content/forced", &second).await.text.contains("紧急预警"));
        assert!(world.get("/work/content/forced?all=1", &second).await.text.contains("核对无误"));
        let again = world.post(&at, &second, &[("once", "", "v4"), ("verdict", "", "right"), ("note", "", "再来")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
    }

    async fn an_editor_pins_quotes_relates_binds_and_withdraws(test: TestDb) {
        let world = World::new(test).await;
        let editor = world.sign_in(1, "content.editor", "one").await;
        let id = world.published(1, article(world.yaowen, "要闻甲")).await;
        let other = world.published(1, article(world.policy, "文件乙")).await;
        let path = format!("/work/content/{id}");
        let (column, to, key) = (world.yaowen.to_string(), world.policy.to_string(), other.to_string());
        led(&world.post(&format!("{path}/pin"), &editor, &[("once", "", "1"), ("column", "", &column), ("days", "", "3")]).await);
        assert!(world.page("/c/yaowen/").await.contains("置顶"));
        led(&world.post(&format!("{path}/quote"), &editor, &[("once", "", "2"), ("to", "", &to)]).await);
        assert!(world.page("/c/policy/").await.contains("要闻甲"));
        led(&world.post(&format!("{path}/relate"), &editor, &[("once", "", "3"), ("relation", "", "interprets"), ("other", "", &key)]).await);
        assert!(world.page(&format!("/a/{other}")).await.contains("相关解读"));
        led(&world.post(&format!("{path}/validity"), &editor, &[("once", "", "4"), ("validity_now", "", "repealed")]).await);
        led(&world.post(&format!("{path}/set"), &editor, &[("once", "", "5"), ("members", "", &key)]).await);
        let page = world.get(&path, &editor).await.text;
        assert!(page.contains("属于发布组") && page.contains("文件乙") && page.contains("已置顶"), "{page}");
        led(&world.post(&format!("{path}/set"), &editor, &[("once", "", "6"), ("members", "", "")]).await);
        assert!(!world.get(&path, &editor).await.text.contains("属于发布组"));
        led(&world.post(&format!("{path}/unrelate"), &editor, &[("once", "", "7"), ("relation", "", "interprets"), ("other", "", &key)]).await);
        assert!(!world.page(&format!("/a/{other}")).await.contains("相关解读"));
        for (action, fields) in [
            ("pin", vec![("column", "", column.as_str()), ("days", "", "0")]),
            ("set", vec![("members", "", "甲")]),
            ("relate", vec![("relation", "", "x"), ("other", "", "1")]),
            ("withdraw", vec![("why", "", "")]),
        ] {
            let wrong = world.post(&format!("{path}/{action}"), &editor, &fields).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}");
        }
        assert_eq!(world.post(&format!("{path}/explode"), &editor, &[]).await.status, StatusCode::NOT_FOUND);
        led(&world.post(&format!("{path}/withdraw"), &editor, &[("once", "", "8"), ("why", "", "内容已经过期")]).await);
        assert_eq!(world.get(&format!("/a/{id}"), "").await.status, StatusCode::GONE);
        assert!(world.get(&path, &editor).await.text.contains("内容已经过期"));
    }

    async fn a_schedule_is_set_for_what_is_ready_and_called_off_again(test: TestDb) {
        let world = World::new(test).await;
        let editor = world.sign_in(1, "content.editor", "one").await;
        let id = world.create(1, article(world.yaowen, "定时稿")).await;
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let path = format!("/work/content/{id}");
        let mut tx = world.app.db.begin().await.unwrap();
        edition::item::to_review(&mut tx, &desk, id, 1).await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.get(&path, &editor).await.text.contains("正在审核"));
        let mut tx = world.app.db.begin().await.unwrap();
        edition::item::reviewed(&mut tx, &desk, id, true).await.unwrap();
        tx.commit().await.unwrap();
        for (typed, says) in [("2026-03-01T09:00", "已经过去"), ("明天", "例如")] {
            let wrong = world.post(&format!("{path}/schedule"), &editor, &[("scheduled_at", "", typed)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(wrong.text.contains(says), "{typed}");
        }
        led(&world.post(&format!("{path}/schedule"), &editor, &[("once", "", "2"), ("scheduled_at", "", "2026-03-03T09:00")]).await);
        assert!(world.get(&path, &editor).await.text.contains("将于 2026-03-03 09:00 发布"));
        led(&world.post(&format!("{path}/schedule"), &editor, &[("once", "", "3"), ("scheduled_at", "", "")]).await);
        assert!(!world.get(&path, &editor).await.text.contains("将于"));
        led(&world.post(&format!("{path}/publish"), &editor, &[("once", "", "4")]).await);
        assert!(world.page("/c/yaowen/").await.contains("定时稿"));
    }

    async fn a_preview_link_shows_this_state_to_a_stranger_until_it_expires_or_the_text_changes(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let id = world.create(2, article(world.own, "请专家看的稿")).await;
        let (file, _) = world.attach(id, "数据.txt", b"data", "attachment", "").await;
        world.attach(id, "原件.txt", b"secret", "source", "").await;
        let inside = world.get(&format!("/work/content/{id}/preview"), &writer).await;
        assert!(inside.text.contains("预览，尚未公开") && !inside.text.contains("原件.txt"), "{}", inside.text);
        let mut links = Vec::new();
        for once in ["p1", "p2"] {
            let made = led(&world.post(&format!("/work/content/{id}/preview"), &writer, &[("once", "", once)]).await);
            assert!(world.get(&made, &writer).await.text.contains("外部预览链接"));
            links.push(format!("/preview/{}", made.split("link=").nth(1).unwrap()));
        }
        let link = &links[0];
        let shown = world.get(link, "").await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        assert!(shown.text.contains("请专家看的稿") && shown.header("x-robots-tag").contains("noindex"));
        assert_eq!(shown.header("cache-control"), "no-store");
        assert_eq!(world.get(&format!("{link}/files/{file}"), "").await.text, "data");
        assert_eq!(world.get(&format!("{link}/files/{}", file + 1), "").await.status, StatusCode::NOT_FOUND, "no source papers");
        assert_eq!(world.get(&format!("{link}x"), "").await.status, StatusCode::GONE, "a touched link");
        let (column, now) = (world.own.to_string(), seq(&world, id).await);
        led(&world.post(&format!("/work/content/{id}"), &writer, &typed("s", &now, &column, "改过的稿", "新文")).await);
        assert_eq!(world.get(link, "").await.status, StatusCode::GONE, "it was given for another text");
        let made = led(&world.post(&format!("/work/content/{id}/preview"), &writer, &[("once", "", "p3")]).await);
        let fresh = format!("/preview/{}", made.split("link=").nth(1).unwrap());
        assert_eq!(world.get(&fresh, "").await.status, StatusCode::OK);
        world.pass(72 * base::time::HOUR);
        assert_eq!(world.get(&fresh, "").await.status, StatusCode::GONE);
    }

    async fn what_is_pasted_comes_back_as_clean_html_for_the_editor(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let word = "<p class=\"MsoNormal\" style=\"mso-x:1\" onclick=\"x()\">文字<script>alert(1)</script></p>";
        let clean = world.post("/work/content/paste", &writer, &[("html", "", word)]).await;
        let json: serde_json::Value = serde_json::from_str(&clean.text).unwrap();
        let html = json["html"].as_str().unwrap();
        assert!(html.contains("文字") && !html.contains("script") && !html.contains("onclick") && !html.contains("mso"), "{html}");
        assert_eq!(world.post("/work/content/paste", "", &[("html", "", "<p>x</p>")]).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_long_paste_of_word_comes_as_a_file_and_one_too_long_is_told_the_way_out(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let run = "<p class=MsoNormal style='mso-char-indent-count:2.0;text-indent:21.0pt'><span style='font-family:仿宋'>各乡镇要高度重视。</span><o:p></o:p></p>";
        let long = run.repeat(8_000);
        assert!(long.len() > base::limits::FORM_BYTES_MAX, "more than texts of a form may have");
        let answer = world.post("/work/content/paste", &writer, &[("html", "paste.html", &long)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let json: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        let html = json["html"].as_str().unwrap();
        assert_eq!(html.matches("<p class=\"indent\">各乡镇要高度重视。</p>").count(), 8_000);
        let most = "x".repeat(16 * 1024 * 1024 + 1);
        let answer = world.post("/work/content/paste", &writer, &[("html", "paste.html", &most)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let json: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        assert!(json["message"].as_str().unwrap().contains("16 MB"), "{json}");
    }

    async fn a_picture_is_taken_in_while_the_text_is_written(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let away = world.sign_in(3, "content.writer", "yuan").await;
        let id = world.create(2, article(world.own, "配图稿")).await;
        let path = format!("/work/content/{id}/picture");
        let wrong = world.post(&path, &writer, &[("picture", "说明.txt", "不是图")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("“说明.txt”不是图片"), "{}", wrong.text);
        let none = world.post(&path, &writer, &[("other", "", "x")]).await;
        assert!(none.text.contains("没有收到图片"), "{}", none.text);
        let broken = ("picture", "坏图.gif", "GIF89a\u{1}\0\u{1}\0\0\0\0 not a picture");
        let told = world.post(&path, &writer, &[broken]).await;
        assert!(told.status == StatusCode::UNPROCESSABLE_ENTITY && told.text.contains("“坏图.gif”已损坏"), "{}", told.text);
        let whole = "GIF89a\u{1}\0\u{1}\0\0\0\0,\0\0\0\0\u{1}\0\u{1}\0\0\u{2}\u{2}D\u{1}\0;";
        let gif = ("picture", "会场.gif", whole);
        assert_eq!(world.post(&path, &away, &[gif]).await.status, StatusCode::NOT_FOUND, "another unit's edition");
        let before = seq(&world, id).await;
        let taken = world.post(&path, &writer, &[gif]).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
        let json: serde_json::Value = serde_json::from_str(&taken.text).unwrap();
        let (file, href) = (json["id"].as_i64().unwrap(), json["href"].as_str().unwrap());
        assert_eq!((href, json["name"].as_str()), (format!("/a/{id}/files/{file}").as_str(), Some("会场.gif")));
        assert_eq!(world.get(href, &writer).await.status, StatusCode::OK);
        assert_eq!(world.get(href, "").await.status, StatusCode::NOT_FOUND, "nobody else sees it before it is published");
        assert_eq!(seq(&world, id).await, before, "who is writing is not overtaken by his own picture");
        let (column, words) = (world.own.to_string(), format!("alt_{file}"));
        let body = format!("<p>会议召开。</p><figure><img src=\"{href}\" alt=\"会场全景\"><figcaption>会场</figcaption></figure>");
        let mut fields = typed("s", &before, &column, "配图稿", &body);
        fields.push((words.as_str(), "", "会场全景"));
        led(&world.post(&format!("/work/content/{id}"), &writer, &fields).await);
        let page = world.get(&format!("/work/content/{id}"), &writer).await.text;
        assert!(page.contains(&format!("data-picture=\"{file}\"")) && page.contains("value=\"会场全景\""), "{page}");
        let mut tx = world.app.db.begin().await.unwrap();
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        edition::item::to_review(&mut tx, &desk, id, 1).await.unwrap();
        tx.commit().await.unwrap();
        let late = world.post(&path, &writer, &[gif]).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.text.contains("正在审核"), "{}", late.text);
    }

    async fn nothing_hostile_leaves_a_page_whatever_was_typed(test: TestDb) {
        const EVIL: &str = "\"><script>alert(1)</script><img src=x alt=画 onerror=alert(1)>";
        let world = World::new(test).await;
        let mut draft = article(world.yaowen, EVIL);
        let c = &mut draft.content;
        for field in [&mut c.subtitle, &mut c.summary, &mut c.source, &mut c.author, &mut c.editor, &mut c.keywords] {
            EVIL.clone_into(field);
        }
        c.body = format!("<p onclick=\"x()\">正文{EVIL}</p><iframe src=\"//evil.example\"></iframe><a href=\"javascript:x()\">链</a>");
        c.cover.alt = EVIL.into();
        let id = world.published(1, draft).await;
        for path in [format!("/a/{id}"), format!("/a/{id}/print"), "/c/news/".into(), "/c/news/atom.xml".into(), "/c/news/rss.xml".into()] {
            let page = world.page(&path).await;
            for bad in ["<script>alert", "<img src=x", "onclick=\"x", "<iframe", "javascript:x"] {
                assert!(!page.contains(bad), "{path}: {bad}: {page}");
            }
        }
    }
}
