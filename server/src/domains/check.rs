//! Running the checks of a domain, and of all that are due.

use std::time::Duration;

use futures::StreamExt as _;

use super::alerts::{self, Told};
use super::checks::{Occasion, is_dns_broken, is_dns_ok, settled};
use super::observe::Observed;
use super::{Domains, DomainsError, checks, dmarc};
use crate::model::{CheckStatus, DkimKey, DkimKeyState, Domain, DomainId, Timestamp};
use crate::store::{domain_checks, domain_codes, domain_keys, domains as rows};

/// Domains are due when they were not checked for this time: an hour, less what one run may begin later than the next.
const DUE_AFTER: Duration = Duration::from_secs(55 * 60);
/// Domains that are checked at the same time.
const AT_ONCE: usize = 16;
/// Longest that one domain may take.
const DOMAIN_DEADLINE: Duration = Duration::from_secs(180);
/// Due domains that are read at once.
const PAGE: i64 = 500;
/// How long a key's record is needed after the key signed last: longer than any message waits (`default_maximum_delivery_attempts`
/// and five days).
const KEEP_RETIRED: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long is told that a record may be removed.
const KEEP_REMOVABLE: Duration = Duration::from_secs(30 * 24 * 3600);

impl Domains {
    /// Looks at the records now, for a person. A failed look-up keeps what was known. Nobody else is told.
    pub async fn check(&self, domain: &Domain) -> Result<Domain, DomainsError> {
        self.look(domain, Occasion::Person, self.clock.now()).await
    }

    /// Checks all domains that are due, tells whose records broke, and puts away old DKIM keys; answers how many domains
    /// were checked. Run it once an hour; running it again changes nothing.
    pub async fn check_due(&self, now: Timestamp) -> Result<u64, DomainsError> {
        self.tidy(now).await?;
        let (mut checked, mut after) = (0, DomainId(0));
        loop {
            let due = domain_checks::due(&mut self.store.read().await?, now - DUE_AFTER, after, PAGE).await?;
            let Some(last) = due.last() else { return Ok(checked) };
            after = *last;
            let checks = futures::stream::iter(due).map(|id| self.check_one(id, now)).buffer_unordered(AT_ONCE);
            let done: Vec<bool> = checks.collect().await;
            checked += done.into_iter().filter(|is_checked| *is_checked).count() as u64;
        }
    }

    /// One of the due domains; whatever goes wrong with it is not in the way of the others.
    async fn check_one(&self, id: DomainId, now: Timestamp) -> bool {
        let check = async {
            let Some(domain) = rows::find(&mut self.store.read().await?, id).await? else { return Ok(false) };
            self.look(&domain, Occasion::Schedule, now).await.map(|_| true)
        };
        match tokio::time::timeout(DOMAIN_DEADLINE, check).await {
            Ok(Ok(is_checked)) => is_checked,
            Ok(Err(error)) => {
                let error: DomainsError = error;
                tracing::error!(domain_id = id.0, %error, "a domain could not be checked");
                false
            }
            Err(_) => {
                tracing::warn!(domain_id = id.0, "checking a domain took too long; it is left for the next time");
                false
            }
        }
    }

    async fn tidy(&self, now: Timestamp) -> Result<(), DomainsError> {
        let mut tx = self.store.begin().await?;
        domain_keys::forget(&mut tx, now - KEEP_REMOVABLE).await?;
        domain_keys::release(&mut tx, now - KEEP_RETIRED, now).await?;
        domain_codes::forget_codes(&mut tx, now - super::proof::LIMIT_WINDOW).await?;
        domain_codes::forget_counts(&mut tx, now - super::proof::LIMIT_WINDOW).await?;
        Ok(tx.commit().await?)
    }

