//! An order as data, the words to choose from, and the form with which an agent takes one.

mod media;
mod order;
mod registered;

use ::store::record;
use base::rules::Rules;
use base::{Date, FieldError, Moment};
use counter::choice::{hinted, plain, values};
use counter::{Choice, told};
use web::Check;

pub use media::{MEDIA, Media, PLATFORMS, Told, typed_moment};
pub use order::Order;
pub use registered::Registered;

use crate::process::{CRITICAL, URGENT};

/// 诉求来源.
pub const SOURCES: &[Choice] = &[
    plain("phone", "电话"),
    plain("city", "市平台"),
    plain("letter", "信件"),
    plain(MEDIA, "新媒体"),
    plain("error", "网站纠错"),
    plain("superior", "上级交办"),
    plain("visit", "来访"),
    hinted(crate::window::OPEN311, "开放接口", "Open311"),
];

/// 诉求类别.
pub const KINDS: &[Choice] = &[
    plain("consult", "咨询"),
    plain("help", "求助"),
    plain("complaint", "投诉"),
    hinted("report", "举报", "举报人一律保密"),
    plain("advice", "建议"),
    plain("praise", "表扬"),
    plain("other", "其他"),
];

/// 紧急程度.
pub const URGENCIES: &[Choice] =
    &[plain("plain", "一般"), hinted(URGENT, "紧急", "水电气热等"), hinted(CRITICAL, "特急", "突发、安全")];

/// Why an order is on hold.
pub const HOLDS: &[Choice] = &[
    hinted("objective", "受客观条件限制", "季节、资金、工期等"),
    hinted("material", "等待诉求人补充材料", ""),
    hinted("document", "转公文流程办理", "办结后恢复"),
    hinted("meeting", "提请会议研究", "议定后恢复"),
];

/// Why an order is left out of the scores (国办函〔2025〕66号：不设置不切实际的目标).
pub const EXCLUSIONS: &[Choice] = &[
    plain("unreasonable", "诉求不合理"),
    plain("malicious", "恶意诉求"),
    plain("scope", "超出职责"),
    plain("policy", "政策不允许"),
];

/// The kind under which an order's times are chosen: its urgency before its kind.
pub fn pace<'a>(kind: &'a str, urgency: &'a str) -> &'a str {
    if matches!(urgency, URGENT | CRITICAL) { urgency } else { kind }
}

record! {
    /// A class of subjects (诉求分类).
    pub struct Class from "hotline_class" {
        /// Key.
        pub id: i64,
        /// The class above it.
        pub parent_id: Option<i64>,
        /// Its code.
        pub code: String,
        /// 名称.
        pub title: String,
        /// Order among its siblings.
        pub rank: i64,
        /// When it was closed.
        pub closed_at: Option<Moment>,
    }
}

record! {
    /// A row of the catalogue of dispatch (派单目录).
    pub struct Duty from "hotline_duty" {
        /// Key.
        pub id: i64,
        /// For which class.
        pub class_id: i64,
        /// The unit that is responsible.
        pub unit_id: i64,
        /// For what of the class, empty for all of it.
        pub duty: String,
        /// On what it rests.
        pub basis: String,
        /// When it was last changed.
        pub changed_at: Moment,
    }
}

record! {
    /// A request to leave an order out of the scores.
    pub struct Exclusion from "hotline_exclusion" {
        /// Key.
        pub id: i64,
        /// Of which order.
        pub order_id: i64,
        /// One of [`EXCLUSIONS`].
        pub kind: String,
        /// Why.
        pub reason: String,
        /// The unit that asks.
        pub unit_id: i64,
        /// Person who asks.
        pub asked_by: i64,
        /// When.
        pub asked_at: Moment,
        /// When it was decided.
        pub decided_at: Option<Moment>,
        /// Whether the order is left out.
        pub agreed: Option<bool>,
        /// Remark of the decision.
        pub remark: String,
    }
}

/// Numbers that bound forms, from the rule rows of the day.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Limits {
    /// Characters of a title.
    pub title: usize,
    /// Characters of a text.
    pub body: usize,
    /// Characters of an answer.
    pub answer: usize,
}

impl Limits {
    /// The limits of `date`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(rules: &Rules, date: Date) -> Result<Self, base::Fault> {
        let number = |key: &str| Ok::<_, base::Fault>(usize::try_from(rules.number(key, date)?).unwrap_or(0));
        Ok(Self {
            title: number("hotline.title.max")?,
            body: number("hotline.body.max")?,
            answer: number("hotline.answer.max")?,
        })
    }
}

/// What a caller wants, as taken down and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calling {
    /// As it will stand in the register.
    pub entry: Registered,
    /// Whether the caller agrees to publication.
    pub consent: bool,
    /// How the caller wants to be told.
    pub told_by: String,
    /// Where it stood, when it came from new media.
    pub media: Media,
}

impl Calling {
    /// Reads the agent's form; all that is wrong, at once. A telephone may be missing: numbers are withheld. `complained` is the unit that
    /// is complained of, which the form names.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, complained: Option<i64>, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let entry = Registered {
            source: check.choice("source", "诉求来源", &values(SOURCES)).to_owned(),
            kind: check.choice("kind", "诉求类别", &values(KINDS)).to_owned(),
            urgency: check.choice("urgency", "紧急程度", &values(URGENCIES)).to_owned(),
            class: check.id("class", "事项分类"),
            title: check.line("title", "标题", 2..=limits.title),
            body: check.text("body", "诉求内容", 2..=limits.body),
            name: check.line("name", "姓名", 0..=50),
            phone: check.phone("phone", "来电号码", false),
            place: check.line("place", "事发地点", 0..=200),
            town: check.id("town", "乡镇"),
            confidential: check.yes("confidential"),
            complained,
        };
        let consent = check.yes("consent");
        let told_by = told::chosen(&mut check, &entry.phone, "");
        let media = Media::read(&mut check, &entry.source);
        check.finish(Self { entry, consent, told_by, media })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use web::Form;

    #[test]
    fn a_withheld_number_is_taken_and_everything_wrong_is_told_at_once() {
        let limits = Limits { title: 60, body: 3_000, answer: 5_000 };
        let fine =
            [("source", "phone"), ("kind", "help"), ("urgency", "plain"), ("title", "停水"), ("body", "停水两天")];
        let taken = Calling::read(&limits, None, Check::new(&Form::of(&fine))).expect("may be taken").entry;
        assert!(taken.phone.is_empty() && !taken.confidential);
        let wrong = [("source", "x"), ("phone", "12"), ("title", "")];
        let errors = Calling::read(&limits, None, Check::new(&Form::of(&wrong))).expect_err("wrong");
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["source", "kind", "urgency", "title", "body", "phone"]);
    }

    #[test]
    fn urgency_goes_before_kind() {
        assert_eq!(pace("consult", "plain"), "consult");
        assert_eq!(pace("consult", "critical"), "critical");
    }
}
