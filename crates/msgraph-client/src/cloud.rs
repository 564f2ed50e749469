//! The clouds of Microsoft: where tokens are given, and where Microsoft Graph is.

/// A cloud. Tokens of one are no good in another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The worldwide cloud, with GCC.
    #[default]
    Global,
    /// The cloud of the government of the United States, level 4 (GCC High).
    UsGov,
    /// The same, level 5 (Department of Defense).
    UsGovDod,
    /// The cloud of China, which 21Vianet runs. It has no Identity Protection.
    China,
}

impl Cloud {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGov, Self::UsGovDod, Self::China];

    /// The cloud of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.name() == name)
    }

    /// What it is called in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGov => "us-gov",
            Self::UsGovDod => "us-gov-dod",
            Self::China => "china",
        }
    }

    /// Where tokens are given, without the tenant.
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGov | Self::UsGovDod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }

    /// Where Microsoft Graph is, without the version.
    pub const fn base_url(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGov => "https://graph.microsoft.us",
            Self::UsGovDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cloud_is_found_by_its_name() {
        for cloud in Cloud::ALL {
            assert_eq!(Cloud::named(cloud.name()), Some(cloud));
        }
        assert_eq!(Cloud::named("mars"), None);
    }
}
