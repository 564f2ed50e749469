//! Where in a TOML file a key is set.

/// The line, counted from 1, that sets `key`, when it is set in the plain `[section]` and
/// `name = value` form. Only for messages: what the key means is the TOML parser's business.
pub(super) fn line_of(text: &str, key: &str) -> Option<usize> {
    let mut section = String::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(heading) = line.strip_prefix('[') {
            heading.split(']').next().unwrap_or_default().trim().clone_into(&mut section);
            continue;
        }
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let own = match section.as_str() {
            "" => name.trim().to_owned(),
            section => format!("{section}.{}", name.trim()),
        };
        if own == key {
            return Some(index + 1);
        }
    }
    None
}
