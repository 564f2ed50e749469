//! Refusals in their table.

use riskgate_model::{FieldSet, Id, KeptRefusal, RecordKind, Refusal, RefusalContext, RefusalField, RefusalFields, RefusalId, Time};

use super::{Column, Stored};
use crate::cells::Cells;

impl Stored for KeptRefusal {
    const TABLE: &'static str = "refusals";
    const DATE: &'static str = "refused_at";

    fn column(field: RefusalField) -> Column {
        match field {
            RefusalField::RefusedAt => Column::plain("refused_at"),
            RefusalField::Source => Column::found("lower(source)", "source_key"),
            RefusalField::Kind => Column::found("lower(kind)", "kind_key"),
            RefusalField::Reason => Column::plain("lower(reason)"),
            RefusalField::RefusalId => Column::id(),
        }
    }

    fn columns(fields: RefusalFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id", "refused_at", "source", "place", "reason", "kind", "as_of", "page"];
        if fields.contains(RefusalFields::TEXT) {
            columns.push("record");
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: RefusalFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        Ok(Self {
            id: RefusalId::new(tenant.clone(), &cells.required_text()?),
            refused_at: Time::from_nanos(cells.required_number()?),
            refusal: Refusal {
                source: cells.required_text()?,
                place: cells.required_text()?,
                reason: cells.required_text()?,
                kind: cells.text()?.as_deref().and_then(RecordKind::named),
                context: RefusalContext { tenant, as_of: cells.time()?, page: cells.text()? },
                text: if fields.contains(RefusalFields::TEXT) { cells.required_text()? } else { String::new() },
            },
        })
    }
}
