//! The program with its SMTP server in process, and what a test puts into its database.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use postal::app::Roles;
use postal::clock::Clock as _;
use postal::config::Config;
use postal::dns;
use postal::model::{CredentialKind, MessageScope, ServerId};
use postal::smtp_server::{Services, SmtpServer, StartError};

use super::app::TestApp;
use super::fake_dns::FakeDns;
use super::smtp_peer::SmtpPeer;

/// What is decided before the start.
pub struct SmtpAppBuilder {
    config: Config,
    directory: tempfile::TempDir,
    name_server: Option<SocketAddr>,
}

impl SmtpAppBuilder {
    pub fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Asks this name server; without one an empty DNS answers.
    pub fn name_server(self, name_server: SocketAddr) -> Self {
        Self { name_server: Some(name_server), ..self }
    }

    /// Offers STARTTLS with a certificate of its own.
    pub fn tls(mut self) -> Self {
        let section = &mut self.config.smtp_server;
        section.tls_enabled = true;
        section.tls_certificate_path = self.directory.path().join("smtp.cert");
        section.tls_private_key_path = self.directory.path().join("smtp.key");
        write_certificate(&section.tls_certificate_path, &section.tls_private_key_path);
        self
    }

    pub async fn start(self) -> SmtpApp {
        let empty_dns = FakeDns::start().await;
        let dns = dns::Settings {
            nameservers: vec![self.name_server.unwrap_or(empty_dns.address())],
            hosts_path: self.directory.path().join("hosts"),
            ..dns::Settings::default()
        };
        let roles = Roles { web: false, smtp: true, worker: false };
        let config = self.config;
        let app = TestApp::with_dns(roles, dns, |it| *it = config).await;
        let smtp = SmtpServer::start(&app.config, services(&app)).await.unwrap();
        SmtpApp { smtp: Some(smtp), app, _dns: empty_dns, _directory: self.directory }
    }
}

fn services(app: &TestApp) -> Services {
    Services {
        authentication: app.authentication.clone(),
        store: app.store.clone(),
        ingest: app.ingest.clone(),
        resolver: app.resolver.clone(),
        clock: app.app.clock.clone(),
        random: app.random.clone(),
        metrics: app.metrics.clone(),
    }
}

pub struct SmtpApp {
    smtp: Option<SmtpServer>,
    app: TestApp,
    _dns: FakeDns,
    _directory: tempfile::TempDir,
}

impl std::ops::Deref for SmtpApp {
    type Target = TestApp;
    fn deref(&self) -> &TestApp {
        &self.app
    }
}

/// A row of `messages`, as far as tests ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    pub server_id: i64,
    pub scope: MessageScope,
    pub rcpt_to: String,
    pub mail_from: Option<String>,
    pub subject: Option<String>,
    pub credential_id: Option<i64>,
    pub domain_id: Option<i64>,
    pub route_id: Option<i64>,
    /// Kind and id, such as `HTTPEndpoint#1`.
    pub endpoint: Option<String>,
    pub is_bounce: bool,
    pub client: Option<(String, String)>,
    pub received_with_tls: Option<bool>,
    pub size_bytes: i64,
    pub content_id: Option<i64>,
    pub destination: String,
}

impl SmtpApp {
    /// A plain SMTP server on a free port of 127.0.0.1, without the delays that slow clients down.
    #[expect(clippy::new_ret_no_self, reason = "a test reads SmtpApp::new().….start()")]
    pub fn new() -> SmtpAppBuilder {
        let mut config = Config::default();
        config.postal.smtp_hostname = "postal.example.com".to_owned();
        config.smtp_server.default_bind_address = "127.0.0.1".parse().unwrap();
        config.smtp_server.default_port = 0;
        config.smtp_server.error_delay = Duration::ZERO;
        config.smtp_server.auth_failure_delay = Duration::ZERO;
        // Nobody listens there.
        SmtpAppBuilder { config, directory: tempfile::tempdir().unwrap(), name_server: None }
    }

    pub fn smtp_address(&self) -> SocketAddr {
        self.smtp.as_ref().unwrap().addresses()[0]
    }

    pub fn smtp_addresses(&self) -> &[SocketAddr] {
        self.smtp.as_ref().unwrap().addresses()
    }

    /// A client that has read the greeting.
    pub async fn smtp_peer(&self) -> SmtpPeer {
        SmtpPeer::connect(self.smtp_address()).await
    }

