//! A population: users one by one, or how many there are of each kind.

use cognito_mfa::user::UserMember;
use cognito_mfa::wire::UserDescription;
use cognito_mfa_insight::Population;

use crate::fault::{Fault, Place};
use crate::files::{BYTE_ORDER_MARK, Files, Source};
use crate::users;

/// Where a population comes from.
pub(crate) enum PopulationSource {
    /// One user an object.
    Users(Source),
    /// A table with a column that counts.
    Histogram(Source),
}

/// A column of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Says(UserMember),
    Count,
}

const COUNT: &str = "count";

pub(crate) fn read(source: &PopulationSource, files: &mut Files<'_>) -> Result<Population, Fault> {
    match source {
        PopulationSource::Users(source) => users::read(source, files),
        PopulationSource::Histogram(source) => histogram(source, files),
    }
}

/// Line by line, so that each row is told by the line that it stands in; no cell has a line in it.
fn histogram(source: &Source, files: &mut Files<'_>) -> Result<Population, Fault> {
    let mut lines = files.lines(source)?;
    let mut population = Population::default();
    let mut columns = None;
    let mut line = Vec::new();
    while lines.next_into(&mut line)? {
        let place = lines.place();
        let text = std::str::from_utf8(&line).map_err(|_| place.fault("expected text in UTF-8"))?;
        let text = text.trim_start_matches(BYTE_ORDER_MARK).trim();
        if text.is_empty() {
            continue;
        }
        let cells = cells(text).map_err(|error| place.fault(format!("expected a row in CSV: {error}")))?;
        match &columns {
            None => columns = Some(header(&cells).map_err(|message| place.fault(message))?),
            Some(columns) => count(columns, &cells, &place, &mut population)?,
        }
    }
    columns.map(|_| population).ok_or_else(|| lines.place().fault(format!("expected a header with a column {COUNT}")))
}

fn cells(row: &str) -> Result<csv::StringRecord, csv::Error> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).trim(csv::Trim::All).buffer_capacity(row.len() + 1);
    let mut cells = csv::StringRecord::new();
    reader.from_reader(row.as_bytes()).read_record(&mut cells)?;
    Ok(cells)
}

/// Counts the users of a row.
fn count(
    columns: &[Column],
    cells: &csv::StringRecord,
    place: &Place,
    population: &mut Population,
) -> Result<(), Fault> {
    if cells.len() != columns.len() {
        return Err(place.fault(format!("expected {} cells, and there are {}", columns.len(), cells.len())));
    }
    let mut description = UserDescription::default();
    let mut count = None;
    for (column, cell) in columns.iter().zip(cells) {
        match column {
            Column::Count => count = cell.parse().ok(),
            // An empty cell says nothing.
            Column::Says(_) if cell.is_empty() => {}
            Column::Says(member) => {
                description.set_from_text(*member, cell).map_err(|fault| place.user_fault(&fault))?;
            }
        }
    }
    let count = count.ok_or_else(|| place.fault("count: expected a whole number"))?;
    let user = description.facts().map_err(|fault| place.user_fault(&fault))?;
    population.add(user, count);
    Ok(())
}

/// The columns that a header names, each once, and among them the count.
fn header(names: &csv::StringRecord) -> Result<Vec<Column>, String> {
    let mut columns = Vec::new();
    for name in names {
        let member = UserMember::from_name(name).map(Column::Says);
        let column = member.or((name == COUNT).then_some(Column::Count));
        let column = column.ok_or_else(|| format!("{name}: expected a column of {}", every_name()))?;
        if columns.contains(&column) {
            return Err(format!("{name}: expected one column of this name"));
        }
        columns.push(column);
    }
    if columns.contains(&Column::Count) { Ok(columns) } else { Err(format!("expected a column {COUNT}")) }
}

fn every_name() -> String {
    let names: Vec<_> = UserMember::ALL.iter().map(|member| member.name()).chain([COUNT]).collect();
    names.join(", ")
}
