//! DKIM keys: made, imported, and exchanged without a gap.
//!
//! A new key waits under a selector of its own until its record is seen; then it signs, and the one before is kept until no
//! message that it signed can be on its way any more.

use postal_mail::dkim::{KeyBits, SigningKey};

use super::records::dkim_selector;
use super::{Domains, DomainsError};
use crate::model::{Check, DkimKey, DkimKeyState, Domain, ViolationCode, Violations};
use crate::store::{domain_checks, domain_keys};

/// What `domains.dkim_private_key` is sealed for.
pub const DKIM_KEY_CONTEXT: &str = "domains.dkim_private_key";
pub(super) const DKIM_IDENTIFIER_CHARS: usize = 6;
/// Longest selector; with `_domainkey` and the domain it has to be a name.
const MAX_SELECTOR_CHARS: usize = 100;
const MAX_LABEL_CHARS: usize = 63;

/// A private key that somebody brings along.
#[derive(Debug, Clone)]
pub struct KeyImport {
    pub selector: String,
    /// PEM, PKCS#1 or PKCS#8.
    pub private_key: String,
}

impl Domains {
    /// Makes a new key, which signs as soon as its record is seen.
    pub async fn rotate_key(&self, domain: &Domain) -> Result<DkimKey, DomainsError> {
        let (private_key, public_key) = self.new_key().await?;
        self.add_pending(domain, None, private_key, public_key).await
    }

    /// As [`Self::rotate_key`] with a key and selector of one's own.
    pub async fn import_key(&self, domain: &Domain, import: &KeyImport) -> Result<DkimKey, DomainsError> {
        let mut violations = Violations::new();
        let selector = selector(&import.selector, &mut violations);
        let key = SigningKey::from_pem(&import.private_key);
        if let Err(error) = &key {
            violations.add("/private_key", ViolationCode::Invalid, format!("cannot be used: {error}"));
        }
        violations.into_result()?;
        let key = key.map_err(|error| DomainsError::Key(error.to_string()))?;
        let sealed = self.seal(&key)?;
        self.add_pending(domain, Some(selector), sealed, key.public_key_base64()).await
    }

    /// The pending key is dropped; the one that signs goes on.
    pub async fn cancel_key(&self, domain: &Domain) -> Result<(), DomainsError> {
        let mut tx = self.store.begin().await?;
        domain_checks::lock(&mut tx, domain.id).await?.ok_or(DomainsError::Gone)?;
        let keys = domain_keys::list(&mut tx, domain.id).await?;
        let pending = keys.iter().find(|key| key.state == DkimKeyState::Pending).ok_or(DomainsError::NothingPending)?;
        domain_keys::delete(&mut tx, domain.id, &pending.identifier, DkimKeyState::Pending).await?;
        Ok(tx.commit().await?)
    }

    /// Those beside the one that signs, the newest first.
    pub async fn other_keys(&self, domain: &Domain) -> Result<Vec<DkimKey>, DomainsError> {
        Ok(domain_keys::list(&mut self.store.read().await?, domain.id).await?)
    }

    async fn add_pending(
        &self,
        domain: &Domain,
        selector: Option<String>,
        private_key: Vec<u8>,
        public_key: String,
    ) -> Result<DkimKey, DomainsError> {
        let mut tx = self.store.begin().await?;
        let current = domain_checks::lock(&mut tx, domain.id).await?.ok_or(DomainsError::Gone)?;
        let keys = domain_keys::list(&mut tx, domain.id).await?;
        if keys.iter().any(|key| key.state == DkimKeyState::Pending) {
            return Err(DomainsError::AlreadyPending);
        }
        let used: Vec<String> = keys
            .iter()
            .map(|key| self.selector(key.selector.as_deref(), &key.identifier))
            .chain([self.selector(current.dkim_selector.as_deref(), &current.dkim_identifier)])
            .collect();
        // RFC 4343: names in DNS have no case.
        let is_used = |selector: &str| used.iter().any(|used| used.eq_ignore_ascii_case(selector));
        let mut identifier = self.random.token(DKIM_IDENTIFIER_CHARS);
        while is_used(&self.selector(None, &identifier)) {
            identifier = self.random.token(DKIM_IDENTIFIER_CHARS);
        }
        if let Some(selector) = selector.as_deref().filter(|selector| is_used(selector)) {
            let message = format!("{selector} is in use for another key of this domain");
            return Err(Violations::one("/selector", ViolationCode::Taken, message).into());
        }
        let now = self.clock.now();
        let key = DkimKey {
            domain_id: domain.id,
            identifier,
            selector,
            state: DkimKeyState::Pending,
            private_key,
            public_key,
            check: Check::default(),
            created_at: now,
            changed_at: now,
        };
        domain_keys::insert(&mut tx, &key).await?;
        tx.commit().await?;
        Ok(key)
    }

    /// Sealed private key and `p=` value of a new key.
    pub(super) async fn new_key(&self) -> Result<(Vec<u8>, String), DomainsError> {
        let bits = match self.config.dns.dkim_key_size.bits() {
            4096 => KeyBits::Bits4096,
            3072 => KeyBits::Bits3072,
            // The configuration accepts nothing smaller.
            _ => KeyBits::Bits2048,
        };
        let key = tokio::task::spawn_blocking(move || SigningKey::generate(bits))
            .await
            .map_err(|error| DomainsError::Key(error.to_string()))?
            .map_err(|error| DomainsError::Key(error.to_string()))?;
        Ok((self.seal(&key)?, key.public_key_base64()))
    }

    fn seal(&self, key: &SigningKey) -> Result<Vec<u8>, DomainsError> {
        let der = key.to_pkcs8_der().map_err(|error| DomainsError::Key(error.to_string()))?;
        Ok(self.secret_key.encrypt(&der, DKIM_KEY_CONTEXT, &self.random)?)
    }

    fn selector(&self, own: Option<&str>, identifier: &str) -> String {
        dkim_selector(own, identifier, &self.config.dns.dkim_identifier)
    }

    pub(super) fn dkim_name(&self, own: Option<&str>, identifier: &str, domain: &str) -> String {
        format!("{}._domainkey.{domain}", self.selector(own, identifier))
    }

    pub(super) fn return_path_name(&self, domain: &str) -> String {
        format!("{}.{domain}", self.config.dns.custom_return_path_prefix)
    }
}

/// RFC 6376 §3.1: labels of a host name with dots between them.
fn selector(text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text("/selector", text).to_ascii_lowercase();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= MAX_LABEL_CHARS
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if !violations.names("/selector") && (text.len() > MAX_SELECTOR_CHARS || !text.split('.').all(is_label)) {
        violations.add("/selector", ViolationCode::Invalid, "is not a selector");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_labels() {
        let long = "a".repeat(64);
        for (text, is_good) in [
            ("Mail2024", true),
            ("a.b-c", true),
            ("s_1", true),
            ("", false),
            ("-a", false),
            ("a..b", false),
            ("a b", false),
            ("a;b", false),
            ("bü", false),
            (long.as_str(), false),
        ] {
            let mut violations = Violations::new();
            selector(text, &mut violations);
            assert_eq!(violations.is_empty(), is_good, "{text}");
        }
    }
}
