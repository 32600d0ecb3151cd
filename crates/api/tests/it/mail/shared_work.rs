//! Several who send, and some who die of it.

use std::collections::BTreeSet;

use daybook_api::store::mails;
use daybook_api::work::mails::send_due;

use super::{Outbox, letter};
use crate::support::mail_server::MailServer;

#[tokio::test]
async fn a_mail_of_one_who_died_is_taken_over_when_its_lease_ends() {
    let server = MailServer::start();
    let outbox = Outbox::to(&server.url()).await;
    let (database, clock) = (&outbox.state.database, &outbox.state.clock);
    outbox.write(letter("sarah")).await;
    let now = clock.now();
    let claim = mails::claim(database, clock.new_uuid(), now, now.plus_seconds(60));
    let dead = claim.await.unwrap().unwrap();
    clock.advance_seconds(59);
    assert_eq!(outbox.send().await, 0);
    clock.advance_seconds(1);
    let now = clock.now();
    let claim = mails::claim(database, clock.new_uuid(), now, now.plus_seconds(60));
    let heir = claim.await.unwrap().unwrap();
    assert_eq!(heir.id, dead.id);
    // Who was taken for dead has nothing more to say.
    assert!(!mails::remove(database, &dead).await.unwrap());
    assert!(!mails::put_off(database, &dead, now).await.unwrap());
    clock.advance_seconds(60);
    assert_eq!(outbox.send().await, 1);
    assert!(!mails::remove(database, &heir).await.unwrap());
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn those_who_send_at_once_share_the_mails() {
    let server = MailServer::start();
    let outbox = Outbox::to(&server.url()).await;
    let mut written = BTreeSet::new();
    for _ in 0..24 {
        written.insert(format!("<{}@example.com>", outbox.write(letter("sarah")).await));
    }
    let senders: Vec<_> = (0..4)
        .map(|_| {
            let state = outbox.state.clone();
            tokio::spawn(async move { send_due(&state).await.unwrap() })
        })
        .collect();
    let mut sent = 0;
    for sender in senders {
        sent += sender.await.unwrap();
    }
    let taken = server.taken();
    assert_eq!((sent, taken.len()), (24, 24));
    let arrived: BTreeSet<_> = taken
        .iter()
        .map(|mail| mail.header("Message-ID").to_owned())
        .collect();
    assert_eq!(arrived, written);
}
