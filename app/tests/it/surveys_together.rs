//! Two people at one survey, notice or quiz at once, and two clicks at one button.

use testkit::{Browser, PageForm, both};

use crate::surveys::{HEAD, NOTICE};

async fn form(browser: &mut Browser, page: &str, action: &str) -> PageForm {
    let answer = browser.get(page).await;
    answer.form(action).unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()))
}

fn typed(form: PageForm, fields: &[(&str, &str)]) -> PageForm {
    fields.iter().fold(form, |form, (name, value)| form.set(name, value))
}

both! {
    async fn the_second_of_two_keepers_is_told_who_was_faster_and_loses_nothing(county: County) {
        let login = county.clerk_of("县农业农村局").await;
        let mut clerk = county.signed_in(&login).await;
        for (new, head) in [("/work/surveys/notices/new", NOTICE.as_slice()), ("/work/surveys/new", HEAD.as_slice())] {
            let draft = typed(form(&mut clerk, new, new).await, head);
            let made = clerk.submit(&draft).await;
            let here = made.path.clone();
            assert!(made.seen().contains("草稿已保存"), "{}", made.seen());
            let edit = format!("{here}/edit");
            // Two windows are open at once.
            let (one, other) = (form(&mut clerk, &edit, &edit).await, form(&mut clerk, &edit, &edit).await);
            let first = clerk.submit(&one.set("title", "先保存的一份标题")).await;
            assert!(first.seen().contains("先保存的一份标题"), "{}", first.seen());
            let late = clerk.submit(&other.set("title", "晚了一步的一份标题")).await;
            assert_eq!(late.status, 422, "{new}");
            assert!(late.seen().contains("您打开之后") && late.text().contains("晚了一步的一份标题"), "{}", late.seen());
            assert!(clerk.get(&here).await.seen().contains("先保存的一份标题"), "the first one's text stands");
        }
    }

    async fn a_head_approves_only_what_he_saw(county: County) {
        let login = county.clerk_of("县农业农村局").await;
        let (mut clerk, mut head) = (county.signed_in(&login).await, county.signed_in(&login.replace("cb", "fz")).await);
        let new = "/work/surveys/notices/new";
        let draft = typed(form(&mut clerk, new, new).await, &NOTICE);
        let made = clerk.submit(&draft).await;
        let here = made.path.clone();
        let (submit, approve) = (format!("{here}/acts/submit"), format!("{here}/acts/approve"));
        let handed = form(&mut clerk, &here, &submit).await;
        clerk.submit(&handed).await;
        let seen = form(&mut head, &here, &approve).await;
        // Meanwhile it is sent back, changed and handed in again.
        let reject = form(&mut head, &here, &format!("{here}/acts/reject")).await.set("reason", "请补充公示的依据");
        assert!(head.submit(&reject).await.seen().contains("已退回"));
        let edit = format!("{here}/edit");
        let changed = form(&mut clerk, &edit, &edit).await.set("title", "换过的标题换过的标题");
        clerk.submit(&changed).await;
        let handed = form(&mut clerk, &here, &submit).await;
        clerk.submit(&handed).await;
        let late = head.submit(&seen).await;
        assert!(late.status == 422 && late.seen().contains("您打开之后"), "{} {}", late.status, late.seen());
        let newest = form(&mut head, &here, &approve).await;
        let approved = head.submit(&newest).await;
        assert!(approved.seen().contains("换过的标题换过的标题") && approved.seen().contains("看公开的页面"), "{}", approved.seen());
    }

    async fn a_second_click_leads_where_the_first_one_led(county: County) {
        let mut clerk = county.signed_in(&county.clerk_of("县农业农村局").await).await;
        let new = "/work/surveys/notices/new";
        let filled = typed(form(&mut clerk, new, new).await, &NOTICE);
        let (first, second) = (clerk.submit(&filled).await, clerk.submit(&filled).await);
        assert!(first.path.starts_with("/work/surveys/notices/") && first.status == 200, "{}", first.path);
        assert_eq!(second.path, first.path, "not to the list");
        let new = "/work/surveys/quizzes/new";
        let quiz = [
            ("title", "春季防火知识测一测"), ("intro", "看看您知道多少防火知识。"), ("opens_on", "2026-03-02"), ("closes_on", "2026-03-20"),
        ];
        let filled = typed(form(&mut clerk, new, new).await, &quiz);
        let (first, second) = (clerk.submit(&filled).await, clerk.submit(&filled).await);
        assert!(first.path.starts_with("/work/surveys/quizzes/") && first.status == 200, "{}", first.seen());
        assert_eq!(second.path, first.path);
    }
}
