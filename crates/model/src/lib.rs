//! The vocabulary of riskgate, and its two pure rules: the fold of risk claims, and the Defender table.
//!
//! Everything here is data. Vendor payloads become these types in an adapter, these types become GraphQL in `schema`, and nothing else
//! converts. Property names are Microsoft Entra's, in `snake_case`; serialized, every record is Microsoft Graph's own JSON.
//!
//! Read in this order: `id`, `word`, the records (`user`, `sign_in`, `detection`, `service_principal`, `risk_change`, `directory_audit`,
//! `named_location`, `policy`, `alert`, `incident`), then how they are asked for (`query`, `filter`, `properties`) and how they come in (`record`, `body`), and
//! last the rules (`defender`, `fold`).

mod action;
mod address;
mod alert;
mod alert_changes;
mod audit_parts;
mod body;
mod defender;
mod detection;
mod directory;
mod directory_audit;
mod evidence;
mod fields;
mod filter;
mod fold;
mod id;
mod incident;
mod location;
mod named_location;
mod operator;
mod policy;
mod policy_parts;
mod properties;
mod query;
mod record;
mod refusal;
mod risk;
mod risk_change;
mod service_principal;
mod sign_in;
mod sign_in_parts;
mod text;
mod time;
mod unnamed;
mod user;
mod vocabulary;
mod word;

pub use action::{
    Act, Action, ActionContent, ActionKind, ActionState, Actor, AlertChange, Decision, LONGEST_COMMENT, Look, Progress, RefusedTarget,
    Sent, Step, StepError, StepErrorCode, StepState, Target, TargetKind, Task,
};
pub use address::{AddressRange, AddressRangeError, IpAddress};
pub use alert::{Alert, AlertComment};
pub use alert_changes::alert_changes;
pub use audit_parts::{AuditApp, AuditInitiator, AuditUser, ModifiedProperty, TargetResource};
pub use body::{Body, BodyError, merge};
pub use defender::{AlertStanding, CLAIM_SOURCES, Covering, DEFENDER_TABLE, DEFENDER_TABLE_VERSION, DefenderRow};
pub use detection::{AdditionalInfo, Detection};
pub use directory::DirectoryUser;
pub use directory_audit::DirectoryAudit;
pub use evidence::{Evidence, EvidenceLocation, Named, SessionAccount, UserAccount};
pub use fields::{
    AlertFields, ConditionalAccessPolicyFields, DetectionFields, DirectoryAuditFields, FieldSet, IncidentFields, NamedLocationFields,
    RefusalFields, RiskChangeFields, ServicePrincipalFields, SignInFields, UserFields,
};
pub use filter::{Filter, Operand, Test, Value};
pub use fold::{Closing, Observation, Outside, Verdict, fold, gravity};
pub use id::{
    ActionId, AlertId, ConditionalAccessPolicyId, DetectionId, DirectoryAuditId, Id, IncidentId, LONGEST_ID, NamedLocationId, RefusalId,
    RiskChangeId, ServicePrincipalId, SignInId, TenantId, UserId,
};
pub use incident::Incident;
pub use location::{GeoCoordinates, Location};
pub use named_location::{IpRange, NamedLocation};
pub use operator::Operator;
pub use policy::ConditionalAccessPolicy;
pub use policy_parts::{
    AuthenticationStrength, PersistentBrowser, PolicyApplications, PolicyConditions, PolicyGrantControls, PolicyLocations,
    PolicySessionControls, PolicyUsers, SignInFrequency,
};
pub use properties::{
    AlertField, ConditionalAccessPolicyField, DetectionField, DirectoryAuditField, IncidentField, NamedLocationField, RefusalField,
    RiskChangeField, ServicePrincipalField, SignInField, UserField,
};
pub use query::{Cursor, Direction, Entity, Field, FieldKind, Order, Page, Query, SortKey, date_key};
pub use record::{Kept, MsgraphRecord, Record, RecordKind};
pub use refusal::{KeptRefusal, Refusal, RefusalContext};
pub use risk::{Claim, Claimant, EntraRisk, Risk};
pub use risk_change::{HistoryActivity, Identity, RiskChange, RiskHistoryItem};
pub use service_principal::{RiskyServicePrincipal, ServicePrincipal};
pub use sign_in::SignIn;
pub use sign_in_parts::{
    AppDeviceDetail, AppliedPolicy, AuthenticationStep, DeviceDetail, KeyValue, MfaDetail, NetworkLocation, PolicyRule, SignInStatus,
};
pub use text::{SORTED, comparable, hexadecimal, sortable, without_nul};
pub use time::{Clock, Time, TimeError, parse_day};
pub use user::{RiskyUser, User};
pub use vocabulary::{
    ActivityType, AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, AuditResult, AuthenticationRequirement,
    ConditionalAccessPolicyState, ConditionalAccessStatus, CountryLookupMethod, DetectionTiming, EvidenceRole, EvidenceType,
    EvidenceVerdict, GrantOperator, IncidentStatus, NamedLocationType, PolicyResult, RemediationStatus, RiskDetail, RiskEventKind,
    RiskLevel, RiskState, ServiceSource, SignInEventType, TokenIssuerType,
};
pub use word::{Vocabulary, Word};
