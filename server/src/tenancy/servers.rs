//! Mail servers: created, changed, suspended and deleted.

use super::organizations::confirmed;
use super::{Tenancy, TenancyError, names};
use crate::model::{
    IpPoolRef, MailServer, Organization, OrganizationId, ServerId, ServerMode, SuppressionPolicy, Suspension, UserId,
    ViolationCode, Violations,
};
use crate::store::audit;
use crate::store::servers::{self, Taken};
use crate::store::{Conn, StoreError, ip_pools};

/// Values of 3.3 for new mail servers.
const MESSAGE_RETENTION_DAYS: i64 = 60;
const RAW_MESSAGE_RETENTION_DAYS: i64 = 30;
const RAW_MESSAGE_RETENTION_MB: i64 = 2048;
/// 3.3 stores thresholds as decimal(8,2).
const MAX_THRESHOLD: f64 = 999_999.99;
/// Largest limit; times and sizes made of it do not overflow.
const MAX_LIMIT: i64 = i32::MAX as i64;
/// Attempts to find a free token of 6 characters.
const TOKEN_TRIES: usize = 8;

/// A submitted new mail server.
#[derive(Debug, Clone)]
pub struct ServerForm {
    pub name: String,
    /// Blank: made of the name.
    pub permalink: Option<String>,
    pub mode: ServerMode,
    /// UUID of a pool of the organization. `None`: its default pool, or its first, where IP pools are in use.
    pub ip_pool: Option<String>,
}

/// A submitted change; outer `None`: stays as it is, inner `None`: cleared.
#[derive(Debug, Clone, Default)]
pub struct ServerChange {
    pub name: Option<String>,
    pub mode: Option<ServerMode>,
    /// UUID of a pool of the organization.
    pub ip_pool: Option<Option<String>>,
    pub postmaster_address: Option<Option<String>>,
    pub spam_threshold: Option<f64>,
    pub spam_failure_threshold: Option<f64>,
    pub outbound_spam_threshold: Option<Option<f64>>,
    pub send_limit: Option<Option<i64>>,
    pub allow_sender: Option<bool>,
    pub privacy_mode: Option<bool>,
    pub log_smtp_data: Option<bool>,
    pub message_retention_days: Option<Option<i64>>,
    pub raw_message_retention_days: Option<Option<i64>>,
    pub raw_message_retention_size: Option<Option<i64>>,
    pub suppression: PolicyChange,
}

/// The same for how the suppression list is filled.
#[derive(Debug, Clone, Default)]
pub struct PolicyChange {
    pub is_enabled: Option<bool>,
    pub failures: Option<i64>,
    pub window_hours: Option<i64>,
    pub days: Option<Option<i64>>,
    pub growth_factor: Option<i64>,
    pub max_days: Option<Option<i64>>,
}

