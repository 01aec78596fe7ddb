//! Reading a form's fields as what they should be; all errors are collected and shown at once.

use std::ops::RangeInclusive;

use base::{Date, FieldError, text};

use super::{Form, Upload};

/// A form being read. Each reading gives a value in any case; [`finish`](Check::finish) gives the whole or the errors.
#[derive(Debug)]
pub struct Check<'f> {
    form: &'f Form,
    errors: Vec<FieldError>,
    /// What is wrong at the foot of the form.
    foot: Vec<FieldError>,
}

impl<'f> Check<'f> {
    /// Begins to read `form`; files that could not be taken are errors already.
    pub fn new(form: &'f Form) -> Self {
        Self { form, errors: form.problems().to_vec(), foot: Vec::new() }
    }

    /// The form that is read.
    pub fn form(&self) -> &'f Form {
        self.form
    }

    /// One line of `chars` characters, cleaned; it may be empty when the range begins with 0.
    pub fn line(&mut self, name: &str, label: &str, chars: RangeInclusive<usize>) -> String {
        let value = text::clean_line(self.form.get(name));
        self.length(name, label, &value, &chars);
        value
    }

    /// Several lines of `chars` characters together, cleaned; may be empty when the range begins with 0.
    pub fn text(&mut self, name: &str, label: &str, chars: RangeInclusive<usize>) -> String {
        let value = text::clean_text(self.form.get(name));
        self.length(name, label, &value, &chars);
        value
    }

    fn length(&mut self, name: &str, label: &str, value: &str, chars: &RangeInclusive<usize>) {
        let (least, most, count) = (*chars.start(), *chars.end(), text::char_count(value));
        if count == 0 && least > 0 {
            self.error(name, format!("请填写{label}。"));
        } else if count < least {
            self.error(name, format!("{label}至少 {least} 个字，现在是 {count} 个字。"));
        } else if count > most {
            self.error(name, format!("{label}最多 {most} 个字，现在是 {count} 个字，请删减 {} 个字。", count - most));
        }
    }

    /// One of `choices`; the first of them when it is none.
    pub fn choice<'c>(&mut self, name: &str, label: &str, choices: &[&'c str]) -> &'c str {
        let typed = self.form.get(name);
        let found = choices.iter().find(|choice| **choice == typed).copied();
        if found.is_none() {
            self.error(name, format!("请选择{label}。"));
        }
        found.or_else(|| choices.first().copied()).unwrap_or_default()
    }

    /// Any number of `choices`; what is none of them is an error.
    pub fn choices<'c>(&mut self, name: &str, label: &str, choices: &[&'c str]) -> Vec<&'c str> {
        let typed = self.form.all(name);
        if typed.iter().any(|value| !choices.contains(value)) {
            self.error(name, format!("{label}里有不能识别的选项，请重新选择。"));
        }
        choices.iter().filter(|choice| typed.contains(*choice)).copied().collect()
    }

    /// A whole number within `range`; the range's beginning when it is none.
    pub fn int(&mut self, name: &str, label: &str, range: RangeInclusive<i64>) -> i64 {
        let value: Option<i64> = text::normalise(self.form.get(name)).parse().ok();
        match value.filter(|value| range.contains(value)) {
            Some(value) => value,
            None => {
                self.error(name, format!("{label}须为 {} 至 {} 之间的整数。", range.start(), range.end()));
                *range.start()
            }
        }
    }

    /// The key of a row, if one was chosen.
    pub fn id(&mut self, name: &str, label: &str) -> Option<i64> {
        let typed = self.form.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        let value = typed.parse().ok().filter(|id: &i64| *id > 0);
        if value.is_none() {
            self.error(name, format!("请重新选择{label}。"));
        }
        value
    }

    /// A civil date `YYYY-MM-DD`, or none when the field is empty and not `required`.
    pub fn date(&mut self, name: &str, label: &str, required: bool) -> Option<Date> {
        let typed = text::normalise(self.form.get(name));
        let value: Option<Date> = typed.parse().ok();
        if value.is_none() && (required || !typed.is_empty()) {
            self.error(name, format!("请填写{label}，格式如 2026-11-24。"));
        }
        value
    }

    /// A telephone number, mobile or with area code, without blanks and strokes; may be empty when not `required`.
    pub fn phone(&mut self, name: &str, label: &str, required: bool) -> String {
        let plain = plain_number(self.form.get(name));
        if (required || !plain.is_empty()) && !is_number(&plain) {
            self.error(name, format!("{label}不正确：请填写 11 位手机号，或带区号的座机号。"));
        }
        plain
    }

    /// The same of what was typed or sent elsewhere; nothing when it is no number of 7 to 12 digits.
    pub fn telephone(typed: &str) -> Option<String> {
        Some(plain_number(typed)).filter(|plain| is_number(plain))
    }

    /// An e-mail address; may be empty when not `required`.
    pub fn email(&mut self, name: &str, label: &str, required: bool) -> String {
        let typed = text::normalise(self.form.get(name));
        let good = typed.split_once('@').is_some_and(|(user, host)| {
            let plain =
                |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "._-+".contains(c));
            plain(user) && plain(host) && host.contains('.') && typed.len() <= 120
        });
        if (required || !typed.is_empty()) && !good {
            self.error(name, format!("{label}不正确，例如 name@example.com。"));
        }
        typed
    }

    /// Whether a single box is ticked.
    pub fn yes(&self, name: &str) -> bool {
        matches!(self.form.get(name), "1" | "on" | "yes" | "true")
    }

    /// A box that has to be ticked; `message` says why.
    pub fn must(&mut self, name: &str, message: &str) {
        if !self.yes(name) {
            self.error(name, message);
        }
    }

    /// The files of a field, at most `most`.
    pub fn files(&mut self, name: &str, label: &str, most: usize) -> Vec<Upload> {
        let files: Vec<Upload> = self.form.files(name).into_iter().cloned().collect();
        if files.len() > most {
            self.error(name, format!("{label}最多 {most} 个，现在是 {} 个。", files.len()));
        }
        files
    }

    /// Adds an error.
    pub fn error(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(name, message));
    }

    /// Adds an error of a field that stands at the foot of the form, after all others whenever it is read.
    pub(crate) fn error_at_foot(&mut self, name: &str, message: impl Into<String>) {
        self.foot.push(FieldError::new(name, message));
    }

    /// Whether anything is wrong so far.
    pub fn is_good(&self) -> bool {
        self.errors.is_empty() && self.foot.is_empty()
    }

    /// `value` when nothing is wrong.
    ///
    /// # Errors
    /// All errors, in the order of the readings, and those of the foot of the form last.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<FieldError>> {
        self.errors.append(&mut self.foot);
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors) }
    }
}

