//! A letter as data, and the form with which it is written.

use ::store::record;
use base::rules::Rules;
use base::{Date, FieldError, Moment};
use matter::store::FileRef;
use web::{Check, Form};

use counter::choice::values;
use counter::{FileLimits, told};

use crate::kinds::{KINDS, MAILBOXES};

record! {
    /// A letter (来信). What is secret about it is read elsewhere and only where it is needed.
    pub struct Letter from "letters_letter" {
        /// Key.
        pub id: i64,
        /// The matter that it is.
        pub matter_id: i64,
        /// mayor or secretary.
        pub mailbox: String,
        /// consult, advice, complaint, help or report.
        pub kind: String,
        /// web, or how else it came.
        pub source: String,
        /// Civil date from which its times count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// When it was sent.
        pub received_at: Moment,
        /// Title as written.
        pub title: String,
        /// Text as written.
        pub body: String,
        /// Name of the sender, empty when anonymous.
        pub name: String,
        /// Whether the sender gave no name.
        pub anonymous: bool,
        /// Telephone, may be empty.
        pub phone: String,
        /// E-mail address, may be empty.
        pub email: String,
        /// Postal address, may be empty.
        pub address: String,
        /// Whether the sender's identity must not reach the handling unit.
        pub confidential: bool,
        /// Whether the sender agreed to publication.
        pub consent: bool,
        /// The unit complained of.
        pub complained_unit: Option<i64>,
        /// Entry on the ledger that proves its arrival.
        pub entry_id: i64,
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
        /// 1 very dissatisfied to 5 very satisfied.
        pub satisfaction: Option<i64>,
        /// What the sender says of the answer.
        pub rating_text: String,
        /// When it was rated.
        pub rated_at: Option<Moment>,
        /// How often it was handled again.
        pub reopened: i64,
        /// The last warning of the inspection line that was given, 0 to 3.
        pub warned: i64,
        /// Whether it was neither refused, retracted nor joined with another.
        pub valid: bool,
        /// Masked title.
        pub public_title: String,
        /// Masked text.
        pub public_body: String,
        /// Masked answer.
        pub public_answer: String,
        /// When it was published, none while it is not.
        pub published_at: Option<Moment>,
        /// When it was withdrawn from the public.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}

record! {
    /// A file of the sender.
    pub struct LetterFile from "letters_file" {
        /// Key.
        pub id: i64,
        /// Of which letter.
        pub letter_id: i64,
        /// The later message with which it came.
        pub message_id: Option<i64>,
        /// Address of the content.
        pub digest: String,
        /// Name as uploaded, cleaned.
        pub name: String,
        /// Bytes.
        pub size: i64,
        /// Decided by the content.
        pub media_type: String,
    }
}

impl LetterFile {
    /// As another matter takes it.
    pub fn handed(self) -> FileRef {
        FileRef { digest: self.digest, name: self.name, size: self.size, media_type: self.media_type }
    }
}

/// A letter as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writing {
    /// mayor or secretary.
    pub mailbox: String,
    /// consult, advice, complaint, help or report.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Name, empty when anonymous.
    pub name: String,
    /// Whether no name is given.
    pub anonymous: bool,
    /// Telephone, may be empty.
    pub phone: String,
    /// E-mail address, may be empty.
    pub email: String,
    /// Postal address, may be empty.
    pub address: String,
    /// How the sender wants to be told.
    pub told_by: String,
    /// Whether the sender's identity is confidential.
    pub confidential: bool,
    /// Whether publication is agreed to.
    pub consent: bool,
    /// The unit complained of.
    pub complained_unit: Option<i64>,
}

/// Numbers that bound a letter, from the rule rows of the day.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Limits {
    /// Characters of a title.
    pub title: usize,
    /// Fewest characters of a text.
    pub body_min: usize,
    /// Characters of a text.
    pub body: usize,
    /// Files.
    pub files: FileLimits,
}

/// Shortest title.
pub const TITLE_MIN: usize = 2;

