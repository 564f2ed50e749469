//! Servers over TCP that are down, that have no connection left, and tables that are locked.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter::{AdapterError, ErrorKind, HealthProbe, SignInScope, SignInSource, Sink, UserSource};
use riskgate_adapter_store::{Migrations, Store};
use riskgate_model::{Filter, Query};
use riskgate_test_postgres::Cluster;
use sea_orm::{ConnectionTrait, TransactionTrait};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, UnixStream},
    task::{JoinHandle, JoinSet},
};

use crate::{
    bench::{Bench, Still, connection, texts},
    crowd::sign_in,
    engine::Place,
    opening::{refusal, told},
};

/// The way to a server over TCP, which can be shut and opened again.
struct Door {
    address: SocketAddr,
    socket: PathBuf,
    open: JoinHandle<()>,
}

impl Door {
    /// A door to the server of this cluster, and the address of its database `postgres` through it.
    async fn to(cluster: &Cluster) -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("an address");
        let socket = cluster.folder().join(".s.PGSQL.5432");
        let open = tokio::spawn(serve(listener, socket.clone()));
        (Self { address, socket, open }, format!("postgres://postgres@{address}/postgres"))
    }

    /// From now on connections are refused; those that there are end.
    async fn shut(&mut self) {
        self.open.abort();
        assert!((&mut self.open).await.is_err_and(|end| end.is_cancelled()));
    }

    async fn open(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port is free again");
        self.open = tokio::spawn(serve(listener, self.socket.clone()));
    }
}

async fn serve(listener: TcpListener, socket: PathBuf) {
    let mut visits = JoinSet::new();
    while let Ok((mut visitor, _)) = listener.accept().await {
        let socket = socket.clone();
        visits.spawn(async move {
            let mut server = UnixStream::connect(&socket).await?;
            copy_bidirectional(&mut visitor, &mut server).await
        });
    }
}

/// An address where nothing listens.
async fn nowhere() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    listener.local_addr().expect("an address")
}

/// What the work comes to, which must not take as long as a client is left waiting.
async fn quickly<T>(work: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let done = work.await;
    assert!(start.elapsed() < Duration::from_millis(1_500), "it took {:?}", start.elapsed());
    done
}

fn comes_again(error: &AdapterError, kind: &ErrorKind) {
    assert!(error.kind == *kind && error.retry_after.is_some(), "{error:?}");
}

#[tokio::test]
async fn a_server_that_refuses_is_told_at_once_when_a_store_is_opened() {
    let url = format!("postgres://ada:s3cret@{}/riskgate", nowhere().await);
    let error = quickly(refusal(&url)).await;
    assert_eq!(told(&error), "the database is not reachable (Connection refused (os error 111))");
    assert_eq!(AdapterError::from(error).kind, ErrorKind::Unavailable);
    let error = quickly(Migrations::of(&url).expect("an address").status()).await.expect_err("nobody listens");
    assert!(error.to_string().starts_with("the database is not reachable"), "{error}");
}

#[tokio::test]
async fn a_server_that_went_away_is_unavailable_at_once_and_found_again() {
    let Some(cluster) = Cluster::new() else { return };
    let (mut door, url) = Door::to(&cluster).await;
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    let store = Store::open(&url, Arc::new(Still)).await.expect("a store");
    store.record(&[sign_in("u", "s", 1)], &[]).await.expect("it is recorded");
    let ask = || store.count_sign_ins(SignInScope::All, &Filter::All);
    assert_eq!(ask().await.expect("a count"), [Some(1)]);

    door.shut().await;
    for _ in 0..2 {
        comes_again(&quickly(ask()).await.expect_err("it is away"), &ErrorKind::Unavailable);
    }
    let health = quickly(store.health()).await;
    assert_eq!(health.problem.as_deref(), Some("the database is not reachable"));
    let error = quickly(store.check_writable()).await.expect_err("it is away");
    assert!(error.to_string().starts_with("the database is not reachable"), "{error}");

    door.open().await;
    // What was told lately holds for a second.
    while ask().await.is_err() {}
    assert_eq!(ask().await.expect("a count"), [Some(1)]);
    assert!(store.health().await.healthy);
}

