//! Trying out addresses, and HTTP endpoints with a sample message.

use std::time::Instant;

use bytes::Bytes;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use postal_mail::address::parse_mailbox;
use postal_mail::mime::build::NewMessage;

use super::Area;
use super::route_views::RouteView;
use crate::app::App;
use crate::delivery::{Outcome, Report, http_endpoint};
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::permission::Permission;
use crate::http_client::Signer;
use crate::model::{
    Extras, MailServer, Message, MessageId, MessageScope, MessageStatus, Timestamp, ViolationCode, Violations,
};
use crate::routing::{Trial, Verdict};

#[derive(Debug, Default)]
pub struct RouteTrialsApi;

/// Who would take the mail of an address, and why.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "AddressVerdict", rename_all = "snake_case")]
pub enum VerdictView {
    /// The route of this name takes it.
    Route,
    /// No route has the name; the one for everything else of the domain takes it.
    Wildcard,
    /// It is the forward address of the route.
    RouteToken,
    /// It is a return path: mail for it answers what this mail server has sent.
    ReturnPath,
    /// The route refuses it.
    RouteRejects,
    /// This mail server is suspended, and refuses all mail.
    Suspended,
    /// Mail for the domain is taken here, but no route takes this address: it is refused.
    NoRoute,
    /// Nobody here takes mail for the domain: it is refused.
    UnknownDomain,
    /// It is a matter of another mail server.
    Elsewhere,
}

impl From<Verdict> for VerdictView {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Route => Self::Route,
            Verdict::Wildcard => Self::Wildcard,
            Verdict::RouteToken => Self::RouteToken,
            Verdict::ReturnPath => Self::ReturnPath,
            Verdict::RouteRejects => Self::RouteRejects,
            Verdict::Suspended => Self::Suspended,
            Verdict::NoRoute => Self::NoRoute,
            Verdict::UnknownDomain => Self::UnknownDomain,
            Verdict::Elsewhere => Self::Elsewhere,
        }
    }
}

/// What would become of mail for an address.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AddressTrialView {
    pub verdict: VerdictView,
    /// This mail server would take it.
    pub is_taken: bool,
    /// The same in a sentence.
    pub explanation: String,
    /// The route of this mail server that decides, with its mode and endpoints.
    pub route: Option<RouteView>,
    /// Messages that one mail makes: one for each endpoint.
    pub messages: i64,
}

/// A sample message. What is absent is made up.
#[derive(Debug, Object)]
pub struct EndpointTest {
    /// Author; an address at `example.com` when absent.
    pub from: Option<String>,
    pub subject: Option<String>,
    pub text: Option<String>,
}

/// What an endpoint's answer would mean for a message.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum EndpointTestResult {
    /// It would be delivered.
    Accepted,
    /// It would be tried again later.
    Retried,
    /// It would fail for good, and its sender would get a bounce.
    Refused,
}

/// How an endpoint took a sample message.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EndpointTestView {
    pub result: EndpointTestResult,
    /// Of the answer; absent: there was none.
    pub http_status: Option<u16>,
    /// What a delivery record would say.
    pub details: String,
    /// The first 500 characters of the answer, or what went wrong.
    pub output: Option<String>,
    pub duration_ms: f64,
}

#[OpenApi(tag = "Area::Routes")]
impl RouteTrialsApi {
    /// Try out an address: would this mail server take its mail, which route, and what would become of it. Nothing is
    /// sent.
    #[oai(path = "/organizations/:org/servers/:server/routes/test", method = "get", operation_id = "route_test")]
    async fn route_test(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// Envelope recipient, such as `support+vip@example.com`.
        address: Query<Option<String>>,
    ) -> Result<Json<AddressTrialView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        let Some(address) = address.0.filter(|address| !address.trim().is_empty()) else {
            return Err(Violations::one("address", ViolationCode::Required, "is required").into());
        };
        let Trial { verdict, route, messages } = app.routing.try_address(&server, &address).await?;
        let is_taken =
            matches!(verdict, Verdict::Route | Verdict::Wildcard | Verdict::RouteToken | Verdict::ReturnPath);
        let name = route.as_ref().map(|entry| entry.route.description()).unwrap_or_default();
        Ok(Json(AddressTrialView {
            verdict: verdict.into(),
            is_taken,
            explanation: explanation(verdict, &name),
            messages: messages as i64,
            route: route.map(|entry| {
                let forward_address = app.routing.forward_address(&entry.route);
                RouteView::new(entry, forward_address)
            }),
        }))
    }

    /// Send a sample message to an HTTP endpoint, now and once, and show what it answers. Nothing is stored.
    ///
    /// The request is made and signed as for a real message, whose id would be 0.
    #[oai(
        path = "/organizations/:org/servers/:server/http-endpoints/:uuid/test",
        method = "post",
        operation_id = "http_endpoint_test"
    )]
    async fn http_endpoint_test(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<Option<EndpointTest>>,
    ) -> Result<Json<EndpointTestView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = app.routing.find_http_endpoint(server.id, &uuid).await?;
        let endpoint = endpoint.ok_or_else(|| ApiError::not_found("endpoint"))?.endpoint;
        let sample = Sample::of(body.0);
        let raw = sample.raw(&app)?;
        let message = sample.message(&app, &server, raw.len());
        let client = app.http_client().map_err(|error| ApiError::internal(&error))?;
        let signer = Signer::new(app.keys.signing.clone());
        let began = Instant::now();
        let report = http_endpoint::attempt(&client, &signer, &endpoint, &message, raw).await;
        let duration_ms = began.elapsed().as_secs_f64() * 1000.0;
        Ok(Json(tested(report.map_err(|error| ApiError::internal(&error))?, duration_ms)))
    }
}

