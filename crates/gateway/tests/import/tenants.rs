//! Whose records are.

use crate::place::{Place, fixture, page, run, sign_ins};

const OURS: &str = "7e000000-0000-4000-8000-00000000000a";
const THEIRS: &str = "7e000000-0000-4000-8000-00000000000b";

/// A place with an export that names no tenant.
fn place() -> Place {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(1)));
    place
}

fn tenants(place: &Place) -> Vec<String> {
    place.ask("select distinct tenant from sign_ins order by tenant")
}

#[test]
fn the_argument_names_the_tenant_in_whatever_case() {
    let place = place();
    place.imported(&["--tenant", &OURS.to_uppercase(), "export"]);
    assert_eq!(tenants(&place), [OURS]);
}

#[test]
fn the_configuration_names_it_where_the_argument_does_not() {
    let place = place();
    let configured = |words| run(place.command(words).env("RISKGATE_STORE__DEFAULT_TENANT", THEIRS)).code;
    assert_eq!(configured(&["export"]), Some(0));
    assert_eq!(tenants(&place), [THEIRS]);
    assert_eq!(configured(&["--tenant", OURS, "export"]), Some(0));
    assert_eq!(tenants(&place), [OURS, THEIRS]);
}

#[test]
fn a_configuration_file_names_it_and_the_database() {
    let place = place();
    place.write("riskgate.toml", format!("[store]\ndefault_tenant = \"{THEIRS}\"\n[database]\nurl = \"sqlite://other.db\"\n"));
    place.imported(&["--config", "riskgate.toml", "export"]);
    assert!(place.path("other.db").exists() && !place.path("riskgate.db").exists());
    place.imported(&["--config", "riskgate.toml", "--database", "sqlite://riskgate.db", "export"]);
    assert_eq!(tenants(&place), [THEIRS]);
}

#[test]
fn where_nothing_names_one_a_store_of_one_tenant_has_it() {
    let place = place();
    place.imported(&["export"]);
    assert_eq!(tenants(&place), ["00000000-0000-0000-0000-000000000000"]);
}

#[test]
fn an_envelope_that_names_its_tenant_wins() {
    let place = place();
    let log = fixture("diagnostic.ndjson");
    let first = log.lines().next().expect("the log has lines");
    let in_resource = first
        .replace(r#""tenantId":"7e000000-0000-4000-8000-000000000001","#, "")
        .replace("-000000000001\",\"createdD", "-00000000000f\",\"createdD");
    place.write("log", format!("{first}\n{in_resource}"));
    place.imported(&["--tenant", OURS, "log", "export"]);
    let tenant = "7e000000-0000-4000-8000-000000000001";
    assert_eq!(place.ask("select tenant from sign_ins order by tenant, id"), [tenant, tenant, OURS]);
}

#[test]
fn the_same_id_in_two_tenants_is_two_records() {
    let place = place();
    for tenant in [OURS, THEIRS] {
        let summary = place.imported(&["--tenant", tenant, "export"]);
        assert_eq!(summary["records"]["signIns"]["new"], 1);
    }
    assert_eq!(tenants(&place), [OURS, THEIRS]);
}

#[test]
fn a_tenant_that_is_no_guid_is_refused_with_2_before_anything_is_made() {
    let place = place();
    for (words, named) in [
        (&["--tenant", "contoso", "export"][..], "contoso"),
        (&["--as-of", "Monday", "export"], "Monday"),
        (&["--database", "mysql://x", "export"], "sqlite://FILE"),
        (&[], "FILE"),
    ] {
        let run = place.import(words);
        assert_eq!((run.code, run.output.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.errors.contains(named), "{run:?}");
    }
    assert!(!place.path("riskgate.db").exists());
}
