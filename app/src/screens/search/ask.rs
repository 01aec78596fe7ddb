//! What both search pages share: reading the question out of an address, and showing the answer.

use base::Date;
use serde_json::{Value, json};
use store::search::{Find, Found, How, Marks, Order, Reach, Scope, Search, Shown, heard};
use web::Cx;

use super::{FILL, HITS};
use crate::screens::access::day;

/// Values of one facet that are shown.
const VALUES: usize = 12;

/// Where the words must stand: value and name.
const SCOPES: [(&str, &str, Scope); 4] = [
    ("", "全文", Scope::All),
    ("title", "标题", Scope::Title),
    ("number", "文号", Scope::Number),
    ("index", "索引号", Scope::IndexNumber),
];
/// What comes first: value and name.
const ORDERS: [(&str, &str, Order); 2] = [("", "按相关度", Order::Fit), ("new", "按时间", Order::Newest)];
/// By what an answer can be narrowed: key in documents and addresses, and name.
pub(super) const FACETS: [(&str, &str); 8] = [
    ("kind", "类型"),
    ("site", "网站"),
    ("column", "栏目"),
    ("unit", "单位"),
    ("theme", "主题"),
    ("genre", "体裁"),
    ("validity", "有效性"),
    ("year", "年份"),
];
/// Names of what is in an address beside facets.
const NAMES: [&str; 6] = ["q", "in", "sort", "from", "to", "sound"];

/// A question as it stands in an address.
pub(super) struct Asked {
    pub(super) text: String,
    scope: (&'static str, Scope),
    order: (&'static str, Order),
    from: Option<Date>,
    to: Option<Date>,
    sound: bool,
    facets: Vec<(String, String)>,
    /// How many hits are wanted so that the page can be shown.
    hits: usize,
}

impl Asked {
    pub(super) fn of(cx: &Cx) -> Result<Self, base::Error> {
        let find = |name: &str| cx.query.get(name).trim().to_owned();
        let scope = SCOPES.iter().find(|s| s.0 == cx.query.get("in")).unwrap_or(&SCOPES[0]);
        let order = ORDERS.iter().find(|o| o.0 == cx.query.get("sort")).unwrap_or(&ORDERS[0]);
        let facets = FACETS.iter().flat_map(|(key, _)| {
            let values = cx.query.all(key).into_iter().filter(|v| !v.is_empty()).take(10);
            values.map(|value| ((*key).to_owned(), value.to_owned()))
        });
        let page = usize::try_from(cx.query.page()).unwrap_or(1);
        Ok(Self {
            text: base::text::truncate(&base::text::clean_line(&find("q")), base::limits::QUERY_CHARS_MAX),
            scope: (scope.0, scope.2),
            order: (order.0, order.2),
            from: day(&find("from")),
            to: day(&find("to")),
            sound: cx.query.get("sound") == "1",
            facets: facets.collect(),
            hits: page.saturating_mul(rows(cx)?).min(HITS),
        })
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.narrowed()
    }

    /// Whether something narrows the answer.
    pub(super) fn narrowed(&self) -> bool {
        !self.facets.is_empty() || self.from.is_some() || self.to.is_some() || self.scope.1 != Scope::All
    }

    pub(super) fn find<'a>(&'a self, kinds: &'a [&'a str], reach: Reach, count: &'a [&'a str]) -> Find<'a> {
        Find {
            text: &self.text,
            kinds,
            reach,
            limit: self.hits,
            scope: self.scope.1,
            order: self.order.1,
            facets: self.facets.clone(),
            from: self.from,
            to: self.to,
            count,
            fill: FILL,
            sound: self.sound,
        }
    }

    /// What the form shows again.
    pub(super) fn form(&self) -> Value {
        let text = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
        json!({
            "q": self.text,
            "scope": self.scope.0,
            "scopes": SCOPES.map(|(value, title, _)| json!({ "value": value, "title": title })),
            "from": text(self.from),
            "to": text(self.to),
            "sort": self.order.0,
            "sound": self.sound,
            "hidden": self.facets.iter().map(|(key, value)| json!({ "name": key, "value": value })).collect::<Vec<_>>(),
        })
    }

    /// Links to the other orders.
    pub(super) fn orders(&self, cx: &Cx) -> Vec<Value> {
        let base = cx.query.base(&["sort", "page"]);
        let tab = |(value, title, _): &(&str, &str, Order)| json!({ "title": title, "href": format!("{base}sort={value}"), "current": *value == self.order.0 });
        ORDERS.iter().map(tab).collect()
    }

    /// The chosen values, each with the address that takes it away.
    pub(super) fn chosen(&self, cx: &Cx, name: impl Fn(&str, &str) -> String) -> Vec<Value> {
        let chip = |title: String, href: String| json!({ "title": title, "href": href });
        let mut chips: Vec<Value> =
            self.facets.iter().map(|(key, value)| chip(name(key, value), self.without(key, value))).collect();
        if self.from.is_some() || self.to.is_some() {
            let text = |date: Option<Date>| date.map_or_else(|| "不限".to_owned(), |d| d.to_string());
            let title = format!("{} 至 {}", text(self.from), text(self.to));
            chips.push(chip(title, cx.query.base(&["from", "to", "page"])));
        }
        chips
    }

    /// The address without one value.
    fn without(&self, key: &str, value: &str) -> String {
        self.address(|k, v| !(k == key && v == value), None)
    }

    fn address(&self, keep: impl Fn(&str, &str) -> bool, more: Option<(&str, &str)>) -> String {
        let (from, to) = (self.from.map(|d| d.to_string()), self.to.map(|d| d.to_string()));
        let texts = [
            Some(self.text.clone()),
            Some(self.scope.0.to_owned()),
            Some(self.order.0.to_owned()),
            from,
            to,
            self.sound.then(|| "1".to_owned()),
        ];
        let plain = NAMES.iter().zip(texts).filter_map(|(name, text)| Some((*name, text?)));
        let facets = self.facets.iter().filter(|(k, v)| keep(k, v)).map(|(k, v)| (k.as_str(), v.clone()));
        let more = more.map(|(k, v)| (k, v.to_owned()));
        let pairs = plain.chain(facets).chain(more).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", web::encode(&value))).collect();
        format!("?{}", pairs.join("&"))
    }

    /// Counted values with the address that narrows to them.
    pub(super) fn narrowing(&self, found: &Found, name: impl Fn(&str, &str) -> String) -> Vec<Value> {
        let mut groups = Vec::new();
        for (key, values) in &found.counts {
            let title = FACETS.iter().find(|f| f.0 == key).map_or(key.as_str(), |f| f.1);
            let on = |value: &str| self.facets.iter().any(|(k, v)| k == key && v == value);
            let mut shown: Vec<&(String, usize)> = values.iter().take(VALUES).collect();
            if key == "year" {
                shown.sort_by(|a, b| b.0.cmp(&a.0));
            }
            let links: Vec<Value> = shown
                .into_iter()
                .map(|(value, count)| {
                    let chosen = on(value);
                    let href =
                        if chosen { self.without(key, value) } else { self.address(|_, _| true, Some((key, value))) };
                    json!({ "title": name(key, value), "href": href, "count": count, "current": chosen })
                })
                .collect();
            if links.len() > 1 || values.iter().any(|(value, _)| on(value)) {
                groups.push(json!({ "title": title, "links": links }));
            }
        }
        groups
    }
}

