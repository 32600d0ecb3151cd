//! What becomes of a delivery that somebody has just asked for.

use daybook_shared::id::DeliveryId;
use daybook_shared::webhook::{DeliveryDetail, DeliveryState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OneData;
use crate::browser;

/// Between two looks.
const EVERY_MILLISECONDS: i32 = 700;
/// As long as a try may take, and a little more.
const LOOKS: u32 = 30;

impl OneData {
    /// Says what comes of the next try of a delivery of which so many are known, and shows it.
    pub(super) fn follow(self, id: DeliveryId, tries: usize) {
        self.say("Being sent…".to_owned());
        self.look_again();
        spawn_local(async move {
            for _ in 0..LOOKS {
                browser::pause(EVERY_MILLISECONDS).await;
                let Some(Ok((workspace, webhook))) = self.is_shown().then(|| self.here()) else {
                    return;
                };
                let found = self.session.client.delivery(&workspace, webhook.id, id, None);
                let Ok(found) = found.await else {
                    continue;
                };
                if !self.is_shown() {
                    return;
                }
                if let Some(outcome) = outcome(&found, tries) {
                    self.say(outcome);
                    self.look_again();
                    return;
                }
            }
            self.say("No answer yet. It is tried again by itself.".to_owned());
        });
    }

    fn say(self, text: String) {
        // The page may be gone by now.
        let _ = self.said.try_set(Some(text));
    }

    fn is_shown(self) -> bool {
        self.said.try_get_untracked().is_some()
    }
}

/// What a try came to, once there was another one.
fn outcome(found: &DeliveryDetail, tries: usize) -> Option<String> {
    if found.attempts.len() <= tries {
        return None;
    }
    let last = found.attempts.iter().max_by_key(|attempt| attempt.at)?;
    let answer = match (last.status, &last.error) {
        (Some(status), _) => format!("The receiver answered {status}"),
        (None, Some(error)) => format!("It did not arrive: {error}"),
        (None, None) => "It did not arrive".to_owned(),
    };
    let then = match found.delivery.state {
        DeliveryState::Delivered => "",
        DeliveryState::Pending => " It is tried again by itself.",
        DeliveryState::Failed => " It is not tried again.",
    };
    Some(format!("{answer}.{then}"))
}
