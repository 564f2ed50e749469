//! Where an activity came from.

use super::table::part;

part! {
    /// "Location": a place, as Microsoft resolved it from the IP address.
    Location "Location" shows Location;

    /// City.
    city "city" [Option<&str>] = |it| it.city.as_deref();
    /// State or province.
    state "state" [Option<&str>] = |it| it.state.as_deref();
    /// Country or region, by its two-letter ISO 3166 code.
    country_or_region "countryOrRegion" [Option<&str>] = |it| it.country_or_region.as_deref();
    /// The point on the map.
    geo_coordinates "geoCoordinates" [Option<GeoCoordinates<'_>>] = |it| it.geo_coordinates.as_ref().map(GeoCoordinates);
}

part! {
    /// A point on the map. Microsoft sends 0, 0 where it does not know.
    GeoCoordinates "GeoCoordinates" shows GeoCoordinates;

    /// Metres above sea level.
    altitude "altitude" [Option<f64>] = |it| it.altitude;
    /// Degrees north.
    latitude "latitude" [Option<f64>] = |it| it.latitude;
    /// Degrees east.
    longitude "longitude" [Option<f64>] = |it| it.longitude;
}

part! {
    /// A named location of the tenant that a sign-in came from.
    NetworkLocationDetail "NetworkLocationDetail" shows NetworkLocation;

    /// `namedNetwork`, `trustedNamedLocation` and the like.
    network_type "networkType" [Option<&str>] = |it| it.network_type.as_deref();
    /// The locations' names.
    network_names "networkNames" [&[String]] = |it| &it.network_names;
}
