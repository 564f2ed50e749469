//! Log lines: text for people on a terminal, JSON for machines elsewhere. And metrics, in Prometheus' text format.

use std::io::{IsTerminal as _, stderr};
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tokio::time::{MissedTickBehavior, interval};
use tracing_subscriber::Layer as _;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::config::{Log, LogFormat};

/// Sends the log lines of this process to standard error.
///
/// # Errors
///
/// Fails when log lines already go somewhere.
pub fn start(settings: &Log) -> Result<(), TryInitError> {
    let is_terminal = stderr().is_terminal();
    let lines = fmt::layer().with_writer(stderr);
    let lines = match settings.format {
        LogFormat::Json => lines.json().boxed(),
        LogFormat::Auto if !is_terminal => lines.json().boxed(),
        LogFormat::Auto | LogFormat::Text => lines.with_ansi(is_terminal).boxed(),
    };
    registry().with(lines.with_filter(settings.level.targets().clone())).try_init()
}

/// The bounds of the histograms, in seconds: from an answer out of memory to one that takes longer than an adapter has.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// How often the samples of histograms are put together, so that they do not pile up where nobody reads the metrics.
const UPKEEP: Duration = Duration::from_secs(5);

/// Collects the metrics of this process from now on.
///
/// # Errors
///
/// Fails when they are already collected.
pub fn collect_metrics() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    metrics::describe_counter!("riskgate_adapter_calls_total", "Calls of adapters, by adapter, operation and outcome");
    metrics::describe_counter!("riskgate_sync_pages_total", "Pages that sync has recorded, by feed");
    metrics::describe_counter!("riskgate_sync_rows_total", "Records of pages that sync has recorded, by feed");
    metrics::describe_gauge!("riskgate_sync_caught_up_timestamp_seconds", "When a feed was last read to its end, in seconds since 1970");
    metrics::describe_counter!("riskgate_sync_failures_total", "How often a feed could not be read on, by feed and outcome");
    metrics::describe_histogram!(
        "riskgate_adapter_call_seconds",
        "How long calls of adapters took that were made, by adapter and operation"
    );
    Ok(handle)
}

/// Keeps the metrics small, for ever.
pub async fn keep_metrics(handle: PrometheusHandle) {
    let mut ticks = interval(UPKEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}
