//! What answers about statistics look like.

use poem_openapi::{Enum, Object};

use super::answers::{rounded, time};
use crate::statistics::{self, Bucket, Installation, NamedCounter, NamedTotals, Totals, Width};
use crate::store::processes::Process;

/// Width of one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum Period {
    Hour,
    Day,
    Month,
    Year,
}

impl From<Period> for Width {
    fn from(period: Period) -> Self {
        match period {
            Period::Hour => Self::Hour,
            Period::Day => Self::Day,
            Period::Month => Self::Month,
            Period::Year => Self::Year,
        }
    }
}

impl From<Width> for Period {
    fn from(width: Width) -> Self {
        match width {
            Width::Hour => Self::Hour,
            Width::Day => Self::Day,
            Width::Month => Self::Month,
            Width::Year => Self::Year,
        }
    }
}

/// What happened in a span of time.
#[derive(Debug, Object)]
pub struct FiguresView {
    /// Incoming messages accepted.
    pub incoming: i64,
    /// Outgoing messages accepted.
    pub outgoing: i64,
    /// Messages found to be spam.
    pub spam: i64,
    /// Outgoing messages that failed for good or bounced later.
    pub bounces: i64,
    pub held: i64,
    /// Outgoing messages that a host took.
    pub sent: i64,
    /// Attempts to send that failed for now.
    pub deferred: i64,
    /// Outgoing messages that failed for good.
    pub failed: i64,
    /// Incoming messages that an endpoint took.
    pub delivered: i64,
    /// Incoming messages that failed for good.
    pub rejected: i64,
    /// Attempts that ended by a fault of this installation.
    pub errors: i64,
    pub complaints: i64,
    /// Loads of tracking images.
    pub opens: i64,
    /// Messages opened for the first time.
    pub unique_opens: i64,
    /// Of `opens`, those by programs.
    pub machine_opens: i64,
    /// Tracked links followed.
    pub clicks: i64,
    /// Messages in which a link was followed for the first time.
    pub unique_clicks: i64,
}

impl From<Totals> for FiguresView {
    fn from(totals: Totals) -> Self {
        Self {
            incoming: totals.incoming,
            outgoing: totals.outgoing,
            spam: totals.spam,
            bounces: totals.bounces,
            held: totals.held,
            sent: totals.sent,
            deferred: totals.deferred,
            failed: totals.failed,
            delivered: totals.delivered,
            rejected: totals.rejected,
            errors: totals.errors,
            complaints: totals.complaints,
            opens: totals.opens,
            unique_opens: totals.unique_opens,
            machine_opens: totals.machine_opens,
            clicks: totals.clicks,
            unique_clicks: totals.unique_clicks,
        }
    }
}

/// One point of a graph.
#[derive(Debug, Object)]
pub struct GraphPoint {
    /// RFC 3339. Start of the hour, day, month or year in UTC.
    pub starts_at: String,
    pub figures: FiguresView,
}

/// Points oldest first, without gaps.
#[derive(Debug, Object)]
pub struct GraphView {
    pub period: Period,
    pub points: Vec<GraphPoint>,
    /// Sums of all points.
    pub total: FiguresView,
}

impl GraphView {
    pub fn new(width: Width, buckets: Vec<Bucket>) -> Self {
        let mut total = Totals::default();
        for bucket in &buckets {
            total += bucket.totals;
        }
        let point = |bucket: Bucket| GraphPoint { starts_at: time(bucket.start), figures: bucket.totals.into() };
        Self { period: width.into(), points: buckets.into_iter().map(point).collect(), total: total.into() }
    }
}

/// What a list of domains or tags is sorted by, the most first.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum StatisticsOrder {
    Outgoing,
    Sent,
    Deferred,
    Failed,
    Bounces,
    Held,
    Complaints,
    Opens,
    UniqueOpens,
    Clicks,
    UniqueClicks,
}

impl From<StatisticsOrder> for NamedCounter {
    fn from(order: StatisticsOrder) -> Self {
        match order {
            StatisticsOrder::Outgoing => Self::Outgoing,
            StatisticsOrder::Sent => Self::Sent,
            StatisticsOrder::Deferred => Self::Deferred,
            StatisticsOrder::Failed => Self::Failed,
            StatisticsOrder::Bounces => Self::Bounces,
            StatisticsOrder::Held => Self::Held,
            StatisticsOrder::Complaints => Self::Complaints,
            StatisticsOrder::Opens => Self::Opens,
            StatisticsOrder::UniqueOpens => Self::UniqueOpens,
            StatisticsOrder::Clicks => Self::Clicks,
            StatisticsOrder::UniqueClicks => Self::UniqueClicks,
        }
    }
}

