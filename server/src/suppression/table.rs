//! Rows of entries in a file: CSV (RFC 4180) or one JSON value per line.

use csv::{ByteRecord, ReaderBuilder};
use serde_json::Value;

use super::manage::SuppressionForm;
use crate::model::{SuppressionKind, Timestamp, ViolationCode, Violations};

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Address,
    Kind,
    Reason,
    Note,
    KeepUntil,
}

impl Field {
    const ALL: [Self; 5] = [Self::Address, Self::Kind, Self::Reason, Self::Note, Self::KeepUntil];

    const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Kind => "kind",
            Self::Reason => "reason",
            Self::Note => "note",
            Self::KeepUntil => "keep_until",
        }
    }

    /// Names of the column in our files and in those of others.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Address => &["address", "email", "email address", "e-mail", "email_address", "recipient"],
            Self::Kind => &["kind", "type"],
            Self::Reason => &["reason", "cause", "error"],
            Self::Note => &["note", "comment", "description"],
            Self::KeepUntil => &["keep_until", "expires", "expires_at", "expiry"],
        }
    }
}

/// Which column holds what, by the names in the first row.
#[derive(Debug, Clone, Default)]
pub struct Mapping(Vec<(Field, String)>);

impl Mapping {
    /// Reads `address=Email,reason=Why`. What is not named is found by its usual name.
    pub fn parse(text: &str) -> Result<Self, Violations> {
        let mut named = Vec::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let parts = pair.split_once('=').map(|(field, column)| (field.trim(), column.trim()));
            let found = parts.and_then(|(name, column)| {
                let field = Field::ALL.into_iter().find(|field| field.name() == name)?;
                (!column.is_empty()).then(|| (field, column.to_owned()))
            });
            let Some(found) = found else {
                let message = "must be pairs such as address=Email, separated by commas";
                return Err(Violations::one("columns", ViolationCode::Invalid, message));
            };
            named.push(found);
        }
        Ok(Self(named))
    }
}

/// One row: where it stands, and what it means or why it means nothing.
#[derive(Debug)]
pub struct TableRow {
    /// Line of the file on which it begins, from 1.
    pub line: u64,
    pub form: Result<SuppressionForm, Violations>,
}

/// Reads the rows of a file one by one. `defaults`: what a row does not say.
///
/// `Err`: the file as a whole cannot be read, such as one without a column for the address.
pub fn rows<'a>(
    bytes: &'a [u8],
    format: Format,
    mapping: &Mapping,
    defaults: &'a SuppressionForm,
) -> Result<Box<dyn Iterator<Item = TableRow> + Send + 'a>, Violations> {
    // Spreadsheets write a byte order mark.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match format {
        Format::Csv => Ok(Box::new(csv_rows(bytes, mapping, defaults)?)),
        Format::Ndjson => Ok(Box::new(json_rows(bytes, defaults))),
    }
}

fn csv_rows<'a>(
    bytes: &'a [u8],
    mapping: &Mapping,
    defaults: &'a SuppressionForm,
) -> Result<impl Iterator<Item = TableRow> + Send + 'a, Violations> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut first = ByteRecord::new();
    // Reading from memory cannot fail, and records of any length and any bytes are taken.
    let has_first = reader.read_byte_record(&mut first).unwrap_or(false);
    let (columns, has_header) = columns(&first, mapping)?;
    let mut pending = (has_first && !has_header).then_some(first);
    Ok(std::iter::from_fn(move || {
        let record = match pending.take() {
            Some(record) => record,
            None => {
                let mut record = ByteRecord::new();
                if !reader.read_byte_record(&mut record).unwrap_or(false) {
                    return None;
                }
                record
            }
        };
        Some(TableRow { line: line_of(&record, bytes), form: csv_form(&record, &columns, defaults) })
    }))
}

/// Line on which a record begins. The reader's position is behind the last record, before its LF and empty lines.
fn line_of(record: &ByteRecord, bytes: &[u8]) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + before.filter(|byte| **byte == b'\n').count() as u64
}

/// The place of each field, and whether the first row is a header.
fn columns(first: &ByteRecord, mapping: &Mapping) -> Result<(Vec<(Field, usize)>, bool), Violations> {
    let header: Vec<String> = first.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_lowercase()).collect();
    let place = |name: &str| header.iter().position(|cell| cell == name);
    let mut columns = Vec::new();
    for field in Field::ALL {
        let named = mapping.0.iter().find(|(known, _)| *known == field);
        let found = match named {
            Some((_, column)) => Some(place(&column.to_lowercase()).ok_or_else(|| {
                Violations::one("columns", ViolationCode::Invalid, format!("there is no column \"{column}\""))
            })?),
            None => field.columns().iter().find_map(|name| place(name)),
        };
        columns.extend(found.map(|found| (field, found)));
    }
    if columns.iter().any(|(field, _)| *field == Field::Address) {
        return Ok((columns, true));
    }
    if header.first().is_none_or(|cell| cell.is_empty() || cell.contains('@')) {
        // A list of addresses without a header.
        return Ok((vec![(Field::Address, 0)], false));
    }
    let message = "has no column for the address; name it in the first row or with the parameter columns";
    Err(Violations::one("body", ViolationCode::Invalid, message))
}

fn csv_form(
    record: &ByteRecord,
    columns: &[(Field, usize)],
    defaults: &SuppressionForm,
) -> Result<SuppressionForm, Violations> {
    let mut form = defaults.clone();
    let mut violations = Violations::new();
    for (field, column) in columns {
        match std::str::from_utf8(record.get(*column).unwrap_or_default()) {
            Ok(cell) => fill(&mut form, *field, unescaped(cell.trim()), &mut violations),
            Err(_) => violations.add(field.name(), ViolationCode::Invalid, "is not valid UTF-8"),
        }
    }
    violations.into_result().map(|()| form)
}

