//! The shapes that exports come in.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use crate::place::{Place, fixture, page, sign_ins};

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

/// What a database holds after this one file.
fn held(bytes: impl AsRef<[u8]>) -> String {
    let place = Place::new();
    place.write("export", bytes);
    let summary = place.imported(&["export"]);
    assert_eq!(summary["notUnderstood"], 0, "{summary}");
    place.dump()
}

#[test]
fn every_shape_of_graph_json_gives_the_same_store() {
    let records: Vec<String> = sign_ins(3).collect();
    let whole = held(page("auditLogs/signIns", records.clone()));
    assert_eq!(whole.matches("sign_ins: ").count(), 3);
    for shape in [
        format!("[{}]", records.join(",\n")),
        records.join("\n"),
        format!("{}\n\n", records.join("\r\n")),
        format!("\u{feff}{}", records.join("\n")),
        format!("{}\n{}", page("auditLogs/signIns", records[..1].to_vec()), page("auditLogs/signIns", records[1..].to_vec())),
        format!("[{},{}]", page("auditLogs/signIns", records[..2].to_vec()), page("auditLogs/signIns", records[2..].to_vec())),
    ] {
        assert_eq!(held(&shape), whole, "{shape}");
        assert_eq!(held(packed(&shape)), whole, "gzip of {shape}");
    }
}

#[test]
fn single_objects_in_files_of_their_own_give_the_same_store_as_one_page() {
    let place = Place::new();
    for (number, record) in sign_ins(3).enumerate() {
        place.write(&format!("{number}"), record);
    }
    place.imported(&["0", "1", "2"]);
    assert_eq!(place.dump(), held(page("auditLogs/signIns", sign_ins(3))));
}

#[test]
fn every_shape_of_a_diagnostic_log_gives_the_same_store() {
    let log = fixture("diagnostic.ndjson");
    let lines: Vec<&str> = log.lines().collect();
    let whole = held(&log);
    for shape in [
        format!("[{}]", lines.join(",")),
        format!(r#"{{"records":[{}]}}"#, lines.join(",\n")),
        format!("{{\"records\":[{}]}}\n{{\"records\":[{}]}}", lines[..4].join(","), lines[4..].join(",")),
    ] {
        assert_eq!(held(&shape), whole);
        assert_eq!(held(packed(&shape)), whole);
    }
}

#[test]
fn an_export_of_nothing_is_read() {
    for shape in [page("riskyUsers", []), "[]".to_owned(), r#"{"records":[]}"#.to_owned()] {
        let place = Place::new();
        place.write("nothing", &shape);
        assert_eq!(place.imported(&["nothing"])["records"], serde_json::json!({}), "{shape}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_as_a_file_is() {
    let place = Place::new();
    let mut child = place.command(&["--json", "/dev/stdin"]).stdin(std::process::Stdio::piped()).spawn().expect("the binary runs");
    let mut pipe = child.stdin.take().expect("standard input is piped");
    pipe.write_all(page("auditLogs/signIns", sign_ins(3)).as_bytes()).expect("the pipe is written");
    drop(pipe);
    assert!(child.wait_with_output().expect("the binary ends").status.success());
    assert_eq!(place.dump(), held(page("auditLogs/signIns", sign_ins(3))));
}
