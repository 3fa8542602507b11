//! One connection, from the greeting to its end.
//!
//! ```text
//! Welcome --HELO/EHLO--> Welcomed --MAIL--> MailReceived --RCPT--> RcptReceived --DATA--> Welcomed
//!                                                                  RcptReceived --BDAT--> Chunking --BDAT LAST--> Welcomed
//! ```
//! RSET, HELO and the end of DATA go back to `Welcomed`; STARTTLS goes back to `Welcome`. A command's file adds its part
//! of `impl Session`; it answers the reply, or the [`End`] of the session.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use postal_mail::address::{AddressError, ReversePath};
use postal_mail::command::{self, Command, CommandError, MailParams, Mechanism, Verb};
use postal_mail::reply::Reply;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::auth::SessionIdentity;
use super::bdat::Chunks;
use super::data::ReverseName;
use super::ehlo::Keyword;
use super::listener::ListenerOptions;
use super::proxy::Proxied;
use super::rcpt::{Outgoing, Recipient, RecipientKind};
use super::wire::{Interrupt, Line, LineKind, Timeouts, Wire};
use super::{Shared, replies};
use crate::config::{BareNewline, ListenerTls};
use crate::metrics::{ClientError, SmtpCommand};
use crate::routing::receive::Receiver;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Welcome,
    Welcomed,
    MailReceived,
    RcptReceived,
    /// At least one BDAT has come: nothing but more of them makes sense, or RSET.
    Chunking,
}

/// How the client introduced itself.
#[derive(Debug)]
pub struct Hello {
    /// Cleaned; may be empty.
    pub name: String,
    pub is_ehlo: bool,
}

/// What MAIL and RCPT brought. Cleared by RSET and its like; identity, TLS and hello stay.
#[derive(Debug, Default)]
pub struct Transaction {
    pub mail_from: Option<ReversePath>,
    pub mail_params: MailParams,
    pub recipients: Vec<Recipient>,
    /// RCPT was tried, perhaps in vain.
    pub has_asked_for_recipients: bool,
    pub chunks: Chunks,
}

impl Transaction {
    pub fn outgoing(&self) -> impl Iterator<Item = &Outgoing> {
        self.recipients.iter().filter_map(|recipient| match &recipient.kind {
            RecipientKind::Outgoing(outgoing) => Some(outgoing),
            RecipientKind::Incoming(_) => None,
        })
    }

    pub fn incoming(&self) -> impl Iterator<Item = &Receiver> {
        self.recipients.iter().filter_map(|recipient| match &recipient.kind {
            RecipientKind::Incoming(receiver) => Some(receiver),
            RecipientKind::Outgoing(_) => None,
        })
    }
}

/// Why a session ends.
#[derive(Debug)]
pub enum End {
    /// The client said QUIT.
    Quit,
    /// We say this and close.
    Said(Box<Reply>),
    /// We close without a word.
    Dropped,
    Interrupted(Interrupt),
}

impl From<Interrupt> for End {
    fn from(interrupt: Interrupt) -> Self {
        End::Interrupted(interrupt)
    }
}

impl End {
    pub fn said(reply: impl Into<Reply>) -> Self {
        End::Said(Box::new(reply.into()))
    }
}

pub struct Session {
    pub(super) shared: Arc<Shared>,
    pub(super) wire: Wire,
    pub(super) client: IpAddr,
    pub(super) options: ListenerOptions,
    pub(super) trace_id: String,
    /// False: the operator wants no logs of this client.
    pub(super) is_logged: bool,
    pub(super) reverse_name: ReverseName,
    pub(super) state: State,
    pub(super) hello: Option<Hello>,
    pub(super) identity: Option<SessionIdentity>,
    pub(super) transaction: Transaction,
    pub(super) auth_failures: usize,
    pub(super) failed_recipients: usize,
    errors: usize,
    junk_commands: usize,
}

impl Session {
    /// `proxied`: what a proxy said before its client spoke.
    pub fn new(
        shared: Arc<Shared>,
        stream: TcpStream,
        client: IpAddr,
        proxied: Proxied,
        options: ListenerOptions,
    ) -> Self {
        let config = &shared.config;
        let timeouts = Timeouts {
            command: config.command_timeout,
            write: config.write_timeout,
            tls: config.tls_timeout,
            session_end: Instant::now() + config.session_timeout,
        };
        let excluded = &config.log_ip_address_exclusion_matcher;
        Self {
            wire: Wire::new(stream, timeouts).behind(proxied.tls, proxied.rest),
            client,
            options,
            trace_id: shared.services.random.log_id(),
            is_logged: !excluded.as_ref().is_some_and(|regex| regex.is_match(&client.to_string())),
            reverse_name: ReverseName::look_up(&shared, client),
            state: State::Welcome,
            hello: None,
            identity: None,
            transaction: Transaction::default(),
            auth_failures: 0,
            failed_recipients: 0,
            errors: 0,
            junk_commands: 0,
            shared,
        }
    }

    pub async fn run(mut self) {
        if self.shared.config.log_connections {
            self.log(|ip| format!("Connection opened from {ip}"));
        }
        let end = match self.serve().await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        self.finish(end).await;
    }

