//! The laws.

use serde::Serialize;

macro_rules! laws {
    ($($name:ident $wire:literal $sentence:literal;)*) => {
        /// A law that every adapter keeps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Law {
            $(#[doc = $sentence] $name,)*
        }

        impl Law {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name, as reports spell it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// What it demands.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

laws! {
    ManifestIsSane "manifest_is_sane" "What the manifest declares can be asked.";
    KnownIdsAreAnswered "known_ids_are_answered" "Every id that is held is answered once, with its own record, and nothing else is.";
    UnknownIdsAreAbsent "unknown_ids_are_absent" "An id that is not held, or is another tenant's, is absent, and no error.";
    RecordsAreWhole "records_are_whole" "A record is answered with every property it is held with.";
    UnknownWordsSurvive "unknown_words_survive" "A word that this version does not know is answered as it came.";
    PagesJoin "pages_join" "Pages of any size join without gap or repeat.";
    LastPageEnds "last_page_ends" "The last page has no cursor; one empty page may follow a full one.";
    ForeignCursorsAreRefused "foreign_cursors_are_refused" "A cursor of another order is a bad cursor.";
    OrdersAreTotal "orders_are_total" "A list has the order that was asked for; what is equal in it is ordered by date, id and tenant.";
    FiltersAgree "filters_agree" "Every filter that is declared finds what the reference finds.";
    UndeclaredIsRefused "undeclared_is_refused" "A filter or order that is not declared is refused, never ignored.";
    GroupsAreTheirPages "groups_are_their_pages" "Each parent has the page that it has alone, in the order of the parents.";
    EmptyInputIsFree "empty_input_is_free" "For no ids and no parents there is an empty answer, without a call.";
    ProjectionsAgree "projections_agree" "A projected answer equals the whole one in what was asked for.";
    CountsAgree "counts_agree" "A count is the length of its list, or none.";
    DenialIsTold "denial_is_told" "Credentials that the source refuses are an error, never an empty answer.";
    ThrottlingIsTold "throttling_is_told" "A source that asks to slow down is an error that says for how long.";
    CancellationIsHarmless "cancellation_is_harmless" "A call that is given up half-way leaves the adapter answering as before.";
    CallsAreIndependent "calls_are_independent" "Many calls at once are answered as one by one.";
    FeedsResume "feeds_resume" "A feed goes on from any of its checkpoints without a loss.";
    FeedsEnd "feeds_end" "A feed comes to an end, and to another one with nothing new when it is asked again.";
    RecordingAgainIsNothing "recording_again_is_nothing" "Records that were recorded before are unchanged, and change no answer.";
    RecordingHasNoOrder "recording_has_no_order" "The order of records and the size of batches change no answer.";
}
