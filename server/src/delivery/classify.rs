//! What a remote host's answer means for the message, its recipient and the site.

use super::Outcome;
use crate::queue::ready::Health;
use crate::queue::retry::requested_wait;
use crate::smtp_client::{Answer, Fault, Reply, Stage};

/// What was said and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub phrase: Phrase,
    pub output: String,
    pub health: Health,
}

/// Beginning of the record's details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    Accepted,
    Temporary,
    Permanent,
    Error,
}

pub fn answer(stage: Stage, answer: &Answer) -> Verdict {
    match answer {
        Answer::Accepted(reply) => Verdict {
            outcome: Outcome::Sent { reply: Some(reply.clone()) },
            phrase: Phrase::Accepted,
            output: reply.to_string(),
            health: Health::Up,
        },
        Answer::Refused(reply) => refused(stage, reply),
        Answer::Fault(fault) => Verdict {
            outcome: Outcome::soft(),
            phrase: if matches!(fault, Fault::Timeout(_)) { Phrase::Temporary } else { Phrase::Error },
            output: fault.to_string(),
            health: match fault {
                Fault::Timeout(_) | Fault::Closed(_) | Fault::Tls(_) => Health::Faulty,
                Fault::Protocol(_) | Fault::Envelope(_) => Health::Up,
            },
        },
    }
}

fn refused(stage: Stage, reply: &Reply) -> Verdict {
    let output = if stage == Stage::Data && !reply.is_intermediate() {
        format!("could not get 3xx ({}: {})", reply.code, reply)
    } else {
        reply.to_string()
    };
    if !is_temporary(stage, reply) {
        return Verdict {
            outcome: Outcome::HardFail { reply: Some(reply.clone()) },
            phrase: Phrase::Permanent,
            output,
            health: Health::Up,
        };
    }
    // RFC 5321 §3.8: 421 closes the channel, whatever the message. 3.3 counted it as an attempt.
    let is_about_site = reply.code == 421 || asks_for_less(reply);
    Verdict {
        outcome: Outcome::SoftFail {
            reply: Some(reply.clone()),
            wait: requested_wait(&reply.text()),
            counts: !is_about_site,
        },
        phrase: Phrase::Temporary,
        output,
        health: if is_about_site { Health::Busy } else { Health::Up },
    }
}

fn is_temporary(stage: Stage, reply: &Reply) -> bool {
    let enhanced = reply.enhanced;
    match reply.code {
        400..=499 => true,
        // A relay's log-in: the operator's affair, not the recipient's.
        530..=539 => true,
        // 3.3: every 50x is temporary, because it speaks about commands, not about the message. 501 speaks about an
        // address, and so does an enhanced code of another subject than the protocol (RFC 3463 §3.6).
        500 | 502..=504 => !enhanced.is_some_and(|code| code.class == 5 && code.subject != 5),
        // RFC 5321 §4.5.3.1.10: 552 to RCPT means "too many recipients", treat as 452; unless it says otherwise.
        552 if stage == Stage::Rcpt && enhanced.is_none() => true,
        500..=599 => asks_for_less(reply) || enhanced.is_some_and(|code| code.class == 4),
        // Neither success nor failure: not SMTP as we know it.
        _ => true,
    }
}

/// "Connection frequency limited" and the like: the host refuses us for now, not the recipient.
fn asks_for_less(reply: &Reply) -> bool {
    if reply.enhanced.is_some_and(|code| code.subject == 1) {
        return false;
    }
    let text = reply.text().to_ascii_lowercase();
    ["frequency limited", "rate limit", "too many connections", "connection limit"]
        .iter()
        .any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(stage: Stage, reply: Reply) -> Verdict {
        answer(stage, &Answer::Refused(reply))
    }

    #[test]
    fn codes_are_sorted_into_temporary_and_permanent() {
        let permanent = |stage, code, enhanced: Option<(u8, u16, u16)>| {
            let reply = Reply::new(code, "text");
            let reply =
                enhanced.map_or(reply.clone(), |(class, subject, detail)| reply.with_enhanced(class, subject, detail));
            matches!(verdict(stage, reply).outcome, Outcome::HardFail { .. })
        };
        for code in [421, 450, 451, 452, 500, 502, 503, 504, 530, 535] {
            assert!(!permanent(Stage::Rcpt, code, None), "{code}");
        }
        for code in [501, 550, 551, 553, 554] {
            assert!(permanent(Stage::Rcpt, code, None), "{code}");
        }
        assert!(!permanent(Stage::Rcpt, 552, None), "too many recipients");
        assert!(permanent(Stage::Rcpt, 552, Some((5, 2, 2))), "mailbox full");
        assert!(permanent(Stage::FinalDot, 552, None), "too large");
        assert!(permanent(Stage::Data, 550, None), "3.3 retried refusals of DATA");
        assert!(permanent(Stage::Mail, 504, Some((5, 1, 8))));
        assert!(!permanent(Stage::Mail, 500, Some((5, 5, 1))));
        assert!(!permanent(Stage::Rcpt, 550, Some((4, 7, 1))));
    }

    #[test]
    fn a_refusal_of_data_says_so() {
        assert_eq!(
            verdict(Stage::Data, Reply::new(554, "no valid recipients")).output,
            "could not get 3xx (554: 554 no valid recipients)"
        );
    }

    #[test]
    fn a_lost_session_is_counted_against_the_site() {
        for (fault, health) in [
            (Fault::Timeout("slow".into()), Health::Faulty),
            (Fault::Closed("gone".into()), Health::Faulty),
            (Fault::Protocol("odd".into()), Health::Up),
        ] {
            assert_eq!(answer(Stage::Data, &Answer::Fault(fault)).health, health);
        }
    }

    #[test]
    fn what_is_about_the_site_costs_no_attempt() {
        for reply in [Reply::new(421, "shutting down"), Reply::new(550, "Connection frequency limited")] {
            let verdict = verdict(Stage::Rcpt, reply);
            assert!(matches!(verdict.outcome, Outcome::SoftFail { counts: false, .. }));
            assert_eq!(verdict.health, Health::Busy);
        }
        let greylisted = verdict(Stage::Rcpt, Reply::new(450, "Greylisted, try again in 5 minutes"));
        assert!(matches!(
            greylisted.outcome,
            Outcome::SoftFail { counts: true, wait: Some(wait), .. } if wait.as_secs() == 310
        ));
    }
}
