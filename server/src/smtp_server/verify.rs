//! The end of data for mail that nobody vouches for: sender authentication, and what is noted about how the mail came in.

use std::borrow::Cow;

use postal_mail::address::{Address, ReversePath};
use postal_mail::authentication_results::without_forged_results;
use postal_mail::reply::Reply;

use super::auth::Proof;
use super::replies;
use super::session::{Session, Transaction};
use crate::model::Treatment;
use crate::routing::receive::Settled;
use crate::store::ingestion::Arrival;
use crate::verification::{AuthResult, Peer, Verification};

impl Session {
    /// What is stored with incoming mail, or why it is refused. Takes out of `content` what claims to be our results.
    pub(super) async fn arrival(
        &self,
        transaction: &Transaction,
        settled: &[Settled],
        content: &mut Vec<u8>,
    ) -> Result<Arrival, Reply> {
        let host = &self.shared.hostname;
        let helo = self.hello.as_ref().map(|hello| hello.name.as_str()).filter(|name| !name.is_empty());
        let mut arrival = Arrival {
            client_ip: Some(self.client.to_string()),
            client_helo: helo.map(str::to_owned),
            ..Arrival::default()
        };
        // Signatures cover the content as it came.
        if !self.is_vouched_for(transaction) {
            let peer =
                Peer { ip: self.client, helo: helo.unwrap_or_default(), reverse_name: self.reverse_name.known() };
            let mail_from = transaction.mail_from.as_ref().and_then(ReversePath::address).map(Address::as_str);
            let verification = self.shared.verifier.verify(&peer, mail_from, content).await;
            if let Some(refusal) = refusal(&verification, settled) {
                return Err(refusal);
            }
            arrival.verification = Some(verification.to_json());
            arrival.headers = Some(format!("Authentication-Results: {}\r\n", verification.header_value(host)));
        }
        // RFC 8601 §5: of our results there are only those that we add, whoever the client is.
        if let Cow::Owned(cleaned) = without_forged_results(content, host) {
            *content = cleaned;
        }
        Ok(arrival)
    }

    /// The client is known by AUTH, or by its address for another recipient of the same message.
    fn is_vouched_for(&self, transaction: &Transaction) -> bool {
        let has_key = self.identity.as_ref().is_some_and(|identity| identity.proof == Proof::Key);
        has_key || transaction.outgoing().next().is_some()
    }
}

/// One reply goes for all recipients, so the session refuses only what each of their routes refuses; for the others it is
/// decided at delivery. A route that wants no unproven mail is not given any because DNS did not answer: the client comes
/// back.
fn refusal(verification: &Verification, settled: &[Settled]) -> Option<Reply> {
    if !settled.iter().all(|it| it.dmarc_mode() == Some(Treatment::Fail)) {
        None
    } else if verification.should_reject() {
        Some(replies::DMARC_FAILED.into())
    } else if verification.dmarc == AuthResult::TempError {
        Some(replies::DMARC_UNKNOWN.into())
    } else {
        None
    }
}
