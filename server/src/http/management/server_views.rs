//! What requests and answers about mail servers look like.

use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object};

use super::answers::time;
use crate::model::{MailServer, ServerMode};
use crate::store::domains::DomainCounts;
use crate::tenancy::{PolicyChange, ServerChange, ServerForm};

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "ServerMode")]
pub enum ModeView {
    Live,
    /// Accepts everything and holds it.
    Development,
}

impl From<ServerMode> for ModeView {
    fn from(mode: ServerMode) -> Self {
        match mode {
            ServerMode::Live => Self::Live,
            ServerMode::Development => Self::Development,
        }
    }
}

impl From<ModeView> for ServerMode {
    fn from(mode: ModeView) -> Self {
        match mode {
            ModeView::Live => Self::Live,
            ModeView::Development => Self::Development,
        }
    }
}

/// `Suspended` when the server or its organization is, else the mode.
#[derive(Debug, Clone, Copy, Enum)]
pub enum ServerStatus {
    Live,
    Development,
    Suspended,
}

impl From<&MailServer> for ServerStatus {
    fn from(server: &MailServer) -> Self {
        match server.mode {
            _ if server.is_suspended() => Self::Suspended,
            ServerMode::Live => Self::Live,
            ServerMode::Development => Self::Development,
        }
    }
}

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ServerView {
    pub uuid: String,
    pub name: String,
    /// Short name, in URLs and SMTP user names.
    pub permalink: String,
    /// User name for SMTP: `organization/server`.
    pub smtp_username: String,
    /// In return paths and tracking links.
    pub token: String,
    pub mode: ModeView,
    pub status: ServerStatus,
    /// UUID of the IP pool whose addresses its mail leaves from, unless a rule says otherwise; absent: the system chooses.
    pub ip_pool: Option<String>,
    pub ip_pool_name: Option<String>,
    pub suspended_at: Option<String>,
    pub suspension_reason: Option<String>,
    /// The server itself is suspended, not only its organization.
    pub suspended_itself: bool,
    /// Author of bounces; absent: `postmaster@` the domain.
    pub postmaster_address: Option<String>,
    pub spam_threshold: f64,
    pub spam_failure_threshold: f64,
    /// Absent: outgoing mail is not scanned.
    pub outbound_spam_threshold: Option<f64>,
    /// Messages in 60 minutes; absent: no limit.
    pub send_limit: Option<i64>,
    pub allow_sender: bool,
    pub privacy_mode: bool,
    pub log_smtp_data: bool,
    /// Absent: kept without end.
    pub message_retention_days: Option<i64>,
    /// Absent: kept without end.
    pub raw_message_retention_days: Option<i64>,
    /// MB; absent: no limit.
    pub raw_message_retention_size: Option<i64>,
    /// Whether the mail server's own suppression list keeps mail back, and failures add to it.
    pub suppression_enabled: bool,
    /// So many permanent failures that do not say whose fault they are suppress …
    pub suppression_failures: i64,
    /// … within so many hours.
    pub suppression_window_hours: i64,
    /// Days for which failures suppress; absent: as the installation says.
    pub suppression_days: Option<i64>,
    /// Each time that an address is suppressed again lasts so many times as long as the one before.
    pub suppression_growth_factor: i64,
    /// Days up to which that grows; absent: 3650.
    pub suppression_max_days: Option<i64>,
    pub created_at: String,
    /// Since when it is deleted; what is not, lacks it.
    pub deleted_at: Option<String>,
    /// Messages per minute over the last hour, both directions; in lists only.
    pub message_rate: Option<f64>,
}

impl From<MailServer> for ServerView {
    fn from(server: MailServer) -> Self {
        Self {
            smtp_username: server.full_permalink(),
            status: (&server).into(),
            ip_pool: server.ip_pool.as_ref().map(|pool| pool.uuid.clone()),
            ip_pool_name: server.ip_pool.map(|pool| pool.name),
            uuid: server.uuid,
            name: server.name,
            permalink: server.permalink,
            token: server.token,
            mode: server.mode.into(),
            suspended_at: server.suspension.as_ref().map(|suspension| time(suspension.since)),
            suspension_reason: server.suspension.and_then(|suspension| suspension.reason),
            suspended_itself: server.is_suspended_itself,
            postmaster_address: server.postmaster_address,
            spam_threshold: server.spam_threshold,
            spam_failure_threshold: server.spam_failure_threshold,
            outbound_spam_threshold: server.outbound_spam_threshold,
            send_limit: server.send_limit,
            allow_sender: server.allow_sender,
            privacy_mode: server.privacy_mode,
            log_smtp_data: server.log_smtp_data,
            message_retention_days: server.message_retention_days,
            raw_message_retention_days: server.raw_message_retention_days,
            raw_message_retention_size: server.raw_message_retention_size,
            suppression_enabled: server.suppression.is_enabled,
            suppression_failures: server.suppression.failures,
            suppression_window_hours: server.suppression.window_hours,
            suppression_days: server.suppression.days,
            suppression_growth_factor: server.suppression.growth_factor,
            suppression_max_days: server.suppression.max_days,
            created_at: time(server.created_at),
            deleted_at: server.deleted_at.map(time),
            message_rate: None,
        }
    }
}

#[derive(Debug, Object)]
pub struct ServerCreate {
    pub name: String,
    /// `a-z`, `0-9` and `-`; made of the name when absent.
    pub permalink: Option<String>,
    /// `Live` when absent.
    pub mode: Option<ModeView>,
    /// UUID of a pool of the organization. Absent: its default pool, or its first by name, where IP pools are in use.
    pub ip_pool: Option<String>,
}

