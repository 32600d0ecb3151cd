//! Handlers: file = verb, function = operation id. The one route table.

pub mod api_keys;
pub mod auth;
pub mod docs;
pub mod event_types;
pub mod events;
pub mod exports;
pub mod health;
pub mod inbound;
pub mod inbound_sources;
pub mod me;
pub mod members;
pub mod presets;
pub mod webhooks;
pub mod workspaces;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the API. What is not in this list is not in the document either.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(auth::login::login)
        .service(auth::refresh::refresh_session)
        .service(auth::logout::logout)
        .service(me::get::get_me)
        .service(me::update::update_me)
        .service(me::password::change_password)
        .service(workspaces::list::list_workspaces)
        .service(workspaces::get::get_workspace)
        .service(members::list::list_members)
        .service(event_types::list::list_event_types)
        .service(events::list::list_events)
        .service(events::append::append_event)
        .service(events::append_batch::append_events)
        // Before the paths of single events, which would take their names for ids.
        .service(events::facets::get_event_facets)
        .service(events::histogram::get_event_histogram)
        .service(events::live_ticket::create_live_ticket)
        .service(events::live::follow_events)
        .service(events::get::get_event)
        .service(events::story::get_event_story)
        .service(presets::list::list_presets)
        .service(presets::create::create_preset)
        // Before single presets, as above.
        .service(presets::arrange::arrange_presets)
        .service(presets::get::get_preset)
        .service(presets::update::update_preset)
        .service(presets::delete::delete_preset)
        .service(exports::list::list_exports)
        .service(exports::create::create_export)
        .service(exports::get::get_export)
        .service(exports::cancel::cancel_export)
        .service(exports::retry::retry_export)
        .service(exports::ticket::create_download_ticket)
        .service(exports::download::download_export)
        .service(api_keys::list::list_api_keys)
        .service(api_keys::create::create_api_key)
        .service(api_keys::get::get_api_key)
        .service(api_keys::revoke::revoke_api_key)
        .service(inbound_sources::list::list_inbound_sources)
        .service(inbound_sources::create::create_inbound_source)
        .service(inbound_sources::get::get_inbound_source)
        .service(inbound_sources::delete::delete_inbound_source)
        .service(webhooks::list::list_webhooks)
        .service(webhooks::create::create_webhook)
        // Before single endpoints, as above.
        .service(webhooks::samples::list_webhook_samples)
        .service(webhooks::get::get_webhook)
        .service(webhooks::update::update_webhook)
        .service(webhooks::delete::delete_webhook)
        .service(webhooks::rotate_secret::rotate_webhook_secret)
        .service(webhooks::test::test_webhook)
        .service(webhooks::redeliver::redeliver_webhook)
        .service(webhooks::deliveries::list_webhook_deliveries)
        .service(webhooks::delivery::get_webhook_delivery)
        .service(inbound::verify::verify_inbound_source)
        .service(inbound::receive::receive_notification)
        .service(health::get_health)
        .service(health::get_readiness);
}
