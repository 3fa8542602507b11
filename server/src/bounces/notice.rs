//! Reports that we send: a message that came in cannot be delivered.

use postal_mail::command::Ret;
use postal_mail::dsn::BounceNotice;
use postal_mail::header::{self, Header};
use postal_mail::reply::EnhancedCode;
use postal_mail::{report, xtext};

use super::{Bounces, BouncesError};
use crate::ingest::{Recipient, Submission};
use crate::model::{DsnParameters, Message, MessageId, MessageScope, Route, Timestamp};
use crate::store::messages;
use crate::verification::{AuthResult, Verification};

/// A message that came in and why it cannot be delivered.
#[derive(Debug)]
pub struct Undeliverable<'a> {
    pub message: &'a Message,
    /// As stored.
    pub content: &'a [u8],
    /// `None`: it is gone.
    pub route: Option<&'a Route>,
    pub server_token: &'a str,
    pub postmaster_address: Option<&'a str>,
    pub status: EnhancedCode,
    /// What the next host said.
    pub diagnostic: Option<&'a str>,
    pub remote_mta: Option<&'a str>,
}

/// Whether the sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notified {
    /// By this message.
    By(MessageId),
    /// Not, because…
    Not(&'static str),
}

impl Notified {
    /// For the record of the message that failed.
    pub fn sentence(self) -> String {
        match self {
            Self::By(id) => format!("Sent bounce message to sender (see message <msg:{id}>)"),
            Self::Not(why) => format!("No bounce message was sent: {why}"),
        }
    }
}

impl Bounces {
    /// Sends a report to the sender of a message, unless that would do harm.
    pub async fn notify(&self, failed: &Undeliverable<'_>, now: Timestamp) -> Result<Notified, BouncesError> {
        let message = failed.message;
        let Some(sender) = message.mail_from.as_deref().filter(|sender| !sender.trim().is_empty()) else {
            return Ok(Notified::Not("the message has no sender"));
        };
        if let Some(why) = forbidden(message, failed.content) {
            return Ok(Notified::Not(why));
        }
        let Some((_, domain)) = sender.rsplit_once('@') else {
            return Ok(Notified::Not("the sender's address has no domain"));
        };
        // A process may have died between the report and the record of it.
        let told = messages::find_notice(&mut self.0.store.read().await?, message, sender).await?;
        if let Some(id) = told {
            return Ok(Notified::By(id));
        }
        if !self.0.limits.take(message.server_id, sender, now) {
            return Ok(Notified::Not("the sender has been sent too many of them in the last hour"));
        }
        let address = route_address(message, failed.route);
        // RFC 6533: such a report is written in UTF-8.
        let is_smtputf8 = !sender.is_ascii() || !address.is_ascii();
        let content = self.notice(failed, sender, &address, now).build();
        let recipient = Recipient {
            server_id: message.server_id,
            scope: MessageScope::Outgoing,
            rcpt_to: sender.to_owned(),
            destination: idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase()),
            credential_id: None,
            domain_id: message.domain_id,
            route_id: None,
            endpoint: None,
            tag: None,
            is_bounce: true,
            bounce_for_id: Some(message.id),
            dsn: None,
        };
        let submission = Submission {
            content,
            mail_from: Some(address),
            received_with_tls: None,
            is_smtputf8,
            arrival: None,
            extras: None,
            recipients: vec![recipient],
        };
        let accepted = self
            .0
            .ingest
            .accept(submission)
            .await
            .inspect_err(|_| self.0.limits.give_back(message.server_id, sender))?;
        Ok(accepted.first().map_or(Notified::Not("it could not be stored"), |accepted| Notified::By(accepted.id)))
    }

    fn notice<'a>(
        &'a self,
        failed: &'a Undeliverable<'a>,
        sender: &'a str,
        address: &'a str,
        now: Timestamp,
    ) -> Notice<'a> {
        let settings = &self.0.settings;
        let domain = failed.route.and_then(|route| route.domain_name.as_deref()).unwrap_or(&settings.web_hostname);
        let postmaster = failed.postmaster_address.map_or_else(|| format!("postmaster@{domain}"), ToOwned::to_owned);
        Notice { failed, sender, address, now, postmaster, uuid: self.0.random.uuid(), bounces: self }
    }
}

/// The texts that a notice borrows.
struct Notice<'a> {
    failed: &'a Undeliverable<'a>,
    sender: &'a str,
    address: &'a str,
    now: Timestamp,
    postmaster: String,
    uuid: String,
    bounces: &'a Bounces,
}

impl Notice<'_> {
    fn build(&self) -> Vec<u8> {
        let (message, settings) = (self.failed.message, &self.bounces.0.settings);
        let dsn = message.dsn.as_ref();
        // RFC 3464 §2.3.1: the type, and the address decoded.
        let original_recipient = dsn.and_then(|dsn| dsn.orcpt.as_deref()).map(|orcpt| match orcpt.split_once(';') {
            Some((kind, address)) => format!("{kind};{}", xtext::decode(address)),
            None => orcpt.to_owned(),
        });
        let envelope_id = dsn.and_then(|dsn| dsn.envid.as_deref()).map(xtext::decode);
        BounceNotice {
            route: self.address,
            subject: message.subject.as_deref(),
            uuid: &self.uuid,
            return_path_domain: &settings.return_path_domain,
            date: self.now.0.div_euclid(1_000_000),
            postmaster: &self.postmaster,
            message_token: &message.token,
            server_token: self.failed.server_token,
            original_message_id: message.message_id.as_deref(),
            mail_from: self.sender,
            rcpt_to: &message.rcpt_to,
            original_recipient: original_recipient.as_deref(),
            envelope_id: envelope_id.as_deref(),
            reporting_mta: &settings.hostname,
            arrival_date: message.created_at.0.div_euclid(1_000_000),
            status: self.failed.status,
            diagnostic: self.failed.diagnostic,
            remote_mta: self.failed.remote_mta,
            original: self.failed.content,
            returns_content: dsn.is_some_and(|dsn| dsn.ret == Some(Ret::Full)),
        }
        .build()
    }
}

/// The address that the mail was for, as its route names it.
fn route_address(message: &Message, route: Option<&Route>) -> String {
    match route {
        Some(route) if !route.is_wildcard() && !route.is_return_path() => route.description(),
        // 3.3: `*@domain`, which is no address.
        _ => message.rcpt_to.clone(),
    }
}

/// RFC 3834 §2, RFC 5321 §6.1: to whom no report may be sent.
fn forbidden(message: &Message, content: &[u8]) -> Option<&'static str> {
    if message.is_bounce {
        return Some("the message came back itself");
    }
    // Whoever was named as the sender has most probably not sent it.
    let results = message.verification.as_deref().and_then(|json| Verification::from_json(json).ok());
    if results.is_some_and(|results| [results.spf, results.dmarc].contains(&AuthResult::Fail)) {
        return Some("the sender could not be authenticated");
    }
    if message.inspected.as_ref().is_some_and(|inspected| inspected.is_spam || inspected.is_threat) {
        return Some("the message is spam or a threat");
    }
    if message.dsn.as_ref().is_some_and(DsnParameters::forbids_reports) {
        return Some("the sender wants none (NOTIFY)");
    }
    let (section, _) = header::split(content);
    if report::is_automatic(&Header::parse(section)) {
        return Some("the message was sent by a program or to a list");
    }
    None
}
