//! A bucket by the settings that every program for S3 knows.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{HttpClient, HttpConnector, ReqwestConnector};
use object_store::{ClientConfigKey, ClientOptions, RetryConfig};
use reqwest::Url;

/// With it begin the names of all settings of the store.
const PREFIX: &str = "AWS_";
const YES: [&str; 5] = ["1", "true", "on", "yes", "y"];

/// How often and until when a call is tried again. The last try may take 30 seconds more, the client's own bound; who
/// wants a file waits and tries again by themselves.
const RETRIES: usize = 4;
const RETRY_FOR: Duration = Duration::from_secs(10);

/// A bucket, and the client by whose settings (proxies, certificates) its store is reached.
#[derive(Debug)]
pub(super) struct Opened {
    pub client: AmazonS3,
    pub http: HttpClient,
}

/// Connects as ever, and keeps what the bucket was connected with, which is made last.
#[derive(Debug, Default, Clone)]
struct Keeping(Arc<Mutex<Option<HttpClient>>>);

impl HttpConnector for Keeping {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(client.clone());
        Ok(client)
    }
}

/// Opens a bucket with the usual settings (`AWS_…`) of a store; does not connect. An error names the wrong setting and
/// says what would be right.
pub(super) fn open(settings: &[(String, String)], bucket: &str) -> Result<Opened, String> {
    crate::tls::provide();
    let retry = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: RETRY_FOR,
        ..RetryConfig::default()
    };
    let builder = settings.iter().fold(AmazonS3Builder::new(), with);
    check(&builder)?;
    let keeping = Keeping::default();
    let builder = builder.with_bucket_name(bucket).with_retry(retry);
    let client = builder.with_http_connector(keeping.clone()).build();
    let client = client.map_err(|error| match settings.iter().find(|setting| is_wrong(setting)) {
        Some((name, value)) => format!("{name}: `{value}` is not what it may be; leave it out or correct it"),
        None => format!("DAYBOOK_OBJECTS_URL: the bucket cannot be used: {error}"),
    })?;
    let http = keeping.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    let http = http.ok_or("DAYBOOK_OBJECTS_URL: the bucket has no connection")?;
    Ok(Opened { client, http })
}

fn with(builder: AmazonS3Builder, (name, value): &(String, String)) -> AmazonS3Builder {
    let key = name
        .starts_with(PREFIX)
        .then(|| name.to_ascii_lowercase().parse());
    match key {
        Some(Ok(key)) => builder.with_config(key, value),
        _ => builder,
    }
}

/// Whether a store can be opened without a setting and cannot with it.
fn is_wrong(setting: &(String, String)) -> bool {
    let is_secret = setting.0.contains("KEY") || setting.0.contains("TOKEN");
    let builder = with(AmazonS3Builder::new(), setting).with_bucket_name("bucket");
    !is_secret && builder.build().is_err()
}

/// What the store would only find out at the first request, or not say by name.
fn check(builder: &AmazonS3Builder) -> Result<(), String> {
    use AmazonS3ConfigKey as Key;
    let value = |key: Key| builder.get_config_value(&key).filter(|value| !value.is_empty());
    match (value(Key::AccessKeyId), value(Key::SecretAccessKey)) {
        (Some(_), None) => return Err("AWS_SECRET_ACCESS_KEY: required beside AWS_ACCESS_KEY_ID".to_owned()),
        (None, Some(_)) => return Err("AWS_ACCESS_KEY_ID: required beside AWS_SECRET_ACCESS_KEY".to_owned()),
        _ => {}
    }
    let endpoint = value(Key::S3Endpoint).or(value(Key::Endpoint));
    let Some(endpoint) = endpoint else {
        return match value(Key::Region) {
            Some(_) => Ok(()),
            None => Err(
                "AWS_REGION: required for `s3://…`, such as `eu-west-1`; or set AWS_ENDPOINT_URL, for a store that is \
                 not Amazon's"
                    .to_owned(),
            ),
        };
    };
    let wrong = |what: &str| {
        Err(format!(
            "AWS_ENDPOINT_URL: {what}; use one such as `https://s3.example.com`"
        ))
    };
    let url = match Url::parse(&endpoint) {
        Ok(url) if url.has_host() => url,
        _ => return wrong("no address of a store"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("holds a password; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are for that");
    }
    let allows_http = value(Key::Client(ClientConfigKey::AllowHttp));
    let allows_http = allows_http.is_some_and(|value| YES.contains(&value.to_ascii_lowercase().as_str()));
    match url.scheme() {
        "https" => Ok(()),
        "http" if allows_http => Ok(()),
        "http" => Err(
            "AWS_ALLOW_HTTP: AWS_ENDPOINT_URL has no TLS; set this to `true`, or use `https://`".to_owned(),
        ),
        _ => wrong("neither `https://` nor `http://`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: (&str, &str) = ("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    const HTTP: (&str, &str) = ("AWS_ALLOW_HTTP", "true");

    fn opened(settings: &[(&str, &str)]) -> Result<Opened, String> {
        let owned = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        open(&owned.collect::<Vec<_>>(), "daybook")
    }

    #[test]
    fn usual_settings_open_a_bucket_that_nobody_serves() {
        opened(&[STORE, HTTP]).unwrap();
        opened(&[("AWS_DEFAULT_REGION", "eu-west-1")]).unwrap();
        opened(&[
            ("AWS_REGION", "eu-west-1"),
            ("AWS_PROFILE", "work"),
            ("HOME", "/"),
        ])
        .unwrap();
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_would_be_right_and_no_secret() {
        for (settings, name, right) in [
            (&[][..], "AWS_REGION", "`eu-west-1`"),
            (&[STORE], "AWS_ALLOW_HTTP", "`true`"),
            (
                &[STORE, ("AWS_ALLOW_HTTP", "perhaps")],
                "AWS_ALLOW_HTTP",
                "`true`",
            ),
            (
                &[("AWS_ENDPOINT_URL", "s3.example.com")],
                "AWS_ENDPOINT_URL",
                "`https://s3.example.com`",
            ),
            (
                &[("AWS_ENDPOINT_URL", "ftp://example.com")],
                "AWS_ENDPOINT_URL",
                "`https://s3.example.com`",
            ),
            (
                &[("AWS_ENDPOINT", "https://a:hunter2@example.com")],
                "AWS_ENDPOINT_URL",
                "AWS_SECRET_ACCESS_KEY",
            ),
            (
                &[STORE, HTTP, ("AWS_ACCESS_KEY_ID", "id")],
                "AWS_SECRET_ACCESS_KEY",
                "required",
            ),
            (
                &[STORE, HTTP, ("AWS_SECRET_ACCESS_KEY", "hunter2")],
                "AWS_ACCESS_KEY_ID",
                "required",
            ),
            (
                &[STORE, HTTP, ("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "perhaps")],
                "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
                "`perhaps`",
            ),
            (&[STORE, HTTP, ("AWS_TIMEOUT", "soon")], "AWS_TIMEOUT", "`soon`"),
        ] {
            let error = opened(settings).unwrap_err();
            assert!(error.starts_with(&format!("{name}: ")), "{settings:?}: {error}");
            assert!(error.contains(right), "{settings:?}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
