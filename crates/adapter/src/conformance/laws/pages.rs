//! Pages.

use riskgate_model::{Filter, Query};

use super::filters;
use crate::conformance::{
    findings::Findings,
    held::{Held, asked, ids},
    listed::{Listed, Scope},
};

/// Pages of any size join without gap or repeat.
pub(super) async fn join<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    for list in held.lists::<E>() {
        let expected = held.rows::<E>(&list, &Filter::All);
        let sizes: Vec<usize> = (1..=expected.len() + 1).collect();
        let few: Vec<usize> = [1, 2, 5, expected.len()].into_iter().filter(|size| *size > 0).collect();
        for (place, order) in held.orders::<E>(&list).into_iter().enumerate() {
            for size in if place == 0 { &sizes } else { &few } {
                joins(held, found, &list, &Query { order, ..held.query::<E>(*size) }, &ids(&expected)).await;
            }
        }
        let Some(filter) = filters::selective::<E>(held, &list) else { continue };
        for order in held.orders::<E>(&list) {
            let query = Query { filter: filter.clone(), order, ..held.whole::<E>() };
            // Whether these are the right ones is another law's business.
            let Ok(expected) = held.list(&list, &query).await else { continue };
            for size in [1, 2] {
                let query = Query { filter: filter.clone(), order, ..held.query::<E>(size) };
                joins(held, found, &list, &query, &ids(&expected)).await;
            }
        }
    }
}

async fn joins<E: Listed>(held: &Held<'_>, found: &mut Findings, list: &Scope, query: &Query<E>, expected: &[String]) {
    let asked = format!("all pages of {}", asked(list, query));
    match held.follow(list, query).await {
        Ok(pages) => {
            let longest = pages.iter().map(|page| page.rows.len()).max().unwrap_or_default();
            if longest > query.first as usize {
                found.wrong(asked.as_str(), format!("a page of {longest} rows"), "no more rows than were asked for");
            }
            found.same_rows(&asked, &ids(pages.iter().flat_map(|page| &page.rows)), expected);
        }
        Err(error) => found.wrong(asked, error, format!("{} rows", expected.len())),
    }
}

/// The last page has no cursor; one empty page may follow a full one.
pub(super) async fn end<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    for list in held.lists::<E>() {
        let rows = held.rows::<E>(&list, &Filter::All).len();
        for order in held.orders::<E>(&list) {
            for size in [1, rows.max(1), rows + 1] {
                ends(held, found, &list, &Query { order, ..held.query::<E>(size) }, rows).await;
            }
        }
    }
}

async fn ends<E: Listed>(held: &Held<'_>, found: &mut Findings, list: &Scope, query: &Query<E>, rows: usize) {
    let asked = format!("all pages of {}", asked(list, query));
    let pages = match held.follow(list, query).await {
        Ok(pages) => pages,
        Err(error) => return found.wrong(asked, error, format!("an end after {rows} rows")),
    };
    let mut seen = 0;
    let place = pages.iter().position(|page| {
        seen += page.rows.len();
        seen >= rows
    });
    // A list that is not whole is another law's business; this one ended.
    let Some(place) = place else { return found.right() };
    let is_full = pages[place].rows.len() >= query.first as usize;
    match (is_full, &pages[place + 1..]) {
        (_, []) => found.right(),
        (true, [after]) if after.rows.is_empty() && !after.goes_on => found.right(),
        (true, after) => found.wrong(asked, format!("{} pages after the last row", after.len()), "at most one, empty"),
        (false, _) => found.wrong(asked, "a cursor on the page with the last row, which had room for more", "no cursor"),
    }
}
