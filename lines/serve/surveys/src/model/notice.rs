//! A public notice as data, the form with which it is written, and an objection to it.

use ::store::record;
use base::due::{self, Length};
use base::rules::Rules;
use base::{Calendar, Date, FieldError, Moment};
use counter::Choice;
use counter::choice::{hinted, plain, values};
use web::Check;

use super::Limits;

/// What is announced, which chooses the shortest time (`surveys.notice.<kind>`).
pub const KINDS: &[Choice] = &[
    hinted("cadre", "干部任前公示", "不少于 5 个工作日"),
    hinted("plan", "城乡规划草案公告", "不少于 30 日"),
    hinted("land", "征收土地公告", "不少于 30 日"),
    hinted("aid", "救助、补贴名单公示", "不少于 7 日"),
    hinted("award", "评审、评选结果公示", ""),
    hinted("other", "其他公示", ""),
];

/// How an objection ended.
pub const OUTCOMES: &[Choice] = &[
    plain("upheld", "异议成立"),
    plain("partly", "异议部分成立"),
    plain("rejected", "异议不成立"),
    plain("outside", "不属于本公示的异议"),
];

record! {
    /// A public notice.
    pub struct Notice from "surveys_notice" {
        /// Key.
        pub id: i64,
        /// The unit that announces.
        pub unit_id: i64,
        /// What is announced.
        pub kind: String,
        /// Title.
        pub title: String,
        /// Text.
        pub body: String,
        /// 依据.
        pub basis: String,
        /// Other ways to object.
        pub how: String,
        /// First day.
        #[serde(with = "base::time::date_text")]
        pub opens_on: Date,
        /// Last day.
        #[serde(with = "base::time::date_text")]
        pub closes_on: Date,
        /// Last day as it was announced at first; none while it was not made longer.
        #[serde(with = "base::time::date_text_option")]
        pub first_end: Option<Date>,
        /// Why it was made longer, empty while it was not.
        pub longer_why: String,
        /// draft, review, approved, open, closed or withdrawn.
        pub state: String,
        /// Person who wrote it last.
        pub drafted_by: Option<i64>,
        /// When.
        pub drafted_at: Moment,
        /// Counts the changes of the draft.
        pub seq: i64,
        /// Person who approved it or sent it back.
        pub decided_by: Option<i64>,
        /// When.
        pub decided_at: Option<Moment>,
        /// Why it was sent back.
        pub reason: String,
        /// When it opened.
        pub opened_at: Option<Moment>,
        /// When it closed.
        pub closed_at: Option<Moment>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}

impl Notice {
    /// Whether the public sees it.
    pub fn is_public(&self) -> bool {
        matches!(self.state.as_str(), "approved" | "open" | "closed")
    }
}

record! {
    /// An objection to a notice.
    pub struct Objection from "surveys_objection" {
        /// Key.
        pub id: i64,
        /// Against which notice.
        pub notice_id: i64,
        /// The matter that it is.
        pub matter_id: i64,
        /// Civil date from which its time counts.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// As written.
        pub body: String,
        /// Name.
        pub name: String,
        /// Telephone.
        pub phone: String,
        /// Entry on the ledger that proves its arrival.
        pub entry_id: i64,
        /// Answer under review.
        pub draft: String,
        /// Outcome under review.
        pub draft_outcome: String,
        /// Answer as it went out, empty before.
        pub answer: String,
        /// How it ended, empty before.
        pub outcome: String,
        /// When it was answered.
        pub answered_at: Option<Moment>,
        /// Until when it was due.
        pub answered_due: Option<Moment>,
        /// What the person thinks of the answer, 1 to 5.
        pub satisfaction: Option<i64>,
        /// What the person says of it.
        pub rating_text: String,
    }
}

/// A notice as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Announcing {
    /// What is announced.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// 依据.
    pub basis: String,
    /// Other ways to object.
    pub how: String,
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub closes_on: Date,
}

impl Announcing {
    /// Reads the form; all that is wrong, at once.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, today: Date, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let kind = check.choice("kind", "类别", &values(KINDS)).to_owned();
        let title = check.line("title", "标题", 4..=limits.title);
        let body = check.text("body", "公示内容", 10..=limits.draft);
        let basis = check.text("basis", "依据", 0..=500);
        let how = check.text("how", "其他反映渠道", 5..=500);
        let opens_on = check.date("opens_on", "开始日期", true).unwrap_or(today);
        let closes_on = check.date("closes_on", "结束日期", true).unwrap_or(today);
        if closes_on < opens_on {
            check.error("closes_on", "结束日期不能早于开始日期");
        }
        check.finish(Self { kind, title, body, basis, how, opens_on, closes_on })
    }
}

/// The shortest time of a kind on a day.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn shortest(rules: &Rules, kind: &str, on: Date) -> Result<Length, base::Fault> {
    rules.length(&format!("surveys.notice.{kind}"), on)
}

/// The first civil date on which a notice of this kind that opens on `opens_on` may end.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn earliest_end(rules: &Rules, calendar: &Calendar, kind: &str, opens_on: Date) -> Result<Date, base::Fault> {
    Ok(due::count(calendar, Moment::start_of(opens_on), shortest(rules, kind, opens_on)?).due.date())
}

/// What keeps these days from being announced: the time is too short or too long, or it begins in the past.
///
/// # Errors
/// A fault when a rule row is missing.
pub fn faults_of_days(
    rules: &Rules,
    calendar: &Calendar,
    notice: &Notice,
    today: Date,
) -> Result<Vec<FieldError>, base::Fault> {
    let mut faults = Vec::new();
    if notice.opens_on < today {
        faults.push(FieldError::new("opens_on", "开始日期已经过了，请改为今天或者以后"));
    }
    let first = earliest_end(rules, calendar, &notice.kind, notice.opens_on)?;
    if notice.closes_on < first {
        let words = shortest(rules, &notice.kind, notice.opens_on)?.words();
        let message = format!("公示期不少于 {words}：最早可以在 {first} 结束");
        faults.push(FieldError::new("closes_on", message));
    }
    let most = rules.number("surveys.longest", notice.opens_on)?;
    if due::days_between(notice.opens_on, notice.closes_on) > most {
        faults.push(FieldError::new("closes_on", format!("期限最长 {most} 日")));
    }
    Ok(faults)
}

/// An objection as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Objecting {
    /// Text.
    pub body: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
}

impl Objecting {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let objecting = Self {
            body: check.text("body", "异议内容", 5..=limits.answer),
            name: check.line("name", "姓名", 2..=50),
            phone: check.phone("phone", "联系电话", true),
        };
        check.must("notice", "请阅读并同意个人信息处理告知");
        check.finish(objecting)
    }
}
