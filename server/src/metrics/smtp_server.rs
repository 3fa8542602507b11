//! What the SMTP server counts.

use prometheus::{Gauge, GaugeVec, IntCounter, IntCounterVec, IntGauge};

use super::families::{Builder, Counters, Held};
use super::labels::{ClientError, ExceptionAt, MessageType, SmtpCommand, YesNo};

#[derive(Debug)]
pub struct SmtpServerMetrics {
    connections: IntCounter,
    tls_connections: IntCounter,
    exceptions: IntCounterVec,
    commands: Counters<SmtpCommand>,
    client_errors: Counters<ClientError>,
    messages: Counters<(MessageType, YesNo)>,
    open: IntGauge,
    certificate_expiry: GaugeVec,
}

impl SmtpServerMetrics {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        Self {
            connections: builder.counter(
                "postal_smtp_server_connections_total",
                "The number of connections made to the Postal SMTP server.",
            ),
            // The spelling is that of 3.3.
            tls_connections: builder.counter(
                "postal_smtp_server_tls_connections_total",
                "The number of successfuly TLS connections established",
            ),
            exceptions: builder.counter_vec(
                "postal_smtp_server_exceptions_total",
                "The number of server exceptions encountered by the SMTP server",
                &["type", "error"],
            ),
            commands: builder.counters(
                "postal_smtp_server_commands_total",
                "The number of key commands received by the server",
                &["command"],
            ),
            client_errors: builder.counters(
                "postal_smtp_server_client_errors",
                "The number of errors sent to a client",
                &["error"],
            ),
            messages: builder.counters(
                "postal_smtp_server_messages_total",
                "The number of messages accepted by the SMTP server",
                &["type", "tls"],
            ),
            open: builder.int_gauge("postal_smtp_server_connections_open", "Connections to the SMTP server right now"),
            certificate_expiry: builder.gauge_vec(
                "postal_tls_certificate_expiry_seconds",
                "When the TLS certificate expires, in seconds since 1970",
                &["use"],
            ),
        }
    }

    /// A connection was accepted.
    pub fn connection(&self) -> Held {
        self.connections.inc();
        Held::of(&self.open)
    }

    /// A TLS handshake succeeded.
    pub fn tls_connection(&self) {
        self.tls_connections.inc();
    }

    /// `error`: the class of the error.
    pub fn exception(&self, at: ExceptionAt, error: &str) {
        self.exceptions.with_label_values(&[at.as_str(), error]).inc();
    }

    pub fn command(&self, command: SmtpCommand) {
        self.commands.inc(command);
        if command == SmtpCommand::StartTls {
            self.commands.inc(SmtpCommand::Startls);
        }
    }

    pub fn client_error(&self, error: ClientError) {
        self.client_errors.inc(error);
    }

    /// A message was accepted for one recipient.
    pub fn message(&self, kind: MessageType, has_tls: bool) {
        self.messages.inc((kind, has_tls.into()));
    }

    /// `at`: seconds since 1970.
    pub fn certificate_expires(&self, at: i64) {
        let gauge: Gauge = self.certificate_expiry.with_label_values(&["smtp_server"]);
        gauge.set(at as f64);
    }
}
