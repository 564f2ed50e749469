//! When what an alert tells of began: the order in which an incident's alerts are listed.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0024_attack_order", statements };

/// `began` is `first_activity`, or when it was raised where that is not known.
const COLUMNS: [&str; 2] = ["alter table alerts add column first_activity {number}", "alter table alerts add column began {number}"];

/// Of the alerts that are known already, from their records: seconds from the first letters of the moment, and nanoseconds from what stands
/// behind them.
const FILL: [&str; 2] = [
    "{sqlite} update alerts set first_activity = (
        select cast(strftime('%s', substr(said, 1, 19)) as integer) * 1000000000
            + case when substr(said, 20, 1) = '.' then cast(round(cast('0.' || substr(said, 21) as real) * 1000000000) as integer) else 0 end
        from (select json_extract(record, '$.firstActivityDateTime') said) where said like '%Z'
    )",
    // PostgreSQL reads no U+0000, in whatever property it is.
    r"{postgres} update alerts set first_activity = (
        select extract(epoch from (substr(said, 1, 19) || 'Z')::timestamptz)::bigint * 1000000000
            + round(coalesce('0.' || substring(said from '\.(\d+)Z$'), '0')::numeric * 1000000000)::bigint
        from (select replace(record, '\u0000', '\ufffd')::json ->> 'firstActivityDateTime' said) told
        where said ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$'
    )",
];

const ORDER: [&str; 4] = [
    "update alerts set began = coalesce(first_activity, created)",
    "alter table alerts add column began_key {number} generated always as (coalesce(began, -9223372036854775807 - 1)) {computed}",
    "create index alerts_by_began_key on alerts (began_key, updated_key, id, tenant)",
    "create index alerts_by_incident_id_and_began_key on alerts (incident_id, began_key, updated_key, id, tenant)
        where incident_id is not null",
];

fn statements() -> Vec<String> {
    COLUMNS.into_iter().chain(FILL).chain(ORDER).map(str::to_owned).collect()
}
