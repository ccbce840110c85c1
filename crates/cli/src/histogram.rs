//! A table with the number of users of each kind.

use cognito_mfa::factor::FactorSet;
use cognito_mfa::user::AccountState;
use cognito_mfa::wire::{UserDescription, UserFault};

use crate::column::{Column, FactColumn, NONE};
use crate::fault::Fault;
use crate::files::{Files, NOT_UTF8};
use crate::object::BYTE_ORDER_MARK;
use crate::place::Place;
use crate::population::Users;
use crate::printable::cut;
use crate::source::Source;
use crate::unshown::UnshownFacts;

/// Reads tables and adds them up.
pub(crate) fn read(sources: &[Source], files: &mut Files<'_>) -> Result<Users, Fault> {
    let mut sum = Sum::default();
    for source in sources {
        read_one(source, files, &mut sum)?;
    }
    Ok(sum.users)
}

/// Reads a table line by line, so that an error can name its line. No cell spans several lines.
fn read_one(source: &Source, files: &mut Files<'_>, sum: &mut Sum) -> Result<(), Fault> {
    let mut lines = files.lines(source)?;
    let mut header: Option<Header> = None;
    let mut line = Vec::new();
    while lines.next_into(&mut line)? {
        lines.refuse_binary(&line, "(FROM '{}') TO 'counts.csv'")?;
        let place = lines.place();
        let text = std::str::from_utf8(&line).map_err(|_| place.fault(NOT_UTF8))?;
        let text = text.trim_start_matches(BYTE_ORDER_MARK).trim();
        if text.is_empty() {
            continue;
        }
        let cells = cells(text).map_err(|message| place.fault(message))?;
        match &header {
            None => header = Some(Header::new(cells).map_err(|message| place.fault(message))?),
            // Several tables in a row, as `cat` joins them.
            Some(header) if header.names == cells => {}
            Some(header) => sum.add(header, &cells, &place)?,
        }
    }
    match header {
        Some(_) => Ok(()),
        None => Err(Place::file(&source.name()).fault("nothing to read. Expected a table with a column `count`")),
    }
}

/// The first row of a table.
struct Header {
    names: csv::StringRecord,
    columns: Vec<Column>,
}

const NO_COUNT: &str = "no column `count`. Add a header with a column `count`: the number of users in each row";

/// The cells of a row.
fn cells(row: &str) -> Result<csv::StringRecord, String> {
    // A cell in quotes contains no other quotes than pairs of them.
    if !row.matches('"').count().is_multiple_of(2) {
        return Err("not a CSV row: a quote is not closed. No cell spans several lines".into());
    }
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).trim(csv::Trim::All).buffer_capacity(row.len() + 1);
    let mut cells = csv::StringRecord::new();
    reader.from_reader(row.as_bytes()).read_record(&mut cells).map_err(|error| format!("not a CSV row: {error}"))?;
    Ok(cells)
}

impl Header {
    /// Reads the columns. Each appears once, and `count` is one of them.
    fn new(names: csv::StringRecord) -> Result<Self, String> {
        let mut columns: Vec<Column> = Vec::new();
        for name in &names {
            let column = Column::from_name(name).ok_or_else(|| unknown(name))?;
            if columns.contains(&column) {
                return Err(format!("the column `{name}` appears more than once. Keep one of them"));
            }
            let is_list = |column: &Column| *column == Column::List;
            let is_factor = |column: &Column| matches!(column, Column::Fact(FactColumn::Enabled(_)));
            if columns.iter().any(is_list) && is_factor(&column) || columns.iter().any(is_factor) && is_list(&column) {
                return Err(format!(
                    "the column `{name}` and another one both contain the enabled factors. Use either `{}` or the columns \
                     that end with `_enabled`",
                    Column::List
                ));
            }
            columns.push(column);
        }
        if columns.contains(&Column::Count) { Ok(Self { names, columns }) } else { Err(NO_COUNT.into()) }
    }
}

fn unknown(name: &str) -> String {
    if name.contains([';', '\t']) {
        return "the columns are separated by other characters than commas. Save the table with commas".into();
    }
    let names: Vec<_> = Column::all().map(|column| column.to_string()).collect();
    format!("no column is called \"{}\". Expected one of {}", cut(name), names.join(", "))
}

/// The users of all rows so far.
#[derive(Default)]
struct Sum {
    users: Users,
    /// Their number, with those that are skipped.
    count: u64,
}

impl Sum {
    /// Adds the users of a row.
    fn add(&mut self, header: &Header, cells: &csv::StringRecord, place: &Place) -> Result<(), Fault> {
        let Header { names, columns } = header;
        if cells.len() != columns.len() {
            return Err(place.fault(format!(
                "expected {} cells, as in the header, and found {}",
                columns.len(),
                cells.len()
            )));
        }
        let mut description = UserDescription::default();
        let mut skipped = None;
        let mut count = None;
        for ((column, name), cell) in columns.iter().zip(names).zip(cells) {
            match column {
                Column::Count => count = Some(whole_number(cell).map_err(|message| place.fault(message))?),
                // An empty cell means that the member is unknown.
                _ if cell.is_empty() => {}
                Column::Fact(FactColumn::Enabled(factor)) => {
                    let enabled = description.enabled.unwrap_or(FactorSet::EMPTY);
                    let is_enabled =
                        truth(cell).ok_or_else(|| place.fault(format!("{name}: expected true or false")))?;
                    description.enabled = Some(enabled.set(*factor, is_enabled));
                }
                Column::Fact(FactColumn::Preferred) | Column::List if cell == NONE => {}
                Column::Fact(_) | Column::List => match set(&mut description, *column, cell) {
                    Err(UserFault::StatusNotModelled(status)) => skipped = Some(status),
                    Err(UserFault::Unexpected { expected, .. }) => {
                        return Err(place.fault(format!("{name}: expected {expected}")));
                    }
                    set => set.map_err(|fault| Fault::of_user(place, &fault))?,
                },
            }
        }
        let count = count.unwrap_or_default();
        let overflow = || place.fault(format!("count: the counts of all rows add up to more than {}", u64::MAX));
        self.count = self.count.checked_add(count).ok_or_else(overflow)?;
        if let Some(status) = skipped {
            if count > 0 {
                self.users.skipped.add(status, count, || place.clone());
            }
            return Ok(());
        }
        let user = description.facts().map_err(|fault| Fault::of_user(place, &fault))?;
        // Whoever writes a table knows its users: an absent column isn't a fact that a response can't show.
        self.users.add(user, UnshownFacts::default(), count);
        Ok(())
    }
}

/// Sets the member of a column.
fn set(description: &mut UserDescription, column: Column, cell: &str) -> Result<(), UserFault> {
    let Some(member) = column.member() else { return Ok(()) };
    match (column, truth(cell)) {
        (Column::Fact(FactColumn::Access), Some(access)) => {
            description.access = Some(if access { AccountState::Enabled } else { AccountState::Disabled });
            Ok(())
        }
        _ => description.set_from_text(member, cell),
    }
}

/// A truth value. Spreadsheets write TRUE and FALSE.
fn truth(cell: &str) -> Option<bool> {
    let is = |value: &str| cell.eq_ignore_ascii_case(value);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

fn whole_number(cell: &str) -> Result<u64, String> {
    let is_number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    match cell.parse() {
        Ok(number) if is_number => Ok(number),
        _ if is_number => Err(format!("count: expected at most {}", u64::MAX)),
        _ => Err("count: expected a whole number, 0 or more".into()),
    }
}