impl Tenancy {
    pub async fn create_server(
        &self,
        organization: &Organization,
        form: &ServerForm,
    ) -> Result<MailServer, TenancyError> {
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        let given = form.permalink.as_deref().filter(|text| !text.trim().is_empty());
        let permalink = match given {
            Some(text) => names::permalink(text, &names::RESERVED_FOR_SERVERS, &mut violations),
            None if name.is_empty() => String::new(),
            None => names::permalink(&names::slug(&name), &names::RESERVED_FOR_SERVERS, &mut violations),
        };
        let mut tx = self.store.begin().await?;
        if !violations.names("/name") && servers::has_name(&mut tx, organization.id, &name).await? {
            violations.add("/name", ViolationCode::Taken, "has already been taken");
        }
        if !violations.names("/permalink") && servers::has_permalink(&mut tx, organization.id, &permalink).await? {
            violations.add("/permalink", ViolationCode::Taken, "has already been taken");
        }
        let ip_pool = match form.ip_pool.as_deref() {
            Some(uuid) => usable_pool(&mut tx, organization.id, uuid, &mut violations).await?,
            None if self.use_ip_pools => {
                let first = ip_pools::find_first_assigned(&mut tx, organization.id).await?;
                first.map(IpPoolRef::from)
            }
            None => None,
        };
        violations.into_result()?;
        let now = self.clock.now();
        let mut server = MailServer {
            id: ServerId(0),
            uuid: self.random.uuid(),
            organization_id: organization.id,
            organization_permalink: organization.permalink.clone(),
            token: String::new(),
            name,
            permalink,
            mode: form.mode,
            ip_pool,
            postmaster_address: None,
            spam_threshold: self.spam_threshold,
            spam_failure_threshold: self.spam_failure_threshold,
            outbound_spam_threshold: None,
            send_limit: None,
            send_limit_approaching_at: None,
            send_limit_exceeded_at: None,
            allow_sender: false,
            privacy_mode: false,
            log_smtp_data: false,
            message_retention_days: Some(MESSAGE_RETENTION_DAYS),
            raw_message_retention_days: Some(RAW_MESSAGE_RETENTION_DAYS),
            raw_message_retention_size: Some(RAW_MESSAGE_RETENTION_MB),
            suppression: SuppressionPolicy::DEFAULT,
            suspension: organization
                .suspended_at
                .map(|since| Suspension { since, reason: organization.suspension_reason.clone() }),
            is_suspended_itself: false,
            deleted_at: None,
            created_at: now,
            updated_at: now,
        };
        for _ in 0..TOKEN_TRIES {
            server.token = self.random.token(6).to_lowercase();
            if !servers::has_token(&mut tx, &server.token).await? {
                break;
            }
        }
        server.id = servers::insert(&mut tx, &server).await.map_err(taken)?;
        audit::object(&server.uuid, &server.name);
        audit::on(&server);
        tx.commit().await?;
        Ok(server)
    }

    /// `key`: permalink or uuid; live ones only.
    pub async fn find_server(
        &self,
        organization: OrganizationId,
        key: &str,
    ) -> Result<Option<MailServer>, TenancyError> {
        Ok(servers::find_by_key(&mut self.store.read().await?, organization, key).await?)
    }

