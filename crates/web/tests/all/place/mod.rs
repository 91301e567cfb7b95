//! A place at which things can be done: a store of its own, its pages, and a clock that moves.
#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use policy::{Pack, shipped};
use record::{Calendar, Moment, When};
use serde_json::Value;
use store::{Store, Writer};
use tower::ServiceExt;
use web::{Live, Policies, Queries, Settings};

pub fn at(text: &str) -> Moment {
    match text.parse().unwrap() {
        When::At(at) => at,
        other => panic!("{other:?}"),
    }
}

pub struct Place {
    pub live: Arc<Live>,
    pub clock: Arc<AtomicU64>,
    _folder: tempfile::TempDir,
}

/// Bytes that come no second time.
fn draw(count: &AtomicU64, bytes: &mut [u8]) {
    for part in bytes.chunks_mut(8) {
        let next = count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
        part.copy_from_slice(&next[..part.len()]);
    }
}

impl Place {
    /// The practice guide governs. The allocation policy is counted by and asks nothing: a worker without a supervisor on
    /// record (AP-05) may be asked.
    pub fn new(facts: &str) -> Place {
        Place::under(facts, vec![pack("pg"), pack("ap")], vec![pack("ap")])
    }

    /// Under those policies, of which those are only counted by.
    pub fn under(facts: &str, packs: Vec<Pack>, counted_only: Vec<Pack>) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.keyworker");
        let mut book = record::Book::default();
        intake::jsonl::read(facts.as_bytes(), &mut book, "by hand").unwrap();
        let count = AtomicU64::new(1);
        let mut store = Store::create(&path, "Testshire Council", &mut |bytes| draw(&count, bytes)).unwrap();
        let facts: Vec<_> = book.facts().copied().collect();
        store.import(&book.names, facts, "a test", at("2026-03-02T10:00"), &mut |bytes| draw(&count, bytes)).unwrap();
        let (book, tip) = store.reader().unwrap().load(1).unwrap();
        let clock = Arc::new(AtomicU64::new(at("2026-03-09T09:00").second() as u64));
        let now = Arc::clone(&clock);
        let settings = Settings {
            authority: "Testshire Council".into(),
            made_up: None,
            base: Calendar::england_and_wales(),
            now: Box::new(move || Moment::from_second(now.load(Ordering::Relaxed) as i64)),
            threads: 1,
            stale_after: 7,
            feeds: |_| Vec::new(),
            files: Vec::new(),
        };
        let policies = Policies { packs, counted_only, tray: "pg/unallocated".into() };
        let live = Arc::new(Live::new(settings, policies, book).unwrap().read_up_to(tip.position));
        let shown = Arc::downgrade(&live);
        let publish = Box::new(move |published: &store::Published| {
            if let Some(live) = shown.upgrade() {
                live.publish(published);
            }
        });
        let (salts, ids) = (AtomicU64::new(1000), AtomicU64::new(5000));
        let reader = store.reader().unwrap();
        let writer = Writer::start(store, Box::new(move |bytes: &mut [u8]| draw(&salts, bytes)), publish).unwrap();
        live.write_through(writer.handle(), reader, Box::new(move |bytes: &mut [u8]| draw(&ids, bytes)));
        Place { live, clock, _folder: folder }
    }

    pub async fn ask(&self, request: Request<Body>) -> Response {
        let live = Arc::clone(&self.live);
        let router = web::acting_router(Arc::clone(&live) as Arc<dyn Queries>, live, web::Hosts::loopback());
        router.oneshot(request).await.unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let answer = self.ask(request).await;
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// The page as that worker sees it, or as who only looks does.
    pub async fn html(&self, who: &str, path: &str) -> Seen {
        let request = Request::get(path).header("host", "localhost").header("cookie", cookie(who));
        Seen::of(self.ask(request.body(Body::empty()).unwrap()).await).await
    }

    /// Sends that form as a browser does.
    pub async fn form(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Seen {
        self.clock.fetch_add(60, Ordering::Relaxed);
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let request = Request::post(path)
            .header("host", "localhost")
            .header("cookie", cookie(who))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        Seen::of(self.ask(request.body(Body::from(pairs.join("&"))).unwrap()).await).await
    }

    /// Opens a form and sends it with its own key and what it had seen, and those fields.
    pub async fn fill(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Seen {
        let drawn = self.html(who, path).await;
        self.send_drawn(who, path, &drawn, fields).await
    }

    /// Sends a form that was drawn before.
    pub async fn send_drawn(&self, who: &str, path: &str, drawn: &Seen, fields: &[(&str, &str)]) -> Seen {
        let (key, seen) = (drawn.hidden("key"), drawn.hidden("seen"));
        let mut all = vec![("key", key.as_str()), ("seen", seen.as_str())];
        all.extend_from_slice(fields);
        let path = path.split('?').next().unwrap();
        self.form(who, path, &all).await
    }

    pub async fn act(&self, who: &str, key: &str, body: Value) -> (u16, Value) {
        self.clock.fetch_add(60, Ordering::Relaxed);
        let request = Request::post("/api/v1/acts")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .header("keyworker-acting", who)
            .body(Body::from(body.to_string()))
            .unwrap();
        let (status, value) = self.send(request).await;
        (status.as_u16(), value)
    }

    pub async fn page(&self, path: &str) -> Value {
        self.send(Request::get(path).header("host", "localhost").body(Body::empty()).unwrap()).await.1
    }
}

pub fn pack(id: &str) -> Pack {
    shipped::find(id).unwrap().read().unwrap()
}

fn cookie(who: &str) -> String {
    format!("other=1; keyworker-acting={}", who.replace(':', "%3A"))
}

/// A page as a browser got it.
pub struct Seen {
    pub status: u16,
    pub location: String,
    pub cookie: String,
    pub body: String,
}

impl Seen {
    async fn of(answer: Response) -> Seen {
        let header = |name: header::HeaderName| {
            answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (location, cookie) = (header(header::LOCATION), header(header::SET_COOKIE));
        let status = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 23).await.unwrap();
        Seen { status, location, cookie, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let from = format!("name=\"{name}\" value=\"");
        let (_, after) = self.body.split_once(&from).unwrap_or_else(|| panic!("no {name} in {}", self.body));
        after.split('"').next().unwrap().to_owned()
    }

    /// The page without its tags, in single spaces.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for letter in self.body.chars() {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                letter if !inside => text.push(letter),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn has(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}
