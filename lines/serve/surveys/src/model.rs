//! A survey as data: what is stored of it, the form with which its head data are written.

pub mod answer;
pub mod notice;
pub mod questionnaire;
pub mod quiz;

use ::store::record;
use base::due::{self, Length};
use base::rules::Rules;
use base::{Calendar, Date, Error, FieldError, Moment, reason};
use counter::choice::{hinted, values};
use counter::{Choice, FileLimits};
use web::Check;

pub use questionnaire::{Kind, Question, Questionnaire, When};

/// Characters of the reason for a shorter time at most.
const HURRY_MAX: usize = 500;

/// What a survey is.
pub const WHATS: &[Choice] = &[
    hinted("opinion", "意见征集", "就一份草案征求意见，可以逐段提意见，也可以附问题"),
    hinted("poll", "网上调查", "只有问题"),
];

/// What the draft is, which chooses the shortest time (`surveys.<kind>`).
pub const KINDS: &[Choice] = &[
    hinted("decision", "重大行政决策草案", "一般不少于 30 日"),
    hinted("business", "涉及经营主体的法规、规章、规范性文件草案", "一般不少于 30 日"),
    hinted("norm", "其他行政规范性文件草案", "一般不少于 7 个工作日"),
    hinted("other", "其他意见征集", ""),
    hinted("poll", "网上调查", ""),
];

/// Who answers how often.
pub const VOTERS: &[Choice] = &[
    hinted("none", "不限", "不作任何标识"),
    hinted("browser", "每个浏览器一次", "浏览器里保存一个随机标识，与填写的内容分开"),
    hinted("citizen", "登录后每人一次", "须用手机号登录；与填写的内容分开"),
];

/// States with their titles and the tone of their badges.
pub const STATES: &[(&str, &str, &str)] = &[
    ("draft", "草稿", "warn"),
    ("review", "待审核", "blue"),
    ("approved", "待开始", "blue"),
    ("open", "正在进行", "good"),
    ("closed", "已结束", "grey"),
    ("withdrawn", "已撤下", "bad"),
];

/// Title and tone of a state.
pub fn state(key: &str) -> (&'static str, &'static str) {
    STATES.iter().find(|(known, ..)| *known == key).map_or(("", ""), |(_, title, tone)| (title, tone))
}

record! {
    /// A collection of opinions or a survey.
    pub struct Survey from "surveys_survey" {
        /// Key.
        pub id: i64,
        /// The unit that asks.
        pub unit_id: i64,
        /// opinion or poll.
        pub what: String,
        /// What the draft is.
        pub kind: String,
        /// Title.
        pub title: String,
        /// Background.
        pub intro: String,
        /// Paragraphs and questions, as JSON.
        pub content: String,
        /// none, browser or citizen.
        pub voter: String,
        /// Other ways to answer.
        pub channels: String,
        /// Why the time is shorter than usual, empty when it is not.
        pub hurry: String,
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
        /// The matter of its feedback.
        pub matter_id: Option<i64>,
        /// Feedback under review.
        pub feedback_draft: String,
        /// 采纳情况, empty before it is published.
        pub feedback: String,
        /// When it was published.
        pub feedback_at: Option<Moment>,
        /// Until when it was due.
        pub feedback_due: Option<Moment>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}

impl Survey {
    /// Whether the public sees it.
    pub fn is_public(&self) -> bool {
        matches!(self.state.as_str(), "approved" | "open" | "closed")
    }

    /// Whether its head data and questions may still be changed.
    pub fn is_draft(&self) -> bool {
        self.state == "draft"
    }

    /// Its paragraphs and questions.
    ///
    /// # Errors
    /// A fault when what is stored is none.
    pub fn questionnaire(&self) -> Result<Questionnaire, base::Fault> {
        serde_json::from_str(&self.content)
            .map_err(|error| base::Fault::broken(format!("the questions of survey {}: {error}", self.id)))
    }
}

/// Numbers that bound forms, from the rule rows of the day.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Limits {
    /// Characters of a title.
    pub title: usize,
    /// Characters of the background.
    pub intro: usize,
    /// Characters of a draft.
    pub draft: usize,
    /// Paragraphs of a draft.
    pub paragraphs: usize,
    /// Questions.
    pub questions: usize,
    /// Options of a question.
    pub options: usize,
    /// Characters of an answer.
    pub answer: usize,
    /// Characters of the feedback.
    pub feedback: usize,
    /// Files of a question that takes some.
    pub files: FileLimits,
}

impl Limits {
    /// The limits of `date`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(rules: &Rules, date: Date) -> Result<Self, base::Fault> {
        let number = |key: &str| Ok::<_, base::Fault>(usize::try_from(rules.number(key, date)?).unwrap_or(0));
        Ok(Self {
            title: number("surveys.title.max")?,
            intro: number("surveys.intro.max")?,
            draft: number("surveys.draft.max")?,
            paragraphs: number("surveys.paragraphs.max")?,
            questions: number("surveys.questions.max")?,
            options: number("surveys.options.max")?,
            answer: number("surveys.answer.max")?,
            feedback: number("surveys.feedback.max")?,
            files: FileLimits::at(rules, "surveys", date)?,
        })
    }
}

