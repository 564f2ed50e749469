//! How fast the store records and answers, beside SQLite doing the same by itself.
//!
//! `cargo run --release -p riskgate-adapter-store --example speed`
//!
//! Recording is compared with SQLite copying the same rows, batch by batch, into tables with the same indexes; reading with one statement
//! that answers users, sign-ins and detections as one JSON text.

use std::{
    error::Error,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter::{DetectionSource, SignInSource, Sink, UserSource};
use riskgate_adapter_store::Store;
use riskgate_model::{
    Clock, Detection, DetectionFields, Kept, MsgraphRecord, Query, Record, SignIn, SignInFields, TenantId, Time, User, UserFields,
};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};

/// Sign-ins to record.
const SIGN_INS: i64 = 100_000;

/// Records a batch holds.
const BATCH: usize = 1_000;

/// Users whom they belong to.
const USERS: i64 = 200;

/// Detections of each of the newest sign-ins.
const DETECTIONS: i64 = 5;

/// How often the question is asked.
const QUESTIONS: u32 = 200;

struct Still;

impl Clock for Still {
    fn now(&self) -> Time {
        Time::from_seconds(1_700_000_000)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("speed.db");
    let store = Store::open(&format!("sqlite://{}", file.display()), Arc::new(Still)).await?;
    let records: Vec<Record> = (0..SIGN_INS).map(sign_in).collect();
    let recorded = record(&store, &records).await?;
    let again = record(&store, &records).await?;
    let copied = copy(&file, directory.path()).await?;
    tell("record", SIGN_INS, recorded, Some(copied));
    tell("record again", SIGN_INS, again, None);
    tell("SQLite's own copy", SIGN_INS, copied, None);
    let detections: Vec<Record> = (0..USERS * 10 * DETECTIONS).map(detection).collect();
    record(&store, &detections).await?;
    let (asked, rows) = ask(&store).await?;
    let (alone, bytes) = ask_alone(&file).await?;
    println!("read: {rows} rows in {:.2} ms", asked.as_secs_f64() * 1_000.0);
    println!("SQLite's one statement: {bytes} bytes in {:.2} ms", alone.as_secs_f64() * 1_000.0);
    println!("ratio: {:.2} of SQLite's speed", alone.as_secs_f64() / asked.as_secs_f64());
    Ok(())
}

fn tell(what: &str, rows: i64, taken: Duration, other: Option<Duration>) {
    let rate = f64::from(i32::try_from(rows).unwrap_or(i32::MAX)) / taken.as_secs_f64();
    let ratio = other.map_or_else(String::new, |other| format!(", {:.2} of SQLite's speed", other.as_secs_f64() / taken.as_secs_f64()));
    println!("{what}: {rate:.0} rows a second{ratio}");
}

async fn record(store: &Store, records: &[Record]) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    for batch in records.chunks(BATCH) {
        store.record(batch, &[]).await?;
    }
    Ok(start.elapsed())
}

/// SQLite copies the same rows into tables with the same indexes, each batch in a transaction of its own.
async fn copy(file: &Path, directory: &Path) -> Result<Duration, Box<dyn Error>> {
    let other = directory.join("copy.db");
    Store::open(&format!("sqlite://{}", other.display()), Arc::new(Still)).await?.close().await?;
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}", other.display()));
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    connection.execute_unprepared("pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 16384").await?;
    connection.execute_unprepared(&format!("attach '{}' as source", file.display())).await?;
    let sql = "select group_concat(name) from pragma_table_info('sign_ins')";
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.ok_or("no columns")?;
    let columns: String = row.try_get_by_index(0)?;
    let start = Instant::now();
    for first in (0..SIGN_INS).step_by(BATCH) {
        let last = first + i64::try_from(BATCH)?;
        let copy = format!(
            "insert into sign_ins ({columns}) select {columns} from source.sign_ins where rowid > {first} and rowid <= {last}
            on conflict (id, tenant) do nothing"
        );
        connection.execute_unprepared(&copy).await?;
    }
    let taken = start.elapsed();
    connection.close().await?;
    Ok(taken)
}

/// Fifty users, ten sign-ins of each, all detections of each: three statements.
async fn ask(store: &Store) -> Result<(Duration, usize), Box<dyn Error>> {
    let mut rows = 0;
    let users = Query::<User> { fields: UserFields::PROFILE, ..Query::first(50) };
    let sign_ins = Query::<SignIn> { fields: SignInFields::LOCATION, ..Query::first(10) };
    let detections = Query::<Detection> { fields: DetectionFields::KIND, ..Query::first(10) };
    let mut best = Duration::MAX;
    for _ in 0..QUESTIONS {
        let start = Instant::now();
        let users = store.users(&users).await?.rows;
        let ids: Vec<_> = users.iter().map(|user| user.id.clone()).collect();
        let sign_ins = store.sign_ins_by_user(&ids, &sign_ins).await?.rows;
        let requests: Vec<_> = sign_ins.iter().map(|sign_in| sign_in.id.clone()).collect();
        let detections = store.detections_by_sign_in(&requests, &detections).await?.rows;
        best = best.min(start.elapsed());
        rows = users.len() + sign_ins.len() + detections.len();
    }
    Ok((best, rows))
}

