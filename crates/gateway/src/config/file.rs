//! Where in a TOML file a key is set.

use toml_edit::ImDocument;

/// The line, counted from 1, that sets `key`. Only for messages.
pub(super) fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = ImDocument::parse(text).ok()?;
    let (mut item, mut span) = (document.as_item(), None);
    for name in key.split('.') {
        let (name, value) = item.as_table_like()?.get_key_value(name)?;
        (item, span) = (value, name.span().or(value.span()));
    }
    Some(text[..span?.start].matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_key_is_found() {
        let text = "# first\nhttp.listen = 1\n\n[graphql]\nlimits = {\"depth\" = 5}\n[adapters . \"archive\"]\nkind = \"store\"\n";
        for (key, line) in [("http.listen", 2), ("graphql.limits.depth", 5), ("adapters.archive.kind", 7), ("adapters.archive", 6)] {
            assert_eq!(line_of(text, key), Some(line), "{key}");
        }
        assert_eq!(line_of(text, "http.deadline"), None);
    }
}
