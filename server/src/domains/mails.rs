//! The mails about domains.

use crate::config::Config;
use crate::model::{Check, CheckStatus, Domain, MailServer, Organization, User};

/// Subject and body of the mail with a code. The subject is 3.3's.
pub fn code(
    domain: &Domain,
    user: &User,
    organization: &Organization,
    code: &str,
    minutes: u64,
    config: &Config,
) -> (String, String) {
    let body = format!(
        "{} {} <{}> of the organization {} wants to send mail as {}, and names you as someone who may decide that.\n\n\
         If you agree, pass on this code. It is valid for {minutes} minutes:\n\n    {code}\n\n\
         If you do not agree, ignore this mail: without the code nothing happens.\n{}",
        user.first_name,
        user.last_name,
        user.email_address,
        organization.name,
        domain.name,
        signature(config)
    );
    (format!("Verify your ownership of {}", domain.name), body)
}

/// Subject and body of the warning that a domain's records are no longer right. `server`: its owner, unless it is the
/// organization.
pub fn broken(
    domain: &Domain,
    organization: &Organization,
    server: Option<&MailServer>,
    config: &Config,
) -> (String, String) {
    let mut problems = String::new();
    let mut add = |label: &str, check: &Check, is_optional: bool| {
        let is_problem = match check.status {
            Some(CheckStatus::Invalid) => true,
            Some(CheckStatus::Missing) => !is_optional,
            Some(CheckStatus::Ok) | None => false,
        };
        if is_problem {
            let error = check.error.as_deref().unwrap_or("not right");
            problems.push_str(&format!("  {label}: {error}\n"));
        }
    };
    add("SPF", &domain.spf, false);
    add("DKIM", &domain.dkim, false);
    add("MX", &domain.mx, true);
    add("Return path", &domain.return_path, true);
    let (place, path) = match server {
        Some(server) => (
            format!("{}/{}", organization.permalink, server.permalink),
            format!("/org/{}/servers/{}/domains/{}", organization.permalink, server.permalink, domain.uuid),
        ),
        None => (organization.permalink.clone(), format!("/org/{}/domains/{}", organization.permalink, domain.uuid)),
    };
    let postal = &config.postal;
    let body = format!(
        "The DNS records of {} were right before and are no longer:\n\n{problems}\n\
         Mail from this domain may be refused or marked as spam until they are right again. What to publish:\n\n  \
         {}://{}{path}\n\nThis is not repeated until the records were right in between.\n{}",
        domain.name,
        postal.web_protocol.as_str(),
        postal.web_hostname,
        signature(config)
    );
    (format!("[{place}] The DNS records of {} are no longer right", domain.name), body)
}

/// Every mail of the product ends with who sends it.
fn signature(config: &Config) -> String {
    format!("\n{}\n{}\n", config.smtp.from_name, config.smtp.from_address)
}
