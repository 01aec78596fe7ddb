//! What the public reads of an organ is what the organ published: no text that nobody wrote, no list without an end.

use axum::http::StatusCode;
use testkit::{PageForm, both};

use super::{LISTED, form, keeper, rows};

/// The versions of a list that are typed here: one entry a line.
fn typed(form: PageForm, why: &str, lines: &[&str]) -> PageForm {
    form.set("why", why).set("entries", &lines.join("\n"))
}

both! {
    async fn an_organ_that_published_no_guide_is_given_none(county: County) {
        let unit = county.unit("县教育局").await;
        let mut reader = county.browser();
        for (kind, title) in [("guide", "政府信息公开指南"), ("rules", "政府信息公开制度")] {
            let page = reader.get(&format!("/xxgk/{kind}?unit={unit}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.seen().contains(&format!("县教育局尚未公布{title}")), "{}", page.seen());
            for invented in ["办公地址", "办公时间", "先审查、后公开"] {
                assert!(!page.seen().contains(invented), "{invented}: {}", page.seen());
            }
            assert!(page.seen().contains("的方式向该单位获取政府信息"), "it says how one asks the organ: {}", page.seen());
        }
        let page = "/work/disclosure/page/guide";
        let mut keeper = keeper(&county, "县教育局").await;
        let begun = form(&mut keeper, page, page).await;
        let refused = keeper.submit(&begun).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for missing in ["缺少“办公地址”", "缺少“办公时间”", "缺少“传真号码”"] {
            assert!(refused.seen().contains(missing), "the editor begins with no invented facts: {missing}: {}", refused.seen());
        }
    }

    async fn the_catalogues_of_the_county_are_read_page_by_page(county: County) {
        let today = county.clock.now().date();
        let rules = base::Rules::built_in().with_edit("web.page.rows", 5, today, "试点").expect("within bounds");
        county.app().replace_rules(rules);
        let mut officer = keeper(&county, "县水利局").await;
        let unit = county.unit("县水利局").await;
        for domain in ["project", "trade", "safety", "tax", "land", "finance"] {
            let page = format!("/work/disclosure/standard/{domain}");
            let filled = crate::disclosure::catalogues::with_row(form(&mut officer, &page, &page).await, 1, "机构职能");
            assert!(officer.submit(&filled).await.status.is_success());
        }
        let mut reader = county.browser();
        let (mut all, mut at) = (Vec::new(), "/xxgk/standard".to_owned());
        let mut pages = 0;
        loop {
            let page = reader.get(&at).await;
            let found = page.links("/xxgk/standard?unit=");
            assert!(found.len() <= 5, "{at}: {}", found.len());
            all.extend(found);
            pages += 1;
            let next = format!("?page={}", pages + 1);
            if !page.links("?page=").contains(&next) {
                break;
            }
            at = format!("/xxgk/standard{next}");
        }
        let of_unit = all.iter().filter(|link| link.starts_with(&format!("/xxgk/standard?unit={unit}&"))).count();
        assert!(pages > 1 && of_unit == 6, "{pages} pages: {all:?}");
        let once: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(once.len(), all.len(), "each stands once");
    }

    async fn a_version_of_a_list_keeps_its_order_and_equal_entries_are_one(county: County) {
        let page = "/work/disclosure/lists/duty";
        let (mut keeper, unit) = (keeper(&county, "县水利局").await, county.unit("县水利局").await);
        let lines = ["\t河道巡查\t\t水法\t巡查", "\t防汛值守\t\t防洪法\t值守", "\t取水监管\t\t水法\t监管"];
        let twice = [lines[0], lines[1], lines[0]];
        let doubled = typed(form(&mut keeper, page, page).await, "首次公布本清单", &twice);
        let refused = keeper.submit(&doubled).await;
        assert!(refused.seen().contains("第 3 行与第 1 行完全相同"), "{}", refused.seen());
        let first = typed(form(&mut keeper, page, page).await, "首次公布本清单", &lines);
        assert!(keeper.submit(&first).await.seen().contains("第 1 版"));
        let turned = [lines[2], lines[1], lines[0]];
        let second = typed(form(&mut keeper, page, page).await, "按履职顺序重新排列", &turned);
        assert!(keeper.submit(&second).await.seen().contains("第 2 版"));
        let mut reader = county.browser();
        for (version, expected) in [("&version=1", ["河道巡查", "防汛值守", "取水监管"]), ("&version=2", ["取水监管", "防汛值守", "河道巡查"]), ("", ["取水监管", "防汛值守", "河道巡查"])] {
            let sheet = reader.get(&format!("/xxgk/lists/excel?list=duty&unit={unit}{version}")).await;
            let names: Vec<String> = rows(&sheet, &LISTED).into_iter().map(|row| row[1].clone()).collect();
            assert_eq!(names, expected, "{version}");
        }
    }

    async fn statistics_end_today(county: County) {
        let mut reader = county.browser();
        let (now, later) = (reader.get("/xxgk/stats").await, reader.get("/xxgk/stats?to=2999-01-01").await);
        assert!(!later.seen().contains("一次最多统计"), "{}", later.seen());
        let today = format!("to={}", county.clock.now().date());
        let links = later.links("/xxgk/published?");
        assert!(!links.is_empty() && links.iter().all(|link| link.contains(&today)), "{links:?}");
        assert_eq!(links, now.links("/xxgk/published?"));
    }
}
