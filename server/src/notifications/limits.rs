//! Send limits: a warning at 90 %, and one when the limit is reached, each at most once an hour.

use std::time::Duration;

use serde_json::json;

use super::{Notices, organization_name, send, texts};
use crate::model::{EventKind, MailServer, NewEvent, ServerId, Timestamp};
use crate::statistics;
use crate::store::send_limits::{self as rows, Warning};
use crate::store::{Batches, StoreError, events, servers};

/// What the worker has found lately.
const SEEN_WITHIN: Duration = Duration::from_secs(3 * 60);
/// The same again not before this.
const QUIET_FOR: Duration = Duration::from_secs(3600);

/// Tells about limits that were found approaching or reached in the last minutes: a mail to each person, and an event.
/// Answers how many mail servers were warned about.
pub async fn send_limits(notices: &Notices, batches: &Batches, now: Timestamp) -> Result<u64, LimitsError> {
    let mut told = 0;
    for warning in [Warning::Approaching, Warning::Exceeded] {
        let due = rows::list(&mut batches.store().read().await?, warning, now - SEEN_WITHIN, now - QUIET_FOR).await?;
        for server in due {
            if batches.is_stopped() {
                return Ok(told);
            }
            told += u64::from(tell(notices, batches, server, warning, now).await?);
        }
    }
    Ok(told)
}

#[derive(Debug, thiserror::Error)]
pub enum LimitsError {
    #[error(transparent)]
    Statistics(#[from] statistics::StatisticsError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `false`: somebody else was faster.
async fn tell(
    notices: &Notices,
    batches: &Batches,
    server: ServerId,
    warning: Warning,
    now: Timestamp,
) -> Result<bool, LimitsError> {
    let (_, volume) = statistics::live(batches.store(), server, 60, now).await?;
    let mut batch = batches.begin().await?;
    // The mark first: whoever has set it tells.
    if !rows::mark(&mut batch, server, warning, now, now - QUIET_FOR).await? {
        return Ok(false);
    }
    let Some(server) = servers::find(&mut batch, server).await? else { return Ok(false) };
    let Some(limit) = server.send_limit else { return Ok(false) };
    let name = organization_name(&mut batch, server.organization_id).await?;
    let url = notices.server_url(&server);
    let (notice, kind) = match warning {
        Warning::Approaching => {
            (texts::limit_approaching(&name, &server, volume, limit, &url), EventKind::SendLimitApproaching)
        }
        Warning::Exceeded => (texts::limit_exceeded(&name, &server, volume, limit, &url), EventKind::SendLimitExceeded),
    };
    send(&mut batch, &server, &notice, now).await?;
    events::record(&mut batch, &[event(&server, kind, volume, limit, now)]).await?;
    batch.commit().await?;
    Ok(true)
}

/// `data` is the payload of 3.3's webhook.
fn event(server: &MailServer, kind: EventKind, volume: i64, limit: i64, now: Timestamp) -> NewEvent {
    let data = json!({
        "server": {
            "uuid": server.uuid,
            "name": server.name,
            "permalink": server.permalink,
            "organization": server.organization_permalink,
        },
        "volume": volume,
        "limit": limit,
    });
    NewEvent { server_id: server.id, kind, message_id: None, delivery_id: None, data: Some(data), at: now }
}
