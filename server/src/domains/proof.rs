//! Proof of ownership: a TXT record, or a code that is mailed to an address which only the owner has.

use std::time::Duration;

use super::{Domains, DomainsError, mails, records};
use crate::model::{Domain, NewMail, Timestamp, User, VerificationMethod, ViolationCode, Violations};
use crate::store::domain_codes::{self as codes, Code};
use crate::store::{domain_checks, domains as rows, mails as outbox, organizations};

/// Local parts that only the owner of a domain gets mail for, as in 3.3.
const LOCAL_PARTS: [&str; 5] = ["webmaster", "postmaster", "admin", "administrator", "hostmaster"];
const TOKEN_CHARS: usize = 32;
/// 3.3 makes one code of 6 digits for all mails, which lives for ever and may be guessed at will.
const CODE_DIGITS: usize = 8;
const CODE_LIFE: Duration = Duration::from_secs(15 * 60);
const MAX_ATTEMPTS: i64 = 5;
/// Over which mails are counted.
pub const LIMIT_WINDOW: Duration = Duration::from_secs(3600);
/// Mails to one address, whoever asks for them.
const MAX_PER_ADDRESS: i64 = 5;
/// Mails that one organization asks for.
const MAX_PER_ORGANIZATION: i64 = 20;
/// What the stored hash of a code is made for.
const CODE_CONTEXT: &str = "domain_codes.code_hash";

/// A code is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSent {
    pub address: String,
    pub expires_at: Timestamp,
}

/// Where a code for the domain may be sent: at the domain first, then at each parent, down to the registrable domain
/// (public suffix list), because `postmaster@co.uk` says nothing about `x.co.uk`.
pub fn verification_addresses(domain: &str) -> Vec<String> {
    let registrable = psl::domain_str(domain).unwrap_or(domain);
    let mut addresses = Vec::new();
    let mut name = Some(domain);
    while let Some(current) = name {
        addresses.extend(LOCAL_PARTS.iter().map(|local| format!("{local}@{current}")));
        name = if current == registrable { None } else { current.split_once('.').map(|(_, parent)| parent) };
    }
    addresses
}

impl Domains {
    /// What a domain's TXT record contains. Codes by mail are made when they are sent.
    pub(super) fn verification_token(&self, method: VerificationMethod) -> String {
        match method {
            VerificationMethod::Dns => self.random.alphanumeric(TOKEN_CHARS),
            VerificationMethod::Email => String::new(),
        }
    }

    /// Another way of proof for a domain that is not verified yet; what proved it before does so no longer.
    pub async fn set_verification_method(
        &self,
        domain: &Domain,
        method: VerificationMethod,
    ) -> Result<Domain, DomainsError> {
        let mut tx = self.store.begin().await?;
        let current = domain_checks::lock(&mut tx, domain.id).await?.ok_or(DomainsError::Gone)?;
        if current.verification_method == method {
            return Ok(current);
        }
        if current.is_verified() {
            return Err(DomainsError::AlreadyVerified);
        }
        let (token, now) = (self.verification_token(method), self.clock.now());
        rows::set_verification(&mut tx, domain.id, method, &token, now).await?;
        codes::delete(&mut tx, domain.id).await?;
        tx.commit().await?;
        Ok(Domain { verification_method: method, verification_token: token, updated_at: now, ..current })
    }

    /// Looks for the TXT record that proves the ownership.
    pub async fn verify_dns(&self, domain: &Domain) -> Result<Domain, DomainsError> {
        if domain.is_verified() {
            return Ok(domain.clone());
        }
        if domain.verification_method != VerificationMethod::Dns {
            return Err(DomainsError::OtherMethod);
        }
        let record = records::verification_value(domain, &self.config.dns);
        let found = self.lookup(&domain.name).await?.txt(&domain.name).await?;
        if !found.contains(&record) {
            return Err(DomainsError::NotProven { name: domain.name.clone(), record });
        }
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        rows::set_verified(&mut tx, domain.id, now).await?;
        tx.commit().await?;
        Ok(Domain { verified_at: Some(now), updated_at: now, ..domain.clone() })
    }

