//! Lists as files, made piece by piece while the client reads, so that their length does not matter.

use std::future::Future;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use poem::Body;
use poem_openapi::Enum;
use poem_openapi::types::ToJSON;

use crate::http::ApiError;

/// Rows of one piece.
pub const PIECE: usize = 500;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum FileFormat {
    Csv,
    Ndjson,
}

/// A file of pieces. `piece`: bytes after a place, and where the next piece begins.
///
/// The first piece is made at once, so that its refusal is an answer; later ones end the file early.
pub async fn body<P, F, R>(piece: F) -> Result<Body, ApiError>
where
    P: Send + 'static,
    F: Fn(Option<P>) -> R + Send + 'static,
    R: Future<Output = Result<(Vec<u8>, Option<P>), ApiError>> + Send + 'static,
{
    let (first, next) = piece(None).await?;
    let others = stream::try_unfold(next, move |after| {
        let made = after.map(|after| piece(Some(after)));
        async move {
            match made {
                Some(made) => Ok::<_, ApiError>(Some(made.await?)),
                None => Ok(None),
            }
        }
    });
    let failed = |error: ApiError| {
        tracing::warn!("an export ends early: {error:?}");
        std::io::Error::other("the export ends early")
    };
    Ok(Body::from_bytes_stream(stream::once(async { Ok(first) }).chain(others).map_err(failed)))
}

/// One object per line.
pub fn write_lines(views: &[impl ToJSON]) -> Vec<u8> {
    views.iter().fold(Vec::new(), |mut bytes, view| {
        bytes.extend(view.to_json_string().bytes());
        bytes.push(b'\n');
        bytes
    })
}

/// Rows of RFC 4180. What a spreadsheet would compute begins with `'`.
pub fn write_rows<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>, ApiError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(harmless)).map_err(|error| ApiError::internal(&error))?;
    }
    writer.into_inner().map_err(|error| ApiError::internal(error.error()))
}

fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell }
}

/// A download with this name. Permalinks are `a-z`, `0-9` and `-`.
pub fn attachment(what: &str, permalink: &str, extension: &str) -> String {
    format!("attachment; filename=\"{what}-{permalink}.{extension}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let rows = [["=1+1".to_owned(), "a,b".to_owned()], ["@x".to_owned(), "-1".to_owned()]];
        let text = String::from_utf8(write_rows(rows.into_iter()).unwrap()).unwrap();
        assert_eq!(text, "'=1+1,\"a,b\"\r\n'@x,'-1\r\n");
    }

    #[tokio::test]
    async fn pieces_follow_each_other_to_the_end() {
        let piece = |after: Option<u8>| async move {
            let number = after.map_or(0, |after| after + 1);
            Ok((vec![b'a' + number], (number < 2).then_some(number)))
        };
        assert_eq!(body(piece).await.unwrap().into_string().await.unwrap(), "abc");
    }
}
