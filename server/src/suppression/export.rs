//! The list as a file, in pieces, so that its length does not matter.

use futures::{Stream, stream};
use serde_json::json;

use super::table::Format;
use crate::model::{Suppression, SuppressionList, Timestamp};
use crate::store::suppressions::{self, Filter, Start};
use crate::store::{Store, StoreError};

/// Entries of one piece.
const PAGE: i64 = 1000;

/// A spreadsheet computes cells that begin with one of these.
pub const FORMULA_SIGNS: [char; 4] = ['=', '+', '-', '@'];

const HEADER: [&str; 7] = ["address", "kind", "reason", "note", "message_id", "created_at", "keep_until"];

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a row cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Where the export is.
enum Place {
    Begin,
    After(Timestamp, String),
    End,
}

/// The entries that `filter` means, newest first.
pub fn export(
    store: Store,
    list: SuppressionList,
    filter: Filter,
    format: Format,
) -> impl Stream<Item = Result<Vec<u8>, ExportError>> + Send + 'static {
    stream::try_unfold(Place::Begin, move |place| {
        let (store, filter) = (store.clone(), filter.clone());
        async move {
            let after = match &place {
                Place::Begin => None,
                Place::After(time, address) => Some(Start::after(*time, address)),
                Place::End => return Ok(None),
            };
            let entries = suppressions::list(&mut store.read().await?, list, &filter, after, PAGE).await?;
            let mut piece = Vec::new();
            if format == Format::Csv && matches!(place, Place::Begin) {
                write_row(&mut piece, &HEADER.map(str::to_owned))?;
            }
            for entry in &entries {
                match format {
                    Format::Csv => write_row(&mut piece, &cells(entry))?,
                    Format::Ndjson => piece.extend(format!("{}\n", object(entry)).bytes()),
                }
            }
            let next = match entries.last() {
                Some(last) if entries.len() as i64 == PAGE => Place::After(last.created_at, last.address.clone()),
                _ => Place::End,
            };
            Ok(Some((piece, next)))
        }
    })
}

fn cells(entry: &Suppression) -> [String; 7] {
    [
        entry.address.clone(),
        entry.kind.as_str().to_owned(),
        entry.reason.clone(),
        entry.note.clone().unwrap_or_default(),
        entry.message_id.map(|id| id.to_string()).unwrap_or_default(),
        entry.created_at.to_rfc3339(),
        entry.keep_until.map(Timestamp::to_rfc3339).unwrap_or_default(),
    ]
    .map(|cell| if cell.starts_with(FORMULA_SIGNS) { format!("'{cell}") } else { cell })
}

/// RFC 4180.
fn write_row(piece: &mut Vec<u8>, cells: &[String; 7]) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(piece);
    writer.write_record(cells)?;
    writer.flush().map_err(csv::Error::from)
}

fn object(entry: &Suppression) -> serde_json::Value {
    let mut object = json!({
        "address": entry.address,
        "kind": entry.kind.as_str(),
        "reason": entry.reason,
        "created_at": entry.created_at.to_rfc3339(),
    });
    if let Some(object) = object.as_object_mut() {
        object.extend(entry.note.as_ref().map(|note| ("note".to_owned(), json!(note))));
        object.extend(entry.message_id.map(|id| ("message_id".to_owned(), json!(id.0))));
        object.extend(entry.keep_until.map(|end| ("keep_until".to_owned(), json!(end.to_rfc3339()))));
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MessageId, ServerId, SuppressionKind};

    #[test]
    fn no_cell_is_a_formula() {
        let entry = Suppression {
            list: ServerId(1).into(),
            address: "@x.example".to_owned(),
            kind: SuppressionKind::Manual,
            reason: "=HYPERLINK(\"http://x\")".to_owned(),
            note: Some("-1, +2".to_owned()),
            message_id: Some(MessageId(7)),
            created_at: Timestamp::from_seconds(0),
            keep_until: None,
        };
        let mut piece = Vec::new();
        write_row(&mut piece, &cells(&entry)).unwrap();
        assert_eq!(
            String::from_utf8(piece).unwrap(),
            "'@x.example,manual,\"'=HYPERLINK(\"\"http://x\"\")\",\"'-1, +2\",7,1970-01-01T00:00:00.000000Z,\r\n"
        );
    }
}
