//! A request as data, the form with which it is made, and the answer that is drafted.

use ::store::record;
use base::rules::Rules;
use base::{Date, FieldError};
use counter::choice::values;
use counter::{FileLimits, told};
use serde::{Deserialize, Serialize};
use web::{Check, Form};

use crate::channels::{APPLICANTS, CARRIERS, CHANNELS, KINDS, PROOFS, WAYS, channel_of};
use crate::process::RECTIFY;

record! {
    /// A request (政府信息公开申请).
    pub struct Request from "requests_request" {
        /// Key.
        pub id: i64,
        /// The matter that it is.
        pub matter_id: i64,
        /// The organ of which it is asked.
        pub organ_id: i64,
        /// access or rectify.
        pub kind: String,
        /// How it came, a key of [`CHANNELS`].
        pub channel: String,
        /// When it was handed in or sent, when known.
        #[serde(with = "base::time::date_text_option")]
        pub submitted_on: Option<Date>,
        /// When it reached the organ.
        #[serde(with = "base::time::date_text")]
        pub arrived_on: Date,
        /// When both sides confirmed it.
        #[serde(with = "base::time::date_text_option")]
        pub confirmed_on: Option<Date>,
        /// 收到申请之日; none before it is confirmed.
        #[serde(with = "base::time::date_text_option")]
        pub received_on: Option<Date>,
        /// Who asks, a key of [`APPLICANTS`].
        pub applicant: String,
        /// Name of the applicant.
        pub name: String,
        /// Kind of the proof of identity.
        pub id_kind: String,
        /// Its number.
        pub id_number: String,
        /// Digest of that number.
        pub id_digest: String,
        /// Legal representative or agent, may be empty.
        pub agent: String,
        /// Telephone.
        pub phone: String,
        /// E-mail address, may be empty.
        pub email: String,
        /// Postal address, may be empty.
        pub address: String,
        /// Name of the information.
        pub title: String,
        /// Its document number, may be empty.
        pub paper: String,
        /// Description as written.
        pub content: String,
        /// How it is wanted.
        pub way: String,
        /// In which form.
        pub carrier: String,
        /// Entry on the ledger that proves its arrival.
        pub entry_id: i64,
        /// Description as corrected, empty before.
        pub corrected: String,
        /// When the correction was received.
        #[serde(with = "base::time::date_text_option")]
        pub corrected_on: Option<Date>,
        /// Answer under review, as JSON.
        pub draft: String,
        /// Answer as it went out, as JSON.
        pub answer: String,
        /// The result under which it is counted.
        pub result: Option<String>,
        /// The day of that result.
        #[serde(with = "base::time::date_text_option")]
        pub closed_on: Option<Date>,
        /// Whether it was closed after its time.
        pub late: bool,
        /// When the answer reached the applicant.
        #[serde(with = "base::time::date_text_option")]
        pub delivered_on: Option<Date>,
        /// How exactly.
        pub delivered_how: String,
        /// In which way, a key of [`WAYS`]; empty before.
        pub delivered_way: String,
        /// Why not in the way that was asked for.
        pub delivered_why: String,
        /// When an entry made by mistake was voided.
        #[serde(with = "base::time::date_text_option")]
        pub voided_on: Option<Date>,
        /// What the applicant thinks of it, 1 to 5.
        pub satisfaction: Option<i64>,
        /// What the applicant says of it.
        pub rating_text: String,
    }
}

impl Request {
    /// The description that is to be answered: as corrected, when it was.
    pub fn wanted(&self) -> &str {
        if self.corrected.is_empty() { &self.content } else { &self.corrected }
    }
}

/// A request as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// The organ of which it is asked.
    pub organ: i64,
    /// access or rectify.
    pub kind: String,
    /// How it came.
    pub channel: String,
    /// When it was handed in or sent, when known.
    pub submitted_on: Option<Date>,
    /// When it reached the organ; today when none is given.
    pub arrived_on: Option<Date>,
    /// Who asks.
    pub applicant: String,
    /// Name.
    pub name: String,
    /// Kind of the proof of identity.
    pub id_kind: String,
    /// Its number.
    pub id_number: String,
    /// Legal representative or agent.
    pub agent: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Postal address.
    pub address: String,
    /// Name of the information.
    pub title: String,
    /// Its document number.
    pub paper: String,
    /// Description.
    pub content: String,
    /// How it is wanted.
    pub way: String,
    /// In which form.
    pub carrier: String,
    /// How the applicant wants to be told of the course of things; the answer comes as `way` says.
    pub told_by: String,
    /// Whether the clerk says that the day of receipt is true although the report of its year is settled.
    pub true_day: bool,
}

