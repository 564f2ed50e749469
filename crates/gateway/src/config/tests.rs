//! Where settings come from, and what is said of those that are refused.

use std::net::SocketAddr;
use std::path::PathBuf;

use riskgate_model::ServiceSource;

use super::file::line_of;
use super::{AdapterKind, Config, ConfigError, DEFAULT, LogFormat, Origin, load, settle};

fn from_variables(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    load(None, pairs(variables))
}

fn pairs(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    variables.iter().map(owned).collect()
}

/// Loads a file of that text; its folder is gone afterwards, so paths in messages are cut off.
fn from_file(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let path: PathBuf = folder.path().join("riskgate.toml");
    std::fs::write(&path, text).expect("the file is written");
    let prefix = format!("{}/", folder.path().display());
    load(Some(&path), pairs(variables)).map_err(|error| error.to_string().replace(&prefix, ""))
}

fn refused(variables: &[(&str, &str)]) -> String {
    from_variables(variables).expect_err("the settings are refused").to_string()
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("the address is one")
}

#[test]
fn nothing_set_is_the_default() {
    let config = from_variables(&[]).expect("the defaults are good");
    assert_eq!(config, Config::default());
    assert_eq!(config.http.listen, address("127.0.0.1:8080"));
    assert_eq!(config.http.in_flight.get(), 64);
}

#[test]
fn a_variable_wins_over_the_file_and_the_file_over_the_default() {
    let text = "[http]\nlisten = \"127.0.0.1:1\"\nbody_bytes = 5\n[graphql.limits]\ndepth = 7\n";
    let variables = [("RISKGATE_HTTP__LISTEN", "[::1]:2")];
    let config = from_file(text, &variables).expect("the settings are good");
    assert_eq!(config.http.listen, address("[::1]:2"));
    assert_eq!(config.http.body_bytes, 5);
    assert_eq!(config.graphql.limits.depth, 7);
    assert_eq!(config.graphql.limits.aliases, 30);
}

