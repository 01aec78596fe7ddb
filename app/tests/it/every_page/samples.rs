//! What no link leads to: answers to forms, parts of pages, pages of errors, sign-in, what was kept over a lost session.

mod asked;
mod disclosed;
mod ordered;

use testkit::{Answer, Browser, County, Dialect, PageForm};

use super::look::{Look, Way};
use crate::{consult, covering, journey, requests};

/// An invented notice for 2027 in the words of the State Council.
const NOTICE: &str = "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕0号\n\
    一、元旦：1月1日（周五）至3日（周日）放假，共3天。";

/// A form that is looked for, filled in and sent in every way in which its answer can be shown.
struct Sample<'a> {
    /// Who sends it.
    whose: &'a str,
    /// The page on which it stands.
    from: &'a str,
    /// Where it goes.
    to: &'a str,
    /// What is filled in.
    fields: &'a [(&'a str, &'a str)],
    /// The status of the answer.
    status: u16,
}

impl Sample<'_> {
    async fn form(&self, browser: &mut Browser) -> PageForm {
        Way::Normal.take(browser, self.from);
        let page = browser.get(self.from).await;
        let form = page.form(self.to);
        let form = form.unwrap_or_else(|| panic!("no form to {} on {}: {}", self.to, self.from, page.seen()));
        self.fields.iter().fold(form, |form, (name, value)| form.set(name, value))
    }

    async fn send(&self, browser: &mut Browser, mut form: PageForm, way: Way) -> Answer {
        form.action = way.take(browser, &form.action);
        browser.submit(&form).await
    }
}

impl Look {
    /// Sends a sample in all ways; one that is refused is sent twice, and the answer is the same.
    async fn answer(&mut self, county: &County, browser: &mut Browser, sample: &Sample<'_>) {
        for way in Way::of(sample.to) {
            let form = sample.form(browser).await;
            county.app().templates.rendered();
            let answer = sample.send(browser, form.clone(), *way).await;
            self.note(county, *way, sample.whose, &answer);
            assert_eq!(answer.status, sample.status, "{} {}", sample.to, answer.seen());
            if sample.status == 422 && *way == Way::Normal {
                let again = sample.send(browser, form, *way).await;
                self.compare(&answer, &again, sample.whose);
            }
        }
    }

    /// Opens an address that is answered with an error.
    async fn refused(&mut self, county: &County, browser: &mut Browser, path: &str, status: u16) {
        for way in Way::of(path) {
            let address = way.take(browser, path);
            county.app().templates.rendered();
            let answer = browser.get(&address).await;
            assert_eq!(answer.status, status, "{path}");
            self.note(county, *way, "", &answer);
        }
        Way::Normal.take(browser, path);
    }
}

/// Looks at all of them.
pub async fn open(county: &County, look: &mut Look) {
    strangers(county, look).await;
    robots(look).await;
    citizens(county, look).await;
    applicants(county, look).await;
    askers(county, look).await;
    asked::surveyed(county, look).await;
    asked::objected(county, look).await;
    asked::callers(county, look).await;
    asked::platforms(county, look).await;
    disclosed::kept(county, look).await;
    ordered::ordered(county, look).await;
    clerks(county, look).await;
    administrators(county, look).await;
    lost_sessions(county, look).await;
}

async fn strangers(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    browser.set_cookie(web::SESSION_COOKIE, "nobody");
    look.refused(county, &mut browser, "/nothing/here", 404).await;
    look.open(county, &mut browser, "", "/letters/similar?q=%E8%B7%AF%E7%81%AF").await;
    look.open(county, &mut browser, "", "/work/login").await;
    let wrong = [("title", "短"), ("phone", "abc")];
    let write = Sample { whose: "", from: "/letters/write?read=1", to: "/letters/write", fields: &wrong, status: 422 };
    look.answer(county, &mut browser, &write).await;
    let garbled = [("receipt", "{}")];
    let verify = Sample { whose: "", from: "/verify", to: "/verify", fields: &garbled, status: 200 };
    look.answer(county, &mut browser, &verify).await;
    let wrong = [("login", "nobody"), ("password", "nothing")];
    let sign_in = Sample { whose: "", from: "/work/login", to: "/work/login", fields: &wrong, status: 422 };
    look.answer(county, &mut browser, &sign_in).await;
}

