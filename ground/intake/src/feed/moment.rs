//! Times as feeds write them: RFC 822 and RFC 3339 with their zones, and local times as Chinese systems write them.

use base::Moment;

use crate::page;

/// The moment in `text`; a time without a zone is Beijing's.
pub(super) fn read(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return sane(Moment(stamp.as_millisecond()));
    }
    let mail = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    if let Ok(stamp) = mail.parse_timestamp(text) {
        return sane(Moment(stamp.as_millisecond()));
    }
    page::moment(text)
}

/// What a government site can have published.
fn sane(moment: Moment) -> Option<Moment> {
    (1990..=2100).contains(&moment.civil().year()).then_some(moment)
}
