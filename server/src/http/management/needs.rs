//! What the caller of each operation needs, in words for the document. The handlers decide; `tests/it/openapi.rs` compares.

use crate::http::permission::{Permission, Scope};

/// Who may call an operation.
#[derive(Debug, Clone, Copy)]
enum Needs {
    Nothing,
    /// Any user; the own things.
    User,
    /// Any user, with an unrestricted token or a session.
    AllScopes,
    /// Any user; the list holds what they may see.
    Listing(Scope),
    /// A member of the organization.
    Member(Permission),
    /// An installation admin.
    Admin(Scope),
}

use Needs::{Admin, AllScopes, Listing, Member, Nothing, User};
use Permission as P;

const NEEDS: &[(&str, Needs)] = &[
    ("info_get", Nothing),
    ("session_create", Nothing),
    ("session_get", User),
    ("session_delete", User),
    ("me_get", User),
    ("me_update", AllScopes),
    ("password_change", AllScopes),
    ("token_list", AllScopes),
    ("token_create", AllScopes),
    ("token_delete", AllScopes),
    ("session_persist", User),
    ("password_reset_begin", Nothing),
    ("password_reset_check", Nothing),
    ("password_reset_finish", Nothing),
    ("email_change", AllScopes),
    ("email_change_confirm", Nothing),
    ("own_session_list", AllScopes),
    ("own_session_end", AllScopes),
    ("own_session_end_others", AllScopes),
    ("user_list", Admin(Scope::UsersRead)),
    ("user_create", Admin(Scope::UsersWrite)),
    ("user_get", Admin(Scope::UsersRead)),
    ("user_update", Admin(Scope::UsersWrite)),
    ("user_delete", Admin(Scope::UsersWrite)),
    ("user_set_organizations", Admin(Scope::UsersWrite)),
    ("user_send_reset", Admin(Scope::UsersWrite)),
    ("user_end_sessions", Admin(Scope::UsersWrite)),
    ("organization_list", Listing(Scope::OrganizationsRead)),
    ("organization_create", Admin(Scope::OrganizationsWrite)),
    ("organization_get", Member(P::ReadOrganization)),
    ("organization_update", Member(P::WriteOrganization)),
    ("organization_delete", Admin(Scope::OrganizationsWrite)),
    ("organization_suspend", Admin(Scope::OrganizationsWrite)),
    ("organization_unsuspend", Admin(Scope::OrganizationsWrite)),
    ("member_list", Member(P::ReadMembers)),
    ("member_add", Member(P::WriteMembers)),
    ("member_update", Member(P::WriteMembers)),
    ("member_remove", Member(P::WriteMembers)),
    ("invite_list", Member(P::ReadMembers)),
    ("invite_create", Member(P::WriteMembers)),
    ("invite_resend", Member(P::WriteMembers)),
    ("invite_revoke", Member(P::WriteMembers)),
    ("invite_check", Nothing),
    ("invite_accept", Nothing),
    ("organization_set_owner", Admin(Scope::OrganizationsWrite)),
    ("client_ip", Nothing),
    ("time_zone_list", Nothing),
    ("server_list", Member(P::ReadServers)),
    ("server_create", Member(P::WriteServers)),
    ("server_get", Member(P::ReadServers)),
    ("server_update", Member(P::WriteServers)),
    ("server_delete", Member(P::DeleteServers)),
    ("server_suspend", Admin(Scope::ServersWrite)),
    ("server_unsuspend", Admin(Scope::ServersWrite)),
    ("server_header", Member(P::ReadStatistics)),
    ("domain_list", Member(P::ReadDomains)),
    ("domain_create", Member(P::WriteDomains)),
    ("domain_get", Member(P::ReadDomains)),
    ("domain_delete", Member(P::WriteDomains)),
    ("domain_records", Member(P::ReadDomains)),
    ("domain_check", Member(P::WriteDomains)),
    ("domain_verify_dns", Member(P::WriteDomains)),
    ("organization_domain_list", Member(P::ReadDomains)),
    ("organization_domain_create", Member(P::WriteDomains)),
    ("organization_domain_get", Member(P::ReadDomains)),
    ("organization_domain_delete", Member(P::WriteDomains)),
    ("organization_domain_records", Member(P::ReadDomains)),
    ("organization_domain_check", Member(P::WriteDomains)),
    ("organization_domain_verify_dns", Member(P::WriteDomains)),
    ("credential_list", Member(P::ReadCredentials)),
    ("credential_create", Member(P::WriteCredentials)),
    ("credential_get", Member(P::ReadCredentials)),
    ("credential_update", Member(P::WriteCredentials)),
    ("credential_delete", Member(P::WriteCredentials)),
    ("credential_reveal", Member(P::RevealCredentials)),
    ("route_list", Member(P::ReadRoutes)),
    ("route_create", Member(P::WriteRoutes)),
    ("route_endpoint_options", Member(P::ReadRoutes)),
    ("route_get", Member(P::ReadRoutes)),
    ("route_update", Member(P::WriteRoutes)),
    ("route_delete", Member(P::WriteRoutes)),
    ("http_endpoint_list", Member(P::ReadRoutes)),
    ("http_endpoint_create", Member(P::WriteRoutes)),
    ("http_endpoint_get", Member(P::ReadRoutes)),
    ("http_endpoint_update", Member(P::WriteRoutes)),
    ("http_endpoint_delete", Member(P::WriteRoutes)),
    ("smtp_endpoint_list", Member(P::ReadRoutes)),
    ("smtp_endpoint_create", Member(P::WriteRoutes)),
    ("smtp_endpoint_get", Member(P::ReadRoutes)),
    ("smtp_endpoint_update", Member(P::WriteRoutes)),
    ("smtp_endpoint_delete", Member(P::WriteRoutes)),
    ("address_endpoint_list", Member(P::ReadRoutes)),
    ("address_endpoint_create", Member(P::WriteRoutes)),
    ("address_endpoint_get", Member(P::ReadRoutes)),
    ("address_endpoint_update", Member(P::WriteRoutes)),
    ("address_endpoint_delete", Member(P::WriteRoutes)),
    ("message_list", Member(P::ReadMessages)),
    ("message_held", Member(P::ReadMessages)),
    ("message_get", Member(P::ReadMessages)),
    ("message_deliveries", Member(P::ReadMessages)),
    ("message_raw", Member(P::ReadContent)),
    ("message_plain", Member(P::ReadContent)),
    ("message_html", Member(P::ReadContent)),
    ("message_headers", Member(P::ReadContent)),
    ("message_attachments", Member(P::ReadContent)),
    ("message_attachment", Member(P::ReadContent)),
    ("message_retry", Member(P::WriteMessages)),
    ("message_cancel_hold", Member(P::WriteMessages)),
    ("message_remove_from_queue", Member(P::WriteMessages)),
    ("message_send", Member(P::SendMessages)),
    ("queue_list", Member(P::ReadMessages)),
    ("suppression_list", Member(P::ReadSuppressions)),
    ("suppression_delete", Member(P::WriteSuppressions)),
];

/// A sentence or two; `None`: the table does not know the operation.
pub fn sentence(operation: &str) -> Option<String> {
    let (_, needs) = NEEDS.iter().find(|(id, _)| *id == operation)?;
    Some(match needs {
        Nothing => "For everybody.".to_owned(),
        User => "For every user.".to_owned(),
        AllScopes => "For every user; a token needs all scopes.".to_owned(),
        Listing(scope) => format!("For every user; a token needs the scope `{}`.", scope.as_str()),
        Member(permission) => format!(
            "Role: `{}` or above; a token needs the scope `{}`.",
            permission.role().as_str(),
            permission.scope().as_str()
        ),
        Admin(scope) => {
            format!("For administrators of the installation; a token needs the scope `{}`.", scope.as_str())
        }
    })
}
