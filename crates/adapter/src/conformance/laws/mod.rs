//! The laws of adapters, each a function that finds what breaks it.

mod calls;
mod filters;
mod groups;
mod ids;
mod manifest;
mod operands;
mod orders;
mod pages;
mod projections;
mod records;
mod refusals;
mod sources;

use std::time::Duration;

use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, Incident, NamedLocation, RiskChange, ServicePrincipal, SignIn, User,
};

use super::{Law, Report, Skip, Subject, World, findings::Findings, held::Held};
use crate::{Adapter, Question};

/// How long the source asks to slow down for, where a law is about that.
const DELAY: Duration = Duration::from_secs(7);

/// Asks a law of every kind of record that the adapter offers.
macro_rules! each_kind {
    ($held:expr, $module:ident::$law:ident) => {{
        let mut found = Findings::default();
        for question in $held.adapter.answers() {
            match question {
                Question::Users => $module::$law::<User>(&$held, &mut found).await,
                Question::ServicePrincipals => $module::$law::<ServicePrincipal>(&$held, &mut found).await,
                Question::SignIns => $module::$law::<SignIn>(&$held, &mut found).await,
                Question::Detections => $module::$law::<Detection>(&$held, &mut found).await,
                Question::RiskHistory => $module::$law::<RiskChange>(&$held, &mut found).await,
                Question::DirectoryAudits => $module::$law::<DirectoryAudit>(&$held, &mut found).await,
                Question::NamedLocations => $module::$law::<NamedLocation>(&$held, &mut found).await,
                Question::ConditionalAccessPolicies => $module::$law::<ConditionalAccessPolicy>(&$held, &mut found).await,
                Question::Alerts => $module::$law::<Alert>(&$held, &mut found).await,
                Question::Incidents => $module::$law::<Incident>(&$held, &mut found).await,
            }
        }
        found
    }};
}

/// Judges an adapter by every law of adapters.
pub async fn check(subject: &impl Subject) -> Report {
    let world = subject.world();
    let adapter = subject.holding(&world).await;
    let held = Held { world: &world, adapter: &adapter, calls: &|| subject.calls() };
    let results = vec![
        manifest::is_sane(&held).judged(Law::ManifestIsSane),
        each_kind!(held, ids::known).judged(Law::KnownIdsAreAnswered),
        each_kind!(held, ids::unknown).judged(Law::UnknownIdsAreAbsent),
        each_kind!(held, records::whole).judged(Law::RecordsAreWhole),
        each_kind!(held, records::words).judged(Law::UnknownWordsSurvive),
        each_kind!(held, pages::join).judged(Law::PagesJoin),
        each_kind!(held, pages::end).judged(Law::LastPageEnds),
        each_kind!(held, refusals::cursors).judged(Law::ForeignCursorsAreRefused),
        each_kind!(held, orders::total).judged(Law::OrdersAreTotal),
        each_kind!(held, filters::agree).judged(Law::FiltersAgree),
        each_kind!(held, refusals::undeclared).judged(Law::UndeclaredIsRefused),
        each_kind!(held, groups::pages).judged(Law::GroupsAreTheirPages),
        each_kind!(held, groups::empty).judged(Law::EmptyInputIsFree),
        each_kind!(held, projections::agree).judged(Law::ProjectionsAgree),
        each_kind!(held, filters::counts).judged(Law::CountsAgree),
        each_kind!(held, calls::cancelled).judged(Law::CancellationIsHarmless),
        each_kind!(held, calls::at_once).judged(Law::CallsAreIndependent),
        denial(&world, subject.denied().await).await.judged(Law::DenialIsTold),
        throttling(&world, subject.throttled(DELAY).await).await.judged(Law::ThrottlingIsTold),
    ];
    let subject = format!("{} {}", adapter.manifest.name, adapter.manifest.version);
    Report { subject, results }
}

async fn denial(world: &World, adapter: Result<Adapter, Skip>) -> Findings {
    match adapter {
        Ok(adapter) => {
            let held = Held { world, adapter: &adapter, calls: &|| None };
            each_kind!(held, sources::denied)
        }
        Err(skip) => skipped(skip),
    }
}

async fn throttling(world: &World, adapter: Result<Adapter, Skip>) -> Findings {
    match adapter {
        Ok(adapter) => {
            let held = Held { world, adapter: &adapter, calls: &|| None };
            each_kind!(held, sources::throttled)
        }
        Err(skip) => skipped(skip),
    }
}

fn skipped(Skip(reason): Skip) -> Findings {
    let mut found = Findings::default();
    found.not_judged(reason);
    found
}