#[test]
fn variables_set_every_kind_of_value() {
    let config = from_variables(&[
        ("RISKGATE_HTTP__ALLOWED_HOSTS", r#"["gate.example:443", "localhost"]"#),
        ("RISKGATE_HTTP__DEADLINE_SECONDS", "2.5"),
        ("RISKGATE_HTTP__HEAD_SECONDS", "4"),
        ("RISKGATE_GRAPHQL__INTROSPECTION", "false"),
        ("RISKGATE_GRAPHQL__LIMITS__ROWS", "99"),
        ("RISKGATE_DATABASE__URL", "sqlite://a{b}.db?mode=rwc"),
        ("RISKGATE_STORE__DEFAULT_TENANT", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("RISKGATE_LOG__LEVEL", "warn,riskgate_gateway=debug"),
        ("RISKGATE_LOG__FORMAT", "json"),
        ("PATH", "/bin"),
    ])
    .expect("the settings are good");
    assert_eq!(config.http.allowed_hosts, ["gate.example:443", "localhost"]);
    assert_eq!(config.http.deadline.as_millis(), 2_500);
    assert_eq!(config.http.head.as_secs(), 4);
    assert!(!config.graphql.introspection);
    assert_eq!(config.graphql.limits.rows, 99);
    assert_eq!(config.database.url, "sqlite://a{b}.db?mode=rwc");
    assert_eq!(String::from(config.store.default_tenant), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn whose_alerts_claim_something_is_set_by_microsofts_words_in_any_case() {
    let set = |words: &str| from_variables(&[("RISKGATE_DEFENDER__CLAIM_SOURCES", words)]).map(|config| config.defender.claim_sources.0);
    let expected = [ServiceSource::MicrosoftDefenderForEndpoint, ServiceSource::AzureAdIdentityProtection];
    assert_eq!(set(r#"["microsoftDefenderForEndpoint", "AzureADIdentityProtection"]"#).expect("products"), expected);
    assert_eq!(set("[]").expect("none"), []);
    let told = set(r#"["azureAdIdentityProtection", "defender"]"#).expect_err("it is refused").to_string();
    let reason = "\"defender\" is no product; expected some of microsoftDefenderForEndpoint, microsoftDefenderForIdentity, ";
    assert!(told.starts_with("The setting `defender.claim_sources` cannot be ") && told.contains(reason), "{told}");
}

#[test]
fn an_unknown_variable_is_named() {
    assert_eq!(
        refused(&[("RISKGATE_LOG__LEVLE", "info")]),
        "There is no setting `log.levle` (environment variable RISKGATE_LOG__LEVLE). \
         In `log` there are format, level."
    );
    let told = refused(&[("RISKGATE_LISTEN", "127.0.0.1:1")]);
    assert_eq!(
        told,
        "There is no setting `listen` (environment variable RISKGATE_LISTEN). \
         The sections are actions, adapters, database, defender, graphql, http, log, msgraph, routes, store."
    );
    assert!(refused(&[("RISKGATE_HTTP", "x")]).contains("no setting `http`"));
    assert!(refused(&[("RISKGATE_", "x")]).contains("no setting ``"));
}

#[test]
fn an_unknown_key_of_the_file_is_named_with_its_line() {
    let told = from_file("# ours\n[http]\nlisten = \"127.0.0.1:1\"\nport = 80\n", &[]);
    let told = told.expect_err("the setting is refused");
    assert!(told.starts_with("There is no setting `http.port` (riskgate.toml, line 4). In `http`"), "{told}");
    let told = from_file("[htpp]\nlisten = \"127.0.0.1:1\"\n", &[]).expect_err("it is refused");
    assert!(told.contains("`htpp.listen` (riskgate.toml, line 2)"), "{told}");
}

#[test]
fn a_bad_value_is_shown_with_where_it_was_set() {
    assert_eq!(
        refused(&[("RISKGATE_HTTP__LISTEN", "everywhere")]),
        "The setting `http.listen` cannot be \"everywhere\" \
         (environment variable RISKGATE_HTTP__LISTEN): invalid socket address syntax."
    );
    let told = from_file("[graphql]\nintrospection = 3\n", &[]).expect_err("it is refused");
    assert!(told.starts_with("The setting `graphql.introspection` cannot be 3 (riskgate.toml, line 2): "), "{told}");
    for (name, value) in [
        ("RISKGATE_HTTP__DEADLINE_SECONDS", "0"),
        ("RISKGATE_HTTP__DRAIN_SECONDS", "1e300"),
        ("RISKGATE_HTTP__IN_FLIGHT", "0"),
        ("RISKGATE_HTTP__CONNECTIONS", "70000"),
        ("RISKGATE_HTTP__ALLOWED_HOSTS", "[1]"),
        ("RISKGATE_LOG__LEVEL", "riskgate=loud"),
        ("RISKGATE_LOG__LEVEL", "loud"),
        ("RISKGATE_LOG__LEVEL", "info,riskgate_gateway"),
        ("RISKGATE_GRAPHQL__LIMITS__NESTING", "65"),
        ("RISKGATE_LOG__FORMAT", "xml"),
        ("RISKGATE_GRAPHQL__LIMITS__ROWS", "-1"),
        ("RISKGATE_DATABASE__URL__HOST", "x"),
    ] {
        let told = refused(&[(name, value)]);
        assert!(told.starts_with("The setting `") && told.contains(name), "{told}");
    }
}

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line() {
    let told = from_file("[http\n", &[]).expect_err("it is refused");
    assert!(told.starts_with("The configuration file riskgate.toml, line 1, is not TOML: "), "{told}");
}

#[test]
fn a_file_that_is_missing_is_named() {
    let missing = PathBuf::from("nowhere/riskgate.toml");
    let error = load(Some(&missing), []).expect_err("there is no such file");
    assert!(error.to_string().contains("nowhere/riskgate.toml"));
}

#[test]
fn an_address_that_others_reach_is_refused() {
    for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "[::ffff:192.0.2.1]:80"] {
        let told = refused(&[("RISKGATE_HTTP__LISTEN", listen)]);
        assert!(told.contains("no authentication yet"), "{told}");
        assert!(told.contains("RISKGATE_HTTP__LISTEN"), "{told}");
    }
    for listen in ["127.0.0.1:0", "127.8.9.1:80", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
        assert!(from_variables(&[("RISKGATE_HTTP__LISTEN", listen)]).is_ok(), "{listen}");
    }
}

#[test]
fn no_address_is_repeated_wherever_it_was_put_by_mistake() {
    let url = "postgres://ada:s3cret@db.example/riskgate";
    for text in [
        format!("[database]\nurl = \"{url}\n"),
        format!("[database]\nurl = \"{url}\" oops\n"),
        format!("[adapters]\nx = \"{url}\"\n"),
        format!("adapters = \"{url}\"\n"),
        format!("[adapters.x]\nkind = \"{url}\"\n"),
        format!("[database]\nauto_migrate = \"{url}\"\n"),
        format!("[store]\ndefault_tenant = \"{url}\"\n"),
        format!("[http]\nlisten = \"{url}\"\n"),
    ] {
        let told = from_file(&text, &[]).expect_err("it is refused");
        assert!(!told.contains("s3cret") && !told.contains("db.example"), "{told}");
    }
    for name in ["RISKGATE_ADAPTERS", "RISKGATE_ADAPTERS__X", "RISKGATE_ADAPTERS__X__KIND", "RISKGATE_DATABASE__AUTO_MIGRATE"] {
        let told = refused(&[(name, url)]);
        assert!(!told.contains("s3cret") && !told.contains("db.example"), "{told}");
    }
}

/// The default file with the `#` before every setting taken away.
fn every_setting() -> String {
    let given =
        |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ') && rest.contains(" = ")).unwrap_or(line).to_owned();
    DEFAULT.lines().map(given).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_default_file_has_every_setting_with_its_default() {
    assert_eq!(from_file(DEFAULT, &[]).expect("the settings are good"), Config::default());
    let text = every_setting();
    assert_eq!(from_file(&text, &[]).expect("the settings are good"), Config::default());
    for setting in settle(None, []).expect("the defaults are good") {
        assert!(line_of(&text, &setting.key).is_some(), "{}", setting.key);
    }
}

#[test]
fn every_setting_that_holds_says_where_it_was_set() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let path = folder.path().join("riskgate.toml");
    std::fs::write(&path, "[log]\nlevel = \"warn\"\n[database]\nurl = \"postgres://ada:secret@db.example/x\"\n")
        .expect("the file is written");
    let settled = settle(Some(&path), pairs(&[("RISKGATE_HTTP__LISTEN", "127.0.0.1:9")])).expect("the settings are good");
    let of = |key: &str| settled.iter().find(|setting| setting.key == key).expect("it is a setting");
    assert_eq!(of("http.listen").origin, Origin::Variable("RISKGATE_HTTP__LISTEN".to_owned()));
    assert_eq!(of("log.level").origin, Origin::File { path, line: Some(2) });
    assert_eq!((of("http.body_bytes").toml().as_str(), &of("http.body_bytes").origin), ("262144", &Origin::Default));
    assert_eq!(of("database.url").toml(), r#""postgres://ada:***@db.example/x""#);
    assert_eq!(of("http.allowed_hosts").toml(), r#"["localhost", "127.0.0.1", "[::1]"]"#);
}

/// A file that holds `text`, of that mode.
#[cfg(unix)]
fn secret(folder: &tempfile::TempDir, text: &str, mode: u32) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.path().join("secret");
    std::fs::write(&path, text).expect("the file is written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("the mode is set");
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn a_secret_is_read_from_a_file_that_only_its_owner_can_read() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let path = secret(&folder, "sqlite://of-a-file.db\n", 0o400);
    let config = from_variables(&[("RISKGATE_DATABASE__URL_FILE", &path)]).expect("the settings are good");
    assert_eq!(config.database.url, "sqlite://of-a-file.db");
    let text = format!("[database]\nurl_file = {path:?}\n[adapters.archive]\nkind = \"store\"\nurl_file = {path:?}\n");
    let config = from_file(&text, &[]).expect("the settings are good");
    assert_eq!(config.database.url, "sqlite://of-a-file.db");
    assert!(matches!(&config.adapters["archive"], AdapterKind::Store { url } if url == "sqlite://of-a-file.db"));
    let over = from_file(&text, &[("RISKGATE_DATABASE__URL", "sqlite://variable.db")]).expect("the settings are good");
    assert_eq!(over.database.url, "sqlite://variable.db");
    let settled = settle(None, pairs(&[("RISKGATE_DATABASE__URL_FILE", &path)])).expect("the settings are good");
    let url = settled.iter().find(|setting| setting.key == "database.url").expect("it is a setting");
    assert_eq!(url.origin, Origin::Variable("RISKGATE_DATABASE__URL_FILE".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_secret_that_cannot_be_trusted_is_refused() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    for mode in [0o604, 0o640, 0o602] {
        let path = secret(&folder, "sqlite://x.db", mode);
        let told = refused(&[("RISKGATE_DATABASE__URL_FILE", &path)]);
        assert!(told.contains("can be read by others") && told.contains("RISKGATE_DATABASE__URL_FILE"), "{told}");
        std::fs::remove_file(path).expect("it is removed");
    }
    let path = secret(&folder, "\n", 0o600);
    assert!(refused(&[("RISKGATE_DATABASE__URL_FILE", &path)]).contains("is empty"));
    let twice = refused(&[("RISKGATE_DATABASE__URL_FILE", &path.replace("secret", "other")), ("RISKGATE_DATABASE__URL", "sqlite://x.db")]);
    assert!(twice.contains("cannot be read"), "{twice}");
    std::fs::write(&path, "sqlite://y.db").expect("the file is written");
    let twice = refused(&[("RISKGATE_DATABASE__URL_FILE", &path), ("RISKGATE_DATABASE__URL", "sqlite://x.db")]);
    assert!(twice.contains("is given twice"), "{twice}");
    let empty = refused(&[("RISKGATE_DATABASE__URL_FILE", "")]);
    assert!(empty.starts_with("The setting `database.url_file` (environment variable RISKGATE_DATABASE__URL_FILE) is empty"), "{empty}");
    assert!(refused(&[("RISKGATE_HTTP__LISTEN_FILE", &path)]).contains("There is no setting `http.listen_file`"));
}

#[test]
fn the_secret_of_an_application_is_never_shown() {
    let config = from_variables(&[("RISKGATE_MSGRAPH__CLIENT_SECRET", "swordfish")]).expect("the settings are good");
    assert!(!format!("{config:?}").contains("swordfish"));
    let settled = settle(None, pairs(&[("RISKGATE_MSGRAPH__CLIENT_SECRET", "swordfish")])).expect("the settings are good");
    let of = |key: &str| settled.iter().find(|setting| setting.key == key).expect("it is a setting").toml();
    assert_eq!((of("msgraph.client_secret").as_str(), of("msgraph.tenant_id").as_str()), (r#""***""#, r#""""#));
    from_variables(&[("RISKGATE_MSGRAPH__CLIENT_SECRET", "7351")]).expect("a secret may be digits");
    let told = from_file("[msgraph]\nclient_secret = 7351\n", &[]).expect_err("a number is no secret");
    assert!(!told.contains("7351") && told.contains("line 2"), "{told}");
    let told = refused(&[("RISKGATE_MSGRAPH__CLOUD", "mars")]);
    assert!(told.contains("expected one of global, us-gov, us-gov-dod, china"), "{told}");
}

#[test]
fn no_tenant_is_read_unless_one_is_set() {
    assert_eq!(Config::default().msgraph.each().count(), 0);
    let config = from_variables(&[("RISKGATE_MSGRAPH__TENANT_ID", "5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11")]).expect("the settings are good");
    let tenants: Vec<_> = config.msgraph.each().map(|(_, tenant)| tenant.settings().tenant_id).collect();
    assert_eq!(tenants, ["5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11"]);
}

#[cfg(unix)]
#[test]
fn further_tenants_have_settings_of_their_own() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let path = secret(&folder, "swordfish\n", 0o400);
    let own = "[msgraph]\ntenant_id = \"a\"\nbeta_sign_ins = true\ndefender = true\n";
    let tenant = |rest: &str| format!("{own}[[msgraph.tenants]]\ntenant_id = \"b\"\n{rest}\n");
    let text = tenant(&format!("client_secret_file = {path:?}\nhistory_calls_per_hour = 10"));
    let config = from_file(&text, &[]).expect("the settings are good");
    let variable = [("RISKGATE_MSGRAPH__TENANTS", "[{tenant_id = \"b\", client_secret = \"swordfish\"}]")];
    let settled = settle(None, pairs(&variable)).expect("the settings are good");
    let shown = settled.iter().find(|setting| setting.key == "msgraph.tenants").expect("it is a setting").toml();
    assert!(shown.contains(r#"tenant_id = "b""#) && shown.contains(r#"client_secret = "***""#), "{shown}");
    let tenants: Vec<_> = config.msgraph.each().collect();
    let options = tenants.iter().map(|(_, it)| it.options()).map(|it| (it.beta_sign_ins, it.defender, it.history_calls_per_hour));
    assert_eq!(options.collect::<Vec<_>>(), [(true, true, 900), (false, false, 10)]);
    assert!(!format!("{config:?}").contains("swordfish"));
    for slip in ["[{client_secret=\"swordfish\"", "swordfish", "[\"swordfish\"]"] {
        let told = refused(&[("RISKGATE_MSGRAPH__TENANTS", slip)]);
        assert!(told.contains("msgraph.tenants") && !told.contains("swordfish"), "{told}");
    }
    for (rest, told) in [
        ("clientid = \"c\"", "unknown field: found `clientid`"),
        ("cloud = \"mars\"", "expected one of global"),
        ("[[msgraph.tenants.tenants]]\ntenant_id = \"c\"", "a tenant has no tenants of its own"),
        ("client_secret_file = \"/nowhere\"", "msgraph.tenants.0.client_secret_file"),
    ] {
        let refused = from_file(&tenant(rest), &[]).expect_err(rest);
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn a_token_is_long_enough_and_never_shown() {
    let told = refused(&[("RISKGATE_HTTP__TOKEN", "swordfish")]);
    assert!(told.contains("`http.token`") && told.contains("at least 16") && !told.contains("swordfish"), "{told}");
    let config = from_variables(&[("RISKGATE_HTTP__TOKEN", "swordfish-swordfish")]).expect("it is long enough");
    assert_eq!(config.http.token.text(), "swordfish-swordfish");
    assert!(!format!("{config:?}").contains("swordfish"));
    let shown = settle(None, pairs(&[("RISKGATE_HTTP__TOKEN", "swordfish-swordfish")])).expect("the settings are good");
    let token = shown.iter().find(|setting| setting.key == "http.token").expect("the token");
    assert_eq!(token.toml(), "\"***\"");
}
