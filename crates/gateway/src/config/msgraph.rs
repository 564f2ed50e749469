//! `[msgraph]`: the tenants that are read from Microsoft Graph.

use std::path::PathBuf;

use super::SecretText;
use riskgate_adapter_msgraph::SyncOptions;
use riskgate_msgraph_client::{Bounds, Cloud, Credential, Secret, Settings};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// The tenant that is read from Microsoft Graph, and the application that reads it. Default: none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Msgraph {
    /// The cloud, which says where Microsoft Graph and its authority are. Default `global`.
    pub cloud: CloudName,
    /// Where Microsoft Graph is instead, without the version.
    pub base_url: String,
    /// Where tokens are given instead, without the tenant.
    pub authority: String,
    /// The tenant's id. Without one, nothing is read.
    pub tenant_id: String,
    /// The application's (client) id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretText,
    /// A file with a certificate and its key in PEM, instead of a secret.
    pub certificate_file: String,
    /// Whether sign-ins are read from beta, which may change any day: it has also those without a person, and tells of each how it was
    /// authenticated and from which network. Default false.
    pub beta_sign_ins: bool,
    /// Whether the alerts and incidents of Microsoft Defender are read, which takes the application permissions SecurityAlert.Read.All and
    /// SecurityIncident.Read.All, and a plan of Defender. Default false.
    pub defender: bool,
    /// How many calls an hour may read the risk history of a user, and how many that of a service principal, one a call. Default 900, a
    /// quarter of what the tenant has for everything about risk. With 0 none is read.
    pub history_calls_per_hour: u32,
    /// Further tenants, each with settings like these. Default: none.
    #[serde(deserialize_with = "single")]
    pub tenants: Vec<Self>,
}

impl Default for Msgraph {
    fn default() -> Self {
        Self {
            cloud: CloudName::default(),
            base_url: String::new(),
            authority: String::new(),
            tenant_id: String::new(),
            client_id: String::new(),
            client_secret: SecretText::default(),
            certificate_file: String::new(),
            beta_sign_ins: false,
            defender: false,
            history_calls_per_hour: SyncOptions::default().history_calls_per_hour,
            tenants: Vec::new(),
        }
    }
}

impl Msgraph {
    /// The settings of every tenant that is to be read, and where they are.
    pub fn each(&self) -> impl Iterator<Item = (String, &Self)> {
        let Self { beta_sign_ins, defender, history_calls_per_hour, ref tenants, .. } = *self;
        let none = Self { beta_sign_ins, defender, history_calls_per_hour, tenants: tenants.clone(), ..Self::default() };
        let own = (*self != none).then(|| ("`[msgraph]`".to_owned(), self));
        let named = |(number, tenant)| (format!("`msgraph.tenants.{number}`"), tenant);
        own.into_iter().chain(tenants.iter().enumerate().map(named))
    }

    /// What the feeds of the tenant are told.
    pub fn options(&self) -> SyncOptions {
        let Self { beta_sign_ins, defender, history_calls_per_hour, .. } = *self;
        SyncOptions { beta_sign_ins, defender, history_calls_per_hour, ..SyncOptions::default() }
    }

    /// What a client of the tenant is told.
    pub fn settings(&self) -> Settings {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let credential = match given(&self.certificate_file) {
            Some(file) => Credential::Certificate(PathBuf::from(file)),
            None => Credential::Secret(Secret::new(self.client_secret.text())),
        };
        Settings {
            cloud: self.cloud.0,
            base_url: given(&self.base_url),
            authority: given(&self.authority),
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            credential,
            bounds: Bounds::default(),
        }
    }
}

/// Tenants that have none below them.
fn single<'de, D: Deserializer<'de>>(tenants: D) -> Result<Vec<Msgraph>, D::Error> {
    let tenants = Vec::<Msgraph>::deserialize(tenants)?;
    let is_single = tenants.iter().all(|tenant| tenant.tenants.is_empty());
    if is_single { Ok(tenants) } else { Err(D::Error::custom("a tenant has no tenants of its own")) }
}

/// The name of a cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct CloudName(Cloud);

impl TryFrom<String> for CloudName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let known = || Cloud::ALL.map(Cloud::name).join(", ");
        Cloud::named(&name).map(Self).ok_or_else(|| format!("{name:?} is no cloud; expected one of {}", known()))
    }
}

impl From<CloudName> for &'static str {
    fn from(cloud: CloudName) -> Self {
        cloud.0.name()
    }
}
