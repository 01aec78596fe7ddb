//! Rectification orders: the form with what is wrong, an order at every stage, and its papers.

use testkit::County;

use super::{Look, Sample};
use crate::monitoring::{by_hand, does};

/// An order from the form to its end, seen by those whose turn it is.
pub(super) async fn ordered(county: &County, look: &mut Look) {
    let new = "/work/monitoring/new";
    let mut clerk = county.signed_in("jiance").await;
    let wrong = [("lines", "首页标题有误 /"), ("found_on", ""), ("unit", "没有这个单位")];
    let sample = Sample { whose: "jiance", from: new, to: new, fields: &wrong, status: 422 };
    look.answer(county, &mut clerk, &sample).await;
    let page = by_hand(&mut clerk, "县教育局", "首页标题用语不规范 /s/jyj/\n机构电话已停用").await;
    let mut head = county.signed_in("dianzi").await;
    look.open(county, &mut head, "dianzi", &page).await;
    does(&mut head, &page, "redraft", &[("opinion", "请写明停用的是哪个电话。")]).await;
    look.open(county, &mut clerk, "jiance", &page).await;
    let to = format!("{page}/propose");
    let sample = Sample { whose: "jiance", from: &page, to: &to, fields: &[("demand", "")], status: 422 };
    look.answer(county, &mut clerk, &sample).await;
    does(&mut clerk, &page, "propose", &[("demand", "请核对机构职能页的咨询电话。")]).await;
    does(&mut head, &page, "issue", &[]).await;
    let mut officer = county.signed_in("xx003").await;
    does(&mut officer, &page, "sign", &[]).await;
    look.open(county, &mut officer, "xx003", &page).await;
    let to = format!("{page}/submit");
    let sample = Sample { whose: "xx003", from: &page, to: &to, fields: &[], status: 422 };
    look.answer(county, &mut officer, &sample).await;
    let form = officer.get(&page).await.form(&to).expect("the form");
    let text = officer.get(&page).await.text();
    let ids = text.split("name=\"said.").skip(1).filter_map(|part| part.split('"').next());
    let form = ids.fold(form, |form, id| form.set(&format!("answer.{id}"), "mended"));
    officer.submit(&form).await;
    look.open(county, &mut clerk, "jiance", &page).await;
    let to = format!("{page}/close");
    let sample = Sample { whose: "jiance", from: &page, to: &to, fields: &[], status: 422 };
    look.answer(county, &mut clerk, &sample).await;
    for paper in ["order", "feedback"] {
        look.open(county, &mut officer, "xx003", &format!("{page}/paper/{paper}")).await;
    }
    for path in ["/work/monitoring", "/work/monitoring/orders", "/work/monitoring/findings"] {
        look.open(county, &mut officer, "xx003", path).await;
    }
}