    async fn serve(&mut self) -> Result<Infallible, End> {
        if self.options.tls == ListenerTls::Implicit {
            self.handshake().await?;
        }
        self.greet().await?;
        loop {
            let line = self.wire.read_line(LineKind::Command, &self.shared.shutdown).await?;
            // STARTTLS has its last word before the handshake.
            if let Some(reply) = self.answer_line(line).await? {
                self.count(&reply).await?;
                self.say(reply).await?;
            }
        }
    }

    async fn greet(&mut self) -> Result<(), End> {
        // RFC 5321 §3.1: the client waits for the greeting.
        if self.shared.config.forbid_unauth_pipelining && self.wire.has_early_input() {
            return Err(End::said(replies::OUT_OF_SYNC));
        }
        self.log(|ip| format!("Client identified as {ip}"));
        let greeting = replies::greeting(&self.shared.hostname, &self.trace_id);
        self.wire.write(greeting.to_wire().as_bytes()).await?;
        Ok(())
    }

    async fn answer_line(&mut self, line: Line) -> Result<Option<Reply>, End> {
        let (line, has_cr) = match line {
            Line::Complete { octets, has_cr } => (octets, has_cr),
            Line::TooLong { is_auth: false } => return Ok(Some(replies::LINE_TOO_LONG.into())),
            Line::TooLong { is_auth: true } => return Ok(Some(replies::AUTH_LINE_TOO_LONG.into())),
        };
        let command = command::parse(&line);
        self.log_input(&line, &command);
        if !has_cr {
            self.warn_about_bare_newline();
            if self.shared.config.bare_newline == BareNewline::Reject {
                let refusal = replies::BARE_NEWLINE_IN_COMMAND.into();
                return match command {
                    Ok(Command::Data) => self.refuse_data(refusal).await.map(Some),
                    _ => Ok(Some(refusal)),
                };
            }
        }
        let is_auth = matches!(command, Ok(Command::Auth { .. }));
        let answered = self.answer_command(command).await;
        // A failed login is counted where it fails.
        if let Ok(Some(reply)) = &answered
            && !is_auth
            && let Some(error) = replies::client_error(reply)
        {
            self.count_error(error);
        }
        answered
    }

    async fn answer_command(&mut self, command: Result<Command, CommandError>) -> Result<Option<Reply>, End> {
        match command {
            Err(error) if error.verb() == Some(Verb::Data) => {
                let refusal = self.refuse_line(&error);
                self.refuse_data(refusal).await.map(Some)
            }
            Err(CommandError::Arguments(Verb::Bdat)) if self.offers(Keyword::Chunking) => {
                // Nobody knows how many octets of content follow (RFC 3030 §2).
                Err(End::said(replies::WRONG_ARGUMENTS))
            }
            Ok(Command::StartTls) => {
                self.shared.services.metrics.smtp_server.command(SmtpCommand::StartTls);
                self.starttls().await
            }
            Ok(command) => self.execute(command).await.map(Some),
            Err(error) => Ok(Some(self.refuse_line(&error))),
        }
    }

    async fn execute(&mut self, command: Command) -> Result<Reply, End> {
        if let Some(counted) = counted(&command) {
            self.shared.services.metrics.smtp_server.command(counted);
        }
        match command {
            Command::Ehlo { name } => self.greeted(name, true).await,
            Command::Helo { name } => self.greeted(name, false).await,
            Command::MailFrom { path, params } => Ok(self.mail_from(path, params).await),
            Command::RcptTo { path, params } => Ok(self.rcpt_to(&path, params).await),
            Command::Data => self.data().await,
            Command::Bdat { size, is_last } => self.bdat(size, is_last).await,
            Command::Auth { mechanism, initial } => self.auth(mechanism, initial).await,
            Command::Rset => {
                self.junk_commands += 1;
                self.reset();
                Ok(replies::OK.into())
            }
            Command::Noop => {
                self.junk_commands += 1;
                Ok(replies::OK.into())
            }
            Command::Vrfy { .. } => {
                self.junk_commands += 1;
                Ok(replies::CANNOT_VERIFY.into())
            }
            Command::Help => {
                self.junk_commands += 1;
                Ok(replies::HELP.into())
            }
            // RFC 5321 §7.3: expanding lists helps nobody but senders of spam.
            Command::Expn { .. } | Command::StartTls => Ok(replies::UNKNOWN_COMMAND.into()),
            Command::Quit => Err(End::Quit),
        }
    }

    /// RFC 5321 §4.1.4: whether a command may come now is judged before its arguments.
    fn refuse_line(&self, error: &CommandError) -> Reply {
        match error.verb() {
            Some(Verb::Mail) if !self.may_begin_mail() => return replies::HELLO_FIRST.into(),
            Some(Verb::Rcpt) if !self.may_add_recipient() => return replies::MAIL_FIRST.into(),
            _ => {}
        }
        match error {
            CommandError::Unknown | CommandError::Arguments(Verb::Bdat) => replies::UNKNOWN_COMMAND,
            CommandError::Arguments(_) => replies::WRONG_ARGUMENTS,
            CommandError::Sender(_) => replies::INVALID_SENDER,
            CommandError::Recipient(AddressError::Empty) => replies::RECIPIENT_EMPTY,
            CommandError::Recipient(_) => replies::INVALID_RECIPIENT,
            CommandError::Parameter { name, .. } if !self.takes_parameter(name) => replies::UNKNOWN_PARAMETER,
            CommandError::Parameter { .. } => replies::INVALID_PARAMETER,
            CommandError::UnknownParameter { .. } => replies::UNKNOWN_PARAMETER,
        }
        .into()
    }

