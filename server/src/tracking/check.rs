//! Whether a track domain's CNAME leads to us. Texts are 3.3's.

use std::time::Duration;

use super::{Tracking, TrackingError};
use crate::dns::DnsError;
use crate::model::{Check, CheckStatus, Timestamp, TrackDomain};
use crate::store::{StoreError, track_domains as rows};

/// A check is due this long after the last one.
const INTERVAL: Duration = Duration::from_secs(3600);
/// Track domains that are read at once.
const PAGE: i64 = 100;

impl Tracking {
    /// Looks at the record and keeps what was seen. A failed look-up keeps the status of before.
    pub async fn check(&self, track: &TrackDomain) -> Result<TrackDomain, TrackingError> {
        let now = self.clock.now();
        let dns = self.look(track).await;
        let mut tx = self.store.begin().await?;
        if !rows::update_check(&mut tx, track.id, &dns, now).await? {
            return Err(TrackingError::Gone);
        }
        tx.commit().await?;
        Ok(TrackDomain { dns, dns_checked_at: Some(now), ..track.clone() })
    }

    /// Checks every track domain that was never checked or not within the last hour; answers how many.
    pub async fn check_due(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut checked = 0;
        loop {
            let due = rows::list_unchecked_since(&mut self.store.read().await?, now - INTERVAL, PAGE).await?;
            if due.is_empty() {
                return Ok(checked);
            }
            for track in due {
                let dns = self.look(&track).await;
                // Gone meanwhile: it is not due any more.
                rows::update_check(&mut self.store.write().await?, track.id, &dns, now).await?;
                checked += 1;
            }
        }
    }

    async fn look(&self, track: &TrackDomain) -> Check {
        match self.targets(track).await {
            Ok((targets, is_flattened)) => judge(&targets, is_flattened, &track.host, &self.config.dns.track_domain),
            Err(error) => {
                let text = format!("The last look-up failed: {error}");
                Check { status: track.dns.status, error: Some(text), ..Check::default() }
            }
        }
    }

    /// CNAME targets; without any, whether the addresses are ours (a flattened CNAME).
    async fn targets(&self, track: &TrackDomain) -> Result<(Vec<String>, bool), DnsError> {
        let targets = if self.config.postal.use_local_ns_for_domain_verification {
            self.resolver.cname(&track.host).await?
        } else {
            self.resolver.authoritative(&track.domain_name).await?.cname(&track.host).await?
        };
        if !targets.is_empty() {
            return Ok((targets, false));
        }
        let mut theirs = self.resolver.addresses(&track.host).await?;
        if theirs.is_empty() {
            return Ok((targets, false));
        }
        let mut ours = self.resolver.addresses(&self.config.dns.track_domain).await?;
        theirs.sort_unstable();
        ours.sort_unstable();
        Ok((targets, theirs == ours))
    }
}

fn judge(targets: &[String], is_flattened: bool, host: &str, ours: &str) -> Check {
    let same = |target: &str| target.trim_end_matches('.').eq_ignore_ascii_case(ours.trim_end_matches('.'));
    let (status, error) = match targets {
        [] if is_flattened => (CheckStatus::Ok, None),
        [] => (CheckStatus::Missing, Some(format!("There is no record at {host}"))),
        [target] if same(target) => (CheckStatus::Ok, None),
        [first, ..] => {
            let text = format!(
                "There is a CNAME record at {host} but it points to {first} which is incorrect. It should point to {ours}."
            );
            (CheckStatus::Invalid, Some(text))
        }
    };
    Check { status: Some(status), error, ..Check::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_one_cname_to_us_or_its_addresses() {
        let judged = |targets: &[&str], is_flattened| {
            let targets: Vec<String> = targets.iter().map(|target| (*target).to_owned()).collect();
            let check = judge(&targets, is_flattened, "click.a.example", "track.example");
            (check.status.unwrap(), check.error.unwrap_or_default())
        };
        assert_eq!(judged(&["TRACK.example."], false), (CheckStatus::Ok, String::new()));
        assert_eq!(judged(&[], true), (CheckStatus::Ok, String::new()));
        let none = "There is no record at click.a.example".to_owned();
        assert_eq!(judged(&[], false), (CheckStatus::Missing, none));
        let other = "There is a CNAME record at click.a.example but it points to x.example which is incorrect. It should \
                     point to track.example.";
        assert_eq!(judged(&["x.example"], false), (CheckStatus::Invalid, other.to_owned()));
    }
}
