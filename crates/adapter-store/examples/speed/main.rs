//! How fast the store records and answers, beside the database doing the same by itself.
//!
//! `cargo run --release -p riskgate-adapter-store --example speed` measures on SQLite; with the address of an empty database behind
//! ` -- `, such as `postgres://USER@HOST/speed`, on PostgreSQL.
//!
//! Recording is compared with the database copying the same rows, batch by batch, into tables with the same indexes; reading with one
//! statement that answers users, sign-ins and detections as one JSON text.

mod postgres;
mod records;
mod sqlite;

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter::{DetectionSource, SignInSource, Sink, UserSource};
use riskgate_adapter_store::{Migrations, Store};
use riskgate_model::{Clock, Detection, DetectionFields, Query, Record, SignIn, SignInFields, Time, User, UserFields};

use crate::records::{DETECTIONS, SIGN_INS, USERS, detection, sign_in};

/// Records a batch holds.
const BATCH: usize = 1_000;

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
    match std::env::args().nth(1) {
        Some(url) => on_postgres(&url).await,
        None => on_sqlite().await,
    }
}

async fn on_sqlite() -> Result<(), Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("speed.db");
    let store = Store::open(&format!("sqlite://{}", file.display()), Arc::new(Still)).await?;
    let (recorded, again) = fill(&store).await?;
    let asked = ask(&store).await?;
    tell("SQLite", (recorded, again, sqlite::copy(&file, directory.path()).await?), asked, sqlite::ask(&file).await?);
    Ok(())
}

async fn on_postgres(url: &str) -> Result<(), Box<dyn Error>> {
    Migrations::of(url)?.up().await?;
    let store = Store::open(url, Arc::new(Still)).await?;
    let (recorded, again) = fill(&store).await?;
    let copied = postgres::copy(url).await?;
    let alone = postgres::ask(url).await?;
    tell("PostgreSQL", (recorded, again, copied), ask(&store).await?, alone);
    Ok(())
}

/// Records all there is. Answers how long the sign-ins took, and how long when they were there already.
async fn fill(store: &Store) -> Result<(Duration, Duration), Box<dyn Error>> {
    let sign_ins: Vec<Record> = (0..SIGN_INS).map(sign_in).collect();
    let recorded = record(store, &sign_ins).await?;
    let again = record(store, &sign_ins).await?;
    let detections: Vec<Record> = (0..USERS * 10 * DETECTIONS).map(detection).collect();
    record(store, &detections).await?;
    Ok((recorded, again))
}

fn tell(engine: &str, (recorded, again, copied): (Duration, Duration, Duration), asked: (Duration, usize), alone: (Duration, usize)) {
    let rate = |taken: Duration| f64::from(i32::try_from(SIGN_INS).unwrap_or(i32::MAX)) / taken.as_secs_f64();
    println!("record: {:.0} rows a second, {:.2} of {engine}'s speed", rate(recorded), copied.as_secs_f64() / recorded.as_secs_f64());
    println!("record again: {:.0} rows a second", rate(again));
    println!("{engine}'s own copy: {:.0} rows a second", rate(copied));
    println!("read: {} rows in {:.2} ms", asked.1, asked.0.as_secs_f64() * 1_000.0);
    println!("{engine}'s one statement: {} bytes in {:.2} ms", alone.1, alone.0.as_secs_f64() * 1_000.0);
    println!("ratio: {:.2} of {engine}'s speed", alone.0.as_secs_f64() / asked.0.as_secs_f64());
}

async fn record(store: &Store, records: &[Record]) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    for batch in records.chunks(BATCH) {
        store.record(batch, &[]).await?;
    }
    Ok(start.elapsed())
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
