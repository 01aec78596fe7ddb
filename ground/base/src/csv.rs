//! A small reader of comma-separated values (RFC 4180) for the command line and for lists that people paste.

/// The records of `text`: fields may be quoted, lines end with LF or CRLF, a byte-order mark and empty lines are skipped.
///
/// A quote that is never closed runs to the end of the text.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => end_record(&mut records, &mut record, &mut field),
            other => field.push(other),
        }
    }
    end_record(&mut records, &mut record, &mut field);
    records
}

fn end_record(records: &mut Vec<Vec<String>>, record: &mut Vec<String>, field: &mut String) {
    if record.is_empty() && field.is_empty() {
        return;
    }
    record.push(std::mem::take(field));
    records.push(std::mem::take(record));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_the_standard_says() {
        let cases: [(&str, &[&[&str]]); 7] = [
            ("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
            ("\u{feff}a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]),
            ("\"a,b\",\"c\"\"d\",\"e\nf\"", &[&["a,b", "c\"d", "e\nf"]]),
            ("a,,\n,\n\nx", &[&["a", "", ""], &["", ""], &["x"]]),
            ("5\" pipe,x", &[&["5\" pipe", "x"]]),
            ("\"open,x\ny", &[&["open,x\ny"]]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }
}
