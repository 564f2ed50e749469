//! One pass over the text before the parser sees it.
//!
//! The parser recurses once for each open bracket, so the text must be read by a loop first. The
//! loop and the parser have to agree on where strings and comments end, or a bracket could hide
//! from the loop; a string that does not end is therefore refused here and not left to the parser,
//! which would read `"""` as an empty string followed by the start of another.

use async_graphql::Pos;

use super::{Limits, Refusal};

/// What the text holds, outside strings and comments.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) tokens: usize,
    pub(super) nesting: usize,
    pub(super) directives: usize,
}

/// Reads the text once and holds it to the limits that keep the parser safe.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), Refusal> {
    if text.len() > limits.query_bytes {
        return Err(Refusal::Text { value: text.len(), maximum: limits.query_bytes });
    }
    let scan = scan(text)?;
    if scan.nesting > limits.nesting {
        return Err(Refusal::Nesting { value: scan.nesting, maximum: limits.nesting });
    }
    if scan.tokens > limits.tokens {
        return Err(Refusal::Tokens { value: scan.tokens, maximum: limits.tokens });
    }
    if scan.directives > limits.directives {
        return Err(Refusal::Directives { value: scan.directives, maximum: limits.directives });
    }
    Ok(())
}

/// Counts the tokens, brackets and directives of the text.
pub(super) fn scan(text: &str) -> Result<Scan, Refusal> {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut open = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (length, is_token) = match rest[0] {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => (1, false),
            b'#' => (run(rest, |byte| !matches!(byte, b'\n' | b'\r')), false),
            b'"' => (string(rest).ok_or_else(|| unterminated(text, at))?, true),
            b'.' => (run(rest, |byte| byte == b'.').min(3), true),
            b'-' | b'0'..=b'9' => (run(rest, is_number), true),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => (run(rest, is_name), true),
            b'{' | b'[' | b'(' => {
                open += 1;
                scan.nesting = scan.nesting.max(open);
                (1, true)
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                (1, true)
            }
            b'@' => {
                scan.directives += 1;
                (1, true)
            }
            _ if rest.starts_with("\u{feff}".as_bytes()) => (3, false),
            _ => (1, true),
        };
        scan.tokens += usize::from(is_token);
        at += length;
    }
    Ok(scan)
}

/// The length of the run at the start of `rest`, the first byte included.
fn run(rest: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    let more = rest[1..].iter().take_while(|byte| belongs(**byte)).count();
    1 + more
}

fn is_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

fn is_number(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b'.' | b'+' | b'-')
}

/// The length of the string at the start of `rest`, quotes included, if it ends.
fn string(rest: &[u8]) -> Option<usize> {
    if rest.starts_with(br#"""""#) {
        return block_string(rest);
    }
    let mut at = 1;
    loop {
        match rest.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'\\' if matches!(rest.get(at + 1)?, b'\n' | b'\r') => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn block_string(rest: &[u8]) -> Option<usize> {
    let mut at = 3;
    while at < rest.len() {
        if rest[at..].starts_with(br#"\""""#) {
            at += 4;
        } else if rest[at..].starts_with(br#"""""#) {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
    None
}

fn unterminated(text: &str, at: usize) -> Refusal {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Refusal::Parse {
        reason: "the string that starts here does not end".to_owned(),
        at: Pos { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 },
    }
}
