//! The editor's form: what is typed read into a draft, and a draft shown in the fields.

use base::{Date, FieldError, text};
use edition::content::{Cover, Head};
use edition::item::Draft;
use edition::{Content, Item};
use serde_json::{Value, json};
use web::{Check, Form};

/// Reads everything typed. What the ground checks (lengths, terms, addresses) is left to it; here only what is not what it
/// should be: numbers and dates.
pub(crate) fn read(form: &Form, before: &Content) -> Result<Draft, Vec<FieldError>> {
    let mut check = Check::new(form);
    let column = check.id("column", "栏目").unwrap_or(0);
    let dates = [("made_on", "成文日期"), ("valid_until", "有效期至"), ("origin_on", "原文日期")];
    let [made_on, valid_until, origin_on]: [Option<Date>; 3] =
        dates.map(|(name, label)| check.date(name, label, false));
    let mut point = |name: &str, label: &str| match form.get(name).trim() {
        "" => 50,
        _ => u8::try_from(check.int(name, label, 0..=100)).unwrap_or(50),
    };
    let (x, y) = (point("cover_x", "焦点横向位置"), point("cover_y", "焦点纵向位置"));
    let get = |name: &str| form.get(name).to_owned();
    let quotes = form.all("quotes").iter().filter_map(|id| id.parse().ok()).collect();
    let content = Content {
        title: get("title"),
        short_title: get("short_title"),
        subtitle: get("subtitle"),
        summary: get("summary"),
        body: body(form.get("body")),
        source: get("source"),
        author: get("author"),
        editor: get("editor"),
        keywords: get("keywords"),
        cover: Cover { digest: before.cover.digest.clone(), alt: get("cover_alt"), x, y },
        link_url: get("link_url"),
        origin_url: get("origin_url"),
        origin_on,
        shown_at: before.shown_at,
        quotes,
        head: Head {
            index_no: before.head.index_no.clone(),
            doc_no: get("doc_no"),
            issuer: get("issuer"),
            made_on,
            theme: get("theme"),
            genre: get("genre"),
            validity: get("validity"),
            valid_until,
            subject_words: get("subject_words"),
            node: if form.all("node").is_empty() { before.head.node.clone() } else { get("node") },
        },
    };
    let draft = Draft {
        kind: get("kind"),
        column,
        content,
        attribute: get("attribute"),
        attribute_why: text::clean_line(form.get("attribute_why")),
    };
    check.finish(draft)
}

/// Plain text becomes paragraphs, one a line; HTML stays for the sanitiser.
pub(crate) fn body(typed: &str) -> String {
    const MARKUP: [&str; 10] = ["<p", "<h2", "<h3", "<h4", "<hr", "<ul", "<ol", "<table", "<figure", "<blockquote"];
    let lower = typed.to_ascii_lowercase();
    if typed.trim().is_empty() || MARKUP.iter().any(|tag| lower.contains(tag)) {
        return typed.to_owned();
    }
    let lines = text::clean_text(typed);
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |out, line| {
        let safe = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        out + "<p>" + &safe + "</p>\n"
    })
}

/// The fields as they are shown for an edition.
pub(crate) fn fields(item: &Item, content: &Content) -> Value {
    let date = |date: Option<Date>| date.map(|on| on.to_string()).unwrap_or_default();
    let quotes: Vec<String> = content.quotes.iter().map(ToString::to_string).collect();
    json!({
        "kind": item.kind, "column": item.column_id, "attribute": item.attribute, "attribute_why": item.attribute_why,
        "title": content.title, "short_title": content.short_title, "subtitle": content.subtitle,
        "summary": content.summary, "body": content.body, "source": content.source, "author": content.author,
        "editor": content.editor, "keywords": content.keywords, "cover_alt": content.cover.alt,
        "cover_x": content.cover.x, "cover_y": content.cover.y, "has_cover": !content.cover.digest.is_empty(),
        "link_url": content.link_url, "origin_url": content.origin_url, "origin_on": date(content.origin_on),
        "quotes": quotes, "index_no": content.head.index_no, "doc_no": content.head.doc_no, "issuer": content.head.issuer,
        "made_on": date(content.head.made_on), "theme": content.head.theme, "genre": content.head.genre,
        "validity": content.head.validity, "valid_until": date(content.head.valid_until),
        "subject_words": content.head.subject_words, "node": content.head.node,
    })
}

/// The fields of an edition that is not there yet.
pub(crate) fn blank() -> Value {
    json!({
        "kind": "article", "column": "", "attribute": "", "attribute_why": "", "title": "", "short_title": "", "subtitle": "",
        "summary": "", "body": "", "source": "", "author": "", "editor": "", "keywords": "", "cover_alt": "", "cover_x": 50,
        "cover_y": 50, "has_cover": false, "link_url": "", "origin_url": "", "origin_on": "", "quotes": [],
        "index_no": "", "doc_no": "", "issuer": "", "made_on": "", "theme": "", "genre": "", "validity": "",
        "valid_until": "", "subject_words": "", "node": "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_becomes_paragraphs_and_html_stays() {
        assert_eq!(body("第一段\r\n\r\n 第二段 a<b "), "<p>第一段</p>\n<p>第二段 a&lt;b</p>\n");
        for html in ["<p>一</p>", "<h4>一</h4>", "<ul><li>一</li></ul>"] {
            assert_eq!(body(html), html);
        }
        assert_eq!(body("  "), "  ");
    }

    #[test]
    fn what_is_no_date_or_number_is_named_all_at_once() {
        let form = Form::of(&[("title", "题"), ("made_on", "昨天"), ("cover_x", "101"), ("column", "y")]);
        let errors = read(&form, &Content::default()).expect_err("wrong");
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["column", "made_on", "cover_x"]);
    }

    #[test]
    fn what_the_form_does_not_show_stays_as_it_was() {
        let mut before = Content { shown_at: Some(5), ..Content::default() };
        before.head.index_no = "U1/2026-00001".into();
        before.head.node = "basis/rule".into();
        before.cover.digest = "ab".into();
        let draft = read(&Form::of(&[("title", "新题"), ("kind", "article")]), &before).expect("reads");
        assert_eq!((draft.content.shown_at, draft.content.head.index_no.as_str()), (Some(5), "U1/2026-00001"));
        assert_eq!((draft.content.head.node.as_str(), draft.content.cover.digest.as_str()), ("basis/rule", "ab"));
        let chosen = read(&Form::of(&[("node", "finance/budget")]), &before);
        assert_eq!(chosen.map(|draft| draft.content.head.node).unwrap_or_default(), "finance/budget");
    }
}
