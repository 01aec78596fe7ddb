//! An endpoint and a delivery as data, and the form with which an endpoint is registered.

use base::{FieldError, Moment};
use matter::Lines;
use store::record;
use web::{Check, Form};

/// What an endpoint can be told: key, name, what it means.
pub(crate) const KINDS: [(&str, &str, &str); 3] = [
    ("opened", "受理", "登记了新的办件"),
    ("moved", "环节变化", "办件到了另一个环节"),
    ("closed", "办结", "办件办结、不予受理、终止或者并入别的办件"),
];

/// The kind of a test.
pub(crate) const PING: &str = "ping";
/// Characters of an address.
const URL_MAX: usize = 300;

record! {
    /// An endpoint (通知地址), without its secrets.
    pub struct Endpoint from "webhooks_endpoint" {
        /// Key.
        pub id: i64,
        /// What it is called.
        pub name: String,
        /// Where messages go.
        pub url: String,
        /// Which events, with blanks between.
        pub kinds: String,
        /// Of which processes, with blanks between.
        pub processes: String,
        /// Until when the secret before the present one signs too.
        pub before_until: Option<Moment>,
        /// Place on the ledger from which on it is told.
        pub since: i64,
        /// When it was paused.
        pub paused_at: Option<Moment>,
        /// person or gone.
        pub paused_why: String,
        /// Person who keeps it.
        pub keeper_id: Option<i64>,
        /// When it was registered.
        pub made_at: Moment,
        /// Counts its changes.
        pub version: i64,
        /// Tries in a row that failed.
        pub failed: i64,
        /// When the first of them failed.
        pub failing_since: Option<Moment>,
        /// Before which nothing is sent.
        pub rest_until: Moment,
        /// When its keeper was told.
        pub alarmed_at: Option<Moment>,
        /// When it last took something.
        pub good_at: Option<Moment>,
    }
}

record! {
    /// A message to one endpoint (一次通知).
    pub struct Delivery from "webhooks_delivery" {
        /// Key.
        pub id: i64,
        /// To which endpoint.
        pub endpoint_id: i64,
        /// The key of the message.
        pub event: String,
        /// Its type.
        pub kind: String,
        /// Number of the matter.
        pub number: String,
        /// The message.
        pub body: String,
        /// When it was written.
        pub made_at: Moment,
        /// waiting, held, done or failed.
        pub state: String,
        /// Counts the jobs that send it.
        pub turn: i64,
        /// Tries since it was last sent off.
        pub tries: i64,
        /// When it is tried next.
        pub next_at: Option<Moment>,
        /// When it was last tried.
        pub tried_at: Option<Moment>,
        /// Status of the last answer.
        pub status: Option<i64>,
        /// Why the last try failed.
        pub problem: String,
    }
}

impl Endpoint {
    /// Whether it is told of this.
    pub(crate) fn wants(&self, kind: &str, process: &str, place: i64) -> bool {
        let among = |list: &str, one: &str| list.split(' ').any(|known| known == one);
        self.paused_at.is_none() && place >= self.since && among(&self.kinds, kind) && among(&self.processes, process)
    }
}

/// An endpoint as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// What it is called.
    pub name: String,
    /// Where messages go.
    pub url: String,
    /// Keys of [`KINDS`].
    pub kinds: Vec<String>,
    /// Keys of processes.
    pub processes: Vec<String>,
}

impl Sheet {
    /// Reads the form; all that is wrong, at once.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub(crate) fn read(form: &Form, lines: &Lines) -> Result<Self, Vec<FieldError>> {
        let mut check = Check::new(form);
        let known: Vec<&str> = processes(lines).map(|process| process.key).collect();
        let owned = |keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let sheet = Self {
            name: check.line("name", "名称", 2..=40),
            url: check.line("url", "通知地址", 10..=URL_MAX),
            kinds: owned(check.choices("kinds", "事件", &KINDS.map(|(key, ..)| key))),
            processes: owned(check.choices("processes", "办件种类", &known)),
        };
        if sheet.kinds.is_empty() {
            check.error("kinds", "请至少选择一种事件。");
        }
        if sheet.processes.is_empty() {
            check.error("processes", "请至少选择一种办件。");
        }
        check.finish(sheet)
    }
}

/// All processes of the program.
pub(crate) fn processes(lines: &Lines) -> impl Iterator<Item = &'static matter::Process> {
    lines.0.iter().flat_map(|line| line.processes.iter().copied())
}
