//! What a browser sends, as it comes: a file that is judged whole is gathered up to its limit; a capture goes through
//! the reader while it arrives, and no byte of it is kept.
//!
//! Invariant: nothing of a file is looked at before the form has shown that it is ours. A capture that breaks off is
//! told apart from one that ends.

use std::io::{self, Read};

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use sekisho_app::observe::{self, Captured, Wanted};
use sekisho_app::{Act, guard};
use sekisho_model::text;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::{Upload, base_name, no_file, unreadable};
use crate::failure::Failure;
use crate::visitor::Visitor;

/// Largest file that is judged whole.
const WHOLE_BYTES_MAX: usize = 64 << 20;
/// Longest other field of the form.
const FIELD_BYTES_MAX: usize = 4 << 10;
/// A packed file whose beginning does not unpack within so many bytes is no capture.
const HEAD_BYTES_MAX: usize = 1 << 20;
/// Parts of a capture that wait for its reader: with the network's own, all that is ever held of it.
const PARTS_WAITING: usize = 4;
/// Captures read at the same time: each has the reader's tables in memory.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What was sent.
pub(super) enum Arrived {
    /// A file that is judged whole.
    File(Upload),
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
                return file(field, csrf, visitor).await;
            }
            _ => {}
        }
    }
    visitor.check_form(&csrf)?;
    Err(no_file())
}

async fn file(mut field: Field<'_>, csrf: String, visitor: &Visitor) -> Result<Arrived, Failure> {
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
    Ok(Arrived::File(Upload { csrf, name, bytes }))
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
    let (send, receive) = mpsc::channel(PARTS_WAITING);
    let reading = tokio::task::spawn_blocking(move || {
        observe::capture(&name, Parts { receive, now: Bytes::new(), ended: false }, &Wanted::default())
    });
    let fed = fed(send, head.into(), field).await;
    let captured = reading.await.map_err(|_| Failure::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    fed?;
    Ok(Box::new(captured?))
}

/// Hands on each part as it comes. A reader that has seen enough lets the rest pass by.
async fn fed(send: Sender<Part>, head: Bytes, mut field: Field<'_>) -> Result<(), Failure> {
    let mut open = send.send(Part::Bytes(head)).await.is_ok();
    while let Some(part) = next(&mut field).await? {
        open = open && send.send(Part::Bytes(part)).await.is_ok();
    }
    if open {
        // Who does not listen any more needs no end.
        let _ = send.send(Part::End).await;
    }
    Ok(())
}

/// A part of a capture on its way.
enum Part {
    Bytes(Bytes),
    End,
}

/// The parts as one reader.
struct Parts {
    receive: Receiver<Part>,
    now: Bytes,
    ended: bool,
}

impl Read for Parts {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() && !self.ended {
            match self.receive.blocking_recv() {
                Some(Part::Bytes(bytes)) => self.now = bytes,
                Some(Part::End) => self.ended = true,
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let count = into.len().min(self.now.len());
        let part = self.now.split_to(count);
        into.get_mut(..count).unwrap_or_default().copy_from_slice(&part);
        Ok(count)
    }
}

fn busy() -> Failure {
    Failure::of(
        StatusCode::SERVICE_UNAVAILABLE,
        text!(ja: "ほかのキャプチャを読んでいる最中です。", en: "Other captures are being read."),
        text!(ja: "少し待ってから、もう一度送ってください。", en: "Wait a little and send it again."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parts: Vec<Part>) -> io::Result<Vec<u8>> {
        let (send, receive) = mpsc::channel(8);
        parts.into_iter().for_each(|part| assert!(send.try_send(part).is_ok()));
        drop(send);
        let mut all = Vec::new();
        Parts { receive, now: Bytes::new(), ended: false }.read_to_end(&mut all).map(|_| all)
    }

    #[test]
    fn parts_read_as_one_file_and_a_break_is_no_end() {
        let bytes = |text: &'static str| Part::Bytes(Bytes::from_static(text.as_bytes()));
        assert_eq!(read(vec![bytes("ab"), bytes(""), bytes("c"), Part::End]).unwrap(), b"abc");
        assert_eq!(read(vec![bytes("ab")]).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
