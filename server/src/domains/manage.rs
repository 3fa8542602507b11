//! Domains come, are proven, are checked and go.

use postal_mail::dkim::{KeyBits, SigningKey};

use super::{DnsRecord, Domains, DomainsError, checks, name, records};
use crate::dns::{Authoritative, DnsError, MxAnswer, Resolver};
use crate::model::{
    Check, Domain, DomainId, DomainOwner, OrganizationId, ServerId, VerificationMethod, ViolationCode, Violations,
};
use crate::store::domains::{self as rows, DomainCounts, Taken};
use crate::store::{routes, track_domains};

/// What `domains.dkim_private_key` is sealed for.
pub const DKIM_KEY_CONTEXT: &str = "domains.dkim_private_key";
const TOKEN_CHARS: usize = 32;
const DKIM_IDENTIFIER_CHARS: usize = 6;
/// Attempts to find a free DKIM identifier.
const IDENTIFIER_TRIES: usize = 8;

/// A submitted new domain.
#[derive(Debug, Clone, Default)]
pub struct DomainForm {
    pub name: String,
}

impl Domains {
    /// `by_admin`: the caller is an installation admin, whose domains count as verified at once.
    pub async fn create(
        &self,
        organization: OrganizationId,
        owner: DomainOwner,
        form: &DomainForm,
        by_admin: bool,
    ) -> Result<Domain, DomainsError> {
        let mut violations = Violations::new();
        let name = name::domain_name("/name", &form.name, &mut violations);
        if !violations.names("/name") && rows::find_by_key(&mut self.store.read().await?, owner, &name).await?.is_some()
        {
            violations.add("/name", ViolationCode::Taken, "is already added");
        }
        violations.into_result()?;
        let (private_key, public_key) = self.new_key().await?;
        let now = self.clock.now();
        let mut domain = Domain {
            id: DomainId(0),
            uuid: self.random.uuid(),
            organization_id: organization,
            owner,
            name,
            verification_method: VerificationMethod::Dns,
            verification_token: self.random.alphanumeric(TOKEN_CHARS),
            verified_at: by_admin.then_some(now),
            dkim_private_key: private_key,
            dkim_public_key: public_key,
            dkim_identifier: String::new(),
            spf: Check::default(),
            dkim: Check::default(),
            mx: Check::default(),
            return_path: Check::default(),
            dns_checked_at: None,
            use_for_any: false,
            created_at: now,
            updated_at: now,
        };
        for tries_left in (0..IDENTIFIER_TRIES).rev() {
            domain.dkim_identifier = self.random.token(DKIM_IDENTIFIER_CHARS);
            let inserted = rows::insert(&mut self.store.write().await?, &domain).await;
            match inserted {
                Ok(id) => {
                    domain.id = id;
                    break;
                }
                Err(error) => match rows::taken(&error) {
                    Some(Taken::Name) => {
                        return Err(Violations::one("/name", ViolationCode::Taken, "is already added").into());
                    }
                    Some(Taken::DkimIdentifier) if tries_left > 0 => {}
                    Some(Taken::DkimIdentifier) | None => return Err(error.into()),
                },
            }
        }
        Ok(domain)
    }

    /// Sealed private key and `p=` value of a new key.
    async fn new_key(&self) -> Result<(Vec<u8>, String), DomainsError> {
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
        let der = key.to_pkcs8_der().map_err(|error| DomainsError::Key(error.to_string()))?;
        Ok((self.secret_key.encrypt(&der, DKIM_KEY_CONTEXT, &self.random)?, key.public_key_base64()))
    }

    /// `key`: uuid or name.
    pub async fn find(&self, owner: DomainOwner, key: &str) -> Result<Option<Domain>, DomainsError> {
        Ok(rows::find_by_key(&mut self.store.read().await?, owner, key).await?)
    }

    /// By name. `after`: name of the last row of the page before.
    pub async fn list(&self, owner: DomainOwner, after: Option<&str>, limit: i64) -> Result<Vec<Domain>, DomainsError> {
        Ok(rows::list(&mut self.store.read().await?, owner, after, limit).await?)
    }

    /// How a mail server's own domains are doing.
    pub async fn counts(&self, server: ServerId) -> Result<DomainCounts, DomainsError> {
        Ok(rows::count(&mut self.store.read().await?, server).await?)
    }

