//! Pages, the ways from one to the next, and counts.

use base::Date;

use crate::Value;

/// What the two columns by which a list is ordered hold in one of its rows; the second is a whole number.
pub type Key = [Value; 2];

/// From where a page goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// The beginning.
    First,
    /// After the row with this key.
    After(Key),
    /// Before the row with this key.
    Before(Key),
}

impl Turn {
    /// After the row with these keys.
    pub fn after(first: impl Into<Value>, second: i64) -> Self {
        Self::After([first.into(), second.into()])
    }

    /// Before the row with these keys.
    pub fn before(first: impl Into<Value>, second: i64) -> Self {
        Self::Before([first.into(), second.into()])
    }

    /// The turn that an address asks for with the values of `after` and `before`, each written as `first.second`. What
    /// cannot be read is the beginning.
    pub fn read(after: &str, before: &str, first: fn(&str) -> Option<Value>) -> Self {
        let key = |text: &str| {
            let (a, b) = text.rsplit_once('.')?;
            Some([first(a)?, b.parse::<i64>().ok()?.into()])
        };
        match (key(after), key(before)) {
            (Some(key), _) => Self::After(key),
            (None, Some(key)) => Self::Before(key),
            (None, None) => Self::First,
        }
    }

    /// The row from which a page went on, as the way back asks for it: so that it is shown again.
    fn again(&self, newest_first: bool) -> Option<Key> {
        let (key, forwards) = match self {
            Self::First => return None,
            Self::After(key) => (key, true),
            Self::Before(key) => (key, false),
        };
        let [first, Value::Int(Some(second))] = key else { return None };
        let step = if newest_first == forwards { -1 } else { 1 };
        Some([first.clone(), second.saturating_add(step).into()])
    }
}

/// For [`Turn::read`]: a first key that is a whole number.
pub fn whole_number(text: &str) -> Option<Value> {
    text.parse::<i64>().ok().map(Value::from)
}

/// For [`Turn::read`]: a first key that is a civil date.
pub fn civil_date(text: &str) -> Option<Value> {
    text.parse::<Date>().ok().map(Value::from)
}

/// A key as an address writes it.
fn written([first, second]: &Key) -> String {
    let text = |value: &Value| match value {
        Value::Int(Some(number)) => number.to_string(),
        Value::Text(Some(text)) => text.clone(),
        _ => String::new(),
    };
    format!("{}.{}", text(first), text(second))
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Its rows, in the order of the list.
    pub rows: Vec<T>,
    /// The key up to which was looked, when the page has fewer rows than wanted though the list goes on.
    pub stopped: Option<Key>,
}

/// How many there are, as far as was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Counted {
    /// So many were found.
    pub found: i64,
    /// Whether there are, or may be, more.
    pub more: bool,
}

impl Counted {
    /// `count`, which was not followed beyond `cap`; `stopped` when not everything was looked at.
    pub fn up_to(cap: usize, count: i64, stopped: bool) -> Self {
        let cap = i64::try_from(cap).unwrap_or(i64::MAX);
        Self { found: count.min(cap), more: stopped || count > cap }
    }

    /// In Chinese, such as `12` or `1000 以上`.
    pub fn words(self) -> String {
        format!("{}{}", self.found, if self.more { " 以上" } else { "" })
    }

    /// As a badge shows it, such as `12` or `999+`.
    pub fn plus(self) -> String {
        format!("{}{}", self.found, if self.more { "+" } else { "" })
    }

    /// With its measure (量词), such as `12 件` or `1000 件以上`.
    pub fn of(self, measure: &str) -> String {
        format!("{} {measure}{}", self.found, if self.more { "以上" } else { "" })
    }
}

/// A page as it is shown: its rows, and the keys with which an address asks for the pages beside it.
#[derive(Debug, Clone)]
pub struct Shown<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// For `before`, when something may come before.
    pub prev: Option<String>,
    /// For `after`, when something may come after.
    pub next: Option<String>,
    /// Whether looking stopped at its bound: what is beyond has not been looked at.
    pub stopped: bool,
}

