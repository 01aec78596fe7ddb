//! Errors of the disk as faults.

use std::io::{Error, ErrorKind};

use base::Fault;
use base::error::FaultKind;

/// The fault that an error of the disk while doing `context` is; a full disk is [`FaultKind::Full`].
pub fn io_fault(context: &str, error: Error) -> Fault {
    let kind = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FaultKind::Full,
        ErrorKind::TimedOut | ErrorKind::NetworkUnreachable | ErrorKind::ConnectionRefused => FaultKind::Unavailable,
        _ => FaultKind::Broken,
    };
    Fault::of(kind, context.to_owned(), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_full_disk_is_told_as_such() {
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has /dev/full");
        let error = full.write_all(b"x").expect_err("it is always full");
        assert_eq!(io_fault("write", error).kind, FaultKind::Full);
    }
}
