//! `riskgate act`.

mod alerts;

use std::{
    fmt::Write as _,
    pin::pin,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use async_graphql::{Request, Variables};
use clap::{Args, ValueEnum};
use riskgate_engine::Response;
use riskgate_model::Actor;
use riskgate_schema::{Graph, Viewer, object_of};
use serde_json::{Value, json};
use tokio::{sync::Notify, time::timeout};

use alerts::OfAlerts;

use super::{block_on, database::Database, settings::Settings, signals::Signals, tell};
use crate::{Error, acting, chance, sync, telemetry, wiring};

/// How long is waited before the action is looked at again.
const REST: Duration = Duration::from_millis(500);

/// How often is told how far it is, where nothing changes.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Do something about a risk
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate act dismiss ada@contoso.example --reason 'on a business trip'
  riskgate act contain 5eed0000-1111-4000-8000-000000000001 --reason phished --dry-run
  riskgate act confirm-sign-ins-compromised 66ea54eb-6301-4ee5-be62-ff5a759b0100 --reason 'was not him'
  riskgate act update-alerts da637551227677560813_-961444813 --status resolved --classification true-positive --reason phished

It is asked for as the mutation of this name would be, is kept in the same audit trail, and done by Microsoft Graph in the tenants that
[msgraph] sets, or else by the store. Ctrl-C stops it once the calls under way have ended; a second one stops it at once. Stopped half-way,
`riskgate serve` goes on with it, or the same command with --key and the key that it told.

Exit codes: 0 all of it has its effect (with --dry-run: would be asked for), 1 something was refused or failed, 2 the settings are wrong.")]
pub(super) struct Act {
    /// What to do
    kind: Kind,
    /// To whom: object ids or usernames; of sign-ins request ids, or the ids of their detections; the ids of alerts
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    alerts: OfAlerts,
    /// Say what would happen, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// The key by which it is the same when it is asked for again [default: a new one]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// By which name you stand in the audit trail
    #[arg(long, value_name = "NAME", default_value = "terminal")]
    by: String,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    settings: Settings,
}

/// What can be done from a terminal: every mutation that acts.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// dismissUsersRisk
    Dismiss,
    /// confirmUsersCompromised
    ConfirmCompromised,
    /// confirmUsersSafe
    ConfirmSafe,
    /// blockUsers
    Block,
    /// unblockUsers
    Unblock,
    /// revokeUserSessions
    RevokeSessions,
    /// resetUserPasswords
    ResetPassword,
    /// containUsers
    Contain,
    /// dismissSignInsRisk
    DismissSignIns,
    /// confirmSignInsCompromised
    ConfirmSignInsCompromised,
    /// confirmSignInsSafe
    ConfirmSignInsSafe,
    /// dismissServicePrincipalsRisk
    DismissServicePrincipals,
    /// confirmServicePrincipalsCompromised
    ConfirmServicePrincipalsCompromised,
    /// disableServicePrincipals
    DisableServicePrincipals,
    /// updateAlerts
    UpdateAlerts,
    /// commentOnAlert
    CommentOnAlert,
}

impl Kind {
    /// The mutation, the type of its input, and the argument that has the targets.
    const fn mutation(self) -> (&'static str, &'static str, &'static str) {
        const USERS: (&str, &str) = ("UsersInput", "userIds");
        const SIGN_INS: (&str, &str) = ("SignInsInput", "signInIds");
        const PRINCIPALS: (&str, &str) = ("ServicePrincipalsInput", "servicePrincipalIds");
        let (name, (input, argument)) = match self {
            Self::Dismiss => ("dismissUsersRisk", USERS),
            Self::ConfirmCompromised => ("confirmUsersCompromised", USERS),
            Self::ConfirmSafe => ("confirmUsersSafe", USERS),
            Self::Block => ("blockUsers", USERS),
            Self::Unblock => ("unblockUsers", USERS),
            Self::RevokeSessions => ("revokeUserSessions", USERS),
            Self::ResetPassword => ("resetUserPasswords", USERS),
            Self::Contain => ("containUsers", USERS),
            Self::DismissSignIns => ("dismissSignInsRisk", SIGN_INS),
            Self::ConfirmSignInsCompromised => ("confirmSignInsCompromised", SIGN_INS),
            Self::ConfirmSignInsSafe => ("confirmSignInsSafe", SIGN_INS),
            Self::DismissServicePrincipals => ("dismissServicePrincipalsRisk", PRINCIPALS),
            Self::ConfirmServicePrincipalsCompromised => ("confirmServicePrincipalsCompromised", PRINCIPALS),
            Self::DisableServicePrincipals => ("disableServicePrincipals", PRINCIPALS),
            Self::UpdateAlerts => ("updateAlerts", ("UpdateAlertsInput", "alertIds")),
            Self::CommentOnAlert => ("commentOnAlert", ("CommentOnAlertInput", "alertId")),
        };
        (name, input, argument)
    }
}

