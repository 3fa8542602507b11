use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Level, Metadata, Subscriber};

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::{base64, plain};

/// Keeps what is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(Level, String)>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, "{}={value} ", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("postal")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        self.0.lock().unwrap().push((*event.metadata().level(), fields.0));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

impl Log {
    fn lines(&self, level: Level) -> Vec<String> {
        self.0.lock().unwrap().iter().filter(|line| line.0 == level).map(|line| line.1.clone()).collect()
    }

    fn text(&self) -> String {
        self.0.lock().unwrap().iter().map(|line| line.1.as_str()).collect::<Vec<_>>().join("\n")
    }
}

#[tokio::test]
async fn a_failed_login_is_a_warning_that_fail2ban_finds() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    let trace = smtp.greeting.rsplit('/').next().unwrap().to_owned();
    smtp.says(&format!("AUTH PLAIN {}", plain("wrong")), "535").await;
    smtp.says("AUTH CRAM-MD5", "334").await;
    smtp.says(&base64("other/server 00"), "535").await;
    smtp.says("MAIL FROM:<a@b.example>", "250").await;
    smtp.says("RCPT TO:<a@b.example>", "530").await;
    let warnings = log.lines(Level::WARN);
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    for (warning, text) in warnings.iter().zip([
        "message=Authentication failure for 127.0.0.1 ",
        "message=Authentication failure for 127.0.0.1 (no server found matching other/server) ",
        "message=Authentication failure for 127.0.0.1 ",
    ]) {
        assert!(warning.contains(text), "{warning}");
        assert!(warning.ends_with(&format!("trace_id={trace} component=smtp-server ")), "{warning}");
    }
}

#[tokio::test]
async fn a_transaction_leaves_one_summary() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let tenant = Tenant::new().await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    let summaries: Vec<String> =
        log.lines(Level::INFO).into_iter().filter(|line| line.contains("mail_from=a@example.com")).collect();
    assert_eq!(summaries.len(), 1);
    for field in
        ["ip=127.0.0.1", "helo=test.example.com", "recipients=1", "size_bytes=", "credential_id=", "result=250 2.0.0"]
    {
        assert!(summaries[0].contains(field), "{field}: {}", summaries[0]);
    }
}

#[tokio::test]
async fn the_dialogue_is_logged_on_demand_and_without_secrets() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let tenant = Tenant::start(SmtpApp::new().config(|config| config.smtp_server.log_dialogue = true)).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.says(&format!("auth plain {}", plain("wrong+/secret")), "535").await;
    smtp.says("AUTH LOGIN", "334").await;
    smtp.says(&base64("user name"), "334").await;
    smtp.says(&base64(KEY), "235").await;
    smtp.says("NOOP \u{1b}[31m", "250").await;
    smtp.says("MAIL FROM:<a@example.com>", "250").await;
    smtp.says("RCPT TO:<b@c.example>", "250").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    let text = log.text();
    for expected in
        ["<= AUTH plain [redacted]", "<= [redacted]", "<= MAIL FROM:<a@example.com>", "=> 354 Go ahead", "\\x1b[31m"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    for secret in
        [plain("wrong+/secret"), base64("user name"), base64(KEY), KEY.to_owned(), "This is a test".to_owned()]
    {
        assert!(!text.contains(&secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn excluded_clients_are_not_logged() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let tenant = Tenant::start(SmtpApp::new().config(|config| {
        config.smtp_server.log_dialogue = true;
        config.smtp_server.log_ip_address_exclusion_matcher = Some("^127\\.".parse().unwrap());
    }))
    .await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.mail_from("a@b.example").await;
    smtp.says("RCPT TO:<a@b.example>", "530").await;
    assert!(!log.text().contains("127.0.0.1 "), "{}", log.text());
    assert!(!log.text().contains("MAIL FROM"));
}
