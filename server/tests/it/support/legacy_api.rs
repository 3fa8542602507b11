//! The 3.3 API in process, on a fresh database with one mail server, without a socket.

use std::path::PathBuf;
use std::sync::Arc;

use poem::Request;
use poem::http::{Method, StatusCode};
use postal::clock::ManualClock;
use postal::config::Config;
use postal::dns::{Resolver, Settings};
use postal::http::legacy::{Legacy, Parts};
use postal::ingest::Ingest;
use postal::ip_pools::Sources;
use postal::metrics::Metrics;
use postal::model::{ProcessId, Timestamp};
use postal::queue::Queue;
use postal::random::Random;
use postal::secrets::{SecretKey, sha256_hex};
use postal::store::{Committer, Store};
use postal::tenancy::authentication::Authentication;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::database::{TestDatabase, migrated};

pub const NOW: Timestamp = Timestamp(1_795_358_146_000_000);
/// Key of the API credential.
pub const KEY: &str = "AbCdEfGhIjKlMnOpQrStUvWx";

pub struct LegacyApi {
    legacy: Legacy,
    pub store: Store,
    pub clock: Arc<ManualClock>,
    tasks: TaskTracker,
    stop: CancellationToken,
    _database: TestDatabase,
}

/// Status, content type and text of an answer, and whether an earlier request was answered so.
pub struct Answer {
    pub status: StatusCode,
    pub content_type: String,
    pub text: String,
    pub is_replayed: bool,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// `data.code`, or the message of a parameter error.
    pub fn code(&self) -> String {
        let envelope = self.json();
        let data = &envelope["data"];
        let code = if envelope["status"] == "parameter-error" { &data["message"] } else { &data["code"] };
        code.as_str().unwrap_or_default().to_owned()
    }
}

impl LegacyApi {
    pub async fn start() -> Self {
        let (store, database) = migrated().await;
        let clock = ManualClock::new(NOW);
        let random = Random::seeded(1);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let committer = Committer::start(store.clone(), ProcessId(1), Metrics::new(), &tasks, stop.clone());
        let queue = Queue::new(store.clone(), clock.clone(), ProcessId(1));
        let sources = Sources::new(store.clone(), clock.clone(), random.clone(), false);
        let ingest = Ingest::new(store.clone(), committer, clock.clone(), random.clone(), queue, None, sources);
        let secret_key = SecretKey::from_bytes(&[7; 32]).unwrap();
        let mut config = Config::default();
        config.smtp_server.max_message_size = 1;
        let parts = Parts {
            config: Arc::new(config),
            store: store.clone(),
            authentication: Authentication::new(store.clone(), secret_key, clock.clone()),
            ingest,
            // No server at all: every look-up fails at once.
            resolver: Resolver::new(Settings {
                resolv_conf_path: PathBuf::from("/nonexistent"),
                ..Settings::default()
            }),
            clock: clock.clone(),
            random,
        };
        let api = Self { legacy: Legacy::new(parts), store, clock, tasks, stop, _database: database };
        api.seed().await;
        api
    }

    async fn seed(&self) {
        let mut conn = self.store.write().await.unwrap();
        conn.execute(
            "INSERT INTO users (id, uuid, email_address, email_address_key, first_name, last_name, time_zone, is_admin, created_at, updated_at)
             VALUES (1, 'u1', 'o@own.example', 'o@own.example', 'O', 'W', 'UTC', TRUE, 1, 1)",
            &[],
        )
        .await
        .unwrap();
        conn.execute(
            "INSERT INTO organizations (id, uuid, name, permalink, permalink_key, time_zone, owner_id, created_at, updated_at)
             VALUES (1, 'o1', 'Org', 'org', 'org', 'UTC', 1, 1, 1)",
            &[],
        )
        .await
        .unwrap();
        conn.execute(
            "INSERT INTO servers (id, uuid, organization_id, token, name, name_key, permalink, permalink_key, mode,
                 spam_threshold, spam_failure_threshold, allow_sender, privacy_mode, log_smtp_data, created_at, updated_at)
             VALUES (1, 's1', 1, 'abcdef', 'Mail', 'mail', 'mail', 'mail', 'Live', 5, 20, FALSE, FALSE, FALSE, 1, 1)",
            &[],
        )
        .await
        .unwrap();
        conn.execute(
            "INSERT INTO domains (id, uuid, organization_id, server_id, owner_key, name, verification_method,
                 verification_token, verified_at, dkim_private_key, dkim_public_key, dkim_identifier, use_for_any,
                 created_at, updated_at)
             VALUES (1, 'd1', 1, 1, 'server:1', 'own.example', 'DNS', 'x', 1, ?, 'x', 'abcdef', FALSE, 1, 1)",
            &[vec![1_u8].into()],
        )
        .await
        .unwrap();
        for (id, kind, key) in [(1, "API", KEY), (2, "SMTP", "SmtpSmtpSmtpSmtpSmtpSmtp")] {
            conn.execute(
                "INSERT INTO credentials (id, uuid, server_id, type, name, key_prefix, key_hash, hold, created_at, updated_at)
                 VALUES (?, ?, 1, ?, 'key', ?, ?, FALSE, 1, 1)",
                &[
                    i64::from(id).into(),
                    format!("c{id}").into(),
                    kind.into(),
                    key[..4].into(),
                    sha256_hex(key).into(),
                ],
            )
            .await
            .unwrap();
        }
    }

    /// One statement that changes the tenant.
    pub async fn execute(&self, sql: &'static str) {
        self.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.store.read().await.unwrap().fetch_one(sql, &[]).await.unwrap().get(0).unwrap()
    }

    pub async fn request(&self, request: Request) -> Answer {
        let response = self.legacy.answer("192.0.2.1".parse().unwrap(), request).await;
        let status = response.status();
        let content_type = response.content_type().unwrap_or_default().to_owned();
        let is_replayed = response.header("idempotent-replayed") == Some("true");
        Answer { status, content_type, text: response.into_body().into_string().await.unwrap(), is_replayed }
    }

    /// POST of a JSON body with the key.
    pub async fn post(&self, action: &str, body: Value) -> Answer {
        self.request(post(action).content_type("application/json").body(body.to_string())).await
    }

    /// A message to `to` that can be sent, changed by `change`.
    pub async fn send(&self, change: Value) -> Answer {
        let mut body =
            json!({"to": ["a@x.example"], "from": "Me <me@own.example>", "subject": "Hi", "plain_body": "Hello"});
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        self.post("send/message", body).await
    }

    /// The raw content of a message, by the API itself.
    pub async fn raw(&self, id: i64) -> String {
        let answer = self.post("messages/message", json!({"id": id, "_expansions": ["raw_message"]})).await.json();
        let wrapped = answer["data"]["raw_message"].as_str().unwrap().replace('\n', "");
        use base64::Engine as _;
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(wrapped).unwrap()).unwrap()
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// A request with the key.
pub fn post(action: &str) -> poem::RequestBuilder {
    Request::builder()
        .method(Method::POST)
        .uri_str(format!("http://postal.example.com/api/v1/{action}"))
        .header("X-Server-API-Key", KEY)
}
