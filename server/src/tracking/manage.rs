//! Track domains come, are changed and go.

use super::{Tracking, TrackingError};
use crate::model::{Check, MailServer, ServerId, TrackDomain, TrackDomainId, ViolationCode, Violations};
use crate::store::track_domains::{self as rows, Taken};
use crate::store::{StoreError, audit, domains};

/// RFC 1035 §2.3.4.
const MAX_LABEL_CHARS: usize = 63;
const MAX_HOST_CHARS: usize = 253;
/// Excluded hosts of one track domain.
const MAX_EXCLUDED: usize = 1000;

/// A submitted new track domain.
#[derive(Debug, Clone)]
pub struct TrackDomainForm {
    pub name: String,
    /// UUID or name of a domain of the mail server or of its organization.
    pub domain: String,
    pub change: TrackDomainChange,
}

/// What can be changed later; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct TrackDomainChange {
    pub ssl_enabled: Option<bool>,
    pub track_clicks: Option<bool>,
    pub track_loads: Option<bool>,
    pub excluded_click_domains: Option<Vec<String>>,
}

impl Tracking {
    /// Makes a track domain and checks its record at once.
    pub async fn create(&self, server: &MailServer, form: &TrackDomainForm) -> Result<TrackDomain, TrackingError> {
        let mut violations = Violations::new();
        let name = label("/name", &form.name, &mut violations);
        let key = violations.required_text("/domain", &form.domain).to_lowercase();
        let excluded = excluded(form.change.excluded_click_domains.as_deref().unwrap_or_default(), &mut violations);
        let mut tx = self.store.begin().await?;
        let mut found = None;
        if !violations.names("/domain") {
            found = domains::find_usable_and_keep(&mut tx, server.id, server.organization_id, &key).await?;
            if found.is_none() {
                let message = "does not belong to the server or the server's organization";
                violations.add("/domain", ViolationCode::Invalid, message);
            }
        }
        let host = found.as_ref().map(|domain| format!("{name}.{}", domain.name)).unwrap_or_default();
        if host.len() > MAX_HOST_CHARS {
            violations.add("/name", ViolationCode::TooLong, "makes a name that is too long");
        }
        violations.into_result()?;
        let Some(domain) = found else { return Err(TrackingError::Gone) };
        let now = self.clock.now();
        let mut track = TrackDomain {
            id: TrackDomainId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            domain_id: domain.id,
            domain_uuid: domain.uuid,
            domain_name: domain.name,
            name,
            host,
            ssl_enabled: form.change.ssl_enabled.unwrap_or(true),
            track_clicks: form.change.track_clicks.unwrap_or(true),
            track_loads: form.change.track_loads.unwrap_or(true),
            excluded_click_domains: excluded,
            dns: Check::default(),
            dns_checked_at: None,
            created_at: now,
            updated_at: now,
        };
        track.id = rows::insert(&mut tx, &track).await.map_err(taken)?;
        audit::object(&track.uuid, &track.host);
        tx.commit().await?;
        self.check(&track).await
    }

    pub async fn find(&self, server: ServerId, uuid: &str) -> Result<Option<TrackDomain>, TrackingError> {
        Ok(rows::find_by_uuid(&mut self.store.read().await?, server, uuid).await?)
    }

    /// By full name. `after`: full name and id of the last row of the page before.
    pub async fn list(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<TrackDomain>, TrackingError> {
        Ok(rows::list(&mut self.store.read().await?, server, after, limit).await?)
    }

    pub async fn update(&self, track: &TrackDomain, change: &TrackDomainChange) -> Result<TrackDomain, TrackingError> {
        let mut violations = Violations::new();
        let mut changed = track.clone();
        if let Some(hosts) = &change.excluded_click_domains {
            changed.excluded_click_domains = excluded(hosts, &mut violations);
        }
        violations.into_result()?;
        changed.ssl_enabled = change.ssl_enabled.unwrap_or(changed.ssl_enabled);
        changed.track_clicks = change.track_clicks.unwrap_or(changed.track_clicks);
        changed.track_loads = change.track_loads.unwrap_or(changed.track_loads);
        changed.updated_at = self.clock.now();
        let mut tx = self.store.begin().await?;
        if !rows::update(&mut tx, &changed).await? {
            return Err(TrackingError::Gone);
        }
        tx.commit().await?;
        Ok(changed)
    }

    /// `https` in links from now on, or no longer.
    pub async fn toggle_ssl(&self, track: &TrackDomain) -> Result<TrackDomain, TrackingError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        if !rows::toggle_ssl(&mut tx, track.id, now).await? {
            return Err(TrackingError::Gone);
        }
        tx.commit().await?;
        self.find(track.server_id, &track.uuid).await?.ok_or(TrackingError::Gone)
    }

    /// Links in mail that was sent go on working where a proxy still leads them here.
    pub async fn delete(&self, track: &TrackDomain) -> Result<(), TrackingError> {
        let mut tx = self.store.begin().await?;
        rows::delete(&mut tx, track.id).await?;
        Ok(tx.commit().await?)
    }
}

/// 3.3: any of `[a-z0-9-]+`; here one label of a host name (RFC 1123 §2.1), lowered.
fn label(field: &str, text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text(field, text).to_lowercase();
    if violations.names(field) {
        return text;
    }
    let is_label = text.len() <= MAX_LABEL_CHARS
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.starts_with('-')
        && !text.ends_with('-');
    if !is_label {
        violations.add(field, ViolationCode::Invalid, "may hold letters, digits and hyphens between them");
    }
    text
}

/// Hosts in lower case, without blank and repeated ones.
fn excluded(hosts: &[String], violations: &mut Violations) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for (n, host) in hosts.iter().enumerate() {
        let field = format!("/excluded_click_domains/{n}");
        let Some(host) = violations.optional_text(&field, Some(host)) else { continue };
        let host = host.to_lowercase();
        let is_host = host.chars().all(|c| c.is_alphanumeric() || "-._:[]".contains(c));
        if !is_host {
            violations.add(&field, ViolationCode::Invalid, "is not a host, with or without a port");
        }
        if !kept.contains(&host) {
            kept.push(host);
        }
    }
    if kept.len() > MAX_EXCLUDED {
        let message = format!("has too many entries (maximum is {MAX_EXCLUDED})");
        violations.add("/excluded_click_domains", ViolationCode::TooLong, message);
    }
    kept
}

fn taken(error: StoreError) -> TrackingError {
    match rows::taken(&error) {
        Some(Taken::Name) => Violations::one("/name", ViolationCode::Taken, "is already added").into(),
        Some(Taken::Domain) => {
            Violations::one("/domain", ViolationCode::Taken, "already has a track domain for this server").into()
        }
        None => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels_and_excluded_hosts_are_kept_once() {
        for (text, expected) in
            [(" Click ", Some("click")), ("a-1", Some("a-1")), ("-a", None), ("a.b", None), ("a_b", None), ("", None)]
        {
            let mut violations = Violations::new();
            let name = label("/name", text, &mut violations);
            assert_eq!(violations.is_empty().then_some(name.as_str()), expected, "{text}");
        }
        let hosts = ["A.example".to_owned(), " ".to_owned(), "a.example ".to_owned(), "b.example:8080".to_owned()];
        let mut violations = Violations::new();
        assert_eq!(excluded(&hosts, &mut violations), ["a.example", "b.example:8080"]);
        assert!(violations.is_empty());
        excluded(&["http://a/".to_owned()], &mut violations);
        assert!(violations.names("/excluded_click_domains/0"));
    }
}
