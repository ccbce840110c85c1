//! The members of a request that a host decodes itself.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::RangeInclusive;

use serde::Deserialize;

use super::constraint::{Faults, shown};
use super::error::DecodeError;
use super::fault::Fault;
use super::json::{Integer, Sensitive, Serialization, Text, read as value};
use super::reader::Reader;

/// The members of a request that [`Request::decode`](super::Request::decode) doesn't know, for a host that decodes it itself.
///
/// The engine knows each operation that has to do with MFA or a sign-in. Operations of a host's own administration, such as
/// `ListUsers` or `CreateUserPoolClient`, touch no policy. With this type they read JSON as strictly, and word their errors in
/// the same way (spec 4). Call [`finish`](Self::finish) after the last member: it returns all faults in the order of your calls.
///
/// ```
/// use cognito_mfa::wire::Members;
///
/// let mut members = Members::read(r#"{"UserPoolId":"local_1","ClientName":"web","GenerateSecret":true}"#)?;
/// assert_eq!(members.user_pool_id()?, "local_1");
/// assert_eq!(members.required("ClientName", 1..=128)?, "web");
/// assert_eq!(members.flag("GenerateSecret")?, Some(true));
/// members.finish()?;
///
/// let mut members = Members::read(r#"{"UserPoolId":"local_1","Limit":99}"#)?;
/// members.required("ClientName", 1..=128)?;
/// members.number("Limit", 0..=60)?;
/// assert_eq!(
///     members.finish().unwrap_err().to_string(),
///     "2 validation errors detected: Value null at 'clientName' failed to satisfy constraint: Member must not be null; \
///      Value '99' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
/// );
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
pub struct Members<'a> {
    sent: Vec<(Cow<'a, str>, &'a str)>,
    pub(super) faults: Faults,
}

impl<'a> Members<'a> {
    /// Reads the body of a request, or an object in it. The members aren't checked yet.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Serialization`] when the text isn't a JSON object.
    pub fn read(json: &'a str) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(json);
        let mut sent = Vec::new();
        let mut read = || {
            let (mut is_first, mut name) = (true, Cow::Borrowed(""));
            reader.open_object(&"an object")?;
            while reader.next_member(&mut is_first, &mut name)? {
                sent.push((core::mem::take(&mut name), reader.raw()?));
            }
            reader.finish()
        };
        read().map_err(Fault::into_inner)?;
        Ok(Self { sent, faults: Faults::default() })
    }

