//! IP addresses: the text as it came, and sixteen bytes to compare.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// An address of the internet as Microsoft wrote it. It may be none at all: `123.456.7.89` stands in published examples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IpAddress(String);

impl IpAddress {
    /// The address written as `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in sixteen bytes, IPv4 mapped into IPv6; none if the text is no address. A port behind it is passed over.
    pub fn bytes(&self) -> Option<[u8; 16]> {
        let text = self.0.trim();
        let address = text.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
        address.map(widen)
    }
}

/// A range of addresses, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressRange {
    /// The first address.
    pub first: [u8; 16],
    /// The last address.
    pub last: [u8; 16],
}

/// Why a text is no range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a range of IP addresses; expected CIDR notation such as 203.0.113.0/24 or 2001:db8::/32")]
pub struct AddressRangeError(String);

impl AddressRange {
    /// Reads CIDR notation, or a single address.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, AddressRangeError> {
        let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        let net = net.map_err(|_| AddressRangeError(text.chars().take(64).collect()))?;
        Ok(Self { first: widen(net.network()), last: widen(net.broadcast()) })
    }

    /// Whether the address lies in the range.
    pub fn contains(&self, address: [u8; 16]) -> bool {
        self.first <= address && address <= self.last
    }
}

fn widen(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => Ipv6Addr::octets(&address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_their_ranges() {
        for (address, range, within) in [
            ("203.0.113.9", "203.0.113.0/24", true),
            ("203.0.114.9", "203.0.113.0/24", false),
            ("203.0.113.9:4431", "203.0.113.9", true),
            ("2001:db8::1", "2001:db8::/32", true),
            ("::ffff:203.0.113.9", "203.0.113.0/24", true),
        ] {
            let range = AddressRange::parse(range).expect(range);
            assert_eq!(range.contains(IpAddress::new(address).bytes().expect(address)), within, "{address}");
        }
    }

    #[test]
    fn an_impossible_address_keeps_its_text_and_has_no_bytes() {
        let address = IpAddress::new("123.456.7.89");
        assert_eq!((address.as_str(), address.bytes()), ("123.456.7.89", None));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "203.0.113.0/33", "everywhere"] {
            assert!(AddressRange::parse(text).is_err(), "{text}");
        }
    }
}
