//! Who is written to about a mail server.

use super::{Conn, StoreError};
use crate::model::MailServer;

/// Addresses of the owner of the organization and of its members who see this server; some may come twice.
pub async fn of_server(conn: &mut Conn, server: &MailServer) -> Result<Vec<String>, StoreError> {
    let organization = server.organization_id;
    let owner = "SELECT u.email_address FROM organizations o JOIN users u ON u.id = o.owner_id WHERE o.id = ?";
    let members = "SELECT u.email_address FROM memberships m JOIN users u ON u.id = m.user_id
                    WHERE m.organization_id = ?
                      AND (m.has_all_servers = ?
                           OR EXISTS (SELECT 1 FROM membership_servers s
                                       WHERE s.organization_id = m.organization_id AND s.user_id = m.user_id
                                         AND s.server_id = ?))";
    let mut rows = conn.fetch_all(owner, &[organization.into()]).await?;
    rows.extend(conn.fetch_all(members, &[organization.into(), true.into(), server.id.into()]).await?);
    rows.iter().map(|row| row.get(0)).collect()
}