fn explanation(verdict: Verdict, route: &str) -> String {
    match verdict {
        Verdict::Route => format!("The route {route} takes it."),
        Verdict::Wildcard => format!("No route has this name, so {route} takes it."),
        Verdict::RouteToken => format!("It is the forward address of the route {route}."),
        Verdict::ReturnPath => {
            "It is a return path of this mail server: bounces and automatic replies come there.".into()
        }
        Verdict::RouteRejects => format!("The route {route} refuses it."),
        Verdict::Suspended => "This mail server is suspended and refuses all mail.".into(),
        Verdict::NoRoute => "No route takes this address, so it is refused.".into(),
        Verdict::UnknownDomain => "Nobody here takes mail for this domain, so it is refused.".into(),
        Verdict::Elsewhere => "It is not for this mail server to take or refuse.".into(),
    }
}

fn tested(report: Report, duration_ms: f64) -> EndpointTestView {
    EndpointTestView {
        result: match report.outcome {
            Outcome::Sent { .. } | Outcome::Processed => EndpointTestResult::Accepted,
            Outcome::SoftFail { .. } | Outcome::Held => EndpointTestResult::Retried,
            Outcome::HardFail { .. } => EndpointTestResult::Refused,
        },
        http_status: report.trace.http_status,
        details: report.details,
        output: report.output.filter(|output| !output.is_empty()),
        duration_ms,
    }
}

struct Sample {
    from: String,
    subject: String,
    text: String,
}

const RECIPIENT: &str = "sample@example.net";

impl Sample {
    fn of(body: Option<EndpointTest>) -> Self {
        let EndpointTest { from, subject, text } =
            body.unwrap_or(EndpointTest { from: None, subject: None, text: None });
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self {
            from: given(from).unwrap_or_else(|| "Ada Lovelace <ada@example.com>".to_owned()),
            subject: given(subject).unwrap_or_else(|| "A sample message".to_owned()),
            text: given(text).unwrap_or_else(|| "This message is a sample. Nobody has written it.\r\n".to_owned()),
        }
    }

    fn raw(&self, app: &App) -> Result<Bytes, ApiError> {
        let not_an_address =
            |field: &str| ApiError::from(Violations::one(field, ViolationCode::Invalid, "is not an e-mail address"));
        let from = parse_mailbox(&self.from).map_err(|_| not_an_address("/from"))?;
        let to = parse_mailbox(RECIPIENT).map_err(|_| not_an_address("/to"))?;
        let message = NewMessage {
            at: app.clock.now().0.div_euclid(1_000_000),
            message_id: format!("{}@{}", app.random.uuid(), app.config.dns.return_path_domain),
            from: vec![from],
            to: vec![to],
            subject: Some(self.subject.clone()),
            plain_body: Some(self.text.clone()),
            boundary_seed: app.random.alphanumeric(24),
            ..NewMessage::default()
        };
        Ok(message.build().into())
    }

    fn message(&self, app: &App, server: &MailServer, size: usize) -> Message {
        let now: Timestamp = app.clock.now();
        let mail_from = parse_mailbox(&self.from).ok().map(|mailbox| mailbox.address.to_string());
        Message {
            server_id: server.id,
            id: MessageId(0),
            token: app.random.alphanumeric(16),
            scope: MessageScope::Incoming,
            rcpt_to: RECIPIENT.to_owned(),
            mail_from,
            subject: Some(self.subject.clone()),
            message_id: None,
            tag: None,
            extras: Extras::default(),
            status: MessageStatus::Pending,
            version: 0,
            is_held: false,
            hold_expires_at: None,
            is_bounce: false,
            bounce_for_id: None,
            credential_id: None,
            domain_id: None,
            route_id: None,
            endpoint: None,
            received_with_tls: None,
            dsn: None,
            is_smtputf8: false,
            client_ip: None,
            client_helo: None,
            verification: None,
            inspected: None,
            size_bytes: i64::try_from(size).unwrap_or(i64::MAX),
            content_id: None,
            prepended_headers: None,
            is_prepared: false,
            tracked_links: 0,
            tracked_images: 0,
            loaded_at: None,
            clicked_at: None,
            last_delivery_attempt_at: None,
            created_at: now,
        }
    }
}
