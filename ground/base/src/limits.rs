//! Hard technical caps. Numbers that the law or a county sets are rule rows (see [`crate::rules`]), not here.

/// Rows on one page of a list, at most.
pub const PAGE_ROWS_MAX: usize = 200;
/// Characters of a single-line field where no rule sets fewer.
pub const LINE_CHARS_MAX: usize = 200;
/// Characters of a text area where no rule sets fewer.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// Characters of a person's name.
pub const NAME_CHARS_MAX: usize = 50;
/// Characters of a unit's or post's name.
pub const TITLE_CHARS_MAX: usize = 100;
/// Characters of a search query.
pub const QUERY_CHARS_MAX: usize = 100;
/// Bytes of a file name.
pub const FILE_NAME_BYTES_MAX: usize = 200;
/// Bytes of a form without files.
pub const FORM_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of all texts of a form whose route takes long ones: the 4 MB of an article with everything beside it.
pub const LONG_FORM_BYTES_MAX: usize = 6 * 1024 * 1024;
/// Characters of a password; hashing longer ones only costs time.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Days a counted period may have.
pub const PERIOD_DAYS_MAX: u32 = 3_660;
/// Hours a counted period may have.
pub const PERIOD_HOURS_MAX: u32 = 24 * 366;
/// Days looked at while one period is counted, suspensions included: forty years.
pub const WALK_DAYS_MAX: usize = 14_610;
