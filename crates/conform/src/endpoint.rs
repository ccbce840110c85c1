//! The server under test: signed calls over HTTP.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use serde::Serialize;
use serde_json::Value;
use ureq::Agent;
use ureq::http::Uri;

/// The largest answer that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;
/// The time for each call, unless the caller sets another one.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The server under test, and how to call it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    url: String,
    host: String,
    /// Where the server listens: the host and the port.
    address: String,
    timeout: Duration,
    region: String,
    credentials: Credentials,
    headers: Vec<(String, String)>,
    agent: Agent,
}

/// Why an endpoint can't be used.
///
/// [`Endpoint::new`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The text isn't the URL of a server.
    #[error("not a URL of the form http://HOST:PORT")]
    NotUrl,
    /// The URL needs TLS, which this build doesn't have.
    #[error("this build has no TLS, so use an http URL")]
    NoTls,
    /// The URL belongs to AWS.
    #[error("this is AWS itself. The suite creates pools and users there, and AWS charges for some of them")]
    Aws,
}

/// What a server answered to a call.
///
/// [`Call`](crate::Call) has an example.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reply {
    /// It accepted the call with this answer.
    Accepted(Value),
    /// It refused the call.
    Refused {
        /// The exception, without a namespace.
        exception: String,
        /// The message, if there is one.
        message: Option<String>,
    },
    /// It doesn't have the operation.
    Missing,
    /// It gave no answer in the form of the API, for this reason.
    Nothing(String),
}

impl Endpoint {
    /// An endpoint with the Region `us-east-1`, made-up keys, and 10 seconds for each call.
    ///
    /// AWS's own endpoints are refused, because a run creates pools and users.
    ///
    /// ```
    /// use cognito_mfa_conform::{Endpoint, EndpointError};
    ///
    /// assert!(Endpoint::new("http://127.0.0.1:4566").is_ok());
    /// let aws = Endpoint::new("http://cognito-idp.us-east-1.amazonaws.com");
    /// assert_eq!(aws.unwrap_err(), EndpointError::Aws);
    /// ```
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the text isn't an http URL, or is AWS's.
    pub fn new(url: &str) -> Result<Self, EndpointError> {
        const AWS: [&str; 4] = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonaws.eu"];
        let endpoint = Self::new_allowing_aws(url)?;
        let (name, _) = endpoint.address.rsplit_once(':').unwrap_or_default();
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if AWS.iter().any(|suffix| name.ends_with(suffix)) {
            return Err(EndpointError::Aws);
        }
        Ok(endpoint)
    }

