//! The operations that answer a challenge (spec 10 to 12, `docs/scenarios.md`).

use alloc::borrow::Cow;

use super::address::UserAddress;
use super::constraint::Path;
use super::error::DecodeError;
use super::json::Text;
use super::members::Members;
use super::sign_in::{Host, Parameters, Side};
use crate::factor::CodeFactor;
use crate::names::named;
use crate::sign_in::assurance::Attachment;
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::{Answer, Asked, OutOfOrder, PasskeyProof};

named! {
    /// `ChallengeName`, without the challenges that the engine doesn't model.
    ///
    /// [`ChallengeResponse::challenge`] has an example.
    #[non_exhaustive]
    pub enum ChallengeName {
        /// A code in a text message.
        SmsMfa = "SMS_MFA",
        /// A code in an email message, as a first factor or after a password.
        EmailOtp = "EMAIL_OTP",
        /// A TOTP code.
        SoftwareTokenMfa = "SOFTWARE_TOKEN_MFA",
        /// The choice of a factor.
        SelectMfaType = "SELECT_MFA_TYPE",
        /// The set-up of a factor.
        MfaSetup = "MFA_SETUP",
        /// The proof of a password with Secure Remote Password.
        PasswordVerifier = "PASSWORD_VERIFIER",
        /// The choice of a first factor.
        SelectChallenge = "SELECT_CHALLENGE",
        /// The device.
        DeviceSrpAuth = "DEVICE_SRP_AUTH",
        /// The device's password.
        DevicePasswordVerifier = "DEVICE_PASSWORD_VERIFIER",
        /// A new password.
        NewPasswordRequired = "NEW_PASSWORD_REQUIRED",
        /// A code in a text message as a first factor.
        SmsOtp = "SMS_OTP",
        /// A password, as the first factor that the user chooses or has chosen.
        Password = "PASSWORD",
        /// A passkey.
        WebAuthn = "WEB_AUTHN",
        /// The choice of a password with Secure Remote Password. Its proof is `PASSWORD_VERIFIER`.
        PasswordSrp = "PASSWORD_SRP",
    }
}

/// A request of `RespondToAuthChallenge` or `AdminRespondToAuthChallenge`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeResponse<'a> {
    client_id: Option<Cow<'a, str>>,
    challenge: ChallengeName,
    /// `ANSWER`, as the choice of a first factor and as the choice of an MFA type.
    first_factor: Option<FirstChallenge>,
    mfa_type: Option<CodeFactor>,
    /// The factor that `MFA_SETUP` sets up. It depends on the other members.
    set_up: CodeFactor,
}

