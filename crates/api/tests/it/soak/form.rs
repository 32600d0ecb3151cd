//! How long a promise is put to the test: for seconds with the other tests, or as long as DAYBOOK_SOAK=full says.

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Seconds: `make test`.
    Short,
    /// Minutes: `make soak`.
    Full,
}

impl Form {
    /// What the one who started the tests wants.
    pub fn wanted() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
        let wanted = std::env::var("DAYBOOK_SOAK");
        match wanted.as_deref() {
            Ok("full") => Self::Full,
            Ok(other) => panic!("DAYBOOK_SOAK: `{other}` is no form; use `full`, or leave it away"),
            Err(_) => Self::Short,
        }
    }

    /// The one or the other.
    pub fn choose<T>(self, short: T, full: T) -> T {
        match self {
            Self::Short => short,
            Self::Full => full,
        }
    }
}