/// Outgoing mail to one domain, or to one provider, or with one tag.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct NamedFiguresView {
    /// The domain, provider or tag. Absent: all those beyond the thousand that are told apart on a day.
    pub name: Option<String>,
    /// Messages accepted; of a provider those that it has taken or refused.
    pub outgoing: i64,
    /// Messages that a host took.
    pub sent: i64,
    /// Attempts that failed for now.
    pub deferred: i64,
    /// Messages that failed for good.
    pub failed: i64,
    /// Messages that failed for good or bounced later.
    pub bounces: i64,
    pub held: i64,
    pub complaints: i64,
    pub opens: i64,
    pub unique_opens: i64,
    pub machine_opens: i64,
    pub clicks: i64,
    pub unique_clicks: i64,
    /// Bounces as per cent of `outgoing`.
    pub bounce_rate: f64,
    /// Seconds from acceptance, or from `send_at`, to delivery, about: counted in seven classes. Absent: nothing was delivered.
    pub median_delivery_seconds: Option<f64>,
    /// Seconds from acceptance, or from `send_at`, to delivery.
    pub mean_delivery_seconds: Option<f64>,
}

impl NamedFiguresView {
    pub fn new((name, totals): (String, NamedTotals)) -> Self {
        let bounce_rate =
            if totals.outgoing > 0 { totals.bounces as f64 / totals.outgoing as f64 * 100.0 } else { 0.0 };
        Self {
            name: Some(name).filter(|name| !name.is_empty()),
            outgoing: totals.outgoing,
            sent: totals.sent,
            deferred: totals.deferred,
            failed: totals.failed,
            bounces: totals.bounces,
            held: totals.held,
            complaints: totals.complaints,
            opens: totals.opens,
            unique_opens: totals.unique_opens,
            machine_opens: totals.machine_opens,
            clicks: totals.clicks,
            unique_clicks: totals.unique_clicks,
            bounce_rate: rounded(bounce_rate, 1),
            median_delivery_seconds: statistics::median_delivery_seconds(&totals).map(|seconds| rounded(seconds, 1)),
            mean_delivery_seconds: statistics::mean_delivery_seconds(&totals).map(|seconds| rounded(seconds, 1)),
        }
    }
}

/// What an organization's mail servers did.
#[derive(Debug, Object)]
pub struct OrganizationStatsView {
    pub permalink: String,
    /// How many mail servers it has.
    pub servers: i64,
    pub figures: FiguresView,
}

/// What a mail server did, and what waits in it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ServerStatsView {
    pub uuid: String,
    pub name: String,
    pub permalink: String,
    /// Permalink of its organization.
    pub organization: String,
    pub figures: FiguresView,
    /// Messages in the queue, also those whose time has not come; counted up to 10,000.
    pub queued: i64,
    /// RFC 3339. When the message that has waited longest was queued. Absent: the queue is empty.
    pub oldest_queued_at: Option<String>,
}

/// A process of this installation.
#[derive(Debug, Object)]
pub struct ProcessView {
    /// Name of its machine.
    pub host: String,
    pub pid: i64,
    /// Such as `web,smtp,worker`.
    pub roles: Vec<String>,
    pub version: String,
    pub started_at: String,
    /// Its last sign of life; one that is silent for a minute is taken for dead.
    pub heartbeat_at: String,
}

impl From<Process> for ProcessView {
    fn from(process: Process) -> Self {
        Self {
            host: process.host,
            pid: process.pid,
            roles: process.roles.split(',').map(str::to_owned).collect(),
            version: process.version,
            started_at: time(process.started_at),
            heartbeat_at: time(process.heartbeat_at),
        }
    }
}

/// The installation as a whole.
#[derive(Debug, Object)]
pub struct StatsView {
    /// Since the beginning.
    pub total: FiguresView,
    /// Of the time that was asked for.
    pub recent: FiguresView,
    /// Those with the most mail first.
    pub organizations: Vec<OrganizationStatsView>,
    /// Those with the most mail first.
    pub servers: Vec<ServerStatsView>,
    pub processes: Vec<ProcessView>,
}

impl From<Installation> for StatsView {
    fn from(installation: Installation) -> Self {
        let organizations = installation.organizations.into_iter().map(|organization| OrganizationStatsView {
            permalink: organization.permalink,
            servers: organization.servers,
            figures: organization.totals.into(),
        });
        let servers = installation.servers.into_iter().map(|server| ServerStatsView {
            uuid: server.uuid,
            name: server.name,
            permalink: server.permalink,
            organization: server.organization_permalink,
            figures: server.totals.into(),
            queued: server.queued,
            oldest_queued_at: server.oldest_queued_at.map(time),
        });
        Self {
            total: installation.total.into(),
            recent: installation.recent.into(),
            organizations: organizations.collect(),
            servers: servers.collect(),
            processes: installation.processes.into_iter().map(ProcessView::from).collect(),
        }
    }
}
