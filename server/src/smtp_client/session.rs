//! An open session and its transactions.

use std::time::Duration;

use postal_mail::command::Ret;
use postal_mail::reply::{Reply, ReplyClass};
use tokio::time::Instant;

use super::attempt::{Answer, Attempt, Envelope, Fault, Stage};
use super::connector::Settings;
use super::content::ContentEncoder;
use super::wire::Wire;
use super::{Capabilities, Target, TlsInfo};
use crate::model::DsnParameters;

/// Content goes out in blocks of about this size, each with its own deadline.
const BLOCK_BYTES: usize = 32 * 1024;
/// A farewell is not worth waiting long for.
const QUIT_DEADLINE: Duration = Duration::from_secs(5);

/// An open session, ready for a transaction.
#[derive(Debug)]
pub struct Session {
    target: Target,
    wire: Wire,
    capabilities: Capabilities,
    tls: Option<TlsInfo>,
    clear_after: Option<String>,
    final_dot_timeout: Duration,
    opened_at: Instant,
    transactions: u32,
    is_usable: bool,
    is_dot_out: bool,
}

/// How a transaction ended short of acceptance.
struct Stop {
    stage: Stage,
    answer: Answer,
    is_in_doubt: bool,
}

impl Stop {
    fn refused(stage: Stage, reply: Reply) -> Self {
        let answer = match reply.class() {
            ReplyClass::Transient | ReplyClass::Permanent => Answer::Refused(reply),
            // 2yz to DATA: not the 3yz we need, but a reply.
            ReplyClass::Completed if stage == Stage::Data => Answer::Refused(reply),
            _ => Answer::Fault(Fault::Protocol(format!("unexpected reply to {}: {reply}", stage.as_str()))),
        };
        Self { stage, answer, is_in_doubt: false }
    }

    fn fault(stage: Stage, fault: Fault) -> Self {
        Self { stage, answer: Answer::Fault(fault), is_in_doubt: false }
    }
}

impl Session {
    pub(super) fn new(
        target: Target,
        wire: Wire,
        capabilities: Capabilities,
        tls: Option<TlsInfo>,
        settings: &Settings,
    ) -> Self {
        Self {
            target,
            wire,
            capabilities,
            tls,
            clear_after: None,
            final_dot_timeout: settings.final_dot_timeout,
            opened_at: Instant::now(),
            transactions: 0,
            is_usable: true,
            is_dot_out: false,
        }
    }

    pub(super) fn went_on_in_clear_after(&mut self, tls_error: String) {
        self.clear_after = Some(tls_error);
    }

    pub fn target(&self) -> &Target {
        &self.target
    }

    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// `None`: in clear.
    pub fn tls(&self) -> Option<&TlsInfo> {
        self.tls.as_ref()
    }

    /// The TLS error after which mode Auto went on in clear.
    pub fn clear_after(&self) -> Option<&str> {
        self.clear_after.as_deref()
    }

    /// Transactions begun so far.
    pub fn transactions(&self) -> u32 {
        self.transactions
    }

    pub fn age(&self) -> Duration {
        self.opened_at.elapsed()
    }

    /// `false`: only fit to be dropped.
    pub fn is_reusable(&self) -> bool {
        self.is_usable
    }

    /// The end of the content may be with the peer: it may have taken the message, even if [`Self::deliver`] was dropped
    /// before it came back.
    pub fn is_dot_out(&self) -> bool {
        self.is_dot_out
    }

    /// The peer has not said or closed anything while the session was idle.
    pub(super) fn is_quiet(&self) -> bool {
        self.wire.is_quiet()
    }