    /// With its routes and track domains: mail for its addresses is refused from now on.
    pub async fn delete(&self, domain: &Domain) -> Result<(), DomainsError> {
        let mut tx = self.store.begin().await?;
        rows::lock(&mut tx, domain.id).await?;
        routes::delete_of_domain(&mut tx, domain.id).await?;
        track_domains::delete_of_domain(&mut tx, domain.id).await?;
        rows::delete(&mut tx, domain.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What has to be published, with what was last seen of it.
    pub fn records(&self, domain: &Domain) -> Vec<DnsRecord> {
        records::records(domain, &self.config.dns)
    }

    /// Looks for the TXT record that proves the ownership.
    pub async fn verify_dns(&self, domain: &Domain) -> Result<Domain, DomainsError> {
        if domain.is_verified() {
            return Ok(domain.clone());
        }
        let record = records::verification_value(domain, &self.config.dns);
        let found = self.lookup(&domain.name).await?.txt(&domain.name).await?;
        if !found.contains(&record) {
            return Err(DomainsError::NotProven { name: domain.name.clone(), record });
        }
        let now = self.clock.now();
        rows::set_verified(&mut self.store.write().await?, domain.id, now).await?;
        Ok(Domain { verified_at: Some(now), updated_at: now, ..domain.clone() })
    }

    /// Runs the four checks and records them. A failed look-up keeps the status of before.
    pub async fn check(&self, domain: &Domain) -> Result<Domain, DomainsError> {
        let dns = &self.config.dns;
        let mut checked = domain.clone();
        let dkim_name = format!("{}._domainkey.{}", records::dkim_selector(domain, dns), domain.name);
        let return_path_name = format!("{}.{}", dns.custom_return_path_prefix, domain.name);
        let lookup = self.lookup(&domain.name).await;
        let (spf, dkim, mx, return_path) = match &lookup {
            Ok(lookup) => tokio::join!(
                lookup.txt(&domain.name),
                lookup.txt(&dkim_name),
                lookup.mx(&domain.name),
                self.return_path(lookup, &return_path_name),
            ),
            Err(error) => (Err(error.clone()), Err(error.clone()), Err(error.clone()), Err(error.clone())),
        };
        checked.spf = checks::or_keep(&domain.spf, spf, |records| checks::spf(&records, &dns.spf_include));
        checked.dkim =
            checks::or_keep(&domain.dkim, dkim, |records| checks::dkim(&records, &dkim_name, &domain.dkim_public_key));
        checked.mx = checks::or_keep(&domain.mx, mx, |answer| checks::mx(&answer, &domain.name, &dns.mx_records));
        checked.return_path = checks::or_keep(&domain.return_path, return_path, |(targets, is_flattened)| {
            checks::return_path(&targets, is_flattened, &return_path_name, &dns.return_path_domain)
        });
        checked.dns_checked_at = Some(self.clock.now());
        rows::update_checks(&mut self.store.write().await?, &checked).await?;
        Ok(checked)
    }

    /// CNAME targets; without any, whether the addresses are those of our return path (a flattened CNAME).
    async fn return_path(&self, lookup: &Lookup, name: &str) -> Result<(Vec<String>, bool), DnsError> {
        let targets = lookup.cname(name).await?;
        if !targets.is_empty() {
            return Ok((targets, false));
        }
        let mut theirs = self.resolver.addresses(name).await?;
        if theirs.is_empty() {
            return Ok((targets, false));
        }
        let mut ours = self.resolver.addresses(&self.config.dns.return_path_domain).await?;
        theirs.sort_unstable();
        ours.sort_unstable();
        Ok((targets, theirs == ours))
    }

    /// The domain's own name servers, or the local resolvers when configured so.
    async fn lookup(&self, name: &str) -> Result<Lookup, DnsError> {
        if self.config.postal.use_local_ns_for_domain_verification {
            Ok(Lookup::Local(self.resolver.clone()))
        } else {
            self.resolver.authoritative(name).await.map(|servers| Lookup::Own(Box::new(servers)))
        }
    }
}

enum Lookup {
    Local(Resolver),
    Own(Box<Authoritative>),
}

impl Lookup {
    async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        match self {
            Self::Local(resolver) => resolver.txt(name).await,
            Self::Own(servers) => servers.txt(name).await,
        }
    }

    async fn mx(&self, name: &str) -> Result<MxAnswer, DnsError> {
        match self {
            Self::Local(resolver) => resolver.mx(name).await,
            Self::Own(servers) => servers.mx(name).await,
        }
    }

    async fn cname(&self, name: &str) -> Result<Vec<String>, DnsError> {
        match self {
            Self::Local(resolver) => resolver.cname(name).await,
            Self::Own(servers) => servers.cname(name).await,
        }
    }
}
