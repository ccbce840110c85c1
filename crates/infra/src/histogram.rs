//! A table with the number of users of each kind, row by row, so that an error can name its row. No cell spans several lines.

use cognito_mfa::UserFacts;
use cognito_mfa::factor::FactorSet;
use cognito_mfa::user::AccountState;
use cognito_mfa::wire::{Cut, UserDescription, UserFault};

use crate::column::{Column, FactColumn, NONE};

/// The first row of a table with the number of users of each kind: it names the columns.
///
/// ```
/// use cognito_mfa_infra::HistogramHeader;
///
/// let header = HistogramHeader::read("user_status,phone_number,count")?;
/// let users = header.users("CONFIRMED,verified,1200").unwrap();
/// assert_eq!((users.count, users.kind.unwrap().has_password()), (1200, true));
///
/// let error = header.users("CONFIRMED,verified,many").unwrap_err();
/// assert_eq!(error.to_string(), "count: expected a whole number, 0 or more");
/// assert!(HistogramHeader::read("user_status,phone_number").is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone)]
pub struct HistogramHeader {
    names: csv::StringRecord,
    columns: Vec<Column>,
}

/// The users of one row.
///
/// [`HistogramHeader`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedUsers {
    /// Their kind, or the status that no rule covers.
    pub kind: Result<UserFacts, &'static str>,
    /// Their number.
    pub count: u64,
}

/// What is wrong with a row.
///
/// [`HistogramHeader`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// A cell or the number of cells is wrong.
    #[error("{0}")]
    Cell(String),
    /// The cells contradict each other.
    #[error(transparent)]
    User(#[from] UserFault),
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

impl HistogramHeader {
    /// Reads the columns. Each appears once, and `count` is one of them.
    ///
    /// # Errors
    ///
    /// The error is what is wrong, as a part of a sentence.
    pub fn read(row: &str) -> Result<Self, String> {
        let names = cells(row)?;
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

    /// Whether a row repeats the header, as several tables in a row do.
    #[must_use]
    pub fn is_repeated(&self, row: &str) -> bool {
        // No other row contains this name, so that nearly no row is read twice.
        row.contains(Column::Count.name()) && cells(row).is_ok_and(|cells| cells == self.names)
    }

    /// Reads the users of a row.
    ///
    /// # Errors
    ///
    /// [`RowError`] is what is wrong with the row.
    pub fn users(&self, row: &str) -> Result<CountedUsers, RowError> {
        let Self { names, columns } = self;
        let cells = cells(row).map_err(RowError::Cell)?;
        if cells.len() != columns.len() {
            let (expected, found) = (columns.len(), cells.len());
            let message = format!("expected {expected} cells, as in the header, and found {found}");
            return Err(RowError::Cell(message));
        }
        let mut description = UserDescription::default();
        let mut skipped = None;
        let mut count = None;
        for ((column, name), cell) in columns.iter().zip(names).zip(&cells) {
            match column {
                Column::Count => count = Some(whole_number(cell).map_err(RowError::Cell)?),
                // An empty cell means that the member is unknown.
                _ if cell.is_empty() => {}
                Column::Fact(FactColumn::Enabled(factor)) => {
                    let enabled = description.enabled.unwrap_or(FactorSet::EMPTY);
                    let expected = || RowError::Cell(format!("{name}: expected true or false"));
                    description.enabled = Some(enabled.set(*factor, truth(cell).ok_or_else(expected)?));
                }
                Column::Fact(FactColumn::Preferred) | Column::List if cell == NONE => {}
                Column::Fact(_) | Column::List => match set(&mut description, *column, cell) {
                    Err(UserFault::StatusNotModeled(status)) => skipped = Some(status),
                    Err(UserFault::Unexpected { expected, .. }) => {
                        return Err(RowError::Cell(format!("{name}: expected {expected}")));
                    }
                    set => set?,
                },
            }
        }
        let kind = match skipped {
            Some(status) => Err(status),
            None => Ok(description.facts()?),
        };
        Ok(CountedUsers { kind, count: count.unwrap_or_default() })
    }
}

fn unknown(name: &str) -> String {
    if name.contains([';', '\t']) {
        return "the columns are separated by other characters than commas. Save the table with commas".into();
    }
    let names: Vec<_> = Column::all().map(|column| column.to_string()).collect();
    format!("no column is called \"{}\". Expected one of {}", Cut(name), names.join(", "))
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
