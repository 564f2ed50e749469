//! A burst of alerts over several connections, and the binary is killed in its midst: nothing that it acknowledged is lost, and what is pushed
//! again ends as if it had never been killed.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
};

use riskgate_model::Time;
use riskgate_test_postgres::database;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{
    graph::Serving,
    place::{Place, ask_at, now, run},
};

/// How many push at once.
const PUSHING: usize = 4;

/// How many pages there are, and how many statuses each has.
const PAGES: i64 = 16;
const EACH: i64 = 15;

/// How many alerts the statuses are of, and users the alerts are about.
const ALERTS: i64 = 100;
const USERS: i64 = 25;

/// After how many acknowledgements it is killed, each time.
const KILLS: [usize; 3] = [1, 4, 9];

const SECRET: &str = "a-secret-that-nobody-guesses";

/// Where one of the alerts came to stand.
struct Status {
    alert: String,
    user: String,
    at: Time,
    words: [&'static str; 2],
}

impl Status {
    /// That of a number; each alert has several, which lie in different pages.
    fn of(number: i64) -> Self {
        let statuses = ["new", "inProgress", "resolved"];
        let classifications = ["unknown", "truePositive", "falsePositive", "informationalExpectedActivity"];
        let place = |below: i64| usize::try_from(number * 7 % below).expect("a small number");
        Self {
            alert: format!("a{}", number % ALERTS),
            user: format!("u{}", number % ALERTS % USERS),
            at: Time::from_seconds(1_770_000_000 + number),
            words: [statuses[place(3)], classifications[place(4)]],
        }
    }

    fn alert(&self) -> Value {
        json!({
            "id": self.alert, "serviceSource": "microsoftDefenderForIdentity", "status": self.words[0], "classification": self.words[1],
            "severity": "medium", "createdDateTime": "2026-02-01T00:00:00Z", "lastUpdateDateTime": self.at.to_string(),
            "evidence": [{"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": {"azureAdUserId": self.user}}],
        })
    }
}

/// The statuses of a page.
fn page(number: i64) -> impl Iterator<Item = Status> {
    (number * EACH..(number + 1) * EACH).map(Status::of)
}

/// A database that the binary serves from.
struct Burst {
    runtime: Runtime,
    place: Place,
    url: String,
}

impl Burst {
    fn new(place: Place, url: String) -> Self {
        let burst = Self { runtime: Runtime::new().expect("a runtime"), place, url };
        let made = run(burst.place.riskgate(&["migrate", "up"]).env("RISKGATE_DATABASE__URL", &burst.url));
        assert_eq!(made.code, Some(0), "{made:?}");
        burst
    }

    fn serve(&self) -> Serving {
        let mut command = self.place.riskgate(&["serve"]);
        command.env("RISKGATE_DATABASE__URL", &self.url).env("RISKGATE_STORE__DEFAULT_TENANT", "00000000-0000-4000-8000-000000000007");
        command.env("RISKGATE_DEFENDER__PUSH_SECRET", SECRET);
        Serving::new(command)
    }

    /// Some push these pages, until all are taken or nothing is answered any more. Tells which were acknowledged.
    fn push(&self, serving: &Serving, pages: VecDeque<i64>) -> Receiver<i64> {
        let (told, acknowledged) = channel();
        let (pages, url) = (Arc::new(Mutex::new(pages)), serving.url("/ingest/defender"));
        for _ in 0..PUSHING {
            let (pages, told, url) = (Arc::clone(&pages), told.clone(), url.clone());
            self.runtime.spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build().expect("a client");
                loop {
                    let next = pages.lock().expect("a list").pop_front();
                    let Some(next) = next else { return };
                    let body: Vec<Value> = page(next).map(|status| status.alert()).collect();
                    let answer = client.post(&url).bearer_auth(SECRET).json(&json!({ "value": body })).send().await;
                    let Ok(answer) = answer else { return };
                    assert_eq!(answer.status(), 202);
                    if told.send(next).is_err() {
                        return;
                    }
                }
            });
        }
        acknowledged
    }

    /// Where each alert stood, by the moment.
    fn standings(&self) -> BTreeMap<String, BTreeMap<i64, [String; 2]>> {
        let read = |row: &String| {
            let (id, standings) = row.split_once(' ').expect("two cells");
            let standings: Vec<(i64, String, String)> = serde_json::from_str(standings).expect("standings");
            (id.to_owned(), standings.into_iter().map(|(at, status, classification)| (at, [status, classification])).collect())
        };
        ask_at(&self.url, "select id || ' ' || standings from alerts").iter().map(read).collect()
    }

    /// Sees that the statuses of these pages are there.
    fn has(&self, pages: impl IntoIterator<Item = i64>) {
        let standings = self.standings();
        for (page, status) in pages.into_iter().flat_map(|number| page(number).map(move |status| (number, status))) {
            let kept = standings.get(&status.alert).and_then(|stood| stood.get(&status.at.nanos()));
            let kept = kept.map(|words| words.each_ref().map(String::as_str));
            assert_eq!(kept, Some(status.words), "page {page} was acknowledged: {} at {}", status.alert, status.at);
        }
    }

    /// What is said of each user, and since when.
    fn users(&self) -> Vec<String> {
        ask_at(&self.url, "select id || ' ' || coalesce(risk_state, '-') || ' ' || coalesce(claims, '-') from users order by id")
    }
}

fn burst(place: Place, url: String) {
    let burst = Burst::new(place, url);
    let mut acknowledged = Vec::new();
    for (round, kill) in KILLS.into_iter().enumerate() {
        let serving = burst.serve();
        // Other pages come first each time, and some of those that came before.
        let first = i64::try_from(round).expect("few rounds") * 7;
        let answers = burst.push(&serving, (0..PAGES).map(|number| (first + number) % PAGES).collect());
        acknowledged.extend(answers.iter().take(kill));
        serving.kill();
        acknowledged.extend(answers);
        burst.has(acknowledged.iter().copied());
    }
    let serving = burst.serve();
    assert_eq!(burst.push(&serving, (0..PAGES).rev().collect()).iter().count(), usize::try_from(PAGES).expect("few"));
    serving.kill();
    burst.has(0..PAGES);

    let place = Place::new();
    let url = place.url();
    let undisturbed = Burst::new(place, url);
    let serving = undisturbed.serve();
    assert_eq!(undisturbed.push(&serving, (0..PAGES).collect()).iter().count(), usize::try_from(PAGES).expect("few"));
    serving.kill();
    assert_eq!(burst.standings(), undisturbed.standings());
    let users = undisturbed.users();
    assert_eq!(users.len(), usize::try_from(USERS).expect("few"));
    assert_eq!(burst.users(), users);
}

#[test]
fn a_burst_that_is_killed_and_pushed_again_loses_nothing_on_sqlite() {
    let place = Place::new();
    let url = place.url();
    burst(place, url);
}

#[test]
fn a_burst_that_is_killed_and_pushed_again_loses_nothing_on_postgresql() {
    let Some(database) = now(database()) else { return };
    burst(Place::new(), database.url.clone());
}
