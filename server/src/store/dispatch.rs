//! What one delivery needs to know about a message, its mail server, domain, credential and recipient, read at once.

use super::ip_addresses::{self, OPTIONAL_COLUMNS as ADDRESS};
use super::messages::{self, COLUMNS};
use super::{Columns, Conn, Row, StoreError, dialect, queue, servers, track_domains};
use crate::model::{
    CheckStatus, IpAddress, Message, MessageId, MessageStatus, Priority, ProcessId, QueuedMessage, ServerId,
    ServerMode, SuppressionKind, SuppressionPolicy, SuppressionRepeats, Timestamp,
};

/// A queued message and everything that decides about it.
#[derive(Debug, Clone)]
pub struct Dispatch {
    pub message: Message,
    pub row: QueuedMessage,
    pub server: DispatchServer,
    /// The credential holds all messages.
    pub is_held_by_credential: bool,
    /// `None`: the domain is gone.
    pub domain: Option<DispatchDomain>,
    /// Entries of the suppression lists, expired or not.
    pub suppressions: DispatchSuppressions,
    /// The prepared copy was converted to 7 bits before it was signed.
    pub is_seven_bit: bool,
    /// The send limit has counted it since it was queued.
    pub is_counted: bool,
    /// Changes to the content in this recipient's copy, once they are made; see `store::tracking`.
    pub splices: Option<Vec<u8>>,
    /// The mail server's track domain of the message's domain, if its DNS record is right.
    pub track_domain: Option<DispatchTrackDomain>,
    /// Where it leaves from. `None`: no address was chosen, or it is gone.
    pub source: Option<IpAddress>,
}

