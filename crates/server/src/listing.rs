//! `ListUsers`, with pages and the filters that clients use most.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::document::{UserDocument, user_key};
use crate::fault::Fault;
use crate::service::Call;

const MOST_USERS: usize = 60;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListUsers {
    user_pool_id: Option<String>,
    limit: Option<usize>,
    pagination_token: Option<String>,
    filter: Option<String>,
    attributes_to_get: Option<Vec<String>>,
}

/// `name = "value"` or `name ^= "value"`.
struct Filter {
    name: String,
    value: String,
    is_prefix: bool,
}

impl Call<'_, '_> {
    pub(crate) fn list_users(&mut self, request: ListUsers) -> Result<Value, Fault> {
        let pool = request.user_pool_id.ok_or_else(|| Fault::missing("userPoolId"))?;
        self.pool(&pool)?;
        let limit = request.limit.unwrap_or(MOST_USERS);
        if !(1..=MOST_USERS).contains(&limit) {
            return Err(Fault::invalid_parameter(format!("Limit must be from 1 to {MOST_USERS}.")));
        }
        let filter = request.filter.filter(|text| !text.is_empty()).map(|text| Filter::read(&text)).transpose()?;
        let start = user_key(&pool, "");
        let mut after = user_key(&pool, &request.pagination_token.unwrap_or_default());
        let mut users = Vec::new();
        loop {
            let page = self.work.list::<UserDocument>(&start, &after, limit)?;
            let is_last = page.len() < limit;
            for (key, user) in page {
                after = key;
                if filter.as_ref().is_none_or(|filter| filter.matches(&user)) {
                    users.push(listed(&user, request.attributes_to_get.as_deref()));
                    if users.len() == limit {
                        let token = after.strip_prefix(&start).unwrap_or_default();
                        return Ok(json!({ "Users": users, "PaginationToken": token }));
                    }
                }
            }
            if is_last {
                return Ok(json!({ "Users": users }));
            }
        }
    }
}

/// The user with these attributes, or with all of them.
fn listed(user: &UserDocument, only: Option<&[String]>) -> Value {
    let mut shown = user.listed();
    if let (Some(only), Some(Value::Array(attributes))) = (only, shown.get_mut("Attributes")) {
        let is_asked_for = |name: &str| only.iter().any(|it| it == name);
        attributes.retain(|it| it.get("Name").and_then(Value::as_str).is_some_and(is_asked_for));
    }
    shown
}

impl Filter {
    fn read(text: &str) -> Result<Self, Fault> {
        let malformed =
            || Fault::invalid_parameter("Filter must be an attribute, = or ^=, and a value in quotation marks.");
        let (name, value) = text.split_once('=').ok_or_else(malformed)?;
        let (name, is_prefix) = name.strip_suffix('^').map_or((name, false), |name| (name, true));
        let value = value.trim().strip_prefix('"').and_then(|value| value.strip_suffix('"')).ok_or_else(malformed)?;
        Ok(Self { name: name.trim().trim_matches('"').to_owned(), value: value.replace("\\\"", "\""), is_prefix })
    }

    fn matches(&self, user: &UserDocument) -> bool {
        let shown = user.listed();
        let text = |member: &str| shown.get(member).and_then(Value::as_str).map(str::to_owned);
        let found = match self.name.as_str() {
            "username" => Some(user.username.clone()),
            "sub" => Some(user.sub.to_string()),
            "cognito:user_status" => text("UserStatus"),
            "status" => shown
                .get("Enabled")
                .and_then(Value::as_bool)
                .map(|is_enabled| if is_enabled { "Enabled" } else { "Disabled" }.to_owned()),
            name => user.attributes.get(name).cloned(),
        };
        found.is_some_and(|found| if self.is_prefix { found.starts_with(&self.value) } else { found == self.value })
    }
}
