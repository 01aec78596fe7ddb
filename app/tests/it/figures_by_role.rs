//! Whoever reads a report opens from its numbers what the role allows, and no number leads to a page that is refused.

use axum::http::StatusCode;
use base::Date;
use matter::Ask;
use testkit::{Browser, County, both};

/// Lists to which the numbers of reports lead.
const LISTS: &[&str] = &["/work/letters", "/work/requests", "/work/hotline", "/work/consult", "/work/surveys"];

/// What a figure counts for a unit this year: the same among all units, and as many as its list says it has (such as 3 条).
pub(crate) async fn counted(county: &County, key: &str, unit: i64, measure: &str) -> i64 {
    let lines = county.app().ext::<matter::Lines>().expect("lines");
    let figure = lines.figure(key).expect(key);
    let (from, to) = (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31));
    let ask = Ask { from, to, unit: Some(unit) };
    let count = (figure.count)(county.app(), ask).await.expect("is counted");
    let all = (figure.by_unit)(county.app(), Ask { unit: None, ..ask }).await.expect("by unit");
    assert_eq!(all.iter().find(|(id, _)| *id == unit).map_or(0, |(_, count)| *count), count, "{key}");
    // The county's leader reads most lists, the head of the site's office those that are of the keepers.
    let mut list = county.signed_in("xianzhang").await.get(&(figure.list)(ask)).await;
    if list.status != StatusCode::OK {
        list = county.signed_in("dianzi").await.get(&(figure.list)(ask)).await;
    }
    assert!(list.seen().contains(&format!("共 {count} {measure}")), "{key} {count}: {}", list.seen());
    count
}

/// The addresses inside to which the numbers of a page lead.
async fn leads(reader: &mut Browser, page: &str) -> Vec<String> {
    let answer = reader.get(page).await;
    assert_eq!(answer.status, 200, "{page}: {}", answer.seen());
    let report = |link: &String| link.starts_with("/work/reports");
    answer.links("/work/").into_iter().filter(|link| link.contains('?') && !report(link)).collect()
}

both! {
    /// Numbers of lines whose lists a reader may not see led to a refused page.
    async fn no_number_of_a_report_leads_to_a_page_that_is_refused(county: County) {
        let mut reader = county.signed_in("cb003").await;
        let post = county.actor(&reader).await.staff().expect("an official").post;
        let mut security = county.signed_in("secadmin").await;
        let path = format!("/work/roles/{post}");
        let grant = security.get(&path).await.form(&path).expect("can be granted").set("roles", "reports.reader");
        let granted = security.submit(&grant).await;
        assert!(granted.status.is_success(), "{}", granted.seen());
        reader.forget();
        let mut reader = county.signed_in("cb003").await;
        let mut head = county.signed_in("zhuren").await;
        for page in ["/work/reports", "/work/reports/year", "/work/reports/units?line=letters"] {
            let of_reader = leads(&mut reader, page).await;
            let closed = of_reader.iter().find(|link| LISTS.iter().any(|list| link.starts_with(list)));
            assert_eq!(closed, None, "{page} leads a mere reader of reports to a list of a line");
            let of_head = leads(&mut head, page).await;
            assert!(page.contains("units") || of_head.iter().any(|link| link.starts_with("/work/letters")), "{page}");
            for (who, browser, links) in [("reader", &mut reader, of_reader), ("head", &mut head, of_head)] {
                for link in links {
                    let answer = browser.get(&link).await;
                    assert_eq!(answer.status, 200, "{who}: {page} leads to {link}");
                }
            }
        }
        let month = reader.get("/work/reports").await;
        assert!(month.seen().contains("满意率") && month.seen().contains('—'), "{}", month.seen());
        assert!(reader.get("/work/letters").await.status == 404, "else the links prove nothing");
    }

    /// The pages of the hotline and of disclosure requests had no current entry in the portal's navigation.
    async fn every_page_of_a_service_stands_under_an_entry_of_the_main_navigation(county: County) {
        let mut citizen = county.browser();
        for (page, entry) in [("/hotline", "互动交流"), ("/consult", "互动交流"), ("/requests", "政府信息公开"), ("/letters", "互动交流")] {
            let answer = citizen.get(page).await;
            let text = answer.text();
            let current: Vec<&str> = text.split("aria-current=\"page\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
            assert!(current.contains(&entry), "{page}: {current:?}");
        }
    }
}
