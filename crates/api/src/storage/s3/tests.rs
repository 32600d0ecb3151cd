use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::storage::{Place, Storage, StorageError, StorageFailure};

/// What Amazon says of a signature that is wrong, with what it was made of.
const BODY: &str = "<Error><Code>SignatureDoesNotMatch</Code>\
    <AWSAccessKeyId>the-key-id</AWSAccessKeyId><StringToSign>what was signed</StringToSign></Error>";

/// The error of a call to a store that answers everything with this status.
async fn answered(status: &'static str) -> StorageError {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 8192];
            let _ = stream.read(&mut request).await;
            let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
            let answer = format!("{head}content-length: {}\r\n\r\n{BODY}", BODY.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    let settings = [
        ("AWS_ENDPOINT_URL", format!("http://{address}")),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
        ("AWS_ACCESS_KEY_ID", "the-key-id".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "hunter2".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    let place = Place::parse("s3://daybook/exports").unwrap();
    let storage = Storage::open(&place, &settings).unwrap();
    storage.put("key", "text").await.unwrap_err()
}

#[tokio::test]
async fn answers_are_told_apart_and_hold_no_secret() {
    for (status, failure) in [
        ("503 Service Unavailable", StorageFailure::Unavailable),
        ("429 Too Many Requests", StorageFailure::Unavailable),
        ("507 Insufficient Storage", StorageFailure::Full),
        ("403 Forbidden", StorageFailure::Refused),
        ("401 Unauthorized", StorageFailure::Refused),
        ("301 Moved Permanently", StorageFailure::Refused),
        ("400 Bad Request", StorageFailure::Other),
    ] {
        let error = answered(status).await;
        assert_eq!(error.failure(), failure, "{status}: {}", error.cause());
        for secret in ["the-key-id", "hunter2", "what was signed"] {
            assert!(!error.cause().contains(secret), "{status}: {}", error.cause());
        }
    }
}
