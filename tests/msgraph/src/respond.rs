//! What a request is answered with.

use axum::http::Method;
use riskgate_model::Time;

use crate::{
    batch,
    call::Call,
    collections::{Class, Collection, Rules},
    faults::Fault,
    limits::{Asking, Lane, Told},
    log::Request,
    refusal::Refusal,
    reply::{Content, Reply},
    route::{Target, Version},
    state::State,
    token::Grant,
};

/// The share of a limit from which its use is told.
const TOLD_FROM: f64 = 0.8;

/// An answer, and the fault that spoils it.
pub(crate) struct Answered {
    /// There is none where the connection is left hanging.
    pub reply: Option<Reply>,
    pub fault: Option<Fault>,
}

/// A request to Microsoft Graph that is let in.
pub(crate) struct Visit<'a> {
    pub call: &'a Call,
    pub version: Version,
    pub grant: Grant,
    pub fault: Option<&'a Fault>,
    pub now: Time,
    pub policies: Policies,
}

/// Whether sign-ins show the policies that were applied to them: only an app that may read policies sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policies {
    Shown,
    LeftOut,
}

impl State {
    /// Answers a request, and remembers it.
    pub(crate) fn answer(&mut self, call: &Call) -> Answered {
        let fault = self.faults.strike(&call.path);
        let skew = if let Some(Fault::SkewedClock(seconds)) = fault { seconds } else { 0 };
        // One of a batch may be struck where the batch is not.
        let skew_before = std::mem::replace(&mut self.skew, skew);
        let mut request = Request::of(call);
        let reply = (fault != Some(Fault::Hung)).then(|| self.routed(call, fault.as_ref(), &mut request));
        let reply = reply.map(|reply| {
            let id = self.guid();
            reply.stamped(call, &id, self.now())
        });
        self.skew = skew_before;
        request.status = reply.as_ref().map(|reply| reply.status.as_u16());
        self.log.push(request);
        Answered { reply, fault }
    }

    fn routed(&mut self, call: &Call, fault: Option<&Fault>, request: &mut Request) -> Reply {
        let segments = call.segments();
        match segments[..] {
            [tenant, "oauth2", "v2.0", "token"] => match fault.and_then(|fault| instead(fault, Class::Directory)) {
                Some(reply) => reply,
                None if call.method == Method::POST => self.token(tenant, call),
                None => Refusal::method().into(),
            },
            [version, ref below @ ..] => match Version::of(version) {
                Some(version) => self.graph(call, (version, below), fault, request),
                None => Refusal::no_segment(version).into(),
            },
            [] => Refusal::no_segment("").into(),
        }
    }

    fn graph(&mut self, call: &Call, (version, below): (Version, &[&str]), fault: Option<&Fault>, request: &mut Request) -> Reply {
        let target = Target::of(below);
        let class = target.as_ref().map_or(Class::Directory, |target| target.collection().rules().class);
        request.collection = target.as_ref().ok().map(Target::collection);
        if let Some(reply) = fault.and_then(|fault| instead(fault, class)) {
            return reply;
        }
        let now = self.now();
        let authorization = call.header("authorization").unwrap_or_default();
        let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
        let grant = match self.tokens.grant(token, now) {
            Ok(grant) => grant,
            Err(message) => return Refusal::token(message).into(),
        };
        request.tenant = Some(self.tenants[grant.tenant].id.clone());
        let app = &self.tenants[grant.tenant].apps[grant.app];
        let policies = if app.may(Collection::Policies.rules().permissions) { Policies::Shown } else { Policies::LeftOut };
        let visit = Visit { call, version, grant, fault, now, policies };
        if below == ["$batch"] {
            return batch::answer(self, &visit).unwrap_or_else(Into::into);
        }
        self.take_effect(grant.tenant);
        target.and_then(|target| self.let_in(&visit, &target)).unwrap_or_else(Into::into)
    }

