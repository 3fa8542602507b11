//! People: users, their passwords, web sessions and management tokens.
//!
//! Decides who somebody is; what they may do in an organization is a matter of their membership (`tenancy`).
//! Begin with [`Accounts`].

pub mod audit;
mod directory;
mod invitations;
mod links;
mod mails;
pub mod oidc;
mod password;
pub mod scope;
mod sessions;
mod throttle;
mod tokens;
mod two_factor;
mod users;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::model::Violations;
use crate::random::Random;
use crate::secrets::{SecretError, SecretKey};
use crate::store::{Store, StoreError};

pub use directory::{UserChange, UserForm};
pub use invitations::{Acceptance, InvitationForm, Invited};
pub use links::{NewPassword, is_own_path};
pub use password::MIN_PASSWORD_CHARS;
pub use scope::Scope;
pub use sessions::{CONFIRMED_TIME, Confirmation, Login, REMEMBERED_SESSION_TIME, SESSION_IDLE_TIME, is_stale};
pub use throttle::client_network;
pub use tokens::{NewToken, TokenForm, TokenLimits};
pub use two_factor::{Challenge, Enrolment, LoginStep};
pub use users::ProfileForm;

#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// Unknown address, wrong password, no password: not told apart.
    #[error("the e-mail address or the password is wrong")]
    Refused,
    /// Of a password or an address: unknown, used, or older than a day.
    #[error("the link is unknown or has expired")]
    UnknownLink,
    /// The code came too late after the password, or for the second time.
    #[error("the login has to begin again")]
    LoginOver,
    /// Not the code of the moment, or used before.
    #[error("the code is wrong")]
    WrongCode,
    #[error("there is a second factor already")]
    TwoFactorEnabled,
    #[error("there is no second factor")]
    NoTwoFactor,
    /// Neither a password nor a second factor: the OpenID provider is asked by logging in again.
    #[error("only another login confirms who this is")]
    NothingToConfirmWith,
    /// The account has a second factor, which is asked for at the login only.
    #[error("the login needs a second factor")]
    NeedsSecondFactor,
    #[error("nobody deletes themselves")]
    OwnAccount,
    #[error("the installation keeps at least one administrator")]
    LastAdmin,
    #[error("too many attempts")]
    Throttled { retry_after: Duration },
    #[error("a password could not be hashed: {0}")]
    Hash(String),
    #[error("a second factor could not be used: {0}")]
    Totp(String),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Users, sessions and tokens; cheap to clone, clones share the login throttle.
#[derive(Clone)]
pub struct Accounts {
    store: Store,
    clock: SharedClock,
    random: Random,
    config: Arc<Config>,
    secret_key: SecretKey,
    throttle: throttle::Throttle,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Accounts")
    }
}

impl Accounts {
    pub fn new(store: Store, clock: SharedClock, random: Random, secret_key: SecretKey, config: Arc<Config>) -> Self {
        Self { store, clock, random, config, secret_key, throttle: throttle::Throttle::default() }
    }
}
