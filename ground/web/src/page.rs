//! What a handler says about a page besides its data.

use serde::Serialize;

/// A page's title and how it is framed by its shell.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Title, also the heading.
    pub title: String,
    /// For search engines and under the heading of lists.
    pub description: String,
    /// The way here, without 首页: title and address.
    pub crumbs: Vec<Crumb>,
    /// Name of the column (栏目) for the page tags of 政府网站发展指引; empty for none.
    pub column: String,
    /// Type of the column (栏目类型) for the page tags; that of its name when empty.
    pub column_type: String,
    /// What belongs in the column, for the page tags; may be empty.
    pub column_note: String,
    /// Local address of a picture that stands for the page; may be empty.
    pub image: String,
    /// `home`, `article`, `list`, `form` or `page`.
    pub kind: String,
    /// Not for search engines.
    pub noindex: bool,
    /// The one address of this content when it has several; empty for this one.
    pub canonical: String,
    /// Seconds after which the browser asks again, as the refresh tag wants it; empty for never.
    pub refresh: String,
    /// Tags of an article.
    pub article: Option<Article>,
}

/// One step of the way to a page.
#[derive(Debug, Clone, Serialize)]
pub struct Crumb {
    /// Name.
    pub title: String,
    /// Address.
    pub href: String,
}

/// The page tags of an article (网页标签规范).
#[derive(Debug, Clone, Serialize)]
pub struct Article {
    /// Title.
    pub title: String,
    /// `YYYY-MM-DD HH:MM`; empty when nobody knows.
    pub published: String,
    /// 来源.
    pub source: String,
    /// 作者, may be empty.
    pub author: String,
    /// Keywords, may be empty.
    pub keywords: String,
}

impl Page {
    /// A page called `title`.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: String::new(),
            crumbs: Vec::new(),
            column: String::new(),
            column_type: String::new(),
            column_note: String::new(),
            image: String::new(),
            kind: "page".to_owned(),
            noindex: false,
            canonical: String::new(),
            refresh: String::new(),
            article: None,
        }
    }

    /// With one more step of the way here.
    #[must_use]
    pub fn crumb(mut self, title: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { title: title.into(), href: href.into() });
        self
    }

    /// With a description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// In a column (栏目).
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = column.into();
        self
    }

    /// In a column of a type, with what belongs in it.
    #[must_use]
    pub fn column_of(mut self, column: impl Into<String>, kind: &str, note: &str) -> Self {
        self.column = column.into();
        kind.clone_into(&mut self.column_type);
        note.clone_into(&mut self.column_note);
        self
    }

    /// With a picture that stands for it.
    #[must_use]
    pub fn image(mut self, image: impl Into<String>) -> Self {
        self.image = image.into();
        self
    }

    /// Of another kind than `page`.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = kind.into();
        self
    }

    /// Not for search engines.
    #[must_use]
    pub fn noindex(mut self) -> Self {
        self.noindex = true;
        self
    }

    /// Whose one address is `href`.
    #[must_use]
    pub fn canonical(mut self, href: impl Into<String>) -> Self {
        self.canonical = href.into();
        self
    }

    /// That is asked for again after `seconds`.
    #[must_use]
    pub fn refresh(mut self, seconds: u32) -> Self {
        self.refresh = seconds.to_string();
        self
    }

    /// With the tags of an article.
    #[must_use]
    pub fn article(mut self, article: Article) -> Self {
        self.article = Some(article);
        self
    }
}
