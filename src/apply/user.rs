//! Changes of a user: the MFA preference (SPEC 7), and what else happens (SPEC 8).

use super::Transition;
use crate::command::{
    AttributeChange, Caller, PasskeyAbility, PreferenceChange, Preferred, Report, Switch, UserCommand,
};
use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::note::{Note, NoteSet};
use crate::pool::{MfaMode, PoolPolicy};
use crate::preference::MfaPreference;
use crate::rules::preference::{self, SetPreference};
use crate::rules::report::{self, Reporting};
use crate::rules::{Rejection, judge};
use crate::user::{Access, Account, Attribute, Passkeys, Password, Totp, User, UserStatus};

impl User {
    /// Validates a change of the user and gives the next one. The profile is that of the policy.
    ///
    /// ```
    /// use cognito_mfa::{Caller, Pool, PreferenceChange, Report, Switch, Tier, User, UserCommand};
    ///
    /// let pool = Pool::new(Tier::Essentials).policy();
    /// let ann = User::default();
    /// let disabled = ann.apply(&pool, &UserCommand::Report(Report::Disabled))?.into_next();
    ///
    /// let passkey = PreferenceChange { passkey: Some(Switch::On), ..PreferenceChange::default() };
    /// let refusal = disabled.apply(&pool, &UserCommand::SetPreference(Caller::User, passkey)).unwrap_err();
    /// assert_eq!(refusal.first().rule().code(), "user-disabled");
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejection`] with every rule of SPEC 7 or 8 that the change would break; the user is as before.
    pub fn apply<'a>(&'a self, pool: &PoolPolicy, command: &UserCommand) -> Result<Transition<'a, Self>, Rejection> {
        match command {
            UserCommand::SetPreference(caller, change) => self.settle_preference(pool, *caller, *change),
            UserCommand::Report(report) => self.settle_report(pool, *report),
        }
    }

    fn settle_preference(
        &self,
        pool: &PoolPolicy,
        caller: Caller,
        change: PreferenceChange,
    ) -> Result<Transition<'_, Self>, Rejection> {
        let after = merge(self.preference, pool.mode, change);
        let case = preference::Case { pool, user: self, caller, change, after };
        judge::<SetPreference>(&case, pool.fidelity)?;
        let next = Self { preference: after, ..*self };
        Ok(Transition { before: self, next, notes: preference_notes(pool, self.preference, change, after) })
    }

    fn settle_report(&self, pool: &PoolPolicy, report: Report) -> Result<Transition<'_, Self>, Rejection> {
        let case = report::Case { pool, user: self, report };
        judge::<Reporting>(&case, pool.fidelity)?;
        let next = self.after(report);
        let lost_totp = self.preference.enabled().contains(Factor::Totp) && report == Report::TotpRemoved;
        let alone = next.preference.enabled() == FactorSet::of(&[Factor::Passkey]);
        let notes = NoteSet::EMPTY.set(Note::CompanionGone, lost_totp && alone);
        Ok(Transition { before: self, next, notes })
    }

    const fn with_account(self, account: Account) -> Self {
        Self { account, ..self }
    }

    /// The user as the report leaves them.
    pub(crate) fn after(&self, report: Report) -> Self {
        match report {
            Report::Attributes { phone, email } => {
                Self { phone: phone.applied_to(self.phone), email: email.applied_to(self.email), ..*self }
            }
            Report::TotpAssociated => *self,
            Report::TotpVerified => Self { totp: Totp::Verified, ..*self },
            Report::TotpRemoved => {
                Self { totp: Totp::Absent, preference: self.preference.without(Factor::Totp), ..*self }
            }
            Report::PasskeyRegistered(ability) => {
                let passkeys = match (self.passkeys, ability) {
                    (Passkeys::CanVerify, _) | (_, PasskeyAbility::VerifiesUser) => Passkeys::CanVerify,
                    (Passkeys::Absent | Passkeys::CannotVerify, PasskeyAbility::PresenceOnly) => Passkeys::CannotVerify,
                };
                Self { passkeys, ..*self }
            }
            Report::PasskeysRemoved => Self { passkeys: Passkeys::Absent, ..*self },
            Report::PermanentPasswordSet => self.with_account(Account::new(UserStatus::Confirmed, Password::Permanent)),
            Report::TemporaryPasswordSet => {
                self.with_account(Account::new(UserStatus::ForceChangePassword, Password::Temporary))
            }
            Report::SignUpConfirmed => self.with_account(Account::new(UserStatus::Confirmed, self.password())),
            Report::Disabled => Self { access: Access::Disabled, ..*self },
            Report::Enabled => Self { access: Access::Enabled, ..*self },
            Report::PasswordReset => self.with_account(Account::new(UserStatus::ResetRequired, self.password())),
        }
    }
}

impl AttributeChange {
    fn applied_to(self, attribute: Attribute) -> Attribute {
        match (self, attribute) {
            (Self::Keep, _) => attribute,
            (Self::Set, _) | (Self::Unverify, Attribute::Unverified | Attribute::Verified) => Attribute::Unverified,
            (Self::SetVerified, _) | (Self::Verify, Attribute::Unverified | Attribute::Verified) => Attribute::Verified,
            (Self::Remove, _) | (Self::Verify | Self::Unverify, Attribute::Absent) => Attribute::Absent,
        }
    }
}

/// Merge per block: what is not sent stays; what is sent sets its factor and takes or leaves the preference (SPEC 7).
fn merge(before: MfaPreference, mode: MfaMode, change: PreferenceChange) -> MfaPreference {
    let mut enabled = before.enabled();
    let mut preferred = before.preferred();
    for (factor, setting) in change.codes() {
        enabled = match (setting.switch, mode) {
            (Switch::On, _) => enabled.with(factor.into()),
            (Switch::Off, MfaMode::On) => enabled,
            (Switch::Off, MfaMode::Off | MfaMode::Optional) => enabled.without(factor.into()),
        };
        preferred = preferred.filter(|one| *one != factor);
    }
    if let Some(switch) = change.passkey {
        enabled = enabled.set(Factor::Passkey, switch == Switch::On);
    }
    let asked = change.codes().find(|(_, setting)| setting.preferred == Preferred::Yes).map(|(factor, _)| factor);
    MfaPreference::keeping(enabled, asked.or(preferred))
}

fn preference_notes(
    pool: &PoolPolicy,
    before: MfaPreference,
    change: PreferenceChange,
    after: MfaPreference,
) -> NoteSet {
    let switched = |to: Switch| {
        let codes = CodeFactor::ALL.iter().copied();
        let codes = codes.filter(move |code| change.of(*code).is_some_and(|setting| setting.switch == to));
        codes.map(Factor::from).collect::<FactorSet>().set(Factor::Passkey, change.passkey == Some(to))
    };
    let kept = FactorSet::from(switched(Switch::Off).and(before.enabled()).codes());
    let alone =
        after.enabled().contains(Factor::Passkey) && after.enabled_codes().and(pool.offered().codes()).is_empty();
    NoteSet::EMPTY
        .set(Note::KeptByRequiredMfa, pool.mode == MfaMode::On && !kept.is_empty())
        .set(Note::FactorNotOffered, !switched(Switch::On).minus(pool.offered()).is_empty())
        .set(Note::CompanionNotOffered, change.sends_a_block() && alone)
}
