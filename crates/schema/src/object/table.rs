//! How an object is written down: its leaves as a table, its branches as code.

/// An object over a record of `model`.
///
/// A leaf is a line: its text, its name in the schema, the group of properties it is read from, its type, and how it is read. That the
/// group stands here and nowhere else keeps a leaf from reading what was never asked of the source. Branches follow as they are, after
/// the names by which level execution knows them, each with its group where it needs more than ids.
macro_rules! object {
    (
        $(#[$doc:meta])*
        $name:ident $graphql:tt shows $record:ident in $fields:ident;
        leaves {$(
            $(#[$leaf_doc:meta])*
            $leaf:ident $leaf_graphql:tt $group:ident [$($ty:tt)*] = $read:expr;
        )*}
        branches [$($branch:literal $($from:ident)?),*] {$($branches:tt)*}
    ) => {
        pub(crate) struct $name(riskgate_model::$record);

        impl From<riskgate_model::$record> for $name {
            fn from(record: riskgate_model::$record) -> Self {
                Self(record)
            }
        }

        impl crate::list::Shows for $name {
            type Record = riskgate_model::$record;

            fn record(&self) -> &Self::Record {
                &self.0
            }

            fn group(field: &str) -> riskgate_model::$fields {
                match field {
                    $($leaf_graphql => riskgate_model::$fields::$group,)*
                    $($($branch => riskgate_model::$fields::$from,)?)*
                    // Other branches need the ids alone, which are always there.
                    _ => riskgate_model::$fields::NONE,
                }
            }
        }

        impl crate::level::Node for $name {
            const BRANCHES: &'static [&'static str] = &[$($branch),*];
        }

        $(#[$doc])*
        #[async_graphql::Object(name = $graphql)]
        impl $name {
            $(
                $(#[$leaf_doc])*
                #[graphql(name = $leaf_graphql)]
                pub(crate) async fn $leaf(&self) -> $($ty)* {
                    let read: fn(&riskgate_model::$record) -> $($ty)* = $read;
                    read(&self.0)
                }
            )*
            $($branches)*
        }
    };
}

/// An object over a part of a record: leaves alone, each its text, its name in the schema, its type, and how it is read.
macro_rules! part {
    (
        $(#[$doc:meta])*
        $name:ident $graphql:tt shows $part:ident;
        $(
            $(#[$leaf_doc:meta])*
            $leaf:ident $leaf_graphql:tt [$($ty:tt)*] = $read:expr;
        )*
    ) => {
        pub(crate) struct $name<'a>(pub(crate) &'a riskgate_model::$part);

        $(#[$doc])*
        #[async_graphql::Object(name = $graphql)]
        impl $name<'_> {
            $(
                $(#[$leaf_doc])*
                #[graphql(name = $leaf_graphql)]
                async fn $leaf(&self) -> $($ty)* {
                    let read: fn(&riskgate_model::$part) -> $($ty)* = $read;
                    read(self.0)
                }
            )*
        }
    };
}

pub(crate) use {object, part};