/// Head data of a survey, as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafting {
    /// opinion or poll.
    pub what: String,
    /// What the draft is.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Background.
    pub intro: String,
    /// none, browser or citizen.
    pub voter: String,
    /// Other ways to answer.
    pub channels: String,
    /// Why the time is shorter than usual.
    pub hurry: String,
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub closes_on: Date,
    /// The draft, a paragraph a line; empty for a poll.
    pub draft: String,
}

impl Drafting {
    /// Reads the form; all that is wrong, at once. That the time is long enough is asked when it is handed in.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, today: Date, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let what = check.choice("what", "方式", &values(WHATS)).to_owned();
        let mut kind = check.choice("kind", "类别", &values(KINDS)).to_owned();
        if what == "poll" {
            kind = "poll".to_owned();
        } else if kind == "poll" {
            check.error("kind", "意见征集请选择草案的类别");
        }
        let title = check.line("title", "标题", 4..=limits.title);
        let intro = check.text("intro", "背景和说明", 10..=limits.intro);
        let voter = check.choice("voter", "作答限制", &values(VOTERS)).to_owned();
        let channels = check.text("channels", "其他渠道", 0..=500);
        let hurry = check.text("hurry", "缩短期限的说明", 0..=HURRY_MAX);
        let opens_on = check.date("opens_on", "开始日期", true).unwrap_or(today);
        let closes_on = check.date("closes_on", "结束日期", true).unwrap_or(today);
        if closes_on < opens_on {
            check.error("closes_on", "结束日期不能早于开始日期");
        }
        let draft = check.text("draft", "草案", 0..=limits.draft);
        if paragraphs(&draft).len() > limits.paragraphs {
            check.error("draft", format!("草案最多 {} 段，请合并", limits.paragraphs));
        }
        let draft = if what == "poll" { String::new() } else { draft };
        check.finish(Self { what, kind, title, intro, voter, channels, hurry, opens_on, closes_on, draft })
    }
}

/// The paragraphs of a draft: its lines that are not empty.
pub fn paragraphs(draft: &str) -> Vec<String> {
    draft.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The shortest time of a kind on a day.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn shortest(rules: &Rules, kind: &str, on: Date) -> Result<Length, base::Fault> {
    rules.length(&format!("surveys.{kind}"), on)
}

/// The first civil date on which a survey of this kind that opens on `opens_on` may end.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn earliest_end(rules: &Rules, calendar: &Calendar, kind: &str, opens_on: Date) -> Result<Date, base::Fault> {
    let length = shortest(rules, kind, opens_on)?;
    Ok(due::count(calendar, Moment::start_of(opens_on), length).due.date())
}

/// The day to which something that runs is made longer: later than it ends now, and not longer than the rule allows.
///
/// # Errors
/// A wrong field, or a fault when the rule row is missing.
pub fn longer(rules: &Rules, (opens_on, closes_on): (Date, Date), typed: &str) -> Result<Date, Error> {
    let Ok(to) = base::text::normalise(typed).parse::<Date>() else {
        return Err(Error::field("longer_to", "请填写延长到哪一天，格式如 2026-11-24"));
    };
    if to <= closes_on {
        return Err(Error::field("longer_to", format!("延长后的结束日期要晚于现在的 {closes_on}")));
    }
    let most = rules.number("surveys.longest", opens_on)?;
    if due::days_between(opens_on, to) > most {
        return Err(Error::field("longer_to", format!("期限最长 {most} 日")));
    }
    Ok(to)
}

/// What keeps these days from being announced: the time is too short without a reason, or too long, or over already.
///
/// # Errors
/// A fault when a rule row is missing.
pub fn faults_of_days(
    rules: &Rules,
    calendar: &Calendar,
    survey: &Survey,
    today: Date,
) -> Result<Vec<FieldError>, base::Fault> {
    let mut faults = Vec::new();
    if survey.opens_on < today {
        faults.push(FieldError::new("opens_on", "开始日期已经过了，请改为今天或者以后"));
    }
    let first = earliest_end(rules, calendar, &survey.kind, survey.opens_on)?;
    let short = survey.closes_on < first;
    // Only decisions may be shortened in urgent cases, with the reason told (重大行政决策程序暂行条例 art. 15).
    let shortened = survey.kind == "decision" && !survey.hurry.is_empty();
    if short && shortened {
        let wrong = reason::wrong("缩短期限的说明", &survey.hurry, reason::LEAST, HURRY_MAX);
        faults.extend(wrong.map(|message| FieldError::new("hurry", message)));
    } else if short {
        let words = shortest(rules, &survey.kind, survey.opens_on)?.words();
        faults.push(FieldError::new("closes_on", format!("期限不少于 {words}：最早可以在 {first} 结束")));
    }
    let most = rules.number("surveys.longest", survey.opens_on)?;
    if due::days_between(survey.opens_on, survey.closes_on) > most {
        faults.push(FieldError::new("closes_on", format!("期限最长 {most} 日")));
    }
    Ok(faults)
}

#[cfg(test)]
pub(crate) mod tests;
