//! What a unit discloses: a guide with its versions, a list with what it changed, what is looked for in the catalogue, and the
//! code of a terminal.

use testkit::County;

use super::super::look::Look;
use super::Sample;
use crate::review;

/// A guide that says all that the article demands.
const GUIDE: &str = "<p>信息按法定类别编排，分类见目录。获取方式：网站查阅。</p><p>机构名称：县司法局办公室</p><p>办公地址：禾丰路 8 号</p>\
    <p>办公时间：工作日</p><p>联系电话：0000-7654321</p><p>传真：无</p><p>网址：www.qinghe.example</p>";

/// Opens what only a unit that disclosed something has.
pub(super) async fn kept(county: &County, look: &mut Look) {
    let login = review::login(county, "县民政局", "xx").await;
    let mut keeper = county.signed_in(&login).await;
    let whose = login.as_str();
    let page = "/work/disclosure/page/guide";
    let short = [("body", "<p>只有一句话，别的什么也没有写明白。</p>")];
    look.answer(county, &mut keeper, &Sample { whose, from: page, to: page, fields: &short, status: 422 }).await;
    let form = keeper.get(page).await.form(page).expect("the editor").set("body", GUIDE);
    keeper.submit(&form).await;
    look.open(county, &mut keeper, whose, &format!("{page}/1")).await;
    let page = "/work/disclosure/lists/duty";
    for (entries, why) in [("1\t登记\t许可\t条例\t公示", "按目录编制"), ("2\t检查\t监督\t条例\t公示", "按目录调整")]
    {
        let form = keeper.get(page).await.form(page).expect("the form");
        keeper.submit(&form.set("entries", entries).set("why", why)).await;
    }
    let unit = county.unit("县民政局").await;
    let mut reader = county.browser();
    for path in
        [format!("/xxgk/lists?list=duty&unit={unit}&version=2"), "/xxgk/search?q=%E9%80%9A%E7%9F%A5&in=all".to_owned()]
    {
        look.open(county, &mut reader, "", &path).await;
    }
    look.open(county, &mut reader, "", "/kiosk").await;
    let wrong = [("code", "123")];
    let code = Sample { whose: "", from: "/kiosk/register", to: "/kiosk/register", fields: &wrong, status: 422 };
    look.answer(county, &mut reader, &code).await;
}
