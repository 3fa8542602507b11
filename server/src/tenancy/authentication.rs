//! Who is there: keys of SMTP and API clients, and clients known by their address.
//!
//! Begin with [`Authentication`]. It knows no protocol; what a refusal sounds like is the front door's business.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hmac::{Hmac, Mac};
use md5::Md5;

use super::client_networks::ClientNetworks;
use crate::clock::SharedClock;
use crate::model::{Credential, CredentialId, CredentialKind, MailServer, Timestamp};
use crate::secrets::{SecretError, SecretKey, sha256_hex};
use crate::store::{self, Conn, Store, StoreError};

/// Context of `credentials.key_encrypted` in [`SecretKey::encrypt`].
pub const KEY_CONTEXT: &str = "credentials.key";

/// Suspensions, deletions and changed credentials are noticed after this time at the latest.
const FRESHNESS: Duration = Duration::from_secs(4);
/// `last_used_at` is written at most this often per credential and process.
const USE_INTERVAL: Duration = Duration::from_secs(60);
/// Identities remembered before the stale ones are thrown out.
const MAX_REMEMBERED: usize = 10_000;

#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the key of credential {0} cannot be read")]
    Key(CredentialId, #[source] SecretError),
}

/// A credential and the mail server it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    pub credential: Credential,
    pub server: MailServer,
}

/// Answer to a CRAM-MD5 response.
#[derive(Debug, Clone, PartialEq)]
pub enum CramMd5 {
    Granted(Arc<Identity>),
    /// No mail server has the permalinks of the user name.
    NoServer,
    /// No key of the server gives the digest.
    NoKey,
}

struct Remembered {
    read_at: Timestamp,
    identity: Option<Arc<Identity>>,
}

#[derive(Default)]
struct Memory {
    identities: HashMap<CredentialId, Remembered>,
    used_at: HashMap<CredentialId, Timestamp>,
}

/// Cheap to share behind an [`Arc`]; one per process, because it remembers for all front doors.
pub struct Authentication {
    store: Store,
    secret_key: SecretKey,
    clock: SharedClock,
    networks: ClientNetworks,
    memory: Mutex<Memory>,
}

impl std::fmt::Debug for Authentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authentication")
    }
}

impl Authentication {
    pub fn new(store: Store, secret_key: SecretKey, clock: SharedClock) -> Arc<Self> {
        Arc::new(Self { store, secret_key, clock, networks: ClientNetworks::default(), memory: Mutex::default() })
    }

    /// Whose key this is, exactly. Mail servers that are deleted, alone or with their organization, have no keys;
    /// suspended ones do.
    ///
    /// The look-up goes by the key's SHA-256, so its time says nothing about how much of a guess was right.
    pub async fn by_key(&self, kind: CredentialKind, key: &str) -> Result<Option<Arc<Identity>>, AuthenticationError> {
        let mut conn = self.store.read().await?;
        let credential =
            store::credentials::find_by_key_hash(&mut conn, kind, &sha256_hex(key), self.clock.now()).await?;
        let Some(credential) = credential else { return Ok(None) };
        let identity = with_server(&mut conn, credential).await?;
        drop(conn);
        self.granted(identity).await
    }

    /// RFC 2195. `username`: `organization/server` or `organization_server`, permalinks in any case.
    /// `digest`: HMAC-MD5 of `challenge` in hex.
    pub async fn by_cram_md5(
        &self,
        username: &str,
        challenge: &[u8],
        digest: &[u8],
    ) -> Result<CramMd5, AuthenticationError> {
        let Some((organization, server)) = username.split_once(['/', '_']) else { return Ok(CramMd5::NoServer) };
        // No permalink holds it, and PostgreSQL takes no text with it.
        if username.contains('\0') {
            return Ok(CramMd5::NoServer);
        }
        let mut conn = self.store.read().await?;
        let Some(organization) = store::organizations::find_by_key(&mut conn, organization).await? else {
            return Ok(CramMd5::NoServer);
        };
        let Some(server) = store::servers::find_by_key(&mut conn, organization.id, server).await? else {
            return Ok(CramMd5::NoServer);
        };
        let mut credentials = store::credentials::list_of_kind(&mut conn, server.id, CredentialKind::Smtp).await?;
        let previous = store::credentials::list_previous_keys(&mut conn, server.id, self.clock.now()).await?;
        drop(conn);
        // The same credentials with the keys from before a rotation.
        for (id, key) in previous {
            let rotated = credentials.iter().find(|credential| credential.id == id).cloned();
            credentials.extend(rotated.map(|credential| Credential { key_encrypted: Some(key), ..credential }));
        }
        let Some(digest) = parse_hex(digest) else { return Ok(CramMd5::NoKey) };
        for credential in credentials {
            let gives = self.key_gives(&credential, challenge, &digest).unwrap_or_else(|error| {
                // One key that cannot be read must not stop the others from working.
                tracing::error!(
                    credential_id = credential.id.0,
                    error = &error as &dyn std::error::Error,
                    "a key cannot be read"
                );
                false
            });
            if gives {
                let identity = Some(Arc::new(Identity { credential, server }));
                return Ok(self.granted(identity).await?.map_or(CramMd5::NoServer, CramMd5::Granted));
            }
        }
        Ok(CramMd5::NoKey)
    }

