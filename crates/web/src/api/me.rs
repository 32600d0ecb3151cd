//! The person, and what they set for themselves.

use daybook_shared::auth::PasswordChange;
use daybook_shared::me::{Me, User, UserUpdate};
use daybook_shared::route;

use super::{ApiError, Client};

impl Client {
    /// Who is signed in.
    pub async fn me(self) -> Result<Me, ApiError> {
        self.get(route::ME, None).await
    }

    /// Changes what the person has set.
    pub async fn update_me(self, update: &UserUpdate) -> Result<User, ApiError> {
        self.change("PATCH", route::ME, update).await
    }

    /// Changes the password; every other session ends.
    pub async fn change_password(self, change: &PasswordChange) -> Result<(), ApiError> {
        self.order("POST", route::PASSWORD, Some(change)).await
    }
}
