//! The workbench: lists of working copies, the editor, versions, publishing, previews, forced publications.

pub(crate) mod acts;
pub(crate) mod copy;
pub(crate) mod disclosing;
pub(crate) mod edit;
pub(crate) mod expiring;
pub(crate) mod force;
pub(crate) mod forced;
pub(crate) mod form;
pub(crate) mod imports;
pub(crate) mod insert;
pub(crate) mod keep;
pub(crate) mod list;
pub(crate) mod offers;
pub(crate) mod preview;
pub(crate) mod reads;
pub(crate) mod save;
pub(crate) mod versions;
