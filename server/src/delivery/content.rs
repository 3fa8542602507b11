//! The bytes that are sent: what a recipient's copy starts with, then the content as accepted.
//!
//! The DKIM signature does not cover `X-Postal-MsgID`, so it is made once per content and serves all recipients, unless
//! links are tracked: then each recipient has a content of their own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use postal_mail::dkim::{BodyHash, Oversigning, Signer, SigningKey};
use postal_mail::header::{self, Header};
use postal_mail::mime::downgrade;
use tokio::sync::OnceCell;

use super::{DeliveryError, Settings};
use crate::domains::{DKIM_KEY_CONTEXT, dkim_selector};
use crate::model::{ContentId, RawContent, ServerId, Timestamp};
use crate::secrets::SecretKey;
use crate::store::dispatch::{Dispatch, DispatchDomain};
use crate::store::results::Prepared;

/// Header field that links bounces to the message. Ours only: a client's own would link to another message.
const MESSAGE_ID_FIELD: &str = "x-postal-msgid";

/// Signatures of the last contents; a mailing's recipients follow each other closely.
const CACHED_SIGNATURES: usize = 512;

/// In which form a content is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    AsAccepted,
    /// Converted to 7 bits for a host without 8BITMIME (RFC 6152 §3).
    SevenBit,
}

/// True when the content needs 8BITMIME.
pub fn is_eight_bit(content: &[u8]) -> bool {
    !downgrade::is_seven_bit(content)
}

/// The content in another form. `Ok(Err)`: it cannot be converted without breaking a signature inside it.
pub async fn seven_bit(content: RawContent) -> Result<Result<RawContent, String>, DeliveryError> {
    let converted = tokio::task::spawn_blocking(move || downgrade::to_seven_bit(&content))
        .await
        .map_err(|error| DeliveryError::Content(error.to_string()))?;
    Ok(converted.map(Into::into).map_err(|error| error.to_string()))
}

/// Slices of the content without the client's `X-Postal-MsgID`.
pub fn without_own_fields(content: &[u8]) -> Vec<&[u8]> {
    let (section, _) = header::split(content);
    let mut slices = Vec::new();
    let (mut kept_from, mut at) = (0, 0);
    for field in Header::parse(section).fields() {
        let end = at + field.raw().len();
        if field.is(MESSAGE_ID_FIELD) {
            slices.extend(content.get(kept_from..at));
            kept_from = end;
        }
        at = end;
    }
    slices.extend(content.get(kept_from..));
    slices.retain(|slice| !slice.is_empty());
    slices
}

type Signature = Arc<OnceCell<String>>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct SignatureKey {
    server: ServerId,
    content: ContentId,
    form: Form,
    domain: String,
    selector: String,
}

/// Signs, once per content.
pub struct Signatures {
    installation_key: Arc<SigningKey>,
    secret: SecretKey,
    made: Mutex<VecDeque<(SignatureKey, Signature)>>,
}

impl std::fmt::Debug for Signatures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signatures")
    }
}

impl Signatures {
    /// `installation_key`: `signing.key`, for domains whose own record is not published.
    pub fn new(installation_key: Arc<SigningKey>, secret: SecretKey) -> Self {
        Self { installation_key, secret, made: Mutex::default() }
    }

    /// Header fields that this recipient's copy starts with. `content`: in the form that is sent.
    pub async fn prepare(
        &self,
        settings: &Settings,
        work: &Dispatch,
        domain: &DispatchDomain,
        content: &RawContent,
        form: Form,
        now: Timestamp,
    ) -> Result<Prepared, DeliveryError> {
        let signature = self.signature(settings, work, domain, content, form, now).await?;
        // Blank-led first line: it must not become part of our field.
        let gap = if header::begins_with_continuation(content) { "\r\n" } else { "" };
        let headers = format!("{signature}X-Postal-MsgID: {}\r\n{gap}", work.message.token);
        Ok(Prepared { headers, is_seven_bit: form == Form::SevenBit })
    }

    async fn signature(
        &self,
        settings: &Settings,
        work: &Dispatch,
        domain: &DispatchDomain,
        content: &RawContent,
        form: Form,
        now: Timestamp,
    ) -> Result<String, DeliveryError> {
        let (signing_domain, selector) = if domain.is_dkim_ok {
            let own = domain.dkim_selector.as_deref();
            (domain.name.clone(), dkim_selector(own, &domain.dkim_identifier, &settings.dkim_identifier))
        } else {
            (settings.return_path_domain.clone(), settings.dkim_identifier.clone())
        };
        let key = SignatureKey {
            server: work.message.server_id,
            content: work.message.content_id.unwrap_or(ContentId(0)),
            form,
            domain: signing_domain,
            selector,
        };
        // What is tracked differs for each recipient, so the signature does, too.
        let cell = if work.splices.is_some() { Signature::default() } else { self.cell(&key) };
        cell.get_or_try_init(|| async {
            let signing_key = if domain.is_dkim_ok {
                let der = self
                    .secret
                    .decrypt(&domain.dkim_private_key, DKIM_KEY_CONTEXT)
                    .map_err(|error| DeliveryError::Signature(error.to_string()))?;
                Arc::new(SigningKey::from_der(&der).map_err(|error| DeliveryError::Signature(error.to_string()))?)
            } else {
                self.installation_key.clone()
            };
            let content = content.clone();
            tokio::task::spawn_blocking(move || sign(&content, &key, &signing_key, now))
                .await
                .map_err(|error| DeliveryError::Signature(error.to_string()))?
        })
        .await
        .cloned()
    }

    fn cell(&self, key: &SignatureKey) -> Signature {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = made.iter().rev().find(|(known, _)| known == key) {
            return cell.clone();
        }
        if made.len() >= CACHED_SIGNATURES {
            made.pop_front();
        }
        let cell = Signature::default();
        made.push_back((key.clone(), cell.clone()));
        cell
    }
}

fn sign(content: &[u8], names: &SignatureKey, key: &SigningKey, now: Timestamp) -> Result<String, DeliveryError> {
    let (section, body) = header::split(content);
    let signer = Signer { domain: &names.domain, selector: &names.selector, key, oversigning: Oversigning::Off };
    let at = now.0.div_euclid(1_000_000);
    signer.sign(section, &BodyHash::of([body]), at).map_err(|error| DeliveryError::Signature(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_own_msgid_is_left_out() {
        let joined = |content: &[u8]| String::from_utf8(without_own_fields(content).concat()).unwrap();
        assert_eq!(
            joined(b"A: b\r\nx-postal-msgid: stolen\r\n folded\r\nC: d\r\n\r\nX-Postal-MsgID: body\r\n"),
            "A: b\r\nC: d\r\n\r\nX-Postal-MsgID: body\r\n"
        );
        assert_eq!(joined(b"X-Postal-MsgID : first\r\n\r\nbody"), "\r\nbody");
        assert_eq!(joined(b"A: b\r\n\r\nbody"), "A: b\r\n\r\nbody");
    }
}
