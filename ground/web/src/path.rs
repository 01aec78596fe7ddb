//! Parts of a path; what does not parse is an address that does not exist.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base::Error;
use serde::de::DeserializeOwned;

use crate::Failure;

/// The parts of the path in braces: `Path(id): Path<i64>`, or a tuple of several in their order.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Failure(Error::Unseen))
    }
}
