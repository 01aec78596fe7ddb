//! Calendars for other programs: iCalendar (RFC 5545), events of one day or one moment. The libraries at hand put a random
//! key and the present moment into every alarm, so that no answer equals the one before; what is needed is small.

use axum::http::{HeaderValue, header};
use base::Date;
use base::time::{DAY, Moment};

use crate::{Response, body};

/// Octets of a line (RFC 5545, 3.1).
const LINE: usize = 75;

/// When an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The whole day.
    Day(Date),
    /// A moment, without length.
    At(Moment),
}

impl When {
    /// The last millisecond of a day stands for the day, any other moment for itself.
    pub fn ending(at: Moment) -> Self {
        if at == Moment::end_of(at.date()) { Self::Day(at.date()) } else { Self::At(at) }
    }
}

/// One event (日程).
#[derive(Debug, Clone)]
pub struct Event {
    /// What is the same at each reading and nowhere else in the world, such as `matter-7@www.qinghe.example`.
    pub uid: String,
    /// When it is.
    pub when: When,
    /// 标题.
    pub title: String,
    /// 说明; may be empty.
    pub note: String,
    /// Its page; may be empty.
    pub href: String,
    /// Minutes before its beginning at which the calendar calls; `None` for no call.
    pub alarm: Option<u32>,
}

/// A calendar named `name` as an answer; `stamp` is when its facts were read. Programs are asked to come again after an hour.
pub fn calendar(name: &str, stamp: Moment, events: &[Event]) -> Response {
    let mut response = body("text/calendar; charset=utf-8", text(name, stamp, events));
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"renhe.ics\""));
    response
}

/// The calendar as text.
fn text(name: &str, stamp: Moment, events: &[Event]) -> String {
    let mut out = Lines(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Renhe//Renhe//ZH");
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    out.said("NAME", name);
    out.said("X-WR-CALNAME", name);
    out.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    out.line("X-PUBLISHED-TTL:PT1H");
    for event in events {
        out.event(event, stamp);
    }
    out.line("END:VCALENDAR");
    out.0
}

struct Lines(String);

impl Lines {
    fn event(&mut self, event: &Event, stamp: Moment) {
        self.line("BEGIN:VEVENT");
        self.said("UID", &event.uid);
        self.line(&format!("DTSTAMP:{}", utc(stamp)));
        match event.when {
            When::Day(date) => {
                let next = Moment::start_of(date).plus(DAY).date();
                self.line(&format!("DTSTART;VALUE=DATE:{}", day(date)));
                self.line(&format!("DTEND;VALUE=DATE:{}", day(next)));
            }
            When::At(at) => self.line(&format!("DTSTART:{}", utc(at))),
        }
        self.said("SUMMARY", &event.title);
        if !event.note.is_empty() {
            self.said("DESCRIPTION", &event.note);
        }
        if !event.href.is_empty() {
            self.line(&format!("URL:{}", event.href.replace(['\r', '\n'], "")));
        }
        // Nobody is busy because of it.
        self.line("TRANSP:TRANSPARENT");
        if let Some(minutes) = event.alarm {
            self.line("BEGIN:VALARM");
            self.line("ACTION:DISPLAY");
            self.line(&format!("TRIGGER:-PT{minutes}M"));
            self.said("DESCRIPTION", &event.title);
            self.line("END:VALARM");
        }
        self.line("END:VEVENT");
    }

    /// A property whose value is text (RFC 5545, 3.3.11).
    fn said(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => {}
                c => line.push(c),
            }
        }
        self.line(&line);
    }

    /// A line, folded where it is too long, never inside a character.
    fn line(&mut self, line: &str) {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }
}

fn day(date: Date) -> String {
    date.to_string().replace('-', "")
}

fn utc(at: Moment) -> String {
    // Civil times are Beijing's, eight hours before UTC.
    let civil = at.plus(-8 * base::time::HOUR).civil();
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment::from_civil(base::time::DateTime::constant(2026, 3, 2, 7, 30, 0, 0))
    }

    fn event(when: When, title: &str) -> Event {
        let (uid, note, href) = ("a@b".to_owned(), String::new(), "https://b/x?a=1,2;3".to_owned());
        Event { uid, when, title: title.to_owned(), note, href, alarm: Some(900) }
    }

    #[test]
    fn days_are_days_and_moments_are_in_utc() {
        let date = Date::constant(2026, 12, 31);
        assert_eq!(When::ending(Moment::end_of(date)), When::Day(date));
        assert_eq!(When::ending(moment()), When::At(moment()));
        let all = text("甲", moment(), &[event(When::Day(date), "乙"), event(When::At(moment()), "丙")]);
        for line in ["DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "DTSTART:20260301T233000Z"] {
            assert!(all.contains(&format!("\r\n{line}\r\n")), "{line} in {all}");
        }
        assert!(all.contains("\r\nURL:https://b/x?a=1,2;3\r\n"), "{all}");
    }

    #[test]
    fn text_breaks_out_of_nothing_and_no_line_is_too_long() {
        let title = "回复；,;\\\r\nEND:VCALENDAR\u{7}".to_owned() + &"很长的标题".repeat(40);
        let all = text("甲", moment(), &[event(When::At(moment()), &title)]);
        assert!(all.split("\r\n").all(|line| line.len() <= LINE), "{all}");
        assert_eq!(all.matches("\r\nEND:VCALENDAR\r\n").count(), 1);
        let whole = all.replace("\r\n ", "");
        assert!(whole.contains("SUMMARY:回复；\\,\\;\\\\\\nEND:VCALENDAR很长的标题"), "{whole}");
        assert_eq!(whole.matches(&"很长的标题".repeat(40)).count(), 2, "title and alarm");
    }

    #[test]
    fn the_same_facts_give_the_same_answer() {
        let events = [event(When::At(moment()), "甲")];
        assert_eq!(text("甲", moment(), &events), text("甲", moment(), &events));
    }
}