/// A page of an answer.
pub(super) struct Part {
    pub(super) rows: Vec<Shown>,
    pub(super) pager: Value,
    /// What titles write that sounds like the question, when nothing held it.
    pub(super) heard: String,
}

/// Rows of a page.
fn rows(cx: &Cx) -> Result<usize, base::Error> {
    Ok(usize::try_from(cx.app.number("web.search.rows")?).unwrap_or(10).max(1))
}

/// The rows of this page, read from the table again.
pub(super) async fn part(cx: &Cx, text: &str, found: &mut Found, reach: &Reach) -> Result<Part, base::Error> {
    let rows = rows(cx)?;
    let page = usize::try_from(cx.query.page()).unwrap_or(1);
    // What is found by sound is less than what was counted; a page beyond the last shows the last.
    let all =
        if found.hits.len() < page.saturating_mul(rows).min(HITS) { found.hits.len() } else { found.total.min(HITS) };
    let pages = all.div_ceil(rows).max(1);
    let page = page.min(pages);
    let hits: Vec<_> = found.hits.iter().skip((page - 1) * rows).take(rows).cloned().collect();
    let mut shown = Search::shown(&mut cx.reader(), &hits, reach, &found.marks).await?;
    let mut word = String::new();
    if found.how == How::Sound {
        let first = shown.iter().find_map(|row| heard(&row.plain, text));
        word = first.unwrap_or_default();
        found.marks = Marks::word(&word);
        shown = Search::shown(&mut cx.reader(), &hits, reach, &found.marks).await?;
    }
    let base = cx.query.base(&["page"]);
    let pager = json!({ "page": page, "pages": pages, "total": found.total, "base": base });
    Ok(Part { rows: shown, pager, heard: word })
}

/// In one sentence how the answer came about; empty when it is what was asked.
pub(super) fn says(found: &Found, part: &Part, text: &str) -> String {
    match found.how {
        How::All => String::new(),
        How::Most(0) => format!("没有同时含有“{text}”全部词语的内容，下面按接近程度列出。"),
        How::Most(n) => format!("同时含有全部词语的有 {n} 条，其余按接近程度列出。"),
        How::Sound if part.heard.is_empty() => format!("没有找到“{text}”，下面是标题读音相近的内容。"),
        How::Sound => format!("没有找到“{text}”，下面是“{}”的结果。", part.heard),
    }
}
