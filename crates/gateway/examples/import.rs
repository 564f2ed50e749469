//! How fast an export is imported, in how much memory, beside the database copying the same rows by itself.
//!
//! `cargo run --release -p riskgate-gateway --example import` imports 200,000 sign-ins into SQLite; with the address of an empty database
//! behind ` -- `, such as `postgres://USER@HOST/speed`, into PostgreSQL. A number behind the address is how many.

mod copied;

use std::{
    error::Error,
    fs,
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter_store::{Migrations, Store};
use riskgate_gateway::{clock::SystemClock, import::import};
use riskgate_wire::RecordDefaults;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| format!("sqlite://{}", folder.path().join("import.db").display()));
    let count: u32 = arguments.next().map_or(Ok(200_000), |count| count.parse())?;

    let export = folder.path().join("signIns.json");
    write(&export, count)?;
    Migrations::of(&url)?.up().await?;
    let store = Store::open(&url, Arc::new(SystemClock)).await?;
    let start = Instant::now();
    let outcome = import(&store, &[export], &RecordDefaults::default()).await?;
    let imported = start.elapsed();
    let memory = fs::read_to_string("/proc/self/status").unwrap_or_default();
    store.close().await?;
    print!("{outcome}");

    let copied = copied::copy(&url, &folder.path().join("copy.db"), &["sign_ins"], None).await?;
    let rate = |taken: Duration| f64::from(count) / taken.as_secs_f64();
    println!("imported: {:.0} rows a second", rate(imported));
    println!("copied by the database itself, in one statement: {:.0} rows a second", rate(copied));
    println!("import / copy: {:.2}", copied.as_secs_f64() / imported.as_secs_f64());
    println!("{}", memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory is not known here"));
    Ok(())
}

/// An export of this many sign-ins of a thousand users, one a line.
fn write(export: &Path, count: u32) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(fs::File::create_new(export)?);
    for number in 0..count {
        let scattered = number.wrapping_mul(2_654_435_761);
        let (user, minute, second) = (number % 1_000, number / 60 % 60, number % 60);
        let sign_in = json!({
            "id": format!("{scattered:08x}-aaaa-4bbb-8ccc-{number:012x}"),
            "createdDateTime": format!("2026-{:02}-{:02}T{:02}:{minute:02}:{second:02}.5Z", number % 12 + 1, number % 28 + 1, number % 24),
            "userId": format!("{:08x}-1111-4222-8333-{user:012x}", user * 7919), "userDisplayName": format!("Person {user}"),
            "userPrincipalName": format!("person{user}@contoso.example"), "appDisplayName": format!("Application {}", number % 17),
            "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "resourceDisplayName": "Microsoft Graph", "clientAppUsed": "Browser",
            "ipAddress": format!("203.0.{}.{}", number % 200, number % 251), "autonomousSystemNumber": 64_500 + number % 40,
            "location": {"city": "Oslo", "countryOrRegion": "NO", "geoCoordinates": {"latitude": 59.91, "longitude": 10.75}},
            "deviceDetail": {"operatingSystem": "Windows 11", "browser": "Edge 120", "isCompliant": true, "isManaged": true},
            "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
            "status": {"errorCode": if number % 9 == 0 { 50126 } else { 0 }, "additionalDetails": "MFA requirement satisfied by claim"},
            "conditionalAccessStatus": "success", "isInteractive": true, "authenticationRequirement": "multiFactorAuthentication",
            "correlationId": format!("{scattered:08x}-dddd-4eee-8fff-{:012x}", number / 3),
            "riskState": if number % 50 == 0 { "atRisk" } else { "none" }, "riskLevelAggregated": "none", "riskDetail": "none",
        });
        serde_json::to_writer(&mut out, &sign_in)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