/// Numbers that bound a form, from the rule rows of the day.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Limits {
    /// Characters of a description.
    pub content: usize,
    /// Characters of the texts of an answer.
    pub answer: usize,
    /// Files.
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
            content: number("requests.content.max")?,
            answer: number("requests.answer.max")?,
            files: FileLimits::at(rules, "requests", date)?,
        })
    }
}

/// Shortest name of information and shortest description, in characters. One word may be a request; it is for the organ to
/// guide the applicant (art. 30), not for the form to refuse.
pub(crate) const LEAST: usize = 1;

impl Asking {
    /// Reads the form of a citizen, or with `desk` that of a clerk who enters what came on paper. What art. 29 wants, all
    /// that is missing at once; a purpose is not asked for.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(limits: &Limits, today: Date, desk: bool, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let channels: Vec<&str> = CHANNELS.iter().map(|c| c.key).filter(|key| *key != "web").collect();
        let channel = if desk { check.choice("channel", "申请渠道", &channels) } else { "web" };
        let way = check.choice("way", "获取方式", &values(WAYS));
        let asking = Self {
            organ: check.id("organ", "受理机关").unwrap_or(0),
            kind: check.choice("kind", "申请类别", &values(KINDS)).to_owned(),
            channel: channel.to_owned(),
            submitted_on: if desk {
                check.date("submitted_on", "提交（寄出）日期", false)
            } else {
                Some(today)
            },
            arrived_on: if desk { check.date("arrived_on", "到达日期", true) } else { Some(today) },
            // In the order in which the form asks, so that what is wrong is told in that order.
            title: check.line("title", "所需信息的名称", LEAST..=100),
            paper: check.line("paper", "文号", 0..=60),
            content: check.text("content", "所需信息的描述", LEAST..=limits.content),
            applicant: check.choice("applicant", "申请人类型", &values(APPLICANTS)).to_owned(),
            name: check.line("name", "姓名或者名称", 2..=100),
            id_kind: check.choice("id_kind", "证件类型", &values(PROOFS)).to_owned(),
            id_number: check.line("id_number", "证件号码", 4..=40).to_uppercase(),
            agent: check.line("agent", "法定代表人或者代理人", 0..=50),
            phone: check.phone("phone", "联系电话", true),
            email: check.email("email", "电子邮箱", way == "mail"),
            address: check.line("address", "通信地址", usize::from(way == "post") * 4..=200),
            way: way.to_owned(),
            carrier: check.choice("carrier", "载体形式", &values(CARRIERS)).to_owned(),
            told_by: String::new(),
            true_day: desk && check.yes("true_day"),
        };
        let told_by = told::chosen(&mut check, &asking.phone, &asking.email);
        let asking = Self { told_by, ..asking };
        if asking.organ == 0 {
            check.error("organ", "请选择向哪个机关申请");
        }
        asking.check_days(&mut check, today);
        asking.check_proof(&mut check);
        if !desk {
            check.must("notice", "请阅读个人信息处理告知，并勾选“我已阅读”");
        }
        let files = limits.files.check(&mut check, "files", "附件").len();
        if asking.kind == RECTIFY && files == 0 {
            check.error("files", "申请更正的，请附上证明记录不准确的证据（条例第四十一条）");
        }
        check.finish(asking)
    }

    fn check_days(&self, check: &mut Check<'_>, today: Date) {
        if self.arrived_on.is_some_and(|day| day > today) {
            check.error("arrived_on", "到达日期不能晚于今天");
        }
        if let (Some(sent), Some(came)) = (self.submitted_on, self.arrived_on)
            && sent > came
        {
            check.error("submitted_on", "提交（寄出）日期不能晚于到达日期");
        }
        let same = matches!(self.channel.as_str(), "counter" | "oral");
        if same && self.submitted_on.is_some_and(|sent| Some(sent) != self.arrived_on) {
            check.error("submitted_on", "当面或者口头提出的，提交之日就是收到之日，两个日期应当相同");
        }
    }

    fn check_proof(&self, check: &mut Check<'_>) {
        for wrong in proof_faults(&self.applicant, &self.id_kind, &self.id_number) {
            check.error(&wrong.field, wrong.message);
        }
    }

    /// The day of receipt, when it is known already.
    pub(crate) fn received(&self, arrived: Date) -> Option<Date> {
        channel_of(&self.channel).and_then(|c| c.received(arrived, None))
    }
}

