//! Where an activity came from.

use serde::{Deserialize, Serialize};

/// A place, as Microsoft resolved it from the address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Two-letter ISO 3166 code of the country or region.
    pub country_or_region: Option<String>,
    /// The point on the map.
    pub geo_coordinates: Option<GeoCoordinates>,
}

/// A point on the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GeoCoordinates {
    /// Metres above sea level.
    pub altitude: Option<f64>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}