impl Act {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let mut config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        // Questions are asked of the store, whatever they are routed to.
        config.routes = crate::config::Routes::default();
        block_on(async {
            let mut signals = Signals::new()?;
            let store = self.database.open_existing(&config.database).await?;
            let tenants = sync::tenants(&config)?;
            let graph = wiring::graph(&config, &store, vec![store.adapter()], Arc::new(Notify::new())).await?;
            let desk = Desk { graph, viewer: Viewer(Actor { name: self.by.clone(), object: config.http.acts_for() }) };
            let response = acting::response(&tenants, &store, Arc::default());
            let key = self.key.clone().unwrap_or_else(chance::token);
            tell(&format!("key {key}\n"))?;
            let ended = {
                let mut acting = pin!(self.act(&desk, &response, &key));
                tokio::select! {
                    ended = &mut acting => ended?,
                    () = signals.next() => {
                        response.stop();
                        tokio::select! {
                            ended = timeout(config.http.drain, &mut acting) => ended.ok().transpose()?.flatten(),
                            () = signals.next() => None,
                        }
                    }
                }
            };
            if ended.is_none() {
                tell(&format!(
                    "stopped: the same command with --key {key} goes on with it, and if it was asked for, so does riskgate serve\n"
                ))?;
            }
            store.close().await?;
            Ok(ended.unwrap_or(ExitCode::FAILURE))
        })
    }

    /// Asks for it, and acts until it has ended. Answers nothing where it was stopped before.
    async fn act(&self, desk: &Desk, response: &Response, key: &str) -> Result<Option<ExitCode>, Error> {
        let (mutation, input, argument) = self.kind.mutation();
        let mut targets = Vec::with_capacity(self.targets.len());
        for target in &self.targets {
            targets.push(desk.id(target).await?);
        }
        if response.is_stopped() {
            return Ok(None);
        }
        let document = format!(
            "mutation($input: {input}!) {{ {mutation}(input: $input) {{ action {{ id state }} \
             results {{ target outcome acts error }} userErrors {{ code message target }} }} }}"
        );
        let aimed_at = match (self.kind, &targets[..]) {
            (Kind::CommentOnAlert, [alert]) => json!(alert),
            (Kind::CommentOnAlert, _) => return Err(Error::Refused("a comment is written on one alert: name one".to_owned())),
            _ => json!(targets),
        };
        let mut given = json!({ argument: aimed_at, "reason": self.reason, "idempotencyKey": key, "dryRun": self.dry_run });
        self.alerts.add_to(&mut given);
        let mut told = Instant::now();
        let mut last = Value::Null;
        loop {
            // Asked again under its key it says how far it is.
            let payload = desk.ask(&document, json!({ "input": given })).await?[mutation].take();
            let state = payload["action"]["state"].as_str().unwrap_or_default();
            if payload != last || told.elapsed() >= LINE_EVERY {
                tell(&self.listed(&payload, &targets))?;
                told = Instant::now();
            }
            if !["QUEUED", "SENDING"].contains(&state) {
                let is_done = payload["userErrors"].as_array().is_some_and(Vec::is_empty) && (self.dry_run || state == "SUCCEEDED");
                return Ok(Some(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE }));
            }
            if response.is_stopped() {
                return Ok(None);
            }
            last = payload;
            if response.turn().await.map_err(Error::Read)? == 0 {
                let _ = timeout(REST, response.stopped()).await;
            }
        }
    }

    /// How far it is: a line for the action and one for each target.
    fn listed(&self, payload: &Value, targets: &[String]) -> String {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut lines = String::new();
        if let Some(id) = payload["action"]["id"].as_str() {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{} {id}", text(&payload["action"]["state"]));
        }
        for error in payload["userErrors"].as_array().into_iter().flatten().filter(|error| error["target"].is_null()) {
            let _ = writeln!(lines, "{}: {}", text(&error["code"]), text(&error["message"]));
        }
        for result in payload["results"].as_array().into_iter().flatten() {
            let target = text(&result["target"]);
            // Who gave Entra's own id knows it by that one.
            let object = object_of(&target).unwrap_or_else(|| target.clone());
            let given = targets.iter().position(|id| *id == target || id.eq_ignore_ascii_case(&object));
            let shown = given.and_then(|place| self.targets.get(place)).unwrap_or(&object);
            let _ = write!(lines, "  {:<15} {shown}", text(&result["outcome"]));
            if let Some(error) = result["error"].as_str() {
                let _ = write!(lines, ": {error}");
            }
            lines.push('\n');
        }
        lines
    }
}

/// Who asks, and whom.
struct Desk {
    graph: Graph,
    viewer: Viewer,
}

impl Desk {
    /// The id of a target: a username is looked up.
    async fn id(&self, target: &str) -> Result<String, Error> {
        if !target.contains('@') {
            return Ok(target.to_owned());
        }
        let document = "query($name: String!) { user(by: {userPrincipalName: $name}) { id } }";
        let found = self.ask(document, json!({ "name": target })).await?;
        // One that nobody has is refused as an unknown target.
        Ok(found["user"]["id"].as_str().unwrap_or(target).to_owned())
    }

    /// What is answered.
    async fn ask(&self, document: &str, variables: Value) -> Result<Value, Error> {
        let request = Request::new(document).variables(Variables::from_json(variables)).data(self.viewer.clone());
        let mut answer: Value = serde_json::from_slice(&self.graph.answer(request).await.body).expect("an answer is JSON");
        match answer["errors"][0]["message"].as_str() {
            Some(message) => Err(Error::Refused(message.to_owned())),
            None => Ok(answer["data"].take()),
        }
    }
}
