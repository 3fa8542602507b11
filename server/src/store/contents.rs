//! Raw content: stored once per transaction and mail server, compressed when that saves space.
//!
//! Small content is one row of the batch. Large content goes ahead of it in chunks, each in a short
//! transaction; the row in `contents` follows with the messages. Chunks without that row are left
//! over from a process that died in between, and are swept.

use std::time::Duration;

use super::{Batches, Conn, Store, StoreError, Value};
use crate::model::{ContentId, RawContent, ServerId, Timestamp};

/// Content above this many bytes (as stored) goes in chunks.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// Compression below this size costs more than it saves.
const COMPRESS_FROM_BYTES: usize = 512;

const ORPHAN_AGE: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    Zstd,
}

impl Encoding {
    pub const fn as_str(self) -> &'static str {
        match self {
            Encoding::Identity => "identity",
            Encoding::Zstd => "zstd",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Encoding::Identity, Encoding::Zstd].into_iter().find(|encoding| encoding.as_str() == text)
    }
}

/// Content in the form in which it is stored.
#[derive(Debug, Clone)]
pub struct Packed {
    pub encoding: Encoding,
    pub data: Vec<u8>,
    /// Before compression.
    pub size_bytes: usize,
}

/// Compresses when that saves a tenth or more. Takes about a millisecond per 300 kB.
pub fn pack(content: &[u8]) -> Packed {
    let size_bytes = content.len();
    if size_bytes >= COMPRESS_FROM_BYTES
        && let Ok(data) = zstd::bulk::compress(content, 1)
        && data.len() < size_bytes / 10 * 9
    {
        return Packed { encoding: Encoding::Zstd, data, size_bytes };
    }
    Packed { encoding: Encoding::Identity, data: content.to_vec(), size_bytes }
}

/// Writes content larger than [`CHUNK_BYTES`] ahead of the batch that will refer to it.
pub async fn write_chunks(
    store: &Store,
    server: ServerId,
    id: ContentId,
    data: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    for (position, chunk) in data.chunks(CHUNK_BYTES).enumerate() {
        let mut conn = store.write().await?;
        conn.execute_exactly(
            1,
            "writing a content chunk",
            "INSERT INTO content_chunks (server_id, content_id, position, data, created_at) VALUES (?, ?, ?, ?, ?)",
            &[server.into(), id.into(), Value::Int(Some(position as i64)), chunk.into(), now.into()],
        )
        .await?;
    }
    Ok(())
}

/// The content as accepted. `None`: removed.
pub async fn find(conn: &mut Conn, server: ServerId, id: ContentId) -> Result<Option<RawContent>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT encoding, size_bytes, data FROM contents WHERE server_id = ? AND id = ?",
            &[server.into(), id.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut columns = row.columns();
    let encoding = columns.parse(Encoding::parse)?;
    let size_bytes: i64 = columns.next()?;
    let data = match columns.next::<Option<Vec<u8>>>()? {
        Some(data) => data,
        None => read_chunks(conn, server, id).await?,
    };
    let incomplete = || StoreError::IncompleteContent(format!("{server}::{id}"));
    let content = match encoding {
        Encoding::Identity => data,
        Encoding::Zstd => zstd::bulk::decompress(&data, size_bytes as usize).map_err(|_| incomplete())?,
    };
    if content.len() as i64 == size_bytes { Ok(Some(content.into())) } else { Err(incomplete()) }
}

async fn read_chunks(conn: &mut Conn, server: ServerId, id: ContentId) -> Result<Vec<u8>, StoreError> {
    let rows = conn
        .fetch_all(
            "SELECT data FROM content_chunks WHERE server_id = ? AND content_id = ? ORDER BY position",
            &[server.into(), id.into()],
        )
        .await?;
    let mut data = Vec::new();
    for row in rows {
        data.extend_from_slice(&row.get::<Vec<u8>>(0)?);
    }
    Ok(data)
}

/// Deletes chunks that no content refers to a day after they were written; answers how many. `since`: older ones have
/// been looked at before.
pub async fn sweep_orphans(batches: &Batches, since: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    let until = now - ORPHAN_AGE;
    let mut swept = 0;
    while !batches.is_stopped() {
        let orphans = batches
            .store()
            .read()
            .await?
            .fetch_all(
                "SELECT DISTINCT k.server_id, k.content_id FROM content_chunks k
                  WHERE k.created_at >= ? AND k.created_at < ?
                    AND NOT EXISTS (SELECT 1 FROM contents c WHERE c.server_id = k.server_id AND c.id = k.content_id)
                  LIMIT 20",
                &[(since - ORPHAN_AGE).into(), until.into()],
            )
            .await?;
        if orphans.is_empty() {
            break;
        }
        for row in orphans {
            let (server, id): (ServerId, ContentId) = (row.get(0)?, row.get(1)?);
            let mut batch = batches.begin().await?;
            swept += batch
                .execute(
                    "DELETE FROM content_chunks WHERE server_id = ? AND content_id = ? AND created_at < ?",
                    &[server.into(), id.into(), until.into()],
                )
                .await?;
            batch.commit().await?;
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_compressed_only_when_that_saves_space() {
        assert_eq!(pack(b"short").encoding, Encoding::Identity);
        let packed = pack(&[b'a'; 10_000]);
        assert_eq!(packed.encoding, Encoding::Zstd);
        assert!(packed.data.len() < 200);
        let noise: [u8; 4096] = crate::random::Random::seeded(3).bytes();
        assert_eq!(pack(&noise).encoding, Encoding::Identity);
    }
}
