//! Figures of the whole installation, for administrators.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::model::{OrganizationId, ServerId, Timestamp};
use crate::store::processes::{self, Process};
use crate::store::statistics::{self as rows, Totals};
use crate::store::{Store, StoreError, queue, servers};

const HOUR: Duration = Duration::from_secs(3600);
/// More queued messages than this are shown as this many.
const COUNT_LIMIT: i64 = 10_000;

/// What a mail server did, and what waits in it.
#[derive(Debug, Clone)]
pub struct ServerFigures {
    pub uuid: String,
    pub name: String,
    pub permalink: String,
    pub organization: OrganizationId,
    pub organization_permalink: String,
    pub totals: Totals,
    pub queued: i64,
    /// When the message that has waited longest was queued.
    pub oldest_queued_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct OrganizationFigures {
    pub permalink: String,
    pub servers: i64,
    pub totals: Totals,
}

#[derive(Debug)]
pub struct Installation {
    /// Since the beginning.
    pub total: Totals,
    /// Of the last `hours` hours.
    pub recent: Totals,
    /// Those with the most mail first, without those that had none.
    pub organizations: Vec<OrganizationFigures>,
    /// Those with the most mail first, then those in which mail waits.
    pub servers: Vec<ServerFigures>,
    pub processes: Vec<Process>,
}

/// `hours`: how far back, whole hours and the running one. `limit`: organizations and mail servers shown.
pub async fn installation(store: &Store, hours: u32, limit: usize, now: Timestamp) -> Result<Installation, StoreError> {
    let since = now.floor(HOUR) - HOUR * hours;
    let mut conn = store.read().await?;
    let total = rows::total(&mut conn).await?;
    let by_server: HashMap<ServerId, Totals> = rows::list_servers(&mut conn, since).await?.into_iter().collect();
    let mut recent = Totals::default();
    for totals in by_server.values() {
        recent += *totals;
    }
    let names = servers::list_names(&mut conn).await?;
    let mut organizations: BTreeMap<OrganizationId, OrganizationFigures> = BTreeMap::new();
    let mut figures = Vec::with_capacity(names.len());
    for server in names {
        let totals = by_server.get(&server.id).copied().unwrap_or_default();
        let organization = organizations.entry(server.organization_id).or_insert_with(|| OrganizationFigures {
            permalink: server.organization_permalink.clone(),
            servers: 0,
            totals: Totals::default(),
        });
        organization.servers += 1;
        organization.totals += totals;
        figures.push((server, totals));
    }
    let volume = |totals: &Totals| totals.incoming + totals.outgoing;
    figures.sort_by_key(|(server, totals)| (std::cmp::Reverse(volume(totals)), server.id));
    let mut shown = Vec::new();
    for (server, totals) in figures.into_iter().take(limit) {
        let (queued, oldest_queued_at) = queue::depth(&mut conn, server.id, COUNT_LIMIT).await?;
        shown.push(ServerFigures {
            uuid: server.uuid,
            name: server.name,
            permalink: server.permalink,
            organization: server.organization_id,
            organization_permalink: server.organization_permalink,
            totals,
            queued,
            oldest_queued_at,
        });
    }
    let mut organizations: Vec<_> = organizations.into_values().collect();
    organizations.sort_by_key(|organization| std::cmp::Reverse(volume(&organization.totals)));
    organizations.truncate(limit);
    let processes = processes::list(&mut conn).await?;
    Ok(Installation { total, recent, organizations, servers: shown, processes })
}
