//! A file on its way from a browser to a reader that waits for it: handed on part by part, never held whole.
//!
//! Invariant: a file that breaks off is told apart from one that ends. A reader that has seen enough lets the rest pass
//! by.

use std::io::{self, Read};

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Parts that wait for the reader: with the network's own, all that is ever held of a file.
const PARTS_WAITING: usize = 4;

/// Both ends of a file's way.
pub(crate) fn way() -> (Sender<Part>, Parts) {
    let (send, receive) = mpsc::channel(PARTS_WAITING);
    (send, Parts { receive, now: Bytes::new(), ended: false })
}

/// Hands on each part as it comes, the beginning first.
pub(crate) async fn fed(send: Sender<Part>, head: Bytes, mut field: Field<'_>) -> Result<(), MultipartError> {
    let mut open = send.send(Part::Bytes(head)).await.is_ok();
    while let Some(part) = field.chunk().await? {
        open = open && send.send(Part::Bytes(part)).await.is_ok();
    }
    if open {
        // Who does not listen any more needs no end.
        let _ = send.send(Part::End).await;
    }
    Ok(())
}

/// A part of a file on its way.
pub(crate) enum Part {
    Bytes(Bytes),
    End,
}

/// The parts as one reader. It waits, so it belongs on a thread of its own.
pub(crate) struct Parts {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parts: Vec<Part>) -> io::Result<Vec<u8>> {
        let (send, mut reader) = way();
        parts.into_iter().for_each(|part| assert!(send.try_send(part).is_ok()));
        drop(send);
        let mut all = Vec::new();
        reader.read_to_end(&mut all).map(|_| all)
    }

    #[test]
    fn parts_read_as_one_file_and_a_break_is_no_end() {
        let bytes = |text: &'static str| Part::Bytes(Bytes::from_static(text.as_bytes()));
        assert_eq!(read(vec![bytes("ab"), bytes(""), bytes("c"), Part::End]).unwrap(), b"abc");
        assert_eq!(read(vec![bytes("ab")]).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
