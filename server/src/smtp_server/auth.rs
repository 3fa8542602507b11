//! AUTH (RFC 4954): PLAIN, LOGIN and CRAM-MD5.

use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use postal_mail::command::Mechanism;
use postal_mail::reply::Reply;

use super::replies::{self, Text};
use super::session::{End, Session, State};
use super::wire::{Line, LineKind};
use crate::config::BareNewline;
use crate::metrics::ClientError;
use crate::model::{CredentialId, CredentialKind};
use crate::tenancy::authentication::{CramMd5, Identity};

/// Padding is optional: clients of 3.3 may leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// `Username:` and `Password:` in base64.
const LOGIN_USERNAME: &str = "VXNlcm5hbWU6";
const LOGIN_PASSWORD: &str = "UGFzc3dvcmQ6";

/// How a session's identity was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// AUTH.
    Key,
    /// The client's address: an SMTP-IP credential.
    Address,
}

/// On whose account the client acts. Looked up again for each recipient, because it may be suspended or deleted meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct SessionIdentity {
    pub credential_id: CredentialId,
    pub proof: Proof,
}

/// What a failed login costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Penalty {
    /// It is counted.
    Count,
    /// It is counted, and the reply waits.
    Wait,
}

/// A step of the exchange gave this instead of a response.
enum Stop {
    /// Answered, nothing was tried.
    Reply(Text),
    End(End),
}

impl<T: Into<End>> From<T> for Stop {
    fn from(end: T) -> Self {
        Stop::End(end.into())
    }
}

impl Session {
    pub(super) async fn auth(&mut self, mechanism: Mechanism, initial: Option<String>) -> Result<Reply, End> {
        if let Some(refusal) = self.auth_refusal(&mechanism) {
            return Ok(refusal.into());
        }
        let result = match mechanism {
            Mechanism::Plain => self.auth_plain(initial).await,
            Mechanism::Login => self.auth_login(initial).await,
            Mechanism::CramMd5 => self.auth_cram_md5().await,
            Mechanism::Other(_) => Ok(replies::UNKNOWN_MECHANISM.into()),
        };
        match result {
            Ok(reply) => Ok(reply),
            Err(Stop::Reply(text)) => Ok(text.into()),
            Err(Stop::End(end)) => Err(end),
        }
    }

    fn auth_refusal(&self, mechanism: &Mechanism) -> Option<Text> {
        let is_authenticated = self.identity.as_ref().is_some_and(|identity| identity.proof == Proof::Key);
        if self.state == State::Welcome {
            Some(replies::HELLO_FIRST)
        } else if is_authenticated {
            Some(replies::ALREADY_AUTHENTICATED)
        } else if !self.transaction.recipients.is_empty() {
            // RFC 4954 §4 forbids AUTH in the whole transaction. Clients of 3.3 send it behind MAIL; behind RCPT it would
            // mix the mail of two tenants.
            Some(replies::AUTH_IN_TRANSACTION)
        } else if matches!(mechanism, Mechanism::Other(_)) {
            Some(replies::UNKNOWN_MECHANISM)
        } else if !self.takes_auth() {
            Some(replies::AUTH_NEEDS_TLS)
        } else if self.shared.auth_limits.is_locked_out(self.client, self.shared.services.clock.now()) {
            Some(replies::AUTH_LOCKED_OUT)
        } else {
            None
        }
    }

    /// RFC 4616. `authzid NUL user NUL key`; only the key counts.
    async fn auth_plain(&mut self, initial: Option<String>) -> Result<Reply, Stop> {
        let response = match initial {
            Some(initial) => initial.into_bytes(),
            None => self.challenge("").await?,
        };
        let decoded = decode(&response)?;
        let end = decoded.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
        // `NUL key NUL`, with the key where the user name belongs, has always been taken.
        let Some((_, key)) = decoded.get(..end).and_then(|parts| split_last_nul(parts)) else {
            let reason = format!("Authentication failure for {}", self.client);
            return Ok(self.auth_failed(&reason, replies::BAD_CREDENTIAL_FORM, Penalty::Wait).await?);
        };
        self.auth_by_key(key).await
    }

    /// The user name is asked for and ignored.
    async fn auth_login(&mut self, initial: Option<String>) -> Result<Reply, Stop> {
        if initial.is_none() {
            self.challenge(LOGIN_USERNAME).await?;
        }
        let response = self.challenge(LOGIN_PASSWORD).await?;
        let key = decode(&response)?;
        self.auth_by_key(&key).await
    }

    async fn auth_by_key(&mut self, key: &[u8]) -> Result<Reply, Stop> {
        let key = String::from_utf8_lossy(key);
        let found = self.shared.services.authentication.by_key(CredentialKind::Smtp, &key).await;
        match found {
            Ok(Some(identity)) => Ok(self.grant(&identity)),
            Ok(None) => {
                // 3.3 forgets who the client was; with one AUTH per session there is only an address to forget.
                self.identity = None;
                let reason = format!("Authentication failure for {}", self.client);
                Ok(self.auth_failed(&reason, replies::INVALID_CREDENTIAL, Penalty::Wait).await?)
            }
            Err(error) => Ok(self.temporary_error("authenticating a client", &error)),
        }
    }

