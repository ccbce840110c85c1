//! Calls as a scenario file: JSON lines that `cognito-mfa run` runs.

use cognito_mfa::user::{PasskeyAbility, Password, UserEvent, UserStatus};
use cognito_mfa::wire::RequestBody;
use cognito_mfa::{Profile, User, UserCommand};
use serde_json::Value;

use super::calls::PoolCall;
use cognito_mfa_host::Scenario;

/// The pool and the user of every scenario.
const POOL: &str = "local_1";
const USER: &str = "ann";

/// The line that sets the profile.
pub(super) fn options(profile: Profile) -> String {
    format!("{{\"options\":{{\"fidelity\":\"{profile}\"}}}}\n")
}

/// The lines of these calls of a pool.
pub(super) fn of_pool<'a>(calls: impl IntoIterator<Item = &'a PoolCall>) -> String {
    let lines = calls.into_iter().map(|call| {
        line(&match call {
            PoolCall::Create(settings) => RequestBody::create_user_pool("shop", settings),
            PoolCall::Apply(command) => RequestBody::of_pool(POOL, command),
        })
    });
    lines.collect()
}

/// The line that creates a user, or a remark if the runner has no such call.
pub(super) fn of_beginning(user: &User) -> String {
    let create = |op: &str, input: &str| format!("{{\"op\":\"{op}\",\"input\":{{{input},\"Username\":\"{USER}\"}}}}\n");
    match (user.status(), user.password()) {
        (UserStatus::Unconfirmed, Password::Absent) => create("SignUp", &format!("\"ClientId\":\"{POOL}\"")),
        (UserStatus::Unconfirmed, Password::Permanent) => {
            create("SignUp", &format!("\"ClientId\":\"{POOL}\",\"Password\":\"…\""))
        }
        (UserStatus::ForceChangePassword, _) => create("AdminCreateUser", &format!("\"UserPoolId\":\"{POOL}\"")),
        (status, _) => format!("{{\"remark\":\"a user of status {status}\"}}\n"),
    }
}

/// The line of a call that changes the user, or a remark if no request does.
pub(super) fn of_user(command: UserCommand) -> String {
    let Some(request) = RequestBody::of_user(POOL, USER, &command) else {
        return format!("{{\"remark\":\"{command:?}\"}}\n");
    };
    match command {
        UserCommand::Event(UserEvent::PasskeyRegistered(ability)) => {
            let can_verify = ability == PasskeyAbility::VerifiesUser;
            line(&request).replace("}\n", &format!(",\"facts\":{{\"can_verify\":{can_verify}}}}}\n"))
        }
        UserCommand::Event(_) | UserCommand::SetPreference(..) => line(&request),
    }
}

fn line(request: &RequestBody<'_>) -> String {
    let input = serde_json::to_string(request).unwrap();
    format!("{{\"op\":\"{}\",\"input\":{input}}}\n", request.operation())
}

/// Runs a scenario in which every call is accepted, and returns the responses that describe the pool and the user
/// afterward.
pub(super) fn run(text: &str) -> (Value, Value) {
    let mut host = Scenario::default();
    for line in text.lines() {
        if let Some(answer) = host.line(line.as_bytes()).map(|result| result.answer) {
            assert!(answer.get("error").is_none(), "{answer}\n{text}");
        }
    }
    let mut show = |op: &str| {
        let line = format!(r#"{{"op":"{op}","input":{{"UserPoolId":"{POOL}","Username":"{USER}"}}}}"#);
        host.line(line.as_bytes()).unwrap().answer["output"].take()
    };
    (show("DescribeUserPool")["UserPool"].take(), show("AdminGetUser"))
}
