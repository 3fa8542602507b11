//! Several workers on one database.

use std::collections::BTreeSet;

use postal::store::Engine;

use super::{CONTENT, Post};

#[tokio::test]
async fn two_workers_share_the_queue_and_send_each_message_once() {
    const MESSAGES: usize = 40;
    let post = Post::start().await;
    // One process per file.
    if post.app.store.engine() == Engine::Sqlite {
        return;
    }
    let other = post.app.another(post.dns.address()).await;
    let worker = other.worker().unwrap().unwrap();
    other.tasks.spawn(worker.run(other.stop.clone()));
    // Rows that nobody owns, for both to find.
    post.stop_worker().await;
    let third = post.app.another(post.dns.address()).await;
    let mut ids = Vec::new();
    for number in 0..MESSAGES {
        let accepted = post.send_content(&format!("b{number}@example.net"), CONTENT, |_| {}).await;
        ids.push(accepted.id);
    }
    let worker = third.worker().unwrap().unwrap();
    third.tasks.spawn(worker.run(third.stop.clone()));
    other.queue.wake();
    third.queue.wake();
    let received = post.mx.wait_for(MESSAGES).await;
    for id in ids {
        assert_eq!(post.records(id, 1).await.len(), 1);
    }
    let recipients: BTreeSet<_> = received.iter().map(|mail| mail.rcpt_to.clone()).collect();
    assert_eq!((recipients.len(), post.mx.messages().len()), (MESSAGES, MESSAGES));
    for app in [other, third] {
        app.stop.cancel();
        app.tasks.close();
        app.tasks.wait().await;
        app.close().await.unwrap();
    }
}
