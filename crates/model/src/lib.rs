//! The vocabulary of riskgate, and its one pure rule: the fold of risk claims.
//!
//! Everything here is data. Vendor payloads become these types in an adapter, these types become GraphQL in `schema`, and nothing else
//! converts. Property names are Microsoft Entra's, in `snake_case`; serialized, every record is Microsoft Graph's own JSON.
//!
//! Read in this order: `id`, `word`, the records (`user`, `sign_in`, `detection`, `service_principal`, `risk_change`, `directory_audit`,
//! `named_location`, `policy`), then how they are asked for (`query`, `filter`, `properties`) and how they come in (`record`, `body`), and
//! last the rule (`fold`).

mod action;
mod address;
mod audit_parts;
mod body;
mod detection;
mod directory;
mod directory_audit;
mod fields;
mod filter;
mod fold;
mod id;
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
    Act, Action, ActionKind, ActionState, Actor, Decision, Look, Progress, RefusedTarget, Sent, Step, StepError, StepErrorCode, StepState,
    Target, TargetKind, Task,
};
pub use address::{AddressRange, AddressRangeError, IpAddress};
pub use audit_parts::{AuditApp, AuditInitiator, AuditUser, ModifiedProperty, TargetResource};
pub use body::{Body, BodyError, merge};
pub use detection::{AdditionalInfo, Detection};
pub use directory::DirectoryUser;
pub use directory_audit::DirectoryAudit;
pub use fields::{
    ConditionalAccessPolicyFields, DetectionFields, DirectoryAuditFields, FieldSet, NamedLocationFields, RefusalFields, RiskChangeFields,
    ServicePrincipalFields, SignInFields, UserFields,
};
pub use filter::{Filter, Operand, Test, Value};
pub use fold::{Closing, Observation, Verdict, fold, gravity};
pub use id::{
    ActionId, ConditionalAccessPolicyId, DetectionId, DirectoryAuditId, Id, LONGEST_ID, NamedLocationId, RefusalId, RiskChangeId,
    ServicePrincipalId, SignInId, TenantId, UserId,
};
pub use location::{GeoCoordinates, Location};
pub use named_location::{IpRange, NamedLocation};
pub use operator::Operator;
pub use policy::ConditionalAccessPolicy;
pub use policy_parts::{
    AuthenticationStrength, PersistentBrowser, PolicyApplications, PolicyConditions, PolicyGrantControls, PolicyLocations,
    PolicySessionControls, PolicyUsers, SignInFrequency,
};
pub use properties::{
    ConditionalAccessPolicyField, DetectionField, DirectoryAuditField, NamedLocationField, RefusalField, RiskChangeField,
    ServicePrincipalField, SignInField, UserField,
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
    ActivityType, AuditResult, AuthenticationRequirement, ConditionalAccessPolicyState, ConditionalAccessStatus, CountryLookupMethod,
    DetectionTiming, GrantOperator, NamedLocationType, PolicyResult, RiskDetail, RiskEventKind, RiskLevel, RiskState, SignInEventType,
    TokenIssuerType,
};
pub use word::{Vocabulary, Word};
