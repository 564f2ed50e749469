//! Reading a request's body up to its limit.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;

use super::problem::Problem;

/// How much more than its limit of a too long body is read and thrown away: a client that is still
/// sending when the connection closes may never see why.
const DISCARDED: usize = 4;

/// Reads the whole body, whether its length was announced or not.
pub(super) async fn read(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut chunks = body.into_data_stream();
    let mut whole = BytesMut::new();
    let mut length = 0_usize;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::Malformed("the body broke off or its framing is wrong".to_owned()))?;
        length = length.saturating_add(chunk.len());
        if length <= limit {
            whole.extend_from_slice(&chunk);
        } else if length > limit.saturating_mul(DISCARDED) {
            break;
        }
    }
    if length > limit {
        return Err(Problem::TooLarge(limit));
    }
    Ok(whole.freeze())
}
