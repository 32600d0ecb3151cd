//! Quotas as an operator sets them, over those of the plans.

use daybook_shared::plan::Plan;
use daybook_shared::quota::{Policy, Quota};

/// Longest window: a day.
const MAX_SECONDS: u32 = 24 * 60 * 60;

/// What differs from the plans' own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(Vec<(Plan, Policy, Quota)>);

impl Settings {
    /// Reads `PLAN.POLICY=REQUESTS/SECONDS`, several separated by commas.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(parse_one).collect::<Result<_, _>>().map(Self)
    }

    /// What holds for a plan.
    pub fn quota(&self, plan: Plan, policy: Policy) -> Quota {
        let mut set = self.0.iter().rev();
        let set = set.find(|(of, what, _)| (*of, *what) == (plan, policy));
        set.map_or(plan.quota(policy), |(_, _, quota)| *quota)
    }
}

fn parse_one(part: &str) -> Result<(Plan, Policy, Quota), String> {
    let read = || {
        let (name, quota) = part.split_once('=')?;
        let (plan, policy) = name.split_once('.')?;
        let policy = Policy::OF_PLANS.iter().find(|known| known.as_str() == policy)?;
        let (requests, seconds) = quota.split_once('/')?;
        let quota = Quota {
            requests: requests.parse().ok().filter(|requests| *requests > 0)?,
            seconds: seconds
                .parse()
                .ok()
                .filter(|seconds| (1..=MAX_SECONDS).contains(seconds))?,
        };
        Some((Plan::find(plan)?, *policy, quota))
    };
    read().ok_or_else(|| {
        format!(
            "`{part}` is no quota; use a plan, `read`, `append` or `export`, a number of requests and of seconds, such as `team.read=3000/60`"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_holds_and_the_rest_is_the_plans() {
        let settings = Settings::parse("team.read=5/10, free.export=1/3600").unwrap();
        let five = Quota {
            requests: 5,
            seconds: 10,
        };
        assert_eq!(settings.quota(Plan::Team, Policy::Read), five);
        assert_eq!(settings.quota(Plan::Free, Policy::Export).requests, 1);
        assert_eq!(
            settings.quota(Plan::Free, Policy::Read),
            Plan::Free.quota(Policy::Read)
        );
        assert_eq!(Settings::parse("").unwrap(), Settings::default());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for wrong in [
            "team",
            "team.read",
            "team.read=0/60",
            "team.read=5/0",
            "team.read=5/99999999",
            "gold.read=5/60",
            "team.sign-in=5/60",
            "team.read=-1/60",
        ] {
            let error = Settings::parse(&format!("free.read=1/1,{wrong}")).unwrap_err();
            assert!(error.starts_with(&format!("`{wrong}`")), "{error}");
        }
    }
}
