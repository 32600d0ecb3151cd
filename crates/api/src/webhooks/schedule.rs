//! When a delivery is tried: the schedule of Standard Webhooks 1.0.

use daybook_shared::id::DeliveryId;
use daybook_shared::timestamp::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// Seconds from one try to the next; behind the last there is none.
pub const AGAIN_AFTER_SECONDS: [i64; 9] = [
    5,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];
/// Tries of a delivery.
pub const MOST_ATTEMPTS: usize = AGAIN_AFTER_SECONDS.len() + 1;
/// Seconds from the first try to the last one, at least.
const SPAN_SECONDS: i64 = {
    let (mut sum, mut number) = (0, 0);
    while number < AGAIN_AFTER_SECONDS.len() {
        sum += AGAIN_AFTER_SECONDS[number];
        number += 1;
    }
    sum
};
/// Pauses are longer by up to a tenth, so that what failed together does not come back together.
const SPREAD: i64 = 10;
/// The longest that a receiver can put a try off.
const LONGEST_SECONDS: i64 = 24 * HOUR;

/// When a delivery is tried next that failed now, as its try of this number, from 1 on; none after the last. A receiver may have said when it
/// wants to be called again.
pub fn next(
    id: DeliveryId,
    attempt: usize,
    now: Timestamp,
    retry_after: Option<Timestamp>,
) -> Option<Timestamp> {
    let seconds = *AGAIN_AFTER_SECONDS.get(attempt.checked_sub(1)?)?;
    let scheduled = now.plus_seconds(seconds).0 + spread(id, attempt, seconds);
    let wanted = retry_after.map_or(scheduled, |at| heeded(now, at).0);
    Some(Timestamp(scheduled.max(wanted)))
}

/// When a delivery is tried next whose receiver has no time before a moment, which does not count as a try; none where all the time is over in
/// which it would have been tried otherwise.
pub fn put_off(
    id: DeliveryId,
    asked_at: Timestamp,
    now: Timestamp,
    not_before: Timestamp,
) -> Option<Timestamp> {
    let is_over = now >= asked_at.plus_seconds(SPAN_SECONDS);
    (!is_over).then(|| next(id, 1, now, Some(not_before))).flatten()
}

/// The moment before which a receiver wants nothing, as far as it is heeded.
pub fn heeded(now: Timestamp, retry_after: Timestamp) -> Timestamp {
    Timestamp(retry_after.0.min(now.plus_seconds(LONGEST_SECONDS).0))
}

/// Microseconds, the same for a delivery and a try.
fn spread(id: DeliveryId, attempt: usize, seconds: i64) -> i64 {
    // The end of the id is as good as random.
    let [.., one, other] = *id.0.as_bytes();
    let share = (u64::from(one) << 8 | u64::from(other)).wrapping_mul(attempt as u64 * 2 + 1) % 65_536;
    let most = seconds * 1_000_000 / SPREAD;
    most * share.cast_signed() / 65_536
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn pauses_are_those_of_the_standard_and_a_tenth_more_at_most() {
        for id in [0, 1, 77, u128::MAX].map(|bits| DeliveryId(Uuid::from_u128(bits))) {
            for (number, seconds) in (1..).zip(AGAIN_AFTER_SECONDS) {
                let pause = next(id, number, Timestamp(0), None).unwrap().0;
                let least = seconds * 1_000_000;
                assert!(
                    (least..=least + least / SPREAD).contains(&pause),
                    "{number}: {pause}"
                );
            }
            assert_eq!(next(id, MOST_ATTEMPTS, Timestamp(0), None), None);
        }
    }

    #[test]
    fn a_receiver_puts_it_off_by_a_day_at_most_and_never_hastens_it() {
        let id = DeliveryId(Uuid::nil());
        let after = |seconds| next(id, 1, Timestamp(0), Some(Timestamp(0).plus_seconds(seconds))).unwrap();
        assert_eq!(after(60), Timestamp(60_000_000));
        assert_eq!(after(0), Timestamp(5_000_000));
        assert_eq!(after(9_999_999), Timestamp(0).plus_seconds(LONGEST_SECONDS));
        assert_eq!(
            put_off(id, Timestamp(0), Timestamp(0), Timestamp(7_000_000)),
            Some(Timestamp(7_000_000))
        );
        assert_eq!(
            put_off(
                id,
                Timestamp(0),
                Timestamp(0).plus_seconds(SPAN_SECONDS),
                Timestamp(1)
            ),
            None
        );
        // After the last try there is none, whatever the receiver says.
        assert_eq!(next(id, MOST_ATTEMPTS, Timestamp(0), Some(Timestamp(1))), None);
    }
}
