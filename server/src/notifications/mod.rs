//! What organizations are told by mail: send limits and suspensions. Who gets it, and in which words.
//!
//! Mails are queued in the transaction of what they tell about; `worker::mails` sends them.

mod limits;
mod texts;

use std::collections::BTreeSet;

use crate::config::Config;
use crate::model::{MailServer, NewMail, OrganizationId, Timestamp};
use crate::store::{Conn, StoreError, mails, organizations, recipients};

pub use limits::send_limits;

/// Writes mails to organizations; cheap to clone.
#[derive(Debug, Clone)]
pub struct Notices {
    /// Such as `https://postal.example.com`.
    web: String,
}

/// A mail before it has recipients.
struct Notice {
    subject: String,
    body: String,
}

impl Notices {
    pub fn new(config: &Config) -> Self {
        Self { web: format!("{}://{}", config.postal.web_protocol, config.postal.web_hostname) }
    }

    /// Page of a mail server.
    fn server_url(&self, server: &MailServer) -> String {
        format!("{}/org/{}/servers/{}", self.web, server.organization_permalink, server.permalink)
    }

    /// Tells that a mail server has been suspended. Inside the transaction that does it.
    pub async fn suspended(
        &self,
        conn: &mut Conn,
        server: &MailServer,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let name = organization_name(conn, server.organization_id).await?;
        send(conn, server, &texts::suspended(&name, server, reason, &self.server_url(server)), now).await
    }
}

async fn organization_name(conn: &mut Conn, id: OrganizationId) -> Result<String, StoreError> {
    Ok(organizations::find(conn, id).await?.map(|organization| organization.name).unwrap_or_default())
}

/// One mail for each person: members of the organization who see this server, and its owner.
///
/// 3.3 writes to members only, and to nobody when there are none.
async fn send(conn: &mut Conn, server: &MailServer, notice: &Notice, now: Timestamp) -> Result<(), StoreError> {
    let recipients: BTreeSet<String> = recipients::of_server(conn, server).await?.into_iter().collect();
    for recipient in recipients {
        let mail = NewMail { recipient, subject: notice.subject.clone(), body: notice.body.clone() };
        mails::insert(conn, &mail, now).await?;
    }
    Ok(())
}
