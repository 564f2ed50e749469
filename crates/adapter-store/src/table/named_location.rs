//! Named locations in their table.

use riskgate_model::{FieldSet, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationType};

use super::{Column, Stored, words};
use crate::cells::Cells;

impl Stored for NamedLocation {
    const TABLE: &'static str = "named_locations";
    const DATE: &'static str = "modified_key";

    fn column(field: NamedLocationField) -> Column {
        match field {
            NamedLocationField::ModifiedDateTime => Column::plain("modified"),
            NamedLocationField::DisplayName => Column::sorted("lower(display_name)", "display_name_key"),
            NamedLocationField::Kind => Column::word("kind", words::<NamedLocationType>()),
            NamedLocationField::IsTrusted => Column::plain("is_trusted"),
            NamedLocationField::IpRanges => Column::plain("ip_ranges"),
            NamedLocationField::CountriesAndRegions => Column::plain("countries_and_regions"),
            NamedLocationField::NamedLocationId => Column::id(),
            NamedLocationField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(_: NamedLocationFields) -> Vec<&'static str> {
        vec!["tenant", "id", "record"]
    }

    /// There are few, so that each is read from its record.
    fn read<C: Cells>(cells: &mut C, fields: NamedLocationFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let _ = cells.required_text()?;
        let keep = |location: &mut Self, record| location.record = Some(record).filter(|_| fields.contains(NamedLocationFields::RECORD));
        cells.record(&tenant, keep)?.ok_or_else(|| C::fault("a named location has no record"))
    }
}