    /// Mails a new code, which takes the place of the one before. `asker`: named in the mail.
    pub async fn send_code(&self, domain: &Domain, address: &str, asker: &User) -> Result<CodeSent, DomainsError> {
        let address = address.trim().to_ascii_lowercase();
        if !verification_addresses(&domain.name).contains(&address) {
            let message = "is not an address that proves the ownership";
            return Err(Violations::one("/address", ViolationCode::Inclusion, message).into());
        }
        let now = self.clock.now();
        let digits = format!("{:0CODE_DIGITS$}", self.random.below(10_u64.pow(CODE_DIGITS as u32)));
        let code = Code {
            recipient: address.clone(),
            code_hash: self.code_hash(domain, &digits),
            attempts: 0,
            expires_at: now + CODE_LIFE,
        };
        let mut tx = self.store.begin().await?;
        let current = domain_checks::lock(&mut tx, domain.id).await?.ok_or(DomainsError::Gone)?;
        if current.is_verified() {
            return Err(DomainsError::AlreadyVerified);
        }
        if current.verification_method != VerificationMethod::Email {
            return Err(DomainsError::OtherMethod);
        }
        for (key, max) in [
            (format!("organization:{}", current.organization_id.0), MAX_PER_ORGANIZATION),
            (format!("address:{address}"), MAX_PER_ADDRESS),
        ] {
            if let Some(retry_after) = codes::count_mail(&mut tx, &key, max, LIMIT_WINDOW, now).await? {
                return Err(DomainsError::Throttled { retry_after });
            }
        }
        let organization = organizations::find(&mut tx, current.organization_id).await?.ok_or(DomainsError::Gone)?;
        let minutes = CODE_LIFE.as_secs() / 60;
        let (subject, body) = mails::code(&current, asker, &organization, &digits, minutes, &self.config);
        codes::set(&mut tx, domain.id, &code).await?;
        outbox::insert(&mut tx, &NewMail { recipient: address.clone(), subject, body }, now).await?;
        tx.commit().await?;
        Ok(CodeSent { address, expires_at: code.expires_at })
    }

    /// The code of the last mail proves the ownership. Each is good for a few guesses.
    pub async fn confirm_code(&self, domain: &Domain, code: &str) -> Result<Domain, DomainsError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let current = domain_checks::lock(&mut tx, domain.id).await?.ok_or(DomainsError::Gone)?;
        if current.is_verified() {
            return Ok(current);
        }
        if current.verification_method != VerificationMethod::Email {
            return Err(DomainsError::OtherMethod);
        }
        let sent = codes::find(&mut tx, domain.id).await?.ok_or(DomainsError::NoCode)?;
        if sent.expires_at <= now || sent.attempts >= MAX_ATTEMPTS {
            return Err(DomainsError::NoCode);
        }
        // Both are keyed hashes, so that the time of comparing them tells nothing.
        let is_right = sent.code_hash == self.code_hash(domain, code.trim());
        if is_right {
            rows::set_verified(&mut tx, domain.id, now).await?;
            codes::delete(&mut tx, domain.id).await?;
        } else {
            codes::count_attempt(&mut tx, domain.id).await?;
            tx.commit_unrecorded().await?;
            let message = "is not the code that was sent last";
            return Err(Violations::one("/code", ViolationCode::Invalid, message).into());
        }
        tx.commit().await?;
        Ok(Domain { verified_at: Some(now), updated_at: now, ..current })
    }

    fn code_hash(&self, domain: &Domain, code: &str) -> Vec<u8> {
        self.secret_key.mac(CODE_CONTEXT, format!("{}:{code}", domain.uuid).as_bytes()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_at_the_registrable_domain() {
        let domains = |name: &str| {
            let all = verification_addresses(name);
            assert_eq!(all.len() % LOCAL_PARTS.len(), 0);
            all.iter()
                .step_by(LOCAL_PARTS.len())
                .map(|address| address.strip_prefix("webmaster@").unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(domains("sub.test.example.com"), ["sub.test.example.com", "test.example.com", "example.com"]);
        assert_eq!(domains("x.co.uk"), ["x.co.uk"]);
        assert_eq!(domains("a.x.co.uk"), ["a.x.co.uk", "x.co.uk"]);
        assert_eq!(domains("co.uk"), ["co.uk"]);
        assert_eq!(domains("someone.github.io"), ["someone.github.io"]);
        assert_eq!(
            verification_addresses("x.example"),
            [
                "webmaster@x.example",
                "postmaster@x.example",
                "admin@x.example",
                "administrator@x.example",
                "hostmaster@x.example"
            ]
        );
    }
}
