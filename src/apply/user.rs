//! Changes of a user: the MFA preference (spec 7) and other events (spec 8).

use super::Transition;
use crate::command::{Caller, NewUser, PreferenceChange, Preferred, Switch, UserCommand, UserOrigin};
use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::note::{Note, NoteSet};
use crate::pool::{Medium, MfaMode, PoolPolicy};
use crate::rules::preference::{self, SetPreference};
use crate::rules::user_event::{self, UserEvents};
use crate::rules::{Rejection, judge};
use crate::user::preference::MfaPreference;
use crate::user::{Account, AccountState, Attribute, CredentialStamp, Passkeys, Password, Totp, User, UserStatus};
use crate::user::{AttributeChange, PasskeyAbility, UserEvent};

impl User {
    /// Applies a change to the user (spec 7 and 8). The profile is the policy's.
    ///
    /// Returns the next user and the notes that apply to the change. The current user stays unchanged.
    ///
    /// ```
    /// use cognito_mfa::command::{Caller, CodeSetting, PreferenceChange};
    /// use cognito_mfa::factor::CodeFactor;
    /// use cognito_mfa::user::{Attribute, Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
    ///
    /// let pool = PoolPolicy::default();
    /// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// ann.phone = Attribute::Verified;
    ///
    /// let prefer_sms = PreferenceChange::new().with_sms(CodeSetting::PREFERRED);
    /// let next = ann.apply(&pool, &UserCommand::SetPreference(Caller::User, prefer_sms))?.into_next();
    /// assert_eq!(next.preference.preferred(), Some(CodeFactor::Sms));
    ///
    /// let totp = PreferenceChange::new().with_totp(CodeSetting::ON);
    /// let refusal = ann.apply(&pool, &UserCommand::SetPreference(Caller::Admin, totp)).unwrap_err();
    /// assert_eq!(refusal.first().rule().code(), "totp-needs-verified-token");
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection`] lists every rule that the change breaks, in the order in which Cognito checks them. The first one is
    /// the error that Cognito returns.
    pub fn apply<'a>(&'a self, pool: &PoolPolicy, command: &UserCommand) -> Result<Transition<'a, Self>, Rejection> {
        match command {
            UserCommand::SetPreference(caller, change) => self.settle_preference(pool, *caller, *change),
            UserCommand::Event(event) => self.settle_event(pool, *event),
        }
    }

    /// Creates a user of the pool (spec 8). The host chooses the stamp at random.
    ///
    /// - A user created by an administrator has a temporary password. If the administrator doesn't send a
    ///   `TemporaryPassword`, and the pool allows `EMAIL_OTP` or `SMS_OTP`, the user has no password and is confirmed.
    /// - A user who signs up isn't confirmed.
    ///
    /// ```
    /// use cognito_mfa::command::{NewUser, UserOrigin};
    /// use cognito_mfa::pool::{PasswordlessFactor, PasswordlessFactorSet};
    /// use cognito_mfa::user::{Attribute, Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    ///
    /// let new = NewUser::new(UserOrigin::AdminWithoutPassword).with_email(Attribute::Verified);
    /// let mut pool = PoolPolicy::default();
    /// let ann = User::create(&pool, new, CredentialStamp(7));
    /// assert_eq!((ann.status(), ann.password()), (UserStatus::ForceChangePassword, Password::Temporary));
    ///
    /// pool.passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::EmailOtp]);
    /// let bob = User::create(&pool, new, CredentialStamp(3));
    /// assert_eq!((bob.status(), bob.password()), (UserStatus::Confirmed, Password::Absent));
    /// ```
    #[must_use]
    pub fn create(pool: &PoolPolicy, new: NewUser, stamp: CredentialStamp) -> Self {
        let (status, password) = match new.origin {
            UserOrigin::AdminWithoutPassword if pool.passwordless.allows_otp() => {
                (UserStatus::Confirmed, Password::Absent)
            }
            UserOrigin::AdminWithPassword | UserOrigin::AdminWithoutPassword => {
                (UserStatus::ForceChangePassword, Password::Temporary)
            }
            UserOrigin::SignUpWithPassword => (UserStatus::Unconfirmed, Password::Permanent),
            UserOrigin::SignUpWithoutPassword => (UserStatus::Unconfirmed, Password::Absent),
        };
        Self { phone: new.phone, email: new.email, ..Self::new(status, password, stamp) }
    }

