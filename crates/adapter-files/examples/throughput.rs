//! Measures how fast a file of sign-ins is read, and what memory it takes:
//! `cargo run --release -p riskgate-adapter-files --example throughput -- 2000000`.

use std::{
    error::Error,
    fs,
    io::{self, BufWriter, Write},
    time::Instant,
};

use riskgate_adapter::Feed;
use riskgate_adapter_files::FileFeed;
use riskgate_wire::RecordDefaults;
use tempfile::NamedTempFile;

/// One page of sign-ins, on one line.
fn page(count: u64) -> io::Result<NamedTempFile> {
    let file = NamedTempFile::new()?;
    let mut out = BufWriter::new(&file);
    for number in 0..count {
        out.write_all(&sign_in(number, number + 1 == count))?;
    }
    out.flush()?;
    drop(out);
    Ok(file)
}

fn sign_in(number: u64, last: bool) -> Vec<u8> {
    let begin =
        if number == 0 { r#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns","value":["# } else { "," };
    let end = if last { "]}" } else { "" };
    let policy = |id: &str| {
        format!(
            r#"{{"id":"{id}","displayName":"Require multifactor authentication","enforcedGrantControls":["mfa"],"enforcedSessionControls":[],"result":"success","conditionsSatisfied":"application,users","conditionsNotSatisfied":"none"}}"#
        )
    };
    let policies = ["p-1", "p-2", "p-3"].map(policy).join(",");
    let (second, minute) = (number % 60, number / 60 % 60);
    format!(
        r#"{begin}{{"id":"66ea54eb-6301-4ee5-be62-{number:012x}","createdDateTime":"2024-05-01T08:{minute:02}:{second:02}.6195833Z","userDisplayName":"Ann Berg","userPrincipalName":"ann{number}@contoso.example","userId":"26be570a-ae82-4189-b4e2-a37c6808512d","appId":"de8bc8b5-d9f9-48b1-a8ad-b748da725064","appDisplayName":"Payroll","ipAddress":"203.0.113.9","clientAppUsed":"Browser","userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36","correlationId":"d79f5bee-5860-4832-928f-3133e22ae912","conditionalAccessStatus":"success","originalRequestId":"","isInteractive":true,"tokenIssuerName":"","tokenIssuerType":"AzureAD","processingTimeInMilliseconds":541,"riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","riskEventTypes":[],"riskEventTypes_v2":[],"resourceDisplayName":"Payroll","resourceId":"00000003-0000-0000-c000-000000000000","authenticationMethodsUsed":[],"authenticationRequirement":"multiFactorAuthentication","autonomousSystemNumber":64500,"signInEventTypes":["interactiveUser"],"servicePrincipalName":null,"servicePrincipalId":"","mfaDetail":null,"status":{{"errorCode":0,"failureReason":"Other.","additionalDetails":"MFA requirement satisfied by claim in the token"}},"deviceDetail":{{"deviceId":"","displayName":null,"operatingSystem":"Windows 10","browser":"Chrome 124.0","isCompliant":null,"isManaged":null,"trustType":null}},"location":{{"city":"Oslo","state":"Oslo","countryOrRegion":"NO","geoCoordinates":{{"altitude":null,"latitude":59.91273,"longitude":10.74609}}}},"appliedConditionalAccessPolicies":[{policies}],"authenticationProcessingDetails":[{{"key":"Is CAE Token","value":"True"}}],"networkLocationDetails":[],"authenticationDetails":[{{"authenticationStepDateTime":"2024-05-01T08:00:00Z","authenticationMethod":"Password","authenticationMethodDetail":"Password in the cloud","succeeded":true,"authenticationStepResultDetail":"Correct password","authenticationStepRequirement":"Primary authentication"}}]}}{end}"#
    )
    .into_bytes()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).map_or(Ok(200_000), |count| count.parse())?;
    let file = page(count)?;
    let mut feed = FileFeed::open(file.path(), RecordDefaults::default());
    let (begun, mut checkpoint, mut records, mut refused) = (Instant::now(), None, 0, 0);
    loop {
        let batch = feed.changes(checkpoint.as_ref()).await?;
        records += batch.records.len();
        refused += batch.refused.len();
        if !batch.more {
            break;
        }
        checkpoint = Some(batch.checkpoint);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let bytes = feed.progress().read;
    #[expect(clippy::cast_precision_loss, reason = "figures to look at")]
    let (each, rate, size) = (seconds / records as f64 * 1e6, records as f64 / seconds, bytes as f64 / records as f64);
    println!("{records} records, {refused} refused, {size:.0} bytes each: {each:.1} µs each, {rate:.0} a second");
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory is not known here"));
    Ok(())
}
