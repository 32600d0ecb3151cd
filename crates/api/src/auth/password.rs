//! Passwords: Argon2id with the parameters of OWASP, away from the async threads and never many at once.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use daybook_shared::problem::ErrorCode;
use tokio::sync::{Semaphore, SemaphorePermit};
use unicode_normalization::UnicodeNormalization;

use crate::error::{ApiError, ApiResult};

/// Verifications at once in this process: each takes 19 MiB and keeps one core busy.
const MAX_AT_ONCE: usize = 4;
/// How long a request waits for its turn before it is refused.
const MAX_WAIT: Duration = Duration::from_secs(2);

static TURNS: Semaphore = Semaphore::const_new(MAX_AT_ONCE);

/// The right to compute one hash after the other.
pub struct Turn(
    #[expect(dead_code, reason = "held, not read: dropping it gives the turn back")] SemaphorePermit<'static>,
);

/// Waits for a turn; 503 where too many wait.
pub async fn turn() -> ApiResult<Turn> {
    match tokio::time::timeout(MAX_WAIT, TURNS.acquire()).await {
        Ok(Ok(permit)) => Ok(Turn(permit)),
        Ok(Err(closed)) => Err(ApiError::internal(closed)),
        Err(_) => Err(
            ApiError::new(ErrorCode::Unavailable, "too many people sign in at this moment").retry_after(1),
        ),
    }
}

impl Turn {
    /// Whether the password has the hash. Without a hash the answer is no, after the same work.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> ApiResult<bool> {
        let password = normalised(password);
        let work = move || match hash {
            Some(hash) => verify_now(password.as_bytes(), &hash),
            None => pretend(password.as_bytes()).map(|()| false),
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(ApiError::internal)?
    }
}

/// The hash of a new password, in PHC form, with a random salt.
pub async fn hash(password: &str) -> ApiResult<String> {
    let _turn = turn().await?;
    let password = normalised(password);
    let work = move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash: PasswordHash| hash.to_string())
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)
}

/// Whether two texts are one password, however their accents are written.
pub fn is_same(one: &str, other: &str) -> bool {
    normalised(one) == normalised(other)
}

fn verify_now(password: &[u8], hash: &str) -> ApiResult<bool> {
    let hash = PasswordHash::new(hash)
        .map_err(|error| ApiError::internal(format!("a stored password hash: {error}")))?;
    Ok(Argon2::default().verify_password(password, &hash).is_ok())
}

fn pretend(password: &[u8]) -> ApiResult<()> {
    let mut output = [0; 32];
    let salt = b"nobody's salt...";
    Argon2::default()
        .hash_password_into(password, salt, &mut output)
        .map_err(|error| ApiError::internal(error.to_string()))
}

/// One spelling of what people see as one text (NIST SP 800-63B): keyboards differ in how they write an accent.
fn normalised(password: &str) -> String {
    password.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use argon2::Params;

    use super::*;

    #[test]
    fn the_parameters_are_those_of_owasp() {
        let params = Params::default();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (19 * 1024, 2, 1)
        );
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_however_its_accents_are_written() {
        let hash = hash("caf\u{e9} au lait").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let turn = turn().await.unwrap();
        assert!(
            turn.verify("cafe\u{301} au lait", Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!turn.verify("cafe au lait", Some(hash)).await.unwrap());
        assert!(!turn.verify("cafe au lait", None).await.unwrap());
    }
}