    fn let_in(&mut self, visit: &Visit<'_>, target: &Target) -> Result<Reply, Refusal> {
        let rules = target.collection().rules();
        let used = self.count(visit, rules)?;
        let app = &self.tenants[visit.grant.tenant].apps[visit.grant.app];
        let allowed = match (&visit.call.method, target) {
            (&Method::GET, Target::List(..) | Target::Item(..)) => app.may(rules.permissions),
            (&Method::PATCH, Target::Item(Collection::Users, ..)) if !visit.call.json()["passwordProfile"].is_null() => {
                app.may(&["User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All"])
            }
            (&Method::PATCH, Target::Item(Collection::ServicePrincipals, ..)) => app.may(&["Application.ReadWrite.All"]),
            (&Method::PATCH, Target::Item(Collection::Users, ..)) => {
                app.may(&["User.ReadWrite.All"]) || (app.may(&["User.EnableDisableAccount.All"]) && app.may(&["User.Read.All"]))
            }
            (&Method::PATCH, Target::Item(Collection::Alerts, ..)) | (&Method::POST, Target::Comments(_)) => {
                app.may(&["SecurityAlert.ReadWrite.All"])
            }
            (&Method::POST, Target::Act(action)) => app.may(&[action.permission()]),
            (&Method::POST, Target::RevokeSessions(_)) => app.may(&["User.RevokeSessions.All", "User.ReadWrite.All"]),
            _ => return Err(Refusal::method()),
        };
        if !allowed {
            return Err(Refusal::permission(rules.class));
        }
        let reply = match target {
            Target::List(collection, parent) => self.list(visit, *collection, parent.as_deref()),
            Target::Item(Collection::Users, _, id) if visit.call.method == Method::PATCH => self.patch_user(visit, id),
            Target::Item(Collection::ServicePrincipals, _, id) if visit.call.method == Method::PATCH => {
                self.patch_service_principal(visit, id)
            }
            Target::Item(Collection::Alerts, _, id) if visit.call.method == Method::PATCH => self.patch_alert(visit, id),
            Target::Item(collection, parent, id) => self.item(visit, *collection, (parent.as_deref(), id)),
            Target::Act(action) => self.act(visit, *action),
            Target::RevokeSessions(id) => self.revoke_sessions(visit, id),
            Target::Comments(id) => self.comment(visit, id),
        }?;
        let shown = rules.class == Class::Directory && used >= TOLD_FROM;
        Ok(if shown { reply.with("x-ms-throttle-limit-percentage", format!("{used:.2}")) } else { reply })
    }

    /// Counts a request; answers the share of the limit that is used.
    fn count(&mut self, visit: &Visit<'_>, rules: &Rules) -> Result<f64, Refusal> {
        let write = rules.class == Class::Directory && visit.call.method != Method::GET;
        let lane = if write { Lane::DirectoryWrites } else { Lane::of(rules.class) };
        let units = if lane == Lane::Directory { units(visit.call) } else { 1 };
        let app = &self.tenants[visit.grant.tenant].apps[visit.grant.app].id;
        let asking = Asking { tenant: visit.grant.tenant, app, lane, units };
        match self.limiter.ask(asking, (self.settings.stopwatch)()) {
            Told::Pass(used) => Ok(used),
            Told::Wait(retry_after) => Err(Refusal::throttled(rules.class, retry_after)),
        }
    }
}

/// What reading users costs.
fn units(call: &Call) -> u32 {
    let options = call.options();
    let option = |name: &str| options.iter().find(|(option, _)| option == name).map(|(_, value)| value.as_str());
    let selected = u32::from(option("$select").is_some());
    let few = u32::from(option("$top").and_then(|top| top.parse::<u32>().ok()).is_some_and(|top| top < 20));
    (2 + u32::from(option("$expand").is_some())).saturating_sub(selected + few).max(1)
}

/// The answer that a fault gives instead of the right one.
fn instead(fault: &Fault, class: Class) -> Option<Reply> {
    let refusal = match fault {
        Fault::Throttled { retry_after } => Refusal::throttled(class, retry_after.clone()),
        Fault::Unavailable { retry_after } => Refusal::unavailable(retry_after.clone()),
        Fault::GatewayTimeout => Refusal::gateway_timeout(),
        Fault::NotLicensed => Refusal::licence(class),
        Fault::NoPermission => Refusal::permission(class),
        Fault::NotProvisioned => Refusal::not_provisioned(),
        Fault::TokenRefused => Refusal::token("Lifetime validation failed, the token is expired."),
        Fault::NotFound => Refusal::missing("target"),
        Fault::LostSkipToken => Refusal::skip_token(),
        Fault::Html => return Some(html("<!DOCTYPE html><title>Sign in to your account</title>".to_owned())),
        Fault::Oversized(bytes) => return Some(html(" ".repeat(*bytes))),
        Fault::Redirected(address) => {
            let reply = Reply { status: axum::http::StatusCode::FOUND, ..Reply::no_content() };
            return Some(reply.with("location", address));
        }
        _ => return None,
    };
    Some(refusal.into())
}

fn html(text: String) -> Reply {
    Reply { status: axum::http::StatusCode::OK, headers: Vec::new(), content: Content::Html(text) }
}
