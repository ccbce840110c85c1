//! Texts that the constraints of spec 4 allow: a few of each kind, including the shortest and some unusual ones.

pub(super) const SMS_MESSAGES: &[&str] = &["{####}", "Your code is {####}.", "Votre code\u{a0}: {####} \"à bientôt\""];
pub(super) const EMAIL_MESSAGES: &[&str] = &["{####}", "Use {####} to sign in.\n\n– the shop", "漢字 {####} €"];
pub(super) const SUBJECTS: &[&str] = &["Your code", "\t", "Код «{####}»"];
pub(super) const SNS_CALLERS: &[&str] =
    &["arn:aws:iam::123456789012:role/cognito-sms", "arn:aws-cn:iam:cn-north-1:123456789012:role/x:y", ""];
pub(super) const EUMS_CALLERS: &[&str] =
    &["arn:aws:iam::123456789012:role/eums", "arn:aws:iam:eu-west-1:123456789012:role/a/b:c"];
pub(super) const EXTERNAL_IDS: &[&str] = &["x1", "c0ffee-\"quoted\"", ""];
pub(super) const REGIONS: &[&str] = &["eu-west-1", "ap-northeast-1", "ap-northeast-2"];
pub(super) const NAMES: &[&str] = &["shop", "+15550100", ""];
pub(super) const RELYING_PARTIES: &[&str] = &["example.com", "login.example.com", "b.example"];
