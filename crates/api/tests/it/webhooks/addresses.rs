//! Webhooks reach nothing inside: by no form of an address, no redirect, no name that changes its mind.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use daybook_api::webhooks::Webhooks;
use daybook_api::webhooks::allowed::Allowed;
use daybook_shared::limits::MAX_KEPT_ANSWER_BYTES;
use daybook_shared::route;
use reqwest::header::HeaderMap;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::Desk;
use crate::support::receiver::{Answer, Receiver};

/// Counts connections on loopback, of both families where there are both.
struct Trap {
    port: u16,
    hits: Arc<AtomicUsize>,
}

impl Trap {
    async fn set() -> Self {
        let hits: Arc<AtomicUsize> = Arc::default();
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = first.local_addr().unwrap().port();
        let mut listeners = vec![first];
        // On one that has no IPv6, nothing could come by it either.
        listeners.extend(TcpListener::bind(("::1", port)).await.ok());
        for listener in listeners {
            let hits = hits.clone();
            tokio::spawn(async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    hits.fetch_add(1, Ordering::SeqCst);
                    let _ = stream.read(&mut [0; 1_024]).await;
                    let _ = stream
                        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                        .await;
                }
            });
        }
        Self { port, hits }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

/// Hosts that are inside in some spelling, by what they are meant to get past.
const FORMS: [&str; 63] = [
    // Loopback, as it is usually written, and as parsers of addresses have read it.
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "127.0.0.1.",
    "2130706433",
    "0x7f000001",
    "0x7f.0x0.0x0.0x1",
    "0x7f.1",
    "0177.0.0.1",
    "0177.0.0.01",
    "017700000001",
    "0300.0250.0.1",
    "127.0x0.0.1",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    // Letters that become digits and dots.
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "１２７.０.０.１",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    // Names of it.
    "localhost",
    "localhost.",
    "LOCALHOST",
    "x.localhost",
    // This host, and nobody.
    "0",
    "0.0.0.0",
    "0x0",
    "[::]",
    "[0:0:0:0:0:0:0:0]",
    // IPv6, and IPv4 inside of it.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::]",
    "[2001:0:0:0:0:0:80ff:fffe]",
    "[fe80::5efe:7f00:1]",
    "[2a00:1450::5efe:127.0.0.1]",
    // Private, shared, link-local, metadata.
    "10.0.0.1",
    "0xa.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "168.63.129.16",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    // Multicast, broadcast, reserved.
    "224.0.0.1",
    "255.255.255.255",
    "[ff02::1]",
];

