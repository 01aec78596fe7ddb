//! The content of an edition: everything that is written, as one value that versions keep and snapshots show.

use base::limits::TITLE_CHARS_MAX;
use base::time::date_text_option;
use base::{Date, Error, FieldError, text};
use serde::{Deserialize, Serialize};

use crate::{catalogue, terms};

/// Characters of a summary at most.
const SUMMARY_CHARS_MAX: usize = 500;
/// Bytes of a body at most; a longer text belongs into an attachment.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Characters of the short texts (source, author, keywords) at most.
const LINE_CHARS_MAX: usize = 100;
/// Characters of the organs of a document: a dozen issue one together now and then.
const ISSUER_CHARS_MAX: usize = 300;
/// Characters of an address.
const URL_CHARS_MAX: usize = 2_000;
/// Columns in which one edition is quoted at most.
const QUOTES_MAX: usize = 50;

/// What an edition says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// 标题.
    pub title: String,
    /// Shorter title for lists; may be empty.
    pub short_title: String,
    /// 副题; may be empty.
    pub subtitle: String,
    /// 摘要; may be empty.
    pub summary: String,
    /// 正文 as clean HTML.
    pub body: String,
    /// 来源: who said it first.
    pub source: String,
    /// 作者; may be empty.
    pub author: String,
    /// 责任编辑; may be empty.
    pub editor: String,
    /// Keywords, separated by spaces.
    pub keywords: String,
    /// Picture for lists.
    pub cover: Cover,
    /// Where an edition of the kind `link` leads.
    pub link_url: String,
    /// Address of the original when it is a reprint (转载).
    pub origin_url: String,
    /// Date of the original.
    #[serde(with = "date_text_option")]
    pub origin_on: Option<Date>,
    /// The time of publication to be shown, when it is not that of the act (imports, reprints), in milliseconds;
    /// [`crate::dated::UNDATED`] for what has no known date.
    pub shown_at: Option<i64>,
    /// Further columns in which it is shown (引用).
    pub quotes: Vec<i64>,
    /// Leading facts of a document (公开元数据).
    pub head: Head,
}

/// A picture for lists with the point that must stay visible when it is cropped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cover {
    /// Digest of the file; empty for none.
    pub digest: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Focus from the left, in percent.
    pub x: u8,
    /// Focus from the top, in percent.
    pub y: u8,
}

/// The facts by which a document is catalogued (政府信息公开条例 art. 12; 政府网站发展指引 附件).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    /// 索引号; given at the first publication when empty.
    pub index_no: String,
    /// 发文字号.
    pub doc_no: String,
    /// 发文机关 when it is not the publishing unit; may be empty.
    pub issuer: String,
    /// 成文日期.
    #[serde(with = "date_text_option")]
    pub made_on: Option<Date>,
    /// 主题分类, a key of [`terms::THEMES`].
    pub theme: String,
    /// 体裁分类, a key of [`terms::GENRES`].
    pub genre: String,
    /// 有效性, a key of [`terms::VALIDITIES`].
    pub validity: String,
    /// Until when it is in force, when it says so.
    #[serde(with = "date_text_option")]
    pub valid_until: Option<Date>,
    /// 主题词.
    pub subject_words: String,
    /// Node of the disclosure catalogue (公开目录), a key of [`catalogue::NODES`].
    pub node: String,
}

impl Content {
    /// With texts made safe to keep: lines trimmed, the body sanitised.
    ///
    /// # Errors
    /// A refusal when the body is too large or too tangled to be read.
    pub fn clean(mut self) -> Result<Self, Error> {
        let lines = [
            &mut self.title,
            &mut self.short_title,
            &mut self.subtitle,
            &mut self.source,
            &mut self.author,
            &mut self.editor,
            &mut self.keywords,
            &mut self.link_url,
            &mut self.origin_url,
            &mut self.cover.alt,
            &mut self.head.index_no,
            &mut self.head.doc_no,
            &mut self.head.issuer,
            &mut self.head.subject_words,
        ];
        for line in lines {
            *line = text::clean_line(line);
        }
        self.summary = text::clean_text(&self.summary);
        self.body = safe(&self.body)?;
        self.quotes.sort_unstable();
        self.quotes.dedup();
        Ok(self)
    }

