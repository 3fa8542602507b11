//! `postal make-token`.

use clap::Args;

use super::Failure;
use super::context::Context;
use crate::accounts::TokenForm;

#[derive(Debug, Args)]
pub struct MakeToken {
    /// Address of the user whose rights the token has.
    #[arg(long)]
    email: String,
    /// What the token is for.
    #[arg(long)]
    name: String,
    /// What it may do, such as messages:send; repeat for more. All that the user may when left out.
    #[arg(long = "scope")]
    scopes: Vec<String>,
}

impl MakeToken {
    pub async fn run(self) -> Result<(), Failure> {
        let context = Context::open().await?;
        let Some(user) = context.accounts.find_user_by_email_address(&self.email).await? else {
            return Err(Failure::Failed(anyhow::anyhow!("there is no user with the address {}", self.email)));
        };
        let scopes = Some(self.scopes).filter(|scopes| !scopes.is_empty());
        let form = TokenForm { name: self.name, scopes, expires_at: None };
        let token = context.recorded("make-token", "token", context.accounts.create_token(user.id, &form)).await?;
        println!("{}", token.secret);
        Ok(())
    }
}
