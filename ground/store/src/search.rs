//! Search (检索): a full-text index beside the database, derived from it and rebuilt at will.
//!
//! What can be found is written into the table `store_search` in the caller's transaction ([`put`], [`remove`]); the
//! index follows ([`Search::catch_up`]) within a second. Losing the index loses nothing: the next catching up builds it
//! anew. What a page shows is read from the table again ([`Search::shown`]), so that nothing withdrawn is ever shown.
//!
//! A question is answered with what holds all its words, in any order and either script; when that is little, with
//! what fits best; when there is nothing at all, with what sounds the same.

mod again;
mod answer;
mod asked;
mod columns;
mod fold;
mod hearing;
mod index;
mod keep;
mod look;
mod mark;
mod numbers;
mod pieces;
mod question;
mod rank;
mod rows;
mod shape;
mod shown;
mod similar;
mod sound;
mod suggest;
mod synonyms;
mod words;

use base::Date;

pub use again::{BEGINNING, Named, Place, RENAMED, Renaming, renamed, set_facet};
pub use answer::{Found, How};
pub use fold::fold;
pub use index::{Agreement, Search};
pub use keep::{
    Asked, Bet, Blocked, Synonym, add_bet, asked, bets, bets_for, block, blocked, fade, remove_bet, remove_synonym,
    set_synonym, synonyms, unblock,
};
pub use mark::{Marks, Piece};
pub use rows::{put, remove};
pub use shown::Shown;
pub use sound::heard;
pub use suggest::Suggestion;
pub use synonyms::built_in;

/// Who may find a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Officials who may look into one of these units (keys).
    Units(Vec<i64>),
}

impl Audience {
    fn text(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Units(units) => units.iter().map(i64::to_string).collect::<Vec<_>>().join(","),
        }
    }
}

/// Something that can be found.
#[derive(Debug, Clone)]
pub struct Doc {
    /// Its kind, such as `letters.public`.
    pub kind: String,
    /// Its key within the kind.
    pub id: i64,
    /// Title; counts more than the text in short questions.
    pub title: String,
    /// Text.
    pub body: String,
    /// Who may find it.
    pub audience: Audience,
    /// Key of the site that shows it; empty when it belongs to none.
    pub site: String,
    /// The civil date by which it is ordered; its year becomes a facet by itself.
    pub date: Option<Date>,
    /// By what it can be narrowed: pairs of key and value, such as `unit` and the unit's name. Kind, site and year
    /// come by themselves.
    pub facets: Vec<(String, String)>,
    /// Document number (文号).
    pub number: String,
    /// Index number (索引号).
    pub index_number: String,
    /// Its local address.
    pub url: String,
}

impl Default for Doc {
    fn default() -> Self {
        Self {
            kind: String::new(),
            id: 0,
            title: String::new(),
            body: String::new(),
            audience: Audience::Units(Vec::new()),
            site: String::new(),
            date: None,
            facets: Vec::new(),
            number: String::new(),
            index_number: String::new(),
            url: String::new(),
        }
    }
}

impl Doc {
    fn facet_lines(&self) -> String {
        self.facets.iter().map(|(key, value)| facet_line(key, value)).collect::<Vec<_>>().join("\n")
    }
}

/// A facet as its line stands in the table.
fn facet_line(key: &str, value: &str) -> String {
    let line = |text: &str| text.replace(['\n', '\r', '='], " ");
    format!("{}={}", line(key), line(value))
}

/// Whose eyes a search has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The public's.
    Public,
    /// An official's who may look into these units, and at what is public.
    Units(Vec<i64>),
    /// The program's own; never the answer to a person as it is.
    All,
}

/// Where the words must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// 全文.
    #[default]
    All,
    /// 标题.
    Title,
    /// 文号.
    Number,
    /// 索引号.
    IndexNumber,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What fits best.
    #[default]
    Fit,
    /// What is newest.
    Newest,
}

/// A question to the index.
#[derive(Debug, Clone)]
pub struct Find<'a> {
    /// What was typed, or the text to which similar ones are wanted. Empty with facets or dates: all that these leave.
    pub text: &'a str,
    /// Only these kinds; all when empty.
    pub kinds: &'a [&'a str],
    /// Whose eyes.
    pub reach: Reach,
    /// At most so many hits; 1 to 1,000.
    pub limit: usize,
    /// Where the words must stand.
    pub scope: Scope,
    /// What comes first.
    pub order: Order,
    /// Only with these values: pairs of key and value; values of one key are alternatives.
    pub facets: Vec<(String, String)>,
    /// Not before this date.
    pub from: Option<Date>,
    /// Not after this date.
    pub to: Option<Date>,
    /// Facets whose values are counted.
    pub count: &'a [&'a str],
    /// When fewer hold all words, what fits best is added.
    pub fill: usize,
    /// Titles that sound like the question.
    pub sound: bool,
}

impl Default for Find<'_> {
    fn default() -> Self {
        Self {
            text: "",
            kinds: &[],
            reach: Reach::Public,
            limit: 10,
            scope: Scope::All,
            order: Order::Fit,
            facets: Vec::new(),
            from: None,
            to: None,
            count: &[],
            fill: 1,
            sound: false,
        }
    }
}

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its kind.
    pub kind: String,
    /// Its key within the kind.
    pub id: i64,
    /// How well it fits, comparable within one answer only.
    pub score: f32,
}

crate::record! {
    /// A row of the table that the index follows.
    pub struct Source from "store_search" {
        /// Kind.
        pub kind: String,
        /// Key within the kind.
        pub row_id: i64,
        /// Title.
        pub title: String,
        /// Text.
        pub body: String,
        /// `public`, or keys of units.
        pub audience: String,
        /// Key of its site.
        pub site: String,
        /// Date by which it is ordered.
        #[serde(with = "base::time::date_text_option")]
        pub dated: Option<Date>,
        /// Pairs key=value, one a line.
        pub facets: String,
        /// Document number.
        pub number: String,
        /// Index number.
        pub index_number: String,
        /// Local address.
        pub url: String,
        /// Whether it is to leave the index.
        pub removed: bool,
        /// Counts its changes.
        pub version: i64,
        /// The version that the index holds.
        pub indexed_version: i64,
    }
}

impl Source {
    fn of(doc: Doc) -> Self {
        Self {
            audience: doc.audience.text(),
            facets: doc.facet_lines(),
            kind: doc.kind,
            row_id: doc.id,
            title: doc.title,
            body: doc.body,
            site: doc.site,
            dated: doc.date,
            number: doc.number,
            index_number: doc.index_number,
            url: doc.url,
            removed: false,
            version: 1,
            indexed_version: 0,
        }
    }
}
