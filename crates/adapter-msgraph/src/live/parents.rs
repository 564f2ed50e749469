//! Questions for the children of several parents, and for several ids.

use riskgate_adapter::{Answer, ErrorKind, Grouped, Offer};
use riskgate_model::{Entity, Id, Query, TenantId};

/// Whose rows are asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Whose<K> {
    /// Anyone's.
    Anyone,
    /// Those of one parent.
    One(K),
}

/// Tells whose a row is.
pub(super) type Owner<E, K> = for<'r> fn(&'r E) -> Option<&'r K>;

impl<K: PartialEq> Whose<K> {
    /// Whether these are the rows of this owner.
    pub(super) fn is(&self, owner: Option<&K>) -> bool {
        match self {
            Self::Anyone => true,
            Self::One(parent) => owner == Some(parent),
        }
    }

    /// The parent, if there is one.
    pub(super) const fn parent(&self) -> Option<&K> {
        match self {
            Self::Anyone => None,
            Self::One(parent) => Some(parent),
        }
    }
}

/// The parents of a question that can have children here, each once, and the place of each parent among them.
pub(super) struct Parents<K> {
    pub(super) known: Vec<Whose<K>>,
    places: Vec<Option<usize>>,
}

impl<K: Clone + PartialEq> Parents<K> {
    /// Those of the parents that are known.
    pub(super) fn of(parents: &[K], is_known: impl Fn(&K) -> bool) -> Self {
        let (mut known, mut places): (Vec<Whose<K>>, _) = (Vec::new(), Vec::new());
        for parent in parents {
            let place = is_known(parent).then(|| {
                known.iter().position(|other| other.parent() == Some(parent)).unwrap_or_else(|| {
                    known.push(Whose::One(parent.clone()));
                    known.len() - 1
                })
            });
            places.push(place);
        }
        Self { known, places }
    }

    /// The groups of all parents from those of the known ones.
    pub(super) fn spread<E: Clone>(&self, known: &Grouped<E>) -> Grouped<E> {
        let groups: Vec<&[E]> = known.groups().collect();
        let mut spread = Grouped { as_of: known.as_of, ..Grouped::default() };
        for place in &self.places {
            let (rows, next) = place.map_or((&[][..], None), |place| (groups[place], known.next[place].clone()));
            spread.push(rows.iter().cloned(), next);
        }
        spread
    }
}

/// Whether an id can be one of the tenant's: Microsoft's ids have letters, digits and a few marks, and what has others is not asked for.
pub(super) fn is_askable(id: &impl Id, tenant: &TenantId) -> bool {
    let is_mark = |byte| matches!(byte, b'-' | b'_' | b'.' | b':');
    let object = id.object();
    id.tenant() == tenant
        && object.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && object.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_mark(byte))
}

/// Refuses what is not offered, and a cursor of another order.
pub(super) fn check<E: Entity>(offer: &Offer<E::Field>, query: &Query<E>) -> Answer<()> {
    offer.check(query)?;
    match &query.after {
        Some(cursor) if !query.order.has(cursor) => Err(ErrorKind::BadCursor.into()),
        _ => Ok(()),
    }
}

/// The ids that can be asked for, each once.
pub(super) fn askable<I: Id>(ids: &[I], tenant: &TenantId) -> Vec<I> {
    let known = Parents::of(ids, |id| is_askable(id, tenant)).known;
    known.into_iter().filter_map(|whose| whose.parent().cloned()).collect()
}
