//! Where people are, and the networks they come from. All addresses and network numbers are reserved for documentation.

use riskgate_model::{GeoCoordinates, IpAddress, Location, NetworkLocation};

/// A city.
pub(super) struct Place {
    city: &'static str,
    state: &'static str,
    country: &'static str,
    latitude: f64,
    longitude: f64,
    /// Hours that its clocks are ahead of UTC.
    pub(super) hours_ahead: i64,
}

impl Place {
    /// The place as Microsoft resolves it from an address.
    pub(super) fn location(&self) -> Location {
        Location {
            city: Some(self.city.into()),
            state: Some(self.state.into()),
            country_or_region: Some(self.country.into()),
            geo_coordinates: Some(GeoCoordinates { altitude: None, latitude: Some(self.latitude), longitude: Some(self.longitude) }),
        }
    }
}

/// The cities with an office; people live where they work.
pub(super) const OFFICES: [Place; 5] = [
    Place { city: "Amsterdam", state: "Noord-Holland", country: "NL", latitude: 52.374, longitude: 4.8897, hours_ahead: 1 },
    Place { city: "Manchester", state: "Manchester", country: "GB", latitude: 53.4809, longitude: -2.2374, hours_ahead: 0 },
    Place { city: "Boston", state: "Massachusetts", country: "US", latitude: 42.3584, longitude: -71.0598, hours_ahead: -5 },
    Place { city: "Singapore", state: "Central Singapore", country: "SG", latitude: 1.2897, longitude: 103.8501, hours_ahead: 8 },
    Place { city: "Campinas", state: "Sao Paulo", country: "BR", latitude: -22.9056, longitude: -47.0608, hours_ahead: -3 },
];

pub(super) const TOKYO: Place =
    Place { city: "Tokyo", state: "Tokyo", country: "JP", latitude: 35.6895, longitude: 139.6917, hours_ahead: 9 };
pub(super) const LISBON: Place =
    Place { city: "Lisbon", state: "Lisboa", country: "PT", latitude: 38.7167, longitude: -9.1333, hours_ahead: 0 };
pub(super) const FRANKFURT: Place =
    Place { city: "Frankfurt am Main", state: "Hessen", country: "DE", latitude: 50.1155, longitude: 8.6842, hours_ahead: 1 };
pub(super) const DUBLIN: Place =
    Place { city: "Dublin", state: "Dublin", country: "IE", latitude: 53.344, longitude: -6.2672, hours_ahead: 0 };
pub(super) const REYKJAVIK: Place =
    Place { city: "Reykjavik", state: "Reykjavik", country: "IS", latitude: 64.1355, longitude: -21.8954, hours_ahead: 0 };
pub(super) const PANAMA: Place =
    Place { city: "Panama City", state: "Panama", country: "PA", latitude: 8.9936, longitude: -79.5197, hours_ahead: -5 };
pub(super) const RIGA: Place = Place { city: "Riga", state: "Riga", country: "LV", latitude: 56.946, longitude: 24.1059, hours_ahead: 2 };
pub(super) const NICOSIA: Place =
    Place { city: "Nicosia", state: "Lefkosia", country: "CY", latitude: 35.1728, longitude: 33.354, hours_ahead: 2 };

/// The named locations that the tenant trusts, and their networks.
pub(super) const OFFICES_NAME: &str = "Offices";
pub(super) const OFFICE_NETWORK: &str = "192.0.2.0/25";
pub(super) const VPN_NAME: &str = "Corporate VPN";
pub(super) const VPN_NETWORK: &str = "192.0.2.224/28";

/// Where an attempt comes from: an address, its network, its place.
pub(super) struct Origin {
    pub(super) address: IpAddress,
    pub(super) network: i64,
    pub(super) place: &'static Place,
    /// The named location that the tenant trusts.
    trusted: Option<&'static str>,
}

impl Origin {
    fn new(address: String, network: i64, place: &'static Place) -> Self {
        Self { address: IpAddress::new(address), network, place, trusted: None }
    }

    fn trusted(self, name: &'static str) -> Self {
        Self { trusted: Some(name), ..self }
    }

    /// One of the addresses of an office, in [`OFFICE_NETWORK`].
    pub(super) fn office(office: usize, host: u64) -> Self {
        let address = format!("192.0.2.{}", office as u64 * 16 + 1 + host % 14);
        Self::new(address, 64496, &OFFICES[office]).trusted(OFFICES_NAME)
    }