    /// By name. `assigned_to`: only those in this member's list. `after`: name and id of the last row before.
    pub async fn list_servers(
        &self,
        organization: OrganizationId,
        assigned_to: Option<UserId>,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<MailServer>, TenancyError> {
        Ok(servers::list(&mut self.store.read().await?, organization, assigned_to, after, limit).await?)
    }

    /// `by_admin`: the caller is an installation admin; others may not change the advanced settings.
    ///
    /// 3.3 ignores advanced settings sent by others; here that is refused, because it would look as if it had worked.
    pub async fn update_server(
        &self,
        server: &MailServer,
        change: &ServerChange,
        by_admin: bool,
    ) -> Result<MailServer, TenancyError> {
        let mut changed = server.clone();
        let mut violations = Violations::new();
        apply(change, &mut changed, &mut violations);
        let mut tx = self.store.begin().await?;
        match &change.ip_pool {
            Some(Some(uuid)) if server.ip_pool.as_ref().is_none_or(|pool| pool.uuid != *uuid) => {
                changed.ip_pool = usable_pool(&mut tx, server.organization_id, uuid, &mut violations).await?;
            }
            Some(None) => changed.ip_pool = None,
            // 3.3: a pool that was taken away from the organization stays where it is in use.
            Some(Some(_)) | None => {}
        }
        let advanced = advanced_changes(server, &changed);
        if !by_admin && !advanced.is_empty() {
            return Err(TenancyError::AdminOnly(advanced));
        }
        violations.into_result()?;
        changed.updated_at = self.clock.now();
        servers::update(&mut tx, &changed).await.map_err(taken)?;
        tx.commit().await?;
        Ok(changed)
    }

    pub async fn suspend_server(&self, server: &MailServer, reason: &str) -> Result<MailServer, TenancyError> {
        let mut violations = Violations::new();
        let reason = violations.required_text("/reason", reason);
        violations.into_result()?;
        let suspension = Suspension { since: self.clock.now(), reason: Some(reason) };
        self.write_suspension(server, Some(&suspension)).await
    }

    /// The suspension of the organization, if there is one, stays.
    pub async fn unsuspend_server(&self, server: &MailServer) -> Result<MailServer, TenancyError> {
        self.write_suspension(server, None).await
    }

    async fn write_suspension(
        &self,
        server: &MailServer,
        suspension: Option<&Suspension>,
    ) -> Result<MailServer, TenancyError> {
        let mut tx = self.store.begin().await?;
        let now = self.clock.now();
        servers::set_suspension(&mut tx, server.id, suspension, now).await?;
        let changed = servers::find(&mut tx, server.id).await?;
        if let Some(reason) = suspension.and_then(|suspension| suspension.reason.as_deref()) {
            self.notices.suspended(&mut tx, server, reason, now).await?;
        }
        tx.commit().await?;
        Ok(changed.unwrap_or_else(|| server.clone()))
    }

    /// `confirm`: the name, typed again. The server stops at once; the purge removes what it holds.
    pub async fn delete_server(&self, server: &MailServer, confirm: &str) -> Result<(), TenancyError> {
        confirmed(&server.name, confirm)?;
        let mut tx = self.store.begin().await?;
        servers::delete(&mut tx, server.id, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// The pool, which nobody deletes before this transaction ends. `None`: it is none of the organization's.
async fn usable_pool(
    conn: &mut Conn,
    organization: OrganizationId,
    uuid: &str,
    violations: &mut Violations,
) -> Result<Option<IpPoolRef>, StoreError> {
    // U+0000 is no text on PostgreSQL.
    let is_text = !uuid.contains('\0');
    let found = if is_text { ip_pools::find_assigned(conn, organization, uuid).await? } else { None };
    if let Some(pool) = found
        && ip_pools::keep(conn, pool.id).await?
    {
        return Ok(Some(pool.into()));
    }
    violations.add("/ip_pool", ViolationCode::Invalid, "must belong to the organization");
    Ok(None)
}

fn taken(error: StoreError) -> TenancyError {
    let field = match servers::taken(&error) {
        Some(Taken::Name) => "/name",
        Some(Taken::Permalink) => "/permalink",
        Some(Taken::Token) | None => return error.into(),
    };
    Violations::one(field, ViolationCode::Taken, "has already been taken").into()
}

fn apply(change: &ServerChange, server: &mut MailServer, violations: &mut Violations) {
    if let Some(name) = &change.name {
        server.name = violations.required_text("/name", name);
    }
    if let Some(mode) = change.mode {
        server.mode = mode;
    }
    if let Some(address) = &change.postmaster_address {
        server.postmaster_address = violations.optional_text("/postmaster_address", address.as_deref());
    }
    if let Some(score) = change.spam_threshold {
        server.spam_threshold = threshold("/spam_threshold", score, violations);
    }
    if let Some(score) = change.spam_failure_threshold {
        server.spam_failure_threshold = threshold("/spam_failure_threshold", score, violations);
    }
    let is_changed = change.spam_threshold.is_some() || change.spam_failure_threshold.is_some();
    if is_changed && server.spam_failure_threshold <= server.spam_threshold {
        let message = "must be greater than the spam threshold";
        violations.add("/spam_failure_threshold", ViolationCode::GreaterThan, message);
    }
    if let Some(score) = change.outbound_spam_threshold {
        server.outbound_spam_threshold = score.map(|score| threshold("/outbound_spam_threshold", score, violations));
    }
    let mut limit = |field: &str, value: Option<Option<i64>>, target: &mut Option<i64>| {
        let Some(value) = value else { return };
        if value.is_some_and(|value| value < 1) {
            violations.add(field, ViolationCode::GreaterThanOrEqualTo, "must be greater than or equal to 1");
        }
        if value.is_some_and(|value| value > MAX_LIMIT) {
            let message = format!("must be less than or equal to {MAX_LIMIT}");
            violations.add(field, ViolationCode::LessThanOrEqualTo, message);
        }
        *target = value;
    };
    limit("/send_limit", change.send_limit, &mut server.send_limit);
    limit("/message_retention_days", change.message_retention_days, &mut server.message_retention_days);
    limit("/raw_message_retention_days", change.raw_message_retention_days, &mut server.raw_message_retention_days);
    limit("/raw_message_retention_size", change.raw_message_retention_size, &mut server.raw_message_retention_size);
    server.allow_sender = change.allow_sender.unwrap_or(server.allow_sender);
    server.privacy_mode = change.privacy_mode.unwrap_or(server.privacy_mode);
    server.log_smtp_data = change.log_smtp_data.unwrap_or(server.log_smtp_data);
    apply_policy(&change.suppression, &mut server.suppression, violations);
}

fn apply_policy(change: &PolicyChange, policy: &mut SuppressionPolicy, violations: &mut Violations) {
    let mut count = |field: &str, value: Option<i64>, most: i64, target: &mut i64| {
        let Some(value) = value else { return };
        if value < 1 {
            violations.add(field, ViolationCode::GreaterThanOrEqualTo, "must be greater than or equal to 1");
        }
        if value > most {
            violations.add(field, ViolationCode::LessThanOrEqualTo, format!("must be less than or equal to {most}"));
        }
        *target = value;
    };
    policy.is_enabled = change.is_enabled.unwrap_or(policy.is_enabled);
    count("/suppression_failures", change.failures, SuppressionPolicy::MAX_FAILURES, &mut policy.failures);
    let most = SuppressionPolicy::MAX_WINDOW_HOURS;
    count("/suppression_window_hours", change.window_hours, most, &mut policy.window_hours);
    let most = SuppressionPolicy::MAX_GROWTH_FACTOR;
    count("/suppression_growth_factor", change.growth_factor, most, &mut policy.growth_factor);
    let mut days = |field: &str, value: Option<Option<i64>>, target: &mut Option<i64>| {
        let Some(value) = value else { return };
        *target = value.map(|value| {
            let mut checked = value;
            count(field, Some(value), SuppressionPolicy::MAX_DAYS, &mut checked);
            checked
        });
    };
    days("/suppression_days", change.days, &mut policy.days);
    days("/suppression_max_days", change.max_days, &mut policy.max_days);
    let is_changed = change.days.is_some() || change.max_days.is_some();
    if is_changed && policy.days.zip(policy.max_days).is_some_and(|(days, most)| most < days) {
        let message = "must not be less than suppression_days";
        violations.add("/suppression_max_days", ViolationCode::GreaterThanOrEqualTo, message);
    }
}

fn threshold(field: &str, score: f64, violations: &mut Violations) -> f64 {
    if !score.is_finite() || score.abs() > MAX_THRESHOLD {
        violations.add(field, ViolationCode::NotANumber, "is not a number in range");
    }
    score
}

/// Names of the settings reserved to admins that differ.
fn advanced_changes(old: &MailServer, new: &MailServer) -> Vec<&'static str> {
    let same_outbound = old.outbound_spam_threshold == new.outbound_spam_threshold;
    [
        ("send_limit", old.send_limit == new.send_limit),
        ("allow_sender", old.allow_sender == new.allow_sender),
        ("privacy_mode", old.privacy_mode == new.privacy_mode),
        ("log_smtp_data", old.log_smtp_data == new.log_smtp_data),
        ("outbound_spam_threshold", same_outbound),
        ("message_retention_days", old.message_retention_days == new.message_retention_days),
        ("raw_message_retention_days", old.raw_message_retention_days == new.raw_message_retention_days),
        ("raw_message_retention_size", old.raw_message_retention_size == new.raw_message_retention_size),
    ]
    .into_iter()
    .filter(|(_, is_same)| !is_same)
    .map(|(name, _)| name)
    .collect()
}
