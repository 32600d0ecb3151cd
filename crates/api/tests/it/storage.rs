//! Files in a bucket, of a store that is a process of its own and goes away.

use std::ops::Range;
use std::time::{Duration, Instant};

use bytes::Bytes;
use daybook_api::storage::{Storage, StorageFailure, StorageResult};
use futures_util::TryStreamExt as _;
use sha2::{Digest, Sha256};

use crate::support::program::{Program, eventually};
use crate::support::s3::S3Server;

const FILE: &str = "wsp/exp/events.csv";
const MANIFEST: &str = "wsp/exp/manifest.json";
/// Two parts and a piece.
const SIZE: usize = 20_000_000;
/// Until when a call to a store that is down has to come back.
const BOUND: Duration = Duration::from_secs(40);

/// Bytes that are nowhere alike.
fn some(count: usize) -> Vec<u8> {
    let byte = |place: u32| (place.wrapping_mul(2_654_435_761) >> 13) as u8;
    (0..u32::try_from(count).unwrap()).map(byte).collect()
}

async fn read(storage: &Storage, range: Option<Range<u64>>) -> StorageResult<Vec<u8>> {
    let pieces: Vec<Bytes> = storage.read(FILE, range).await?.try_collect().await?;
    Ok(pieces.concat())
}

/// Keys, without what tells halves apart, and whether what is under them is whole.
async fn keys(storage: &Storage) -> Vec<(String, bool)> {
    let key = |key: &str| key.split('#').next().unwrap().to_owned();
    let found = storage.list("").await.unwrap();
    found
        .iter()
        .map(|found| (key(&found.key), found.is_whole))
        .collect()
}

/// A call that has to say that the store is out of reach, and in time.
async fn is_unavailable<T>(call: impl Future<Output = StorageResult<T>>) {
    let began = Instant::now();
    let error = call.await.err().unwrap();
    assert_eq!(error.failure(), StorageFailure::Unavailable, "{}", error.cause());
    assert!(
        began.elapsed() < BOUND,
        "{:?}: {}",
        began.elapsed(),
        error.cause()
    );
    assert!(!error.cause().contains("SECRET"), "{}", error.cause());
}

#[tokio::test]
async fn a_file_in_parts_comes_back_from_a_bucket() {
    let server = S3Server::start().await;
    let storage = server.storage();
    let bytes = some(SIZE);
    let mut upload = storage.begin(FILE).await.unwrap();
    for piece in bytes.chunks(1_000_003) {
        upload.write(piece).await.unwrap();
    }
    assert_eq!(keys(&storage).await, [(FILE.to_owned(), false)], "not yet");
    let written = upload.finish().await.unwrap();
    let hash = Sha256::digest(&bytes);
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((written.bytes, written.sha256), (SIZE as u64, hash));

    assert!(read(&storage, None).await.unwrap() == bytes);
    for range in [0..1, 7_999_999..8_500_000, 19_999_999..20_000_000, 5..5] {
        let part = read(&storage, Some(range.clone())).await.unwrap();
        assert!(
            part == bytes[range.start as usize..range.end as usize],
            "{range:?}"
        );
    }

    storage.put(MANIFEST, "{}").await.unwrap();
    storage.put("wsp/other/manifest.json", "{}").await.unwrap();
    let sizes: Vec<u64> = storage
        .list("wsp/exp")
        .await
        .unwrap()
        .iter()
        .map(|found| found.bytes)
        .collect();
    assert_eq!(sizes, [SIZE as u64, 2]);
    assert_eq!(storage.prefixes("").await.unwrap(), ["wsp"]);
    assert_eq!(storage.prefixes("wsp").await.unwrap(), ["wsp/exp", "wsp/other"]);
    assert_eq!(storage.remove_all_but("wsp/exp", &[MANIFEST]).await.unwrap(), 1);
    assert_eq!(
        keys(&storage).await,
        [
            (MANIFEST.to_owned(), true),
            ("wsp/other/manifest.json".to_owned(), true)
        ]
    );
    let missing = read(&storage, None).await.unwrap_err();
    assert_eq!(missing.failure(), StorageFailure::NotFound, "{}", missing.cause());
}

