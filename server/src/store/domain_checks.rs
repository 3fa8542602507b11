//! Table `domains`: results of the DNS checks, which are due, what was told of them.

use serde::{Deserialize, Serialize};

use super::{Conn, StoreError};
use crate::model::{Check, CheckStatus, Domain, DomainId, LookupFailure, OrganizationId, Timestamp, User};

/// What is stored of a check beside status and error, as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Details {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    doubts: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Details {
    pub(super) fn of(check: &Check) -> Self {
        Self {
            found: check.found.clone(),
            found_at: check.found_at.clone(),
            warning: check.warning.clone(),
            failed_at: check.failure.as_ref().map(|failure| failure.at.0),
            failure: check.failure.as_ref().map(|failure| failure.reason.clone()),
            doubts: check.doubts,
        }
    }

    pub(super) fn fill(self, check: &mut Check) {
        check.found = self.found;
        check.found_at = self.found_at;
        check.warning = self.warning;
        check.failure =
            self.failed_at.map(Timestamp).zip(self.failure).map(|(at, reason)| LookupFailure { at, reason });
        check.doubts = self.doubts;
    }

    pub(super) fn to_text(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(unwritable)
    }

    /// What cannot be read is not known: the next check writes it anew.
    pub(super) fn from_text(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

fn unwritable(error: serde_json::Error) -> StoreError {
    StoreError::Value { column: 0, value: error.to_string() }
}

/// The details of the five checks, in this order.
type AllDetails = [Details; 5];

/// SPF, DKIM, MX, return path, DMARC: the order of the columns.
pub(super) fn all_mut(domain: &mut Domain) -> [&mut Check; 5] {
    [&mut domain.spf, &mut domain.dkim, &mut domain.mx, &mut domain.return_path, &mut domain.dmarc]
}

/// `text`: as [`update`] wrote it.
pub(super) fn read_details(domain: &mut Domain, text: Option<String>) {
    let details: AllDetails = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    for (check, details) in all_mut(domain).into_iter().zip(details) {
        details.fill(check);
    }
}

/// Writes the checks, their time and what was told of them.
pub async fn update(conn: &mut Conn, domain: &Domain) -> Result<(), StoreError> {
    let status = |check: &Check| check.status.map(CheckStatus::as_str);
    let details: AllDetails =
        [&domain.spf, &domain.dkim, &domain.mx, &domain.return_path, &domain.dmarc].map(Details::of);
    conn.execute_exactly(
        1,
        "recording DNS checks",
        "UPDATE domains SET spf_status = ?, spf_error = ?, dkim_status = ?, dkim_error = ?, mx_status = ?, mx_error = ?,
                            return_path_status = ?, return_path_error = ?, dmarc_status = ?, dmarc_error = ?,
                            dns_details = ?, dns_checked_at = ?, dns_ok_at = ?, dns_alert = ?, dns_mailed_at = ?
          WHERE id = ?",
        &[
            status(&domain.spf).into(),
            domain.spf.error.as_deref().into(),
            status(&domain.dkim).into(),
            domain.dkim.error.as_deref().into(),
            status(&domain.mx).into(),
            domain.mx.error.as_deref().into(),
            status(&domain.return_path).into(),
            domain.return_path.error.as_deref().into(),
            status(&domain.dmarc).into(),
            domain.dmarc.error.as_deref().into(),
            serde_json::to_string(&details).map_err(unwritable)?.into(),
            domain.dns_checked_at.into(),
            domain.dns_ok_at.into(),
            domain.dns_alert.as_deref().into(),
            domain.dns_mailed_at.into(),
            domain.id.into(),
        ],
    )
    .await
}

/// Domains in use that were checked before, the last time not after `checked_before`, or never although a DKIM key waits
/// for its record. By id, from after `after` on.
pub async fn due(
    conn: &mut Conn,
    checked_before: Timestamp,
    after: DomainId,
    limit: i64,
) -> Result<Vec<DomainId>, StoreError> {
    conn.fetch_all(
        "SELECT d.id FROM domains d
           JOIN organizations o ON o.id = d.organization_id
           LEFT JOIN servers s ON s.id = d.server_id
          WHERE d.id > ? AND o.deleted_at IS NULL AND s.deleted_at IS NULL
            AND (d.dns_checked_at <= ?
                 OR (d.dns_checked_at IS NULL
                     AND EXISTS (SELECT 1 FROM domain_dkim_keys k WHERE k.domain_id = d.id AND k.state = 'pending')))
          ORDER BY d.id LIMIT ?",
        &[after.into(), checked_before.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// The owner and the admins of an organization, each once.
pub async fn responsible(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<User>, StoreError> {
    let rows = conn
        .fetch_all(
            "SELECT owner_id FROM organizations WHERE id = ?
              UNION
             SELECT user_id FROM memberships WHERE organization_id = ? AND role IN ('owner', 'admin')
              ORDER BY 1",
            &[organization.into(), organization.into()],
        )
        .await?;
    let mut users = Vec::with_capacity(rows.len());
    for row in rows {
        // A handful, each by its primary key.
        users.extend(super::users::find(conn, row.get(0)?).await?);
    }
    Ok(users)
}

/// Nobody else records checks of the domain or changes its keys before the end of this transaction. `None`: it is gone.
pub async fn lock(conn: &mut Conn, id: DomainId) -> Result<Option<Domain>, StoreError> {
    super::domains::lock(conn, id).await?;
    super::domains::find(conn, id).await
}
