//! Three kinds of error: a *refusal* (the rules say no), a *problem* (what was asked is not there or not well formed)
//! and a *fault* (we failed). Each becomes a page or an API answer in `web`, nowhere else.

use std::fmt;

/// One field of a form that cannot be taken, with a Chinese sentence that names the field and the way out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The form field's name (the `name` attribute), or `""` for the form as a whole.
    pub field: String,
    /// What is wrong and what to do, in Chinese, for the person who typed.
    pub message: String,
}

impl FieldError {
    /// An error on `field` saying `message`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// A typed no: the act is known and well formed, and the rules do not allow it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable name for programs, such as `matter.closed`.
    pub name: &'static str,
    /// The reason in Chinese, for the person.
    pub message: String,
}

impl Refusal {
    /// A refusal called `name` that tells the person `message`.
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, message: message.into() }
    }
}

/// How a fault should be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The database is locked or the pool is exhausted: trying again is right (503).
    Busy,
    /// The disk is full: nothing was written (507).
    Full,
    /// Another server that we need did not answer (503).
    Unavailable,
    /// What is stored does not match what the program expects, or the program is wrong (500).
    Broken,
}

/// We failed: logged once at the boundary, answered with a reference number and without details.
#[derive(Debug)]
pub struct Fault {
    /// How to answer.
    pub kind: FaultKind,
    /// What was being done.
    pub context: String,
    /// What went wrong beneath.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A fault of the program or of what is stored.
    pub fn broken(context: impl Into<String>) -> Self {
        Self { kind: FaultKind::Broken, context: context.into(), source: None }
    }

    /// A fault of `kind` while doing `context`, caused by `source`.
    pub fn of(
        kind: FaultKind,
        context: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, context: context.into(), source: Some(source.into()) }
    }

    /// The same fault with what was being done put in front.
    pub fn during(mut self, what: &str) -> Self {
        self.context = format!("{what}: {}", self.context);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "{}: {source}", self.context),
            None => f.write_str(&self.context),
        }
    }
}

impl std::error::Error for Fault {}

/// Anything that keeps a request from being carried out.
#[derive(Debug)]
pub enum Error {
    /// The rules do not allow it (403 or 409 by the refusal's name).
    Refused(Refusal),
    /// Fields cannot be taken; all of them at once (422).
    Invalid(Vec<FieldError>),
    /// Not there, or not to be seen by this actor: the same answer (404).
    Unseen,
    /// It was there and has been withdrawn (410).
    Gone(String),
    /// Somebody else was faster; the sentence says who and what (409).
    Conflict(String),
    /// Nobody is signed in, and the route wants somebody (login page or 401).
    SignIn,
    /// More than `limit` bytes (413).
    TooLarge {
        /// The largest size taken, in bytes.
        limit: u64,
    },
    /// Too many requests; try again after so many seconds (429).
    TooMany {
        /// Seconds to wait.
        seconds: u64,
    },
    /// We failed.
    Fault(Fault),
}

impl Error {
    /// A single wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// A refusal called `name`.
    pub fn refused(name: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(name, message))
    }

    /// What is wrong with a form, to be shown beside its fields: wrong fields, refusals that the person can mend by filling it
    /// in otherwise, and that somebody was faster.
    ///
    /// # Errors
    /// All other errors, which go their own way.
    pub fn mendable(self) -> Result<Vec<FieldError>, Self> {
        match self {
            Self::Invalid(fields) => Ok(fields),
            Self::Refused(refusal) if refusal.name != "identity.forbidden" => {
                Ok(vec![FieldError::new("", refusal.message)])
            }
            Self::Conflict(message) => Ok(vec![FieldError::new("", message)]),
            other => Err(other),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused ({}): {}", refusal.name, refusal.message),
            Self::Invalid(fields) => {
                f.write_str("invalid:")?;
                fields.iter().try_for_each(|x| write!(f, " {}: {};", x.field, x.message))
            }
            Self::Unseen => f.write_str("not found"),
            Self::Gone(notice) => write!(f, "gone: {notice}"),
            Self::Conflict(message) => write!(f, "conflict: {message}"),
            Self::SignIn => f.write_str("not signed in"),
            Self::TooLarge { limit } => write!(f, "larger than {limit} bytes"),
            Self::TooMany { seconds } => write!(f, "too many requests, wait {seconds} s"),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