impl<T> Page<T> {
    /// The page that was asked for with `turn` and one row more than the `limit` shown, which says that there is more.
    pub fn shown(self, turn: &Turn, newest_first: bool, limit: usize, key: impl Fn(&T) -> Key) -> Shown<T> {
        let Self { mut rows, stopped } = self;
        let backwards = matches!(turn, Turn::Before(_));
        let more = rows.len() > limit;
        if more && backwards {
            rows.remove(0);
        }
        rows.truncate(limit);
        let again = || turn.again(newest_first);
        let (first, last) = (rows.first().map(&key), rows.last().map(&key));
        let stop = stopped.clone().filter(|_| !more);
        let (prev, next) = match turn {
            Turn::Before(_) => (if more { first } else { stop }, last.or_else(again)),
            Turn::After(_) => (first.or_else(again), if more { last } else { stop }),
            Turn::First => (None, if more { last } else { stop }),
        };
        let (prev, next) = (prev.as_ref().map(written), next.as_ref().map(written));
        Shown { rows, prev, next, stopped: stopped.is_some() && !more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(row: &i64) -> Key {
        [(row * 10).into(), (*row).into()]
    }

    #[test]
    fn a_page_knows_the_ways_from_it() {
        let stop = Some([Value::from(90_i64), 9_i64.into()]);
        let cases = [
            (Turn::First, vec![1, 2, 3], None, (vec![1, 2], None, Some("20.2"), false)),
            (Turn::First, vec![1, 2], None, (vec![1, 2], None, None, false)),
            (Turn::First, vec![1], stop.clone(), (vec![1], None, Some("90.9"), true)),
            (Turn::after(0_i64, 0), vec![1, 2, 3], None, (vec![1, 2], Some("10.1"), Some("20.2"), false)),
            (Turn::after(70_i64, 7), vec![], None, (vec![], Some("70.8"), None, false)),
            (Turn::after(70_i64, 7), vec![], stop.clone(), (vec![], Some("70.8"), Some("90.9"), true)),
            (Turn::before(70_i64, 7), vec![4, 5, 6], None, (vec![5, 6], Some("50.5"), Some("60.6"), false)),
            (Turn::before(70_i64, 7), vec![], stop, (vec![], Some("90.9"), Some("70.6"), true)),
        ];
        for (turn, rows, stopped, (shown, prev, next, looked)) in cases {
            let page = Page { rows, stopped }.shown(&turn, false, 2, key);
            let ways = (page.prev.as_deref(), page.next.as_deref());
            assert_eq!((page.rows, ways, page.stopped), (shown, (prev, next), looked), "{turn:?}");
        }
    }

    #[test]
    fn addresses_that_cannot_be_read_are_the_beginning() {
        let cases = [
            ("5.7", "", Turn::after(5_i64, 7)),
            ("-5.7", "1.2", Turn::after(-5_i64, 7)),
            ("", "5.7", Turn::before(5_i64, 7)),
            ("5", "x.1", Turn::First),
            ("2026-03-02.7", "", Turn::First),
        ];
        for (after, before, expected) in cases {
            assert_eq!(Turn::read(after, before, whole_number), expected, "{after} {before}");
        }
        assert_eq!(Turn::read("2026-03-02.7", "", civil_date), Turn::after("2026-03-02", 7));
        assert_eq!(Turn::read("2026-13-02.7", "", civil_date), Turn::First);
    }

    #[test]
    fn counts_say_where_they_stopped() {
        let cases = [
            ((10, 3, false), ("3", "3", "3 件")),
            ((10, 10, false), ("10", "10", "10 件")),
            ((10, 11, false), ("10 以上", "10+", "10 件以上")),
            ((10, 3, true), ("3 以上", "3+", "3 件以上")),
        ];
        for ((cap, count, stopped), expected) in cases {
            let counted = Counted::up_to(cap, count, stopped);
            assert_eq!((counted.words().as_str(), counted.plus().as_str(), counted.of("件").as_str()), expected);
        }
    }
}
