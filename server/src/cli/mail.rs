//! `postal test-app-smtp`: whether the product can send its own mails.

use std::time::Duration;

use super::Failure;
use super::context::{load_config, print_out, print_warnings};
use crate::clock::{Clock as _, SystemClock};
use crate::mailer::{Closing, Mailer, MailerError};
use crate::model::NewMail;
use crate::random::Random;

/// 3.3's limit.
const LIMIT: Duration = Duration::from_secs(10);

/// Sends a mail to `address` through `smtp.*`, without the database. Texts are those of 3.3, which shows the password,
/// too.
pub async fn test_app_smtp(address: Option<&str>) -> Result<(), Failure> {
    let Some(address) = address.filter(|address| address.contains('@')) else {
        return Err(Failure::usage("usage: postal test-app-smtp [email address]"));
    };
    let loaded = load_config()?;
    print_warnings(&loaded);
    let mail = NewMail {
        recipient: address.to_owned(),
        subject: "Postal SMTP Test Message".to_owned(),
        body: "This is a test message that Postal has sent. If you have received it, the test has succeeded.\n"
            .to_owned(),
    };
    let mailer = Mailer::new(&loaded.config, Random::system(), LIMIT);
    let smtp = &loaded.config.smtp;
    match mailer.send(&mail, Closing::Bare, SystemClock.now()).await {
        Ok(()) => print_out("Message has been sent successfully.\n"),
        Err(MailerError::TimedOut) => Err(Failure::Failed(anyhow::anyhow!("Sending timed out"))),
        Err(error) => Err(Failure::Failed(anyhow::anyhow!(
            "the message was not sent: {error}\n  Host: {}\n  Port: {}\n  Username: {}",
            smtp.host,
            smtp.port,
            smtp.username.as_deref().unwrap_or("(none)")
        ))),
    }
}