    /// A second server on the same database.
    pub async fn start_another(&self, config: &Config) -> Result<SmtpServer, StartError> {
        SmtpServer::start(config, services(&self.app)).await
    }

    /// Stops the SMTP server as a signal does.
    pub async fn stop_smtp(&mut self, timeout: Duration) {
        self.smtp.take().unwrap().stop(timeout).await;
    }

    /// Puts new files where the TLS files are.
    pub fn replace_certificate(&self) {
        let section = &self.config.smtp_server;
        write_certificate(&section.tls_certificate_path, &section.tls_private_key_path);
    }

    pub async fn execute(&self, sql: &'static str) {
        self.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    }

    /// A mail server `permalink` in the organization `organization`, which is made with it; both live.
    pub async fn mail_server(&self, organization: &str, permalink: &str) -> ServerId {
        let mut tx = self.store.begin().await.unwrap();
        let now = self.clock.now();
        let uuid = self.random.uuid();
        let user: i64 = tx
            .fetch_one(
                "INSERT INTO users (uuid, email_address, email_address_key, first_name, last_name, time_zone, is_admin,
                                    created_at, updated_at)
                 VALUES (?, ?, ?, 'Test', 'Person', 'UTC', FALSE, ?, ?) RETURNING id",
                &[(&uuid).into(), (&uuid).into(), (&uuid).into(), now.into(), now.into()],
            )
            .await
            .unwrap()
            .get(0)
            .unwrap();
        let known = "SELECT id FROM organizations WHERE permalink_key = ?";
        let organization: i64 = match tx.fetch_optional(known, &[organization.into()]).await.unwrap() {
            Some(row) => row.get(0).unwrap(),
            None => tx
                .fetch_one(
                    "INSERT INTO organizations (uuid, name, permalink, permalink_key, time_zone, owner_id, created_at,
                                                updated_at)
                     VALUES (?, ?, ?, ?, 'UTC', ?, ?, ?) RETURNING id",
                    &[
                        self.random.uuid().into(),
                        organization.into(),
                        organization.into(),
                        organization.into(),
                        user.into(),
                        now.into(),
                        now.into(),
                    ],
                )
                .await
                .unwrap()
                .get(0)
                .unwrap(),
        };
        let server = tx
            .fetch_one(
                "INSERT INTO servers (uuid, organization_id, token, name, name_key, permalink, permalink_key, mode,
                                      spam_threshold, spam_failure_threshold, allow_sender, privacy_mode,
                                      log_smtp_data, created_at, updated_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, 'Live', 5.0, 20.0, FALSE, FALSE, FALSE, ?, ?) RETURNING id",
                &[
                    self.random.uuid().into(),
                    organization.into(),
                    self.random.token(6).to_lowercase().into(),
                    permalink.into(),
                    permalink.into(),
                    permalink.into(),
                    permalink.into(),
                    now.into(),
                    now.into(),
                ],
            )
            .await
            .unwrap()
            .get(0)
            .unwrap();
        tx.commit().await.unwrap();
        ServerId(server)
    }

    /// A credential; `key` is the network for SMTP-IP.
    pub async fn credential(&self, server: ServerId, kind: CredentialKind, key: &str) -> i64 {
        let encrypted = (kind == CredentialKind::Smtp).then(|| {
            let context = postal::tenancy::authentication::KEY_CONTEXT;
            self.keys.secret.encrypt(key.as_bytes(), context, &self.random).unwrap()
        });
        let network = (kind == CredentialKind::SmtpIp).then_some(key);
        let now = self.clock.now();
        let mut conn = self.store.write().await.unwrap();
        conn.fetch_one(
            "INSERT INTO credentials (uuid, server_id, type, name, key_prefix, key_hash, key_encrypted, network, hold,
                                      created_at, updated_at)
             VALUES (?, ?, ?, 'test', ?, ?, ?, ?, FALSE, ?, ?) RETURNING id",
            &[
                self.random.uuid().into(),
                server.into(),
                kind.as_str().into(),
                key.get(..4).unwrap_or(key).into(),
                postal::secrets::sha256_hex(key).into(),
                encrypted.into(),
                network.into(),
                now.into(),
                now.into(),
            ],
        )
        .await
        .unwrap()
        .get(0)
        .unwrap()
    }

    /// A verified domain of the mail server.
    pub async fn domain(&self, server: ServerId, name: &str) -> i64 {
        self.insert_domain(server, Some(server), name, false).await
    }

    /// A verified domain of the mail server's organization.
    pub async fn organization_domain(&self, server: ServerId, name: &str) -> i64 {
        self.insert_domain(server, None, name, false).await
    }

    /// A verified domain of the mail server that may send for any other.
    pub async fn domain_for_any(&self, server: ServerId, name: &str) -> i64 {
        self.insert_domain(server, Some(server), name, true).await
    }

    async fn insert_domain(&self, of: ServerId, owner: Option<ServerId>, name: &str, use_for_any: bool) -> i64 {
        let now = self.clock.now();
        let mut conn = self.store.write().await.unwrap();
        let row = conn.fetch_one("SELECT organization_id FROM servers WHERE id = ?", &[of.into()]).await.unwrap();
        let organization: i64 = row.get(0).unwrap();
        let owner_key = match owner {
            Some(server) => format!("server:{server}"),
            None => format!("organization:{organization}"),
        };
        conn.fetch_one(
            "INSERT INTO domains (uuid, organization_id, server_id, owner_key, name, verification_method,
                                  verification_token, verified_at, dkim_private_key, dkim_public_key, dkim_identifier,
                                  use_for_any, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, 'DNS', 'token', ?, ?, '', ?, ?, ?, ?) RETURNING id",
            &[
                self.random.uuid().into(),
                organization.into(),
                owner.into(),
                owner_key.into(),
                name.into(),
                now.into(),
                Vec::<u8>::new().into(),
                self.random.token(6).into(),
                use_for_any.into(),
                now.into(),
                now.into(),
            ],
        )
        .await
        .unwrap()
        .get(0)
        .unwrap()
    }

    /// All stored messages with their queue rows, oldest first.
    pub async fn messages(&self) -> Vec<StoredMessage> {
        let mut conn = self.store.read().await.unwrap();
        let rows = conn
            .fetch_all(
                "SELECT m.server_id, m.scope, m.rcpt_to, m.mail_from, m.subject, m.credential_id, m.domain_id, m.route_id,
                        m.endpoint_type, m.endpoint_id, m.is_bounce, m.client_ip, m.client_helo,
                        m.received_with_tls, m.size_bytes, m.content_id, q.destination
                   FROM messages m
                   JOIN queued_messages q ON q.server_id = m.server_id AND q.message_id = m.id
                  ORDER BY m.server_id, m.id",
                &[],
            )
            .await
            .unwrap();
        let message = |row: &postal::store::Row| {
            let mut columns = row.columns();
            Ok::<_, postal::store::StoreError>(StoredMessage {
                server_id: columns.next()?,
                scope: columns.parse(MessageScope::parse)?,
                rcpt_to: columns.next()?,
                mail_from: columns.next()?,
                subject: columns.next()?,
                credential_id: columns.next()?,
                domain_id: columns.next()?,
                route_id: columns.next()?,
                endpoint: columns
                    .next::<Option<String>>()?
                    .zip(columns.next::<Option<i64>>()?)
                    .map(|(kind, id)| format!("{kind}#{id}")),
                is_bounce: columns.next()?,
                client: columns.next::<Option<String>>()?.zip(columns.next()?),
                received_with_tls: columns.next()?,
                size_bytes: columns.next()?,
                content_id: columns.next()?,
                destination: columns.next()?,
            })
        };
        rows.iter().map(|row| message(row).unwrap()).collect()
    }

    /// Raw content of the first stored message.
    pub async fn first_content(&self) -> String {
        let message = self.messages().await.remove(0);
        let id = postal::model::ContentId(message.content_id.unwrap());
        let mut conn = self.store.read().await.unwrap();
        let content = postal::store::contents::find(&mut conn, ServerId(message.server_id), id).await.unwrap();
        String::from_utf8(content.unwrap().to_vec()).unwrap()
    }
}

fn write_certificate(certificate_path: &Path, key_path: &Path) {
    let made = rcgen::generate_simple_self_signed(["postal.example.com".to_owned()]).unwrap();
    std::fs::write(certificate_path, made.cert.pem()).unwrap();
    std::fs::write(key_path, made.signing_key.serialize_pem()).unwrap();
}
