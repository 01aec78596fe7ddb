//! What people brought as data, the forms with which they bring it, and an entry of the knowledge base.

mod limits;
mod topic;

use ::store::record;
use base::{Date, FieldError, Moment};
use counter::choice::{plain as choice, values};
use counter::{Choice, told};
use web::Check;

use crate::linked;

pub use limits::Limits;
pub use topic::Topic;

/// Kinds of errors (纠错类型), as `process::ERROR` names them.
pub const ERRORS: &[Choice] = &[
    choice("typo", "错别字"),
    choice("content", "内容错误"),
    choice("link", "链接失效"),
    choice("picture", "图片"),
    choice("other", "其他"),
];

/// How quickly a topic is answered: which rule row counts.
pub const PACES: &[Choice] = &[choice("simple", "简单咨询"), choice("ordinary", "一般咨询")];

record! {
    /// A consultation or an error report.
    pub struct Case from "consult_case" {
        /// Key.
        pub id: i64,
        /// The matter that it is.
        pub matter_id: i64,
        /// ask or error.
        pub what: String,
        /// Pace of a consultation, kind of an error.
        pub kind: String,
        /// Topic of a consultation.
        pub topic_id: Option<i64>,
        /// web, or how else it came.
        pub source: String,
        /// Civil date from which its times count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// When it was sent.
        pub received_at: Moment,
        /// Title as written; of an error report the title of the page.
        pub title: String,
        /// Text as written.
        pub body: String,
        /// Name, may be empty.
        pub name: String,
        /// Telephone, may be empty.
        pub phone: String,
        /// E-mail address, may be empty.
        pub email: String,
        /// Whether publication was agreed to.
        pub consent: bool,
        /// Entry on the ledger that proves its arrival.
        pub entry_id: i64,
        /// Local address of the page that is wrong.
        pub page: String,
        /// The text that was marked on it.
        pub selected: String,
        /// Digest of page and marked text.
        pub spot: String,
        /// Answer under review.
        pub draft: String,
        /// Unit that wrote the draft.
        pub draft_unit: Option<i64>,
        /// Answer as it went out, empty before.
        pub answer: String,
        /// Unit that answered.
        pub answer_unit: Option<i64>,
        /// When the first answer went out.
        pub answered_at: Option<Moment>,
        /// Until when the first answer was due.
        pub answered_due: Option<Moment>,
        /// When the present answer went out.
        pub replied_at: Option<Moment>,
        /// fixed, unfounded or refused; empty before.
        pub result: String,
        /// Local address of the mended page.
        pub fixed_page: String,
        /// 1 very dissatisfied to 5 very satisfied.
        pub satisfaction: Option<i64>,
        /// What the person says of the answer.
        pub rating_text: String,
        /// How often it was handled again.
        pub reopened: i64,
        /// Whether it was neither refused, retracted nor joined with another.
        pub valid: bool,
        /// The entry of the knowledge base that was drafted from it.
        pub knowledge_id: Option<i64>,
        /// Masked title.
        pub public_title: String,
        /// Masked text.
        pub public_body: String,
        /// Masked answer.
        pub public_answer: String,
        /// When it was published.
        pub published_at: Option<Moment>,
        /// When it was withdrawn from the public.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}

impl Case {
    /// Whether it reports an error of a page.
    pub fn is_error(&self) -> bool {
        self.what == "error"
    }
}

record! {
    /// An entry of the knowledge base (知识).
    pub struct Entry from "consult_entry" {
        /// Key.
        pub id: i64,
        /// The unit responsible.
        pub unit_id: i64,
        /// Topic.
        pub topic_id: Option<i64>,
        /// The version that is public.
        pub live_id: Option<i64>,
        /// Question of the newest version.
        pub question: String,
        /// Civil date after which the public version is withdrawn.
        #[serde(with = "base::time::date_text_option")]
        pub expires_on: Option<Date>,
        /// When its public version was approved.
        pub published_at: Option<Moment>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
        /// How often it was offered to somebody who asked.
        pub offered: i64,
        /// How often it solved the question.
        pub solved: i64,
        /// How often it was called useful.
        pub useful: i64,
        /// How often it was called not useful.
        pub useless: i64,
    }
}

record! {
    /// A version of an entry.
    pub struct Version from "consult_version" {
        /// Key.
        pub id: i64,
        /// Of which entry.
        pub entry_id: i64,
        /// Counts from 1.
        pub number: i64,
        /// draft, review, approved or rejected.
        pub state: String,
        /// 标准问题.
        pub question: String,
        /// Other wordings, one a line.
        pub variants: String,
        /// 答案.
        pub answer: String,
        /// Further units responsible, by name.
        pub others: String,
        /// 依据.
        pub basis: String,
        /// Linked services and pages, one a line.
        pub links: String,
        /// Civil date after which it no longer holds.
        #[serde(with = "base::time::date_text_option")]
        pub expires_on: Option<Date>,
        /// Person who wrote it.
        pub drafted_by: Option<i64>,
        /// When.
        pub drafted_at: Moment,
        /// Person who decided on it.
        pub decided_by: Option<i64>,
        /// When.
        pub decided_at: Option<Moment>,
        /// Why it was rejected.
        pub reason: String,
    }
}

impl Version {
    /// The linked addresses with their titles.
    pub fn linked(&self) -> Vec<(&str, &str)> {
        self.links.lines().filter_map(|line| line.split_once(' ').or(Some((line, line)))).collect()
    }
}

/// A consultation as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// Topic.
    pub topic: i64,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address, may be empty.
    pub email: String,
    /// How the person wants to be told.
    pub told_by: String,
    /// Whether publication is agreed to.
    pub consent: bool,
}

impl Asking {
    /// Reads the form; all that is wrong, at once. `topics` are the keys that may be chosen.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, topics: &[i64], mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let asking = Self {
            topic: check.id("topic", "主题").filter(|id| topics.contains(id)).unwrap_or(0),
            title: check.line("title", "标题", 2..=limits.title),
            body: check.text("body", "内容", limits.body_min..=limits.body),
            name: check.line("name", "姓名", 2..=50),
            phone: check.phone("phone", "联系电话", true),
            email: check.email("email", "电子邮箱", false),
            told_by: String::new(),
            consent: check.choice("consent", "是否同意公开", &["0", "1"]) == "1",
        };
        let told_by = told::chosen(&mut check, &asking.phone, &asking.email);
        let asking = Self { told_by, ..asking };
        if asking.topic == 0 {
            check.error("topic", "请选择主题；不清楚的，选“其他”");
        }
        check.must("notice", "请阅读个人信息处理告知，并勾选“我已阅读并同意”");
        limits.files.check(&mut check, "files", "附件");
        check.finish(asking)
    }
}