    /// Changes the password at the user's own request (`ChangePassword`, spec 8). The host has checked the previous password.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    ///
    /// let pool = PoolPolicy::default();
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// assert_eq!(ann.change_password(&pool)?.next().stamp, ann.stamp.changed());
    ///
    /// // An administrator has reset the password since the user got the access token.
    /// let reset = User::new(UserStatus::ResetRequired, Password::Permanent, CredentialStamp(7));
    /// assert_eq!(reset.change_password(&pool).unwrap_err().first().rule().code(), "password-not-in-reset");
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection`] for a disabled or unconfirmed user, and for a user whose password was reset: the first three rules of spec 7.
    pub fn change_password<'a>(&'a self, pool: &PoolPolicy) -> Result<Transition<'a, Self>, Rejection> {
        // A user's own request without a block changes nothing, and breaks only the rules about the user's status.
        let _unchanged = self.settle_preference(pool, Caller::User, PreferenceChange::new())?;
        self.settle_event(pool, UserEvent::PermanentPasswordSet)
    }

    /// Confirms a sign-up with the code that was sent to the user (`ConfirmSignUp`, spec 8). The host has checked the code, and
    /// states where it sent the code. That attribute is verified.
    ///
    /// ```
    /// use cognito_mfa::pool::Medium;
    /// use cognito_mfa::user::{Attribute, Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    ///
    /// let pool = PoolPolicy::default();
    /// let mut ann = User::new(UserStatus::Unconfirmed, Password::Permanent, CredentialStamp(7));
    /// ann.email = Attribute::Unverified;
    /// let confirmed = ann.confirm_sign_up(&pool, Some(Medium::Email))?.into_next();
    /// assert_eq!((confirmed.status(), confirmed.email), (UserStatus::Confirmed, Attribute::Verified));
    ///
    /// let refusal = confirmed.confirm_sign_up(&pool, Some(Medium::Email)).unwrap_err();
    /// assert_eq!(refusal.to_string(), "User cannot be confirmed. Current status is CONFIRMED");
    /// # Ok::<(), cognito_mfa::Rejection>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection`] with `not-unconfirmed`.
    pub fn confirm_sign_up<'a>(
        &'a self,
        pool: &PoolPolicy,
        sent_to: Option<Medium>,
    ) -> Result<Transition<'a, Self>, Rejection> {
        let confirmed = self.settle_event(pool, UserEvent::SignUpConfirmed)?;
        let (phone, email) = match sent_to {
            Some(Medium::Sms) => (AttributeChange::Verify, AttributeChange::Keep),
            Some(Medium::Email) => (AttributeChange::Keep, AttributeChange::Verify),
            None => (AttributeChange::Keep, AttributeChange::Keep),
        };
        let next = confirmed.next.after(UserEvent::Attributes { phone, email });
        Ok(Transition { next, ..confirmed })
    }

    fn settle_preference(
        &self,
        pool: &PoolPolicy,
        caller: Caller,
        change: PreferenceChange,
    ) -> Result<Transition<'_, Self>, Rejection> {
        let after = merge(self.preference, pool.mode, change);
        let case = preference::Case { pool, user: self, caller, change, after };
        judge::<SetPreference>(&case, pool.profile)?;
        let next = Self { preference: after, ..*self };
        Ok(Transition { before: self, next, notes: preference_notes(pool, self, change, after) })
    }

    fn settle_event(&self, pool: &PoolPolicy, event: UserEvent) -> Result<Transition<'_, Self>, Rejection> {
        let case = user_event::Case { pool, user: self, event };
        judge::<UserEvents>(&case, pool.profile)?;
        let next = self.after(event);
        let lost_totp = self.preference.enabled().contains(Factor::Totp) && event == UserEvent::TotpRemoved;
        let alone = next.preference.enabled() == FactorSet::of(&[Factor::Passkey]);
        let notes = NoteSet::EMPTY.set(Note::CompanionGone, lost_totp && alone);
        Ok(Transition { before: self, next, notes })
    }

    /// The user after the event. The credential stamp counts the events that change a credential (spec 2).
    pub(crate) fn after(&self, event: UserEvent) -> Self {
        let stamp = if self.changes_credentials(event) { self.stamp.changed() } else { self.stamp };
        Self { stamp, ..self.with_effect(event) }
    }

    fn with_effect(&self, event: UserEvent) -> Self {
        match event {
            UserEvent::Attributes { phone, email } => {
                Self { phone: phone.applied_to(self.phone), email: email.applied_to(self.email), ..*self }
            }
            UserEvent::TotpAssociated => *self,
            UserEvent::TotpVerified => Self { totp: Totp::Verified, ..*self },
            UserEvent::TotpRemoved => {
                Self { totp: Totp::Absent, preference: self.preference.without(Factor::Totp), ..*self }
            }
            UserEvent::PasskeyRegistered(ability) => {
                let passkeys = match (self.passkeys, ability) {
                    (Passkeys::CanVerify, _) | (_, PasskeyAbility::VerifiesUser) => Passkeys::CanVerify,
                    (Passkeys::Absent | Passkeys::CannotVerify, PasskeyAbility::PresenceOnly) => Passkeys::CannotVerify,
                };
                Self { passkeys, ..*self }
            }
            // A removal never adds a passkey, whatever the host states.
            UserEvent::PasskeyRemoved(left) => Self { passkeys: self.passkeys.min(left), ..*self },
            UserEvent::PermanentPasswordSet => {
                self.with_account(Account::new(UserStatus::Confirmed, Password::Permanent))
            }
            UserEvent::TemporaryPasswordSet => {
                self.with_account(Account::new(UserStatus::ForceChangePassword, Password::Temporary))
            }
            UserEvent::SignUpConfirmed => self.with_account(Account::new(UserStatus::Confirmed, self.password())),
            UserEvent::Disabled => Self { access: AccountState::Disabled, ..*self },
            UserEvent::Enabled => Self { access: AccountState::Enabled, ..*self },
            UserEvent::PasswordReset => self.with_account(Account::new(UserStatus::ResetRequired, self.password())),
        }
    }

    /// Whether the event sets a credential, removes an existing one, or disables an enabled user.
    fn changes_credentials(&self, event: UserEvent) -> bool {
        match event {
            UserEvent::Attributes { phone, email } => phone.replaces(self.phone) || email.replaces(self.email),
            UserEvent::TotpVerified
            | UserEvent::PasskeyRegistered(_)
            | UserEvent::PermanentPasswordSet
            | UserEvent::TemporaryPasswordSet => true,
            UserEvent::TotpRemoved => self.totp == Totp::Verified,
            UserEvent::PasskeyRemoved(_) => self.passkeys.is_present(),
            UserEvent::Disabled => self.access == AccountState::Enabled,
            UserEvent::TotpAssociated | UserEvent::SignUpConfirmed | UserEvent::Enabled | UserEvent::PasswordReset => {
                false
            }
        }
    }
}

