//! What requests say of sources, read field by field.

use daybook_shared::inbound_source::{InboundPlatform, NewInboundSource};
use daybook_shared::limits::MAX_NAME_CHARS;
use daybook_shared::problem::FieldCode;
use serde_json::Value;

use crate::error::ApiResult;
use crate::fields::{self, Fields};

/// Fewest characters of a secret: those of the platforms have 32 and more, and a short one is a slip.
const MIN_SECRET_CHARS: usize = 16;

/// Reads a source to be made.
pub(super) fn new_inbound_source(body: Value) -> ApiResult<NewInboundSource> {
    fields::read(body, |fields| {
        fields.require("platform", "`facebook`, `instagram` or `tiktok`");
        fields.require(
            "name",
            "which app or account of the platform it is, 1 to 200 characters",
        );
        fields.require(
            "app_secret",
            "the app secret of Meta, or the client secret of TikTok",
        );
        let platforms = InboundPlatform::ALL.iter().map(|platform| platform.as_str());
        let platform = fields.known("platform", platforms);
        let name = fields.name("name");
        let app_secret = secret(fields);
        Some(NewInboundSource {
            platform: InboundPlatform::find(&platform?)?,
            name: name?,
            app_secret: app_secret?,
        })
    })
}

/// A secret that was pasted may have blanks around it; inside it has none.
fn secret(fields: &mut Fields<'_>) -> Option<String> {
    let text = fields.text("app_secret", MAX_NAME_CHARS)?;
    let secret = text.trim();
    if secret.len() >= MIN_SECRET_CHARS && secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(secret.to_owned());
    }
    let detail = format!(
        "a secret is {MIN_SECRET_CHARS} to {MAX_NAME_CHARS} letters, digits and signs of ASCII, without blanks; copy it from the platform's page of the app"
    );
    fields.error("app_secret", FieldCode::Malformed, detail);
    None
}
