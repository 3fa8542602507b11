//! `postal make-demo`: something to send with at once.

use super::Failure;
use super::context::Context;
use crate::domains::DomainForm;
use crate::model::{CredentialKind, DomainOwner, MailServer, ServerMode};
use crate::tenancy::{CredentialForm, OrganizationForm, ServerForm};

const ORGANIZATION: &str = "demo";
const SERVER: &str = "mail";
const DOMAIN: &str = "demo.example";

/// Organization `demo`, server `mail`, domain `demo.example`, a key for the API and one for SMTP.
///
/// Prints `server=…`, `domain=…`, `smtp_key=…` and, when it has just been made, `api_key=…`: only its hash is stored.
pub async fn run() -> Result<(), Failure> {
    let context = Context::open().await?;
    let Some(owner) = context.accounts.first_admin().await? else {
        return Err(Failure::Failed(anyhow::anyhow!("there is no administrator yet; run `postal make-user` first")));
    };
    let organization = match context.tenancy.find_organization(ORGANIZATION).await? {
        Some(organization) => organization,
        None => {
            let form =
                OrganizationForm { name: "Demo".to_owned(), permalink: Some(ORGANIZATION.to_owned()), time_zone: None };
            let made = context.tenancy.create_organization(owner.id, &form);
            context.recorded("make-demo", "organization", made).await?
        }
    };
    let server = match context.tenancy.find_server(organization.id, SERVER).await? {
        Some(server) => server,
        None => {
            let form = ServerForm {
                name: "Mail".to_owned(),
                permalink: Some(SERVER.to_owned()),
                mode: ServerMode::Live,
                ip_pool: None,
            };
            context.recorded("make-demo", "server", context.tenancy.create_server(&organization, &form)).await?
        }
    };
    println!("server={}", server.full_permalink());
    let domain_owner = DomainOwner::Server(server.id);
    let is_there = context.domains.list(domain_owner, None, 100).await?.iter().any(|domain| domain.name == DOMAIN);
    if !is_there {
        let form = DomainForm { name: DOMAIN.to_owned(), ..DomainForm::default() };
        let made = context.domains.create(organization.id, domain_owner, &form, true);
        context.recorded("make-demo", "domain", made).await?;
    }
    println!("domain={DOMAIN}");
    key(&context, &server, CredentialKind::Smtp, "smtp_key").await?;
    key(&context, &server, CredentialKind::Api, "api_key").await
}

async fn key(context: &Context, server: &MailServer, kind: CredentialKind, label: &str) -> Result<(), Failure> {
    let name = format!("Demo {}", kind.as_str());
    let existing = context.tenancy.list_credentials(server.id, None, 100).await?;
    match existing.into_iter().find(|credential| credential.name == name) {
        Some(credential) if kind == CredentialKind::Smtp => {
            println!("{label}={}", context.tenancy.reveal_key(&credential)?);
        }
        Some(_) => {}
        None => {
            let form = CredentialForm { kind, name, hold: false, key: None };
            let made = context.tenancy.create_credential(server, &form, true);
            let new = context.recorded("make-demo", "credential", made).await?;
            println!("{label}={}", new.key);
        }
    }
    Ok(())
}
