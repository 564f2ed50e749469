//! The binary is killed under load, again and again: nothing that it acknowledged is lost, and nothing is done without a record.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::Duration,
};

use riskgate_test_postgres::database;
use serde_json::json;

use crate::{
    effects,
    graph::{Client, Graph, document},
    place::{Place, now, run},
    trail::Trail,
};

/// How many ask at once.
const ASKING: usize = 3;

/// How long an answer is waited for before the stand-in is looked at.
const LOOK: Duration = Duration::from_millis(1);

/// How long it takes at most until everything has ended: leases of 40 seconds, and what waits behind them at the rate that Graph allows.
const PATIENCE: Duration = Duration::from_mins(3);

/// What users are asked to be done to.
const MUTATIONS: [&str; 10] = [
    "confirmUsersCompromised",
    "confirmUsersSafe",
    "dismissUsersRisk",
    "blockUsers",
    "unblockUsers",
    "blockUsers",
    "unblockUsers",
    "revokeUserSessions",
    "resetUserPasswords",
    "containUsers",
];

/// What is asked for, under a key of its own.
#[derive(Clone, Debug)]
struct Asked {
    key: String,
    mutation: &'static str,
    users: Vec<String>,
}

/// What came of asking.
#[derive(Debug)]
enum Answer {
    /// It is on record, as the action of this id.
    Kept(Asked, String),
    /// Something else was said.
    Odd(String),
    /// Nothing was said: nobody knows whether it is on record.
    Nothing(Asked),
}

/// A process is killed, and another goes on.
struct Torture {
    graph: Graph,
    place: Place,
    database: String,
    users: Vec<String>,
    /// The actions that were acknowledged, by their keys.
    kept: BTreeMap<String, String>,
    unanswered: Vec<Asked>,
    dice: u64,
}

impl Torture {
    fn new(place: Place, database: &str) -> Self {
        let graph = Graph::new();
        let users = graph.fill(&place, database);
        Self { graph, place, database: database.to_owned(), users, kept: BTreeMap::new(), unanswered: Vec::new(), dice: 1 }
    }

