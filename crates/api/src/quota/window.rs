//! One window of one caller, as this process knows it.

/// The part of what is left that a process takes at once.
const PART: u32 = 64;

/// What is left of a window.
#[derive(Debug, Default)]
pub(super) struct Window {
    ends_at: i64,
    requests: u32,
    /// What this process may give out.
    held: u32,
    /// What nobody has taken yet, as far as known.
    free: u32,
}

/// What has to happen for a request to be let through.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// It is counted, and so many are left.
    Nothing { remaining: u32 },
    /// So much of what is free has to be taken first.
    Share(u32),
    /// There is nothing left.
    MoreThanThereIs,
}

impl Window {
    /// Counts a request in the window that ends at a moment.
    pub(super) fn spend(&mut self, ends_at: i64, requests: u32, is_shared: bool) -> Need {
        if (self.ends_at, self.requests) != (ends_at, requests) {
            let (held, free) = if is_shared { (0, requests) } else { (requests, 0) };
            *self = Self {
                ends_at,
                requests,
                held,
                free,
            };
        }
        if self.held > 0 {
            self.held -= 1;
            let remaining = self.held + self.free;
            return Need::Nothing { remaining };
        }
        match self.free {
            0 => Need::MoreThanThereIs,
            free => Need::Share((free / PART).max(1)),
        }
    }

    /// Notes that a share was asked for when others, and this process, had taken so many `before`.
    pub(super) fn add(&mut self, ends_at: i64, requests: u32, share: u32, before: u64) {
        if (self.ends_at, self.requests) != (ends_at, requests) {
            return;
        }
        let free = u64::from(requests).saturating_sub(before);
        let free = u32::try_from(free).unwrap_or(requests);
        let got = share.min(free);
        self.held += got;
        self.free = self.free.min(free - got);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_gives_out_all_and_then_nothing() {
        let mut window = Window::default();
        for remaining in (0..3).rev() {
            assert_eq!(window.spend(60, 3, false), Need::Nothing { remaining });
        }
        assert_eq!(window.spend(60, 3, false), Need::MoreThanThereIs);
        assert_eq!(window.spend(120, 3, false), Need::Nothing { remaining: 2 });
        assert_eq!(window.spend(120, 9, false), Need::Nothing { remaining: 8 });
    }

    #[test]
    fn several_processes_never_give_out_more_than_there_is() {
        let requests = 1_000;
        let mut taken = 0;
        let mut windows = [Window::default(), Window::default(), Window::default()];
        let mut given = [0_u32; 3];
        let mut writes = 0;
        // The third process comes seldom, and keeps what it took.
        for turn in (0..).map(|turn| if turn % 100 == 99 { 2 } else { turn % 2 }) {
            match windows[turn].spend(60, requests, true) {
                Need::Nothing { .. } => given[turn] += 1,
                Need::MoreThanThereIs if turn == 2 => {}
                Need::MoreThanThereIs => break,
                Need::Share(share) => {
                    let before = taken;
                    taken += u64::from(share);
                    writes += 1;
                    windows[turn].add(60, requests, share, before);
                }
            }
        }
        let given: u32 = given.iter().sum();
        assert!((requests * 9 / 10..=requests).contains(&given), "{given}");
        assert!(writes < given / 2, "{writes} writes for {given} requests");
    }
}
