//! Why a call did not answer what was asked.

use daybook_shared::problem::{ErrorCode, Problem};

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The session has ended; the client goes to the sign-in page.
    SignedOut,
    /// The page that asked is gone.
    Aborted,
    /// No answer: the server or the network is away.
    Unreachable,
    /// The server said no, and why.
    Refused {
        /// Its words.
        problem: Box<Problem>,
        /// Seconds after which it may be asked again.
        retry_after: Option<u32>,
    },
    /// An answer that is not of this API: a proxy's page, or a server of another version.
    Unreadable {
        /// The status it came with.
        status: u16,
    },
}

impl ApiError {
    /// Whether the server refused with this code.
    pub fn is(&self, code: ErrorCode) -> bool {
        matches!(self, Self::Refused { problem, .. } if problem.code == code.as_str())
    }

    /// The status and the code, for people who report it: `503 unavailable`.
    pub fn code(&self) -> Option<String> {
        match self {
            Self::Refused { problem, .. } => Some(format!("{} {}", problem.status, problem.code)),
            Self::Unreadable { status } => Some(status.to_string()),
            Self::SignedOut | Self::Aborted | Self::Unreachable => None,
        }
    }

    /// The request's name in the server's log.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused { problem, .. } => Some(&problem.request_id),
            _ => None,
        }
    }

    /// Seconds until the next try, where trying again by itself makes sense.
    pub fn wait_seconds(&self) -> Option<u32> {
        match self {
            Self::Unreachable => Some(12),
            Self::Refused { problem, retry_after } => {
                retry_after.or((problem.status == 503 || problem.status == 429).then_some(12))
            }
            _ => None,
        }
    }

    /// What happened, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::SignedOut => "Your session has ended".into(),
            Self::Aborted | Self::Unreachable => "No answer from the server".into(),
            Self::Refused { problem, .. } => problem.title.clone(),
            Self::Unreadable { .. } => "The answer cannot be read".into(),
        }
    }

    /// What it means for the person, in a sentence.
    pub fn detail(&self) -> String {
        match self {
            Self::SignedOut => "Sign in again to go on.".into(),
            Self::Aborted | Self::Unreachable => {
                "What was loaded before stays readable; your filters are kept in the address.".into()
            }
            Self::Refused { problem, .. } => problem.detail.clone(),
            Self::Unreadable { .. } => {
                "Something between here and the server answered in its place, or the page is older than the server: reload it.".into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: ErrorCode, retry_after: Option<u32>) -> ApiError {
        let problem = Problem {
            kind: String::new(),
            title: code.title().into(),
            status: code.status(),
            detail: "x".into(),
            code: code.as_str().into(),
            request_id: "req_1".into(),
            errors: Vec::new(),
        };
        ApiError::Refused {
            problem: Box::new(problem),
            retry_after,
        }
    }

    #[test]
    fn waits_as_told() {
        assert_eq!(
            refused(ErrorCode::TooManyRequests, Some(8)).wait_seconds(),
            Some(8)
        );
        assert_eq!(refused(ErrorCode::Unavailable, None).wait_seconds(), Some(12));
        assert_eq!(refused(ErrorCode::Internal, None).wait_seconds(), None);
        assert_eq!(
            refused(ErrorCode::Internal, None).code().as_deref(),
            Some("500 internal")
        );
        assert!(refused(ErrorCode::Forbidden, None).is(ErrorCode::Forbidden));
    }
}
