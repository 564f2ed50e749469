//! A record that was refused.

use async_graphql::ID;
use riskgate_model::{Id, RecordKind};

use super::table::object;
use crate::{filter::RefusalFilter, id::global, level::Entity, list::Listed, scalar::DateTime};

object! {
    /// A record that could not be read, kept with the reason. `riskgate refusals retry` reads it once more, after an update for example.
    Refusal "Refusal" shows KeptRefusal in RefusalFields;

    leaves {
        /// The id, made by riskgate.
        id "id" NONE [ID] = |it| ID(global(&it.id));
        /// The id by which `riskgate refusals show` and `retry` know it.
        refusal_id "refusalId" NONE [&str] = |it| it.id.object();
        /// When it was last refused.
        refused_at "refusedAt" NONE [DateTime] = |it| DateTime(it.refused_at);
        /// Where it came from, such as a file's name.
        source "source" NONE [&str] = |it| &it.refusal.source;
        /// Where it stands there: a line, or a path such as `value[17].createdDateTime`.
        place "place" NONE [&str] = |it| &it.refusal.place;
        /// What is wrong with it.
        reason "reason" NONE [&str] = |it| &it.refusal.reason;
        /// What it would have been, such as `signIns`, by the names of Microsoft Graph's collections; null where not even that is known.
        kind "kind" NONE [Option<&'static str>] = |it| it.refusal.kind.map(RecordKind::name);
        /// The text that was refused; of more than 64 KiB only the beginning is kept.
        text "text" TEXT [&str] = |it| &it.refusal.text;
    }

    branches [] {}
}

impl Entity for Refusal {
    const CONNECTION: &'static str = "RefusalConnection";
    const EDGE: &'static str = "RefusalEdge";
}

impl Listed for Refusal {
    type Filter = RefusalFilter;
}
