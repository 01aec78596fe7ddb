//! What a handler gives instead of an answer. The gate around every route makes a page or problem+json of it.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::error::FaultKind;
use base::{Error, Fault, FieldError, Refusal};

/// An error on its way to the gate.
#[derive(Debug)]
pub struct Failure(pub Error);

/// The error inside an answer that is not rendered yet.
#[derive(Debug, Clone)]
pub(crate) struct Failed(pub Arc<Error>);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self(Error::Fault(fault))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(Error::Refused(refusal))
    }
}

impl From<Vec<FieldError>> for Failure {
    fn from(fields: Vec<FieldError>) -> Self {
        Self(Error::Invalid(fields))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Failed(Arc::new(self.0)));
        response
    }
}

/// The status that an error is answered with.
pub(crate) fn status(error: &Error) -> StatusCode {
    match error {
        Error::Refused(refusal) if is_forbidden(refusal.name) => StatusCode::FORBIDDEN,
        Error::Refused(_) | Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unseen => StatusCode::NOT_FOUND,
        Error::Gone(_) => StatusCode::GONE,
        Error::SignIn => StatusCode::UNAUTHORIZED,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Fault(fault) => match fault.kind {
            FaultKind::Busy | FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            FaultKind::Full => StatusCode::INSUFFICIENT_STORAGE,
            FaultKind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}

/// Refusals about the person are 403; those about how things stand are 409.
fn is_forbidden(name: &str) -> bool {
    name.starts_with("identity.")
        || name.starts_with("web.")
        || [".forbidden", ".recused"].iter().any(|end| name.ends_with(end))
}
