//! A page as the content of an edition, and what its address and its files are called.

use base::limits::TITLE_CHARS_MAX;
use base::text;
use edition::dated::UNDATED;
use edition::terms::{self, Term};
use edition::{Content, Head};
use intake::page::{File, Page};

/// Characters of a short text of an edition.
const LINE_CHARS_MAX: usize = 100;
/// Characters of a summary.
const SUMMARY_CHARS_MAX: usize = 500;
/// Names under which the page of a folder is asked for.
const INDEXES: [&str; 6] = ["index.html", "index.htm", "index.shtml", "index.jsp", "index.aspx", "default.aspx"];

/// The edition of a page whose text is `body`; a page that names no source comes from the site itself.
pub fn content(page: &Page, body: String, site: &str) -> Content {
    let line = |text: &str| text::truncate(&text::clean_line(text), LINE_CHARS_MAX);
    let source = line(&page.source);
    let head = &page.head;
    Content {
        title: text::truncate(&text::clean_line(&page.title), TITLE_CHARS_MAX),
        summary: text::truncate(&text::clean_text(&page.summary), SUMMARY_CHARS_MAX),
        body,
        source: if source.is_empty() { line(site) } else { source },
        author: line(&page.author),
        editor: line(&page.editor),
        keywords: line(&page.keywords.replace([',', '，', ';', '；', '、'], " ")),
        shown_at: Some(page.published.unwrap_or(UNDATED).0),
        head: Head {
            index_no: line(&head.index_no),
            doc_no: line(&head.doc_no),
            issuer: line(&head.issuer),
            made_on: head.made_on,
            theme: within(terms::THEMES, &head.theme),
            genre: within(terms::GENRES, if head.genre.is_empty() { &head.theme } else { &head.genre }),
            validity: same(terms::VALIDITIES, &head.validity),
            subject_words: line(&head.words),
            ..Head::default()
        },
        ..Content::default()
    }
}

/// The key of the term that `text` is; empty for none. What is not valid must not become valid by a part of its name.
fn same(terms: &[Term], text: &str) -> String {
    let found = terms.iter().find(|(_, title)| *title == text.trim());
    found.map(|(key, _)| (*key).to_owned()).unwrap_or_default()
}

/// The key of the term that stands in `text`, such as 通知 in 综合政务/通知; empty for none.
fn within(terms: &[Term], text: &str) -> String {
    let mut parts = text.split(['/', '\\', '>', '，', ',', ';', '；', ' ']).map(str::trim);
    parts.find_map(|part| Some(same(terms, part)).filter(|key| !key.is_empty())).unwrap_or_default()
}

/// What an attachment is called: as the link says, with the ending of its address; else as its address says.
pub fn name(file: &File) -> String {
    let path = file.address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let ending = last.rsplit_once('.').map(|(_, ending)| ending).filter(|e| e.len() <= 5).unwrap_or_default();
    let said = file.name.trim();
    let has_ending = said.rsplit_once('.').is_some_and(|(_, e)| (2..=5).contains(&e.len()) && e.is_ascii());
    match (said.is_empty(), has_ending, ending) {
        (true, _, _) => last.to_owned(),
        (_, true, _) | (_, _, "" | "jsp" | "do" | "aspx") => said.to_owned(),
        _ => format!("{said}.{ending}"),
    }
}

/// The ways in which a page is asked for: a folder with and without `index.html`, with and without `/` at its end.
pub fn forms(path: &str) -> Vec<String> {
    let mut forms = vec![path.to_owned()];
    let folder = match INDEXES.iter().find_map(|index| path.strip_suffix(index)) {
        Some(folder) if folder.ends_with('/') => folder,
        _ if path.ends_with('/') => path,
        _ => return forms,
    };
    forms.extend([folder.to_owned(), folder.trim_end_matches('/').to_owned(), format!("{folder}index.html")]);
    forms.retain(|form| !form.is_empty());
    forms.sort();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::page::FileKind;

    #[test]
    fn a_folder_is_asked_for_in_several_ways() {
        let cases: [(&str, &[&str]); 5] = [
            ("/art/1.html", &["/art/1.html"]),
            ("/c.jsp?id=1", &["/c.jsp?id=1"]),
            ("/a/index.html", &["/a", "/a/", "/a/index.html"]),
            ("/a/", &["/a", "/a/", "/a/index.html"]),
            ("/a/default.aspx", &["/a", "/a/", "/a/default.aspx", "/a/index.html"]),
        ];
        for (path, wanted) in cases {
            assert_eq!(forms(path), wanted, "{path}");
        }
    }

    #[test]
    fn terms_are_found_in_the_words_of_other_sites() {
        assert_eq!(within(terms::THEMES, "民政、扶贫、救灾/通知"), "t17");
        assert_eq!(within(terms::GENRES, "综合政务 / 通知"), "notice");
        assert_eq!(same(terms::VALIDITIES, "有效"), "valid");
        assert_eq!(same(terms::VALIDITIES, "已失效"), "");
    }

    #[test]
    fn attachments_keep_their_names() {
        let cases = [
            ("http://a/P0201.docx", "任务表.docx", "任务表.docx"),
            ("http://a/P0201.docx", "附件1：任务表", "附件1：任务表.docx"),
            ("http://a/down.jsp?id=1", "表.xls", "表.xls"),
            ("http://a/b/x.jpg", "", "x.jpg"),
        ];
        for (address, said, wanted) in cases {
            let file = File {
                kind: FileKind::Attachment,
                address: address.to_owned(),
                written: String::new(),
                name: said.to_owned(),
            };
            assert_eq!(name(&file), wanted);
        }
    }
}
