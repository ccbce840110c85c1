//! Files with a table of the number of users of each kind.

#[cfg(feature = "live")]
use cognito_mfa_infra::FactColumn;
use cognito_mfa_infra::{HistogramHeader, RowError};

use crate::fault::Fault;
use crate::files::{Files, NOT_UTF8};
use crate::object::BYTE_ORDER_MARK;
use crate::place::Place;
use crate::population::Users;
use crate::source::Source;
use crate::unshown::UnshownFacts;

/// A table of these users that [`read`] reads. It contains no personal data.
#[cfg(feature = "live")]
pub(crate) fn text(users: &Users) -> String {
    let columns: Vec<&str> = FactColumn::ALL.iter().map(|column| column.name()).collect();
    let mut text = format!("{},count\n", columns.join(","));
    for (user, count) in users.population.classes() {
        let cells: Vec<&str> = FactColumn::ALL.iter().map(|column| column.value(user)).collect();
        text.extend([cells.join(",").as_str(), ",", &count.to_string(), "\n"]);
    }
    // Of a skipped user, only the status is known.
    for (status, count) in users.skipped.counts() {
        let unknown = ",".repeat(FactColumn::ALL.len() - 1);
        text.extend([status, unknown.as_str(), ",", &count.to_string(), "\n"]);
    }
    text
}

/// Reads tables and adds them up.
pub(crate) fn read(sources: &[Source], files: &mut Files<'_>) -> Result<Users, Fault> {
    let mut sum = Sum::default();
    for source in sources {
        read_one(source, files, &mut sum)?;
    }
    Ok(sum.users)
}

/// Reads a table line by line, so that an error can name its line.
fn read_one(source: &Source, files: &mut Files<'_>, sum: &mut Sum) -> Result<(), Fault> {
    let mut lines = files.lines(source)?;
    let mut header: Option<HistogramHeader> = None;
    let mut line = Vec::new();
    while lines.next_into(&mut line)? {
        lines.refuse_binary(&line, "(FROM '{}') TO 'counts.csv'")?;
        let place = lines.place();
        let text = std::str::from_utf8(&line).map_err(|_| place.fault(NOT_UTF8))?;
        let text = text.trim_start_matches(BYTE_ORDER_MARK).trim();
        if text.is_empty() {
            continue;
        }
        match &header {
            None => header = Some(HistogramHeader::read(text).map_err(|message| place.fault(message))?),
            // Several tables in a row, as `cat` joins them.
            Some(header) if header.is_repeated(text) => {}
            Some(header) => sum.add(header, text, &place)?,
        }
    }
    match header {
        Some(_) => Ok(()),
        None => Err(Place::file(&source.name()).fault("nothing to read. Expected a table with a column `count`")),
    }
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
    fn add(&mut self, header: &HistogramHeader, row: &str, place: &Place) -> Result<(), Fault> {
        let row = header.users(row).map_err(|error| match error {
            RowError::User(fault) => Fault::of_user(place, &fault),
            RowError::Cell(_) | _ => place.fault(error.to_string()),
        })?;
        let overflow = || place.fault(format!("count: the counts of all rows add up to more than {}", u64::MAX));
        self.count = self.count.checked_add(row.count).ok_or_else(overflow)?;
        match row.kind {
            // Whoever writes a table knows its users: an absent column isn't a fact that a response can't show.
            Ok(user) => self.users.add(user, UnshownFacts::default(), row.count),
            Err(status) if row.count > 0 => self.users.skipped.add(status, row.count, || place.clone()),
            Err(_) => {}
        }
        Ok(())
    }
}