    async fn look(&self, domain: &Domain, occasion: Occasion, now: Timestamp) -> Result<Domain, DomainsError> {
        let keys = domain_keys::list(&mut self.store.read().await?, domain.id).await?;
        let observed = self.observe(domain, &keys).await;
        let mut tx = self.store.begin().await?;
        let Some(current) = domain_checks::lock(&mut tx, domain.id).await? else { return Err(DomainsError::Gone) };
        if current.dkim_identifier != domain.dkim_identifier {
            // Another check has switched the key meanwhile: what was seen is about the one before.
            return Ok(current);
        }
        let (mut checked, keys) = self.judged(&current, keys, observed, occasion, now);
        let pending = keys.iter().find(|key| key.state == DkimKeyState::Pending);
        for key in &keys {
            if key.state == DkimKeyState::Removable && key.check.status == Some(CheckStatus::Missing) {
                domain_keys::delete(&mut tx, domain.id, &key.identifier, key.state).await?;
            } else {
                domain_keys::update_check(&mut tx, key).await?;
            }
        }
        // Gone when somebody has cancelled it meanwhile.
        if let Some(key) = pending.filter(|key| key.check.status == Some(CheckStatus::Ok))
            && domain_keys::update_check(&mut tx, key).await?
        {
            domain_keys::switch(&mut tx, &checked, key, now).await?;
            tracing::info!(domain = checked.name, "the record of the new DKIM key is there, it signs from now on");
            checked = with_key(checked, key, now);
        }
        if is_dns_ok(&checked) {
            (checked.dns_ok_at, checked.dns_alert) = (Some(now), None);
        }
        let told = match occasion {
            Occasion::Schedule if is_dns_broken(&checked) => alerts::told(&mut tx, &checked, &self.config, now).await?,
            Occasion::Schedule | Occasion::Person => Told::default(),
        };
        checked.dns_alert = told.alert.or(checked.dns_alert);
        checked.dns_mailed_at = told.mailed_at.or(checked.dns_mailed_at);
        domain_checks::update(&mut tx, &checked).await?;
        alerts::record(&mut tx, &told.events).await?;
        tx.commit().await?;
        Ok(checked)
    }

    /// The domain and its other keys with what was seen.
    fn judged(
        &self,
        domain: &Domain,
        mut keys: Vec<DkimKey>,
        seen: Observed,
        occasion: Occasion,
        now: Timestamp,
    ) -> (Domain, Vec<DkimKey>) {
        let dns = &self.config.dns;
        let return_path_name = self.return_path_name(&domain.name);
        let name_of = |selector: Option<&str>, identifier: &str| self.dkim_name(selector, identifier, &domain.name);
        let mut checked = domain.clone();
        checked.spf = settled(&domain.spf, seen.spf, occasion, now, |(records, lookups)| {
            checks::spf(&records, lookups, &dns.spf_include)
        });
        let dkim_name = name_of(domain.dkim_selector.as_deref(), &domain.dkim_identifier);
        checked.dkim = settled(&domain.dkim, seen.dkim, occasion, now, |records| {
            checks::dkim(&records, &dkim_name, &domain.dkim_public_key)
        });
        checked.mx =
            settled(&domain.mx, seen.mx, occasion, now, |answer| checks::mx(&answer, &domain.name, &dns.mx_records));
        checked.return_path = settled(&domain.return_path, seen.return_path, occasion, now, |seen| {
            checks::return_path(seen, &return_path_name, &dns.return_path_domain)
        });
        checked.dmarc = settled(&domain.dmarc, seen.dmarc, occasion, now, |(own, inherited)| {
            dmarc::check(&checked, &own, &inherited, &return_path_name)
        });
        checked.dns_checked_at = Some(now);
        for (key, answer) in keys.iter_mut().zip(seen.keys) {
            let name = name_of(key.selector.as_deref(), &key.identifier);
            key.check = settled(&key.check, answer, Occasion::Person, now, |records| {
                checks::dkim(&records, &name, &key.public_key)
            });
        }
        (checked, keys)
    }
}

/// The domain after [`domain_keys::switch`].
fn with_key(domain: Domain, key: &DkimKey, now: Timestamp) -> Domain {
    Domain {
        dkim_private_key: key.private_key.clone(),
        dkim_public_key: key.public_key.clone(),
        dkim_identifier: key.identifier.clone(),
        dkim_selector: key.selector.clone(),
        dkim: key.check.clone(),
        updated_at: now,
        ..domain
    }
}
