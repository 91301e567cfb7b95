//! The stylesheet, the icon and the one script, compiled into the binary and served under a name that carries their content's hash, so that
//! a browser may keep them for ever.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

struct Asset {
    file: EmbeddedFile,
    content_type: &'static str,
    etag: String,
}

/// Every asset under its hashed name, and each plain name with its hashed one.
struct Shelf {
    assets: HashMap<String, Asset>,
    hashed: HashMap<String, String>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let mut shelf = Shelf { assets: HashMap::new(), hashed: HashMap::new() };
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else { continue };
        let hash: String = file.metadata.sha256_hash()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let hashed = format!("{stem}-{hash}.{extension}");
        let content_type = match extension {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "text/plain; charset=utf-8",
        };
        shelf.assets.insert(hashed.clone(), Asset { file, content_type, etag: format!("\"{hash}\"") });
        shelf.hashed.insert(name.into_owned(), hashed);
    }
    shelf
});

/// The address of an asset; the plain name where there is no such asset, which a test rules out.
pub fn address(name: &str) -> String {
    format!("/assets/{}", SHELF.hashed.get(name).map_or(name, String::as_str))
}

/// Serves an asset by its hashed name.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = SHELF.assets.get(&name) else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let keep = [
        (header::ETAG, asset.etag.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_TYPE, asset.content_type),
    ];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == asset.etag)) {
        return (StatusCode::NOT_MODIFIED, keep).into_response();
    }
    (keep, asset.file.data.clone().into_owned()).into_response()
}
