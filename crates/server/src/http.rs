//! AWS JSON 1.1 over HTTP: the operation in `X-Amz-Target`, a JSON body, errors with a type and a request ID.
//!
//! Every answer is an AWS error or a result, even for bytes that aren't a request. Nothing is read without a limit of
//! size and time.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use axum::http::uri::{Authority, Uri};
use axum::http::{Method, Request as HttpRequest, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get};
use cognito_mfa::wire::operation_of_target;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tower_service::Service as _;

use crate::fault::Fault;
use crate::random;
use crate::service::{Request, Service};

/// What a connection may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body of a request, in bytes.
    pub body: usize,
    /// The time for the head of a request. A connection without a request is closed after it.
    pub head: Duration,
    /// The time for the body of a request.
    pub body_time: Duration,
    /// The number of connections.
    pub connections: usize,
    /// The number of requests that run at the same time. The others wait.
    pub requests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            head: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            connections: 1024,
            requests: 64,
        }
    }
}

/// A server: a service, and how it's reached.
#[derive(Debug)]
pub struct Server {
    service: Service,
    limits: Limits,
    /// What the issuer of tokens begins with. `None` takes it from each request's `Host`.
    base_url: Option<String>,
    running: Semaphore,
}

impl Server {
    /// A server. Clients expect the issuer of tokens to begin with the URL that they know. If that's another one than they
    /// connect to, such as a proxy's, pass it as `base_url`.
    #[must_use]
    pub fn new(service: Service, limits: Limits, base_url: Option<String>) -> Self {
        Self { running: Semaphore::new(limits.requests), service, limits, base_url }
    }

    /// Serves connections until `stop` completes. Then it answers the requests that it has begun to read, and returns.
    pub async fn run(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let server = Arc::new(self);
        let router = Router::new()
            .route("/", any(operation))
            .route("/outbox", get(outbox))
            .route("/{pool}/.well-known/jwks.json", get(jwks))
            .fallback(any(unknown_path))
            .method_not_allowed_fallback(wrong_method)
            .layer(from_fn_with_state(Arc::clone(&server), only_known_hosts))
            .with_state(Arc::clone(&server));
        let sweeper = tokio::spawn(sweep(Arc::clone(&server)));
        let connections = Arc::new(Semaphore::new(server.limits.connections));
        let (stopped, stopping) = tokio::sync::watch::channel(false);
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stop => break,
            };
            let Ok((stream, _)) = accepted else {
                // The process has no free descriptor. It gets one when a connection ends.
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            let Ok(permit) = Arc::clone(&connections).acquire_owned().await else { break };
            let connection = serve_connection(stream, router.clone(), server.limits.head, stopping.clone());
            tokio::spawn(async move {
                connection.await;
                drop(permit);
            });
        }
        sweeper.abort();
        let _ = stopped.send(true);
        let all = u32::try_from(server.limits.connections).unwrap_or(u32::MAX);
        let _ = timeout(Duration::from_secs(5), connections.acquire_many(all)).await;
    }
}

/// Removes what has expired, from time to time.
async fn sweep(server: Arc<Server>) {
    loop {
        sleep(Duration::from_secs(60)).await;
        let shared = Arc::clone(&server);
        // A failure has been reported, and the next turn tries again.
        let _ = tokio::task::spawn_blocking(move || shared.service.sweep()).await;
    }
}

