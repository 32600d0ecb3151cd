//! Where files lie, as a setting says it.

use std::path::PathBuf;

const FILE_SCHEME: &str = "file:";
const S3_SCHEME: &str = "s3://";
const RIGHT: &str = "use `file:path/to/directory`, or `s3://bucket/prefix`";

/// A directory, or a part of a bucket.
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
        let path = text.strip_prefix(FILE_SCHEME).unwrap_or_default();
        // `file:///srv/objects` is the long form of `file:/srv/objects`; with a host between, it is none of this machine.
        let path = path.strip_prefix("//").unwrap_or(path);
        let has_host = text.starts_with("file://") && !path.starts_with('/');
        if path.is_empty() || has_host {
            return Err(format!("`{text}` is no place for files; {RIGHT}"));
        }
        let path = PathBuf::from(path);
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
        for (text, path) in [
            ("file:data/objects", "data/objects"),
            ("file:/srv/objects", "/srv/objects"),
            ("file:///srv/objects", "/srv/objects"),
        ] {
            assert_eq!(Place::parse(text), Ok(Place::Directory(path.into())));
        }
    }

    #[test]
    fn anything_else_is_refused_with_what_would_be_right() {
        let file = concat!("file:", env!("CARGO_MANIFEST_PATH"));
        for wrong in [
            "",
            "s3://",
            "s3:///prefix",
            "s3://a b",
            "s3://b/../c",
            "gs://bucket",
            "data/objects",
            "file:",
            "file://",
            "file://host/path",
            "https://x",
            file,
        ] {
            let error = Place::parse(wrong).unwrap_err();
            assert!(error.contains("`s3://bucket/prefix`"), "{wrong}: {error}");
        }
    }
}
