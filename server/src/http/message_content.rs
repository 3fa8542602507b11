//! The bytes of a stored message as both APIs show them.

use crate::model::Message;
use crate::store::tracking::unpack;
use crate::store::{self, Conn, StoreError};

/// The recipient's copy: the fields that were put in front for them, then the content, with
/// what is tracked in it.
///
/// `None`: removed, by age or by size.
pub async fn raw_message(conn: &mut Conn, message: &Message) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(content_id) = message.content_id else { return Ok(None) };
    let Some(content) = store::contents::find(conn, message.server_id, content_id).await? else { return Ok(None) };
    let mut raw = message.prepended_headers.clone().unwrap_or_default().into_bytes();
    match store::tracking::splices(conn, message.server_id, message.id).await? {
        Some(stored) => match unpack(&stored).and_then(|splices| splices.apply(&content)) {
            Ok(rewritten) => raw.extend_from_slice(&rewritten),
            Err(error) => {
                let (server, message) = (message.server_id.0, message.id.0);
                tracing::error!(server, message, %error, "what is tracked in a message cannot be shown");
                raw.extend_from_slice(&content);
            }
        },
        None => raw.extend_from_slice(&content),
    }
    Ok(Some(raw))
}