    /// One transaction. `content`: slices that make up the message one after the other; line ends become CRLF, dots
    /// are stuffed (RFC 5321 §4.5.2) while it is written.
    ///
    /// After an error the session is reset; where that does not work it is no longer reusable.
    pub async fn deliver(&mut self, envelope: Envelope<'_>, content: &[&[u8]]) -> Attempt {
        let is_smtputf8 = envelope.parameters.smtputf8 && self.capabilities.smtputf8;
        if let Some(fault) = envelope.fault(is_smtputf8) {
            return self.attempt(Stop::fault(Stage::Mail, fault), false);
        }
        let was_used = self.transactions > 0;
        self.transactions += 1;
        self.is_dot_out = false;
        // Stays so when the caller drops this future half way.
        let could_be_used = std::mem::replace(&mut self.is_usable, false);
        if !could_be_used {
            let fault = Fault::Closed("the session is closed".to_owned());
            return self.attempt(Stop::fault(Stage::Mail, fault), true);
        }
        let stop = match self.transaction(envelope, content).await {
            Ok(reply) => {
                self.is_usable = true;
                Stop { stage: Stage::FinalDot, answer: Answer::Accepted(reply), is_in_doubt: false }
            }
            Err(stop) => {
                // 421 announces the end of the connection (RFC 5321 §3.8); after a fault replies may be out of step.
                if matches!(&stop.answer, Answer::Refused(reply) if reply.code != 421) {
                    self.is_usable = self.wire.command("RSET").await.is_ok_and(|reply| reply.is_completed());
                }
                stop
            }
        };
        let may_retry = match &stop.answer {
            Answer::Fault(Fault::Closed(_) | Fault::Tls(_)) => !stop.is_in_doubt,
            Answer::Refused(reply) => reply.code == 421 && stop.stage == Stage::Mail && was_used,
            _ => false,
        };
        self.attempt(stop, may_retry)
    }

    /// QUIT; does not wait long for the reply.
    pub async fn quit(mut self) {
        if self.is_usable && self.wire.send_command("QUIT").await.is_ok() {
            // Whatever comes, the connection ends here.
            let _ = self.wire.reply(QUIT_DEADLINE, "QUIT").await;
        }
    }

    fn attempt(&mut self, stop: Stop, may_retry_at_once: bool) -> Attempt {
        Attempt {
            stage: stop.stage,
            answer: stop.answer,
            may_retry_at_once,
            is_in_doubt: stop.is_in_doubt,
            dialogue: self.wire.transcript.take(),
        }
    }

    async fn transaction(&mut self, envelope: Envelope<'_>, content: &[&[u8]]) -> Result<Reply, Stop> {
        let mail = self.mail_command(envelope);
        let rcpt = self.rcpt_command(envelope);
        if self.capabilities.pipelining {
            self.open_pipelined(&mail, &rcpt).await?;
        } else {
            for (stage, command) in [(Stage::Mail, mail.as_str()), (Stage::Rcpt, &rcpt), (Stage::Data, "DATA")] {
                self.send(stage, &[command]).await?;
                let reply = self.reply(stage).await?;
                if !lets_go_on(stage, &reply) {
                    return Err(Stop::refused(stage, reply));
                }
            }
        }
        self.send_content(content).await
    }

    fn mail_command(&self, envelope: Envelope<'_>) -> String {
        let parameters = envelope.parameters;
        let mut command = match parameters.size_bytes {
            Some(size) if self.capabilities.size.is_some() => format!("MAIL FROM:<{}> SIZE={size}", envelope.mail_from),
            _ => format!("MAIL FROM:<{}>", envelope.mail_from),
        };
        if parameters.is_eight_bit && self.capabilities.eight_bit_mime {
            command.push_str(" BODY=8BITMIME");
        }
        if parameters.smtputf8 && self.capabilities.smtputf8 {
            command.push_str(" SMTPUTF8");
        }
        if let Some(dsn) = self.dsn_parameters(envelope) {
            push_parameter(&mut command, "RET", dsn.ret.map(Ret::as_str));
            push_parameter(&mut command, "ENVID", dsn.envid.as_deref());
        }
        command
    }

    fn rcpt_command(&self, envelope: Envelope<'_>) -> String {
        let mut command = format!("RCPT TO:<{}>", envelope.rcpt_to);
        if let Some(dsn) = self.dsn_parameters(envelope) {
            push_parameter(&mut command, "NOTIFY", dsn.notify.map(|notify| notify.to_string()).as_deref());
            // RFC 6533 §3: without SMTPUTF8 such an address would have to be rewritten; better none than a broken one.
            let orcpt = dsn.orcpt.as_deref().filter(|orcpt| orcpt.is_ascii() || self.capabilities.smtputf8);
            push_parameter(&mut command, "ORCPT", orcpt);
        }
        command
    }