    /// What is wrong with it for an edition of `kind`; all errors at once. `whole` asks for what publication needs, else only
    /// for what can be kept as a draft.
    pub fn faults(&self, kind: &str, whole: bool) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                faults.push(FieldError::new(field, message));
            }
        };
        let long = |line: &str, max: usize| text::char_count(line) > max;
        need(!self.title.is_empty(), "title", "请填写标题。");
        need(!long(&self.title, TITLE_CHARS_MAX), "title", &format!("标题不得超过 {TITLE_CHARS_MAX} 个字，请精简。"));
        let lines = [
            ("short_title", "短标题", &self.short_title),
            ("subtitle", "副题", &self.subtitle),
            ("source", "来源", &self.source),
            ("author", "作者", &self.author),
            ("editor", "责任编辑", &self.editor),
            ("keywords", "关键词", &self.keywords),
            ("cover_alt", "图片说明", &self.cover.alt),
            ("doc_no", "发文字号", &self.head.doc_no),
            ("index_no", "索引号", &self.head.index_no),
            ("subject_words", "主题词", &self.head.subject_words),
        ];
        for (field, name, line) in lines {
            need(!long(line, LINE_CHARS_MAX), field, &format!("{name}不得超过 {LINE_CHARS_MAX} 个字，请精简。"));
        }
        need(
            !long(&self.head.issuer, ISSUER_CHARS_MAX),
            "issuer",
            &format!("发文机关不得超过 {ISSUER_CHARS_MAX} 个字，请精简。"),
        );
        need(
            !long(&self.summary, SUMMARY_CHARS_MAX),
            "summary",
            &format!("摘要不得超过 {SUMMARY_CHARS_MAX} 个字，请精简。"),
        );
        need(self.body.len() <= BODY_BYTES_MAX, "body", "正文过长（超过 4 MB）。请把长篇内容放进附件。");
        need(self.quotes.len() <= QUOTES_MAX, "quotes", "一篇稿件最多在 50 个栏目中引用，请减少。");
        need(
            self.head.theme.is_empty() || terms::theme(&self.head.theme).is_some(),
            "theme",
            "请从列表中选择主题分类。",
        );
        need(self.head.genre.is_empty() || terms::genre(&self.head.genre).is_some(), "genre", "请从列表中选择体裁。");
        let known = terms::title(terms::VALIDITIES, &self.head.validity).is_some();
        need(self.head.validity.is_empty() || known, "validity", "请从列表中选择有效性。");
        let placed = self.head.node.is_empty() || catalogue::find(&self.head.node).is_some();
        need(placed, "node", "请从列表中选择公开目录。");
        for (field, url) in [("link_url", &self.link_url), ("origin_url", &self.origin_url)] {
            let good =
                url.is_empty() || url.starts_with('/') || url.starts_with("https://") || url.starts_with("http://");
            need(good, field, "网址须以 http://、https:// 或 / 开头。");
            need(!long(url, URL_CHARS_MAX), field, &format!("网址不得超过 {URL_CHARS_MAX} 个字符，请核对。"));
        }
        if whole {
            need(kind != "link" || !self.link_url.is_empty(), "link_url", "链接类稿件须填写网址。");
            let wants_body = matches!(kind, "article" | "policy" | "interpretation");
            need(!wants_body || !self.body.trim().is_empty(), "body", "正文还是空的，请填写正文后再提交。");
            need(!self.source.is_empty(), "source", "请填写来源：检查指标要求每篇稿件注明来源。");
            let picture = self.cover.digest.is_empty() || !self.cover.alt.is_empty();
            need(picture, "cover_alt", "请填写图片说明：看不见图片的人靠它了解内容。");
        }
        faults
    }

    /// The text that is searched and proofread: title, summary and body without markup.
    pub fn plain(&self) -> String {
        format!("{}\n{}\n{}", self.title, self.summary, intake::text::plain(&self.body).unwrap_or_default())
    }
}

/// A body that leaves no script, whatever was typed, pasted or stored.
pub(crate) fn safe(body: &str) -> Result<String, Error> {
    // An error of the field: the form comes again with all that was typed.
    let clean = intake::html::sanitise(body, &intake::html::Policy::default())
        .map_err(|refusal| Error::field("body", refusal.message))?;
    Ok(clean.html)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(title: &str) -> Content {
        Content { title: title.to_owned(), ..Content::default() }
    }

    #[test]
    fn a_draft_needs_a_title_and_a_publication_a_source_and_a_body() {
        let fields = |content: &Content, whole: bool| {
            content.faults("article", whole).into_iter().map(|f| f.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(&content(""), false), ["title"]);
        assert!(fields(&content("关于春耕的通知"), false).is_empty());
        assert_eq!(fields(&content("关于春耕的通知"), true), ["body", "source"]);
        let picture = Content {
            body: "<p>正文</p>".into(),
            source: "县政府办".into(),
            cover: Cover { digest: "ab".into(), ..Cover::default() },
            ..content("图")
        };
        assert_eq!(fields(&picture, true), ["cover_alt"]);
    }

    #[test]
    fn addresses_of_other_kinds_are_not_taken() {
        let with = |url: &str| Content { link_url: url.into(), ..content("链接") };
        for url in ["javascript:alert(1)", "data:text/html,x", "ftp://x"] {
            assert!(!with(url).faults("link", true).is_empty(), "{url}");
        }
    }

    #[test]
    fn no_line_is_longer_than_its_form_allows() {
        let long = "长".repeat(LINE_CHARS_MAX + 1);
        let url = format!("https://www.gov.cn/{}", "a".repeat(URL_CHARS_MAX));
        let head = |change: &dyn Fn(&mut Head)| {
            let mut content = content("标题");
            change(&mut content.head);
            content
        };
        let cases = [
            ("issuer", head(&|h| h.issuer = "长".repeat(ISSUER_CHARS_MAX + 1))),
            ("subject_words", head(&|h| h.subject_words.clone_from(&long))),
            ("doc_no", head(&|h| h.doc_no.clone_from(&long))),
            ("index_no", head(&|h| h.index_no.clone_from(&long))),
            ("subtitle", Content { subtitle: long.clone(), ..content("标题") }),
            ("link_url", Content { link_url: url.clone(), ..content("标题") }),
            ("origin_url", Content { origin_url: url.clone(), ..content("标题") }),
        ];
        for (field, content) in cases {
            let faults: Vec<_> = content.faults("article", false).into_iter().map(|f| f.field).collect();
            assert_eq!(faults, [field]);
        }
        assert!(head(&|h| h.issuer = "长".repeat(ISSUER_CHARS_MAX)).faults("article", false).is_empty());
    }

    #[test]
    fn older_versions_without_newer_fields_are_still_read() {
        let old: Content = serde_json::from_str(r#"{"title":"旧稿","body":"<p>x</p>"}"#).expect("reads");
        assert_eq!((old.title.as_str(), old.head.doc_no.as_str()), ("旧稿", ""));
    }
}