/// A number without blanks, strokes and the code of the country.
fn plain_number(typed: &str) -> String {
    let typed: String = text::normalise(typed).chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    typed.strip_prefix("+86").map_or_else(|| typed.clone(), str::to_owned)
}

fn is_number(plain: &str) -> bool {
    (7..=12).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_come_at_once_and_in_order() {
        let form = Form::of(&[("title", "路"), ("phone", "12"), ("kind", "x"), ("on", "2026-13-01"), ("days", "９９")]);
        let mut check = Check::new(&form);
        check.error_at_foot("challenge_answer", "请回答验证问题。");
        assert!(!check.is_good());
        check.line("title", "标题", 2..=5);
        check.text("body", "内容", 1..=5);
        check.phone("phone", "联系电话", true);
        check.choice("kind", "类型", &["a", "b"]);
        check.date("on", "日期", false);
        check.int("days", "天数", 1..=60);
        check.email("email", "邮箱", false);
        let errors = check.finish(()).expect_err("everything is wrong");
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["title", "body", "phone", "kind", "on", "days", "challenge_answer"]);
        assert_eq!(errors[0].message, "标题至少 2 个字，现在是 1 个字。");
    }

    #[test]
    fn what_people_type_is_taken_in_its_many_shapes() {
        let form = Form::of(&[
            ("title", "  路灯\u{202e}坏了 "),
            ("phone", "+86 138-0000-1234"),
            ("days", "１５"),
            ("email", "li.si@qinghe.example"),
            ("public", "1"),
            ("on", "2026-11-24"),
        ]);
        let mut check = Check::new(&form);
        assert_eq!(check.line("title", "标题", 2..=50), "路灯坏了");
        assert_eq!(check.phone("phone", "电话", true), "13800001234");
        assert_eq!(check.int("days", "天数", 1..=60), 15);
        assert_eq!(check.email("email", "邮箱", true), "li.si@qinghe.example");
        assert_eq!(check.date("on", "日期", true), Some(Date::constant(2026, 11, 24)));
        assert!(check.yes("public") && !check.yes("secret"));
        assert!(check.finish(()).is_ok());
    }

    #[test]
    fn too_long_texts_say_by_how_much() {
        let form = Form::of(&[("name", &"长".repeat(10_000))]);
        let mut check = Check::new(&form);
        check.line("name", "姓名", 1..=50);
        let errors = check.finish(()).expect_err("too long");
        assert_eq!(errors[0].message, "姓名最多 50 个字，现在是 10000 个字，请删减 9950 个字。");
    }
}