impl AttributeChange {
    /// Whether the change sets a value, or removes an existing one.
    const fn replaces(self, attribute: Attribute) -> bool {
        match self {
            Self::Set | Self::SetVerified => true,
            Self::Remove => attribute.is_present(),
            Self::Keep | Self::Verify | Self::Unverify => false,
        }
    }

    pub(crate) fn applied_to(self, attribute: Attribute) -> Attribute {
        match (self, attribute) {
            (Self::Keep, _) => attribute,
            (Self::Set, _) | (Self::Unverify, Attribute::Unverified | Attribute::Verified) => Attribute::Unverified,
            (Self::SetVerified, _) | (Self::Verify, Attribute::Unverified | Attribute::Verified) => Attribute::Verified,
            (Self::Remove, _) | (Self::Verify | Self::Unverify, Attribute::Absent) => Attribute::Absent,
        }
    }
}

/// Merges the change, block by block (spec 7). A block that isn't sent leaves its factor unchanged.
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
    MfaPreference::with_valid_preferred(enabled, asked.or(preferred))
}

fn preference_notes(pool: &PoolPolicy, user: &User, change: PreferenceChange, after: MfaPreference) -> NoteSet {
    let switched = |to: Switch| {
        let codes = CodeFactor::ALL.iter().copied();
        let codes = codes.filter(move |code| change.of(*code).is_some_and(|setting| setting.switch == to));
        codes.map(Factor::from).collect::<FactorSet>().set(Factor::Passkey, change.passkey == Some(to))
    };
    let kept = FactorSet::from(switched(Switch::Off).and(user.preference.enabled()).codes());
    let companions = after.enabled_codes().and(pool.offered().codes()).and(user.facts().possessed().codes());
    let alone = after.enabled().contains(Factor::Passkey) && companions.is_empty();
    NoteSet::EMPTY
        .set(Note::KeptByRequiredMfa, pool.mode == MfaMode::On && !kept.is_empty())
        .set(Note::FactorNotOffered, !switched(Switch::On).minus(pool.offered()).is_empty())
        .set(Note::CompanionNotOffered, change.sends_a_block() && alone)
}
