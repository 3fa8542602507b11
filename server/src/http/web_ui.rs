//! Serves the web interface: files built in, or those of `web_server.ui_directory`.
//!
//! Any path that is no file is a page of the interface's own router and gets `index.html`.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/web_ui.rs"));
}

const INDEX: &str = "index.html";
/// Built files here carry a hash of their content in the name.
const HASHED_FOLDER: &str = "assets/";

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Postal</title></head>\
    <body><h1>The web interface is not built into this program</h1>\
    <p>Build it and then the program: <code>cd web-ui &amp;&amp; npm ci &amp;&amp; npm run build</code>, \
    <code>cargo build --release</code>. Or name a folder with the built interface in \
    <code>web_server.ui_directory</code>.</p>\
    <p>The management API is there: <a href=\"/api/v2/docs\">/api/v2/docs</a>.</p></body></html>\n";

/// Where the files come from.
#[derive(Debug, Clone)]
pub struct WebUi {
    directory: Option<PathBuf>,
}

impl WebUi {
    /// `directory`: `web_server.ui_directory`.
    pub fn new(directory: Option<PathBuf>) -> Self {
        Self { directory }
    }

    async fn file(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match &self.directory {
            Some(directory) => read(directory, name).await.map(Cow::Owned),
            None => embedded::FILES
                .binary_search_by(|(path, _)| (*path).cmp(name))
                .ok()
                .and_then(|index| embedded::FILES.get(index))
                .map(|(_, bytes)| Cow::Borrowed(*bytes)),
        }
    }

    async fn answer(&self, request: &Request) -> Response {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        let path = request.uri().path().trim_start_matches('/');
        if !path.is_empty() && !is_encoded(path) {
            if let Some(response) = self.send(path, request.headers()).await {
                return response;
            }
            // A file of an older build is gone; a page in its place would be taken for a script.
            if path.starts_with(HASHED_FOLDER) {
                return StatusCode::NOT_FOUND.into_response();
            }
        }
        match self.send(INDEX, request.headers()).await {
            Some(response) => response,
            None => Response::builder().content_type("text/html; charset=utf-8").body(NOT_BUILT),
        }
    }

    /// The file, compressed as the client likes it best.
    async fn send(&self, name: &str, headers: &HeaderMap) -> Option<Response> {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut found = None;
        for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if accepts(accepted, encoding)
                && let Some(bytes) = self.file(&format!("{name}{suffix}")).await
            {
                found = Some((Some(encoding), bytes));
                break;
            }
        }
        let (encoding, bytes) = match found {
            Some(found) => found,
            None => (None, self.file(name).await?),
        };
        let caching = if name.starts_with(HASHED_FOLDER) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let tag = entity_tag(&bytes, encoding);
        let builder = Response::builder()
            .header(header::CACHE_CONTROL, caching)
            .header(header::VARY, "Accept-Encoding")
            .header(header::ETAG, &tag);
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if known.split(',').any(|value| value.trim().trim_start_matches("W/") == tag) {
            return Some(builder.status(StatusCode::NOT_MODIFIED).finish());
        }
        let builder = match encoding {
            Some(encoding) => builder.header(header::CONTENT_ENCODING, encoding),
            None => builder,
        };
        let builder = builder.content_type(content_type(name));
        Some(match bytes {
            Cow::Borrowed(bytes) => builder.body(bytes),
            Cow::Owned(bytes) => builder.body(bytes),
        })
    }
}

impl Endpoint for WebUi {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(self.answer(&request).await)
    }
}

/// The compressed variants are not files of their own.
fn is_encoded(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "br" || extension == "gz")
}

/// True unless the encoding is missing or weighs nothing (RFC 9110 §12.5.3).
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
            && !parts.any(|part| matches!(part.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Reads a file below the folder, and no other.
async fn read(directory: &Path, name: &str) -> Option<Vec<u8>> {
    let relative = Path::new(name);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path = directory.join(relative);
    // A link that leads elsewhere does not count.
    let path = tokio::fs::canonicalize(path).await.ok()?;
    if !path.starts_with(tokio::fs::canonicalize(directory).await.ok()?) {
        return None;
    }
    tokio::fs::read(path).await.ok()
}

fn entity_tag(bytes: &[u8], encoding: Option<&str>) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    let shown = digest.as_ref().split_at_checked(12).map_or(digest.as_ref(), |(first, _)| first);
    format!("\"{}{}\"", URL_SAFE_NO_PAD.encode(shown), encoding.map(|name| format!("-{name}")).unwrap_or_default())
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Request {
        Request::builder().uri(path.parse().unwrap()).header("Accept-Encoding", "gzip, br").finish()
    }

    async fn text(response: Response) -> String {
        response.into_body().into_string().await.unwrap()
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let ui = folder.path().join("ui");
        std::fs::create_dir_all(ui.join("assets")).unwrap();
        std::fs::write(ui.join("index.html"), "page").unwrap();
        std::fs::write(ui.join("assets/a.js"), "plain").unwrap();
        std::fs::write(ui.join("assets/a.js.br"), "compressed").unwrap();
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        folder
    }

    #[tokio::test]
    async fn files_are_sent_compressed_and_pages_fall_back_to_the_index() {
        let folder = folder();
        let ui = WebUi::new(Some(folder.path().join("ui")));
        let script = ui.answer(&get("/assets/a.js")).await;
        assert_eq!(script.header("Content-Encoding"), Some("br"));
        assert_eq!(script.header("Cache-Control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(script.content_type(), Some("text/javascript; charset=utf-8"));
        assert_eq!(text(script).await, "compressed");
        let page = ui.answer(&get("/org/acme/servers")).await;
        assert_eq!(page.header("Cache-Control"), Some("no-cache"));
        let tag = page.header("ETag").unwrap().to_owned();
        assert_eq!(text(page).await, "page");
        let mut again = get("/org/acme");
        again.headers_mut().insert("If-None-Match", tag.parse().unwrap());
        assert_eq!(ui.answer(&again).await.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(ui.answer(&get("/assets/gone.js")).await.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn nothing_outside_of_the_folder_is_sent() {
        let folder = folder();
        let ui = WebUi::new(Some(folder.path().join("ui")));
        for path in ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "//etc/passwd"] {
            let text = text(ui.answer(&get(path)).await).await;
            assert!(text == "page" || text.is_empty(), "{path}: {text}");
        }
    }

    #[tokio::test]
    async fn without_a_built_interface_a_page_says_how_to_build_it() {
        let folder = tempfile::tempdir().unwrap();
        let ui = WebUi::new(Some(folder.path().to_owned()));
        assert!(text(ui.answer(&get("/")).await).await.contains("npm run build"));
    }

    #[test]
    fn an_encoding_of_no_weight_is_not_accepted() {
        assert!(accepts("gzip, br;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "br"));
    }
}
