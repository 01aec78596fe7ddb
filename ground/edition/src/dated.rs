//! When something was published, as it is shown. Older sites do not always say it: then nothing is made up. The year may still
//! be known, from the date of the document or from its number.

use base::Moment;

use crate::{Content, Listed, Live};

/// The time of publication of what has no known date (日期不详): before all others, so that it stands last in every list and
/// falls into no period.
pub const UNDATED: Moment = Moment(0);
/// How an unknown date is shown.
const UNKNOWN: &str = "日期不详";

/// The year under which an edition published at `shown` is found: that of the document, else of its publication, else the one
/// that its number or title names; 0 when nobody knows.
pub fn year(content: &Content, shown: Moment) -> i64 {
    let head = &content.head;
    match head.made_on {
        Some(made) => i64::from(made.year()),
        None if shown != UNDATED => i64::from(shown.date().year()),
        None => numbered(&head.doc_no).or_else(|| numbered(&content.title)).unwrap_or(0),
    }
}

/// The year of the document number in `text`: `2021` of `青政发〔2021〕5号`, in whatever brackets.
fn numbered(text: &str) -> Option<i64> {
    let key: Vec<char> = crate::terms::doc_key(text).chars().collect();
    let opened = key.iter().enumerate().filter(|(_, c)| **c == '[').map(|(at, _)| at);
    let mut years = opened.filter_map(|at| {
        let digits: String = key.get(at + 1..at + 5)?.iter().collect();
        let year = digits.parse().ok().filter(|year| (1949..=2100).contains(year) && key.get(at + 5) == Some(&']'))?;
        let mut rest = key.get(at + 6..)?.iter().skip_while(|c| **c == '第').peekable();
        let counted = rest.peek().is_some_and(|c| c.is_ascii_digit());
        (counted && rest.find(|c| !c.is_ascii_digit()) == Some(&'号')).then_some(year)
    });
    years.next()
}

/// The day of publication, or what is known of it.
pub fn day(at: Moment, year: i64) -> String {
    told(at, year, |at| at.date().to_string())
}

/// The minute of publication, or what is known of it.
pub fn minutes(at: Moment, year: i64) -> String {
    told(at, year, Moment::minutes)
}

fn told(at: Moment, year: i64, known: impl Fn(Moment) -> String) -> String {
    match (at, year) {
        (UNDATED, 1..) => format!("{year} 年"),
        (UNDATED, _) => UNKNOWN.to_owned(),
        _ => known(at),
    }
}

impl Live {
    /// The day of publication as pages show it.
    pub fn day(&self) -> String {
        day(self.published_at, self.year)
    }

    /// The time of publication, when it is known.
    pub fn at(&self) -> Option<Moment> {
        Some(self.published_at).filter(|at| *at != UNDATED)
    }
}

impl Listed {
    /// The day of publication as lists show it.
    pub fn day(&self) -> String {
        day(self.published_at, self.year)
    }

    /// Month and day as narrow lists show them; of an unknown day the year.
    pub fn short_day(&self) -> String {
        match self.at() {
            Some(at) => format!("{:02}-{:02}", at.date().month(), at.date().day()),
            None if self.year > 0 => self.year.to_string(),
            None => "不详".to_owned(),
        }
    }

    /// The time of publication, when it is known.
    pub fn at(&self) -> Option<Moment> {
        Some(self.published_at).filter(|at| *at != UNDATED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Head;

    #[test]
    fn the_year_of_a_number_is_known_though_its_day_is_not() {
        let cases = [
            ("青政发〔2021〕5号", 2021),
            ("青政办发[2019] 12 号", 2019),
            ("关于印发方案的通知（青政发〔2020〕第3号）", 2020),
            ("关于做好（2022）年度工作的通知", 0),
            ("第〔3021〕1号", 0),
            ("博物馆条例", 0),
            ("青政发〔2021〕", 0),
        ];
        for (text, wanted) in cases {
            let in_title = Content { title: text.into(), ..Content::default() };
            assert_eq!(year(&in_title, UNDATED), wanted, "{text}");
            let head = Head { doc_no: text.into(), ..Head::default() };
            assert_eq!(year(&Content { head, ..Content::default() }, UNDATED), wanted, "{text}");
        }
        let made = Head { made_on: Some(base::Date::constant(2018, 5, 1)), ..Head::default() };
        assert_eq!(year(&Content { head: made, ..Content::default() }, UNDATED), 2018);
        let known = Moment::start_of(base::Date::constant(2017, 1, 2));
        assert_eq!(year(&Content { title: "青政发〔2021〕5号".into(), ..Content::default() }, known), 2017);
    }

    #[test]
    fn an_unknown_day_is_not_made_up() {
        assert_eq!((day(UNDATED, 2021), minutes(UNDATED, 0)), ("2021 年".to_owned(), "日期不详".to_owned()));
        assert_eq!(day(Moment::start_of(base::Date::constant(2017, 1, 2)), 2017), "2017-01-02");
    }
}
