//! What a message says: raw, bodies, header fields, attachments. Needs a permission of its own.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Html, Json, PlainText};
use poem_openapi::{ApiResponse, Object, OpenApi};
use postal_mail::mime::read::Content;
use postal_mail::tracking::without_images;

use super::Area;
use super::messages::find;
use crate::app::App;
use crate::http::message_content::raw_message;
use crate::http::{ApiError, Caller, Page, Permission};
use crate::model::MailServer;

#[derive(Debug, Default)]
pub struct MessageContentApi;

/// Of the page that shows a message's HTML. `sandbox` puts it into an origin of its own even without a frame.
const HTML_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'none'; \
     style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'; form-action 'none'; base-uri 'none'";
/// With remote images, which tell the sender that the message is read.
const HTML_POLICY_WITH_IMAGES: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     script-src 'none'; style-src 'unsafe-inline'; img-src * data:; font-src *; frame-ancestors 'self'; \
     form-action 'none'; base-uri 'none'";

#[derive(ApiResponse)]
enum RawResponse {
    /// The message, to be saved as a file.
    #[oai(status = 200, content_type = "message/rfc822")]
    Message(
        Binary<Vec<u8>>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
        /// `nosniff`
        #[oai(header = "X-Content-Type-Options")]
        String,
    ),
}

#[derive(ApiResponse)]
enum PlainResponse {
    /// The body, decoded to UTF-8.
    #[oai(status = 200)]
    Body(
        PlainText<String>,
        /// `nosniff`
        #[oai(header = "X-Content-Type-Options")]
        String,
    ),
}

#[derive(ApiResponse)]
enum HtmlResponse {
    /// The body, decoded to UTF-8, for a frame without rights.
    #[oai(status = 200)]
    Body(
        Html<String>,
        /// No scripts, no forms, and remote images only when asked for.
        #[oai(header = "Content-Security-Policy")]
        String,
        /// `nosniff`
        #[oai(header = "X-Content-Type-Options")]
        String,
        /// `no-referrer`
        #[oai(header = "Referrer-Policy")]
        String,
    ),
}

#[derive(ApiResponse)]
enum AttachmentResponse {
    /// The decoded attachment, to be saved as a file.
    #[oai(status = 200)]
    File(
        Binary<Vec<u8>>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
        /// `nosniff`
        #[oai(header = "X-Content-Type-Options")]
        String,
    ),
}

/// All values of one header field.
#[derive(Debug, Object)]
pub struct HeaderFieldView {
    /// In lower case.
    pub name: String,
    /// Decoded, in order. Fields that may occur once have one value, the last.
    pub values: Vec<String>,
}

/// A part with a file name.
#[derive(Debug, Object)]
pub struct AttachmentView {
    /// Place in the message, from 0.
    pub index: usize,
    pub name: String,
    /// Media type without parameters.
    pub content_type: String,
    /// Decoded.
    pub size_bytes: usize,
}

#[OpenApi(tag = "Area::Messages")]
impl MessageContentApi {
    /// Download the message as the recipient gets it.
    #[oai(path = "/organizations/:org/servers/:server/messages/:id/raw", method = "get", operation_id = "message_raw")]
    async fn message_raw(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<RawResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadContent).await?;
        let raw = read(&app, &server, id.0).await?;
        let name = format!("Message-{}-{}-{}.eml", server.organization_permalink, server.permalink, id.0);
        Ok(RawResponse::Message(Binary(raw), disposition(&name), nosniff()))
    }

    /// Fetch the plain text body.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/plain",
        method = "get",
        operation_id = "message_plain"
    )]
    async fn message_plain(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<PlainResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadContent).await?;
        let raw = read(&app, &server, id.0).await?;
        let body = Content::parse(&raw).plain_body().ok_or_else(|| ApiError::not_found("plain text body"))?;
        Ok(PlainResponse::Body(PlainText(body), nosniff()))
    }

    /// Fetch the HTML body, for a sandboxed frame.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/html",
        method = "get",
        operation_id = "message_html"
    )]
    async fn message_html(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
        /// Let the page load remote images and fonts.
        #[oai(default)]
        remote_images: Query<bool>,
    ) -> Result<HtmlResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadContent).await?;
        let raw = read(&app, &server, id.0).await?;
        let body = Content::parse(&raw).html_body().ok_or_else(|| ApiError::not_found("HTML body"))?;
        // To look at it is no open.
        let body = without_images(&body);
        // Links open beside the message, not in the frame that shows it.
        let body = format!("<!doctype html><base target=\"_blank\">{body}");
        let policy = if remote_images.0 { HTML_POLICY_WITH_IMAGES } else { HTML_POLICY };
        Ok(HtmlResponse::Body(Html(body), policy.to_owned(), nosniff(), "no-referrer".to_owned()))
    }

    /// List the header fields, decoded.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/headers",
        method = "get",
        operation_id = "message_headers"
    )]
    async fn message_headers(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<Page<HeaderFieldView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadContent).await?;
        let raw = read(&app, &server, id.0).await?;
        let headers = Content::parse(&raw).headers().into_iter();
        let items = headers.map(|(name, values)| HeaderFieldView { name, values }).collect();
        Ok(Json(Page { items, next_cursor: None }))
    }

    /// List the attachments.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/attachments",
        method = "get",
        operation_id = "message_attachments"
    )]
    async fn message_attachments(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<Page<AttachmentView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadContent).await?;
        let raw = read(&app, &server, id.0).await?;
        let attachments = Content::parse(&raw).attachments().into_iter().enumerate();
        let items = attachments.map(|(index, attachment)| AttachmentView {
            index,
            size_bytes: attachment.data.len(),
            name: attachment.name,
            content_type: attachment.content_type,
        });
        Ok(Json(Page { items: items.collect(), next_cursor: None }))
    }

    /// Download one attachment.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/attachments/:index",
        method = "get",
        operation_id = "message_attachment"
    )]
    async fn message_attachment(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
        /// Place in the list of attachments, from 0.
        index: Path<usize>,
    ) -> Result<AttachmentResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadContent).await?;
        let raw = read(&app, &server, id.0).await?;
        let attachment = Content::parse(&raw).attachments().into_iter().nth(index.0);
        let attachment = attachment.ok_or_else(|| ApiError::not_found("attachment"))?;
        Ok(AttachmentResponse::File(Binary(attachment.data), disposition(&attachment.name), nosniff()))
    }
}

/// The whole message; "not found" as well when its content is removed, with a code of its own where its sender asked for that.
async fn read(app: &App, server: &MailServer, id: i64) -> Result<Vec<u8>, ApiError> {
    let mut conn = app.store.read().await?;
    let message = find(&mut conn, server.id, id).await?;
    raw_message(&mut conn, &message).await?.ok_or_else(|| {
        if message.extras.options.discard_content {
            let text = "The content of this message was not kept, as its sender asked.";
            return ApiError::gone_from("content_not_stored", text);
        }
        ApiError::not_found("message content")
    })
}

fn nosniff() -> String {
    "nosniff".to_owned()
}

/// RFC 6266: the name in ASCII for old clients, and as it is.
fn disposition(name: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    // RFC 8187 §3.2.1: attr-char.
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let plain = |c: char| if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    if ascii == name {
        return format!("attachment; filename=\"{ascii}\"");
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_cannot_leave_their_quotes() {
        assert_eq!(disposition("a b.txt"), "attachment; filename=\"a b.txt\"");
        assert_eq!(
            disposition("\u{e4}\"\r\n.png"),
            "attachment; filename=\"____.png\"; filename*=UTF-8''%C3%A4%22%0D%0A.png"
        );
    }
}
