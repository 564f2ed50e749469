//! What a batch changes of what alerts say: their links first, then the folds of the detections, sign-ins and identities that they speak
//! about. An alert's verdict counts for a user only where it covers all that stands open, so detections go before whose they are.

use std::{collections::BTreeSet, mem::take};

use riskgate_model::{Detection, Identity, SignIn};
use sea_orm::DatabaseTransaction;

use super::{changes, events, incidents, links, speaking, together::HELD, touched::Touched};
use crate::{error::StoreError, keys::Keys};

/// Brings everything up to date that alerts speak about, once all of the batch is written.
pub(crate) async fn settle(transaction: &DatabaseTransaction, mut touched: Touched) -> Result<(), StoreError> {
    if !touched.is_watching() {
        return Ok(());
    }
    let alerts = links::affected(transaction, &touched).await?;
    touched.due.add(transaction, &Keys::of(&alerts)).await?;
    links::renew(transaction, &alerts).await?;
    touched.due.add(transaction, &Keys::of(&alerts)).await?;
    incidents::link(transaction, &touched.incidents.union(&touched.due.incidents).cloned().collect()).await?;
    for ids in parts(&take(&mut touched.due.detections)) {
        events::fold_these::<Detection>(transaction, &ids, &mut touched).await?;
    }
    let mut sign_ins = take(&mut touched.due.sign_ins);
    sign_ins.extend(speaking::spoken_of_sign_ins(transaction, &touched.sign_ins).await?);
    for ids in parts(&sign_ins) {
        events::fold_these::<SignIn>(transaction, &ids, &mut touched).await?;
    }
    let mut identities = take(&mut touched.due.identities);
    identities.extend(speaking::spoken_of_identities(transaction, &touched.owners).await?);
    for identities in parts(&identities) {
        let identities: BTreeSet<Identity> = identities.into_iter().collect();
        changes::fold_spoken_of(transaction, &identities).await?;
    }
    Ok(())
}

/// The ids in parts, none of which is too much to hold.
fn parts<I: Clone>(ids: &BTreeSet<I>) -> Vec<Vec<I>> {
    let ids: Vec<I> = ids.iter().cloned().collect();
    ids.chunks(HELD).map(<[I]>::to_vec).collect()
}
