//! A request that a tool would send.

use crate::node::Node;

/// A request that a tool would send to the service.
///
/// Closed, because an implementation of [`PoolSource`](crate::PoolSource) makes it.
///
/// Its body is a [`Node`], so each member still points to the property that it came from.
///
/// [`PoolSource`](crate::PoolSource) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The operation, such as `CreateUserPool`.
    pub operation: &'static str,
    /// The body: a map in the service's own names.
    pub body: Node,
}
