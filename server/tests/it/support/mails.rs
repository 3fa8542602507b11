//! Mails of the product itself that wait to be sent.

use postal::app::App;

pub struct Queued {
    pub recipient: String,
    pub subject: String,
    pub body: String,
}

impl Queued {
    /// What follows `before` in the body, up to the next space or line: the secret of a link.
    pub fn after(&self, before: &str) -> String {
        let (_, rest) = self.body.split_once(before).unwrap_or_else(|| panic!("{before} is not in {}", self.body));
        rest.split(|c: char| c.is_whitespace() || c == '?').next().unwrap().to_owned()
    }
}

/// Oldest first.
pub async fn queued(app: &App) -> Vec<Queued> {
    let mut conn = app.store.read().await.unwrap();
    let rows = conn.fetch_all("SELECT recipient, subject, body FROM mails ORDER BY id", &[]).await.unwrap();
    rows.iter()
        .map(|row| Queued { recipient: row.get(0).unwrap(), subject: row.get(1).unwrap(), body: row.get(2).unwrap() })
        .collect()
}
