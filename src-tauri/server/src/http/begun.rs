//! A stream whose first byte was looked at.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

/// Reads as the stream does, from its first byte.
pub(super) struct Begun<S> {
    /// Not yet read again.
    first: Option<u8>,
    stream: S,
}

impl<S: AsyncRead + Unpin> Begun<S> {
    /// Waits for the first byte; there is none when the stream ends before.
    pub(super) async fn read(mut stream: S) -> io::Result<Self> {
        let mut byte = [0];
        let first = (stream.read(&mut byte).await? == 1).then_some(byte[0]);
        Ok(Self { first, stream })
    }

    pub(super) fn first(&self) -> Option<u8> {
        self.first
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Begun<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if buffer.remaining() > 0
            && let Some(first) = self.first.take()
        {
            buffer.put_slice(&[first]);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Begun<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_looked_at_is_read_all_the_same() {
        let mut begun = Begun::read(&b"GET /"[..]).await.expect("bytes");
        assert_eq!(begun.first(), Some(b'G'));
        let mut read = String::new();
        begun.read_to_string(&mut read).await.expect("text");
        assert_eq!(read, "GET /");
    }

    #[tokio::test]
    async fn a_stream_that_ends_at_once_has_no_first_byte() {
        let begun = Begun::read(&b""[..]).await.expect("an end");
        assert_eq!(begun.first(), None);
    }
}
