//! A named location.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Body, CountryLookupMethod, Id, NamedLocationId, NamedLocationType, TenantId, Time, Word};

/// What Microsoft Graph writes before the name of a type.
const NAMESPACE: &str = "#microsoft.graph.";

/// A place that the tenant gave a name, by addresses or by countries; Microsoft Graph's `namedLocation`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedLocation {
    /// The id.
    pub id: NamedLocationId,
    /// What it is made of: the last part of its type.
    #[serde(rename = "@odata.type", default, deserialize_with = "read_type", serialize_with = "write_type")]
    pub kind: Option<Word<NamedLocationType>>,
    /// The name.
    pub display_name: Option<String>,
    /// When it was made.
    pub created_date_time: Option<Time>,
    /// When it was last modified.
    pub modified_date_time: Option<Time>,
    /// Whether its addresses are trusted; of one made of addresses.
    pub is_trusted: Option<bool>,
    /// Its addresses.
    #[serde(default)]
    pub ip_ranges: Vec<IpRange>,
    /// Its countries and regions, in two letters each.
    #[serde(default)]
    pub countries_and_regions: Vec<String>,
    /// Whether addresses of no known country belong to it; of one made of countries.
    pub include_unknown_countries_and_regions: Option<bool>,
    /// How the country of a sign-in is found; of one made of countries.
    pub country_lookup_method: Option<Word<CountryLookupMethod>>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl NamedLocation {
    /// Gives the record its tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
    }

    /// When it was last modified, or made if it never was.
    pub fn modified(&self) -> Option<Time> {
        self.modified_date_time.or(self.created_date_time)
    }
}

fn read_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Word<NamedLocationType>>, D::Error> {
    let word = Option::deserialize(deserializer)?;
    Ok(word.map(|word: Word<NamedLocationType>| Word::read(word.as_str().strip_prefix(NAMESPACE).unwrap_or(word.as_str()))))
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it lies")]
fn write_type<S: Serializer>(kind: &Option<Word<NamedLocationType>>, serializer: S) -> Result<S::Ok, S::Error> {
    kind.as_ref().map(|word| format!("{NAMESPACE}{}", word.as_str())).serialize(serializer)
}

/// A range of addresses, in the words that it came in: `cidrAddress`, or a lower and an upper address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpRange {
    /// The range in CIDR notation; bits of the host may be set.
    pub cidr_address: Option<String>,
    /// Its first address.
    pub lower_address: Option<String>,
    /// Its last address.
    pub upper_address: Option<String>,
}

impl IpRange {
    /// The range as one text: `198.51.100.0/24`, or `198.51.100.1-198.51.100.9`.
    pub fn text(&self) -> Option<String> {
        if let Some(cidr) = &self.cidr_address {
            return Some(cidr.clone());
        }
        Some(format!("{}-{}", self.lower_address.as_ref()?, self.upper_address.as_ref()?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn location(properties: serde_json::Value) -> NamedLocation {
        let serde_json::Value::Object(mut properties) = properties else { panic!("an object") };
        properties.insert("id".into(), "L".into());
        Body::new(properties).read(&TenantId::new("T")).expect("a location")
    }

    #[test]
    fn its_type_is_a_word_that_may_be_unknown() {
        let known = location(json!({"@odata.type": "#microsoft.graph.ipNamedLocation"}));
        assert_eq!(known.kind, Some(Word::Known(NamedLocationType::Ip)));
        assert_eq!((known.id.to_string(), known.id.object()), ("t/l".to_owned(), "l"));
        let other = location(json!({"@odata.type": "#microsoft.graph.compliantNetworkNamedLocation"}));
        assert_eq!(other.kind.as_ref().map(Word::as_str), Some("compliantNetworkNamedLocation"));
        let written = serde_json::to_value(&other).expect("plain data");
        assert_eq!(written["@odata.type"], "#microsoft.graph.compliantNetworkNamedLocation");
        assert_eq!(location(json!({})).kind, None);
    }

    #[test]
    fn a_range_is_told_in_the_words_that_it_came_in() {
        let ranges =
            json!([{"cidrAddress": "12.34.221.11/22"}, {"lowerAddress": "192.0.2.1", "upperAddress": "192.0.2.9"}, {"lowerAddress": "x"}]);
        let texts: Vec<_> = location(json!({"ipRanges": ranges})).ip_ranges.iter().map(IpRange::text).collect();
        assert_eq!(texts, [Some("12.34.221.11/22".to_owned()), Some("192.0.2.1-192.0.2.9".to_owned()), None]);
    }

    #[test]
    fn one_that_was_never_modified_counts_from_when_it_was_made() {
        let (made, modified) = ("2024-05-01T08:00:00Z", "2024-05-02T08:00:00Z");
        let both = location(json!({"createdDateTime": made, "modifiedDateTime": modified}));
        assert_eq!(both.modified().map(|time| time.to_string()).as_deref(), Some(modified));
        let one = location(json!({"createdDateTime": made}));
        assert_eq!(one.modified().map(|time| time.to_string()).as_deref(), Some(made));
        assert_eq!(location(json!({})).modified(), None);
    }
}
