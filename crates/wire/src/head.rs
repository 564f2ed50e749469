//! The head of a table: what its columns are called, and so what its rows are.

use serde_json::{Map, Value, map::Entry};

use crate::{
    Recognised, RecordDefaults,
    flaw::Flaw,
    log_row, portal_row,
    recognise::refused,
    resource::{Meaning, Resource},
    row::{self, Row, put},
    shape,
    tables::portal::{REPORTS, Report},
    when::Zone,
};

/// The head of a table: the names of its columns.
///
/// It tells what the rows are: of a table of Log Analytics, of a report that was downloaded from the portal, or of Microsoft Graph's
/// properties.
pub struct TableHead {
    columns: Vec<Column>,
    table: Option<Tabled>,
}

/// What the rows of a table are.
#[derive(Clone, Copy)]
enum Tabled {
    /// Rows of Log Analytics.
    Log,
    /// Rows of a report of the portal.
    Report(&'static Report),
    /// Properties of Microsoft Graph, of this resource.
    Graph(Resource),
}

/// A column.
pub(crate) struct Column {
    /// Its header, as it came.
    header: String,
    /// Its name, without the zone behind it.
    pub name: String,
    /// What is said of times.
    pub zone: Zone,
    /// The property of Microsoft Graph, where the report's table names it.
    pub property: Option<&'static str>,
}

impl TableHead {
    /// The head with these names, in whatever case, with blanks around them or not.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut columns: Vec<Column> = names.into_iter().map(Column::new).collect();
        let table = table(&columns);
        if let Some(Tabled::Report(report)) = table {
            for column in &mut columns {
                column.property = report.columns.iter().find(|(header, _)| is_named(&column.name, header)).map(|(_, property)| *property);
            }
        }
        Self { columns, table }
    }

    /// Whether riskgate knows what is under it.
    pub fn is_known(&self) -> bool {
        self.table.is_some()
    }

    /// Whether its rows are told otherwise than objects of Microsoft Graph are.
    pub(crate) fn is_of_rows(&self) -> bool {
        matches!(self.table, Some(Tabled::Log | Tabled::Report(_)))
    }

    /// A row as an object of its cells by their headers, which [`recognise`](crate::recognise()) takes for the same row; none where it would
    /// take it for something else.
    pub fn object(&self, cells: Vec<Value>) -> Option<Map<String, Value>> {
        if cells.len() != self.columns.len() {
            return None;
        }
        let mut object = Map::new();
        for (column, cell) in self.columns.iter().zip(cells) {
            let name = match self.table? {
                Tabled::Log | Tabled::Report(_) => &column.header,
                Tabled::Graph(_) if column.zone.is_needed(&cell) => return None,
                Tabled::Graph(_) => &column.name,
            };
            // Empty cells stay as well: the headers over them tell what the row is.
            match object.entry(name) {
                Entry::Vacant(free) => drop(free.insert(cell)),
                Entry::Occupied(_) => put(&mut object, name, cell),
            }
        }
        (is_row(&object) == self.is_of_rows()).then_some(object)
    }

    /// Recognises a row by its cells, which are texts or JSON.
    pub fn recognise(&self, mut cells: Vec<Value>, defaults: &RecordDefaults) -> Recognised {
        while cells.len() > self.columns.len() && cells.last().is_some_and(crate::normalise::says_nothing) {
            cells.pop();
        }
        if cells.len() != self.columns.len() {
            let more = cells.len() > self.columns.len();
            let hint = if more { "; a cell that holds the separator must stand in quotation marks" } else { "" };
            return refused(None, Flaw::new(format!("has {} cells under {} columns{hint}", cells.len(), self.columns.len())));
        }
        let row: Row<'_> = self.columns.iter().zip(cells).collect();
        match self.table {
            Some(Tabled::Log) => log_row::recognise(row, defaults),
            Some(Tabled::Report(report)) => portal_row::recognise(report, row, defaults),
            Some(Tabled::Graph(resource)) => row::recognise(resource, row, &defaults.tenant, defaults.as_of),
            None => refused(None, Flaw::new("stands under columns that riskgate does not know")),
        }
    }
}

impl Column {
    fn new(header: &str) -> Self {
        let (name, zone) = Zone::part(header);
        Self { header: header.trim().to_owned(), name: name.to_owned(), zone, property: None }
    }
}

/// Columns that only tables of Log Analytics have.
const OF_LOGS: [&str; 3] = ["AADTenantId", "SourceSystem", "TimeGenerated"];

/// Whether the names of an object may be headers: no property of Microsoft Graph has a blank in its name.
pub(crate) fn is_row(properties: &Map<String, Value>) -> bool {
    let is_header = |name: &String| name.contains(' ') || OF_LOGS.iter().any(|known| known.eq_ignore_ascii_case(name));
    properties.keys().any(is_header)
}

/// The most columns of a table; those that are known have less than a hundred.
const MOST_COLUMNS: usize = 1_000;

/// What the rows under these columns are.
fn table(columns: &[Column]) -> Option<Tabled> {
    if columns.len() > MOST_COLUMNS {
        return None;
    }
    let has = |name: &str| columns.iter().any(|column| is_named(&column.name, name));
    if OF_LOGS.iter().any(|name| has(name)) {
        return Some(Tabled::Log);
    }
    let told = |report: &&Report| {
        report.told_by.iter().all(|names| names.iter().any(|name| has(name))) && !report.without.iter().any(|name| has(name))
    };
    if let Some(report) = REPORTS.iter().find(told) {
        return Some(Tabled::Report(report));
    }
    match shape::meaning(&columns.iter().map(|column| (column.name.clone(), Value::Null)).collect()) {
        Some(Meaning::Resource(resource)) => Some(Tabled::Graph(resource)),
        _ => None,
    }
}

/// Whether two names are one, but for blanks and the case of letters.
pub(crate) fn is_named(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_lowercase())
    }
    letters(one).eq(letters(other))
}

#[cfg(test)]
mod tests;
