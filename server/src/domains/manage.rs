//! Domains come, are found and go.

use super::keys::DKIM_IDENTIFIER_CHARS;
use super::zone_file::zone_file;
use super::{DnsRecord, Domains, DomainsError, name, records};
use crate::model::{
    Check, Domain, DomainId, DomainOwner, OrganizationId, ServerId, VerificationMethod, ViolationCode, Violations,
};
use crate::store::domains::{self as rows, DomainCounts, Taken};
use crate::store::{audit, domain_codes, domain_keys, routes, track_domains};

/// Attempts to find a free DKIM identifier.
const IDENTIFIER_TRIES: usize = 8;

/// A submitted new domain.
#[derive(Debug, Clone, Default)]
pub struct DomainForm {
    pub name: String,
    /// How the ownership is to be proven. `None`: by DNS.
    pub verification_method: Option<VerificationMethod>,
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
        let method = match form.verification_method {
            // Nothing is left to prove.
            _ if by_admin => VerificationMethod::Dns,
            chosen => chosen.unwrap_or(VerificationMethod::Dns),
        };
        let now = self.clock.now();
        let mut domain = Domain {
            id: DomainId(0),
            uuid: self.random.uuid(),
            organization_id: organization,
            owner,
            name,
            verification_method: method,
            verification_token: self.verification_token(method),
            verified_at: by_admin.then_some(now),
            dkim_private_key: private_key,
            dkim_public_key: public_key,
            dkim_identifier: String::new(),
            dkim_selector: None,
            spf: Check::default(),
            dkim: Check::default(),
            mx: Check::default(),
            return_path: Check::default(),
            dmarc: Check::default(),
            dns_checked_at: None,
            dns_ok_at: None,
            dns_alert: None,
            dns_mailed_at: None,
            use_for_any: false,
            created_at: now,
            updated_at: now,
        };
        for tries_left in (0..IDENTIFIER_TRIES).rev() {
            domain.dkim_identifier = self.random.token(DKIM_IDENTIFIER_CHARS);
            let mut tx = self.store.begin().await?;
            match rows::insert(&mut tx, &domain).await {
                Ok(id) => {
                    domain.id = id;
                    audit::object(&domain.uuid, &domain.name);
                    tx.commit().await?;
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

    /// `key`: uuid or name.
    pub async fn find(&self, owner: DomainOwner, key: &str) -> Result<Option<Domain>, DomainsError> {
        Ok(rows::find_by_key(&mut self.store.read().await?, owner, key).await?)
    }

    /// By name. `after`: name of the last row of the page before.
    pub async fn list(&self, owner: DomainOwner, after: Option<&str>, limit: i64) -> Result<Vec<Domain>, DomainsError> {
        Ok(rows::list(&mut self.store.read().await?, owner, after, limit).await?)
    }

    /// How the domains of a mail server and of its organization are doing.
    pub async fn counts(&self, server: ServerId) -> Result<DomainCounts, DomainsError> {
        Ok(rows::count(&mut self.store.read().await?, server).await?)
    }

    /// With its routes and track domains: mail for its addresses is refused from now on.
    pub async fn delete(&self, domain: &Domain) -> Result<(), DomainsError> {
        let mut tx = self.store.begin().await?;
        rows::lock(&mut tx, domain.id).await?;
        routes::delete_of_domain(&mut tx, domain.id).await?;
        domain_keys::delete_of_domain(&mut tx, domain.id).await?;
        domain_codes::delete(&mut tx, domain.id).await?;
        track_domains::delete_of_domain(&mut tx, domain.id).await?;
        rows::delete(&mut tx, domain.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What has to be published, with what was last seen of it.
    pub async fn records(&self, domain: &Domain) -> Result<Vec<DnsRecord>, DomainsError> {
        let keys = self.other_keys(domain).await?;
        Ok(records::records(domain, &keys, &self.config.dns))
    }

    /// The same as a zone file.
    pub async fn zone_file(&self, domain: &Domain) -> Result<String, DomainsError> {
        Ok(zone_file(&domain.name, &self.records(domain).await?))
    }
}