/// A county that asks its writers whether they are people.
async fn robots(look: &mut Look) {
    let county = County::with(Dialect::Sqlite, |settings| settings.web.bot_check = true).await;
    county.app().templates.rendered();
    let mut browser = county.browser();
    for way in Way::of("/letters/write") {
        let address = way.take(&mut browser, "/letters/write?read=1");
        let answer = browser.get(&address).await;
        assert!(answer.text().contains("f-challenge_answer"), "{}", answer.seen());
        look.note(&county, *way, "", &answer);
    }
}

async fn citizens(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    let page = browser.get("/letters/write?read=1").await;
    let form = journey::letter(page.form("/letters/write").expect("the form"), "路口的红绿灯不亮已经三天了", true);
    let receipt = browser.submit(&form).await;
    look.open(county, &mut browser, "", &receipt.path).await;
    let (number, code) = journey::number_and_code(&receipt);
    let asked = [("number", number.as_str()), ("code", code.as_str())];
    let query = Sample { whose: "", from: "/letters/query", to: "/letters/query", fields: &asked, status: 200 };
    look.answer(county, &mut browser, &query).await;
    let phone = [("phone", "13800005678")];
    let login = Sample { whose: "", from: "/login", to: "/login", fields: &phone, status: 200 };
    for way in Way::of("/login") {
        let form = login.form(&mut browser).await;
        county.app().templates.rendered();
        let answer = login.send(&mut browser, form, *way).await;
        look.note(county, *way, "", &answer);
        county.pass(base::time::HOUR).await;
    }
    let mut signed_in = journey::citizen(county, "13800005679").await;
    look.open(county, &mut signed_in, "citizen", "/my").await;
}

/// A request for disclosure, with and without what its form wants, its letter, and what its clerk sees.
async fn applicants(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    let wrong = [("title", ""), ("phone", "abc")];
    let ask = Sample { whose: "", from: "/requests/ask", to: "/requests/ask", fields: &wrong, status: 422 };
    look.answer(county, &mut browser, &ask).await;
    let organ = county.unit("县政府办").await.to_string();
    let page = browser.get("/requests/ask").await;
    let form = requests::asked(page.form("/requests/ask").expect("the form"), &organ, "城区道路绿化招标文件");
    let receipt = browser.submit(&form).await;
    look.open(county, &mut browser, "", &receipt.path).await;
    let (number, code) = requests::number_and_code(&receipt);
    let mut clerk = county.signed_in("shenqing").await;
    let list = clerk.get(&format!("/work/requests?q={}", web::encode(&number))).await;
    let numbered = |l: &String| l.trim_start_matches("/work/requests/").chars().all(|c| c.is_ascii_digit());
    let here = list.links("/work/requests/").into_iter().find(numbered).expect("in the register");
    let page = clerk.get(&here).await;
    clerk.submit(&page.form(&format!("{here}/confirm")).expect("to be confirmed")).await;
    let page = clerk.get(&here).await;
    let form = page.form(&format!("{here}/ask_correction")).expect("to be corrected");
    clerk.submit(&form.set("opinion", "请写明招标的年份。")).await;
    let asked = [("number", number.as_str()), ("code", code.as_str())];
    let query = Sample { whose: "", from: "/requests/query", to: "/requests/query", fields: &asked, status: 200 };
    look.answer(county, &mut browser, &query).await;
    for way in Way::of("/requests/query/letter") {
        let form = query.form(&mut browser).await;
        let status = browser.submit(&form).await;
        let mut letter = status.form("/requests/query/letter").expect("a letter");
        letter.action = way.take(&mut browser, &letter.action);
        county.app().templates.rendered();
        let answer = browser.submit(&letter).await;
        assert_eq!(answer.status, 200, "{}", answer.seen());
        look.note(county, *way, "", &answer);
    }
    Way::Normal.take(&mut browser, "/");
    let whose = "shenqing";
    for more in ["", "/identity", "/form", "/approval", "/answer?choose=1", "/answer?result=a3", "/answer?result=d2"] {
        look.open(county, &mut clerk, whose, &format!("{here}{more}")).await;
    }
    for what in [
        "search", "ask", "served", "said", "unserved", "file", "mask", "fee", "deliver", "retract", "amend", "void",
        "dispute", "replied", "decided", "redo", "reopen", "propose", "judge",
    ] {
        look.open(county, &mut clerk, whose, &format!("{here}/more/{what}")).await;
    }
    covered(county, look, &mut clerk, &here).await;
    for list in ["/work/requests/disputes", "/work/requests/annual/units"] {
        look.open(county, &mut clerk, whose, list).await;
    }
    let to = format!("{here}/more/search");
    look.answer(county, &mut clerk, &Sample { whose, from: &to, to: &to, fields: &[], status: 422 }).await;
    // The report of the year before is settled by the demonstration, that of the year before it here.
    let last = county.clock.today().year() - 1;
    let query = format!("?year={}&unit=0", last - 1);
    let page = clerk.get(&format!("/work/requests/annual{query}")).await;
    let form = page.form(&format!("/work/requests/annual/settle{query}")).expect("a year that is over");
    let form = form.set("why", "当年还没有单位填报");
    assert_eq!(clerk.submit(&form).await.status, 200);
    look.open(county, &mut clerk, whose, &format!("/work/requests/annual/correct{query}")).await;
    for (file, begins) in [("word", "PK"), ("epub", "PK"), ("pdf", "%PDF")] {
        let answer = browser.get(&format!("/requests/annual/{last}/0/{file}")).await;
        assert!(answer.status == 200 && answer.bytes.starts_with(begins.as_bytes()), "a settled report as {file}");
    }
    for year in [last, last - 1] {
        look.open(county, &mut clerk, whose, &format!("/work/requests/annual?year={year}&unit=0")).await;
        look.open(county, &mut browser, "", &format!("/requests/annual/{year}/0")).await;
        look.open(county, &mut browser, "", &format!("/requests/annual/{year}/0/book")).await;
    }
}

