//! Where the rows of a level stand in the response.

use std::sync::Arc;

use async_graphql::{Name, PathSegment};

use super::failures::LIMIT;

/// The path of a value in the response.
pub(super) type Path = Vec<PathSegment>;

/// Where the rows of one level stand.
///
/// Paths are needed for errors alone, so they are worked out when one is reported: from the row to its parent, and on
/// from there through the level above.
pub(super) struct Place {
    origin: Origin,
}

enum Origin {
    /// The one parent of a root field.
    Top(Path),
    /// Below a branch of the level above.
    Below { above: Arc<Place>, key: Name, rows: Rows },
}

/// How the rows of a level belong to the parents.
pub(super) enum Rows {
    /// Those of parent `i` end at `ends[i]`.
    Lists(Vec<u32>),
    /// Parent `i` has the row `at[i]`, which others may have too.
    Shared(Vec<Option<usize>>),
    /// Row `i` belongs to one parent, at an index where it stands in a list.
    Owned(Vec<(usize, Option<usize>)>),
}

impl Place {
    /// The place of a root field's one parent; `path` is what stands above the field.
    pub(super) fn top(path: Path) -> Arc<Self> {
        let origin = Origin::Top(path);
        Arc::new(Self { origin })
    }

    /// The place of the rows that the field `key` gives to the parents standing at `above`.
    pub(super) fn below(above: &Arc<Place>, key: &Name, rows: Rows) -> Arc<Self> {
        let (above, key) = (above.clone(), key.clone());
        Arc::new(Self { origin: Origin::Below { above, key, rows } })
    }

    /// The paths of a row: one, unless parents share it.
    pub(super) fn paths(&self, row: usize) -> Vec<Path> {
        let (above, key, rows) = match &self.origin {
            Origin::Top(path) => return vec![path.clone()],
            Origin::Below { above, key, rows } => (above, key, rows),
        };
        let below = |parent: usize, index: Option<usize>| {
            let mut paths = above.paths(parent);
            for path in &mut paths {
                path.push(PathSegment::Field(key.to_string()));
                path.extend(index.map(PathSegment::Index));
            }
            paths
        };
        match rows {
            Rows::Lists(ends) => {
                let parent = ends.partition_point(|end| *end as usize <= row);
                let start = if parent == 0 { 0 } else { ends[parent - 1] };
                below(parent, Some(row - start as usize))
            }
            Rows::Shared(at) => {
                let owners = at.iter().enumerate().filter(|(_, at)| **at == Some(row));
                let paths = owners.flat_map(|(parent, _)| below(parent, None));
                paths.take(LIMIT).collect()
            }
            Rows::Owned(owners) => {
                let (parent, index) = owners[row];
                below(parent, index)
            }
        }
    }
}
