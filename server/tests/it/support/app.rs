//! The whole program in process, with a database, a clock and random values of its own.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use postal::accounts::{TokenForm, UserForm};
use postal::app::{App, ClockHandle, Foundation, Keys, Roles};
use postal::clock::ManualClock;
use postal::config::Config;
use postal::dns;
use postal::domains::DomainForm;
use postal::model::{
    Credential, CredentialKind, Domain, DomainOwner, MailServer, Organization, ServerMode, Timestamp, User,
};
use postal::random::Random;
use postal::secrets::SecretKey;
use postal::tenancy::{CredentialForm, OrganizationForm, ServerForm};
use postal_mail::dkim::{KeyBits, SigningKey};

use super::database::{TestDatabase, migrated};

/// Sunday, 22 November 2026, 14:35:46 UTC: when every test begins.
pub const START: Timestamp = Timestamp(1_795_358_146_000_000);

/// A running application with an administrator, an organization `acme`, its server `mail` and the domain `acme.example`.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub user: User,
    pub organization: Organization,
    pub server: MailServer,
    pub domain: Domain,
    database: TestDatabase,
}

impl std::ops::Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

/// The signing key of all tests of a process: making one takes a while.
pub fn signing_key() -> Arc<SigningKey> {
    static KEY: OnceLock<Arc<SigningKey>> = OnceLock::new();
    KEY.get_or_init(|| Arc::new(SigningKey::generate(KeyBits::Bits2048).unwrap())).clone()
}

impl TestApp {
    /// All roles, configuration with defaults; no listener is open until a test asks for it.
    pub async fn start() -> Self {
        Self::with(Roles::ALL, |_| {}).await
    }

    /// `change` edits the configuration before anything starts.
    pub async fn with(roles: Roles, change: impl FnOnce(&mut Config)) -> Self {
        Self::with_dns(
            roles,
            dns::Settings { nameservers: vec!["127.0.0.1:1".parse().unwrap()], ..Default::default() },
            change,
        )
        .await
    }

    /// As [`Self::with`], asking the given name servers. Without them every look-up fails for now.
    pub async fn with_dns(roles: Roles, dns: dns::Settings, change: impl FnOnce(&mut Config)) -> Self {
        let (store, database) = migrated().await;
        let mut config = Config::default();
        change(&mut config);
        let clock = ManualClock::new(START);
        let random = Random::seeded(42);
        let keys = Keys { signing: signing_key(), secret: SecretKey::from_bytes(&[7; 32]).unwrap() };
        let app = App::start(Foundation {
            config,
            store,
            clock: ClockHandle(clock.clone()),
            random,
            keys,
            roles,
            dns,
            host: "test.example".to_owned(),
        })
        .await
        .unwrap();
        let user = create_user(&app, "admin@acme.example", true).await;
        let form = OrganizationForm { name: "Acme".to_owned(), permalink: Some("acme".to_owned()), time_zone: None };
        let organization = app.tenancy.create_organization(user.id, &form).await.unwrap();
        let server = create_server(&app, &organization, "mail").await;
        let domain = create_domain(&app, &server, "acme.example").await;
        Self { app, clock, user, organization, server, domain, database }
    }

    /// A second process on the same database, with all roles and the configuration of the first. On the servers only.
    pub async fn another(&self, name_server: SocketAddr) -> App {
        App::start(Foundation {
            config: Config::clone(&self.config),
            store: self.database.open().await,
            clock: ClockHandle(self.clock.clone()),
            random: Random::seeded(43),
            keys: self.keys.clone(),
            roles: Roles::ALL,
            dns: dns::Settings { nameservers: vec![name_server], ..Default::default() },
            host: "other.example".to_owned(),
        })
        .await
        .unwrap()
    }

    /// A credential of the server and its key.
    pub async fn credential(&self, kind: CredentialKind) -> (Credential, String) {
        self.credential_of(&self.server, kind, None).await
    }

    /// `network`: for SMTP-IP.
    pub async fn credential_of(
        &self,
        server: &MailServer,
        kind: CredentialKind,
        network: Option<&str>,
    ) -> (Credential, String) {
        let form = CredentialForm { kind, name: "test".to_owned(), hold: false, key: network.map(str::to_owned) };
        let new = self.tenancy.create_credential(server, &form, true).await.unwrap();
        (new.credential, new.key)
    }

    /// A management token with all rights of the administrator.
    pub async fn token(&self) -> String {
        let form = TokenForm { name: "test".to_owned(), scopes: None, expires_at: None };
        self.accounts.create_token(self.user.id, &form).await.unwrap().secret
    }

    pub async fn stored_messages(&self) -> i64 {
        let mut conn = self.store.read().await.unwrap();
        conn.fetch_one("SELECT COUNT(*) FROM messages", &[]).await.unwrap().get(0).unwrap()
    }
}

pub async fn create_user(app: &App, email_address: &str, is_admin: bool) -> User {
    let form = UserForm {
        email_address: email_address.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        password: Some("correct horse".to_owned()),
        is_admin,
        ..UserForm::default()
    };
    app.accounts.create_user(&form).await.unwrap()
}

/// A live server.
pub async fn create_server(app: &App, organization: &Organization, permalink: &str) -> MailServer {
    let (name, mode) = (permalink.to_owned(), ServerMode::Live);
    let form = ServerForm { permalink: Some(name.clone()), name, mode, ip_pool: None };
    app.tenancy.create_server(organization, &form).await.unwrap()
}

/// A verified domain of a server.
pub async fn create_domain(app: &App, server: &MailServer, name: &str) -> Domain {
    let form = DomainForm { name: name.to_owned(), ..Default::default() };
    app.domains.create(server.organization_id, DomainOwner::Server(server.id), &form, true).await.unwrap()
}
