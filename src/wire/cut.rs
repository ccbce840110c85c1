//! Text of a request as an error shows it: long text is cut (spec 4).

use core::fmt;

/// Text of a request as an error shows it. If it has more than 256 code points, its `Display` is the first 256 code points and
/// their total number.
///
/// ```
/// use cognito_mfa::wire::Cut;
///
/// assert_eq!(Cut("local_1").to_string(), "local_1");
/// assert!(Cut(&"x".repeat(1000)).to_string().ends_with("xxx… (1000 characters)"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut<'t>(
    /// The whole text.
    pub &'t str,
);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 256;
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => {
                let start = self.0.get(..end).unwrap_or_default();
                write!(f, "{start}… ({} characters)", self.0.chars().count())
            }
            None => f.write_str(self.0),
        }
    }
}