    /// A number below this one.
    fn draw(&mut self, below: usize) -> usize {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).expect("31 bits") % below
    }

    fn drawn(&mut self, key: String) -> Asked {
        let first = self.draw(self.users.len());
        let users = (0..=self.draw(2)).map(|next| self.users[(first + next) % self.users.len()].clone()).collect();
        Asked { key, mutation: MUTATIONS[self.draw(MUTATIONS.len())], users }
    }

    /// Serves, is asked, and is killed after an acknowledgement, or after something was changed in Graph.
    fn cycle(&mut self, number: usize) {
        let serving = self.graph.serve(&self.place, &self.database);
        // Some of those that were not answered are asked for again, and the others never.
        let repeated = std::mem::take(&mut self.unanswered).into_iter().take(3);
        let asked: VecDeque<Asked> =
            repeated.collect::<Vec<_>>().into_iter().chain((0..8).map(|next| self.drawn(format!("{number}-{next}")))).collect();
        let (acknowledged, changed) = if self.draw(2) == 0 { (1 + self.draw(4), usize::MAX) } else { (8, 1 + self.draw(3)) };
        let before = self.graph.stand_in.changes().len();
        let answers = self.ask(&serving.client, asked);
        let mut count = 0;
        while count < acknowledged && self.graph.stand_in.changes().len() - before < changed {
            match answers.recv_timeout(LOOK) {
                Ok(Answer::Kept(asked, id)) => {
                    self.keep(asked, &id);
                    count += 1;
                }
                Ok(other) => panic!("it was not killed yet: {other:?}"),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        serving.kill();
        for answer in answers {
            match answer {
                Answer::Kept(asked, id) => self.keep(asked, &id),
                Answer::Nothing(asked) => self.unanswered.push(asked),
                Answer::Odd(told) => panic!("{told}"),
            }
        }
    }

    /// Some ask for all of this, until nothing is answered any more.
    fn ask(&self, client: &Client, asked: VecDeque<Asked>) -> Receiver<Answer> {
        let (told, answers) = channel();
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..ASKING {
            let (client, asked, told) = (client.clone(), Arc::clone(&asked), told.clone());
            self.graph.runtime.spawn(async move {
                loop {
                    let next = asked.lock().expect("a list").pop_front();
                    let Some(next) = next else { return };
                    let answer = ask(&client, next).await;
                    let is_last = !matches!(answer, Answer::Kept(..));
                    if told.send(answer).is_err() || is_last {
                        return;
                    }
                }
            });
        }
        answers
    }

    fn keep(&mut self, asked: Asked, id: &str) {
        let known = self.kept.entry(asked.key).or_insert_with(|| id.to_owned());
        assert_eq!(*known, id, "a key is one action");
    }

    /// Lets everything end, and looks at what is left.
    fn end(self, patience: Duration) {
        let serving = self.graph.serve(&self.place, &self.database);
        let trail = self.graph.runtime.block_on(async {
            serving.client.settled(patience).await;
            Trail::read(&serving.client).await
        });
        serving.kill();
        for (key, id) in &self.kept {
            assert!(trail.actions.contains_key(id) && trail.requested.contains(id), "{key} was acknowledged, and is lost");
        }
        let changes = self.graph.stand_in.changes();
        effects::are_on_record(&changes, &trail);
        effects::are_repeated_only_blindly(&changes, &trail);
        effects::are_as_decided(&self.graph, &trail);
        let verified = run(&mut self.graph.command(&self.place, &self.database, &["audit", "verify"]));
        assert_eq!(verified.code, Some(0), "{verified:?}");
        // Otherwise nothing was tried.
        assert!(!self.kept.is_empty() && !changes.is_empty());
        let sent: usize = trail.sent.values().sum();
        println!("{} acknowledged, {} changes, {sent} on record", self.kept.len(), changes.len());
    }
}

async fn ask(client: &Client, asked: Asked) -> Answer {
    let input = json!({"userIds": asked.users, "reason": "torture", "idempotencyKey": asked.key});
    match client.post(&document(asked.mutation), &json!({"input": input})).await {
        Ok((_, answer)) => {
            let payload = &answer["data"][asked.mutation];
            // Passwords of users from on-premises are not set; everything else is done.
            let mut refused = payload["userErrors"].as_array().into_iter().flatten();
            let is_good = refused.all(|error| error["code"] == "ON_PREMISES");
            match payload["action"]["id"].as_str().filter(|_| is_good) {
                Some(id) => Answer::Kept(asked, id.to_owned()),
                None => Answer::Odd(format!("{asked:?}: {answer}")),
            }
        }
        Err(_) => Answer::Nothing(asked),
    }
}

/// How often it is killed: `just torture` says it.
#[expect(clippy::disallowed_methods, reason = "it is the test that is told, not a gateway that is tested")]
fn cycles() -> usize {
    std::env::var("RISKGATE_TORTURE_CYCLES").map_or(10, |text| text.parse().expect("a number of cycles"))
}

fn torture(place: Place, database: &str) {
    let (mut torture, cycles) = (Torture::new(place, database), cycles());
    for number in 0..cycles {
        torture.cycle(number);
    }
    // Each further kill leaves more that waits in line.
    torture.end(PATIENCE + Duration::from_secs(6) * u32::try_from(cycles.saturating_sub(10)).expect("few cycles"));
}

#[test]
fn killed_again_and_again_it_loses_nothing_on_sqlite() {
    let place = Place::new();
    let url = place.url();
    torture(place, &url);
}

#[test]
fn killed_again_and_again_it_loses_nothing_on_postgresql() {
    let Some(database) = now(database()) else { return };
    torture(Place::new(), &database.url);
}
