//! Pages: what stands at an address. They fetch; what they show, components draw.

mod event_drawer;
mod gate;
mod home;
mod log;
mod log_data;
mod log_empty;
mod log_foot;
mod log_keys;
mod log_list;
mod log_live;
mod log_notices;
mod log_presets;
mod log_tools;
mod log_volume;
mod not_found;
mod preset_changes;
mod presets_dialog;
mod settings;
mod settings_display;
mod settings_profile;
mod sign_in;

pub use home::Home;
pub use log::LogPage;
pub use not_found::NotFound;
pub use settings::SettingsPage;
pub use sign_in::SignInPage;