/// The same, as one statement that answers one JSON text.
async fn ask_alone(file: &Path) -> Result<(Duration, usize), Box<dyn Error>> {
    let sql = "select json_group_array(json_object('id', u.id, 'displayName', u.display_name, 'userPrincipalName', u.user_principal_name,
            'userType', u.user_type, 'isDeleted', u.is_deleted, 'signIns', (
        select json_group_array(json_object('id', s.id, 'createdDateTime', s.created, 'ipAddress', s.ip_address, 'autonomousSystemNumber',
                s.autonomous_system_number, 'city', s.city, 'state', s.state, 'countryOrRegion', s.country_or_region,
                'geoCoordinates', s.geo_coordinates, 'detections', (
            select json_group_array(json_object('id', d.id, 'detectedDateTime', d.detected, 'riskEventType', d.risk_event_type, 'activityAt',
                    d.activity_at, 'lastUpdated', d.last_updated, 'detectionTimingType', d.detection_timing_type, 'activity', d.activity,
                    'source', d.source, 'correlationId', d.correlation_id))
            from (select * from detections where request_id = s.id and tenant = s.tenant order by detected desc, id desc, tenant desc
                limit 10) d)))
        from (select * from sign_ins where user_id = u.id and tenant = u.tenant order by created desc, id desc, tenant desc limit 10) s)))
        from (select * from users order by risk_updated_key desc, id desc, tenant desc limit 50) u";
    let connection = Database::connect(format!("sqlite://{}?mode=ro", file.display())).await?;
    let (mut best, mut bytes) = (Duration::MAX, 0);
    for _ in 0..QUESTIONS {
        let start = Instant::now();
        let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.ok_or("no answer")?;
        bytes = row.try_get_by_index::<String>(0)?.len();
        best = best.min(start.elapsed());
    }
    Ok((best, bytes))
}

fn kept<T: MsgraphRecord>(properties: &Value) -> Kept<T> {
    let properties = properties.as_object().cloned().unwrap_or_default();
    Kept::read(properties, &TenantId::new("0d5e4f5c-52f4-4a0f-8a1c-6a8f4b7f9f10"), None).expect("made here, and complete")
}

fn user(number: i64) -> String {
    format!("{:08x}-1111-4222-8333-{:012x}", number * 7919, number)
}

fn request(number: i64) -> String {
    format!("{:08x}-aaaa-4bbb-8ccc-{number:012x}", number.wrapping_mul(2_654_435_761) & 0xffff_ffff)
}

fn sign_in(number: i64) -> Record {
    let user_number = number % USERS;
    Record::SignIn(Box::new(kept(&json!({
        "id": request(number), "createdDateTime": Time::from_seconds(1_690_000_000 + number * 26).to_string(),
        "userId": user(user_number), "userDisplayName": format!("Person {user_number}"),
        "userPrincipalName": format!("person{user_number}@contoso.example"), "userType": "member",
        "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "appDisplayName": format!("Application {}", number % 17),
        "resourceId": "00000003-0000-0000-c000-000000000000", "resourceDisplayName": "Microsoft Graph", "clientAppUsed": "Browser",
        "ipAddress": format!("203.0.{}.{}", number % 200, number % 251), "autonomousSystemNumber": 64_500 + number % 40,
        "location": {"city": "Oslo", "state": "Oslo", "countryOrRegion": "NO", "geoCoordinates": {"latitude": 59.91, "longitude": 10.75}},
        "deviceDetail": {"deviceId": request(user_number), "displayName": "LAPTOP", "operatingSystem": "Windows 11", "browser": "Edge 120",
            "isCompliant": true, "isManaged": true, "trustType": "Azure AD joined"},
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
        "status": {"errorCode": if number % 9 == 0 { 50126 } else { 0 }, "additionalDetails": "MFA requirement satisfied by claim in the token"},
        "conditionalAccessStatus": "success", "isInteractive": true, "signInEventTypes": ["interactiveUser"],
        "authenticationRequirement": "multiFactorAuthentication", "correlationId": request(number / 3),
        "authenticationDetails": [{"authenticationMethod": "Password", "succeeded": true, "authenticationStepRequirement": "Primary authentication"}],
        "riskState": if number % 50 == 0 { "atRisk" } else { "none" }, "riskLevelAggregated": if number % 50 == 0 { "medium" } else { "none" },
        "riskLevelDuringSignIn": "none", "riskDetail": "none",
    }))))
}

/// Detections of the ten newest sign-ins of each user.
fn detection(number: i64) -> Record {
    let sign_in = SIGN_INS - 1 - number / DETECTIONS;
    Record::Detection(Box::new(kept(&json!({
        "id": request(10_000_000 + number), "requestId": request(sign_in), "userId": user(sign_in % USERS),
        "detectedDateTime": Time::from_seconds(1_690_000_000 + sign_in * 26 + number % DETECTIONS).to_string(),
        "activityDateTime": Time::from_seconds(1_690_000_000 + sign_in * 26).to_string(),
        "lastUpdatedDateTime": Time::from_seconds(1_690_000_000 + sign_in * 26 + 60).to_string(),
        "riskEventType": "unfamiliarFeatures", "riskState": "atRisk", "riskLevel": "medium", "riskDetail": "none", "activity": "signin",
        "detectionTimingType": "realtime", "source": "IdentityProtection", "correlationId": request(sign_in / 3),
    }))))
}