/// An original is covered, with places that are none and with one that is.
async fn covered(county: &County, look: &mut Look, clerk: &mut Browser, request: &str) {
    let whose = "shenqing";
    let cover = covering::original(clerk, request, "名单.pdf", &covering::pdf()).await;
    look.open(county, clerk, whose, &cover).await;
    for (fields, status) in
        [([("boxes", "1 2 3"), ("do", "make")], 422), ([("boxes", "1 5 5 20 20"), ("do", "look")], 200)]
    {
        let sample = Sample { whose, from: &cover, to: &cover, fields: &fields, status };
        look.answer(county, clerk, &sample).await;
    }
}

/// The first link of a list that leads to something below it by number.
async fn numbered(browser: &mut Browser, list: &str) -> String {
    let page = browser.get(list).await;
    let is = |link: &String| link.rsplit('/').next().is_some_and(|end| end.chars().all(|c| c.is_ascii_digit()));
    page.links(&format!("{list}/")).into_iter().find(is).unwrap_or_else(|| panic!("nothing in {list}: {}", page.seen()))
}

/// A question that meets what is known, one that is taken, and what its clerk sees of it.
async fn askers(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    let topic = consult::topic(&mut browser, "医疗保障").await;
    let mut fields = consult::ASKING.to_vec();
    fields.push(("topic", topic.as_str()));
    let offered = Sample { whose: "", from: "/consult/ask", to: "/consult/ask", fields: &fields, status: 200 };
    look.answer(county, &mut browser, &offered).await;
    let wrong = [("title", ""), ("phone", "abc")];
    look.answer(county, &mut browser, &Sample { fields: &wrong, status: 422, ..offered }).await;
    let report = Sample { whose: "", from: "/consult/report", to: "/consult/report", fields: &wrong, status: 422 };
    look.answer(county, &mut browser, &report).await;
    look.open(county, &mut browser, "", "/consult/match?q=%E5%BC%82%E5%9C%B0%E5%B0%B1%E5%8C%BB").await;
    look.open(county, &mut browser, "", "/consult/thanks").await;
    look.open(county, &mut browser, "", "/consult/k/1/useful").await;
    let receipt = consult::asked(&mut browser, &topic).await;
    look.open(county, &mut browser, "", &receipt.path).await;
    let (number, code) = requests::number_and_code(&receipt);
    let asked = [("number", number.as_str()), ("code", code.as_str())];
    let query = Sample { whose: "", from: "/consult/query", to: "/consult/query", fields: &asked, status: 200 };
    look.answer(county, &mut browser, &query).await;
    let mut clerk = county.signed_in("xinxiang").await;
    let here = consult::found(&mut clerk, &number).await;
    let page = clerk.get(&here).await;
    let form = page.form(&format!("{here}/send")).expect("to be answered");
    clerk.submit(&form.set("opinion", "可以直接改。")).await;
    for page in ["", "/publish"] {
        look.open(county, &mut clerk, "xinxiang", &format!("{here}{page}")).await;
    }
    for page in ["topics", "topics?id=1", "solved", "knowledge/new", "knowledge/1", "knowledge/excel", "errors"] {
        look.open(county, &mut clerk, "xinxiang", &format!("/work/consult/{page}")).await;
    }
}

