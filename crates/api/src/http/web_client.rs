//! The browser client's files: read once at the start, served from memory, precompressed.
//!
//! Names with a content hash are immutable. Every path without a file is a page of the client, whose router reads
//! the URL.

use std::collections::HashMap;
use std::path::Path;

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use daybook_shared::problem::ErrorCode;

use super::fallback::nothing_here;
use crate::error::{ApiError, ApiResult};

const INDEX: &str = "index.html";
/// The hashes of the inline scripts in `index.html`, which the client's build writes.
const SCRIPT_HASHES: &str = "csp-hashes.txt";

struct File {
    media_type: String,
    is_hashed: bool,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The files of the client.
pub struct WebClient {
    files: HashMap<String, File>,
    policy: String,
}

impl WebClient {
    /// Reads the built client from a directory; without one, every page says how to build it.
    pub fn load(directory: &Path) -> Self {
        let mut files = HashMap::new();
        for path in files_below(directory) {
            let Ok(name) = path.strip_prefix(directory) else {
                continue;
            };
            let name = name.to_string_lossy().into_owned();
            let is_beside = name.ends_with(".br") || name.ends_with(".gz") || name == SCRIPT_HASHES;
            let Some(plain) = read(&path).filter(|_| !is_beside) else {
                continue;
            };
            let beside = |extension: &str| {
                read(&path.with_file_name(format!(
                    "{}.{extension}",
                    path.file_name().unwrap_or_default().to_string_lossy()
                )))
            };
            let media_type = mime_guess::from_path(&path).first_or_octet_stream().to_string();
            let is_hashed = has_hash(&name);
            files.insert(
                name,
                File {
                    media_type,
                    is_hashed,
                    plain,
                    brotli: beside("br"),
                    gzip: beside("gz"),
                },
            );
        }
        let hashes = std::fs::read_to_string(directory.join(SCRIPT_HASHES)).unwrap_or_default();
        Self {
            files,
            policy: policy(&hashes),
        }
    }

    /// Answers a file, or the client's page.
    pub fn serve(&self, request: &HttpRequest) -> ApiResult<HttpResponse> {
        let name = request.path().trim_start_matches('/');
        if let Some(file) = self.files.get(name).filter(|_| name != INDEX) {
            return Ok(self.answer(request, file));
        }
        // A missing file is missing; a path without an extension is a page.
        let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
        match self.files.get(INDEX) {
            Some(index) if !is_file => Ok(self.answer(request, index)),
            Some(_) => Err(nothing_here()),
            None => Err(ApiError::new(
                ErrorCode::Unavailable,
                "the browser client is not built: `make web` builds it, and DAYBOOK_WEB_DIR names where it lies",
            )),
        }
    }

    fn answer(&self, request: &HttpRequest, file: &File) -> HttpResponse {
        let accepted = request
            .headers()
            .get(ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let accepts = |name: &str| {
            accepted
                .split(',')
                .any(|item| item.split(';').next().is_some_and(|coding| coding.trim() == name))
        };
        let mut answer = HttpResponse::Ok();
        answer.content_type(file.media_type.as_str());
        answer.insert_header((VARY, "Accept-Encoding"));
        answer.insert_header((CONTENT_SECURITY_POLICY, self.policy.as_str()));
        answer.insert_header((
            CACHE_CONTROL,
            if file.is_hashed {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            },
        ));
        let body = match (&file.brotli, &file.gzip) {
            (Some(brotli), _) if accepts("br") => {
                answer.insert_header((CONTENT_ENCODING, "br"));
                brotli
            }
            (_, Some(gzip)) if accepts("gzip") => {
                answer.insert_header((CONTENT_ENCODING, "gzip"));
                gzip
            }
            _ => &file.plain,
        };
        answer.body(body.clone())
    }
}

fn files_below(directory: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path))
        } else {
            files.push(path)
        }
    }
    files
}

fn read(path: &Path) -> Option<Bytes> {
    std::fs::read(path).ok().map(Bytes::from)
}

/// The client's build puts a hash of 16 hexadecimal digits into the names of what it builds.
fn has_hash(name: &str) -> bool {
    name.split(['-', '.', '_'])
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Scripts only from here, or inline with a hash that the build knows; wasm may be compiled; nothing else is loaded.
fn policy(script_hashes: &str) -> String {
    let hashes: Vec<&str> = script_hashes
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("'sha256-"))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        hashes.join(" ")
    )
}
