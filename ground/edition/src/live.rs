//! What is published, for reading: by key, column, site, facet, number and relation.

pub use crate::store::addresses::{Leads, find as address};
pub use crate::store::links::published as related;
pub use crate::store::live::{
    Facets, Turn, between, by_doc_no, by_index_no, by_unit, count_disclosed, disclosed, find, in_column, neighbours,
    of_kind, on_site, path, pinned, these, walk,
};
pub use crate::store::ranks::ranked;
