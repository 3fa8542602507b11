//! Transactions that the peer takes or refuses.

use postal::model::DsnParameters;
use postal::smtp_client::{Answer, Envelope, Fault, Parameters, Stage};
use postal_mail::command::{Notify, Ret};

use super::{CONTENT, connect, deliver, envelope};
use crate::support::FakeMx;

fn refused(answer: &Answer) -> String {
    match answer {
        Answer::Refused(reply) => reply.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn an_accepted_message_arrives_as_it_was_sent() {
    let mx = FakeMx::start().await;
    let mut session = connect(&mx).await;
    let attempt = session.deliver(envelope(), &[b"Subject: x\n\n", b".dot\r\nbare\rcr", b"\n..\n"]).await;
    assert_eq!(attempt.stage, Stage::FinalDot);
    assert!(matches!(&attempt.answer, Answer::Accepted(reply) if reply.to_string() == "250 2.0.0 queued"));
    assert!(session.is_reusable() && !attempt.is_in_doubt && !attempt.may_retry_at_once);
    let message = &mx.wait_for(1).await[0];
    assert_eq!(
        (message.mail_from.as_str(), message.rcpt_to.as_slice()),
        ("a@client.example", &["b@example.com".to_owned()][..])
    );
    assert_eq!(String::from_utf8_lossy(&message.content), "Subject: x\r\n\r\n.dot\r\nbare\r\ncr\r\n..\r\n");
    assert!(attempt.dialogue.contains("C: DATA\n") && !attempt.dialogue.contains("Subject"), "{}", attempt.dialogue);
}

#[tokio::test]
async fn large_content_goes_through_in_blocks() {
    let mx = FakeMx::start().await;
    let mut session = connect(&mx).await;
    let body = b".a line that starts with a dot\r\n".repeat(100_000);
    let attempt = session.deliver(envelope(), &[b"Subject: x\r\n\r\n", &body]).await;
    assert!(matches!(attempt.answer, Answer::Accepted(_)));
    let content = &mx.wait_for(1).await[0].content;
    assert!(content.ends_with(&body) && content.len() == body.len() + 14);
}

#[tokio::test]
async fn the_null_reverse_path_and_only_offered_parameters_are_sent() {
    let parameters = Parameters { size_bytes: Some(77), is_eight_bit: true, smtputf8: true, dsn: None };
    let bounce = Envelope { mail_from: "", rcpt_to: "b@example.com", parameters };
    for (capabilities, expected) in [
        (&["SIZE", "8BITMIME", "SMTPUTF8"][..], "MAIL FROM:<> SIZE=77 BODY=8BITMIME SMTPUTF8"),
        (&["PIPELINING"][..], "MAIL FROM:<>"),
    ] {
        let mx = FakeMx::start().await;
        mx.capabilities(capabilities);
        connect(&mx).await.deliver(bounce, CONTENT).await;
        assert_eq!(mx.wait_for(1).await[0].mail_from, "");
        assert_eq!(mx.commands()[1], expected);
    }
}

#[tokio::test]
async fn dsn_parameters_go_to_hosts_that_know_them() {
    let dsn = DsnParameters {
        notify: Some(Notify::On { success: false, failure: true, delay: true }),
        ret: Some(Ret::Full),
        envid: Some("QQ+2B1".to_owned()),
        orcpt: Some("rfc822;b+2Bc@example.com".to_owned()),
    };
    let international = DsnParameters { orcpt: Some("utf-8;ü@example.com".to_owned()), ..DsnParameters::default() };
    for (capabilities, dsn, mail, rcpt) in [
        (&["DSN"][..], &dsn, " RET=FULL ENVID=QQ+2B1", " NOTIFY=FAILURE,DELAY ORCPT=rfc822;b+2Bc@example.com"),
        (&["8BITMIME"][..], &dsn, "", ""),
        (&["DSN"][..], &international, "", ""),
        (&["DSN", "SMTPUTF8"][..], &international, "", " ORCPT=utf-8;ü@example.com"),
    ] {
        let mx = FakeMx::start().await;
        mx.capabilities(capabilities);
        let parameters = Parameters { dsn: Some(dsn), ..Parameters::default() };
        let attempt = connect(&mx).await.deliver(Envelope { parameters, ..envelope() }, CONTENT).await;
        assert!(matches!(attempt.answer, Answer::Accepted(_)), "{:?}", attempt.answer);
        let commands = mx.commands();
        assert_eq!(commands[1], format!("MAIL FROM:<a@client.example>{mail}"));
        assert_eq!(commands[2], format!("RCPT TO:<b@example.com>{rcpt}"));
    }
}

#[tokio::test]
async fn a_refusal_at_each_stage_is_told_and_the_session_goes_on() {
    let stages = [("MAIL", Stage::Mail), ("RCPT", Stage::Rcpt), ("DATA", Stage::Data), (".", Stage::FinalDot)];
    for capabilities in [&["PIPELINING"][..], &["8BITMIME"][..]] {
        for (name, stage) in stages {
            for reply in ["451 4.7.1 later", "550 5.7.1 never"] {
                let mx = FakeMx::start().await;
                mx.capabilities(capabilities).reply_once(name, reply);
                let mut session = connect(&mx).await;
                let attempt = deliver(&mut session).await;
                assert_eq!((attempt.stage, refused(&attempt.answer).as_str()), (stage, reply), "{name}");
                assert!(session.is_reusable() && !attempt.may_retry_at_once && !attempt.is_in_doubt);
                assert_eq!(mx.commands().last().unwrap(), "RSET");
                assert!(matches!(deliver(&mut session).await.answer, Answer::Accepted(_)), "{name} {reply}");
                assert_eq!((mx.wait_for(1).await.len(), mx.connections()), (1, 1));
            }
        }
    }
}

#[tokio::test]
async fn commands_are_pipelined_only_when_offered() {
    let mx = FakeMx::start().await;
    mx.reply_to("MAIL", "550 5.1.8 no")
        .reply_to("RCPT", "503 5.5.1 MAIL first")
        .reply_to("DATA", "503 5.5.1 RCPT first");
    let attempt = deliver(&mut connect(&mx).await).await;
    assert_eq!((attempt.stage, refused(&attempt.answer).as_str()), (Stage::Mail, "550 5.1.8 no"));
    assert_eq!(mx.commands()[1..], ["MAIL FROM:<a@client.example>", "RCPT TO:<b@example.com>", "DATA", "RSET"]);

    let mx = FakeMx::start().await;
    mx.capabilities(&["8BITMIME"]).reply_to("MAIL", "550 5.1.8 no");
    deliver(&mut connect(&mx).await).await;
    assert_eq!(mx.commands()[1..], ["MAIL FROM:<a@client.example>", "RSET"]);
}

#[tokio::test]
async fn a_peer_that_waits_for_content_after_refusing_the_recipient_gets_none() {
    let mx = FakeMx::start().await;
    mx.reply_once("RCPT", "550 5.1.1 unknown").reply_once("DATA", "354 go on all the same");
    let mut session = connect(&mx).await;
    let attempt = deliver(&mut session).await;
    assert_eq!((attempt.stage, refused(&attempt.answer).as_str()), (Stage::Rcpt, "550 5.1.1 unknown"));
    assert!(matches!(deliver(&mut session).await.answer, Answer::Accepted(_)));
    assert_eq!(mx.wait_for(1).await.len(), 1);
}

#[tokio::test]
async fn success_in_place_of_354_is_a_refusal_of_data() {
    let mx = FakeMx::start().await;
    mx.reply_to("DATA", "250 ok");
    let attempt = deliver(&mut connect(&mx).await).await;
    assert_eq!((attempt.stage, refused(&attempt.answer).as_str()), (Stage::Data, "250 ok"));
}

#[tokio::test]
async fn an_address_with_a_line_break_is_not_sent() {
    let mx = FakeMx::start().await;
    let mut session = connect(&mx).await;
    let attempt = session.deliver(Envelope { rcpt_to: "b@example.com>\r\nRSET", ..envelope() }, CONTENT).await;
    assert!(matches!(attempt.answer, Answer::Fault(Fault::Envelope(_))));
    assert!(session.is_reusable());
    assert_eq!(mx.commands(), ["EHLO client.example.com"]);
}

#[tokio::test]
async fn each_attempt_has_its_own_part_of_the_dialogue() {
    let mx = FakeMx::start().await;
    let mut session = connect(&mx).await;
    let first = deliver(&mut session).await.dialogue;
    let second = deliver(&mut session).await.dialogue;
    assert!(first.contains("C: EHLO client.example.com\nS: 250-mx.example.com\n"), "{first}");
    assert_eq!(
        second,
        "C: MAIL FROM:<a@client.example>\nC: RCPT TO:<b@example.com>\nC: DATA\nS: 250 2.1.0 ok\nS: 250 2.1.5 ok\n\
         S: 354 go on\nS: 250 2.0.0 queued\n"
    );
}
