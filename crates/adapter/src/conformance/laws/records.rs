//! What records hold.

use riskgate_model::FieldSet;

use crate::conformance::{
    World,
    findings::Findings,
    held::{Held, asked, asked_by_id, told},
    listed::Listed,
};

/// A record is answered with every property it is held with.
pub(super) async fn whole<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    for (asked, row) in answered::<E>(held, found).await {
        if let Some(expected) = held.row::<E>(row.id()).filter(|row| !is_strange(*row)) {
            found.same_value(&asked, &row, expected);
        }
    }
}

/// A word that this version does not know is answered as it came.
pub(super) async fn words<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    if !E::rows(held.world).iter().any(is_strange) {
        return found.not_judged(format!("no record of {} that is held has such a word", E::QUESTION.name()));
    }
    for (asked, row) in answered::<E>(held, found).await {
        if let Some(expected) = held.row::<E>(row.id()).filter(|row| is_strange(*row)) {
            found.same(&asked, &unknown_words(&row), &unknown_words(expected));
        }
    }
}

/// Its unknown words, each behind the property that it is the value of.
fn unknown_words(row: &impl Listed) -> String {
    let text = format!("{row:#?}");
    let lines = text.lines().map(str::trim);
    let words = lines.clone().skip(1).map(|line| line.trim_matches([',', '"']));
    let told = lines.zip(words).filter(|(_, word)| World::UNKNOWN_WORDS.contains(word));
    told.map(|(before, word)| format!("{} {word}", before.trim_end_matches(" Some("))).collect::<Vec<_>>().join(", ")
}

/// Whether it holds a word that this version does not know, at whatever depth. Such records are judged by one law, the others by the other.
fn is_strange(row: &impl Listed) -> bool {
    let text = format!("{row:?}");
    World::UNKNOWN_WORDS.iter().any(|word| text.contains(word))
}

/// Records as they are answered by id and in lists, each with what was asked.
async fn answered<E: Listed>(held: &Held<'_>, found: &mut Findings) -> Vec<(String, E)> {
    let mut answered = Vec::new();
    let ids: Vec<E::Id> = E::rows(held.world).iter().map(|row| row.id().clone()).collect();
    for ids in ids.chunks(held.offer::<E>().keys_a_call()) {
        match held.by_id::<E>(ids, E::Fields::all()).await {
            Ok(rows) => {
                let mut rows: Vec<E> = rows.into_iter().flatten().map(|(_, row)| row).collect();
                rows.sort_by(|a, b| a.id().cmp(b.id()));
                answered.extend(rows.into_iter().map(|row| (asked_by_id::<E>(std::slice::from_ref(row.id())), row)));
            }
            Err(error) => found.wrong(asked_by_id::<E>(ids), told(&error), "an answer"),
        }
    }
    let query = held.whole::<E>();
    for scope in held.scopes::<E>().iter().take(1) {
        for place in 0..scope.parents() {
            let list = scope.pick(&[place]);
            match held.list(&list, &query).await {
                Ok(rows) => answered.extend(rows.into_iter().map(|row| (format!("{}: {}", asked(&list, &query), row.id()), row))),
                Err(error) => found.wrong(asked(&list, &query), error, "a list"),
            }
        }
    }
    answered
}