async fn serve_connection(
    stream: TcpStream,
    router: Router,
    head: Duration,
    mut stopping: tokio::sync::watch::Receiver<bool>,
) {
    let service = service_fn(move |request: HttpRequest<Incoming>| {
        let mut router = router.clone();
        async move { router.call(request).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // A client that breaks off or sends bytes that are no request gets no answer, or hyper's own of status 400.
    tokio::select! {
        _ = &mut connection => {}
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Refuses requests to a name that isn't this machine's. Otherwise a web page whose own name leads to 127.0.0.1 could read the
/// outbox, since the browser takes the server for a part of that page's site.
async fn only_known_hosts(State(server): State<Arc<Server>>, request: HttpRequest<Body>, next: Next) -> Response {
    if server.is_known_host(request.headers()) {
        return next.run(request).await;
    }
    let message = "The server answers only to localhost and to the host of --base-url.";
    server.response(Err(Fault::new(403, "AccessDeniedException", message)))
}

/// `POST /`: an operation.
async fn operation(State(server): State<Arc<Server>>, request: HttpRequest<Body>) -> Result<Response, Infallible> {
    let answer = match read(&server, request).await {
        Ok(read) => call(server.clone(), read).await,
        Err(fault) => Err(fault),
    };
    Ok(server.response(answer))
}

/// A request that was read completely.
struct Read {
    operation: String,
    body: String,
    base_url: String,
}

async fn read(server: &Server, request: HttpRequest<Body>) -> Result<Read, Fault> {
    let (head, body) = request.into_parts();
    if head.method != Method::POST {
        return Err(Fault::new(405, "UnknownOperationException", "The method must be POST."));
    }
    let target = head.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    let operation = target.and_then(operation_of_target).ok_or_else(Fault::unknown_operation)?.to_owned();
    let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.split(';').next().is_none_or(|name| !name.trim().eq_ignore_ascii_case(JSON)) {
        return Err(Fault::new(415, "UnsupportedMediaTypeException", format!("The content type must be {JSON}.")));
    }
    let limit = server.limits.body;
    let too_large = || {
        Fault::new(413, "RequestEntityTooLargeException", format!("The request body must be at most {limit} bytes."))
    };
    let declared = head.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|declared| declared > limit as u64) {
        return Err(too_large());
    }
    let bytes = match timeout(server.limits.body_time, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => bytes,
        // The library's error doesn't say whether the limit or the connection ended the body.
        Ok(Err(error)) if is_length_limit(&error) => return Err(too_large()),
        Ok(Err(_)) => return Err(Fault::serialization("The request body is incomplete.")),
        Err(_) => return Err(Fault::new(408, "RequestTimeoutException", "The request body took too long.")),
    };
    let body = String::from_utf8(bytes.into()).map_err(|_| Fault::serialization("The request body is not UTF-8."))?;
    Ok(Read { operation, body, base_url: server.base_url(&head.headers) })
}

fn is_length_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.to_string().contains("length limit"))
}

/// Runs the service's function, which blocks, on a thread of its own. A panic there is a fault of the server, and no other
/// request notices it.
async fn call(server: Arc<Server>, read: Read) -> Result<Value, Fault> {
    let permit = server.running.acquire().await.map_err(|error| Fault::internal(&error))?;
    let shared = Arc::clone(&server);
    let work = tokio::task::spawn_blocking(move || {
        let Read { operation, body, base_url } = &read;
        shared.service.call(Request { operation, body, base_url })
    });
    let answer = work.await.unwrap_or_else(|error| Err(Fault::internal(&error)));
    drop(permit);
    answer
}

/// `GET /outbox`: the messages that were sent.
async fn outbox(State(server): State<Arc<Server>>) -> Response {
    let shared = Arc::clone(&server);
    let read = tokio::task::spawn_blocking(move || shared.service.outbox()).await;
    server.response(read.unwrap_or_else(|error| Err(Fault::internal(&error))))
}

/// `GET /POOL/.well-known/jwks.json`: the keys that verify a pool's tokens.
async fn jwks(State(server): State<Arc<Server>>, Path(pool): Path<String>) -> Response {
    let shared = Arc::clone(&server);
    let read = tokio::task::spawn_blocking(move || match shared.service.jwks(&pool) {
        Ok(Some(keys)) => Ok(keys),
        Ok(None) => Err(Fault::new(404, "ResourceNotFoundException", "There is no such user pool.")),
        Err(fault) => Err(fault),
    });
    server.response(read.await.unwrap_or_else(|error| Err(Fault::internal(&error))))
}

async fn unknown_path(State(server): State<Arc<Server>>) -> Response {
    server.response(Err(Fault::new(404, "UnknownOperationException", "There is nothing at this path.")))
}

async fn wrong_method(State(server): State<Arc<Server>>) -> Response {
    server.response(Err(Fault::new(405, "UnknownOperationException", "The method must be GET.")))
}

const JSON: &str = "application/x-amz-json-1.1";

impl Server {
    /// Addresses are known, since a page's name can lead to this machine, but not be its address.
    fn is_known_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(HOST) else { return true };
        let Some(host) = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) else { return false };
        let name = host.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let base = self.base_url.as_ref().and_then(|url| url.parse::<Uri>().ok());
        name == "localhost"
            || name.ends_with(".localhost")
            || name.parse::<IpAddr>().is_ok()
            || base.is_some_and(|url| url.host().is_some_and(|known| known.eq_ignore_ascii_case(&name)))
    }

    /// What the issuer of tokens begins with: the address under which the client knows the server.
    fn base_url(&self, headers: &HeaderMap) -> String {
        let host = headers.get(HOST).and_then(|value| value.to_str().ok());
        let host = host.and_then(|host| host.parse::<Authority>().ok()).filter(|host| !host.as_str().contains('@'));
        match (&self.base_url, host) {
            (Some(base_url), _) => base_url.clone(),
            (None, Some(host)) => format!("http://{host}"),
            (None, None) => "http://localhost".to_owned(),
        }
    }

    fn response(&self, answer: Result<Value, Fault>) -> Response {
        let (status, error_type, body) = match answer {
            Ok(body) => (200, None, body),
            Err(fault) => {
                let body = json!({"__type": fault.error_type(), "message": fault.message()});
                (fault.status(), Some(fault.error_type()), body)
            }
        };
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        if let Some(error_type) = error_type {
            headers.insert("x-amzn-errortype", HeaderValue::from_static(error_type));
        }
        let id = random::uuid(&*self.service.random).map(|id| id.to_string()).unwrap_or_default();
        if let Ok(id) = HeaderValue::from_str(&id) {
            headers.insert("x-amzn-requestid", id);
        }
        response
    }
}
