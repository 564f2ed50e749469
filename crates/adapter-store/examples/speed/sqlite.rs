//! What SQLite does by itself.

use std::{
    error::Error,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter_store::Store;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::{BATCH, QUESTIONS, Still, records::SIGN_INS};

/// SQLite copies the same rows into tables with the same indexes, each batch in a transaction of its own.
pub(crate) async fn copy(file: &Path, directory: &Path) -> Result<Duration, Box<dyn Error>> {
    let other = directory.join("copy.db");
    Store::open(&format!("sqlite://{}", other.display()), Arc::new(Still)).await?.close().await?;
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}", other.display()));
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    connection.execute_unprepared("pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 16384").await?;
    connection.execute_unprepared(&format!("attach '{}' as source", file.display())).await?;
    let sql = "select group_concat(name) from pragma_table_info('sign_ins')";
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.ok_or("no columns")?;
    let columns: String = row.try_get_by_index(0)?;
    let start = Instant::now();
    for first in (0..SIGN_INS).step_by(BATCH) {
        let last = first + i64::try_from(BATCH)?;
        let copy = format!(
            "insert into sign_ins ({columns}) select {columns} from source.sign_ins where rowid > {first} and rowid <= {last}
            on conflict (id, tenant) do nothing"
        );
        connection.execute_unprepared(&copy).await?;
    }
    let taken = start.elapsed();
    connection.close().await?;
    Ok(taken)
}

/// The same, as one statement that answers one JSON text.
pub(crate) async fn ask(file: &Path) -> Result<(Duration, usize), Box<dyn Error>> {
    let sql = "select json_group_array(json_object('id', u.id, 'displayName', u.display_name, 'userPrincipalName', u.user_principal_name,
            'userType', u.user_type, 'isDeleted', u.is_deleted, 'signIns', (
        select json_group_array(json_object('id', s.id, 'createdDateTime', s.created, 'ipAddress', s.ip_address, 'autonomousSystemNumber',
                s.autonomous_system_number, 'city', s.city, 'state', s.state, 'countryOrRegion', s.country_or_region,
                'geoCoordinates', s.geo_coordinates, 'detections', (
            select json_group_array(json_object('id', d.id, 'detectedDateTime', d.detected, 'riskEventType', d.risk_event_type, 'activityAt',
                    d.activity_at, 'lastUpdated', d.last_updated, 'detectionTimingType', d.detection_timing_type, 'activity', d.activity,
                    'source', d.source, 'correlationId', d.correlation_id))
            from (select * from detections where request_id = s.id and tenant = s.tenant order by detected desc, id desc, tenant desc
                limit 10) d)))
        from (select * from sign_ins where user_id = u.id and tenant = u.tenant order by created desc, id desc, tenant desc limit 10) s)))
        from (select * from users order by risk_updated_key desc, id desc, tenant desc limit 50) u";
    let connection = Database::connect(format!("sqlite://{}?mode=ro", file.display())).await?;
    let (mut best, mut bytes) = (Duration::MAX, 0);
    for _ in 0..QUESTIONS {
        let start = Instant::now();
        let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.ok_or("no answer")?;
        bytes = row.try_get_by_index::<String>(0)?.len();
        best = best.min(start.elapsed());
    }
    Ok((best, bytes))
}