    /// RFC 2195.
    async fn auth_cram_md5(&mut self) -> Result<Reply, Stop> {
        // 80 bits in 20 hex digits.
        let unique = u128::from_be_bytes(self.shared.services.random.bytes()) >> 48;
        let challenge = format!("<{unique:020x}@{}>", self.shared.hostname);
        let response = self.challenge(&general_purpose::STANDARD.encode(&challenge)).await?;
        let response = decode(&response)?;
        if response.is_empty() {
            return Err(Stop::Reply(replies::BAD_BASE64));
        }
        let space = response.iter().position(|octet| *octet == b' ').unwrap_or(response.len());
        let (username, digest) = response.split_at_checked(space).unwrap_or_default();
        let username = String::from_utf8_lossy(username);
        let digest = digest.get(1..).unwrap_or_default();
        let found = self.shared.services.authentication.by_cram_md5(&username, challenge.as_bytes(), digest).await;
        let reason = match found {
            Ok(CramMd5::Granted(identity)) => {
                let id = identity.credential.id;
                self.log(|_| format!("Authenticated with with credential {id}"));
                return Ok(self.grant(&identity));
            }
            Ok(CramMd5::NoServer) => {
                // Names no server: nothing was guessed. Clients whose user name is any text, as PLAIN and LOGIN allow,
                // fall back to those, and should not have to wait for it.
                let reason = format!(
                    "Authentication failure for {} (no server found matching {})",
                    self.client,
                    username.escape_debug()
                );
                return Ok(self.auth_failed(&reason, replies::DENIED, Penalty::Count).await?);
            }
            Ok(CramMd5::NoKey) => "invalid credential".to_owned(),
            Err(error) => return Ok(self.temporary_error("authenticating a client", &error)),
        };
        let reason = format!("Authentication failure for {} ({reason})", self.client);
        Ok(self.auth_failed(&reason, replies::DENIED, Penalty::Wait).await?)
    }

    fn grant(&mut self, identity: &Arc<Identity>) -> Reply {
        self.shared.auth_limits.forgive(self.client, std::mem::take(&mut self.auth_failures));
        self.identity = Some(SessionIdentity { credential_id: identity.credential.id, proof: Proof::Key });
        replies::granted(&identity.server.full_permalink())
    }

    /// RFC 4954 §6, RFC 4954 §9: guessing has to be slow, and to end.
    async fn auth_failed(&mut self, reason: &str, reply: Text, penalty: Penalty) -> Result<Reply, End> {
        self.warn(|_| reason.to_owned());
        self.count_error(if reply == replies::BAD_CREDENTIAL_FORM {
            ClientError::MissingCredentials
        } else {
            ClientError::InvalidCredentials
        });
        self.auth_failures += 1;
        let delay = self.shared.auth_limits.record_failure(self.client, self.shared.services.clock.now());
        if penalty == Penalty::Wait {
            self.pause(delay).await?;
        }
        if self.auth_failures >= self.shared.config.max_session_auth_failures {
            return Err(End::said(replies::TOO_MANY_AUTH_FAILURES));
        }
        Ok(reply.into())
    }

    /// Sends a challenge (base64) and waits for the response (base64).
    async fn challenge(&mut self, challenge: &str) -> Result<Vec<u8>, Stop> {
        // RFC 4954 §4: a blank follows the code even when the challenge is empty.
        self.say(replies::challenge(challenge)).await?;
        match self.wire.read_line(LineKind::AuthResponse, &self.shared.shutdown).await? {
            Line::TooLong { .. } => Err(Stop::Reply(replies::AUTH_LINE_TOO_LONG)),
            Line::Complete { octets, has_cr } => {
                self.log_traffic("<=", "[redacted]");
                if !has_cr {
                    self.warn_about_bare_newline();
                    if self.shared.config.bare_newline == BareNewline::Reject {
                        return Err(Stop::Reply(replies::BARE_NEWLINE_IN_COMMAND));
                    }
                }
                if octets == b"*" { Err(Stop::Reply(replies::AUTH_CANCELLED)) } else { Ok(octets) }
            }
        }
    }
}

/// RFC 4954 §4: `=` stands for an empty response.
fn decode(response: &[u8]) -> Result<Vec<u8>, Stop> {
    let response = response.trim_ascii();
    if response == b"=" {
        return Ok(Vec::new());
    }
    BASE64.decode(response).map_err(|_| Stop::Reply(replies::BAD_BASE64))
}

fn split_last_nul(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = octets.iter().rposition(|octet| *octet == 0)?;
    Some((octets.get(..at)?, octets.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_may_lack_its_padding_but_not_its_form() {
        for (text, expected) in
            [("AFhYAGtleQ==", Some("\0XX\0key")), ("AFhYAGtleQ", Some("\0XX\0key")), ("=", Some(""))]
        {
            let decoded = decode(text.as_bytes()).ok().map(|octets| String::from_utf8(octets).unwrap());
            assert_eq!(decoded.as_deref(), expected, "{text}");
        }
        for text in ["!!", "AFhY AGtl", "A"] {
            assert!(decode(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_key_stands_behind_the_last_nul() {
        assert_eq!(split_last_nul(b"a\0b\0c"), Some((&b"a\0b"[..], &b"c"[..])));
        assert_eq!(split_last_nul(b"pass"), None);
    }
}