impl Limits {
    /// The limits of `date`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(rules: &Rules, date: Date) -> Result<Self, base::Fault> {
        let number = |key: &str| Ok::<_, base::Fault>(usize::try_from(rules.number(key, date)?).unwrap_or(0));
        Ok(Self {
            title: number("letters.title.max")?,
            body_min: number("letters.body.min")?,
            body: number("letters.body.max")?,
            files: FileLimits::at(rules, "letters", date)?,
        })
    }
}

impl Writing {
    /// Reads the form; all that is wrong, at once, with what `check` has found already.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(form: &Form, limits: &Limits, mut check: Check<'_>) -> Result<Self, Vec<FieldError>> {
        let anonymous = check.yes("anonymous");
        let shortest_name = if anonymous { 0 } else { 2 };
        let name = check.line("name", "姓名", shortest_name..=50);
        let phone = check.phone("phone", "联系电话", !anonymous);
        let email = check.email("email", "电子邮箱", false);
        let writing = Self {
            mailbox: check.choice("mailbox", "信箱", &values(MAILBOXES)).to_owned(),
            kind: check.choice("kind", "来信类型", &values(KINDS)).to_owned(),
            title: check.line("title", "标题", TITLE_MIN..=limits.title),
            body: check.text("body", "内容", limits.body_min..=limits.body),
            name: if anonymous { String::new() } else { name },
            anonymous,
            told_by: told::chosen(&mut check, &phone, &email),
            phone,
            email,
            address: check.line("address", "地址", 0..=100),
            confidential: check.yes("confidential"),
            consent: form.get("consent") == "1",
            complained_unit: check.id("complained_unit", "被反映单位"),
        };
        check.must("notice", "请阅读个人信息处理告知，并勾选“我已阅读并同意”");
        limits.files.check(&mut check, "files", "附件");
        check.finish(writing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<'a>(changes: &[(&'a str, &'a str)]) -> Form {
        let mut fields = vec![
            ("mailbox", "mayor"),
            ("kind", "help"),
            ("title", "路灯不亮"),
            ("body", "人民路的路灯一周没有亮了。"),
            ("name", "李青禾"),
            ("phone", "13800001234"),
            ("consent", "1"),
            ("notice", "1"),
        ];
        for change in changes {
            fields.retain(|(name, _)| *name != change.0);
            fields.push(*change);
        }
        Form::of(&fields)
    }

    fn limits() -> Limits {
        Limits { title: 60, body_min: 5, body: 5000, files: FileLimits { most: 5, size: 1024 } }
    }

    #[test]
    fn what_is_wrong_is_said_field_by_field_and_all_at_once() {
        let long = "长".repeat(10_000);
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
        let cases: &[Case<'_>] = &[
            (&[], &[]),
            (&[("title", "短")], &["title"]),
            (&[("title", &long)], &["title"]),
            (&[("body", "")], &["body"]),
            (&[("name", ""), ("phone", "")], &["name", "phone"]),
            (&[("name", ""), ("phone", ""), ("anonymous", "1")], &[]),
            (&[("phone", "12")], &["phone"]),
            (&[("email", "无")], &["email"]),
            (&[("kind", "../../etc")], &["kind"]),
            (&[("notice", ""), ("mailbox", "")], &["mailbox", "notice"]),
        ];
        for (changes, expect) in cases {
            let form = fields(changes);
            let wrong = match Writing::read(&form, &limits(), Check::new(&form)) {
                Ok(_) => Vec::new(),
                Err(errors) => errors.into_iter().map(|e| e.field).collect(),
            };
            let mut wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
            wrong.sort_unstable();
            assert_eq!(&wrong, expect, "{changes:?}");
        }
    }

    #[test]
    fn an_anonymous_letter_keeps_no_name() {
        let form = fields(&[("anonymous", "1")]);
        let writing = Writing::read(&form, &limits(), Check::new(&form)).unwrap();
        assert_eq!(writing.name, "");
        assert!(writing.anonymous);
    }
}
