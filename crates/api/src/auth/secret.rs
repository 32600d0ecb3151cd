//! Randomness from the operating system, and the hash under which random secrets are stored.

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult};

/// Fresh random bytes.
pub(super) fn random_bytes<const N: usize>() -> ApiResult<[u8; N]> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(ApiError::internal)?;
    Ok(bytes)
}

/// SHA-256. Right for secrets of 160 random bits and more, which nobody can try out; passwords need Argon2.
pub(super) fn sha256(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}
