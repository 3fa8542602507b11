//! Credentials: keys for SMTP and the sending APIs, and networks that may send without a key.

use ipnet::IpNet;

use super::authentication::KEY_CONTEXT;
use super::{Tenancy, TenancyError, client_networks};
use crate::model::{Credential, CredentialId, CredentialKind, MailServer, ServerId, ViolationCode, Violations};
use crate::secrets::sha256_hex;
use crate::store::{audit, credentials};

/// Characters of a generated key: 142 bits.
const KEY_CHARS: usize = 24;
/// Characters of a key that stay visible.
const SHOWN_CHARS: usize = 4;
/// Shorter prefixes are for admins: a member could claim other tenants' addresses.
const MEMBER_MIN_PREFIX_V4: u8 = 24;
const MEMBER_MIN_PREFIX_V6: u8 = 48;

/// A submitted new credential.
#[derive(Debug, Clone)]
pub struct CredentialForm {
    pub kind: CredentialKind,
    pub name: String,
    pub hold: bool,
    /// SMTP-IP only: an address or network. A key given for another kind is ignored, as in 3.3.
    pub key: Option<String>,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct CredentialChange {
    pub name: Option<String>,
    pub hold: Option<bool>,
    /// SMTP-IP only.
    pub key: Option<String>,
}

/// A fresh credential with its key.
#[derive(Debug)]
pub struct NewCredential {
    pub credential: Credential,
    pub key: String,
}

impl Tenancy {
    /// `by_admin`: the caller is an installation admin, who may name wide networks.
    pub async fn create_credential(
        &self,
        server: &MailServer,
        form: &CredentialForm,
        by_admin: bool,
    ) -> Result<NewCredential, TenancyError> {
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        let (key, network) = match form.kind {
            CredentialKind::SmtpIp => {
                let network = self.network(form.key.as_deref().unwrap_or_default(), by_admin, &mut violations);
                (network.clone(), Some(network))
            }
            CredentialKind::Smtp | CredentialKind::Api => (self.random.alphanumeric(KEY_CHARS), None),
        };
        violations.into_result()?;
        let key_encrypted = match form.kind {
            // CRAM-MD5 needs the key itself (RFC 2195).
            CredentialKind::Smtp => Some(self.secret_key.encrypt(key.as_bytes(), KEY_CONTEXT, &self.random)?),
            CredentialKind::Api | CredentialKind::SmtpIp => None,
        };
        let key_prefix = match &network {
            Some(network) => network.clone(),
            None => key.chars().take(SHOWN_CHARS).collect(),
        };
        let now = self.clock.now();
        let mut credential = Credential {
            id: CredentialId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            kind: form.kind,
            name,
            key_prefix,
            key_encrypted,
            network,
            hold: form.hold,
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await?;
        credential.id = credentials::insert(&mut tx, &credential, &sha256_hex(&key)).await.map_err(taken)?;
        audit::object(&credential.uuid, &credential.name);
        tx.commit().await?;
        Ok(NewCredential { credential, key })
    }

    pub async fn find_credential(&self, server: ServerId, uuid: &str) -> Result<Option<Credential>, TenancyError> {
        Ok(credentials::find_by_uuid(&mut self.store.read().await?, server, uuid).await?)
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list_credentials(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Credential>, TenancyError> {
        Ok(credentials::list(&mut self.store.read().await?, server, after, limit).await?)
    }

    pub async fn update_credential(
        &self,
        credential: &Credential,
        change: &CredentialChange,
        by_admin: bool,
    ) -> Result<Credential, TenancyError> {
        let mut changed = credential.clone();
        let mut violations = Violations::new();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        changed.hold = change.hold.unwrap_or(changed.hold);
        if let Some(key) = &change.key {
            if credential.kind == CredentialKind::SmtpIp {
                if credential.network.as_deref() != Some(key.as_str()) {
                    let network = self.network(key, by_admin, &mut violations);
                    changed.key_prefix.clone_from(&network);
                    changed.network = Some(network);
                }
            } else {
                violations.add("/key", ViolationCode::Invalid, "cannot be changed");
            }
        }
        violations.into_result()?;
        changed.updated_at = self.clock.now();
        let network_hash = changed.network.as_deref().map(sha256_hex);
        let mut tx = self.store.begin().await?;
        credentials::update(&mut tx, &changed, network_hash.as_deref()).await.map_err(taken)?;
        tx.commit().await?;
        Ok(changed)
    }

    fn network(&self, text: &str, by_admin: bool, violations: &mut Violations) -> String {
        let owner = if by_admin { Namer::Admin } else { Namer::Member { proxies: &self.proxies } };
        network(text, owner, violations)
    }

    pub async fn delete_credential(&self, credential: &Credential) -> Result<(), TenancyError> {
        let mut tx = self.store.begin().await?;
        credentials::delete(&mut tx, credential.id).await?;
        Ok(tx.commit().await?)
    }

    /// The key in clear: of SMTP credentials and of networks. API keys are shown once, when they are made.
    pub fn reveal_key(&self, credential: &Credential) -> Result<String, TenancyError> {
        if let Some(network) = &credential.network {
            return Ok(network.clone());
        }
        let stored = credential.key_encrypted.as_deref().ok_or(TenancyError::KeyNotStored)?;
        let key = self.secret_key.decrypt(stored, KEY_CONTEXT)?;
        String::from_utf8(key).map_err(|_| TenancyError::KeyNotStored)
    }
}

fn taken(error: crate::store::StoreError) -> TenancyError {
    if credentials::is_taken(&error) {
        // Whose it is stays unsaid: it may be another tenant's.
        Violations::one("/key", ViolationCode::Taken, "has already been taken").into()
    } else {
        error.into()
    }
}

/// Who names a network.
#[derive(Debug, Clone, Copy)]
enum Namer<'a> {
    Admin,
    Member {
        /// Networks of trusted proxies.
        proxies: &'a [IpNet],
    },
}

/// The network in its normal form: host bits cleared, an address alone without prefix length.
fn network(text: &str, namer: Namer<'_>, violations: &mut Violations) -> String {
    const FIELD: &str = "/key";
    let text = violations.required_text(FIELD, text);
    if violations.names(FIELD) {
        return text;
    }
    let Some(network) = client_networks::parse(&text) else {
        violations.add(FIELD, ViolationCode::Invalid, "must be a valid IPv4 or IPv6 address");
        return text;
    };
    let min_prefix = match network {
        IpNet::V4(_) => MEMBER_MIN_PREFIX_V4,
        IpNet::V6(_) => MEMBER_MIN_PREFIX_V6,
    };
    if network.prefix_len() == 0 {
        violations.add(FIELD, ViolationCode::Invalid, "would let everybody send");
    } else if let Namer::Member { proxies } = namer {
        if network.prefix_len() < min_prefix {
            let message = format!("must not be wider than /{min_prefix}; ask an administrator");
            violations.add(FIELD, ViolationCode::GreaterThanOrEqualTo, message);
        } else if is_shared(network, proxies) {
            violations.add(FIELD, ViolationCode::Invalid, "is not a public network; ask an administrator");
        }
    }
    if network.prefix_len() == network.max_prefix_len() { network.addr().to_string() } else { network.to_string() }
}

/// Networks where clients of several tenants may come from: this host, private ones, and proxies, behind which everybody
/// has the same address.
fn is_shared(network: IpNet, proxies: &[IpNet]) -> bool {
    const SHARED: [&str; 9] = [
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        // RFC 6598: behind a carrier's address translation.
        "100.64.0.0/10",
        "::1/128",
        // RFC 4193 unique local, RFC 4291 §2.5.6 link-local.
        "fc00::/7",
        "fe80::/10",
    ];
    let overlaps = |other: &IpNet| other.contains(&network) || network.contains(other);
    SHARED.iter().filter_map(|text| text.parse().ok()).any(|other| overlaps(&other)) || proxies.iter().any(overlaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_take_a_normal_form_and_wide_ones_are_refused() {
        for (text, by_admin, expected) in [
            ("192.0.2.1", false, Some("192.0.2.1")),
            ("192.0.2.77/24", false, Some("192.0.2.0/24")),
            ("192.0.2.1/32", false, Some("192.0.2.1")),
            ("10.0.0.0/8", false, None),
            ("10.0.0.0/8", true, Some("10.0.0.0/8")),
            ("0.0.0.0/0", true, None),
            ("::/0", true, None),
            ("::ffff:0.0.0.0/96", true, None),
            ("2001:db8::1/48", false, Some("2001:db8::/48")),
            ("2001:db8::/32", false, None),
            ("::ffff:192.0.2.1", false, Some("192.0.2.1")),
            ("127.0.0.1", false, None),
            ("127.0.0.1", true, Some("127.0.0.1")),
            ("192.168.7.0/24", false, None),
            ("fd00::1", false, None),
            ("198.51.100.7", false, None),
            ("198.51.100.7", true, Some("198.51.100.7")),
            ("example.com", true, None),
            ("", true, None),
        ] {
            let mut violations = Violations::new();
            let proxies = ["198.51.100.0/24".parse().unwrap()];
            let namer = if by_admin { Namer::Admin } else { Namer::Member { proxies: &proxies } };
            let network = network(text, namer, &mut violations);
            assert_eq!(violations.is_empty().then_some(network.as_str()), expected, "{text}");
        }
    }
}