#[tokio::test]
async fn an_upload_that_is_not_finished_leaves_nothing_in_a_bucket() {
    let server = S3Server::start().await;
    let storage = server.storage();
    let half = async || {
        let mut upload = storage.begin(FILE).await.unwrap();
        upload.write(&some(SIZE)).await.unwrap();
        upload
    };
    half().await.abort().await.unwrap();
    assert_eq!(keys(&storage).await, []);

    drop(half().await);
    eventually("what was dropped is taken back", async || {
        keys(&storage).await.is_empty().then_some(())
    })
    .await;

    // As a process that is killed: nothing of it runs any more.
    std::mem::forget(half().await);
    storage.put(MANIFEST, "{}").await.unwrap();
    assert_eq!(
        keys(&storage).await,
        [(FILE.to_owned(), false), (MANIFEST.to_owned(), true)]
    );
    assert_eq!(storage.prefixes("wsp").await.unwrap(), ["wsp/exp"]);
    assert_eq!(storage.remove_all_but("wsp/exp", &[]).await.unwrap(), 2);
    assert_eq!(keys(&storage).await, []);
    assert_eq!(storage.prefixes("").await.unwrap(), Vec::<String>::new());

    // One by one, as they are listed.
    std::mem::forget(half().await);
    storage.put(MANIFEST, "{}").await.unwrap();
    for found in storage.list("wsp").await.unwrap() {
        storage.remove(&[&found.key]).await.unwrap();
        storage.remove(&[&found.key]).await.unwrap();
    }
    assert_eq!(keys(&storage).await, []);
}

#[tokio::test]
async fn a_store_that_is_gone_is_an_error_in_time_and_comes_back() {
    let mut server = S3Server::start().await;
    let storage = server.storage();
    storage.put(FILE, some(3_000_000)).await.unwrap();
    let mut upload = storage.begin(MANIFEST).await.unwrap();
    let mut download = storage.read(FILE, None).await.unwrap();
    download.try_next().await.unwrap().unwrap();
    server.stop();
    is_unavailable(storage.put(FILE, "x")).await;
    is_unavailable(storage.begin(FILE)).await;
    is_unavailable(storage.read(FILE, None)).await;
    is_unavailable(storage.list("wsp")).await;
    is_unavailable(storage.prefixes("")).await;
    is_unavailable(storage.remove_all_but("wsp", &[])).await;
    is_unavailable(async move {
        upload.write(&some(SIZE)).await?;
        upload.finish().await
    })
    .await;
    is_unavailable(download.try_collect::<Vec<_>>()).await;

    server.start_again().await;
    storage.put(FILE, "again").await.unwrap();
    assert_eq!(read(&storage, None).await.unwrap(), b"again");
}

#[tokio::test]
async fn a_store_that_hangs_is_an_error_in_time() {
    let server = S3Server::start().await;
    let storage = server.storage();
    server.hang();
    is_unavailable(storage.put(FILE, "x")).await;
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_for_somebody_to_correct() {
    let server = S3Server::start().await;
    let error = server.storage_in("absent").put(FILE, "x").await.unwrap_err();
    assert_eq!(error.failure(), StorageFailure::Refused, "{}", error.cause());
}

#[tokio::test]
async fn a_store_that_is_down_keeps_no_server_from_starting() {
    let program = Program::new().await;
    let server = program.serve_with(&[
        ("DAYBOOK_OBJECTS_URL", "s3://daybook"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_ALLOW_HTTP", "true"),
    ]);
    let answer = server.http.get(format!("{}/healthz", server.url)).send().await;
    assert!(answer.unwrap().status().is_success());
}
