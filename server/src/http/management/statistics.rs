//! Statistics of a mail server and of the installation.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::parse_time;
use super::statistics_views::{GraphView, NamedFiguresView, Period, StatisticsOrder, StatsView};
use crate::accounts::Scope;
use crate::app::App;
use crate::http::{ApiError, Caller, Page, PageRequest, Permission};
use crate::model::{MailServer, Timestamp, ViolationCode, Violations};
use crate::statistics::{self, Dimension, KEEP_HOURS, KEEP_NAMES, MAX_BUCKETS, NamedCounter, Width};

/// Days of domains and tags when nothing else is asked for, the running one included.
const DAYS: i64 = 30;
/// How far back the figures of the installation may look, in hours.
const MAX_HOURS: u32 = 31 * 24;

#[derive(Debug, Default)]
pub struct StatisticsApi;

#[OpenApi(tag = "Area::Statistics")]
impl StatisticsApi {
    /// Fetch the figures of a mail server over time.
    ///
    /// Points are whole hours, days, months or years in UTC, oldest first, without gaps. Without parameters the graph of the
    /// overview: 30 days for a server older than 48 hours, 48 hours for one older than 24 hours, else 24 hours. With
    /// `period` alone the last 48 hours, 30 days, 12 months or 10 years. Hours are kept for 92 days.
    #[oai(path = "/organizations/:org/servers/:server/graph", method = "get", operation_id = "server_graph")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn server_graph(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// Width of one point.
        period: Query<Option<Period>>,
        /// The first point contains this time (RFC 3339).
        since: Query<Option<String>>,
        /// The last point begins before this time (RFC 3339); now when absent.
        until: Query<Option<String>>,
    ) -> Result<Json<GraphView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadStatistics).await?;
        let now = app.clock.now();
        let (width, since, until) = graph_span(&server, period.0, since.0.as_deref(), until.0.as_deref(), now)?;
        let buckets = statistics::between(&app.store, server.id, width, since, until).await?;
        Ok(Json(GraphView::new(width, buckets)))
    }

    /// List the domains that a mail server sends most to.
    ///
    /// Counted per day in UTC and kept for 92 days. A process tells 1,000 domains per day apart; the rest is one row without
    /// a name. There is one page.
    #[oai(
        path = "/organizations/:org/servers/:server/statistics/domains",
        method = "get",
        operation_id = "server_statistics_domains"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn server_statistics_domains(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The first day contains this time (RFC 3339); 30 days when absent.
        since: Query<Option<String>>,
        /// The last day begins before this time (RFC 3339); now when absent.
        until: Query<Option<String>>,
        /// What to sort by; `outgoing` when absent.
        order: Query<Option<StatisticsOrder>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
    ) -> Result<Json<Page<NamedFiguresView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadStatistics).await?;
        let span = days(since.0.as_deref(), until.0.as_deref(), app.clock.now())?;
        names(&app, &server, Dimension::Domain, span, order.0, limit.0).await
    }

    /// List the providers whose hosts a mail server sends most to.
    ///
    /// A provider is the registrable domain of the MX host that answered, such as `google.com` or `outlook.com`, so mail to
    /// all domains that it hosts is one row. `outgoing` counts the messages that its hosts have taken or refused for good;
    /// opens and clicks are not counted. Counted per day in UTC and kept for 92 days. There is one page.
    #[oai(
        path = "/organizations/:org/servers/:server/statistics/providers",
        method = "get",
        operation_id = "server_statistics_providers"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn server_statistics_providers(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The first day contains this time (RFC 3339); 30 days when absent.
        since: Query<Option<String>>,
        /// The last day begins before this time (RFC 3339); now when absent.
        until: Query<Option<String>>,
        /// What to sort by; `outgoing` when absent.
        order: Query<Option<StatisticsOrder>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
    ) -> Result<Json<Page<NamedFiguresView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadStatistics).await?;
        let span = days(since.0.as_deref(), until.0.as_deref(), app.clock.now())?;
        names(&app, &server, Dimension::Provider, span, order.0, limit.0).await
    }

    /// List the tags that a mail server sends most with.
    ///
    /// Counted per day in UTC and kept for 92 days. A process tells 1,000 tags per day apart, by their first 128 characters;
    /// the rest is one row without a name. There is one page.
    #[oai(
        path = "/organizations/:org/servers/:server/statistics/tags",
        method = "get",
        operation_id = "server_statistics_tags"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn server_statistics_tags(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The first day contains this time (RFC 3339); 30 days when absent.
        since: Query<Option<String>>,
        /// The last day begins before this time (RFC 3339); now when absent.
        until: Query<Option<String>>,
        /// What to sort by; `outgoing` when absent.
        order: Query<Option<StatisticsOrder>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
    ) -> Result<Json<Page<NamedFiguresView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadStatistics).await?;
        let span = days(since.0.as_deref(), until.0.as_deref(), app.clock.now())?;
        names(&app, &server, Dimension::Tag, span, order.0, limit.0).await
    }

    /// Fetch the figures of the whole installation: all mail ever, that of the last hours by organization and mail server
    /// with what waits there, and the processes.
    #[oai(path = "/stats", method = "get", operation_id = "stats_get")]
    async fn stats_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// How many hours back, besides the running one: 1 to 744; 24 when absent.
        hours: Query<Option<u32>>,
        /// How many organizations and mail servers, 1 to 100.
        limit: Query<Option<u32>>,
    ) -> Result<Json<StatsView>, ApiError> {
        caller.require_admin(Scope::StatsRead)?;
        let page = PageRequest::parse("stats", limit.0, None)?;
        let hours = hours.0.unwrap_or(24);
        if !(1..=MAX_HOURS).contains(&hours) {
            let message = format!("must be from 1 to {MAX_HOURS}");
            return Err(Violations::one("hours", ViolationCode::Invalid, message).into());
        }
        let now = app.clock.now();
        Ok(Json(statistics::installation(&app.store, hours, page.limit as usize, now).await?.into()))
    }
}

