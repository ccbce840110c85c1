//! Codes by message. Nothing is sent: a message appears in the outbox, for tests. It's stored together with what it's for.

use std::sync::atomic::Ordering;

use cognito_mfa::pool::Medium;

use crate::document::{MessageDocument, SentCode, UserDocument};
use crate::fault::Fault;
use crate::random;
use crate::service::Call;

/// How often a code can be tried.
pub(crate) const MOST_WRONG_ANSWERS: u8 = 5;
/// How long a code counts that isn't part of a sign-in: 24 hours.
const CODE_SECONDS: u64 = 24 * 3600;

impl Call<'_, '_> {
    /// Sends a new code to the user's address of this medium. Only this code counts, not one of an earlier message.
    pub(crate) fn send_code(
        &mut self,
        pool: &str,
        user: &UserDocument,
        medium: Medium,
        purpose: &str,
    ) -> Result<SentCode, Fault> {
        let address = user.address(medium).unwrap_or_default().to_owned();
        self.send_code_to(pool, &user.username, medium, address, purpose)
    }

    pub(crate) fn send_code_to(
        &mut self,
        pool: &str,
        username: &str,
        medium: Medium,
        address: String,
        purpose: &str,
    ) -> Result<SentCode, Fault> {
        let code = random::code(self.random())?;
        self.send(pool, username, medium, &address, purpose, &code)?;
        Ok(SentCode { code, medium, address, expires: self.now + CODE_SECONDS, wrong: 0 })
    }

    pub(crate) fn send(
        &mut self,
        pool: &str,
        username: &str,
        medium: Medium,
        address: &str,
        purpose: &str,
        code: &str,
    ) -> Result<(), Fault> {
        let message = MessageDocument {
            user_pool_id: pool.to_owned(),
            username: username.to_owned(),
            delivery_medium: medium.name().to_owned(),
            destination: address.to_owned(),
            purpose: purpose.to_owned(),
            code: code.to_owned(),
            sent: self.now,
        };
        let number = self.service.messages.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:020}-{number:020}-{}", self.now, random::secret_name(self.random())?);
        self.work.put(&id, &message)
    }
}

impl SentCode {
    /// Whether this is the code, compared in constant time.
    pub(crate) fn is(&self, code: &str) -> bool {
        let differences = self.code.bytes().zip(code.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
        self.code.len() == code.len() && differences == 0
    }

    /// The address as a response shows it.
    pub(crate) fn masked_address(&self) -> String {
        masked(self.medium, &self.address)
    }
}

impl UserDocument {
    /// The address of this medium.
    pub(crate) fn address(&self, medium: Medium) -> Option<&str> {
        self.attributes.get(attribute_name(medium)).map(String::as_str)
    }
}

/// The attribute that contains the address of this medium.
pub(crate) fn attribute_name(medium: Medium) -> &'static str {
    match medium {
        Medium::Email => "email",
        Medium::Sms => "phone_number",
    }
}

/// An address as a response shows it.
pub(crate) fn masked(medium: Medium, address: &str) -> String {
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    match medium {
        Medium::Email => {
            let (name, domain) = address.split_once('@').unwrap_or((address, ""));
            format!("{}***@{}***", first(name), first(domain))
        }
        Medium::Sms => {
            let last: String = address.chars().skip(address.chars().count().saturating_sub(4)).collect();
            format!("+*******{last}")
        }
    }
}
