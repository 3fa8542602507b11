//! Transactions that break.

use postal::smtp_client::{Answer, Fault, Stage};

use super::{connect, connector, deliver, envelope, impatient, target};
use crate::support::FakeMx;

const STAGES: [(&str, Stage); 4] =
    [("MAIL", Stage::Mail), ("RCPT", Stage::Rcpt), ("DATA", Stage::Data), (".", Stage::FinalDot)];

#[tokio::test]
async fn a_closed_connection_may_be_retried_unless_the_final_dot_is_out() {
    for capabilities in [&["PIPELINING"][..], &["8BITMIME"][..]] {
        for (name, stage) in STAGES {
            let mx = FakeMx::start().await;
            mx.capabilities(capabilities).close_at(name);
            let mut session = connect(&mx).await;
            let attempt = deliver(&mut session).await;
            assert_eq!(attempt.stage, stage, "{name}");
            assert!(matches!(attempt.answer, Answer::Fault(Fault::Closed(_))), "{name} {attempt:?}");
            let is_last = stage == Stage::FinalDot;
            assert_eq!((attempt.may_retry_at_once, attempt.is_in_doubt), (!is_last, is_last), "{name}");
            assert!(!session.is_reusable());
        }
    }
}

#[tokio::test]
async fn a_time_out_closes_the_session_and_is_not_retried_at_once() {
    for (name, stage) in STAGES {
        let mx = FakeMx::start().await;
        mx.hang_at(name);
        let mut session = connector(impatient()).connect(&target(&mx)).await.unwrap();
        let attempt = deliver(&mut session).await;
        assert_eq!(attempt.stage, stage, "{name}");
        assert!(matches!(attempt.answer, Answer::Fault(Fault::Timeout(_))), "{name} {attempt:?}");
        assert!(!attempt.may_retry_at_once && !session.is_reusable());
        assert_eq!(attempt.is_in_doubt, stage == Stage::FinalDot);
        assert!(!mx.commands().contains(&"RSET".to_owned()), "a late reply would be taken for that of RSET");
    }
}

#[tokio::test]
async fn a_421_ends_the_session_at_any_stage() {
    for (name, stage) in STAGES {
        let mx = FakeMx::start().await;
        mx.reply_to(name, "421 4.7.0 enough");
        let mut session = connect(&mx).await;
        let attempt = deliver(&mut session).await;
        assert_eq!(attempt.stage, stage);
        assert!(matches!(&attempt.answer, Answer::Refused(reply) if reply.code == 421), "{attempt:?}");
        assert!(!session.is_reusable() && !attempt.may_retry_at_once && !attempt.is_in_doubt);
        let again = deliver(&mut session).await;
        assert!(matches!(again.answer, Answer::Fault(Fault::Closed(_))) && again.may_retry_at_once);
    }
}

#[tokio::test]
async fn a_used_session_that_is_given_up_by_the_peer_may_be_replaced_at_once() {
    let mx = FakeMx::start().await;
    let mut session = connect(&mx).await;
    deliver(&mut session).await;
    mx.reply_to("MAIL", "421 4.4.2 idle too long");
    let attempt = deliver(&mut session).await;
    assert!(attempt.may_retry_at_once && !session.is_reusable());
}

#[tokio::test]
async fn a_refusal_survives_the_connection_that_breaks_after_it() {
    let mx = FakeMx::start().await;
    mx.reply_to("RCPT", "550 5.1.1 unknown").close_at("DATA");
    let mut session = connect(&mx).await;
    let attempt = deliver(&mut session).await;
    assert!(matches!(&attempt.answer, Answer::Refused(reply) if reply.code == 550), "{attempt:?}");
    assert_eq!(attempt.stage, Stage::Rcpt);
    assert!(!session.is_reusable());
}

#[tokio::test]
async fn a_failed_rset_closes_the_session_and_keeps_the_answer() {
    for reply in ["421 4.3.2 bye", "500 what?"] {
        let mx = FakeMx::start().await;
        mx.reply_to("RCPT", "450 4.2.1 busy").reply_to("RSET", reply);
        let mut session = connect(&mx).await;
        let attempt = deliver(&mut session).await;
        assert!(matches!(&attempt.answer, Answer::Refused(reply) if reply.code == 450), "{attempt:?}");
        assert!(!session.is_reusable());
    }
}

#[tokio::test]
async fn what_is_no_reply_is_a_protocol_fault() {
    for (reply, stage) in [("hello?", "MAIL"), ("999 x", "RCPT"), ("354 go on", "RCPT"), ("354 again", ".")] {
        let mx = FakeMx::start().await;
        mx.capabilities(&["8BITMIME"]).reply_to(stage, reply);
        let mut session = connect(&mx).await;
        let attempt = deliver(&mut session).await;
        assert!(matches!(attempt.answer, Answer::Fault(Fault::Protocol(_))), "{reply} {attempt:?}");
        assert!(!session.is_reusable() && !attempt.may_retry_at_once);
    }
}

#[tokio::test]
async fn a_peer_that_hangs_up_in_the_middle_of_the_content_cannot_have_the_message() {
    let mx = FakeMx::start().await;
    mx.close_at("CONTENT");
    let mut session = connect(&mx).await;
    let body = vec![b'x'; 64 << 20];
    let attempt = session.deliver(envelope(), &[b"Subject: x\r\n\r\n", &body]).await;
    assert_eq!(attempt.stage, Stage::FinalDot);
    assert!(matches!(attempt.answer, Answer::Fault(Fault::Closed(_))), "{:?}", attempt.answer);
    assert!(attempt.may_retry_at_once && !attempt.is_in_doubt);
}

#[tokio::test]
async fn what_the_peer_says_before_it_hangs_up_in_the_content_is_heard() {
    let mx = FakeMx::start().await;
    // Answers as if the dot had come, and goes on taking the rest.
    mx.reply_to("CONTENT", "552 5.3.4 too large");
    let mut session = connect(&mx).await;
    let body = b"line\r\n".repeat(1 << 16);
    let attempt = session.deliver(envelope(), &[b"Subject: x\r\n\r\n", &body]).await;
    assert!(matches!(&attempt.answer, Answer::Refused(reply) if reply.code == 552), "{attempt:?}");
}
