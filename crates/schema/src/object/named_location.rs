//! A named location.

use async_graphql::{ID, Result};
use riskgate_model::Id;

use super::table::{object, part};
use crate::{
    filter::NamedLocationFilter,
    id::global,
    level::Entity,
    list::Listed,
    scalar::{DateTime, Json},
    vocabulary::{CountryLookupMethod, NamedLocationType, Out, raw, shown},
};

object! {
    /// "Named location": a place that the tenant gave a name, by addresses or by countries, for Conditional Access to ask for.
    NamedLocation "NamedLocation" shows NamedLocation in NamedLocationFields;

    leaves {
        /// The id, unique among everything riskgate shows.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The location's id in Microsoft Entra; policies name it by this.
        named_location_id "namedLocationId" NONE [&str] = |it| it.id.object();
        /// The tenant.
        tenant_id "tenantId" NONE [&str] = |it| it.id.tenant().as_str();
        /// "Name".
        display_name "displayName" NONE [Option<&str>] = |it| it.display_name.as_deref();
        /// "Location type": what it is made of.
        kind "type" NONE [Out<NamedLocationType>] = |it| shown(it.kind.as_ref());
        /// `type` as it came.
        kind_raw "typeRaw" NONE [Option<&str>] = |it| raw(it.kind.as_ref());
        /// "Trusted": whether its addresses are marked so; of one made of addresses.
        is_trusted "isTrusted" NONE [Option<bool>] = |it| it.is_trusted;
        /// "IP ranges".
        ip_ranges "ipRanges" NONE [Vec<IpRange<'_>>] = |it| it.ip_ranges.iter().map(IpRange).collect();
        /// "Countries" and regions, in two letters each.
        countries_and_regions "countriesAndRegions" NONE [&[String]] = |it| &it.countries_and_regions;
        /// "Include unknown countries/regions": whether addresses of no known country belong to it; of one made of countries.
        include_unknown "includeUnknownCountriesAndRegions" NONE [Option<bool>] = |it| it.include_unknown_countries_and_regions;
        /// "Country lookup method": how the country of a sign-in is found; of one made of countries.
        country_lookup_method "countryLookupMethod" NONE [Out<CountryLookupMethod>] = |it| shown(it.country_lookup_method.as_ref());
        /// `countryLookupMethod` as it came.
        country_lookup_method_raw "countryLookupMethodRaw" NONE [Option<&str>] = |it| raw(it.country_lookup_method.as_ref());
        /// When it was made.
        created_date_time "createdDateTime" NONE [Option<DateTime>] = |it| it.created_date_time.map(DateTime);
        /// When it was last modified, or made if it never was.
        modified_date_time "modifiedDateTime" NONE [Option<DateTime>] = |it| it.modified().map(DateTime);
        /// The whole record as it was received from Microsoft.
        record "record" RECORD [Result<Option<Json>>] = |it| Ok(Json::record(it.record.as_ref())?);
    }

    branches [] {}
}

impl Entity for NamedLocation {
    const CONNECTION: &'static str = "NamedLocationConnection";
    const EDGE: &'static str = "NamedLocationEdge";
}

impl Listed for NamedLocation {
    type Filter = NamedLocationFilter;
}

part! {
    /// A range of addresses, in the words that it came in.
    IpRange "IpRange" shows IpRange;

    /// The range in CIDR notation, such as `203.0.113.0/24`; null where it has a lower and an upper address.
    cidr_address "cidrAddress" [Option<&str>] = |it| it.cidr_address.as_deref();
    /// Its first address.
    lower_address "lowerAddress" [Option<&str>] = |it| it.lower_address.as_deref();
    /// Its last address.
    upper_address "upperAddress" [Option<&str>] = |it| it.upper_address.as_deref();
}
