//! The address of a resource, such as `module.auth["eu"].aws_cognito_user_pool.staff[0]`.

/// The names in an address. An index is part of the name before it: `auth["eu"]`.
pub(super) fn segments(address: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let (mut start, mut is_quoted, mut is_escaped, mut is_index) = (0, false, false, false);
    for (at, char) in address.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if is_index => is_quoted = !is_quoted,
            '[' => is_index = true,
            ']' if !is_quoted => is_index = false,
            '.' if !is_index => {
                segments.extend(address.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    segments.extend(address.get(start..));
    segments
}

/// A name without its index.
pub(super) fn without_index(segment: &str) -> &str {
    segment.split_once('[').map_or(segment, |(name, _)| name)
}

/// The index of a name with its brackets. Empty if it has none.
pub(super) fn index_of(segment: &str) -> &str {
    segment.get(without_index(segment).len()..).unwrap_or_default()
}

/// The names of the modules around a resource, from the outermost one, without their indexes.
pub(super) fn modules(address: &str) -> Vec<&str> {
    let mut modules = Vec::new();
    let mut rest = segments(address).into_iter();
    while rest.next() == Some("module") {
        modules.extend(rest.next().map(without_index));
    }
    modules
}
