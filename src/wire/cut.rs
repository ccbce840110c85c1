//! Values of a request as an error shows them: long values are cut (spec 4).

use core::fmt;

/// A text. If it has more than 256 code points, it's shown as its first 256 code points and their total number.
pub(super) struct Cut<'t>(pub(super) &'t str);

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
