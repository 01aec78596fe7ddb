//! Files that people send with a form: how many, and how large.

use base::rules::Rules;
use base::{Date, Fault};
use web::{Check, Upload};

/// Bounds of the files of a form, from the rule rows of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct FileLimits {
    /// Files.
    pub most: usize,
    /// Bytes of one file.
    pub size: usize,
}

impl FileLimits {
    /// The limits of `date` from the rows `LINE.files.max` and `LINE.file.size`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(rules: &Rules, line: &str, date: Date) -> Result<Self, Fault> {
        let number = |key: &str| {
            let found = rules.number(&format!("{line}.{key}"), date)?;
            Ok::<_, Fault>(usize::try_from(found).unwrap_or(0))
        };
        Ok(Self { most: number("files.max")?, size: number("file.size")? })
    }

    /// The files of `field`, with an error on it when they are too many or one is too large.
    pub fn check(self, check: &mut Check<'_>, field: &str, label: &str) -> Vec<Upload> {
        let files = check.files(field, label, self.most);
        for file in &files {
            if usize::try_from(file.size).unwrap_or(usize::MAX) > self.size {
                let megabytes = self.size / 1024 / 1024;
                check.error(field, format!("{label}“{}”超过 {megabytes} MB，请压缩后再传", file.name));
            }
        }
        files
    }
}
