//! What a program asks of the list of orders (GET Service Requests), read and bounded.

use base::time::DAY;
use base::{Date, FieldError, Moment};
use web::Params;

/// Pages that are turned to.
const PAGES_MAX: usize = 1_000;

/// Which orders are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Only these; then days, state and subject do not count.
    pub ids: Option<Vec<i64>>,
    /// Only of these services.
    pub services: Vec<String>,
    /// Requested not before.
    pub from: Moment,
    /// Requested not after.
    pub to: Moment,
    /// Only open or only closed ones.
    pub open: Option<bool>,
    /// So many at most.
    pub limit: usize,
    /// So many left out before them.
    pub skip: usize,
}

/// Reads the query; days that span more than `days`, pages and numbers of more than `rows` are refused.
///
/// # Errors
/// The parameters that cannot be read.
pub(crate) fn read(query: &Params, now: Moment, days: i64, rows: usize) -> Result<Asked, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let ids = list(query.get("service_request_id"));
    // What is no number of ours is found nowhere.
    let asked_for = !ids.is_empty();
    let mut ids: Vec<i64> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > rows {
        let words = format!("一次最多查询 {rows} 件，现在是 {} 件，请分几次查询。", ids.len());
        wrong.push(FieldError::new("service_request_id", words));
    }
    let (from, to) = span(query, now, days, &mut wrong);
    let open = match list(query.get("status")).as_slice() {
        [] => None,
        states if states.iter().any(|s| s != "open" && s != "closed") => {
            wrong.push(FieldError::new("status", "只能是 open、closed，多个用逗号分开。"));
            None
        }
        states => match (states.iter().any(|s| s == "open"), states.iter().any(|s| s == "closed")) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        },
    };
    let mut number = |name: &str, otherwise: usize, most: usize| match query.get(name) {
        "" => otherwise,
        text => text.parse().ok().filter(|n| (1..=most).contains(n)).unwrap_or_else(|| {
            wrong.push(FieldError::new(name, format!("须为 1 至 {most} 之间的整数。")));
            otherwise
        }),
    };
    let (page, limit) = (number("page", 1, PAGES_MAX), number("page_size", rows, rows));
    let asked = Asked {
        ids: asked_for.then_some(ids),
        services: list(query.get("service_code")),
        from,
        to,
        open,
        limit,
        skip: (page - 1) * limit,
    };
    if wrong.is_empty() { Ok(asked) } else { Err(wrong) }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// The days asked for; the last ones when none are.
fn span(query: &Params, now: Moment, days: i64, wrong: &mut Vec<FieldError>) -> (Moment, Moment) {
    let length = days * DAY;
    let mut read = |name: &str, whole: fn(Date) -> Moment| match query.get(name) {
        "" => None,
        text => {
            let found = moment(text, whole);
            if found.is_none() {
                wrong.push(FieldError::new(
                    name,
                    "时间格式不对，例如 2026-11-24T10:30:00+08:00 或 2026-11-24T02:30:00Z。",
                ));
            }
            found
        }
    };
    let (from, to) = (read("start_date", Moment::start_of), read("end_date", Moment::end_of));
    let (from, to) = match (from, to) {
        (None, None) => (now.plus(-length), now),
        (Some(from), None) => (from, from.plus(length)),
        (None, Some(to)) => (to.plus(-length), to),
        (Some(from), Some(to)) => (from, to),
    };
    if to < from {
        wrong.push(FieldError::new("end_date", "end_date 不能早于 start_date。"));
    } else if to.0 - from.0 > length {
        wrong.push(FieldError::new("end_date", format!("start_date 与 end_date 最多相差 {days} 日，请分几次查询。")));
    }
    (from, to)
}

/// A moment as the standard writes it, or a civil date; a plus that was sent unescaped came as a blank.
fn moment(text: &str, whole: fn(Date) -> Moment) -> Option<Moment> {
    Moment::of_rfc3339(&text.replace(' ', "+")).or_else(|| text.parse().ok().map(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::time::DateTime;

    fn now() -> Moment {
        Moment::from_civil(DateTime::constant(2026, 11, 29, 9, 0, 0, 0))
    }

    fn asked(query: &str) -> Result<Asked, Vec<String>> {
        let wrong = |errors: Vec<FieldError>| errors.into_iter().map(|e| e.field).collect();
        read(&Params::parse(query), now(), 90, 1_000).map_err(wrong)
    }

    #[test]
    fn without_anything_the_last_days_are_asked_for() {
        let plain = asked("").expect("may be asked");
        assert_eq!((plain.from, plain.to), (now().plus(-90 * DAY), now()));
        assert_eq!((plain.ids, plain.open, plain.limit, plain.skip), (None, None, 1_000, 0));
    }

    #[test]
    fn filters_are_read_and_a_plus_may_come_as_a_blank() {
        let some = asked(
            "service_request_id=7,%208,x&service_code=A01,B&status=open,closed&page=3&page_size=20\
             &start_date=2026-11-01T00:00:00+08:00&end_date=2026-11-24T02:30:00Z",
        );
        let some = some.expect("may be asked");
        assert_eq!(some.ids, Some(vec![7, 8]));
        assert_eq!(
            (some.services.as_slice(), some.open, some.skip),
            (&["A01".to_owned(), "B".to_owned()][..], None, 40)
        );
        assert_eq!(some.from, Moment::from_civil(DateTime::constant(2026, 11, 1, 0, 0, 0, 0)));
        assert_eq!(some.to, Moment::from_civil(DateTime::constant(2026, 11, 24, 10, 30, 0, 0)));
        let one_day = asked("start_date=2026-11-01&end_date=2026-11-01&status=closed").expect("civil dates");
        assert_eq!((one_day.to.0 - one_day.from.0) / DAY, 0);
        assert_eq!(one_day.open, Some(false));
    }

    #[test]
    fn no_more_orders_are_asked_for_by_number_than_an_answer_has_rows() {
        let of = |query: &str| read(&Params::parse(query), now(), 90, 3);
        let three = of("service_request_id=9,7,9,8,7,x").expect("each number counts once");
        assert_eq!(three.ids, Some(vec![7, 8, 9]));
        let wrong = of("service_request_id=1,2,3,4").expect_err("is bounded");
        assert_eq!(wrong.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["service_request_id"]);
        assert_eq!(
            of("service_request_id=x").expect("may be asked").ids,
            Some(Vec::new()),
            "found nowhere, not everywhere"
        );
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (query, fields) in [
            ("start_date=yesterday", &["start_date"][..]),
            ("start_date=2026-11-02&end_date=2026-11-01", &["end_date"]),
            ("start_date=2026-01-01&end_date=2026-11-01", &["end_date"]),
            ("status=done&page=0&page_size=1001", &["status", "page", "page_size"]),
            ("page=99999999999999999999", &["page"]),
        ] {
            assert_eq!(asked(query).expect_err(query), fields, "{query}");
        }
    }
}