    /// A text with a length in this range; `None` when it's omitted.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"DeviceName":"phone"}"#)?;
    /// assert_eq!(members.text("DeviceName", 1..=1024)?.as_deref(), Some("phone"));
    /// assert_eq!(members.text("Filter", 0..=256)?, None);
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn text(&mut self, name: &str, length: RangeInclusive<usize>) -> Result<Option<Cow<'a, str>>, DecodeError> {
        let value = self.value::<Text<'a>>(name)?.map(|Text(text)| text);
        if let Some(text) = &value {
            self.faults.length(&path(name), (*length.start(), *length.end()), text.chars().count(), &|| shown(text));
        }
        Ok(value)
    }

    /// A required text with a length in this range. It's empty when it's missing.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"ClientName":"web"}"#)?;
    /// assert_eq!(members.required("ClientName", 1..=128)?, "web");
    /// members.required("PoolName", 1..=128)?;
    /// assert!(members.finish().is_err());
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn required(&mut self, name: &str, length: RangeInclusive<usize>) -> Result<Cow<'a, str>, DecodeError> {
        let value = self.text(name, length)?;
        if value.is_none() {
            self.faults.add(&path(name), "null ", "Member must not be null");
        }
        Ok(value.unwrap_or_default())
    }

    /// A text that no error repeats, such as a token; `None` when it's omitted. Its length isn't checked.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"Token":"opaque"}"#)?;
    /// assert!(members.sensitive("Token")?.is_some_and(|token| token.reveal() == "opaque"));
    /// assert_eq!(members.sensitive("SecretHash")?, None);
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn sensitive(&mut self, name: &str) -> Result<Option<Sensitive<'a>>, DecodeError> {
        self.value(name)
    }

    /// One of these values; `None` when it's omitted.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"DeviceRememberedStatus":"remembered"}"#)?;
    /// let status = members.choice("DeviceRememberedStatus", &["remembered", "not_remembered"])?;
    /// assert_eq!(status, Some("remembered"));
    ///
    /// let mut members = Members::read(r#"{"DeviceRememberedStatus":"yes"}"#)?;
    /// members.choice("DeviceRememberedStatus", &["remembered", "not_remembered"])?;
    /// assert!(members.finish().is_err());
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn choice(&mut self, name: &str, among: &[&'static str]) -> Result<Option<&'static str>, DecodeError> {
        let Some(Text(text)) = self.value::<Text<'a>>(name)? else { return Ok(None) };
        let chosen = among.iter().copied().find(|value| *value == text);
        if chosen.is_none() {
            self.faults.add(&path(name), &shown(&text), &enum_value_set(among));
        }
        Ok(chosen)
    }

    /// A list of these values; `None` when it's omitted.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"ExplicitAuthFlows":["ALLOW_USER_AUTH"]}"#)?;
    /// let flows = members.choices("ExplicitAuthFlows", &["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH"])?;
    /// assert_eq!(flows, Some(vec!["ALLOW_USER_AUTH"]));
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn choices(&mut self, name: &str, among: &[&'static str]) -> Result<Option<Vec<&'static str>>, DecodeError> {
        let Some(texts) = self.value::<Vec<Text<'a>>>(name)? else { return Ok(None) };
        let mut chosen = Vec::new();
        for (index, Text(text)) in texts.iter().enumerate() {
            let Some(value) = among.iter().copied().find(|value| value == text) else {
                let path = format!("{}.{}.member", path(name), index + 1);
                self.faults.add(&path, &shown(text), &enum_value_set(among));
                // One fault is enough: a list can be long, and messages stay short.
                break;
            };
            chosen.push(value);
        }
        Ok(Some(chosen))
    }

    /// A whole number in this range; `None` when it's omitted.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"Limit":61}"#)?;
    /// assert_eq!(members.number("Limit", 0..=60)?, None);
    /// assert!(members.finish().is_err());
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn number(&mut self, name: &str, range: RangeInclusive<i32>) -> Result<Option<i32>, DecodeError> {
        let Some(Integer(number)) = self.value::<Integer>(name)? else { return Ok(None) };
        for (is_broken, relation, bound) in [
            (number < (*range.start()).into(), "greater", range.start()),
            (number > (*range.end()).into(), "less", range.end()),
        ] {
            if is_broken {
                let constraint = format!("Member must have value {relation} than or equal to {bound}");
                self.faults.add(&path(name), &format!("'{number}' "), &constraint);
            }
        }
        Ok(i32::try_from(number).ok().filter(|number| range.contains(number)))
    }

    /// `true` or `false`; `None` when it's omitted.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"GenerateSecret":true}"#)?;
    /// assert_eq!(members.flag("GenerateSecret")?, Some(true));
    /// assert!(Members::read(r#"{"GenerateSecret":"true"}"#)?.flag("GenerateSecret").is_err());
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn flag(&mut self, name: &str) -> Result<Option<bool>, DecodeError> {
        self.value(name)
    }

    /// The text of an object, to read with [`read`](Self::read); `None` when it's omitted.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"DeviceSecretVerifierConfig":{"Salt":"s"}}"#)?;
    /// let inner = members.object("DeviceSecretVerifierConfig")?.unwrap_or("{}");
    /// assert_eq!(Members::read(inner)?.text("Salt", 0..=131_072)?.as_deref(), Some("s"));
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn object(&mut self, name: &str) -> Result<Option<&'a str>, DecodeError> {
        let raw = self.raw(name)?;
        if raw.is_some_and(|raw| !raw.starts_with('{')) {
            return Err(Serialization::WrongType { member: name.into(), expected: "an object".into() }.into());
        }
        Ok(raw)
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Constraints`] with every fault that the calls before have found.
    pub fn finish(self) -> Result<(), DecodeError> {
        Ok(self.faults.finish()?)
    }

    pub(super) fn value<T: Deserialize<'a>>(&self, name: &str) -> Result<Option<T>, DecodeError> {
        let read = self.raw(name)?.map(value).transpose();
        read.map_err(|error| Fault::new(error).in_member(name).into_inner().into())
    }

    /// The text of any value. `null` counts as omitted.
    pub(super) fn raw(&self, name: &str) -> Result<Option<&'a str>, DecodeError> {
        let mut named = self.sent.iter().filter(|(sent, _)| sent == name);
        let first = named.next();
        if named.next().is_some() {
            return Err(Serialization::Repeated { member: name.into() }.into());
        }
        Ok(first.map(|(_, raw)| *raw).filter(|raw| *raw != "null"))
    }
}

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values can be secrets.
        f.debug_list().entries(self.sent.iter().map(|(name, _)| name)).finish()
    }
}

/// The path of a member in a message: its name in lowerCamelCase.
fn path(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_lowercase(), chars.as_str()))
}

fn enum_value_set(among: &[&str]) -> String {
    format!("Member must satisfy enum value set: [{}]", among.join(", "))
}
