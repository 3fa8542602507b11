use crate::smtp_server::Tenant;
use crate::support::smtp_app::SmtpApp;

#[tokio::test]
async fn the_greeting_names_host_and_trace_id() {
    let app = SmtpApp::new().start().await;
    let greeting = app.smtp_peer().await.greeting;
    let trace = greeting.strip_prefix("220 postal.example.com ESMTP Postal/").unwrap();
    assert_eq!(trace.len(), 8);
    assert!(trace.bytes().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit()), "{trace}");
}

#[tokio::test]
async fn helo_with_a_colon_is_taken() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await;
    smtp.hears("HELO: test.example.com", "250 postal.example.com").await;
    smtp.hears("MAIL FROM:<a@b.example>", "250 OK").await;
}

#[tokio::test]
async fn ehlo_lists_what_works_with_auth_last() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await;
    smtp.hears(
        "EHLO test.example.com",
        "250-postal.example.com My capabilities are\n250-PIPELINING\n250-SIZE 14680064\n250-8BITMIME\n250-SMTPUTF8\n\
         250-ENHANCEDSTATUSCODES\n250-CHUNKING\n250-DSN\n250-LIMITS RCPTMAX=1000\n250 AUTH CRAM-MD5 PLAIN LOGIN",
    )
    .await;
}

#[tokio::test]
async fn ehlo_lists_starttls_when_tls_is_enabled() {
    let app = SmtpApp::new().tls().start().await;
    let mut smtp = app.smtp_peer().await;
    let reply = smtp.says("EHLO test.example.com", "250").await;
    assert!(reply.ends_with("250-LIMITS RCPTMAX=1000\n250-STARTTLS\n250 AUTH CRAM-MD5 PLAIN LOGIN"), "{reply}");
}

#[tokio::test]
async fn keywords_can_be_switched_off() {
    let app = SmtpApp::new()
        .config(|config| {
            config.smtp_server.disabled_ehlo_keywords =
                ["pipelining", "SIZE", "SMTPUTF8", "chunking", "DSN", "Limits"].map(str::to_owned).to_vec();
            config.smtp_server.enhanced_status_codes = false;
        })
        .start()
        .await;
    let mut smtp = app.smtp_peer().await;
    let expected = "250-postal.example.com My capabilities are\n250-8BITMIME\n250 AUTH CRAM-MD5 PLAIN LOGIN";
    smtp.hears("EHLO test.example.com", expected).await;
}

#[tokio::test]
async fn helo_sessions_hear_the_texts_of_3_3_and_ehlo_sessions_also_the_code() {
    let app = SmtpApp::new().start().await;
    for (hello, mail, rset, unknown) in [
        ("HELO x", "250 OK", "250 OK", "502 Invalid/unsupported command"),
        ("EHLO x", "250 2.1.0 OK", "250 2.0.0 OK", "502 5.5.1 Invalid/unsupported command"),
    ] {
        let mut smtp = app.smtp_peer().await;
        smtp.hears("NONSENSE", "502 Invalid/unsupported command").await;
        smtp.says(hello, "250").await;
        smtp.hears("MAIL FROM:<a@b.example>", mail).await;
        smtp.hears("RSET", rset).await;
        smtp.hears("XNONSENSE", unknown).await;
    }
}

#[tokio::test]
async fn enhanced_codes_can_be_switched_off_for_ehlo_sessions_too() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| config.smtp_server.enhanced_status_codes = false)).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.hears("MAIL FROM:<a@b.example>", "250 OK").await;
    smtp.hears("RCPT TO:<a@b.example>", "530 Authentication required").await;
}

#[tokio::test]
async fn verbs_are_whole_words() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    for line in ["QUITxyz", " NOOP", "", "LHLO x", "EXPN list"] {
        smtp.hears(line, "502 5.5.1 Invalid/unsupported command").await;
    }
    smtp.says("QUIT now", "501 5.5.4").await;
    smtp.says("RSET now", "501 5.5.4").await;
    smtp.says("VRFY someone", "252 2.1.5").await;
    smtp.says("HELP", "214 2.0.0").await;
    smtp.hears("noop whatever", "250 2.0.0 OK").await;
}

#[tokio::test]
async fn rset_does_not_stand_for_helo() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await;
    smtp.hears("RSET", "250 OK").await;
    smtp.hears("MAIL FROM:<a@b.example>", "503 EHLO/HELO first please").await;
}

#[tokio::test]
async fn quit_ends_the_session_and_nothing_behind_it_is_done() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    smtp.sends("NOOP\r\nQUIT\r\nNOOP\r\n").await;
    assert_eq!(smtp.reply().await, "250 2.0.0 OK");
    assert_eq!(smtp.reply().await, "221 2.0.0 Closing Connection");
    smtp.is_closed().await;
}
