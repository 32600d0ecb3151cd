//! The OpenAPI document, and the pages to read it and the error codes with. Nothing is loaded from another host.

use std::fmt::Write;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::{HttpResponse, get, web};
use daybook_shared::problem::ErrorCode;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::openapi::{Version, document_text};

/// Where the document is served.
pub const DOCUMENT_PATH: &str = "/openapi.json";

/// The policy of the pages under `/docs`: Swagger UI sets styles by script.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The document as it was generated from the handlers, in each version of OpenAPI.
pub struct Document {
    newest: String,
    version_3_0: String,
}

impl Document {
    /// Generates it.
    pub fn generate() -> Self {
        Self {
            newest: document_text(Version::V3_1),
            version_3_0: document_text(Version::V3_0),
        }
    }
}

#[get("/openapi.json")]
async fn document_3_1(documents: web::Data<Document>) -> HttpResponse {
    answer(&documents.newest)
}

#[get("/openapi-3.0.json")]
async fn document_3_0(documents: web::Data<Document>) -> HttpResponse {
    answer(&documents.version_3_0)
}

fn answer(text: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(text.to_owned())
}

#[get("/docs/errors")]
async fn errors() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(error_page())
}

#[get("/docs")]
async fn docs() -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header(("Location", "/docs/"))
        .finish()
}

/// Adds the document and its pages.
pub fn configure(config: &mut web::ServiceConfig) {
    let ui = SwaggerUi::new("/docs/{_:.*}").config(Config::new([DOCUMENT_PATH]).validator_url("none"));
    let policy = actix_web::middleware::DefaultHeaders::new().add((CONTENT_SECURITY_POLICY, DOCS_POLICY));
    config
        .service(document_3_1)
        .service(document_3_0)
        .service(errors)
        .service(docs)
        .service(web::scope("").wrap(policy).service(ui));
}

/// A page about every error code, made from their table.
fn error_page() -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Error codes · Daybook</title><h1>Error codes</h1><p>Every answer with a 4xx or 5xx status is <code>application/problem+json</code> (RFC 9457). Programs compare <code>code</code>.</p><dl>",
    );
    for code in ErrorCode::ALL {
        let (name, status, title) = (code.as_str(), code.status(), code.title());
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "<dt id=\"{name}\"><code>{name}</code></dt><dd>{status}. {title}.</dd>"
        );
    }
    page.push_str("</dl></html>");
    page
}
