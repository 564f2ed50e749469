//! Acting: what the log has is done, and what became of it is kept.

use std::{collections::BTreeMap, mem, pin::pin, sync::Arc, time::Duration};

use futures::future::{join, join_all};
use riskgate_adapter::{ActionLog, Answer, Asked, Claimed, Looked, Responder, Sink};
use riskgate_model::{Act, Clock, Look, Record, Sent, StepError, StepErrorCode, Task};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// How long a step is somebody's who took it up, in seconds.
const LEASE: i64 = 40;

/// How long a call takes at most, in seconds. None is begun that may still be under way when others may take its steps up.
const CALL: i64 = 30;

/// How many are looked at in a call: a system may be asked for each alone, once a second.
const LOOKS: usize = 10;

/// How many steps are taken up at once.
const MOST: usize = 240;

/// How long is waited for something to do, unless it is told.
const REST: Duration = Duration::from_secs(1);

/// How long is waited after the log could not be read.
const PAUSE: Duration = Duration::from_secs(5);

/// A log of actions, who does them, and where it is recorded what they changed.
pub struct Response {
    log: Arc<dyn ActionLog>,
    responder: Arc<dyn Responder>,
    sink: Arc<dyn Sink>,
    clock: Arc<dyn Clock>,
    /// Told when something was asked for.
    asked: Arc<Notify>,
    /// Cancelled when nothing more is to be begun.
    stop: CancellationToken,
}

impl Response {
    /// Does what this log has by that responder, and records into the sink what it reads of targets. Whoever asks for something may tell it by
    /// `asked`, so that it is done at once.
    pub fn new(
        log: Arc<dyn ActionLog>,
        responder: Arc<dyn Responder>,
        sink: Arc<dyn Sink>,
        clock: Arc<dyn Clock>,
        asked: Arc<Notify>,
    ) -> Self {
        Self { log, responder, sink, clock, asked, stop: CancellationToken::new() }
    }

    /// Does what is due, again and again, until `stop`; then it ends as after [`stop`](Self::stop), `drain` later at the latest.
    pub async fn run(self, stop: impl Future<Output = ()>, drain: Duration) {
        let ending = async {
            stop.await;
            self.stop();
            sleep(drain).await;
        };
        tokio::select! {
            () = self.turns() => {}
            () = ending => tracing::warn!("calls that act were still under way at the end of the time to stop; what became of them is looked for"),
        }
    }

    /// Begins nothing more: calls that are under way end, and are kept; what was taken up and not begun is left to others at once.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether it begins nothing more.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Waits until it begins nothing more.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    async fn turns(&self) {
        while !self.is_stopped() {
            let rest = match self.turn().await {
                Ok(0) => REST,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(error = error.told(), "the action log cannot be read");
                    PAUSE
                }
            };
            // Whether it is told or not, it looks again.
            let _ = self.stop.run_until_cancelled(timeout(rest, self.asked.notified())).await;
        }
    }

    /// Does what is due now. Answers how many steps that were: none once it is stopped.
    ///
    /// # Errors
    /// When the log fails.
    pub async fn turn(&self) -> Answer<usize> {
        if self.is_stopped() {
            return Ok(0);
        }
        let claimed = self.log.claim(LEASE, MOST).await?;
        let count = claimed.len();
        let mut calls: BTreeMap<(Act, Task), Vec<Claimed>> = BTreeMap::new();
        for step in claimed {
            calls.entry((step.act, step.task)).or_default().push(step);
        }
        let ended = join_all(calls.into_iter().map(|((act, task), steps)| self.act(act, task, steps))).await;
        ended.into_iter().collect::<Answer<()>>()?;
        Ok(count)
    }

    /// Sends the steps, or looks at them, in as few calls as can be; each call is kept before the next one is made.
    async fn act(&self, act: Act, task: Task, mut steps: Vec<Claimed>) -> Answer<()> {
        let most = match task {
            Task::Send => self.responder.most(act).unwrap_or(steps.len()).max(1),
            Task::Look => LOOKS,
        };
        while !steps.is_empty() && !self.is_stopped() {
            let rest = steps.split_off(most.min(steps.len()));
            let mut call = pin!(self.call(act, task, mem::replace(&mut steps, rest)));
            tokio::select! {
                biased;
                ended = &mut call => ended?,
                // Others need not wait for this call.
                () = self.stopped() => {
                    let (ended, left) = join(call, self.give_back(steps)).await;
                    return ended.and(left);
                }
            }
        }
        self.give_back(steps).await
    }

    /// Sends these steps in one call, or looks at them, and keeps what became of them.
    async fn call(&self, act: Act, task: Task, mut steps: Vec<Claimed>) -> Answer<()> {
        if steps.iter().any(|step| step.progress.due < self.clock.now().plus_seconds(CALL)) {
            return self.give_back(steps).await;
        }
        match task {
            Task::Send => {
                let sent = self.send(act, &steps).await;
                for (step, sent) in steps.iter_mut().zip(sent) {
                    step.progress.sent(self.clock.now(), sent);
                }
            }
            Task::Look => {
                let asked: Vec<Asked> = steps.iter().map(Claimed::asked).collect();
                // Looking changes nothing: it can be left to others half-way.
                let looked = self.stop.run_until_cancelled(self.responder.look(act, &asked)).await;
                let Some(Looked { mut looks, records }) = looked else { return self.give_back(steps).await };
                // Whoever is told that it has its effect finds it recorded.
                self.record(&records).await;
                looks.resize(steps.len(), Look::Unknown(unsaid()));
                for (step, look) in steps.iter_mut().zip(looks) {
                    step.progress.seen(self.clock.now(), look);
                }
            }
        }
        for step in steps.iter().filter(|step| step.progress.state.is_end()) {
            metrics::counter!("riskgate_actions_total", "act" => act.name(), "outcome" => step.progress.state.word()).increment(1);
        }
        self.log.conclude(&steps).await
    }

    /// Leaves the steps to others, with nothing done.
    async fn give_back(&self, steps: Vec<Claimed>) -> Answer<()> {
        if steps.is_empty() { Ok(()) } else { self.log.give_back(&steps).await }
    }

    /// Records what was read of targets. If it cannot be recorded, it is when a feed reads it next.
    async fn record(&self, records: &[Record]) {
        if records.is_empty() {
            return;
        }
        if let Err(error) = self.sink.record(records, &[]).await {
            tracing::warn!(error = error.told(), "what shows that acts have their effect cannot be recorded");
        }
    }

    async fn send(&self, act: Act, steps: &[Claimed]) -> Vec<Sent> {
        if self.responder.most(act).is_none() {
            let error = StepError::new(StepErrorCode::NotSupported, "nothing that is configured can do it");
            return vec![Sent::Refused(error); steps.len()];
        }
        let asked: Vec<Asked> = steps.iter().map(Claimed::asked).collect();
        let mut sent = self.responder.respond(act, &asked).await;
        sent.resize(steps.len(), Sent::Lost(unsaid()));
        sent
    }
}

/// A responder that answers for fewer targets than it was asked about.
fn unsaid() -> StepError {
    StepError::new(StepErrorCode::AnswerLost, "nothing was said of it")
}
