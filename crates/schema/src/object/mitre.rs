//! Techniques of MITRE ATT&CK, by what their ids stand for.

use std::sync::LazyLock;

use async_graphql::Object;

/// Id, name and tactics of each technique that Microsoft's products name in alerts about identities; parted by tabs, the tactics by commas.
const TECHNIQUES: &str = include_str!("mitre/techniques.tsv");

/// The techniques, read once, in the order of their ids.
static KNOWN: LazyLock<Vec<Technique>> = LazyLock::new(|| techniques().collect());

/// A technique of MITRE ATT&CK, by its id.
pub(crate) struct MitreTechnique<'a> {
    id: &'a str,
    known: Option<&'static Technique>,
}

impl<'a> MitreTechnique<'a> {
    /// The technique of this id.
    pub(crate) fn of(id: &'a str) -> Self {
        Self { id, known: known(id) }
    }
}

/// A technique of MITRE ATT&CK: a way in which attackers reach what they want.
#[Object(name = "MitreTechnique")]
impl MitreTechnique<'_> {
    /// Its id, such as `T1078.004`.
    async fn id(&self) -> &str {
        self.id
    }

    /// Its name, with that of the technique that it is one of; null for one that this version does not know.
    async fn name(&self) -> Option<&'static str> {
        self.known.map(|technique| technique.name)
    }

    /// What it is for, such as `Initial Access`; empty for one that this version does not know.
    async fn tactics(&self) -> Vec<&'static str> {
        self.known.map(|technique| technique.tactics.split(',').collect()).unwrap_or_default()
    }

    /// Its page at MITRE; null where the id is none of a technique.
    async fn url(&self) -> Option<String> {
        is_id(self.id).then(|| format!("https://attack.mitre.org/techniques/{}/", self.id.to_ascii_uppercase().replace('.', "/")))
    }
}

struct Technique {
    id: &'static str,
    name: &'static str,
    tactics: &'static str,
}

fn techniques() -> impl Iterator<Item = Technique> {
    TECHNIQUES.lines().map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().expect("a test has seen three cells in every line");
        Technique { id: cell(), name: cell(), tactics: cell() }
    })
}

fn known(id: &str) -> Option<&'static Technique> {
    let id = id.to_ascii_uppercase();
    KNOWN.binary_search_by(|technique| technique.id.cmp(&id)).ok().map(|place| &KNOWN[place])
}

/// Whether it is `T`, four digits, and perhaps a dot and three digits.
fn is_id(id: &str) -> bool {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = id.strip_prefix(['T', 't']) else { return false };
    match number.split_once('.') {
        None => digits(number, 4),
        Some((number, part)) => digits(number, 4) && digits(part, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_technique_is_whole_and_none_is_there_twice() {
        assert!(TECHNIQUES.lines().all(|line| line.split('\t').filter(|cell| !cell.is_empty()).count() == 3));
        let ids: Vec<_> = techniques().map(|technique| technique.id).collect();
        assert!(ids.iter().all(|id| is_id(id)), "{ids:?}");
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
        for tactic in techniques().flat_map(|technique| technique.tactics.split(',')) {
            assert!(TACTICS.contains(&tactic), "{tactic}");
        }
    }

    #[test]
    fn a_part_of_a_technique_is_named_with_it() {
        for technique in techniques().filter(|technique| technique.id.contains('.')) {
            let whole = known(&technique.id[..5]).unwrap_or_else(|| panic!("{} is part of what is not there", technique.id));
            assert!(technique.name.starts_with(&format!("{}: ", whole.name)), "{}", technique.name);
        }
    }

    #[test]
    fn what_is_no_id_has_no_page() {
        assert!(is_id("T1078") && is_id("t1078.004"));
        for text in ["", "T107", "T1078.4", "T1078.", "T10789", "TA0001", "../x"] {
            assert!(!is_id(text), "{text}");
        }
    }

    const TACTICS: [&str; 14] = [
        "Reconnaissance",
        "Resource Development",
        "Initial Access",
        "Execution",
        "Persistence",
        "Privilege Escalation",
        "Defense Evasion",
        "Credential Access",
        "Discovery",
        "Lateral Movement",
        "Collection",
        "Command and Control",
        "Exfiltration",
        "Impact",
    ];
}