    /// The SMTP-IP credential of the narrowest network that holds this client.
    pub async fn by_address(&self, client: IpAddr) -> Result<Option<Arc<Identity>>, AuthenticationError> {
        let Some(id) = self.networks.find(client, &self.store, self.clock.now(), FRESHNESS).await? else {
            return Ok(None);
        };
        let identity = self.current(id).await?;
        self.granted(identity).await
    }

    /// The identity as the database has it now (at most five seconds ago). `None`: it is gone, or its mail server is.
    pub async fn current(&self, id: CredentialId) -> Result<Option<Arc<Identity>>, AuthenticationError> {
        let now = self.clock.now();
        if let Some(remembered) = self.with_memory(|memory| {
            let fresh = memory.identities.get(&id).filter(|it| now.since(it.read_at) < FRESHNESS);
            fresh.map(|it| it.identity.clone())
        }) {
            return Ok(remembered);
        }
        let mut conn = self.store.read().await?;
        let identity = match store::credentials::find(&mut conn, id).await? {
            Some(credential) => with_server(&mut conn, credential).await?,
            None => None,
        };
        self.remember(id, identity.clone(), now);
        Ok(identity)
    }

    async fn granted(&self, identity: Option<Arc<Identity>>) -> Result<Option<Arc<Identity>>, AuthenticationError> {
        if let Some(identity) = &identity {
            let now = self.clock.now();
            self.remember(identity.credential.id, Some(Arc::clone(identity)), now);
            // Nobody is turned away because a date could not be noted.
            if let Err(error) = self.record_use(&identity.credential, now).await {
                let id = identity.credential.id.0;
                tracing::warn!(credential_id = id, %error, "the use of a credential could not be recorded");
            }
        }
        Ok(identity)
    }

    fn remember(&self, id: CredentialId, identity: Option<Arc<Identity>>, now: Timestamp) {
        self.with_memory(|memory| {
            if memory.identities.len() >= MAX_REMEMBERED {
                memory.identities.retain(|_, it| now.since(it.read_at) < FRESHNESS);
                memory.used_at.retain(|_, at| now.since(*at) < USE_INTERVAL);
            }
            memory.identities.insert(id, Remembered { read_at: now, identity });
        });
    }

    async fn record_use(&self, credential: &Credential, now: Timestamp) -> Result<(), StoreError> {
        let is_due = self.with_memory(|memory| {
            let last = memory.used_at.get(&credential.id).copied().max(credential.last_used_at);
            let is_due = last.is_none_or(|last| now.since(last) >= USE_INTERVAL);
            if is_due {
                memory.used_at.insert(credential.id, now);
            }
            is_due
        });
        if is_due {
            let mut conn = self.store.write().await?;
            store::credentials::record_use(&mut conn, credential.id, now).await?;
        }
        Ok(())
    }

    fn key_gives(&self, credential: &Credential, challenge: &[u8], digest: &[u8]) -> Result<bool, AuthenticationError> {
        let Some(encrypted) = &credential.key_encrypted else { return Ok(false) };
        let key = self
            .secret_key
            .decrypt(encrypted, KEY_CONTEXT)
            .map_err(|error| AuthenticationError::Key(credential.id, error))?;
        // HMAC takes keys of any length.
        let Ok(mac) = Hmac::<Md5>::new_from_slice(&key) else { return Ok(false) };
        Ok(mac.chain_update(challenge).verify_slice(digest).is_ok())
    }

    fn with_memory<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        work(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn with_server(conn: &mut Conn, credential: Credential) -> Result<Option<Arc<Identity>>, StoreError> {
    let server = store::servers::find(conn, credential.server_id).await?.filter(|server| server.deleted_at.is_none());
    Ok(server.map(|server| Arc::new(Identity { credential, server })))
}

/// RFC 2195 §2: lower-case hex; upper case is taken too.
fn parse_hex(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() != 32 || !text.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_32_hex_digits() {
        assert_eq!(parse_hex(b"000102030405060708090a0b0c0d0e0f").unwrap(), (0..16).collect::<Vec<u8>>());
        assert!(parse_hex(b"0001").is_none());
        assert!(parse_hex(&[b'+'; 32]).is_none());
        assert!(parse_hex(&[0xff; 32]).is_none());
    }
}