/// Takes away the sign that an export puts before what a spreadsheet would compute.
fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(super::export::FORMULA_SIGNS) => rest,
        _ => cell,
    }
}

fn json_rows<'a>(bytes: &'a [u8], defaults: &'a SuppressionForm) -> impl Iterator<Item = TableRow> + Send + 'a {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    lines.filter(|(line, _)| !line.trim_ascii().is_empty()).map(|(text, line)| {
        let form = match serde_json::from_slice::<Value>(text) {
            Ok(Value::String(address)) => Ok(SuppressionForm { address, ..defaults.clone() }),
            Ok(Value::Object(object)) => json_form(&object, defaults),
            Ok(_) | Err(_) => {
                Err(Violations::one("address", ViolationCode::Invalid, "the line is not a JSON object or string"))
            }
        };
        TableRow { line, form }
    })
}

fn json_form(
    object: &serde_json::Map<String, Value>,
    defaults: &SuppressionForm,
) -> Result<SuppressionForm, Violations> {
    let mut form = defaults.clone();
    let mut violations = Violations::new();
    for field in Field::ALL {
        match object.get(field.name()) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => fill(&mut form, field, text.trim(), &mut violations),
            Some(_) => violations.add(field.name(), ViolationCode::Invalid, "is not a string"),
        }
    }
    violations.into_result().map(|()| form)
}

/// Writes a value that is there into its place.
fn fill(form: &mut SuppressionForm, field: Field, text: &str, violations: &mut Violations) {
    if text.is_empty() && field != Field::Address {
        return;
    }
    match field {
        Field::Address => text.clone_into(&mut form.address),
        Field::Reason => form.reason = Some(text.to_owned()),
        Field::Note => form.note = Some(text.to_owned()),
        Field::Kind => match SuppressionKind::parse(&text.to_lowercase()) {
            Some(kind) => form.kind = Some(kind),
            None => {
                let message = "is not bounce, complaint, unsubscribe or manual";
                violations.add(field.name(), ViolationCode::Inclusion, message);
            }
        },
        Field::KeepUntil if text.eq_ignore_ascii_case("never") => form.keep_until = None,
        Field::KeepUntil => match time(text) {
            Some(time) => form.keep_until = Some(time),
            None => violations.add(field.name(), ViolationCode::Invalid, "is not a time (RFC 3339), a day or never"),
        },
    }
}

/// RFC 3339, or a day, which means its beginning in UTC.
fn time(text: &str) -> Option<Timestamp> {
    let day = || Some(text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp());
    let time = text.parse::<jiff::Timestamp>().ok().or_else(day)?;
    Some(Timestamp(time.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: Format, columns: &str) -> Vec<(u64, Result<SuppressionForm, Violations>)> {
        let defaults = SuppressionForm::default();
        let mapping = Mapping::parse(columns).unwrap();
        let rows = rows(text.as_bytes(), format, &mapping, &defaults).unwrap();
        rows.map(|row| (row.line, row.form)).collect()
    }

    #[test]
    fn columns_are_found_by_their_usual_names_in_any_order() {
        let text = "\u{feff}Reason,EMAIL,keep_until\r\n\"two\nlines\",a@x.example,2030-01-02\r\n,'@x.example,never\r\n";
        let rows = read(text, Format::Csv, "");
        let (line, first) = &rows[0];
        let first = first.as_ref().unwrap();
        assert_eq!((*line, first.address.as_str(), first.reason.as_deref()), (2, "a@x.example", Some("two\nlines")));
        assert_eq!(first.keep_until.unwrap().to_rfc3339(), "2030-01-02T00:00:00.000000Z");
        let (line, second) = &rows[1];
        assert_eq!((*line, second.as_ref().unwrap().address.as_str()), (4, "@x.example"));
        assert_eq!(second.as_ref().unwrap().keep_until, None);
    }

    #[test]
    fn columns_can_be_named_and_a_bare_list_needs_no_header() {
        let rows = read("Who,Why\na@x.example,old\n", Format::Csv, "address=who, reason=Why");
        assert_eq!(rows[0].1.as_ref().unwrap().reason.as_deref(), Some("old"));
        let rows = read("a@x.example\nb@x.example\n", Format::Csv, "");
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2]);
        let rows = read("address\n\na@x.example\n\nb@x.example\n", Format::Csv, "");
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5]);
        let defaults = SuppressionForm::default();
        for (text, columns) in [("Who\na@x.example", ""), ("address\na@x.example", "reason=Why")] {
            let mapping = Mapping::parse(columns).unwrap();
            assert!(rows_of(text, &mapping, &defaults).is_err(), "{text}");
        }
        assert!(Mapping::parse("adress=x").is_err());
    }

    fn rows_of(text: &str, mapping: &Mapping, defaults: &SuppressionForm) -> Result<usize, Violations> {
        rows(text.as_bytes(), Format::Csv, mapping, defaults).map(Iterator::count)
    }

    #[test]
    fn lines_of_json_are_objects_or_addresses() {
        let text = "{\"address\": \"a@x.example\", \"kind\": \"complaint\"}\n\n\"b@x.example\"\n{\"address\": 1}\n[]\n";
        let rows = read(text, Format::Ndjson, "");
        assert_eq!(
            rows.iter().map(|(line, form)| (*line, form.is_ok())).collect::<Vec<_>>(),
            [(1, true), (3, true), (4, false), (5, false)]
        );
        assert_eq!(rows[0].1.as_ref().unwrap().kind, Some(SuppressionKind::Complaint));
    }
}
