//! The text of a template: a tree of settings, and how it's written as YAML and as HCL.

use std::fmt::Write as _;

/// A value of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree {
    /// A value on one line, as it's written.
    Line(String),
    /// Maps of the same kind: a list in YAML, and repeated blocks in HCL.
    Maps(Vec<Map>),
    /// A map: a block in HCL.
    Map(Map),
}

/// Settings in their order.
pub(crate) type Map = Vec<(&'static str, Tree)>;

impl Tree {
    /// A text in quotation marks, because YAML takes an unquoted ON for a boolean.
    pub(crate) fn text(text: &str) -> Self {
        Self::Line(quoted(text))
    }

    /// A number or a truth value.
    pub(crate) fn plain(value: impl Into<serde_json::Value>) -> Self {
        Self::Line(value.into().to_string())
    }

    pub(crate) fn texts(texts: impl Iterator<Item = &'static str>) -> Self {
        Self::Line(format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(", ")))
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Writes settings as YAML, each line indented by this many steps.
pub(crate) fn yaml(map: &Map, depth: usize, out: &mut String) {
    for (name, value) in map {
        indent(depth, out);
        let _ = write!(out, "{name}:");
        match value {
            Tree::Map(map) => {
                out.push('\n');
                yaml(map, depth + 1, out);
            }
            Tree::Maps(maps) => {
                out.push('\n');
                for map in maps {
                    let mut item = String::new();
                    yaml(map, depth + 2, &mut item);
                    indent(depth + 1, out);
                    let _ = write!(out, "- {}", item.trim_start());
                }
            }
            Tree::Line(value) => {
                let _ = writeln!(out, " {value}");
            }
        }
    }
}

/// Writes settings as HCL, with the equal signs of neighbors below each other, as `terraform fmt` does.
pub(crate) fn hcl(map: &Map, depth: usize, out: &mut String) {
    let is_block = |value: &Tree| matches!(value, Tree::Map(_) | Tree::Maps(_));
    let width = map.iter().filter(|(_, value)| !is_block(value)).map(|(name, _)| name.len()).max().unwrap_or_default();
    for (index, (name, value)) in map.iter().enumerate() {
        let blocks: &[Map] = match value {
            Tree::Map(map) => std::slice::from_ref(map),
            Tree::Maps(maps) => maps,
            Tree::Line(value) => {
                indent(depth, out);
                let _ = writeln!(out, "{name:width$} = {value}");
                continue;
            }
        };
        for (number, block) in blocks.iter().enumerate() {
            if index + number > 0 {
                out.push('\n');
            }
            indent(depth, out);
            let _ = writeln!(out, "{name} {{");
            hcl(block, depth + 1, out);
            indent(depth, out);
            out.push_str("}\n");
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}
