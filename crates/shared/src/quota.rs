//! Quotas: how many requests of a kind a caller may send within some time, by the workspace's plan.

use crate::plan::Plan;

/// A kind of requests that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Whatever none of the others counts.
    Read,
    /// Appends, of one event or of many.
    Append,
    /// Exports that are asked for, the first time or again.
    Export,
    /// Sign-ins that failed, of an account and an address.
    SignIn,
}

impl Policy {
    /// Those that depend on the plan.
    pub const OF_PLANS: &'static [Self] = &[Self::Read, Self::Append, Self::Export];

    /// The name in `RateLimit` and `RateLimit-Policy`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Append => "append",
            Self::Export => "export",
            Self::SignIn => "sign-in",
        }
    }
}

/// So many requests within a window, which begins anew when its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests.
    pub requests: u32,
    /// Length of the window.
    pub seconds: u32,
}

impl Quota {
    const fn a_minute(requests: u32) -> Self {
        Self {
            requests,
            seconds: 60,
        }
    }

    const fn an_hour(requests: u32) -> Self {
        Self {
            requests,
            seconds: 60 * 60,
        }
    }
}

impl Plan {
    /// What one person or one key may do in a workspace of this plan, unless the operator says otherwise. The largest plan has
    /// what two processors answer: it keeps one caller from the whole server, not programs from their work.
    pub const fn quota(self, policy: Policy) -> Quota {
        match (policy, self) {
            (Policy::Read | Policy::Append, Self::Free) => Quota::a_minute(600),
            (Policy::Read | Policy::Append, Self::Team) => Quota::a_minute(3_000),
            (Policy::Read | Policy::Append, Self::Enterprise) => Quota::a_minute(600_000),
            (Policy::Export, Self::Free) => Quota::an_hour(20),
            (Policy::Export, Self::Team) => Quota::an_hour(200),
            (Policy::Export, Self::Enterprise) => Quota::an_hour(2_000),
            (Policy::SignIn, _) => SIGN_IN,
        }
    }
}

/// Of failed sign-ins, whatever the plan: who signs in is in no workspace yet.
pub const SIGN_IN: Quota = Quota {
    requests: crate::limits::MAX_LOGIN_FAILURES as u32,
    seconds: crate::limits::LOGIN_WINDOW_SECONDS as u32,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_plan_has_more() {
        for policy in Policy::OF_PLANS {
            let quotas = Plan::ALL.iter().map(|plan| plan.quota(*policy).requests);
            let quotas: Vec<u32> = quotas.collect();
            assert!(quotas.is_sorted_by(|a, b| a < b), "{policy:?}: {quotas:?}");
        }
    }
}
