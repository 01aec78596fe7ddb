//! A message of new media (新媒体) that became an order: where it stood, who wrote it, when.

use ::store::record;
use base::{Date, Moment};
use counter::Choice;
use counter::choice::{known, plain, values};
use web::Check;

/// Platforms.
pub const PLATFORMS: &[Choice] =
    &[plain("wechat", "微信公众号"), plain("weibo", "微博"), plain("video", "短视频平台"), plain("other", "其他平台")];

/// The source of orders that come so.
pub const MEDIA: &str = "media";
/// Longest name of an account, in characters.
pub const ACCOUNT_MAX: usize = 100;
/// Longest address, in characters.
pub const LINK_MAX: usize = 300;

record! {
    /// Where a message stood.
    #[derive(Default, PartialEq, Eq)]
    pub struct Media from "hotline_media" {
        /// One of [`PLATFORMS`]; empty for orders that came otherwise.
        pub platform: String,
        /// Name or number of the account.
        pub account: String,
        /// Address of the message, may be empty.
        pub link: String,
        /// When it was written.
        pub posted_at: Option<Moment>,
    }
}

impl Media {
    /// Reads the agent's form; asked for when the order came from new media, and left out otherwise.
    pub fn read(check: &mut Check<'_>, source: &str) -> Self {
        if source != MEDIA {
            return Self::default();
        }
        let platform = check.choice("media_platform", "新媒体平台", &values(PLATFORMS)).to_owned();
        let account = check.line("media_account", "账号名称或者编号", 1..=ACCOUNT_MAX);
        let link = check.line("media_link", "消息链接", 0..=LINK_MAX);
        if !link.is_empty() && !address(&link) {
            check.error("media_link", "请填写以 http:// 或 https:// 开头的完整链接；没有链接的不填");
        }
        let day = check.date("media_on", "发布日期", false);
        let time = match check.form().get("media_at") {
            "" => "00:00",
            time => time,
        };
        let posted_at = day.and_then(|day| typed_moment(&day.to_string(), time));
        if day.is_some() && posted_at.is_none() {
            check.error("media_at", "发布时间请写成 08:30 的样子");
        }
        Self { platform, account, link, posted_at }
    }

    /// The same as a platform tells it; what cannot be read is left out, and said in `remarks`.
    pub fn told(told: &Told, remarks: &mut Vec<String>) -> Self {
        let word = base::text::clean_line(&told.platform);
        let platform = known(PLATFORMS, &word).unwrap_or_else(|| {
            remarks.push(format!("新媒体平台“{}”不能识别，按“其他平台”登记。", base::text::truncate(&word, 40)));
            "other".to_owned()
        });
        let link = base::text::clean_line(&told.link);
        let fits = link.is_empty() || (address(&link) && link.chars().count() <= LINK_MAX);
        if !fits {
            remarks.push("消息链接不是完整的网址，没有采用。".to_owned());
        }
        let posted_at = Moment::of_rfc3339(&told.at);
        if posted_at.is_none() && !told.at.is_empty() {
            remarks.push("消息的发布时间格式不对，没有采用。".to_owned());
        }
        let account = base::text::truncate(&base::text::clean_line(&told.account), ACCOUNT_MAX);
        Self { platform, account, link: if fits { link } else { String::new() }, posted_at }
    }
}

/// What a platform tells of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Told {
    /// One of [`PLATFORMS`].
    pub platform: String,
    /// Name or number of the account.
    pub account: String,
    /// Address of the message.
    pub link: String,
    /// When it was written, RFC 3339.
    pub at: String,
}

/// A moment of a date and a time of day as typed.
pub fn typed_moment(on: &str, at: &str) -> Option<Moment> {
    let (on, at) = (base::text::normalise(on), base::text::normalise(at));
    let date: Date = on.trim().parse().ok()?;
    let (hour, minute) = at.trim().split_once(':')?;
    let (hour, minute) = (hour.parse::<i64>().ok()?, minute.parse::<i64>().ok()?);
    let within = (0..24).contains(&hour) && (0..60).contains(&minute);
    within.then(|| Moment::start_of(date).plus(hour * base::time::HOUR + minute * base::time::MINUTE))
}

fn address(link: &str) -> bool {
    let web = link.starts_with("https://") || link.starts_with("http://");
    web && url::Url::parse(link).is_ok_and(|url| url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;
    use web::Form;

    fn read(fields: &[(&str, &str)]) -> Result<Media, Vec<String>> {
        let form = Form::of(fields);
        let mut check = Check::new(&form);
        let media = Media::read(&mut check, form.get("source"));
        check.finish(media).map_err(|errors| errors.into_iter().map(|e| e.field).collect())
    }

    #[test]
    fn a_message_of_new_media_says_platform_and_account_and_others_say_nothing() {
        let whole = [
            ("source", "media"),
            ("media_platform", "weibo"),
            ("media_account", "青禾小城"),
            ("media_link", "https://weibo.example/1"),
            ("media_on", "2026-03-01"),
            ("media_at", "20:15"),
        ];
        let media = read(&whole).expect("may be taken");
        assert_eq!((media.platform.as_str(), media.account.as_str()), ("weibo", "青禾小城"));
        assert_eq!(media.posted_at.map(Moment::minutes).as_deref(), Some("2026-03-01 20:15"));
        assert_eq!(read(&[("source", "phone"), ("media_account", "x")]), Ok(Media::default()));
        assert_eq!(read(&[("source", "media")]), Err(vec!["media_platform".to_owned(), "media_account".to_owned()]));
        for (field, wrong) in
            [("media_link", "javascript:alert(1)"), ("media_link", "weibo.example/1"), ("media_at", "晚上")]
        {
            let mut fields = whole.to_vec();
            fields.retain(|(name, _)| *name != field);
            fields.push((field, wrong));
            assert_eq!(read(&fields), Err(vec![field.to_owned()]), "{wrong}");
        }
    }

    #[test]
    fn what_a_platform_tells_wrongly_is_left_out_and_said() {
        let mut remarks = Vec::new();
        let told = Told { platform: "x".into(), account: "a".into(), link: "ftp://h/1".into(), at: "gestern".into() };
        let media = Media::told(&told, &mut remarks);
        assert_eq!((media.platform.as_str(), media.link.as_str(), media.posted_at), ("other", "", None));
        assert_eq!(remarks.len(), 3, "{remarks:?}");
    }
}
