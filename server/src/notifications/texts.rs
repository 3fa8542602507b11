//! The mails' words. Subjects are those of 3.3, exactly.

use super::Notice;
use crate::model::MailServer;

pub fn limit_approaching(organization: &str, server: &MailServer, volume: i64, limit: i64, url: &str) -> Notice {
    Notice {
        subject: format!("[{}] Mail server is approaching its send limit", server.full_permalink()),
        body: format!(
            "A mail server of your organization has sent 90 % or more of the messages that it may send in 60 minutes.\n\
             When the limit is reached, further messages are held until somebody releases them.\n\n{}",
            figures(organization, server, volume, limit, url)
        ),
    }
}

pub fn limit_exceeded(organization: &str, server: &MailServer, volume: i64, limit: i64, url: &str) -> Notice {
    Notice {
        subject: format!("[{}] Mail server has exceeded its send limit", server.full_permalink()),
        body: format!(
            "A mail server of your organization has sent as many messages as it may send in 60 minutes.\n\
             Further messages are now held until somebody releases them.\n\n{}",
            figures(organization, server, volume, limit, url)
        ),
    }
}

pub fn suspended(organization: &str, server: &MailServer, reason: &str, url: &str) -> Notice {
    Notice {
        subject: format!("[{}] Your mail server has been suspended", server.full_permalink()),
        body: format!(
            "An administrator has suspended a mail server of your organization. It takes no mail, and what is queued is\n\
             held.\n\nOrganization: {organization}\nServer: {}\nReason: {reason}\n\n{url}\n",
            server.name
        ),
    }
}

fn figures(organization: &str, server: &MailServer, volume: i64, limit: i64, url: &str) -> String {
    format!(
        "Organization: {organization}\nServer: {}\nLimit: {limit} messages in 60 minutes\nSent: {volume}\n\n{url}\n",
        server.name
    )
}
