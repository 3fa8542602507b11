use std::time::Duration;

use postal::app::Roles;
use postal::config::Secret;
use postal::mailer::{Closing, MailerError};
use postal::model::{NewMail, ProcessId};
use postal::store::mails as rows;
use postal::worker::mails;

use crate::support::FakeMx;
use crate::support::app::{START, TestApp};

const MINUTE: Duration = Duration::from_secs(60);

async fn app(mx: &FakeMx) -> TestApp {
    let port = mx.port();
    TestApp::with(Roles::ALL, |config| {
        config.smtp.port = port;
        config.smtp.from_name = "Example Mail".to_owned();
        config.smtp.from_address = "postal@example.org".to_owned();
    })
    .await
}

fn mail() -> NewMail {
    NewMail { recipient: "ada@x.example".into(), subject: "Grüße".into(), body: "Hello.\nHere it is.\n".into() }
}

async fn queue(app: &TestApp) {
    rows::insert(&mut app.store.write().await.unwrap(), &mail(), START).await.unwrap();
}

fn start(app: &TestApp) {
    app.tasks.spawn(mails::run(app.queue.clone(), app.clock.clone(), app.mailer(), app.stop.clone()));
}

/// `(attempts, due)` of what waits.
async fn waiting(app: &TestApp) -> Vec<(i64, i64)> {
    let sql = "SELECT attempts, due_at FROM mails WHERE owner = 0";
    let rows = app.store.read().await.unwrap().fetch_all(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
}

async fn until_attempts(app: &TestApp, attempts: i64) {
    for _ in 0..1000 {
        if waiting(app).await.iter().any(|(made, _)| *made == attempts) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no {attempts}. attempt in 10 seconds");
}

async fn until_gone(app: &TestApp) {
    for _ in 0..1000 {
        let sql = "SELECT id FROM mails";
        if app.store.read().await.unwrap().fetch_all(sql, &[]).await.unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the mail is still there after 10 seconds");
}

#[tokio::test]
async fn a_mail_is_sent_as_plain_text_with_the_sender_at_its_end() {
    let mx = FakeMx::start().await;
    let app = app(&mx).await;
    queue(&app).await;
    start(&app);
    let received = mx.wait_for(1).await.remove(0);
    assert_eq!(
        (received.mail_from.as_str(), received.rcpt_to),
        ("postal@example.org", vec!["ada@x.example".to_owned()])
    );
    let parsed = mail_parser::MessageParser::default().parse(&received.content).unwrap();
    assert_eq!(parsed.subject(), Some("Grüße"));
    let from = parsed.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Example Mail"), Some("postal@example.org")));
    assert!(parsed.date().is_some() && parsed.message_id().unwrap().ends_with("@example.org"));
    assert!(!parsed.header_values("Received").any(|_| true));
    let body = parsed.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(body.trim_end(), "Hello.\nHere it is.\n\nExample Mail\npostal@example.org");
    until_gone(&app).await;
    app.stop.cancel();
}

#[tokio::test]
async fn a_mail_that_is_refused_is_tried_again_and_given_up_after_three_days() {
    let mx = FakeMx::start().await;
    mx.reply_to("RCPT", "451 4.7.1 later");
    let app = app(&mx).await;
    queue(&app).await;
    start(&app);
    until_attempts(&app, 1).await;
    assert_eq!(waiting(&app).await, [(1, (START + MINUTE).0)]);
    app.clock.advance(MINUTE);
    until_attempts(&app, 2).await;
    assert_eq!(waiting(&app).await, [(2, (START + 3 * MINUTE).0)]);
    app.clock.advance(3 * 24 * 60 * MINUTE);
    until_gone(&app).await;
    app.stop.cancel();
}

#[tokio::test]
async fn what_a_dead_process_had_taken_is_sent_by_another() {
    let mx = FakeMx::start().await;
    let app = app(&mx).await;
    queue(&app).await;
    let mut tx = app.store.begin().await.unwrap();
    assert_eq!(rows::claim(&mut tx, ProcessId(4711), START, 10).await.unwrap().len(), 1);
    assert!(rows::claim(&mut tx, app.queue.process(), START, 10).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    start(&app);
    mx.wait_for(1).await;
    until_gone(&app).await;
    app.stop.cancel();
}

#[tokio::test]
async fn the_configured_way_to_log_in_is_the_one_that_is_used() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["AUTH PLAIN LOGIN CRAM-MD5"]);
    let port = mx.port();
    let app = TestApp::with(Roles::ALL, |config| {
        config.smtp.port = port;
        config.smtp.enable_starttls_auto = false;
        config.smtp.username = Some("postal".to_owned());
        config.smtp.password = Some(Secret::new("secret"));
    })
    .await;
    mx.reply_to("AUTH", "535 5.7.8 no");
    let refused = app.mailer().send(&mail(), Closing::Bare, START).await;
    assert!(matches!(refused, Err(MailerError::Smtp(_))), "{refused:?}");
    assert!(mx.commands().iter().any(|command| command == "AUTH LOGIN"), "{:?}", mx.commands());
}

#[tokio::test]
async fn starttls_is_used_when_offered_and_needed_when_required() {
    let mx = FakeMx::start().await;
    mx.capabilities(&["STARTTLS"]);
    let port = mx.port();
    let with = async |require: bool, verify| {
        TestApp::with(Roles::ALL, move |config| {
            config.smtp.port = port;
            config.smtp.enable_starttls = require;
            config.smtp.openssl_verify_mode = verify;
        })
        .await
    };
    let lenient = with(false, postal::config::VerifyMode::None).await;
    lenient.mailer().send(&mail(), Closing::Bare, START).await.unwrap();
    assert!(mx.wait_for(1).await[0].is_tls);
    let strict = with(false, postal::config::VerifyMode::Peer).await;
    assert!(strict.mailer().send(&mail(), Closing::Bare, START).await.is_err(), "a certificate that nobody knows");
    let plain = FakeMx::start().await;
    let port = plain.port();
    let demanding = TestApp::with(Roles::ALL, |config| {
        config.smtp.port = port;
        config.smtp.enable_starttls = true;
    })
    .await;
    assert!(demanding.mailer().send(&mail(), Closing::Bare, START).await.is_err());
    assert!(!plain.commands().iter().any(|command| command.starts_with("MAIL")));
}