    /// The same, also for an endpoint of AWS.
    ///
    /// ```
    /// use cognito_mfa_conform::Endpoint;
    ///
    /// assert!(Endpoint::new_allowing_aws("http://cognito-idp.us-east-1.amazonaws.com").is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the text isn't an http URL.
    pub fn new_allowing_aws(url: &str) -> Result<Self, EndpointError> {
        let uri: Uri = url.parse().map_err(|_| EndpointError::NotUrl)?;
        let host = uri.authority().filter(|host| !host.as_str().contains('@')).ok_or(EndpointError::NotUrl)?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err(EndpointError::NoTls),
            _ => return Err(EndpointError::NotUrl),
        }
        let url = format!("http://{host}{}", if uri.path().is_empty() { "/" } else { uri.path() });
        Ok(Self {
            url,
            host: host.to_string(),
            address: format!("{}:{}", host.host(), host.port_u16().unwrap_or(80)),
            timeout: TIMEOUT,
            region: "us-east-1".into(),
            credentials: Credentials::new("AKIAIOSFODNN7EXAMPLE", "conformance", None, None, "cognito-mfa-conform"),
            headers: Vec::new(),
            agent: agent(TIMEOUT),
        })
    }

    /// Signs for this Region.
    #[must_use]
    pub fn with_region(mut self, region: &str) -> Self {
        self.region = region.into();
        self
    }

    /// Signs with these keys.
    #[must_use]
    pub fn with_keys(mut self, access_key: &str, secret_key: &str) -> Self {
        self.credentials = Credentials::new(access_key, secret_key, None, None, "cognito-mfa-conform");
        self
    }

    /// Sends this header with each call.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Gives up a call after this time.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self.agent = agent(timeout);
        self
    }

    pub(crate) const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Connects to the server and sends nothing.
    pub(crate) fn reach(&self) -> io::Result<()> {
        let mut result = Err(io::Error::new(io::ErrorKind::NotFound, "the host has no address"));
        for address in self.address.to_socket_addrs()? {
            result = TcpStream::connect_timeout(&address, self.timeout).map(drop);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// Calls an operation.
    ///
    /// # Errors
    ///
    /// The reason why there is no answer at all.
    pub(crate) fn send(&self, operation: &str, body: &str) -> Result<Reply, String> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let mut headers =
            vec![("content-type", "application/x-amz-json-1.1"), ("host", &self.host), ("x-amz-target", &target)];
        headers.extend(self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let signature = self.signature(&headers, body.as_bytes())?;
        let mut request = self.agent.post(&self.url);
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            request = request.header(*name, *value);
        }
        for (name, value) in &signature {
            request = request.header(name, value);
        }
        let mut response = request.send(body.as_bytes()).map_err(|error| problem(&error))?;
        let status = response.status().as_u16();
        let error_type = response.headers().get("x-amzn-errortype").and_then(|value| value.to_str().ok());
        let error_type = error_type.map(String::from);
        match response.body_mut().with_config().limit(LIMIT).read_to_vec() {
            Ok(bytes) => Ok(reply(status, error_type, &bytes)),
            Err(ureq::Error::BodyExceedsLimit(limit)) => {
                Ok(Reply::Nothing(format!("an answer of more than {limit} bytes")))
            }
            Err(error) => Err(problem(&error)),
        }
    }

    fn signature(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Vec<(String, String)>, String> {
        let unsigned = |_| "the request can't be signed".to_string();
        let identity = self.credentials.clone().into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("cognito-idp")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| "the request can't be signed".to_string())?;
        let request =
            SignableRequest::new("POST", self.url.as_str(), headers.iter().copied(), SignableBody::Bytes(body))
                .map_err(unsigned)?;
        let (instructions, _) = sign(request, &parameters.into()).map_err(unsigned)?.into_parts();
        Ok(instructions.headers().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(timeout))
        .build()
        .into()
}

/// A fault of the connection, in a few words.
fn problem(error: &ureq::Error) -> String {
    if let ureq::Error::Timeout(_) = error {
        return "no answer in time".into();
    }
    error.to_string().chars().take(120).collect()
}

fn reply(status: u16, error_type: Option<String>, bytes: &[u8]) -> Reply {
    let body =
        if bytes.is_empty() { Some(Value::Object(serde_json::Map::new())) } else { serde_json::from_slice(bytes).ok() };
    if (200..300).contains(&status) {
        return match body {
            Some(body @ Value::Object(_)) => Reply::Accepted(body),
            Some(_) | None => Reply::Nothing("an answer that isn't a JSON object".into()),
        };
    }
    let member = |names: &[&str]| {
        let body = body.as_ref()?;
        names.iter().find_map(|name| body.get(name)).and_then(Value::as_str).map(String::from)
    };
    let Some(exception) = member(&["__type", "code"]).or(error_type) else {
        return if status == 404 || status == 501 {
            Reply::Missing
        } else {
            Reply::Nothing(format!("HTTP status {status}"))
        };
    };
    // The name can have a namespace in front and a URL behind it.
    let exception = exception.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let message = member(&["message", "Message"]);
    if status == 501 || is_missing(exception, message.as_deref().unwrap_or_default()) {
        return Reply::Missing;
    }
    // A server that fails doesn't refuse. Otherwise a crash agrees with a line that expects any refusal.
    if status >= 500 {
        return Reply::Nothing(format!("HTTP status {status} ({exception})"));
    }
    Reply::Refused { exception: exception.into(), message }
}

/// Whether this is how a server says that it doesn't have the operation. The first name is AWS's.
fn is_missing(exception: &str, message: &str) -> bool {
    match exception {
        "UnknownOperationException"
        | "UnknownOperation"
        | "NotImplemented"
        | "NotImplementedError"
        | "InvalidAction" => true,
        // Some servers say the same of a feature.
        "Unsupported" => message.to_ascii_lowercase().contains("x-amz-target"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(body: &Value, error_type: Option<&str>) -> Reply {
        reply(400, error_type.map(Into::into), body.to_string().as_bytes())
    }

    #[test]
    fn the_exception_is_read_without_its_namespace_and_url() {
        let expected = Reply::Refused { exception: "NotAuthorizedException".into(), message: Some("No".into()) };
        assert_eq!(
            refused(&json!({"__type": "com.amazonaws.cognito#NotAuthorizedException", "message": "No"}), None),
            expected
        );
        let header = Some("NotAuthorizedException:http://internal.amazon.com/coral/");
        assert_eq!(refused(&json!({"Message": "No"}), header), expected);
    }

    #[test]
    fn an_answer_that_the_api_does_not_have_is_reported() {
        assert_eq!(reply(200, None, b"<html>"), Reply::Nothing("an answer that isn't a JSON object".into()));
        assert_eq!(reply(500, None, b"<html>"), Reply::Nothing("HTTP status 500".into()));
        assert_eq!(reply(404, None, b"<html>"), Reply::Missing);
        assert_eq!(reply(501, None, b""), Reply::Missing);
        assert_eq!(reply(302, None, b""), Reply::Nothing("HTTP status 302".into()));
        assert_eq!(reply(200, None, b""), Reply::Accepted(json!({})));
        assert_eq!(reply(299, None, b"[]"), Reply::Nothing("an answer that isn't a JSON object".into()));
        assert_eq!(reply(200, None, b"{\"A\":\"\xff\"}"), Reply::Nothing("an answer that isn't a JSON object".into()));
        let failure =
            json!({"__type": "InternalError", "message": "'NoneType' object has no attribute 'get'"}).to_string();
        assert_eq!(reply(500, None, failure.as_bytes()), Reply::Nothing("HTTP status 500 (InternalError)".into()));
        assert_eq!(reply(501, None, failure.as_bytes()), Reply::Missing);
        assert_eq!(refused(&json!({"__type": "UnknownOperationException"}), None), Reply::Missing);
        let unsupported = |what: &str| refused(&json!({"__type": "Unsupported", "message": what}), None);
        for name in ["UnknownOperation", "NotImplemented", "NotImplementedError", "InvalidAction"] {
            assert_eq!(refused(&json!({"__type": name}), None), Reply::Missing, "{name}");
        }
        let code = refused(&json!({"code": "NotAuthorizedException", "message": "No"}), Some("OtherException"));
        assert_eq!(code, Reply::Refused { exception: "NotAuthorizedException".into(), message: Some("No".into()) });
        assert_eq!(unsupported("Unsupported x-amz-target header \"SignUp\""), Reply::Missing);
        assert!(matches!(unsupported("Unsupported delivery medium"), Reply::Refused { .. }));
    }
}
