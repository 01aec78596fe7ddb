//! What is published, for reading: by key, column, site, facet, number and relation.

pub use crate::found::home;
pub use crate::store::addresses::{Leads, find as address, is_free as address_is_free};
pub use crate::store::counted::{between, by_unit, by_unit_and_kind, count_between};
pub use crate::store::files::{shown as files, shown_one as file, with_content};
pub use crate::store::links::published as related;
pub use crate::store::lists::{
    Facets, Turn, by_doc_no, by_index_no, count_disclosed, disclosed, disclosed_among, first_year, in_column, last_key,
    neighbours, on_site, pinned, these, walk, whole,
};
pub use crate::store::live::{find, path};
pub use crate::store::places::of_live as places;
pub use crate::store::ranks::ranked;
pub use crate::store::shown::{is_shown, stamps, standing};
