//! Test messages: one that goes out, one that comes in as if a stranger had sent it.

use std::collections::BTreeMap;
use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use postal_mail::address::{Address, parse_mailbox};
use postal_mail::mime::build::{NewAttachment, NewMessage};
use postal_mail::received;

use super::Area;
use super::send::{MailboxInput, MessageOptionsInput, MessageSend, MessageSendRecipientView, RecipientStatus};
use super::sending::{self, SendResponse};
use super::server_facts::verified_domains;
use crate::app::App;
use crate::http::{ApiError, Caller, Permission};
use crate::ingest::Submission;
use crate::model::{MailServer, Timestamp, ViolationCode, Violations};
use crate::routing::receive::{self, Receiver, Way};
use crate::store::ingestion::Arrival;

#[derive(Debug, Default)]
pub struct MessageTrialsApi;

/// A test message to send. What is absent is made up.
#[derive(Debug, Object)]
pub struct MessageSendOutgoing {
    /// `test@` the first verified domain of the mail server when absent.
    pub from: Option<String>,
    /// The own address when empty.
    #[oai(default)]
    pub to: Vec<String>,
    pub subject: Option<String>,
    pub text: Option<String>,
}

/// A test message to receive. What is absent is made up.
#[derive(Debug, Object)]
pub struct MessageSendIncoming {
    /// The exact address of one of the mail server's routes.
    pub to: String,
    /// The own address when absent.
    pub from: Option<String>,
    pub subject: Option<String>,
    pub text: Option<String>,
}

/// What was stored: a message for each endpoint of the route.
#[derive(Debug, Object)]
pub struct MessageIncomingView {
    pub messages: Vec<MessageSendRecipientView>,
}

#[derive(ApiResponse)]
pub enum IncomingResponse {
    /// Stored and queued.
    #[oai(status = 202)]
    Accepted(Json<MessageIncomingView>),
}

#[OpenApi(tag = "Area::Messages")]
impl MessageTrialsApi {
    /// Send a test message without a credential.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/send_outgoing",
        method = "post",
        operation_id = "message_send_outgoing"
    )]
    async fn message_send_outgoing(
        &self,
        app: Data<&App>,
        request: &Request,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<MessageSendOutgoing>,
    ) -> Result<SendResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        let Json(body) = body;
        let from = match body.from.filter(|from| !from.trim().is_empty()) {
            Some(from) => from,
            None => match verified_domains(&app, &server).await?.first() {
                Some(domain) => format!("test@{domain}"),
                None => return Err(Violations::one("/from", ViolationCode::Required, "is required").into()),
            },
        };
        let to = if body.to.is_empty() { vec![caller.user.email_address.clone()] } else { body.to };
        let message = MessageSend {
            from: MailboxInput::Text(from),
            to: to.into_iter().map(MailboxInput::Text).collect(),
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: Some(subject(body.subject, app.clock.now())),
            text: Some(text(body.text, &app)),
            html: None,
            headers: BTreeMap::new(),
            attachments: Vec::new(),
            tag: None,
            tags: Vec::new(),
            metadata: BTreeMap::new(),
            send_at: None,
            options: MessageOptionsInput::default(),
            validate_only: false,
        };
        sending::send_one(&app, request, &caller, &server, None, message).await
    }

    /// Have a mail server receive a test message, as if somebody had sent it: its route and endpoints get it, with a small
    /// text file attached. Its sender is not verified.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/send_incoming",
        method = "post",
        operation_id = "message_send_incoming"
    )]
    async fn message_send_incoming(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<MessageSendIncoming>,
    ) -> Result<IncomingResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        if server.is_suspended() {
            return Err(ApiError::conflict("server_suspended", "This mail server is suspended."));
        }
        let Json(body) = body;
        let from = body.from.filter(|from| !from.trim().is_empty()).unwrap_or(caller.user.email_address.clone());
        let mut violations = Violations::new();
        let author = parse_mailbox(&from).ok();
        if author.is_none() {
            violations.add("/from", ViolationCode::Invalid, "is not an e-mail address");
        }
        let receiver = receiver(&app, &server, &body.to).await?;
        if receiver.is_none() {
            violations.add("/to", ViolationCode::Invalid, "is not the address of a route of this mail server");
        }
        violations.into_result()?;
        let (Some(author), Some((address, receiver))) = (author, receiver) else {
            return Err(ApiError::not_found("route"));
        };
        let mut conn = app.store.read().await?;
        let settled = receive::settle(&mut conn, &[&receiver]).await?.pop();
        drop(conn);
        let Some(Ok(settled)) = settled else {
            return Err(Violations::one("/to", ViolationCode::Invalid, "is refused by its route").into());
        };
        let at = app.clock.now().0.div_euclid(1_000_000);
        let host = &app.config.postal.web_hostname;
        let origin = received::Origin { name: "web-ui", reverse_name: None, ip: caller.client };
        let content = NewMessage {
            received: received::http_value(&origin, host, at),
            at,
            message_id: format!("{}@{}", app.random.uuid(), app.config.dns.return_path_domain),
            from: vec![author.clone()],
            to: parse_mailbox(address.as_str()).into_iter().collect(),
            subject: Some(subject(body.subject, app.clock.now())),
            plain_body: Some(text(body.text, &app)),
            attachments: vec![NewAttachment {
                name: "test.txt".to_owned(),
                content_type: "text/plain".to_owned(),
                data: b"Hello world!".to_vec(),
            }],
            boundary_seed: app.random.alphanumeric(24),
            ..NewMessage::default()
        }
        .build();
        let recipients = settled.messages();
        let addresses: Vec<String> = recipients.iter().map(|recipient| recipient.rcpt_to.clone()).collect();
        let submission = Submission {
            content,
            mail_from: Some(author.address.to_string()),
            received_with_tls: None,
            is_smtputf8: false,
            arrival: Some(Arc::new(Arrival { client_ip: Some(caller.client.to_string()), ..Arrival::default() })),
            extras: None,
            recipients,
        };
        let accepted = app.ingest.accept(submission).await?;
        let messages = addresses.into_iter().zip(accepted).map(|(address, accepted)| MessageSendRecipientView {
            address,
            status: RecipientStatus::Queued,
            message_id: accepted.id.0,
            token: accepted.token,
        });
        Ok(IncomingResponse::Accepted(Json(MessageIncomingView { messages: messages.collect() })))
    }
}

/// The address, when exactly a route of this mail server has it.
async fn receiver(app: &App, server: &MailServer, to: &str) -> Result<Option<(Address, Receiver)>, ApiError> {
    let Ok(address) = Address::parse(to) else { return Ok(None) };
    let mut conn = app.store.read().await?;
    let (name, _) = address.split_tag();
    let key = crate::store::routes::address_key(name, address.domain());
    let route = crate::store::routes::find_by_address_key(&mut conn, &key).await?;
    let route = route.filter(|route| route.server_id == server.id && !route.is_return_path() && !route.is_wildcard());
    Ok(route.map(|route| {
        let rcpt_to = address.as_str().to_owned();
        (address, Receiver { rcpt_to, server_id: server.id, way: Way::Route(route.id) })
    }))
}

fn subject(given: Option<String>, now: Timestamp) -> String {
    given
        .filter(|subject| !subject.trim().is_empty())
        .unwrap_or_else(|| format!("Test Message at {}", now.to_rfc3339()))
}

fn text(given: Option<String>, app: &App) -> String {
    given.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| {
        format!(
            "This is a message to test the delivery of messages through Postal at {}.\r\n",
            app.config.postal.web_hostname
        )
    })
}
