//! Uploads that S3 holds parts of and that nobody finished. The library has no call for them: they are asked for with
//! a URL that it signs.

use std::time::Duration;

use object_store::aws::AmazonS3;
use object_store::client::{HttpClient, HttpRequest, HttpRequestBody};
use object_store::path::Path;
use object_store::signer::{Method, SignedUrlOptions, Signer as _};
use serde::Deserialize;

use crate::storage::error::{StorageError, StorageFailure, StorageResult};

/// How long a signed URL is good for.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// Where to ask for them.
#[derive(Debug, Clone)]
pub(super) struct Halves {
    client: AmazonS3,
    http: HttpClient,
}

/// An upload that was not finished.
#[derive(Debug)]
pub(super) struct Half {
    pub path: Path,
    pub id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default, rename = "Upload")]
    uploads: Vec<Upload>,
    #[serde(default)]
    is_truncated: bool,
    #[serde(default)]
    next_key_marker: String,
    #[serde(default)]
    next_upload_id_marker: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Upload {
    key: String,
    upload_id: String,
}

impl Halves {
    pub(super) fn new(client: AmazonS3, http: HttpClient) -> Self {
        Self { client, http }
    }

    /// All of them below a prefix.
    pub(super) async fn list(&self, prefix: &Path) -> StorageResult<Vec<Half>> {
        let mut found = Vec::new();
        let mut query = vec![("uploads", String::new())];
        if !prefix.is_root() {
            query.push(("prefix", format!("{prefix}/")));
        }
        let of_all = query.len();
        loop {
            let page = self.page(&query).await?;
            for upload in page.uploads {
                found.push(Half {
                    path: Path::parse(&upload.key)?,
                    id: upload.upload_id,
                });
            }
            if !page.is_truncated || page.next_key_marker.is_empty() {
                return Ok(found);
            }
            query.truncate(of_all);
            query.push(("key-marker", page.next_key_marker));
            query.push(("upload-id-marker", page.next_upload_id_marker));
        }
    }

    async fn page(&self, query: &[(&str, String)]) -> StorageResult<Page> {
        let options = SignedUrlOptions::new().with_query(query.iter().cloned());
        let bucket = Path::default();
        let signing = self
            .client
            .signed_url_opts(Method::GET, &bucket, GOOD_FOR, &options);
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.uri_mut() = signing.await?.as_str().parse().map_err(other)?;
        let answer = self.http.execute(request).await.map_err(unreachable)?;
        let status = answer.status();
        let body = answer.into_body().bytes().await.map_err(unreachable)?;
        if !status.is_success() {
            return Err(other(status));
        }
        quick_xml::de::from_reader(body.as_ref()).map_err(other)
    }
}

fn other(cause: impl std::fmt::Display) -> StorageError {
    StorageError::new(StorageFailure::Other, cause)
}

fn unreachable(cause: object_store::client::HttpError) -> StorageError {
    StorageError::new(StorageFailure::Unavailable, cause)
}
