//! Tests of cutting tables into rows.

use std::io::Cursor as Memory;

use super::*;
use crate::text::{KEPT, LONGEST};

/// Texts and places of all rows, and the error at the end.
fn cut(text: &str) -> (Vec<(String, String)>, Option<String>) {
    let mut rows = Vec::new();
    let mut table = match Table::new(Cursor::new(Memory::new(text.to_owned()))) {
        Ok(table) => table,
        Err(error) => return (rows, Some(error.to_string())),
    };
    loop {
        match table.next() {
            Ok(Some(row)) => rows.push((row.place.of("Risk state"), String::from_utf8_lossy(row.text.bytes()).trim_end().to_owned())),
            Ok(None) => return (rows, None),
            Err(error) => return (rows, Some(error.to_string())),
        }
    }
}

fn rows(text: &str) -> Vec<(String, String)> {
    let (rows, error) = cut(text);
    assert_eq!(error, None, "{text}");
    rows
}

fn pairs(pairs: &[(u64, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(line, text)| (format!("line {line}, Risk state"), (*text).to_owned())).collect()
}

#[test]
fn a_row_ends_with_its_line_but_not_within_quotation_marks() {
    let text = "User ID,Risk state\r\nu1,At risk\r\n\r\n\"u\n\"\"2\"\"\",\"At\nrisk\"\nu3,x";
    assert_eq!(rows(text), pairs(&[(2, "u1,At risk"), (4, "\"u\n\"\"2\"\"\",\"At\nrisk\""), (7, "u3,x")]));
    assert_eq!(rows("User ID,Risk state"), []);
}

#[test]
fn the_separator_is_the_one_under_which_the_columns_are_known() {
    for (text, row) in [
        ("User ID;Risk state\nu,1;x\n", "u,1;x"),
        ("User ID\tRisk state\nu;1\tx\n", "u;1\tx"),
        ("\"User ID\";\"Risk state\"\nu;x\n", "u;x"),
        ("User ID,Risk state,Comment; remark\nu,x,y\n", "u,x,y"),
    ] {
        assert_eq!(rows(text), pairs(&[(2, row)]), "{text}");
    }
}

#[test]
fn rows_of_separators_alone_are_passed_over() {
    assert_eq!(rows("User ID;Risk state;\n;;\nu;x;\n ; ;\r\n"), pairs(&[(3, "u;x;")]));
}

#[test]
fn a_table_of_unknown_columns_is_told_by_them() {
    let (rows, error) = cut("time;category;a;b;c;d;e\n1;2;3;4;5;6;7\n");
    assert!(rows.is_empty());
    let error = error.expect("an error");
    assert!(
        error.starts_with("line 1, column 1: `time`, `category`, `a`, `b`, `c`, `d` and 1 more are the columns of no table"),
        "{error}"
    );
    assert!(error.contains("downloaded in English"), "{error}");
}

#[test]
fn what_has_no_separator_is_no_table() {
    for (text, found) in [("7\n", "`7`"), ("\"text\"", "`\"`"), ("hello\na,b\n", "`h`")] {
        assert_eq!(cut(text).1.expect(text), format!("line 1, column 1: expected a JSON object or array, found {found}"));
    }
}

#[test]
fn a_cell_that_does_not_end_is_told_by_where_it_begins() {
    let (rows, error) = cut("User ID,Risk state\nu1,x\nu2,\"y\nu3,z\n");
    assert_eq!(rows, pairs(&[(2, "u1,x")]));
    assert_eq!(error.expect("an error"), "line 3, column 4: the cell that begins here has no closing quotation mark");
}

#[test]
fn a_wide_cell_is_not_held() {
    let text = format!("User ID,Risk state\nu1,\"{}\"\nu2,x\n", "y\n".repeat(LONGEST));
    let mut table = Table::new(Cursor::new(Memory::new(text))).expect("a table");
    let row = table.next().expect("rows").expect("the first");
    assert!(row.text.is_too_long());
    assert_eq!(row.text.bytes().len(), KEPT);
    let row = table.next().expect("rows").expect("the second");
    assert_eq!((row.text.bytes(), row.place.start.line), (&b"u2,x"[..], 3 + LONGEST as u64));
}
