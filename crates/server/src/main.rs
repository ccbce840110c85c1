//! The command `cognito-mfa-server`.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use cognito_mfa::Profile;
use cognito_mfa_server::clock::SystemClock;
use cognito_mfa_server::http::{Limits, Server};
use cognito_mfa_server::random::SystemRandom;
use cognito_mfa_server::store::{Durable, Memory, Store};
use cognito_mfa_server::{CredentialCheck, Service, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Serves the API of Amazon Cognito user pools on this machine, for AWS SDKs.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Keep everything in this file.
    #[arg(long, value_name = "FILE", conflicts_with = "memory")]
    data: Option<PathBuf>,
    /// Keep everything in memory, until the server ends. This is the default.
    #[arg(long)]
    memory: bool,
    /// The port on 127.0.0.1. With 0, the system chooses one.
    #[arg(long, default_value_t = 9229)]
    port: u16,
    /// The region in the IDs of new pools.
    #[arg(long, default_value = "local", value_parser = region)]
    region: String,
    /// What the issuer of tokens begins with. By default it's the address that the client connects to.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Which behavior new pools follow, where the service and its documents differ.
    #[arg(long, value_enum, default_value = "observed")]
    profile: ProfileName,
    /// Accept every password, code and passkey. Only for tests of policy.
    #[arg(long)]
    accept_any_credential: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProfileName {
    Observed,
    Documented,
}

fn region(text: &str) -> Result<String, &'static str> {
    let is_region = (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_region { Ok(text.to_owned()) } else { Err("a region has letters, digits and hyphens") }
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cognito-mfa-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let store: Box<dyn Store> = match &arguments.data {
        Some(path) => Box::new(Durable::open(path)?),
        None => Box::new(Memory::default()),
    };
    let mut settings = Settings::default();
    settings.region = arguments.region;
    settings.profile = match arguments.profile {
        ProfileName::Observed => Profile::Observed,
        ProfileName::Documented => Profile::Documented,
    };
    if arguments.accept_any_credential {
        settings.credentials = CredentialCheck::AcceptAny;
        eprintln!("WARNING: EVERY PASSWORD, CODE AND PASSKEY IS ACCEPTED (--accept-any-credential).");
        eprintln!("WARNING: Anyone who reaches this server can sign in as any user. Use it only for tests of policy.");
    }
    let service = Service::open(store, Box::new(SystemRandom), Box::new(SystemClock), settings)?;
    let server = Server::new(service, Limits::default(), arguments.base_url);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
        let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
        let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        writeln!(stdout(), "Listening on http://{}", listener.local_addr()?)?;
        stdout().flush()?;
        let stop = async {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        };
        server.run(listener, stop).await;
        Ok(())
    })
}
