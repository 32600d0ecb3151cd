//! Where files lie, as a setting says it.

use std::path::PathBuf;

const S3_SCHEME: &str = "s3://";
const RIGHT: &str = "use a directory, or `s3://bucket/prefix`";

/// A directory, or a part of a bucket. It belongs to one database: what that does not know of is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A directory, made when it is first needed.
    Directory(PathBuf),
    /// A bucket of a store that speaks the S3 protocol.
    S3 {
        /// Its name.
        bucket: String,
        /// What every key begins with; may be empty.
        prefix: String,
    },
}

impl Place {
    /// Reads a setting; an error says what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(rest) = text.strip_prefix(S3_SCHEME) {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let is_name = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
            if bucket.is_empty() || !bucket.chars().all(is_name) {
                return Err(format!("`{text}` names no bucket; {RIGHT}"));
            }
            let prefix = prefix.trim_matches('/');
            if object_store::path::Path::parse(prefix).is_err() {
                return Err(format!("`{text}` holds no usable prefix; {RIGHT}"));
            }
            return Ok(Self::S3 {
                bucket: bucket.to_owned(),
                prefix: prefix.to_owned(),
            });
        }
        if text.is_empty() || text.contains("://") {
            return Err(format!("`{text}` is no place for files; {RIGHT}"));
        }
        let path = PathBuf::from(text);
        if path.exists() && !path.is_dir() {
            return Err(format!("`{text}` is no directory; {RIGHT}"));
        }
        Ok(Self::Directory(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_and_buckets_are_told_apart() {
        let s3 = |bucket: &str, prefix: &str| {
            Ok(Place::S3 {
                bucket: bucket.to_owned(),
                prefix: prefix.to_owned(),
            })
        };
        assert_eq!(Place::parse("s3://daybook"), s3("daybook", ""));
        assert_eq!(Place::parse("s3://daybook/"), s3("daybook", ""));
        assert_eq!(
            Place::parse("s3://daybook/eu/exports/"),
            s3("daybook", "eu/exports")
        );
        assert_eq!(
            Place::parse("data/exports"),
            Ok(Place::Directory("data/exports".into()))
        );
    }

    #[test]
    fn anything_else_is_refused_with_what_would_be_right() {
        let file = env!("CARGO_MANIFEST_PATH");
        for wrong in [
            "",
            "s3://",
            "s3:///prefix",
            "s3://a b",
            "s3://b/../c",
            "gs://bucket",
            "https://x",
            file,
        ] {
            let error = Place::parse(wrong).unwrap_err();
            assert!(error.contains("`s3://bucket/prefix`"), "{wrong}: {error}");
        }
    }
}