/// An error report as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reporting {
    /// Kind of the error.
    pub kind: String,
    /// Local address of the page.
    pub page: String,
    /// Title of the page.
    pub title: String,
    /// The text that was marked.
    pub selected: String,
    /// What is wrong.
    pub body: String,
    /// Name, may be empty.
    pub name: String,
    /// Telephone, may be empty.
    pub phone: String,
    /// How the person wants to be told.
    pub told_by: String,
}

impl Reporting {
    /// Reads the form; all that is wrong, at once.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let reporting = Self {
            kind: check.choice("kind", "错误类型", &values(ERRORS)).to_owned(),
            page: local_page(&check.line("page", "网页地址", 1..=300)),
            title: check.line("title", "网页标题", 0..=200),
            selected: check.text("selected", "有错的文字", 0..=limits.selected),
            body: check.text("body", "错在哪里", 2..=limits.body),
            name: check.line("name", "姓名", 0..=50),
            phone: check.phone("phone", "手机号", false),
            told_by: String::new(),
        };
        let told_by = told::chosen(&mut check, &reporting.phone, "");
        let reporting = Self { told_by, ..reporting };
        if reporting.page.is_empty() {
            check.error("page", "请填写本网站的网页地址，例如 /a/12");
        }
        check.finish(reporting)
    }

    /// What finds other reports of the same place: page and marked text; without a marked text the kind.
    pub fn spot(&self) -> String {
        use sm3::{Digest, Sm3};
        let marked = base::text::normalise(if self.selected.is_empty() { &self.kind } else { &self.selected });
        hex::encode(Sm3::digest(format!("{}\n{marked}", self.page).as_bytes()))
    }
}

/// An address on this site as people give it, with or without host, as its path; empty for what is none. Query and fragment
/// are left away: they are not part of a page's identity here, and may hold what somebody searched for.
pub fn local_page(text: &str) -> String {
    let text = text.trim();
    let path = match text.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => text,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let fine = path.starts_with('/') && !path.starts_with("//") && !path.chars().any(|c| c.is_control() || c == '\\');
    if fine { path.to_owned() } else { String::new() }
}

/// An entry of the knowledge base as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Knowing {
    /// Topic.
    pub topic: Option<i64>,
    /// 标准问题.
    pub question: String,
    /// Other wordings, one a line.
    pub variants: String,
    /// 答案.
    pub answer: String,
    /// Further units responsible.
    pub others: String,
    /// 依据.
    pub basis: String,
    /// Linked services and pages, one a line.
    pub links: String,
    /// Civil date after which it no longer holds.
    pub expires_on: Option<Date>,
}

impl Knowing {
    /// Checks what was typed into a form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, today: Date, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let in_rows = linked::read(&mut check);
        let has_rows = in_rows.is_some();
        let links = in_rows.unwrap_or_else(|| check.text("links", "相关事项和网页", 0..=2_000));
        let knowing = Self {
            topic: check.id("topic", "主题"),
            question: check.line("question", "标准问题", 2..=limits.title),
            variants: check.text("variants", "其他问法", 0..=1_000),
            answer: check.text("answer", "答案", 2..=limits.answer),
            others: check.line("others", "其他责任单位", 0..=200),
            basis: check.text("basis", "依据", 0..=500),
            links,
            expires_on: check.date("expires_on", "有效期至", false),
        };
        // What is wrong with a row was said there.
        for (field, message) in knowing.faults(today).into_iter().filter(|(field, _)| !(has_rows && *field == "links"))
        {
            check.error(field, message);
        }
        check.finish(knowing)
    }

    /// What no form can see: a date that is over, a link that leads outside.
    pub fn faults(&self, today: Date) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.expires_on.is_some_and(|day| day < today) {
            faults.push(("expires_on", "有效期已经过了，请填写今天以后的日期".to_owned()));
        }
        let lines = self.links.lines().filter(|l| !l.trim().is_empty());
        faults.extend(lines.filter_map(linked::fault).map(|message| ("links", message)));
        faults
    }
}

#[cfg(test)]
mod tests;
