//! The bytes of a stored message as both APIs show them.

use crate::model::Message;
use crate::store::{self, Conn, StoreError};

/// The recipient's copy: the fields that were put in front for them, then the content as accepted.
///
/// `None`: removed, by age or by size.
pub async fn raw_message(conn: &mut Conn, message: &Message) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(content_id) = message.content_id else { return Ok(None) };
    let Some(content) = store::contents::find(conn, message.server_id, content_id).await? else { return Ok(None) };
    let mut raw = message.prepended_headers.clone().unwrap_or_default().into_bytes();
    raw.extend_from_slice(&content);
    Ok(Some(raw))
}
