//! Who may have how many messages on their way: a place is a message, and there are only so many.
//!
//! An endpoint is proven when its last try arrived promptly. All others have to show that they answer, one message at a time and on a part of the
//! places only, so that however many do not answer, there is room for those that do.

use std::collections::{HashMap, HashSet};

use daybook_shared::id::{WebhookId, WorkspaceId};

/// Messages on their way at once from a process.
const PLACES: usize = 128;
/// How many of them may go to endpoints that are not proven; and to those of one workspace.
const PLACES_OF_UNPROVEN: usize = PLACES / 2;
const PLACES_OF_UNPROVEN_OF_WORKSPACE: usize = 16;
/// Messages on their way to one endpoint, and to one that is not proven.
const PLACES_OF_ONE: usize = 8;
const PLACES_OF_ONE_UNPROVEN: usize = 1;
/// Endpoints that are remembered; of more, only those that something is sent to.
const MOST_REMEMBERED: usize = 20_000;

/// The places of a process.
#[derive(Default)]
pub(super) struct Places {
    endpoints: HashMap<WebhookId, OfOne>,
    turn: u64,
}

/// What is known of an endpoint.
struct OfOne {
    workspace: WorkspaceId,
    taken: usize,
    is_proven: bool,
    /// When it was last its turn, counted in turns.
    served: u64,
}