#[tokio::test]
async fn what_is_recorded_while_the_server_restarts_is_recorded_once() {
    let Some(cluster) = Cluster::new() else { return };
    let (mut door, url) = Door::to(&cluster).await;
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    let store = Store::open(&url, Arc::new(Still)).await.expect("a store");
    store.record(&[sign_in("u", "s", 1)], &[]).await.expect("it is recorded");
    door.shut().await;
    let batch = [sign_in("u", "t", 2)];
    let recording = store.record(&batch, &[]);
    let opening = async {
        // The first try has met a shut door.
        assert!(store.count_sign_ins(SignInScope::All, &Filter::All).await.is_err());
        door.open().await;
    };
    let (recorded, ()) = tokio::join!(recording, opening);
    recorded.expect("it is recorded");
    assert_eq!(texts(&connection(&url).await, "select id from sign_ins order by 1").await, ["s", "t"]);
}

#[tokio::test]
async fn a_server_without_a_connection_left_asks_to_slow_down() {
    let Some(cluster) = Cluster::new() else { return };
    let url = cluster.url("postgres");
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    let admin = connection(&url).await;
    admin.execute_unprepared("create role ada login; grant select on all tables in schema public to ada").await.expect("a role");
    let as_ada = url.replace("//postgres@", "//ada@");
    let store = Store::open(&as_ada, Arc::new(Still)).await.expect("a store");
    admin
        .execute_unprepared(
            "alter role ada connection limit 0; select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ada'",
        )
        .await
        .expect("nobody is let in");
    let error = quickly(store.count_sign_ins(SignInScope::All, &Filter::All)).await.expect_err("there is no connection");
    comes_again(&error, &ErrorKind::Throttled);
    assert!(told(&error).contains("(SQLSTATE 53300)"), "{}", told(&error));
    assert_eq!(quickly(store.health()).await.problem.as_deref(), Some("no connection to the database was free"));
    let refused = refusal(&as_ada).await;
    assert_eq!(told(&refused), "no connection to the database was free (SQLSTATE 53300)");
}

#[tokio::test]
async fn who_waits_for_a_lock_and_who_waits_for_a_connection_are_told_apart() {
    let Some(bench) = Bench::of(&[sign_in("u", "s", 1)]).await else { return };
    let query = Query::first(1);
    let other = connection(&bench.url()).await;
    let locking = other.begin().await.expect("a transaction");
    locking.execute_unprepared("lock table sign_ins in access exclusive mode").await.expect("a lock");
    // Some places are left for other tables.
    let (few, users) = tokio::join!(failures(&bench.store, 7), quickly(bench.store.users(&query)));
    for error in &few {
        comes_again(error, &ErrorKind::Timeout);
    }
    users.expect("another table is not locked");

    // None is left.
    let meanwhile = async {
        let waiting = "select pid::text from pg_locks where not granted and relation = 'sign_ins'::regclass";
        while texts(&other, waiting).await.len() < 8 {}
        tokio::join!(bench.store.users(&query), bench.store.health())
    };
    let (many, (users, health)) = tokio::join!(failures(&bench.store, 40), meanwhile);
    comes_again(&users.map(drop).expect_err("no connection is free"), &ErrorKind::Throttled);
    assert_eq!(health.problem.as_deref(), Some("no connection to the database was free"));
    let (locked, waited): (Vec<_>, Vec<_>) = many.into_iter().partition(|error| error.kind == ErrorKind::Timeout);
    assert!(!locked.is_empty() && !waited.is_empty());
    for error in &locked {
        comes_again(error, &ErrorKind::Timeout);
    }
    for error in &waited {
        comes_again(error, &ErrorKind::Throttled);
    }
    locking.rollback().await.expect("it ends");
    bench.store.sign_ins(&Query::first(1)).await.expect("it is not locked any more");
}

/// How so many questions at once fail.
async fn failures(store: &Store, count: usize) -> Vec<AdapterError> {
    let mut asked = JoinSet::new();
    for _ in 0..count {
        let store = store.clone();
        asked.spawn(async move { store.count_sign_ins(SignInScope::All, &Filter::All).await.map(drop) });
    }
    asked.join_all().await.into_iter().map(|answer| answer.expect_err("it is locked")).collect()
}

#[tokio::test]
async fn what_a_server_says_is_told_once_and_by_its_code_alone() {
    let Some(place) = Place::new().await else { return };
    let missing = place.url().replace("riskgate_test", "a_secret_name");
    assert_eq!(told(&refusal(&missing).await), "the database does not exist on its server (SQLSTATE 3D000)");
}
