//! Orders.

use riskgate_model::Query;

use crate::conformance::{
    findings::Findings,
    held::{Held, asked, ids},
    listed::Listed,
};

/// A list has the order that was asked for; what is equal in it is ordered by date, id and tenant.
pub(super) async fn total<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    for list in held.lists::<E>() {
        for order in held.orders::<E>(&list) {
            let query = Query { order, ..held.whole::<E>() };
            match held.list(&list, &query).await {
                // Judged by the World's rows of the same ids: which they are, and what they hold, is the business of other laws.
                Ok(rows) => {
                    let answered: Vec<E> = rows.iter().filter_map(|row| held.row::<E>(row.id())).cloned().collect();
                    let mut expected = answered.clone();
                    order.sort(&mut expected);
                    found.same_sequence(&asked(&list, &query), &ids(&answered), &ids(&expected));
                }
                Err(error) => found.wrong(asked(&list, &query), error, "a list"),
            }
        }
    }
}