async fn clerks(county: &County, look: &mut Look) {
    let mut clerk = county.signed_in("xinxiang").await;
    for path in
        ["/work/units?q=%E5%8E%BF", "/work/phrases", "/work/search?q=%E8%B7%AF", "/work/password", "/work/sessions"]
    {
        look.open(county, &mut clerk, "xinxiang", path).await;
    }
    look.refused(county, &mut clerk, "/work/nothing/here", 404).await;
    // Pages of letters that have got so far; which ones they are is up to the generated history.
    for (page, mark) in [("", "id=\"said\""), ("/identity", "<main"), ("/publish", "<main")] {
        let path = first(&mut clerk, page, mark).await;
        look.open(county, &mut clerk, "xinxiang", &path).await;
    }
    let none = [("action", "note")];
    let bulk = Sample { whose: "xinxiang", from: "/work", to: "/work/bulk", fields: &none, status: 200 };
    look.answer(county, &mut clerk, &bulk).await;
    let wrong = [("current", "nothing"), ("fresh", "a"), ("again", "b")];
    let to = "/work/password";
    let password = Sample { whose: "xinxiang", from: to, to, fields: &wrong, status: 422 };
    look.answer(county, &mut clerk, &password).await;
    let feed = Sample { whose: "xinxiang", from: "/work/feed", to: "/work/feed", fields: &[], status: 200 };
    look.answer(county, &mut clerk, &feed).await;
}

/// The first letter whose `page` answers with `mark` in it.
async fn first(clerk: &mut Browser, page: &str, mark: &str) -> String {
    for id in 1..40 {
        let path = format!("/work/letters/{id}{page}");
        let answer = clerk.get(&path).await;
        if answer.status.is_success() && answer.path == path && answer.text().contains(mark) {
            return path;
        }
    }
    panic!("no letter has got to {page}");
}

async fn administrators(county: &County, look: &mut Look) {
    let mut keeper = county.signed_in("sysadmin").await;
    let notice = [("text", NOTICE), ("paper", "https://www.gov.cn/example.htm")];
    let whose = "sysadmin";
    let calendar = Sample { whose, from: "/work/calendar", to: "/work/calendar/notice", fields: &notice, status: 200 };
    look.answer(county, &mut keeper, &calendar).await;
    let wrong = [("login", "X"), ("name", "")];
    let person = Sample { whose, from: "/work/people/new", to: "/work/people", fields: &wrong, status: 422 };
    look.answer(county, &mut keeper, &person).await;
    let actor = county.actor(&county.signed_in("cb013").await).await;
    let staff = actor.staff().expect("an official");
    let person = format!("/work/people/{}", staff.person);
    let to = format!("{person}/password");
    let mut guard = county.signed_in("secadmin").await;
    let issue = Sample { whose: "secadmin", from: &person, to: &to, fields: &[], status: 200 };
    look.answer(county, &mut guard, &issue).await;
    look.open(county, &mut keeper, whose, &format!("/work/posts/{}/handover", staff.post)).await;
}

/// A form that was being filled in when the session ended, and what becomes of it.
async fn lost_sessions(county: &County, look: &mut Look) {
    let mut clerk = county.signed_in("xinxiang").await;
    let page = clerk.get("/work/phrases").await;
    let form = page.form("/work/phrases").expect("the form").set("phrases", "请按时限办理，\n并回复来信人。");
    let session = clerk.cookie(web::SESSION_COOKIE).expect("a session").to_owned();
    clerk.set_cookie(web::SESSION_COOKIE, "ended");
    let sign_in = clerk.submit(&form).await;
    assert!(sign_in.seen().contains("没有提交的内容"), "{}", sign_in.seen());
    let kept = clerk.cookie("parked").expect("the form is kept").to_owned();
    clerk.set_cookie(web::SESSION_COOKIE, &session);
    let path = format!("/parked/{kept}");
    look.open(county, &mut clerk, "xinxiang", &path).await;
}