/// Letters of a resident's identity number and of an organisation's code.
const PROOF_LETTERS: usize = 18;

/// What is wrong with the proof of identity of an applicant of this kind, as far as it is filled in.
pub(crate) fn proof_faults(applicant: &str, id_kind: &str, id_number: &str) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let person = applicant == "natural";
    if !applicant.is_empty() && !id_kind.is_empty() && person == (id_kind == "uscc") {
        let message = if person {
            "自然人请填写个人身份证件"
        } else {
            "法人或者其他组织请填写统一社会信用代码"
        };
        wrong.push(FieldError::new("id_kind", message));
    }
    let letters = id_number.chars().count();
    let plain = id_number.chars().all(|c| c.is_ascii_alphanumeric());
    if matches!(id_kind, "id" | "uscc") && letters > 0 && !(letters == PROOF_LETTERS && plain) {
        let name = if id_kind == "id" { "居民身份证号码" } else { "统一社会信用代码" };
        let message = format!("{name}应当是 {PROOF_LETTERS} 位，现在是 {letters} 位");
        wrong.push(FieldError::new("id_number", message));
    }
    wrong
}

/// An answer as drafted: what the clerk says; the letter is typeset from this and from the case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Key of the result.
    pub result: String,
    /// 查明的情况.
    pub facts: String,
    /// 理由.
    pub reason: String,
    /// 获取方式、途径、时间.
    pub way: String,
    /// The text that is given; parts between 〖 and 〗 are withheld.
    pub information: String,
    /// What is withheld and why.
    pub withheld: String,
    /// The competent organ and how it is reached.
    pub organ: String,
    /// Number of the earlier request.
    pub earlier: String,
    /// Why it is disclosed although a third party objects (art. 32 «不公开可能对公共利益造成重大影响»).
    pub interest: String,
    /// Keys of the files that are given.
    pub files: Vec<i64>,
}

impl Draft {
    /// Reads what was stored; an empty draft when nothing was.
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// As it is stored.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the form of an answer.
    ///
    /// # Errors
    /// The fields that are too long.
    pub fn read(form: &Form, result: &str, limits: &Limits) -> Result<Self, Vec<FieldError>> {
        let mut check = Check::new(form);
        let mut text = |name: &str, label: &str| check.text(name, label, 0..=limits.answer);
        let draft = Self {
            result: result.to_owned(),
            facts: text("facts", "查明的情况"),
            reason: text("reason", "理由"),
            way: text("give", "获取方式、途径"),
            information: text("information", "提供的内容"),
            withheld: text("withheld", "不予公开的内容和理由"),
            organ: text("organ", "负责公开的机关"),
            earlier: text("earlier", "此前的申请编号"),
            interest: text("interest", "公共利益的考虑"),
            files: form.all("file").into_iter().filter_map(|id| id.parse().ok()).collect(),
        };
        check.finish(draft)
    }
}

/// What opens and what closes a part that is withheld.
pub const MARKS: [char; 2] = ['〖', '〗'];
/// What stands for a part that is withheld, however long it was.
pub const MASK: &str = "■■■■";

/// A text without its withheld parts, and how many there were. A part may lie in another; it ends where the outermost does, and one that is
/// not closed goes on to the end.
pub fn masked(text: &str) -> (String, usize) {
    let (mut shown, mut depth, mut parts) = (String::new(), 0_usize, 0);
    for c in text.chars() {
        match (c, depth) {
            ('〖', 0) => {
                depth = 1;
                parts += 1;
                shown.push_str(MASK);
            }
            ('〖', _) => depth += 1,
            ('〗', _) => depth = depth.saturating_sub(1),
            (c, 0) => shown.push(c),
            _ => {}
        }
    }
    (shown, parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withheld_parts_leave_nothing_of_themselves() {
        for (text, shown, parts) in [
            ("全文公开", "全文公开", 0),
            ("张三〖身份证号〗的补偿款", "张三■■■■的补偿款", 1),
            ("〖甲〗和〖乙乙乙〗", "■■■■和■■■■", 2),
            ("没有关上〖其余全部", "没有关上■■■■", 1),
            ("〖外〖内〗层〗", "■■■■", 1),
            ("〖张三，电话〖138〗〗，住址〖青溪村〗。", "■■■■，住址■■■■。", 2),
            ("〖外〖内〗没有关上", "■■■■", 1),
            ("多余的〗", "多余的", 0),
        ] {
            assert_eq!(masked(text), (shown.to_owned(), parts), "{text}");
        }
    }
}
