//! The cells of a row.

/// The cells of a row's text, without the quotation marks around them.
///
/// # Errors
/// When something stands between a closing quotation mark and the end of the cell: how many bytes stand before it.
pub(crate) fn cells(row: &str, separator: u8) -> Result<Vec<String>, usize> {
    let row = row.strip_suffix('\r').unwrap_or(row);
    let (mut cells, mut at) = (Vec::new(), 0);
    loop {
        let cell = if row.as_bytes().get(at) == Some(&b'"') {
            let (cell, end) = quoted(row, at + 1);
            at = end;
            if row.as_bytes().get(at).is_some_and(|byte| *byte != separator) {
                return Err(at);
            }
            cell
        } else {
            let rest = &row[at..];
            let length = rest.find(char::from(separator)).unwrap_or(rest.len());
            at += length;
            rest[..length].to_owned()
        };
        cells.push(cell);
        if at >= row.len() {
            return Ok(cells);
        }
        at += 1;
    }
}

/// The cell that begins behind a quotation mark, and where it ends.
fn quoted(row: &str, mut at: usize) -> (String, usize) {
    let mut cell = String::new();
    loop {
        let rest = &row[at..];
        let length = rest.find('"').unwrap_or(rest.len());
        cell.push_str(&rest[..length]);
        at += length;
        if row.as_bytes().get(at + 1) != Some(&b'"') {
            return (cell, (at + 1).min(row.len()));
        }
        cell.push('"');
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted_and_their_quotation_marks_taken_off() {
        for (row, separator, expected) in [
            ("a,b,c", b',', vec!["a", "b", "c"]),
            ("a,,", b',', vec!["a", "", ""]),
            ("\"a,b\",c\r", b',', vec!["a,b", "c"]),
            ("\"say \"\"a\"\"\",\"\",\"\"\"\"", b',', vec!["say \"a\"", "", "\""]),
            ("\"two\nlines\";b", b';', vec!["two\nlines", "b"]),
            ("a \"b\";c", b';', vec!["a \"b\"", "c"]),
            ("a\tb", b'\t', vec!["a", "b"]),
            ("", b',', vec![""]),
        ] {
            assert_eq!(cells(row, separator).expect(row), expected, "{row}");
        }
    }

    #[test]
    fn what_stands_behind_a_closing_quotation_mark_is_a_fault() {
        assert_eq!(cells("x,\"a\"b,c", b','), Err(5));
    }
}
