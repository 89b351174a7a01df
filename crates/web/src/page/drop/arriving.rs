//! What a browser sends, as it comes: a file that is judged whole is gathered up to its limit; a capture goes through
//! the reader while it arrives, and no byte of it is kept.
//!
//! Invariant: nothing of a file is looked at before the form has shown that it is ours. A capture that breaks off is
//! told apart from one that ends.

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use sekisho_app::observe::{self, Captured, Wanted};
use sekisho_app::scan::File;
use sekisho_app::{Act, guard};
use sekisho_model::text;
use tokio::sync::Semaphore;

use super::{base_name, no_file, unreadable};
use crate::failure::Failure;
use crate::streamed;
use crate::visitor::Visitor;

/// Largest file that is judged whole.
const WHOLE_BYTES_MAX: usize = 64 << 20;
/// Longest other field of the form.
const FIELD_BYTES_MAX: usize = 4 << 10;
/// A packed file whose beginning does not unpack within so many bytes is no capture.
const HEAD_BYTES_MAX: usize = 1 << 20;
/// Captures read at the same time: each has the reader's tables in memory.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What was sent.
pub(super) enum Arrived {
    /// A file that is judged whole.
    File(File),
    /// What a capture brought.
    Capture(Box<Captured>),
}

/// Takes in the form, the file as it comes.
pub(super) async fn arrived(mut form: Multipart, visitor: &Visitor) -> Result<Arrived, Failure> {
    let mut csrf = String::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| unreadable(error.status()))? {
        match field.name() {
            Some("csrf") => {
                let bytes = gathered(&mut field, Vec::new(), FIELD_BYTES_MAX).await?;
                csrf = String::from_utf8_lossy(&bytes).into_owned();
            }
            Some("file") => {
                visitor.check_form(&csrf)?;
                return file(field, visitor).await;
            }
            _ => {}
        }
    }
    visitor.check_form(&csrf)?;
    Err(no_file())
}

async fn file(mut field: Field<'_>, visitor: &Visitor) -> Result<Arrived, Failure> {
    let name = field.file_name().map(base_name).unwrap_or_default();
    if name.is_empty() {
        return Err(no_file());
    }
    let mut head = Vec::new();
    while head.len() < HEAD_BYTES_MAX {
        match observe::is_capture(&head) {
            Some(true) => return watched(name, head, field, visitor).await.map(Arrived::Capture),
            Some(false) => break,
            None => {}
        }
        let Some(part) = next(&mut field).await? else { break };
        head.extend_from_slice(&part);
    }
    let bytes = gathered(&mut field, head, WHOLE_BYTES_MAX).await?;
    Ok(Arrived::File(File { name, bytes }))
}

async fn next(field: &mut Field<'_>) -> Result<Option<Bytes>, Failure> {
    field.chunk().await.map_err(|error| unreadable(error.status()))
}

async fn gathered(field: &mut Field<'_>, mut bytes: Vec<u8>, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    loop {
        if bytes.len() > bytes_max {
            return Err(unreadable(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let Some(part) = next(field).await? else { return Ok(bytes) };
        bytes.extend_from_slice(&part);
    }
}

/// A capture through its reader, on a thread of its own.
async fn watched(
    name: String,
    head: Vec<u8>,
    field: Field<'_>,
    visitor: &Visitor,
) -> Result<Box<Captured>, Failure> {
    guard::permit(&visitor.caller, Act::Look)?;
    let _turn = TURNS.try_acquire().map_err(|_| busy())?;
    let (send, parts) = streamed::way();
    let reading = tokio::task::spawn_blocking(move || observe::capture(&name, parts, &Wanted::default()));
    let fed = streamed::fed(send, head.into(), field).await;
    let captured = reading.await.map_err(|_| Failure::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    fed.map_err(|error| unreadable(error.status()))?;
    Ok(Box::new(captured?))
}

fn busy() -> Failure {
    Failure::of(
        StatusCode::SERVICE_UNAVAILABLE,
        text!(ja: "ほかのキャプチャを読んでいる最中です。", en: "Other captures are being read."),
        text!(ja: "少し待ってから、もう一度送ってください。", en: "Wait a little and send it again."),
    )
}
