use super::{KEY, Tenant};

/// The reply to a message with these header fields.
async fn sent(tenant: &Tenant, fields: &str) -> String {
    let smtp = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    smtp.finishes(&format!("{fields}\r\nbody\r\n"), "").await
}

const INVALID: &str = "530 From/Sender name is not valid";

#[tokio::test]
async fn the_author_must_be_at_a_verified_domain() {
    let tenant = Tenant::new().await;
    let domain = tenant.app.organization_domain(tenant.server, "org.example").await;
    for fields in [
        "From: test@example.com\r\n",
        "From: Test <test@EXAMPLE.COM>\r\n",
        "From : test@example.com (comment)\r\n",
        "From: \"invalid@krystal.uk, Name\" <test@example.com>\r\n",
        "From: test@org.example\r\n",
    ] {
        assert_eq!(sent(&tenant, fields).await, "250 OK", "{fields}");
    }
    assert_eq!(tenant.app.messages().await.last().unwrap().domain_id, Some(domain));
    for fields in [
        "From: invalid@krystal.uk\r\n",
        "From: test@sub.example.com\r\n",
        "From:\r\n",
        "From: blah\r\n",
        "Subject: x\r\n",
        "Sender: test@example.com\r\n",
        "From: invalid@krystal.uk\r\nSender: test@example.com\r\n",
        "From : invalid@krystal.uk\r\n",
    ] {
        assert_eq!(sent(&tenant, fields).await, INVALID, "{fields}");
    }
}

#[tokio::test]
async fn unverified_domains_and_those_of_others_do_not_count() {
    let tenant = Tenant::new().await;
    let other = tenant.app.mail_server("other", "server").await;
    tenant.app.domain(other, "foreign.example").await;
    tenant.app.domain(tenant.server, "unverified.example").await;
    tenant.app.execute("UPDATE domains SET verified_at = NULL WHERE name = 'unverified.example'").await;
    assert_eq!(sent(&tenant, "From: a@foreign.example\r\n").await, INVALID);
    assert_eq!(sent(&tenant, "From: a@unverified.example\r\n").await, INVALID);
}

#[tokio::test]
async fn all_authors_are_judged_and_several_need_a_sender() {
    let tenant = Tenant::new().await;
    for fields in [
        "From: <ceo@victim.example>, <test@example.com>\r\n",
        "From: <test@example.com>, <ceo@victim.example>\r\n",
        "From: ceo@victim.example <test@example.com>\r\n",
        "From: <a@example.com>, <b@example.com>\r\n",
    ] {
        assert_eq!(sent(&tenant, fields).await, INVALID, "{fields}");
    }
    let several = "From: <a@example.com>, <b@example.com>\r\nSender: a@example.com\r\n";
    assert_eq!(sent(&tenant, several).await, "250 OK");
}

#[tokio::test]
async fn more_than_one_from_field_is_refused() {
    let tenant = Tenant::new().await;
    let fields = "From: test@example.com\r\nFrom: test@example.com\r\n";
    assert_eq!(sent(&tenant, fields).await, "550 Message has more than one From field");
}

#[tokio::test]
async fn sender_is_enough_where_it_is_allowed() {
    let tenant = Tenant::new().await;
    tenant.app.execute("UPDATE servers SET allow_sender = TRUE").await;
    let fields = "From: invalid@krystal.uk\r\nSender: test@example.com\r\n";
    assert_eq!(sent(&tenant, fields).await, "250 OK");
    assert_eq!(sent(&tenant, "From: invalid@krystal.uk\r\nSender: x@krystal.uk\r\n").await, INVALID);
}

#[tokio::test]
async fn an_exact_match_beats_the_domain_for_any_and_the_server_beats_its_organization() {
    let tenant = Tenant::new().await;
    let any = tenant.app.domain_for_any(tenant.server, "any.example").await;
    tenant.app.organization_domain(tenant.server, "example.com").await;
    assert_eq!(sent(&tenant, "From: a@example.com\r\n").await, "250 OK");
    assert_eq!(sent(&tenant, "From: a@foreign.example\r\n").await, "250 OK");
    assert_eq!(sent(&tenant, "From: blah\r\n").await, INVALID);
    let domains: Vec<_> = tenant.app.messages().await.iter().map(|message| message.domain_id).collect();
    assert_eq!(domains, [Some(tenant.domain), Some(any)]);
}

#[tokio::test]
async fn an_international_domain_is_compared_in_its_ascii_form() {
    let tenant = Tenant::new().await;
    tenant.app.domain(tenant.server, "xn--mller-kva.example").await;
    assert_eq!(sent(&tenant, "From: a@müller.example\r\n").await, "250 OK");
}