    pub(super) fn count_error(&self, error: ClientError) {
        self.shared.services.metrics.smtp_server.client_error(error);
    }

    pub(super) fn may_begin_mail(&self) -> bool {
        matches!(self.state, State::Welcomed | State::MailReceived)
    }

    pub(super) fn may_add_recipient(&self) -> bool {
        matches!(self.state, State::MailReceived | State::RcptReceived)
    }

    /// Forgets the transaction. A session that has not said HELO still has to.
    pub(super) fn reset(&mut self) {
        self.transaction = Transaction::default();
        if self.state != State::Welcome {
            self.state = State::Welcomed;
        }
    }

    pub(super) fn count_junk(&mut self) {
        self.junk_commands += 1;
    }

    /// A message was accepted: errors before it are forgiven.
    pub(super) fn forgive(&mut self) {
        self.errors = 0;
        self.junk_commands = 0;
        self.failed_recipients = 0;
    }

    /// Whether replies carry enhanced codes (RFC 2034 §4: only where EHLO offered them).
    pub(super) fn uses_enhanced_codes(&self) -> bool {
        self.shared.config.enhanced_status_codes && self.hello.as_ref().is_some_and(|hello| hello.is_ehlo)
    }

    /// Counts what was refused; slows the client down, and ends the session when it was too much.
    async fn count(&mut self, reply: &Reply) -> Result<(), End> {
        let config = &self.shared.config;
        // RFC 5321 §4.5.3.1.10: a client may well try more recipients than we take at once.
        let is_overflow = reply.code == replies::TOO_MANY_RECIPIENTS.code;
        if reply.code >= 400 && !is_overflow {
            self.errors += 1;
        }
        if self.errors >= config.max_errors
            || self.junk_commands > config.max_junk_commands
            || self.failed_recipients >= config.max_failed_recipients
        {
            self.count_error(ClientError::TooManyErrors);
            return Err(End::said(replies::TOO_MANY_ERRORS));
        }
        if self.errors > config.max_errors / 2 {
            let delay = config.error_delay;
            self.pause(delay).await?;
        }
        Ok(())
    }

    /// Makes the client wait. Earlier replies go out before.
    pub(super) async fn pause(&mut self, delay: std::time::Duration) -> Result<(), End> {
        self.wire.flush().await?;
        tokio::select! {
            () = tokio::time::sleep(delay) => Ok(()),
            () = self.shared.shutdown.cancelled() => Err(Interrupt::ShuttingDown.into()),
        }
    }

    pub(super) async fn say(&mut self, reply: impl Into<Reply>) -> Result<(), Interrupt> {
        let reply = self.with_right_code(reply.into());
        let text = reply.to_wire();
        self.log_traffic("=>", text.trim_end());
        self.wire.write(text.as_bytes()).await
    }

    fn with_right_code(&self, reply: Reply) -> Reply {
        let keeps = self.shared.config.enhanced_status_codes && replies::keeps_its_code(&reply);
        if keeps || self.uses_enhanced_codes() { reply } else { reply.without_enhanced() }
    }

    async fn finish(mut self, end: End) {
        let host = &self.shared.hostname;
        let last_word = match end {
            End::Quit => Some(replies::CLOSING.into()),
            End::Said(reply) => Some(*reply),
            End::Interrupted(Interrupt::TimedOut) => Some(replies::timed_out(host)),
            End::Interrupted(Interrupt::ShuttingDown) => Some(replies::shutting_down(host)),
            End::Dropped | End::Interrupted(Interrupt::Closed | Interrupt::Io(_)) => None,
        };
        // A peer that is gone cannot be told so.
        let said = match last_word {
            Some(reply) => self.say(reply).await,
            None => Ok(()),
        };
        self.log(|_| "Connection closed".to_owned());
        if said.is_ok() {
            self.wire.close().await;
        }
    }
}

/// Commands that 3.3 counts; STARTTLS aside, which has a way of its own.
fn counted(command: &Command) -> Option<SmtpCommand> {
    match command {
        Command::Ehlo { .. } => Some(SmtpCommand::Ehlo),
        Command::Helo { .. } => Some(SmtpCommand::Helo),
        Command::Rset => Some(SmtpCommand::Rset),
        Command::Auth { mechanism: Mechanism::Plain, .. } => Some(SmtpCommand::AuthPlain),
        Command::Auth { mechanism: Mechanism::Login, .. } => Some(SmtpCommand::AuthLogin),
        Command::Auth { mechanism: Mechanism::CramMd5, .. } => Some(SmtpCommand::AuthCramMd5),
        _ => None,
    }
}