async fn names(
    app: &App,
    server: &MailServer,
    dimension: Dimension,
    span: (Timestamp, Timestamp),
    order: Option<StatisticsOrder>,
    limit: Option<u32>,
) -> Result<Json<Page<NamedFiguresView>>, ApiError> {
    let page = PageRequest::parse("statistics", limit, None)?;
    let order = order.map_or(NamedCounter::Outgoing, NamedCounter::from);
    let found = statistics::names(&app.store, server.id, dimension, span, order, page.limit).await?;
    Ok(Json(Page { items: found.into_iter().map(NamedFiguresView::new).collect(), next_cursor: None }))
}

/// The days that are meant.
fn days(since: Option<&str>, until: Option<&str>, now: Timestamp) -> Result<(Timestamp, Timestamp), ApiError> {
    let (since, until) = times(since, until)?;
    let until = until.unwrap_or_else(|| Width::Day.step(now, 1));
    let since = since.unwrap_or_else(|| Width::Day.step(until, -DAYS));
    check_order(since, until)?;
    check_age(since, Width::Day.step(now - KEEP_NAMES, 0))?;
    Ok((since, until))
}

fn graph_span(
    server: &MailServer,
    period: Option<Period>,
    since: Option<&str>,
    until: Option<&str>,
    now: Timestamp,
) -> Result<(Width, Timestamp, Timestamp), ApiError> {
    let (since, until) = times(since, until)?;
    let (width, count) = match period.map(Width::from) {
        Some(width @ Width::Hour) => (width, 48),
        Some(width @ Width::Day) => (width, 30),
        Some(width @ Width::Month) => (width, 12),
        Some(width @ Width::Year) => (width, 10),
        None if since.is_some() => (Width::Day, 30),
        None => statistics::overview(server.created_at, now),
    };
    let until = until.unwrap_or_else(|| width.step(now, 1));
    // The last point begins before the end, and there are as many as asked for before it.
    let since = since.unwrap_or_else(|| width.step(Timestamp(until.0.saturating_sub(1)), 1 - i64::from(count)));
    check_order(since, until)?;
    if width == Width::Hour {
        check_age(since, Width::Hour.step(now - KEEP_HOURS, 0))?;
    }
    if width.step(since, MAX_BUCKETS as i64) < until {
        let message = format!("is too far back: there would be more than {MAX_BUCKETS} points");
        return Err(Violations::one("since", ViolationCode::Invalid, message).into());
    }
    Ok((width, since, until))
}

fn times(since: Option<&str>, until: Option<&str>) -> Result<(Option<Timestamp>, Option<Timestamp>), ApiError> {
    let since = since.map(|text| parse_time("since", text)).transpose()?;
    Ok((since, until.map(|text| parse_time("until", text)).transpose()?))
}

fn check_order(since: Timestamp, until: Timestamp) -> Result<(), ApiError> {
    if since < until {
        return Ok(());
    }
    Err(Violations::one("since", ViolationCode::Invalid, "must be before the end").into())
}

fn check_age(since: Timestamp, oldest: Timestamp) -> Result<(), ApiError> {
    if since >= oldest {
        return Ok(());
    }
    let message = format!("is too far back: these figures are kept since {}", oldest.to_rfc3339());
    Err(Violations::one("since", ViolationCode::Invalid, message).into())
}