impl From<ServerCreate> for ServerForm {
    fn from(body: ServerCreate) -> Self {
        let mode = body.mode.map_or(ServerMode::Live, ServerMode::from);
        Self { name: body.name, permalink: body.permalink, mode, ip_pool: body.ip_pool }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct ServerUpdate {
    pub name: Option<String>,
    pub mode: Option<ModeView>,
    /// UUID of a pool of the organization; `null`: the system chooses the address.
    pub ip_pool: MaybeUndefined<String>,
    /// `null`: `postmaster@` the domain.
    pub postmaster_address: MaybeUndefined<String>,
    pub spam_threshold: Option<f64>,
    /// Greater than `spam_threshold`.
    pub spam_failure_threshold: Option<f64>,
    /// `null`: outgoing mail is not scanned. Administrators only.
    pub outbound_spam_threshold: MaybeUndefined<f64>,
    /// Messages in 60 minutes; `null`: no limit. Administrators only.
    pub send_limit: MaybeUndefined<i64>,
    /// Administrators only.
    pub allow_sender: Option<bool>,
    /// Administrators only.
    pub privacy_mode: Option<bool>,
    /// Administrators only.
    pub log_smtp_data: Option<bool>,
    /// `null`: kept without end. Administrators only.
    pub message_retention_days: MaybeUndefined<i64>,
    /// `null`: kept without end. Administrators only.
    pub raw_message_retention_days: MaybeUndefined<i64>,
    /// MB; `null`: no limit. Administrators only.
    pub raw_message_retention_size: MaybeUndefined<i64>,
    /// `false`: the mail server's own suppression list keeps nothing back, and failures add nothing to it. Complaints are
    /// still written down, and the organization's list still counts.
    pub suppression_enabled: Option<bool>,
    /// Permanent failures that do not say whose fault they are and suppress: 1 to 100.
    pub suppression_failures: Option<i64>,
    /// Hours in which they must come: 1 to 8760.
    pub suppression_window_hours: Option<i64>,
    /// Days for which failures suppress, 1 to 3650; `null`: as the installation says.
    pub suppression_days: MaybeUndefined<i64>,
    /// Each time that an address is suppressed again lasts so many times as long as the one before: 1 to 10.
    pub suppression_growth_factor: Option<i64>,
    /// Days up to which that grows, 1 to 3650, not less than `suppression_days`; `null`: 3650.
    pub suppression_max_days: MaybeUndefined<i64>,
}

impl From<ServerUpdate> for ServerChange {
    fn from(body: ServerUpdate) -> Self {
        Self {
            name: body.name,
            mode: body.mode.map(ServerMode::from),
            ip_pool: change(body.ip_pool),
            postmaster_address: change(body.postmaster_address),
            spam_threshold: body.spam_threshold,
            spam_failure_threshold: body.spam_failure_threshold,
            outbound_spam_threshold: change(body.outbound_spam_threshold),
            send_limit: change(body.send_limit),
            allow_sender: body.allow_sender,
            privacy_mode: body.privacy_mode,
            log_smtp_data: body.log_smtp_data,
            message_retention_days: change(body.message_retention_days),
            raw_message_retention_days: change(body.raw_message_retention_days),
            raw_message_retention_size: change(body.raw_message_retention_size),
            suppression: PolicyChange {
                is_enabled: body.suppression_enabled,
                failures: body.suppression_failures,
                window_hours: body.suppression_window_hours,
                days: change(body.suppression_days),
                growth_factor: body.suppression_growth_factor,
                max_days: change(body.suppression_max_days),
            },
        }
    }
}

/// Outer `None`: absent. Inner `None`: `null`.
#[expect(clippy::option_option, reason = "absent, cleared and set are three things")]
pub(super) fn change<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// How the domains are doing, in one word.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "lowercase")]
pub enum DomainsStatus {
    /// There is none.
    None,
    /// All are verified, and their records are right.
    Ok,
    /// Some records are not right.
    Misconfigured,
    /// Some are not verified; no verified one is misconfigured.
    Awaiting,
}

impl From<&DomainCounts> for DomainsStatus {
    fn from(counts: &DomainCounts) -> Self {
        match counts {
            DomainCounts { total: 0, .. } => Self::None,
            DomainCounts { faulty: 1.., .. } => Self::Misconfigured,
            DomainCounts { unverified: 1.., .. } => Self::Awaiting,
            DomainCounts { .. } => Self::Ok,
        }
    }
}

/// Live figures; `held` and `queued` are counted up to 10,000.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HeaderView {
    pub status: ServerStatus,
    /// Name of the IP pool that mail leaves by, unless a rule says otherwise; absent where pools are not in use.
    pub ip_pool_name: Option<String>,
    /// Messages that wait for a person.
    pub held: i64,
    /// Messages in the queue whose time has come.
    pub queued: i64,
    /// Per cent of the outgoing messages of the last 30 days.
    pub bounce_rate: f64,
    /// Messages per minute over the last hour, both directions.
    pub message_rate: f64,
    pub outgoing_60_min: i64,
    pub incoming_60_min: i64,
    /// Absent: no limit.
    pub send_limit: Option<i64>,
    /// Bytes of the raw messages; content that several recipients share counts once.
    pub used_bytes: i64,
    pub domains_status: DomainsStatus,
    /// The server's own domains and those of its organization.
    pub domains_total: i64,
    pub domains_unverified: i64,
    /// Verified, but a required record is not right.
    pub domains_faulty: i64,
}
