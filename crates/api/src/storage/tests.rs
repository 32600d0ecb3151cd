use futures_util::TryStreamExt as _;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;

fn storage() -> (Storage, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (Storage::in_directory(directory.path().join("exports")), directory)
}

/// Bytes that are nowhere alike.
fn some(count: usize) -> Vec<u8> {
    (0..count as u32)
        .map(|place| (place.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}

async fn keys(storage: &Storage) -> Vec<(String, bool)> {
    let found = storage.list("").await.unwrap();
    found
        .into_iter()
        .map(|found| (found.key, found.is_whole))
        .collect()
}

async fn read(storage: &Storage, key: &str, range: Option<Range<u64>>) -> StorageResult<Vec<u8>> {
    let pieces: Vec<Bytes> = storage.read(key, range).await?.try_collect().await?;
    Ok(pieces.concat())
}

async fn written(storage: &Storage, key: &str, bytes: &[u8]) -> Written {
    let mut upload = storage.begin(key).await.unwrap();
    for piece in bytes.chunks(700_001) {
        upload.write(piece).await.unwrap();
    }
    upload.finish().await.unwrap()
}

#[tokio::test]
async fn an_object_comes_back_whole_and_by_ranges() {
    let (storage, _directory) = storage();
    let bytes = some(5_000_000);
    let expected = Written {
        bytes: 5_000_000,
        sha256: Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    };
    assert_eq!(written(&storage, "wsp/exp/events.csv", &bytes).await, expected);
    assert_eq!(read(&storage, "wsp/exp/events.csv", None).await.unwrap(), bytes);
    for range in [
        0..1,
        0..0,
        1_048_575..1_048_577,
        4_999_999..5_000_000,
        10..4_000_000,
    ] {
        let part = read(&storage, "wsp/exp/events.csv", Some(range.clone()))
            .await
            .unwrap();
        assert!(
            part == bytes[range.start as usize..range.end as usize],
            "{range:?}"
        );
    }
    let beyond = storage
        .read("wsp/exp/events.csv", Some(4_999_990..9_000_000))
        .await
        .unwrap();
    assert_eq!((beyond.size(), beyond.left()), (5_000_000, 10));
    let behind = read(&storage, "wsp/exp/events.csv", Some(6_000_000..7_000_000)).await;
    assert!(behind.unwrap().is_empty());
}

#[tokio::test]
async fn an_empty_object_is_one_too() {
    let (storage, _directory) = storage();
    assert_eq!(written(&storage, "wsp/exp/empty", b"").await.bytes, 0);
    assert!(read(&storage, "wsp/exp/empty", None).await.unwrap().is_empty());
    storage.put("wsp/exp/none", Bytes::new()).await.unwrap();
    assert_eq!(keys(&storage).await.len(), 2);
}

#[tokio::test]
async fn an_object_is_there_when_it_is_finished_and_not_before() {
    let (storage, _directory) = storage();
    storage.put("wsp/exp/events.csv", "before").await.unwrap();
    let mut upload = storage.begin("wsp/exp/events.csv").await.unwrap();
    upload.write(&some(3_000_000)).await.unwrap();
    assert_eq!(
        read(&storage, "wsp/exp/events.csv", None).await.unwrap(),
        b"before"
    );
    upload.abort().await.unwrap();
    assert_eq!(keys(&storage).await, [("wsp/exp/events.csv".to_owned(), true)]);
    assert_eq!(
        read(&storage, "wsp/exp/events.csv", None).await.unwrap(),
        b"before"
    );
    written(&storage, "wsp/exp/events.csv", b"after").await;
    assert_eq!(
        read(&storage, "wsp/exp/events.csv", None).await.unwrap(),
        b"after"
    );
}

#[tokio::test]
async fn an_upload_that_is_dropped_leaves_nothing() {
    let (storage, _directory) = storage();
    let mut upload = storage.begin("wsp/exp/events.csv").await.unwrap();
    upload.write(&some(3_000_000)).await.unwrap();
    drop(upload);
    for _ in 0..500 {
        if keys(&storage).await.is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{:?}", keys(&storage).await);
}

#[tokio::test]
async fn what_a_killed_process_leaves_is_found_and_removed() {
    let (storage, directory) = storage();
    storage.put("wsp/exp/manifest.json", "{}").await.unwrap();
    storage.put("wsp/other/events.csv", "kept").await.unwrap();
    let mut upload = storage.begin("wsp/exp/events.csv").await.unwrap();
    upload.write(&some(3_000_000)).await.unwrap();
    // As a process that is killed: nothing of it runs any more.
    std::mem::forget(upload);
    let found = [
        ("wsp/exp/events.csv#1".to_owned(), false),
        ("wsp/exp/manifest.json".to_owned(), true),
        ("wsp/other/events.csv".to_owned(), true),
    ];
    assert_eq!(keys(&storage).await, found);
    let missing = read(&storage, "wsp/exp/events.csv", None).await.unwrap_err();
    assert_eq!(missing.failure(), StorageFailure::NotFound);

    let removed = storage
        .remove_all_but("wsp/exp", &["wsp/exp/manifest.json"])
        .await;
    assert_eq!(removed.unwrap(), 1);
    assert_eq!(keys(&storage).await, found[1..]);
    assert_eq!(storage.prefixes("wsp").await.unwrap(), ["wsp/exp", "wsp/other"]);
    assert_eq!(storage.remove_all_but("wsp/exp", &[]).await.unwrap(), 1);
    assert_eq!(storage.remove_all_but("wsp/exp", &[]).await.unwrap(), 0);
    assert_eq!(storage.prefixes("wsp").await.unwrap(), ["wsp/other"]);
    assert_eq!(storage.remove_all_but("wsp", &[]).await.unwrap(), 1);
    let left = std::fs::read_dir(directory.path().join("exports"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "empty directories go too");
}

#[tokio::test]
async fn a_download_ends_with_an_error_when_its_object_goes() {
    for replaces in [true, false] {
        let (storage, _directory) = storage();
        storage.put("wsp/exp/events.csv", some(3_000_000)).await.unwrap();
        let mut download = storage.read("wsp/exp/events.csv", None).await.unwrap();
        download.try_next().await.unwrap().unwrap();
        if replaces {
            storage.put("wsp/exp/events.csv", some(3_000_001)).await.unwrap();
        } else {
            storage.remove_all_but("wsp", &[]).await.unwrap();
        }
        download.try_next().await.unwrap_err();
    }
}

#[tokio::test]
async fn nothing_is_there_before_the_first_file() {
    let (storage, directory) = storage();
    assert_eq!(keys(&storage).await, []);
    assert_eq!(storage.prefixes("").await.unwrap(), Vec::<String>::new());
    assert_eq!(storage.remove_all_but("wsp", &[]).await.unwrap(), 0);
    let error = read(&storage, "wsp/exp/events.csv", None).await.unwrap_err();
    assert_eq!(error.failure(), StorageFailure::NotFound);
    assert!(!directory.path().join("exports").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn directories_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (storage, directory) = storage();
    storage.put("wsp/exp/manifest.json", "{}").await.unwrap();
    for made in ["exports", "exports/wsp", "exports/wsp/exp"] {
        let mode = directory
            .path()
            .join(made)
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700, "{made}");
    }
}

#[tokio::test]
async fn keys_lead_nowhere_else_and_never_mean_everything() {
    let (storage, _directory) = storage();
    for key in [
        "",
        "/",
        "../up",
        "wsp/../../up",
        "wsp//exp",
        "wsp/exp/events.csv#1",
    ] {
        assert!(storage.put(key, "x").await.is_err(), "{key}");
        assert!(storage.begin(key).await.is_err(), "{key}");
    }
    for prefix in ["", "/", ".."] {
        assert!(storage.remove_all_but(prefix, &[]).await.is_err(), "{prefix}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_as_such() {
    // What is written there never has room.
    let full = std::fs::write("/dev/full", "x").unwrap_err();
    assert_eq!(StorageError::from(full).failure(), StorageFailure::Full);
    let generic = object_store::Error::Generic {
        store: "LocalFileSystem",
        source: Box::new(std::fs::write("/dev/full", "x").unwrap_err()),
    };
    let error = StorageError::from(generic);
    assert_eq!(
        (error.failure(), error.code()),
        (StorageFailure::Full, "storage_full")
    );
}
