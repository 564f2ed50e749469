//! The explorer: GraphiQL at `/graphiql`, where it was built.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};

use super::pages::POLICY;
use super::problem::Problem;

/// The files that `build.rs` found, by name.
type Files = &'static [(&'static str, &'static [u8])];

const BUILT: Files = include!(concat!(env!("OUT_DIR"), "/explorer.rs"));
const PAGE: &str = "index.html";
/// Served in its place where it was not built.
const MISSING: &str = include_str!("explorer.html");

/// Nothing but what the gateway itself serves. React and `CodeMirror` write styles of their own, and fonts and pictures are in the style sheet.
const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; font-src data:; \
                               img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /graphiql`.
pub(super) async fn page() -> Response {
    page_of(BUILT)
}

/// `GET /graphiql/{name}`: what the page is made of.
pub(super) async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    file_of(BUILT, &name)
}

fn page_of(files: Files) -> Response {
    let (policy, page) = match find(files, PAGE) {
        Some(page) => (EXPLORER_POLICY, page),
        None => (POLICY, MISSING.as_bytes()),
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, page).into_response()
}

/// A name changes with what is in the file, so that a browser need not ask twice.
fn file_of(files: Files, name: &str) -> Result<Response, Problem> {
    let media_type = match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        _ => return Err(Problem::NotFound),
    };
    let bytes = find(files, name).ok_or(Problem::NotFound)?;
    Ok(([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "max-age=31536000, immutable")], bytes).into_response())
}

fn find(files: Files, name: &str) -> Option<&'static [u8]> {
    files.iter().find(|(own, _)| *own == name).map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    const FILES: Files = &[("explorer-A.css", b"body {}"), ("explorer-B.js", b"alert(1)"), (PAGE, b"<title>explorer</title>")];

    async fn body(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_build_without_the_explorer_says_how_to_build_it() {
        let page = page_of(&[]);
        assert_eq!(page.headers()[CONTENT_SECURITY_POLICY], POLICY);
        assert!(body(page).await.contains("just explorer"));
        assert_eq!(file_of(&[], "explorer-B.js").unwrap_err(), Problem::NotFound);
    }

    #[tokio::test]
    async fn a_build_with_the_explorer_serves_it() {
        let page = page_of(FILES);
        assert_eq!(page.headers()[CONTENT_SECURITY_POLICY], EXPLORER_POLICY);
        assert_eq!(body(page).await, "<title>explorer</title>");
    }

    #[tokio::test]
    async fn a_file_is_served_as_what_it_is_and_kept() {
        for (name, media_type, text) in [("explorer-A.css", "text/css", "body {}"), ("explorer-B.js", "text/javascript", "alert(1)")] {
            let file = file_of(FILES, name).unwrap();
            assert_eq!(file.headers()[CONTENT_TYPE], format!("{media_type}; charset=utf-8"));
            assert_eq!(file.headers()[CACHE_CONTROL], "max-age=31536000, immutable");
            assert_eq!(body(file).await, text);
        }
    }

    #[test]
    fn nothing_else_is_served() {
        for name in ["index.html", "explorer-C.js", "../explorer-B.js", "explorer-B", ""] {
            assert_eq!(file_of(FILES, name).unwrap_err(), Problem::NotFound, "{name}");
        }
    }
}