    /// A way out of the corporate VPN, in [`VPN_NETWORK`].
    pub(super) fn vpn(host: u64) -> Self {
        Self::new(format!("192.0.2.{}", 225 + host % 8), 64497, &FRANKFURT).trusted(VPN_NAME)
    }

    /// A home: every second one has an IPv6 address of its own, the others share 198.51.100.0/25.
    pub(super) fn home(office: usize, person: u32) -> Self {
        let network = 64498 + i64::try_from(office).expect("there are five offices");
        let address = match person % 2 {
            0 => format!("198.51.100.{}", office * 24 + 1 + person as usize / 2 % 23),
            _ => format!("2001:db8:{office:x}:{:x}:{:x}::1", person >> 16, person & 0xffff),
        };
        Self::new(address, network, &OFFICES[office])
    }

    /// A mobile network, 198.51.100.128/26; many share an address.
    pub(super) fn mobile(office: usize, host: u64) -> Self {
        Self::new(format!("198.51.100.{}", 128 + office as u64 * 8 + host % 8), 64503, &OFFICES[office])
    }

    /// A hotel, 198.51.100.192/27.
    pub(super) fn hotel(place: &'static Place, host: u64) -> Self {
        Self::new(format!("198.51.100.{}", 192 + host % 32), 64504, place)
    }

    /// A cloud provider that runs the company's workloads, 192.0.2.128/27.
    pub(super) fn cloud(host: u64) -> Self {
        Self::new(format!("192.0.2.{}", 128 + host % 32), 65536, &DUBLIN)
    }

    /// The hosting provider of the password spray, 203.0.113.0/26: many addresses, one network.
    pub(super) fn spray(host: u64) -> Self {
        Self::new(format!("203.0.113.{}", 1 + host % 40), 64506, &RIGA)
    }

    /// A way out of an anonymizing network, 203.0.113.64/27.
    pub(super) fn anonymizer(host: u64) -> Self {
        Self::new(format!("203.0.113.{}", 66 + host % 28), 64507, &REYKJAVIK)
    }

    /// The hosting provider from which stolen tokens are used, 203.0.113.96/27.
    pub(super) fn replay(host: u64) -> Self {
        Self::new(format!("203.0.113.{}", 97 + host % 30), 64508, &NICOSIA)
    }

    /// What Microsoft's threat intelligence watches, 203.0.113.128/27.
    pub(super) fn watched(host: u64) -> Self {
        Self::new(format!("203.0.113.{}", 129 + host % 30), 64509, &RIGA)
    }

    /// Anyone else who means no good, 203.0.113.160/27.
    pub(super) fn stranger(host: u64) -> Self {
        Self::new(format!("203.0.113.{}", 161 + host % 30), 64510, &PANAMA)
    }

    /// The named locations that the tenant finds it in.
    pub(super) fn named(&self) -> Vec<NetworkLocation> {
        let details = |kind: &str, name: &str| NetworkLocation { network_type: Some(kind.into()), network_names: vec![name.into()] };
        self.trusted.map_or_else(Vec::new, |name| vec![details("trustedNamedLocation", name)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use riskgate_model::AddressRange;

    #[test]
    fn every_address_is_reserved_for_documentation() {
        let ranges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"];
        let ranges = ranges.map(|range| AddressRange::parse(range).expect(range));
        for host in 0..300_u32 {
            let (office, many) = (host as usize % 5, u64::from(host));
            let origins = [
                Origin::office(office, many),
                Origin::vpn(many),
                Origin::home(office, host.wrapping_mul(7_919_777)),
                Origin::mobile(office, many),
                Origin::hotel(&TOKYO, many),
                Origin::cloud(many),
                Origin::spray(many),
                Origin::anonymizer(many),
                Origin::replay(many),
                Origin::watched(many),
                Origin::stranger(many),
            ];
            for Origin { address, network, .. } in origins {
                let bytes = address.bytes().expect("an address");
                assert!(ranges.iter().any(|range| range.contains(bytes)), "{}", address.as_str());
                assert!((64496..=64511).contains(&network) || (65536..=65551).contains(&network), "{network}");
            }
        }
    }
}
