//! `[msgraph]`: the tenant that is read from Microsoft Graph.

use std::{fmt, path::PathBuf};

use riskgate_msgraph_client::{Bounds, Cloud, Credential, Secret, Settings};
use serde::{Deserialize, Serialize};

/// The tenant that is read from Microsoft Graph, and the application that reads it. Default: none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    pub client_secret: ClientSecret,
    /// A file with a certificate and its key in PEM, instead of a secret.
    pub certificate_file: String,
}

impl Msgraph {
    /// What a client of the tenant is told; none where no tenant is to be read.
    pub fn settings(&self) -> Option<Settings> {
        if *self == Self::default() {
            return None;
        }
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let credential = match given(&self.certificate_file) {
            Some(file) => Credential::Certificate(PathBuf::from(file)),
            None => Credential::Secret(Secret::new(&self.client_secret.0)),
        };
        Some(Settings {
            cloud: self.cloud.0,
            base_url: given(&self.base_url),
            authority: given(&self.authority),
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            credential,
            bounds: Bounds::default(),
        })
    }
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

/// The secret of an application.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientSecret(String);

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
