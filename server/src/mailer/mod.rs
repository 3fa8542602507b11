//! Sends the product's own mails through the server that `smtp.*` names. Mail of tenants never takes this way.
//!
//! Knows nothing of the table that mails wait in: that is `worker::mails`. Begin with [`Mailer::send`].

use std::time::Duration;

use mail_send::smtp::message::{Address as EnvelopeAddress, Message};
use mail_send::{Credentials, SmtpClient, SmtpClientBuilder};
use postal_mail::address::{Address, Mailbox};
use postal_mail::mime::build::NewMessage;
use smtp_proto::{AUTH_CRAM_MD5, AUTH_LOGIN, AUTH_PLAIN, EXT_START_TLS, EhloResponse};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;

use crate::config::{AuthType, Config, Secret, Smtp, VerifyMode};
use crate::model::{NewMail, Timestamp};
use crate::random::Random;
use crate::smtp_client::{TlsConfigs, system_roots};

/// TLS from the first byte: RFC 8314 §7.3.
const SUBMISSIONS_PORT: u16 = 465;

#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("{0:?} is not an address that mail can be sent to")]
    Address(String),
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    #[error("it took too long")]
    TimedOut,
    /// What the server said, or why it was not reached.
    #[error("{0}")]
    Smtp(#[from] mail_send::Error),
}

/// How a mail ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// With name and address of the sender.
    Signed,
    Bare,
}

/// Handle to the server for our own mails; cheap to clone. Each mail has a connection of its own.
#[derive(Debug, Clone)]
pub struct Mailer {
    config: Smtp,
    /// Name that we introduce ourselves with.
    helo_name: String,
    random: Random,
    /// For everything together, from the connection to the last reply.
    limit: Duration,
}

impl Mailer {
    pub fn new(config: &Config, random: Random, limit: Duration) -> Self {
        let helo_name = config.dns.helo_hostname.clone().unwrap_or_else(|| config.postal.smtp_hostname.clone());
        Self { config: config.smtp.clone(), helo_name, random, limit }
    }

    /// Sends one mail. An error of the other side may be gone later.
    pub async fn send(&self, mail: &NewMail, closing: Closing, now: Timestamp) -> Result<(), MailerError> {
        let message = self.message(mail, closing, now)?;
        tokio::time::timeout(self.limit, self.deliver(message)).await.map_err(|_| MailerError::TimedOut)?
    }

    fn message(&self, mail: &NewMail, closing: Closing, now: Timestamp) -> Result<Message<'static>, MailerError> {
        let (name, address) = (&self.config.from_name, &self.config.from_address);
        let body = match closing {
            Closing::Signed => format!("{}\n\n{name}\n{address}\n", mail.body.trim_end()),
            Closing::Bare => mail.body.clone(),
        };
        let domain = address.rsplit_once('@').map_or(self.helo_name.as_str(), |(_, domain)| domain);
        let content = NewMessage {
            received: String::new(),
            at: now.0.div_euclid(1_000_000),
            message_id: format!("{}@{domain}", self.random.uuid()),
            from: vec![mailbox(Some(name.as_str()), address)?],
            to: vec![mailbox(None, &mail.recipient)?],
            subject: Some(mail.subject.clone()),
            plain_body: Some(body),
            // RFC 3834 §5: nobody's absence note comes back.
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
            boundary_seed: self.random.alphanumeric(16),
            ..NewMessage::default()
        }
        .build();
        Ok(Message { mail_from: envelope(address)?, rcpt_to: vec![envelope(&mail.recipient)?], body: content.into() })
    }

    async fn deliver(&self, message: Message<'static>) -> Result<(), MailerError> {
        let config = &self.config;
        let configs = TlsConfigs::new(system_roots())?;
        let tls = TlsConnector::from(match config.openssl_verify_mode {
            VerifyMode::Peer => configs.verified,
            VerifyMode::None => configs.unverified,
        });
        let mut builder = SmtpClientBuilder::new_with_tls_connector(config.host.clone(), config.port, tls.clone())
            .helo_host(self.helo_name.clone())
            .timeout(self.limit)
            .say_ehlo(false);
        if config.host.contains(':') && !config.host.starts_with('[') {
            builder.addr = format!("[{}]:{}", config.host, config.port);
        }
        if config.port == SUBMISSIONS_PORT || config.enable_starttls {
            let client = builder.implicit_tls(config.port == SUBMISSIONS_PORT).connect().await?;
            return self.submit(client, message).await;
        }
        let mut client = builder.connect_plain().await?;
        if config.enable_starttls_auto {
            let capabilities = client.ehlo(&self.helo_name).await?;
            if capabilities.has_capability(EXT_START_TLS) {
                let client = self.start_tls(client, &tls).await?;
                return self.submit(client, message).await;
            }
        }
        self.submit(client, message).await
    }

    async fn start_tls(
        &self,
        client: SmtpClient<tokio::net::TcpStream>,
        tls: &TlsConnector,
    ) -> Result<SmtpClient<tokio_rustls::client::TlsStream<tokio::net::TcpStream>>, MailerError> {
        Ok(client.start_tls(tls, &self.config.host).await?)
    }

    async fn submit<T: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut client: SmtpClient<T>,
        message: Message<'static>,
    ) -> Result<(), MailerError> {
        let capabilities = client.ehlo(&self.helo_name).await?;
        if let Some(username) = &self.config.username {
            let secret = self.config.password.as_ref().map_or("", Secret::expose);
            let credentials = Credentials::new(username.as_str(), secret);
            client.authenticate(&credentials, &self.only_configured(capabilities)).await?;
        }
        client.send(message).await?;
        // It has the mail; how it says goodbye does not matter.
        let _ = client.cmd(b"QUIT\r\n").await.map(|reply| reply.is_positive_completion());
        Ok(())
    }

    /// Of what the server offers, the one way that the configuration names.
    fn only_configured(&self, mut capabilities: EhloResponse<String>) -> EhloResponse<String> {
        capabilities.auth_mechanisms &= match self.config.authentication_type {
            AuthType::Plain => AUTH_PLAIN,
            AuthType::Login => AUTH_LOGIN,
            AuthType::CramMd5 => AUTH_CRAM_MD5,
        };
        capabilities
    }
}

fn mailbox(name: Option<&str>, address: &str) -> Result<Mailbox, MailerError> {
    let name = name.filter(|name| !name.is_empty()).map(str::to_owned);
    Ok(Mailbox { name, address: parse(address)?, name_addresses: Vec::new() })
}

/// An address for MAIL and RCPT.
fn envelope(address: &str) -> Result<EnvelopeAddress<'static>, MailerError> {
    Ok(parse(address)?.to_ascii_domain().into())
}

/// What is no address could end a command early.
fn parse(address: &str) -> Result<Address, MailerError> {
    Address::parse(address).map_err(|_| MailerError::Address(address.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_could_end_a_command_are_refused() {
        assert!(envelope("a@x.example").is_ok());
        for address in ["", "a", "a@x.example\r\nDATA", "a@x.example> SIZE=1"] {
            assert!(matches!(envelope(address), Err(MailerError::Address(_))), "{address:?}");
        }
    }
}
