//! Serves the pages over a made-up caseload on loopback, to look at them and to walk them in a browser:
//! `cargo run -p web --example fixture -- 8099`, and with
//! `odd` after the port under names that no form foresaw.

#[path = "../tests/all/fixture/mod.rs"]
mod fixture;

use std::sync::Arc;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8099);
    let odd = std::env::args().nth(2).is_some_and(|word| word == "odd");
    let fixture = if odd { fixture::Fixture::with_odd_names() } else { fixture::Fixture::default() };
    let router = web::router(Arc::new(fixture), web::Hosts::loopback());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router).await
}