    fn dsn_parameters<'a>(&self, envelope: Envelope<'a>) -> Option<&'a DsnParameters> {
        envelope.parameters.dsn.filter(|_| self.capabilities.dsn)
    }

    /// MAIL, RCPT and DATA in one go (RFC 2920 §3.1). All replies are read, whatever the first one says, unless it ends
    /// the connection.
    async fn open_pipelined(&mut self, mail: &str, rcpt: &str) -> Result<(), Stop> {
        self.send(Stage::Mail, &[mail, rcpt, "DATA"]).await?;
        let mut refused: Option<Stop> = None;
        for stage in [Stage::Mail, Stage::Rcpt, Stage::Data] {
            let reply = match (self.wire.next_reply(stage.as_str()).await, refused.take()) {
                (Ok(reply), earlier) => {
                    refused = earlier;
                    reply
                }
                // The first refusal tells more than the broken connection after it.
                (Err(_), Some(earlier)) => return Err(earlier),
                (Err(fault), None) => return Err(Stop::fault(stage, fault)),
            };
            if stage == Stage::Data && refused.is_some() && reply.is_intermediate() {
                // RFC 2920 §3.1: the peer waits for content all the same; it gets none.
                let ended = self.wire.send_command(".").await;
                if ended.is_ok() {
                    let _ = self.wire.next_reply(Stage::FinalDot.as_str()).await;
                }
            } else if !lets_go_on(stage, &reply) && refused.is_none() {
                let is_end = reply.code == 421;
                let stop = Stop::refused(stage, reply);
                if is_end || matches!(stop.answer, Answer::Fault(_)) {
                    return Err(stop);
                }
                refused = Some(stop);
            }
        }
        refused.map_or(Ok(()), Err)
    }

    async fn send_content(&mut self, content: &[&[u8]]) -> Result<Reply, Stop> {
        let stage = Stage::FinalDot;
        let mut encoder = ContentEncoder::new();
        let mut block = Vec::with_capacity(BLOCK_BYTES + BLOCK_BYTES / 8);
        for slice in content {
            for part in slice.chunks(BLOCK_BYTES) {
                encoder.encode(part, &mut block);
                if block.len() >= BLOCK_BYTES {
                    self.write_content(&block).await?;
                    block.clear();
                }
            }
        }
        encoder.finish(&mut block);
        self.is_dot_out = true;
        let sent = self.write_content(&block).await;
        let reply = match sent {
            Ok(()) => self.wire.reply(self.final_dot_timeout, stage.as_str()).await,
            Err(Stop { answer: Answer::Fault(fault), .. }) => Err(fault),
            Err(stop) => return Err(stop),
        };
        match reply {
            Ok(reply) if reply.is_completed() => Ok(reply),
            Ok(reply) => Err(Stop::refused(stage, reply)),
            // The dot may be with the peer, even if writing its block failed.
            Err(fault) => Err(Stop { is_in_doubt: true, ..Stop::fault(stage, fault) }),
        }
    }

    async fn write_content(&mut self, block: &[u8]) -> Result<(), Stop> {
        let Err(fault) = self.wire.write(block).await else {
            return Ok(());
        };
        Err(self.explain(Stage::FinalDot, fault).await)
    }

    async fn send(&mut self, stage: Stage, commands: &[&str]) -> Result<(), Stop> {
        let Err(fault) = self.wire.send_commands(commands).await else {
            return Ok(());
        };
        Err(self.explain(stage, fault).await)
    }

    async fn reply(&mut self, stage: Stage) -> Result<Reply, Stop> {
        self.wire.next_reply(stage.as_str()).await.map_err(|fault| Stop::fault(stage, fault))
    }

    /// A peer that hangs up often says why first.
    async fn explain(&mut self, stage: Stage, fault: Fault) -> Stop {
        match self.wire.last_words().await {
            Some(reply) if matches!(reply.class(), ReplyClass::Transient | ReplyClass::Permanent) => {
                Stop::refused(stage, reply)
            }
            _ => Stop::fault(stage, fault),
        }
    }
}

fn push_parameter(command: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        command.push(' ');
        command.push_str(name);
        command.push('=');
        command.push_str(value);
    }
}

fn lets_go_on(stage: Stage, reply: &Reply) -> bool {
    match stage {
        Stage::Data => reply.is_intermediate(),
        Stage::Mail | Stage::Rcpt | Stage::FinalDot => reply.is_completed(),
    }
}
