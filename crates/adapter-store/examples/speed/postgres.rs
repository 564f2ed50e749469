//! What PostgreSQL does by itself.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::{BATCH, QUESTIONS, records::SIGN_INS};

/// A connection as any program has it.
async fn connect(url: &str) -> Result<DatabaseConnection, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).test_before_acquire(false).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

async fn text(connection: &DatabaseConnection, sql: &str) -> Result<String, Box<dyn Error>> {
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?.ok_or("no answer")?;
    Ok(row.try_get_by_index(0)?)
}

/// PostgreSQL copies the same rows into a table with the same indexes, each batch in a transaction of its own.
pub(crate) async fn copy(url: &str) -> Result<Duration, Box<dyn Error>> {
    let connection = connect(url).await?;
    connection.execute_unprepared("drop table if exists copied; create table copied (like sign_ins including all)").await?;
    let columns = "select string_agg(column_name, ', ') from information_schema.columns
        where table_schema = current_schema and table_name = 'sign_ins' and is_generated = 'NEVER'";
    let columns = text(&connection, columns).await?;
    connection.execute_unprepared("vacuum analyze sign_ins").await?;
    let start = Instant::now();
    for first in (0..SIGN_INS).step_by(BATCH) {
        let last = first + i64::try_from(BATCH)?;
        let copy = format!(
            "insert into copied ({columns}) select {columns} from sign_ins
            where created >= (1690000000 + {first}::bigint * 26) * 1000000000
            and created < (1690000000 + {last}::bigint * 26) * 1000000000
            on conflict (id, tenant) do nothing"
        );
        connection.execute_unprepared(&copy).await?;
    }
    let taken = start.elapsed();
    let copied = text(&connection, "select count(*)::text from copied").await?;
    if copied != SIGN_INS.to_string() {
        return Err(format!("{copied} rows were copied").into());
    }
    connection.execute_unprepared("drop table copied").await?;
    Ok(taken)
}

/// The question of [`crate::ask`], as one statement that answers one JSON text.
pub(crate) async fn ask(url: &str) -> Result<(Duration, usize), Box<dyn Error>> {
    let sql = "select json_agg(json_build_object('id', u.id, 'displayName', u.display_name, 'userPrincipalName', u.user_principal_name,
            'userType', u.user_type, 'isDeleted', u.is_deleted, 'signIns', (
        select json_agg(json_build_object('id', s.id, 'createdDateTime', s.created, 'ipAddress', s.ip_address, 'autonomousSystemNumber',
                s.autonomous_system_number, 'city', s.city, 'state', s.state, 'countryOrRegion', s.country_or_region,
                'geoCoordinates', s.geo_coordinates, 'detections', (
            select json_agg(json_build_object('id', d.id, 'detectedDateTime', d.detected, 'riskEventType', d.risk_event_type, 'activityAt',
                    d.activity_at, 'lastUpdated', d.last_updated, 'detectionTimingType', d.detection_timing_type, 'activity', d.activity,
                    'source', d.source, 'correlationId', d.correlation_id))
            from (select * from detections where request_id = s.id and tenant = s.tenant order by detected desc, id desc, tenant desc
                limit 10) d)))
        from (select * from sign_ins where user_id = u.id and tenant = u.tenant order by created desc, id desc, tenant desc limit 10) s)))
            ::text
        from (select * from users order by risk_updated_key desc, id desc, tenant desc limit 50) u";
    let connection = connect(url).await?;
    connection.execute_unprepared("vacuum analyze").await?;
    let (mut best, mut bytes) = (Duration::MAX, 0);
    for _ in 0..QUESTIONS {
        let start = Instant::now();
        bytes = text(&connection, sql).await?.len();
        best = best.min(start.elapsed());
    }
    Ok((best, bytes))
}
