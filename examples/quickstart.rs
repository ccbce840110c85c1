//! From a request to a decision: change a pool, see a change refused, and ask which challenge a user gets.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use cognito_mfa::pool::{PoolMember, Tier};
use cognito_mfa::user::{Attribute, Password, Totp, UserStatus};
use cognito_mfa::wire::{PoolRequest, Request};
use cognito_mfa::{Attempt, CredentialStamp, Pool, Profile, User, resolve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = Pool::new(Tier::Essentials, Profile::Observed);

    // Cognito refuses to require MFA without a factor.
    let body = r#"{"UserPoolId":"local_1","MfaConfiguration":"ON"}"#;
    if let Request::Pool(_, PoolRequest::Apply(command)) = Request::decode("SetUserPoolMfaConfig", body)?
        && let Err(rejection) = pool.apply(&command)
    {
        let first = rejection.first();
        println!("refused ({}: {}): {rejection}", first.row().operation, first.rule().code());
    }

    // With TOTP, it accepts the change.
    let body = r#"{"UserPoolId":"local_1","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
    let Request::Pool(_, PoolRequest::Apply(command)) = Request::decode("SetUserPoolMfaConfig", body)? else {
        return Err("SetUserPoolMfaConfig changes a pool".into());
    };
    let transition = pool.apply(&command)?;
    println!("changed: {}", transition.changes().map(PoolMember::name).collect::<Vec<_>>().join(", "));
    let pool = transition.into_next();

    // Ann has TOTP. Bob has only an email address, so he must set up TOTP at his next sign-in.
    let bob = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).with_email(Attribute::Verified);
    let ann = bob.with_totp(Totp::Verified).with_stamp(CredentialStamp(8));
    for (name, user) in [("Ann", ann), ("Bob", bob)] {
        let answer = resolve(&pool.policy(), user.facts(), Attempt::password());
        println!("{name}: {} (sign-in: {})", answer.outcome(), answer.reason().code());
    }
    Ok(())
}
