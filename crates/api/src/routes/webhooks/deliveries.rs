//! `GET …/webhooks/{webhook_id}/deliveries`

use actix_web::{HttpRequest, get, web};
use daybook_shared::filter::one_of;
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::limits::{DEFAULT_DELIVERIES, MAX_DELIVERIES_OF_PAGE};
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::webhook::{DeliveryList, DeliveryState};

use super::find;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::cursor::Binding;
use crate::http::filter_params::refusal;
use crate::http::id_cursor::IdPage;
use crate::http::page_params::PageParams;
use crate::state::AppState;
use crate::store::webhooks::deliveries;

const STATE: &str = "state";

/// Lists deliveries to a webhook endpoint.
///
/// Those of the newest events first. The log of deliveries reaches back 30 days, and holds 10,000 of an endpoint that are over.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "list_webhook_deliveries",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        ("webhook_id" = WebhookId, Path, description = "The endpoint"),
        ("state" = Option<DeliveryState>, Query, description = "Only those that are so far"),
        PageParams<{ DEFAULT_DELIVERIES }, { MAX_DELIVERIES_OF_PAGE }>,
    ),
    responses((status = 200, description = "A page of them", body = DeliveryList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries")]
pub async fn list_webhook_deliveries(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> ApiResult<web::Json<DeliveryList>> {
    let endpoint = find(&state, &access, &path.1).await?;
    let (wanted, rest) = split(request.query_string())?;
    let name = wanted.map_or("", DeliveryState::as_str);
    let list = (endpoint.workspace, endpoint.id);
    let binding = Binding::to(&[
        b"webhook-deliveries",
        list.0.0.as_bytes(),
        list.1.0.as_bytes(),
        name.as_bytes(),
    ]);
    let limits = (DEFAULT_DELIVERIES, MAX_DELIVERIES_OF_PAGE);
    let page = IdPage::parse(&rest, limits, &state.keys, binding)?;
    let (order, behind, limit) = page.wanted();
    let rows = deliveries::list(state.database.reader(), list, wanted, behind, order, limit).await?;
    let (data, page) = page.cut(rows, |row| row.id.0, &state.keys)?;
    Ok(web::Json(DeliveryList { data, page }))
}

/// The state that a query names, and the rest of the query.
fn split(query: &str) -> ApiResult<(Option<DeliveryState>, String)> {
    let (mut wanted, mut rest) = (None, form_urlencoded::Serializer::new(String::new()));
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        if key != STATE {
            rest.append_pair(&key, &value);
            continue;
        }
        let wrong = |code, detail: String| refusal(vec![FieldError::new(STATE, code, detail)]);
        if wanted.is_some() {
            let detail = "`state` can be given once only".to_owned();
            return Err(wrong(FieldCode::Contradiction, detail));
        }
        one_of(&value, DeliveryState::ALL.iter().map(|state| state.as_str()))
            .map_err(|detail| wrong(FieldCode::UnknownValue, detail))?;
        wanted = DeliveryState::find(&value);
    }
    Ok((wanted, rest.finish()))
}
