//! The id of a message: it derives from endpoint and event, so that the same event comes to an endpoint under the same id, also when its
//! delivery was forgotten and is asked for again.

use daybook_shared::id::{DeliveryId, EventId, WebhookId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of the delivery of an event at a place. It stands, like the event's own, in the order of the moments of recording, and of events of
/// the same millisecond in the order of the log.
pub fn of(endpoint: WebhookId, event: EventId, sequence: i64) -> DeliveryId {
    let hash = Sha256::new()
        .chain_update(endpoint.0.as_bytes())
        .chain_update(event.0.as_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&event.0.as_bytes()[..6]);
    // Twelve bits of version 7 that may be a counter (RFC 9562, section 6.2); the version and the variant stand before them and behind.
    let [.., high, low] = sequence.to_be_bytes();
    bytes[6] = 0x70 | (high & 0x0f);
    bytes[7] = low;
    bytes[8..].copy_from_slice(&hash[..8]);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    DeliveryId(Uuid::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_their_own_and_in_the_order_of_the_log() {
        let endpoint = WebhookId(Uuid::from_u128(1));
        let event = |low: u128| EventId(Uuid::from_u128((0x0199_0000_0000_7000_8000_u128 << 48) + low));
        let (first, second) = (of(endpoint, event(9), 7), of(endpoint, event(3), 8));
        assert!(first < second);
        assert_eq!(first, of(endpoint, event(9), 7));
        assert_ne!(first, of(WebhookId(Uuid::from_u128(2)), event(9), 7));
        assert_eq!(first.0.get_version_num(), 7);
    }
}
