//! The mails that accounts need, as plain text. Each has one link or none, and ends with who sends it.

use crate::config::{Config, WebProtocol};
use crate::model::{Invitation, NewMail, Organization, User};

/// Base of links: `https://postal.example.com`.
pub fn web_url(config: &Config) -> String {
    let protocol = match config.postal.web_protocol {
        WebProtocol::Https => "https",
        WebProtocol::Http => "http",
    };
    format!("{protocol}://{}", config.postal.web_hostname)
}

/// `path`: of the page that sets the new password.
pub fn reset(config: &Config, user: &User, path: &str) -> NewMail {
    let web = web_url(config);
    let body = format!(
        "Hello {},\n\nSomebody, hopefully you, asked for a new password for your account at {web}.\n\nTo choose one, follow \
         this link within a day:\n\n  {web}{path}\n\nIf it was not you, ignore this mail: your password stays as it is.",
        user.first_name
    );
    // 3.3's subject, which mail filters know.
    mail(config, &user.email_address, "Reset your Postal password".to_owned(), &body)
}

/// To the new address, which counts only after the link has been followed.
pub fn confirm_address(config: &Config, user: &User, address: &str, path: &str) -> NewMail {
    let web = web_url(config);
    let body = format!(
        "Hello {},\n\nYou want to log in to {web} with this address from now on. To confirm that it is yours, follow this \
         link within a day:\n\n  {web}{path}\n\nIf it was not you, ignore this mail.",
        user.first_name
    );
    mail(config, address, "Confirm your new e-mail address".to_owned(), &body)
}

/// To the old address, before anything changes.
pub fn address_will_change(config: &Config, user: &User, address: &str) -> NewMail {
    let web = web_url(config);
    let body = format!(
        "Hello {},\n\nSomebody, hopefully you, asked to change the address of your account at {web} to {address}. It \
         changes when the link in a mail to that address is followed.\n\nIf it was not you, change your password now: \
         whoever asked knew it.",
        user.first_name
    );
    mail(config, &user.email_address, "The e-mail address of your account is about to change".to_owned(), &body)
}

/// `path`: of the page that accepts it.
pub fn invitation(config: &Config, organization: &Organization, invitation: &Invitation, path: &str) -> NewMail {
    let web = web_url(config);
    let body = format!(
        "Hello,\n\n{} invites you to the organization {} at {web}.\n\nTo accept, follow this link within seven \
         days:\n\n  {web}{path}\n\nIf you do not know what this is about, ignore this mail.",
        invitation.invited_by, organization.name
    );
    mail(config, &invitation.email_address, format!("You are invited to {}", one_line(&organization.name)), &body)
}

/// For header fields.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn mail(config: &Config, recipient: &str, subject: String, body: &str) -> NewMail {
    let body = format!("{body}\n\n{}\n{}\n", config.smtp.from_name, config.smtp.from_address);
    NewMail { recipient: recipient.to_owned(), subject, body }
}
