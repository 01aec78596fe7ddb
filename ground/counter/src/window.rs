//! A window for programs (对外受理窗口): what a line takes in from programs of others and shows to them. A line with a counter opens
//! one; a line that speaks a foreign protocol hands in and reads through it, without either knowing the other. `app` says
//! which window is meant.

use base::{Error, Moment};
use matter::Later;
use matter::hand::TakeFn;
use web::App;

use crate::Choice;

/// The window of one line.
#[derive(Clone, Copy)]
pub struct Window {
    /// How its matters run.
    pub process: &'static matter::Process,
    /// What kinds of wishes it knows.
    pub kinds: &'static [Choice],
    /// The rule with the most characters of a text.
    pub body_max: &'static str,
    /// The subjects in which it takes something in now, in order.
    pub subjects: for<'a> fn(&'a App) -> Later<'a, Vec<Subject>>,
    /// Takes something in, the way everything comes in there.
    pub take: TakeFn,
    /// What may be shown of those that fit, the newest first.
    pub show: for<'a> fn(&'a App, &'a Sought) -> Later<'a, Vec<Shown>>,
}

/// The window that `app` opened to foreign protocols.
pub struct Opened(pub &'static Window);

/// A subject (事项分类) in which something can be handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its code.
    pub code: String,
    /// 名称.
    pub title: String,
    /// The names from the top, joined.
    pub path: String,
    /// The name at the top.
    pub group: String,
}

/// What somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Only these matters, whoever handed them in, as far as they are not kept in confidence; nothing for what the county
    /// published to everybody.
    pub own: Option<Vec<i64>>,
    /// Only these matters of them.
    pub matters: Option<Vec<i64>>,
    /// Only of subjects with these codes; empty for all.
    pub subjects: Vec<String>,
    /// Received not before.
    pub from: Option<Moment>,
    /// Received not after.
    pub to: Option<Moment>,
    /// Only open or only closed ones.
    pub open: Option<bool>,
    /// So many at most.
    pub limit: usize,
    /// So many of the newest left out.
    pub skip: usize,
}

impl Sought {
    /// So many of what was published.
    pub fn published(limit: usize) -> Self {
        Self { own: None, matters: None, subjects: Vec::new(), from: None, to: None, open: None, limit, skip: 0 }
    }
}

/// What everybody who may see it reads: without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The matter.
    pub matter: i64,
    /// Whether it still runs.
    pub open: bool,
    /// State in plain words.
    pub state: String,
    /// Code and title of its subject; empty without one.
    pub subject: (String, String),
    /// What is wanted, masked.
    pub body: String,
    /// What was answered, masked; empty before.
    pub answer: String,
    /// The unit that has or had it.
    pub unit: String,
    /// Where, masked; empty when it may not be told.
    pub place: String,
    /// When it came.
    pub received_at: Moment,
    /// When something last happened that is told.
    pub updated_at: Moment,
    /// Until when it is to be answered, while it runs.
    pub due_at: Option<Moment>,
}

/// The window that is open.
///
/// # Errors
/// A fault when `app` opened none.
pub fn opened(app: &App) -> Result<&'static Window, Error> {
    let found = app.ext::<Opened>().map(|opened| opened.0);
    found.ok_or_else(|| base::Fault::broken("no window is open to foreign protocols").into())
}
