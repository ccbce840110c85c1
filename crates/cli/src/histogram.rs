//! A table with the number of users of each kind.

use cognito_mfa::user::UserMember;
use cognito_mfa::wire::UserDescription;
use cognito_mfa_insight::Population;

use crate::fault::Fault;
use crate::files::{Files, NOT_UTF8};
use crate::object::BYTE_ORDER_MARK;
use crate::place::Place;
use crate::printable::cut;
use crate::source::Source;

/// Reads a table line by line, so that an error can name its line. No cell spans several lines.
pub(crate) fn read(source: &Source, files: &mut Files<'_>) -> Result<Population, Fault> {
    let mut lines = files.lines(source)?;
    let mut population = Population::default();
    let mut columns = None;
    let mut line = Vec::new();
    while lines.next_into(&mut line)? {
        let place = lines.place();
        let text = std::str::from_utf8(&line).map_err(|_| place.fault(NOT_UTF8))?;
        let text = text.trim_start_matches(BYTE_ORDER_MARK).trim();
        if text.is_empty() {
            continue;
        }
        let cells = cells(text).map_err(|error| place.fault(format!("not a CSV row: {error}")))?;
        match &columns {
            None => columns = Some(header(&cells).map_err(|message| place.fault(message))?),
            Some(columns) => count(columns, &cells, &place, &mut population)?,
        }
    }
    columns.map(|_| population).ok_or_else(|| lines.place().fault(NO_COUNT))
}

/// A column of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Member(UserMember),
    Count,
}

const COUNT: &str = "count";
const NO_COUNT: &str = "no column `count`. Add a header with a column `count`: the number of users in each row";

fn cells(row: &str) -> Result<csv::StringRecord, csv::Error> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).trim(csv::Trim::All).buffer_capacity(row.len() + 1);
    let mut cells = csv::StringRecord::new();
    reader.from_reader(row.as_bytes()).read_record(&mut cells)?;
    Ok(cells)
}

/// The columns of a header. Each appears once, and `count` is one of them.
fn header(names: &csv::StringRecord) -> Result<Vec<Column>, String> {
    let mut columns = Vec::new();
    for name in names {
        let member = UserMember::from_name(name).map(Column::Member);
        let column = member.or((name == COUNT).then_some(Column::Count));
        let unknown = || format!("no column is called \"{}\". Expected one of {}", cut(name), every_name());
        let column = column.ok_or_else(unknown)?;
        if columns.contains(&column) {
            return Err(format!("the column `{name}` appears more than once. Keep one of them"));
        }
        columns.push(column);
    }
    if columns.contains(&Column::Count) { Ok(columns) } else { Err(NO_COUNT.into()) }
}

fn every_name() -> String {
    let names: Vec<_> = UserMember::ALL.iter().map(|member| member.name()).chain([COUNT]).collect();
    names.join(", ")
}

/// Counts the users of a row.
fn count(
    columns: &[Column],
    cells: &csv::StringRecord,
    place: &Place,
    population: &mut Population,
) -> Result<(), Fault> {
    if cells.len() != columns.len() {
        return Err(place.fault(format!(
            "expected {} cells, as in the header, and found {}",
            columns.len(),
            cells.len()
        )));
    }
    let mut description = UserDescription::default();
    let mut count = None;
    for (column, cell) in columns.iter().zip(cells) {
        match column {
            Column::Count => count = cell.parse().ok(),
            // An empty cell means that the member is unknown.
            Column::Member(_) if cell.is_empty() => {}
            Column::Member(member) => {
                description.set_from_text(*member, cell).map_err(|fault| Fault::of_user(place, &fault))?;
            }
        }
    }
    let count = count.ok_or_else(|| place.fault("count: expected a whole number, 0 or more"))?;
    let user = description.facts().map_err(|fault| Fault::of_user(place, &fault))?;
    population.add(user, count);
    Ok(())
}
