//! Servers that are down, slow, or refuse.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use daybook_api::mail::Dispatch;

use super::{Outbox, letter};
use crate::support::app::MAIL_FROM;
use crate::support::mail_server::{MailServer, free_port};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn what_a_server_that_is_down_did_not_get_arrives_once_it_is_back() {
    let port = free_port();
    let outbox = Outbox::to(&format!("smtp://127.0.0.1:{port}")).await;
    for _ in 0..2 {
        outbox.write(letter("sarah")).await;
    }
    assert_eq!(outbox.send().await, 0);
    let mut failures: Vec<i32> = outbox.waiting().await.iter().map(|row| row.failures).collect();
    failures.sort_unstable();
    assert_eq!(failures, [0, 1], "the second would have failed as well");
    let server = MailServer::on(port, &[]);
    assert_eq!(outbox.send().await, 1, "the first is not due yet");
    outbox.app.clock.advance_seconds(4);
    assert_eq!(outbox.send().await, 0);
    outbox.app.clock.advance_seconds(1);
    assert_eq!(outbox.send().await, 1);
    assert_eq!(server.taken().len(), 2);
    assert!(outbox.waiting().await.is_empty());
}

#[tokio::test]
async fn a_refusal_for_good_is_the_end_and_one_for_now_is_not() {
    let server = MailServer::start();
    let outbox = Outbox::to(&server.url()).await;
    for to in ["gone", "later", "picky", "jörg", "two words", "sarah"] {
        outbox.write(letter(to)).await;
        outbox.app.clock.advance_seconds(1);
    }
    assert_eq!(outbox.send().await, 1);
    let waiting = outbox.waiting().await;
    let addresses: Vec<&str> = waiting.iter().map(|row| row.to_address.as_str()).collect();
    assert_eq!(addresses, ["later@example.com"]);
    let taken = server.taken();
    assert_eq!((taken.len(), taken[0].to[0].as_str()), (1, "sarah@example.com"));
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing_where_it_is_required() {
    let server = MailServer::start();
    let outbox = Outbox::to(&format!("{}?tls=required", server.url())).await;
    outbox.write(letter("sarah")).await;
    for failures in 1..=3 {
        assert_eq!(outbox.send().await, 0);
        assert_eq!(outbox.waiting().await[0].failures, failures);
        outbox.app.clock.advance_seconds(60);
    }
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_server_whose_certificate_nobody_vouches_for_gets_nothing() {
    let server = MailServer::on(0, &["--tls"]);
    let outbox = Outbox::to(&format!("{}?tls=required", server.url())).await;
    outbox.write(letter("sarah")).await;
    assert_eq!(outbox.send().await, 0);
    assert_eq!(outbox.waiting().await[0].failures, 1);
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let mut outbox = Outbox::to(&url).await;
    let mail = Dispatch::new(MAIL_FROM, Some(&url), "mail".into()).unwrap();
    outbox.state.mail = mail.giving_up_after(Duration::from_millis(100));
    outbox.write(letter("sarah")).await;
    let start = Instant::now();
    assert_eq!(outbox.send().await, 0);
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(outbox.waiting().await[0].failures, 1);
}

#[tokio::test]
async fn what_was_taken_is_not_sent_again_because_of_a_slow_farewell() {
    let server = MailServer::on(0, &["--slow-farewell"]);
    let outbox = Outbox::to(&server.url()).await;
    outbox.write(letter("sarah")).await;
    assert_eq!(outbox.send().await, 1);
    assert_eq!(server.taken().len(), 1);
    assert!(outbox.waiting().await.is_empty());
}

#[tokio::test]
async fn after_three_days_a_mail_is_given_up() {
    let outbox = Outbox::to(&format!("smtp://127.0.0.1:{}", free_port())).await;
    outbox.write(letter("sarah")).await;
    outbox.app.clock.advance_seconds(3 * DAY - 1);
    assert_eq!(outbox.send().await, 0);
    assert_eq!(outbox.waiting().await.len(), 1);
    outbox.app.clock.advance_seconds(5);
    assert_eq!(outbox.send().await, 0);
    assert!(outbox.waiting().await.is_empty());
}
