//! The options for a sign-in attempt.

use clap::Args;
use cognito_mfa::Attempt;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::{Device, FirstFactor, SignInContext};

use crate::choice::choice;

// A doc comment on these structs would replace the help text of the verbs that use them.
#[derive(Args)]
pub(crate) struct AttemptOptions {
    /// The first factor that the user has proven
    #[arg(long, value_name = "NAME", default_value = "password", value_parser = choice(FirstFactor::KINDS, FirstFactor::name))]
    first_factor: FirstFactor,
    #[command(flatten)]
    context: ContextArguments,
}

#[derive(Args)]
pub(crate) struct ContextArguments {
    /// The state of the user's device
    #[arg(long, value_name = "NAME", default_value = "unknown", value_parser = choice(Device::ALL, Device::name))]
    device: Device,
    /// The risk level of the sign-in
    #[arg(long, value_name = "NAME", default_value = "none", value_parser = choice(RiskLevel::ALL, RiskLevel::name))]
    risk: RiskLevel,
}

impl AttemptOptions {
    pub(crate) const fn attempt(&self) -> Attempt {
        let ContextArguments { device, risk } = self.context;
        Attempt { first_factor: self.first_factor, device, risk }
    }
}

impl ContextArguments {
    pub(crate) const fn sign_in_context(&self) -> SignInContext {
        SignInContext { device: self.device, risk: self.risk }
    }
}