/// URLs whose form is not one of webhooks.
fn other_urls(port: u16) -> Vec<String> {
    vec![
        format!("http://localhost:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        format!("https://example.com@127.0.0.1:{port}/"),
        format!("https://example.com:80@127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}#@example.com/"),
        format!("https://127.0.0.1:{port}\\@example.com/"),
        format!("https:127.0.0.1:{port}/"),
        format!("https:\\\\127.0.0.1:{port}/"),
        format!("https:////127.0.0.1:{port}/"),
        format!("https://127.0.0.1\t:{port}/"),
        format!("https://127.0.\n0.1:{port}/"),
        format!("  https://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/_GET"),
        format!("ftp://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
        "data:text/plain,x".to_owned(),
        "unix:/run/docker.sock".to_owned(),
        "http+unix://%2Frun%2Fdocker.sock/".to_owned(),
        "javascript:1".to_owned(),
        "https://".to_owned(),
        format!("https:///127.0.0.1:{port}"),
        "https://[fe80::1%25lo]/".to_owned(),
        "https://[::1".to_owned(),
        "https://127.0.0.1:99999/".to_owned(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_of_an_address_leads_inside() {
    let trap = Trap::set().await;
    let desk = Desk::start().await;
    // What is made is refused, and what is sent all the same, as if an endpoint had been made before, goes nowhere.
    let strict = Webhooks::new(Allowed::default()).unwrap();
    let sender = strict.sender.giving_up_after(Duration::from_secs(5));
    let mut tried = 0;
    let urls = FORMS
        .iter()
        .flat_map(|host| {
            let (plain, secure) = (
                format!("http://{host}:{}/", trap.port),
                format!("https://{host}:{}/", trap.port),
            );
            [plain, secure]
        })
        .chain(other_urls(trap.port));
    for url in urls {
        let checked = sender.check(&url).await;
        assert!(checked.is_err(), "{url} was taken: {checked:?}");
        let sent = sender.send(&url, HeaderMap::new(), "{}".to_owned()).await;
        assert!(sent.is_err(), "{url} was answered: {sent:?}");
        tried += 1;
    }
    assert_eq!(trap.hits(), 0);
    assert_eq!(tried, 2 * FORMS.len() + other_urls(0).len());
    println!("SSRF forms tried: {tried}, hits 0");
    // The trap does catch what reaches it.
    let allowed = Webhooks::new(Allowed::parse("127.0.0.1").unwrap()).unwrap();
    let url = format!("http://127.0.0.1:{}/", trap.port);
    let reply = allowed
        .sender
        .send(&url, HeaderMap::new(), "{}".to_owned())
        .await
        .unwrap();
    assert_eq!((reply.status, trap.hits()), (200, 1));

    let refused = desk
        .post(
            &route::webhooks(desk.workspace()),
            &json!({"url": "https://[::1]/", "filter": {}}),
        )
        .await;
    assert_eq!(refused.code(), 422);
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("DAYBOOK_WEBHOOK_ALLOW")
    );
}

/// A name that is public when it is checked and inside when it is connected to.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_changes_its_mind_leads_nowhere() {
    let trap = Trap::set().await;
    let looks: Arc<AtomicUsize> = Arc::default();
    let counted = looks.clone();
    let lookup: daybook_api::webhooks::Lookup = Arc::new(move |_| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        let address = if first {
            Ipv4Addr::new(1, 1, 1, 1)
        } else {
            Ipv4Addr::LOCALHOST
        };
        Box::pin(async move { Ok(vec![SocketAddr::new(address.into(), 0)]) })
    });
    let rebinding = Webhooks::looking_up(Allowed::default(), lookup).unwrap();
    let url = format!("https://hooks.example.com:{}/", trap.port);
    assert!(rebinding.sender.check(&url).await.is_ok());
    let sent = rebinding
        .sender
        .send(&url, HeaderMap::new(), "{}".to_owned())
        .await;
    assert!(sent.unwrap_err().0.contains("no address that may be sent to"));
    assert!(
        rebinding
            .sender
            .check(&url)
            .await
            .unwrap_err()
            .contains("no public address")
    );
    assert_eq!((looks.load(Ordering::SeqCst), trap.hits()), (3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let trap = Receiver::start();
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({})).await;
    let target = format!("{}/stolen", trap.url);
    desk.receiver.answer(move |got| {
        let status = [301, 302, 303, 307, 308][got.sequence() as usize % 5];
        Answer::of(status).with("location", target.clone())
    });
    for _ in 0..5 {
        desk.append(json!({"type": "post.failed"})).await;
    }
    assert_eq!(desk.work().await, 5);
    assert!(trap.got().is_empty());
    let waiting = desk.deliveries(&made, "state=pending").await;
    assert_eq!(waiting.len(), 5);
    let error = waiting[0]["last_error"].as_str().unwrap();
    assert!(error.contains("redirects are not followed"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_read_so_far_and_so_long() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({})).await;
    desk.receiver.answer(|_| Answer {
        body: vec![b'x'; 10 * 1024 * 1024],
        ..Answer::of(200).with("set-cookie", "session=1")
    });
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    let id = desk.receiver.only().id().to_owned();
    let attempt = desk.delivery(&made, &id).await["attempts"][0].clone();
    assert_eq!(
        attempt["response_body"].as_str().unwrap().len(),
        MAX_KEPT_ANSWER_BYTES
    );
    assert_eq!(attempt["response_headers"].get("set-cookie"), None);

    // One that never ends its head, and one that never ends its body.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = silent.accept().await {
            if open.len() == 1 {
                let _ = stream.read(&mut [0; 1_024]).await;
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n")
                    .await;
            }
            open.push(stream);
        }
    });
    let sender = Webhooks::new(Allowed::parse("127.0.0.1").unwrap())
        .unwrap()
        .sender;
    let sender = sender.giving_up_after(Duration::from_secs(1));
    let late = sender.send(&url, HeaderMap::new(), "{}".to_owned()).await;
    assert_eq!(late.unwrap_err().0, "no answer within 1 seconds");
    let endless = sender
        .send(&url, HeaderMap::new(), "{}".to_owned())
        .await
        .unwrap();
    assert_eq!((endless.status, endless.body.as_slice()), (200, &b"x"[..]));
}

/// What the setting names may be sent to, in plain text and at any port; and no more.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_allowed_is_reached() {
    let receiver = Receiver::start();
    let port = receiver.url.rsplit_once(':').unwrap().1.to_owned();
    let lookup: daybook_api::webhooks::Lookup =
        Arc::new(|_| Box::pin(async { Ok(vec![SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0)]) }));
    for (setting, is_reached) in [
        ("hooks.internal", true),
        ("127.0.0.0/8", true),
        ("127.0.0.1,10.0.0.0/8", true),
        ("other.internal", false),
        ("10.0.0.0/8", false),
        ("", false),
    ] {
        let webhooks = Webhooks::looking_up(Allowed::parse(setting).unwrap(), lookup.clone()).unwrap();
        let url = format!("http://hooks.internal:{port}/");
        let checked = webhooks.sender.check(&url).await;
        let sent = webhooks
            .sender
            .send(&url, HeaderMap::new(), "{}".to_owned())
            .await;
        assert_eq!(
            (checked.is_ok(), sent.is_ok()),
            (is_reached, is_reached),
            "{setting}"
        );
    }
    assert_eq!(receiver.got().len(), 3);
}