impl ChallengeResponse<'_> {
    /// `ClientId` of `AdminRespondToAuthChallenge`; `None` when it's omitted. The [`UserAddress`] has the one of
    /// `RespondToAuthChallenge`.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The challenge that the response is for. Read it before you check the credential.
    ///
    /// ```
    /// use cognito_mfa::wire::{ChallengeName, Request, UserRequest};
    ///
    /// let body = r#"{"ClientId":"local_1","ChallengeName":"WEB_AUTHN","ChallengeResponses":{"USERNAME":"ann"}}"#;
    /// let Request::User(_, UserRequest::RespondToAuthChallenge(response), _) =
    ///     Request::decode("RespondToAuthChallenge", body)?
    /// else {
    ///     panic!("a response is sent")
    /// };
    /// assert_eq!(response.challenge(), ChallengeName::WebAuthn);
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    #[must_use]
    pub const fn challenge(&self) -> ChallengeName {
        self.challenge
    }

    /// The answer for [`SignIn::step`](crate::SignIn::step), to what the sign-in asked last.
    ///
    /// It asserts that the credential of the response is right, so check the credential first. If the response is for a
    /// passkey, pass what the passkey proved and how its authenticator is attached.
    ///
    /// `PASSWORD` and `PASSWORD_SRP` also answer `SELECT_CHALLENGE`: there they're the choice, which proves nothing. After the
    /// step, the sign-in asks for the proof of the password. If the response contains the password, check it, and pass
    /// [`Answer::PasswordProven`] at once.
    ///
    /// ```
    /// use cognito_mfa::assurance::Attachment;
    /// use cognito_mfa::sign_in::{Asked, FirstChallenge, OutOfOrder, PasskeyProof};
    /// use cognito_mfa::wire::{Request, UserRequest};
    /// use cognito_mfa::Answer;
    ///
    /// let body = r#"{"ClientId":"local_1","ChallengeName":"PASSWORD_VERIFIER","ChallengeResponses":{"USERNAME":"ann"}}"#;
    /// let Request::User(_, UserRequest::RespondToAuthChallenge(response), _) =
    ///     Request::decode("RespondToAuthChallenge", body)?
    /// else {
    ///     panic!("a response is sent")
    /// };
    /// let answer = |asked| response.answer(asked, PasskeyProof::Presence, Attachment::Platform);
    /// assert_eq!(answer(Asked::FirstFactor(FirstChallenge::PasswordSrp)), Ok(Answer::PasswordProven));
    /// assert_eq!(answer(Asked::FirstFactor(FirstChallenge::Password)), Err(OutOfOrder));
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutOfOrder`] when the response is a `SELECT_CHALLENGE` whose `ANSWER` isn't a first factor, or is about a password
    /// that the sign-in didn't ask for.
    pub fn answer(&self, asked: Asked, passkey: PasskeyProof, attachment: Attachment) -> Result<Answer, OutOfOrder> {
        Ok(match self.challenge {
            ChallengeName::SelectChallenge => Answer::FirstFactorChosen(self.first_factor.ok_or(OutOfOrder)?),
            ChallengeName::Password | ChallengeName::PasswordSrp | ChallengeName::PasswordVerifier => {
                return self.password_answer(asked).ok_or(OutOfOrder);
            }
            ChallengeName::EmailOtp => Answer::EmailCodeProven,
            ChallengeName::SmsOtp => Answer::SmsOtpProven,
            ChallengeName::WebAuthn => Answer::PasskeyProven(passkey, attachment),
            ChallengeName::NewPasswordRequired => Answer::NewPasswordChosen,
            ChallengeName::SelectMfaType => Answer::MfaTypeChosen(self.mfa_type),
            ChallengeName::SmsMfa => Answer::SmsCodeProven,
            ChallengeName::SoftwareTokenMfa => Answer::TotpCodeProven,
            ChallengeName::MfaSetup => match self.set_up {
                CodeFactor::Sms => Answer::SmsSetUpBegun,
                CodeFactor::Totp => Answer::TotpSetUpProven,
                CodeFactor::Email => Answer::EmailSetUpBegun,
            },
            ChallengeName::DeviceSrpAuth => Answer::DeviceBegun,
            ChallengeName::DevicePasswordVerifier => Answer::DeviceProven,
        })
    }

    /// The answer of a response about a password; `None` when the sign-in didn't ask for it.
    const fn password_answer(&self, asked: Asked) -> Option<Answer> {
        match (self.challenge, asked) {
            (ChallengeName::Password, Asked::FirstFactorChoice) => {
                Some(Answer::FirstFactorChosen(FirstChallenge::Password))
            }
            (ChallengeName::PasswordSrp, Asked::FirstFactorChoice) => {
                Some(Answer::FirstFactorChosen(FirstChallenge::PasswordSrp))
            }
            (ChallengeName::Password, Asked::FirstFactor(FirstChallenge::Password))
            | (ChallengeName::PasswordVerifier, Asked::FirstFactor(FirstChallenge::PasswordSrp)) => {
                Some(Answer::PasswordProven)
            }
            _ => None,
        }
    }
}

/// `RespondToAuthChallenge` and `AdminRespondToAuthChallenge`. Faults are in the member order of the API model.
pub(super) fn decode_respond<'a>(
    members: &mut Members<'a>,
    responses: &Parameters<'a>,
    side: Side,
) -> Result<(UserAddress<'a>, ChallengeResponse<'a>), DecodeError> {
    let host = Host::read(members, side)?;
    let name: Option<Text<'a>> = members.value("ChallengeName")?;
    let challenge = members.faults.required_choice::<ChallengeName>(&Path::Request, "challengeName", name.as_ref());
    let username = responses.required("challengeResponses", "USERNAME", &mut members.faults);
    let (address, client_id) = host.address(username);
    let answer = responses.text("ANSWER");
    let set_up = if responses.get("EMAIL").or(responses.get("email")).is_some() {
        CodeFactor::Email
    } else if responses.get("PHONE_NUMBER").is_some() {
        CodeFactor::Sms
    } else {
        CodeFactor::Totp
    };
    let response = ChallengeResponse {
        client_id,
        challenge: challenge.unwrap_or(ChallengeName::SelectChallenge),
        first_factor: answer.and_then(FirstChallenge::from_name),
        mfa_type: answer.and_then(CodeFactor::from_name),
        set_up,
    };
    Ok((address, response))
}