#[derive(Debug, Clone)]
pub struct DispatchTrackDomain {
    pub host: String,
    pub ssl_enabled: bool,
    pub track_clicks: bool,
    pub track_loads: bool,
    pub excluded_click_domains: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct DispatchServer {
    pub token: String,
    pub mode: ServerMode,
    /// Messages in 60 minutes.
    pub send_limit: Option<i64>,
    pub send_limit_approaching_at: Option<Timestamp>,
    pub send_limit_exceeded_at: Option<Timestamp>,
    pub spam_threshold: f64,
    pub spam_failure_threshold: f64,
    /// `None`: outgoing mail is not inspected.
    pub outbound_spam_threshold: Option<f64>,
    pub postmaster_address: Option<String>,
    pub suppression: SuppressionPolicy,
    /// The server's own suspension or its organization's.
    pub is_suspended: bool,
    pub is_deleted: bool,
}

#[derive(Debug, Clone)]
pub struct DispatchDomain {
    pub name: String,
    /// PKCS#8 DER, encrypted.
    pub dkim_private_key: Vec<u8>,
    pub dkim_identifier: String,
    /// Selector of an imported key; otherwise it is made from the identifier.
    pub dkim_selector: Option<String>,
    pub is_dkim_ok: bool,
    pub is_return_path_ok: bool,
}

/// What the suppression lists say about a recipient.
#[derive(Debug, Clone)]
pub struct DispatchSuppressions {
    /// The mail server's list, for the address.
    pub address: Option<DispatchSuppression>,
    /// The mail server's list, for the whole domain of the address.
    pub domain: Option<DispatchSuppression>,
    /// The organization's list, the same.
    pub organization_address: Option<DispatchSuppression>,
    pub organization_domain: Option<DispatchSuppression>,
    /// How often failures have suppressed the address.
    pub repeats: Option<SuppressionRepeats>,
}

#[derive(Debug, Clone)]
pub struct DispatchSuppression {
    pub kind: SuppressionKind,
    pub reason: String,
    pub keep_until: Option<Timestamp>,
}

/// `None`: the queue row or its message is gone.
pub async fn find(conn: &mut Conn, server: ServerId, message: MessageId) -> Result<Option<Dispatch>, StoreError> {
    // The destination of outgoing mail is the recipient's domain; that of incoming mail begins with a colon.
    let domain = dialect::concat(conn.engine(), "'@'", "q.destination");
    let sql = format!(
        "SELECT {COLUMNS}, m.is_seven_bit, m.splices,
                q.destination, q.ip_address_id, q.due_at, q.attempts, q.is_manual, q.priority, q.owner, q.generation,
                q.created_at, q.is_counted,
                s.token, s.mode, s.send_limit, s.send_limit_approaching_at, s.send_limit_exceeded_at,
                s.spam_threshold, s.spam_failure_threshold, s.outbound_spam_threshold, s.postmaster_address,
                s.suppression_enabled, s.suppression_failures, s.suppression_window_hours, s.suppression_days,
                s.suppression_growth_factor, s.suppression_max_days,
                s.suspended_at, o.suspended_at, s.deleted_at, o.deleted_at,
                c.hold, d.name, d.dkim_private_key, d.dkim_identifier, d.dkim_selector, d.dkim_status,
                d.return_path_status,
                x.kind, x.reason, x.keep_until, y.kind, y.reason, y.keep_until,
                v.kind, v.reason, v.keep_until, w.kind, w.reason, w.keep_until, r.times, r.keep_until,
                t.host, t.ssl_enabled, t.track_clicks, t.track_loads, t.excluded_click_domains,
                {ADDRESS}
           FROM messages m
           JOIN queued_messages q ON q.server_id = m.server_id AND q.message_id = m.id
           JOIN servers s ON s.id = m.server_id
           JOIN organizations o ON o.id = s.organization_id
           LEFT JOIN credentials c ON c.id = m.credential_id
           LEFT JOIN domains d ON d.id = m.domain_id
           LEFT JOIN ip_addresses a ON a.id = q.ip_address_id
           LEFT JOIN track_domains t ON t.server_id = m.server_id AND t.domain_id = m.domain_id AND t.dns_status = 'OK'
           LEFT JOIN suppressions x ON x.server_id = m.server_id AND x.type = 'recipient' AND x.address_key = m.rcpt_to_key
           LEFT JOIN suppressions y ON y.server_id = m.server_id AND y.type = 'recipient' AND y.address_key = {domain}
           LEFT JOIN organization_suppressions v ON v.organization_id = s.organization_id AND v.type = 'recipient'
                                                AND v.address_key = m.rcpt_to_key
           LEFT JOIN organization_suppressions w ON w.organization_id = s.organization_id AND w.type = 'recipient'
                                                AND w.address_key = {domain}
           LEFT JOIN suppression_repeats r ON r.server_id = m.server_id AND r.address_key = m.rcpt_to_key
          WHERE m.server_id = ? AND m.id = ?"
    );
    conn.fetch_optional(sql, &[server.into(), message.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Dispatch, StoreError> {
    let message = messages::message(row)?;
    let mut columns = row.columns();
    columns.skip(messages::COLUMN_COUNT);
    let is_seven_bit = columns.next::<Option<bool>>()?.unwrap_or(false);
    let splices = columns.next()?;
    let queued = QueuedMessage {
        server_id: message.server_id,
        message_id: message.id,
        destination: columns.next()?,
        ip_address_id: queue::chosen(columns.next()?),
        due_at: columns.next()?,
        attempts: columns.next()?,
        is_manual: columns.next()?,
        priority: Priority::from_number(columns.next()?),
        owner: columns.next::<ProcessId>()?,
        generation: columns.next()?,
        created_at: columns.next()?,
    };
    let is_counted = columns.next()?;
    let token = columns.next()?;
    let mode = columns.parse(ServerMode::parse)?;
    let send_limit = columns.next()?;
    let send_limit_approaching_at = columns.next()?;
    let send_limit_exceeded_at = columns.next()?;
    let spam_threshold = columns.next()?;
    let spam_failure_threshold = columns.next()?;
    let outbound_spam_threshold = columns.next()?;
    let postmaster_address = columns.next()?;
    let suppression = servers::suppression(&mut columns)?;
    let mut any_time = || -> Result<bool, StoreError> {
        let first: Option<Timestamp> = columns.next()?;
        let second: Option<Timestamp> = columns.next()?;
        Ok(first.is_some() || second.is_some())
    };
    let is_suspended = any_time()?;
    let is_deleted = any_time()?;
    let server = DispatchServer {
        token,
        mode,
        send_limit,
        send_limit_approaching_at,
        send_limit_exceeded_at,
        spam_threshold,
        spam_failure_threshold,
        outbound_spam_threshold,
        postmaster_address,
        suppression,
        is_suspended,
        is_deleted,
    };
    let is_held_by_credential = columns.next::<Option<bool>>()?.unwrap_or(false);
    let name: Option<String> = columns.next()?;
    let key: Option<Vec<u8>> = columns.next()?;
    let identifier: Option<String> = columns.next()?;
    let dkim_selector = columns.next()?;
    let is_ok = |status: Option<CheckStatus>| status == Some(CheckStatus::Ok);
    let is_dkim_ok = is_ok(columns.parse_optional(CheckStatus::parse)?);
    let is_return_path_ok = is_ok(columns.parse_optional(CheckStatus::parse)?);
    let domain = match (name, key, identifier) {
        (Some(name), Some(dkim_private_key), Some(dkim_identifier)) => Some(DispatchDomain {
            name,
            dkim_private_key,
            dkim_identifier,
            dkim_selector,
            is_dkim_ok,
            is_return_path_ok,
        }),
        _ => None,
    };
    let suppressions = suppressions(&mut columns)?;
    let host: Option<String> = columns.next()?;
    let mut flag = || columns.next::<bool>();
    let (ssl_enabled, track_clicks, track_loads) = (flag()?, flag()?, flag()?);
    let excluded_click_domains = track_domains::lines(columns.next()?);
    let track_domain =
        host.map(|host| DispatchTrackDomain { host, ssl_enabled, track_clicks, track_loads, excluded_click_domains });
    let source = ip_addresses::optional(&mut columns)?;
    Ok(Dispatch {
        message,
        row: queued,
        server,
        is_held_by_credential,
        domain,
        suppressions,
        is_seven_bit,
        is_counted,
        splices,
        track_domain,
        source,
    })
}

fn suppressions(columns: &mut Columns<'_>) -> Result<DispatchSuppressions, StoreError> {
    let mut entry = || -> Result<Option<DispatchSuppression>, StoreError> {
        let kind = columns.parse_optional(SuppressionKind::parse)?;
        let (reason, keep_until): (Option<String>, Option<Timestamp>) = (columns.next()?, columns.next()?);
        Ok(kind.zip(reason).map(|(kind, reason)| DispatchSuppression { kind, reason, keep_until }))
    };
    let (address, domain, organization_address, organization_domain) = (entry()?, entry()?, entry()?, entry()?);
    let (times, keep_until): (Option<i64>, Option<Timestamp>) = (columns.next()?, columns.next()?);
    let repeats = times.zip(keep_until).map(|(times, keep_until)| SuppressionRepeats { times, keep_until });
    Ok(DispatchSuppressions { address, domain, organization_address, organization_domain, repeats })
}

/// Enhanced codes with which we refuse a message ourselves, because a host could not take it as it is: too large, not
/// convertible, an address that it does not understand. They say nothing about the recipient.
pub const OWN_REFUSALS: [&str; 3] = ["5.3.4", "5.6.3", "5.6.7"];

/// How many other messages to the same recipient, older than `message`, failed for good after `since`; counts at most
/// `limit`. Those that we refused ourselves do not count, nor those that the host refused because of the sender or the
/// content.
pub async fn count_earlier_hard_fails(
    conn: &mut Conn,
    message: &Message,
    since: Timestamp,
    limit: i64,
) -> Result<i64, StoreError> {
    let [too_large, not_convertible, no_smtputf8] = OWN_REFUSALS;
    conn.fetch_one(
        "SELECT COUNT(*) FROM (
            SELECT id FROM messages
             WHERE server_id = ? AND rcpt_to_key = ? AND created_at > ? AND created_at <= ?
               AND status = 'HardFail' AND id <> ?
               AND NOT EXISTS (SELECT 1 FROM deliveries d
                                WHERE d.server_id = messages.server_id AND d.message_id = messages.id
                                  AND d.status = 'HardFail'
                                  AND (d.code IS NULL AND d.enhanced_code IN (?, ?, ?)
                                       OR d.reason IN ('too_large', 'block', 'authentication', 'policy')))
             LIMIT ?) AS failures",
        &[
            message.server_id.into(),
            message.rcpt_to.to_lowercase().into(),
            since.into(),
            message.created_at.into(),
            message.id.into(),
            too_large.into(),
            not_convertible.into(),
            no_smtputf8.into(),
            limit.into(),
        ],
    )
    .await?
    .get(0)
}

/// How many messages to a recipient have a record with this reason since then; counts at most `limit`.
pub async fn count_failures(
    conn: &mut Conn,
    message: &Message,
    reason: &str,
    since: Timestamp,
    limit: i64,
) -> Result<i64, StoreError> {
    conn.fetch_one(
        "SELECT COUNT(*) FROM (
            SELECT m.id FROM messages m
             WHERE m.server_id = ? AND m.rcpt_to_key = ? AND m.created_at > ? AND m.id <> ?
               AND EXISTS (SELECT 1 FROM deliveries d
                            WHERE d.server_id = m.server_id AND d.message_id = m.id AND d.reason = ?
                              AND d.status IN ('HardFail', 'Bounced'))
             LIMIT ?) AS failures",
        &[
            message.server_id.into(),
            message.rcpt_to.to_lowercase().into(),
            since.into(),
            message.id.into(),
            reason.into(),
            limit.into(),
        ],
    )
    .await?
    .get(0)
}

/// Held messages whose time is over.
pub async fn list_expired_holds(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(ServerId, MessageId)>, StoreError> {
    conn.fetch_all(
        "SELECT m.server_id, m.id FROM servers s JOIN messages m ON m.server_id = s.id AND m.status = 'Held'
          WHERE m.hold_expires_at < ? LIMIT ?",
        &[now.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Ends a hold: the message gets this status and is no longer held. `false`: it is not held any more, or not until before
/// `expired_before`. Whoever changes the row first wins; the others wait for that commit and then find nothing.
pub async fn end_hold(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
    status: MessageStatus,
    expired_before: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let changed = conn
        .execute(
            "UPDATE messages SET status = ?, is_held = FALSE, hold_expires_at = NULL, version = version + 1
              WHERE server_id = ? AND id = ? AND status = 'Held' AND COALESCE(hold_expires_at, 0) < ?",
            &[
                status.as_str().into(),
                server.into(),
                message.into(),
                expired_before.unwrap_or(Timestamp(i64::MAX)).into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}
