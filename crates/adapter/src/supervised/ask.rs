//! How a question is asked: what the offer allows is asked of the source, in calls of the watch, whose answers are looked at before they are
//! believed. All calls of a question have one deadline, and errors bear the adapter's name, whoever made them.

use std::{collections::HashMap, ops::Range};

use futures::future::BoxFuture;
use riskgate_model::{Entity, Field, Filter, Page, Query};
use tokio::time::Instant;

use super::{Supervised, check, pushdown};
use crate::{Answer, Grouped};

impl<S: ?Sized + Send + Sync, F: Field> Supervised<S, F> {
    /// One page of a root list.
    pub(super) async fn page<E: Entity<Field = F>>(
        &self,
        operation: &'static str,
        query: &Query<E>,
        list: impl for<'a> Fn(&'a S, &'a Query<E>) -> BoxFuture<'a, Answer<Page<E>>> + Sync,
    ) -> Answer<Page<E>> {
        let (until, list) = (self.watch.until(), &list);
        let ask = |query: Query<E>| async move {
            self.call(operation, until, list(&self.source, &query), |page| check::page(page, &query)).await
        };
        self.named(pushdown::page(&self.offer, query, ask).await)
    }

    /// A page for each parent, of which some may have failed by themselves.
    pub(super) async fn grouped<E: Entity<Field = F>, K: Sync>(
        &self,
        operation: &'static str,
        parents: &[K],
        query: &Query<E>,
        is_child: fn(&E, &K) -> bool,
        list: impl for<'a> Fn(&'a S, &'a [K], &'a Query<E>) -> BoxFuture<'a, Answer<Grouped<E>>> + Sync,
    ) -> Answer<Grouped<E>> {
        self.grouped_also(operation, parents, query, &[], is_child, list).await
    }

    /// A page for each parent, in an order by date or by one of these.
    pub(super) async fn grouped_also<E: Entity<Field = F>, K: Sync>(
        &self,
        operation: &'static str,
        parents: &[K],
        query: &Query<E>,
        also: &[F],
        is_child: fn(&E, &K) -> bool,
        list: impl for<'a> Fn(&'a S, &'a [K], &'a Query<E>) -> BoxFuture<'a, Answer<Grouped<E>>> + Sync,
    ) -> Answer<Grouped<E>> {
        self.named(self.offer.check_order_of_parents(query.order, also).map_err(Into::into))?;
        let (until, list) = (self.watch.until(), &list);
        let ask = |parents, query: Query<E>| async move {
            let check = |grouped: &Grouped<E>| check::grouped(grouped, parents, &query, is_child);
            self.call(operation, until, list(&self.source, parents, &query), check).await
        };
        let mut grouped = self.named(pushdown::grouped(&self.offer, parents, query, ask).await)?;
        for (_, error) in &mut grouped.failed {
            *error = self.watch.named(error.clone());
        }
        Ok(grouped)
    }

    /// Records by their ids.
    pub(super) async fn by_id<E: Entity<Field = F>>(
        &self,
        operation: &'static str,
        ids: &[E::Id],
        find: impl for<'a> Fn(&'a S, &'a [E::Id]) -> BoxFuture<'a, Answer<HashMap<E::Id, E>>> + Sync,
    ) -> Answer<HashMap<E::Id, E>> {
        let (until, find) = (self.watch.until(), &find);
        let ask = |ids| self.call(operation, until, find(&self.source, ids), |found| check::found(found, ids));
        self.named(pushdown::by_id(&self.offer, ids, ask).await)
    }

    /// The counts of the lists of so many parents.
    pub(super) async fn counts<'a>(
        &self,
        operation: &'static str,
        parents: usize,
        filter: &Filter<F>,
        count: impl Fn(Range<usize>) -> BoxFuture<'a, Answer<Vec<Option<u64>>>> + Sync,
    ) -> Answer<Vec<Option<u64>>> {
        let until = self.watch.until();
        let ask = |range: Range<usize>| {
            let parents = range.len();
            self.call(operation, until, count(range), move |counts| check::counts(counts, parents))
        };
        self.named(pushdown::counts(&self.offer, parents, filter, ask).await)
    }

    /// One call of the source, whose answer is checked before it is believed.
    async fn call<T: Send>(
        &self,
        operation: &'static str,
        until: Instant,
        answer: impl Future<Output = Answer<T>> + Send,
        check: impl FnOnce(&T) -> Answer<()> + Send,
    ) -> Answer<T> {
        let checked = async move {
            let answer = answer.await?;
            check(&answer)?;
            Ok(answer)
        };
        self.watch.call(self.question, operation, until, checked).await
    }

    fn named<T>(&self, answer: Answer<T>) -> Answer<T> {
        answer.map_err(|error| self.watch.named(error))
    }
}
