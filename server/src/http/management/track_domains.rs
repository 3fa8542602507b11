//! Track domains of a mail server.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, time};
use super::domain_views::CheckStatusView;
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{ServerId, TrackDomain};
use crate::tracking::{TrackDomainChange, TrackDomainForm};

/// A name under a sending domain that tracked links lead to.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TrackDomainView {
    pub uuid: String,
    /// The label before the domain.
    pub name: String,
    /// Name of the sending domain.
    pub domain: String,
    /// UUID of the sending domain.
    pub domain_uuid: String,
    /// `name` and `domain`: what links lead to, and where the CNAME record belongs.
    pub full_name: String,
    /// Links begin with `https://`.
    pub ssl_enabled: bool,
    /// Links are replaced, so that clicks become known.
    pub track_clicks: bool,
    /// An image is added to HTML, so that opens become known.
    pub track_loads: bool,
    /// Hosts whose links stay as they are, with their port where one is written.
    pub excluded_click_domains: Vec<String>,
    /// Of the CNAME record; absent before the first check. Mail is tracked only while it is `OK`.
    pub dns_status: Option<CheckStatusView>,
    /// Explains a bad status, or says that the last look-up failed.
    pub dns_error: Option<String>,
    /// RFC 3339.
    pub dns_checked_at: Option<String>,
    /// What the CNAME record at `full_name` has to point to.
    pub cname_target: String,
    pub created_at: String,
    pub updated_at: String,
}

impl TrackDomainView {
    fn new(app: &App, track: TrackDomain) -> Self {
        Self {
            uuid: track.uuid,
            name: track.name,
            domain: track.domain_name,
            domain_uuid: track.domain_uuid,
            full_name: track.host,
            ssl_enabled: track.ssl_enabled,
            track_clicks: track.track_clicks,
            track_loads: track.track_loads,
            excluded_click_domains: track.excluded_click_domains,
            dns_status: track.dns.status.map(Into::into),
            dns_error: track.dns.error,
            dns_checked_at: track.dns_checked_at.map(time),
            cname_target: app.config.dns.track_domain.clone(),
            created_at: time(track.created_at),
            updated_at: time(track.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct TrackDomainCreate {
    /// One label: letters, digits and hyphens.
    pub name: String,
    /// UUID or name of a domain of the mail server or of its organization; one track domain for each.
    pub domain: String,
    /// Links begin with `https://`; yes when absent.
    pub ssl_enabled: Option<bool>,
    /// Yes when absent.
    pub track_clicks: Option<bool>,
    /// Yes when absent.
    pub track_loads: Option<bool>,
    /// Hosts whose links stay as they are.
    pub excluded_click_domains: Option<Vec<String>>,
}

impl From<TrackDomainCreate> for TrackDomainForm {
    fn from(body: TrackDomainCreate) -> Self {
        Self {
            name: body.name,
            domain: body.domain,
            change: TrackDomainChange {
                ssl_enabled: body.ssl_enabled,
                track_clicks: body.track_clicks,
                track_loads: body.track_loads,
                excluded_click_domains: body.excluded_click_domains,
            },
        }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct TrackDomainUpdate {
    /// Links begin with `https://`.
    pub ssl_enabled: Option<bool>,
    /// Replace links, so that clicks become known.
    pub track_clicks: Option<bool>,
    /// Add an image to HTML, so that opens become known.
    pub track_loads: Option<bool>,
    /// Hosts whose links stay as they are.
    pub excluded_click_domains: Option<Vec<String>>,
}

impl From<TrackDomainUpdate> for TrackDomainChange {
    fn from(body: TrackDomainUpdate) -> Self {
        Self {
            ssl_enabled: body.ssl_enabled,
            track_clicks: body.track_clicks,
            track_loads: body.track_loads,
            excluded_click_domains: body.excluded_click_domains,
        }
    }
}

#[derive(Debug, Default)]
pub struct TrackDomainsApi;

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<TrackDomain, ApiError> {
    app.tracking.find(server, uuid).await?.ok_or_else(|| ApiError::not_found("track domain"))
}

#[OpenApi(tag = "Area::Domains")]
impl TrackDomainsApi {
    /// List the track domains of a mail server, by full name.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains",
        method = "get",
        operation_id = "track_domain_list"
    )]
    async fn track_domain_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<TrackDomainView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadDomains).await?;
        let page = PageRequest::parse("track-domains", limit.0, cursor.0.as_deref())?;
        let found = app.tracking.list(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of = |track: &TrackDomain| Cursor::new([track.host.clone(), track.id.to_string()]);
        Ok(Json(Page::build(found, &page, cursor_of, |track| TrackDomainView::new(&app, track))))
    }

    /// Make a track domain. Its CNAME record is checked at once; mail is tracked as soon as it is right.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains",
        method = "post",
        operation_id = "track_domain_create"
    )]
    async fn track_domain_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<TrackDomainCreate>,
    ) -> Result<Created<TrackDomainView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteDomains).await?;
        let track = app.tracking.create(&server, &body.0.into()).await?;
        Ok(Created::new(TrackDomainView::new(&app, track)))
    }

    /// Fetch one track domain.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains/:uuid",
        method = "get",
        operation_id = "track_domain_get"
    )]
    async fn track_domain_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<TrackDomainView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadDomains).await?;
        Ok(Json(TrackDomainView::new(&app, find(&app, server.id, &uuid).await?)))
    }

    /// Change what is tracked. Its name stays: mail that was sent leads there.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains/:uuid",
        method = "patch",
        operation_id = "track_domain_update"
    )]
    async fn track_domain_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<TrackDomainUpdate>,
    ) -> Result<Json<TrackDomainView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteDomains).await?;
        let track = find(&app, server.id, &uuid).await?;
        let track = app.tracking.update(&track, &body.0.into()).await?;
        Ok(Json(TrackDomainView::new(&app, track)))
    }

    /// Delete a track domain. Mail that is sent from now on is not tracked.
    ///
    /// Links in mail that was sent work as long as a proxy leads them here and says so; see the manual.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains/:uuid",
        method = "delete",
        operation_id = "track_domain_delete"
    )]
    async fn track_domain_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteDomains).await?;
        app.tracking.delete(&find(&app, server.id, &uuid).await?).await?;
        Ok(Done::Done)
    }

    /// Look at the CNAME record now. A failed look-up keeps the status of before and says so.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains/:uuid/check",
        method = "post",
        operation_id = "track_domain_check"
    )]
    async fn track_domain_check(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<TrackDomainView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteDomains).await?;
        let track = app.tracking.check(&find(&app, server.id, &uuid).await?).await?;
        Ok(Json(TrackDomainView::new(&app, track)))
    }

    /// Begin links with `https://` from now on, or no longer.
    #[oai(
        path = "/organizations/:org/servers/:server/track-domains/:uuid/toggle_ssl",
        method = "post",
        operation_id = "track_domain_toggle_ssl"
    )]
    async fn track_domain_toggle_ssl(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<TrackDomainView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteDomains).await?;
        let track = app.tracking.toggle_ssl(&find(&app, server.id, &uuid).await?).await?;
        Ok(Json(TrackDomainView::new(&app, track)))
    }
}