impl Places {
    /// How many places each of these may take now. They are handed out in rounds, to those first that were served longest ago.
    pub(super) fn share(&mut self, due: &[(WorkspaceId, WebhookId)]) -> HashMap<WebhookId, usize> {
        let mut order = due.to_vec();
        order.sort_by_key(|(_, id)| self.endpoints.get(id).map_or(0, |one| one.served));
        let mut room = PLACES.saturating_sub(self.taken());
        let unproven = || self.endpoints.values().filter(|one| !one.is_proven);
        let mut of_unproven = PLACES_OF_UNPROVEN.saturating_sub(unproven().map(|one| one.taken).sum());
        let mut of_workspace: HashMap<WorkspaceId, usize> = HashMap::new();
        for one in unproven() {
            *of_workspace.entry(one.workspace).or_default() += one.taken;
        }
        let mut shares: HashMap<WebhookId, usize> = HashMap::new();
        'rounds: for round in 0..PLACES_OF_ONE {
            for (workspace, id) in &order {
                if room == 0 {
                    break 'rounds;
                }
                let one = self.endpoints.get(id);
                let taken = one.map_or(0, |one| one.taken) + round;
                if one.is_some_and(|one| one.is_proven) {
                    if taken >= PLACES_OF_ONE {
                        continue;
                    }
                } else {
                    let together = of_workspace.entry(*workspace).or_default();
                    let is_full = of_unproven == 0 || *together >= PLACES_OF_UNPROVEN_OF_WORKSPACE;
                    if is_full || taken >= PLACES_OF_ONE_UNPROVEN {
                        continue;
                    }
                    *together += 1;
                    of_unproven -= 1;
                }
                *shares.entry(*id).or_default() += 1;
                room -= 1;
            }
        }
        // In the order in which they were served, not in that in which they take their places.
        for (workspace, id) in order {
            if shares.contains_key(&id) {
                self.turn += 1;
                self.of(workspace, id).served = self.turn;
            }
        }
        shares
    }

    /// Gives a place to an endpoint.
    pub(super) fn take(&mut self, workspace: WorkspaceId, id: WebhookId) {
        self.of(workspace, id).taken += 1;
    }

    /// Takes a place back; `is_prompt` where the message arrived in good time.
    pub(super) fn free(&mut self, id: WebhookId, is_prompt: bool) {
        if let Some(one) = self.endpoints.get_mut(&id) {
            one.taken = one.taken.saturating_sub(1);
            one.is_proven = is_prompt;
        }
    }

    /// Forgets endpoints that nothing is sent to, where there are very many: some of them are not there any more.
    pub(super) fn forget(&mut self, due: &[(WorkspaceId, WebhookId)]) {
        if self.endpoints.len() > MOST_REMEMBERED {
            let due: HashSet<WebhookId> = due.iter().map(|(_, id)| *id).collect();
            self.endpoints.retain(|id, one| one.taken > 0 || due.contains(id));
        }
    }

    fn of(&mut self, workspace: WorkspaceId, id: WebhookId) -> &mut OfOne {
        self.endpoints.entry(id).or_insert(OfOne {
            workspace,
            taken: 0,
            is_proven: false,
            served: 0,
        })
    }

    fn taken(&self) -> usize {
        self.endpoints.values().map(|one| one.taken).sum()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    type Key = (WorkspaceId, WebhookId);

    fn key(workspace: u128, id: u128) -> Key {
        (
            WorkspaceId(Uuid::from_u128(workspace)),
            WebhookId(Uuid::from_u128(id)),
        )
    }

    impl Places {
        /// Shares places, and takes all of them; answers who got how many.
        fn serve(&mut self, due: &[Key]) -> HashMap<WebhookId, usize> {
            let shares = self.share(due);
            for (workspace, id) in due {
                for _ in 0..shares.get(id).copied().unwrap_or(0) {
                    self.take(*workspace, *id);
                }
            }
            shares
        }

        fn proven(&mut self, key: Key) {
            self.take(key.0, key.1);
            self.free(key.1, true);
        }
    }

    #[test]
    fn many_that_hang_and_are_not_known_yet_leave_room_for_one_that_answers() {
        let mut places = Places::default();
        let hanging: Vec<Key> = (0..20).map(|id| key(1, id)).collect();
        let (stranger, neighbour) = (key(2, 100), key(1, 101));
        places.proven(neighbour);
        let due = [&hanging[..], &[stranger, neighbour]].concat();
        let shares = places.serve(&due);
        assert_eq!(
            shares.get(&stranger.1),
            Some(&1),
            "not proven itself, of another workspace"
        );
        assert_eq!(
            shares.get(&neighbour.1),
            Some(&PLACES_OF_ONE),
            "proven, of the same one"
        );
        let of_hanging = hanging.iter().filter_map(|(_, id)| shares.get(id));
        assert_eq!(of_hanging.sum::<usize>(), PLACES_OF_UNPROVEN_OF_WORKSPACE);
        assert!(places.share(&hanging).is_empty(), "until one of them ends");
        places.free(stranger.1, true);
        assert_eq!(places.share(&due).get(&stranger.1), Some(&PLACES_OF_ONE));
    }

    #[test]
    fn those_that_arrive_late_are_not_proven() {
        let mut places = Places::default();
        let slow: Vec<Key> = (0..16).map(|id| key(1, id)).collect();
        let healthy = key(2, 100);
        for one in &slow {
            places.take(one.0, one.1);
            places.free(one.1, false);
        }
        places.proven(healthy);
        let shares = places.serve(&[&slow[..], &[healthy]].concat());
        assert!(slow.iter().all(|(_, id)| shares[id] == 1), "{shares:?}");
        assert_eq!(shares[&healthy.1], PLACES_OF_ONE);
    }

    #[test]
    fn all_that_are_not_proven_have_half_of_the_places() {
        let mut places = Places::default();
        let hanging: Vec<Key> = (0..500).map(|id| key(id, id)).collect();
        let shares = places.serve(&hanging);
        assert_eq!(shares.values().sum::<usize>(), PLACES_OF_UNPROVEN);
        let healthy = key(1_000, 1_000);
        places.proven(healthy);
        assert_eq!(places.share(&[&hanging[..], &[healthy]].concat()).len(), 1);
    }

    #[test]
    fn everybody_gets_one_before_anybody_gets_a_second_and_nobody_is_passed_over_for_ever() {
        let mut places = Places::default();
        let due: Vec<Key> = (0..200).map(|id| key(id, id)).collect();
        for one in &due {
            places.proven(*one);
        }
        let mut got: HashMap<WebhookId, usize> = HashMap::new();
        for _ in 0..25 {
            let shares = places.serve(&due);
            assert_eq!(shares.len(), PLACES, "one each");
            for (id, count) in shares {
                *got.entry(id).or_default() += count;
                (0..count).for_each(|_| places.free(id, true));
            }
        }
        let (least, most) = (got.values().min().unwrap(), got.values().max().unwrap());
        assert!(got.len() == due.len() && most - least <= 1, "{least} to {most}");

        // Of those that are not proven too: 40 of a workspace take turns.
        let mut places = Places::default();
        let hanging: Vec<Key> = (0..40).map(|id| key(1, id)).collect();
        let mut got: HashSet<WebhookId> = HashSet::new();
        for _ in 0..3 {
            for id in places.serve(&hanging).into_keys() {
                got.insert(id);
                places.free(id, false);
            }
        }
        assert_eq!(got.len(), hanging.len());
    }

    #[test]
    fn few_share_what_there_is() {
        let mut places = Places::default();
        let due: Vec<Key> = (0..20).map(|id| key(1, id)).collect();
        for one in &due {
            places.proven(*one);
        }
        let shares = places.serve(&due);
        assert_eq!(shares.values().sum::<usize>(), PLACES);
        assert!(shares.values().all(|count| [6, 7].contains(count)), "{shares:?}");
    }
}
