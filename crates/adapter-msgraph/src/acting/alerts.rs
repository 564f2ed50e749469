//! Alerts of Microsoft Defender: the request that changes one or says something about one. Pure.
//!
//! A change can be sent again: the alert is so, or it is not. A comment cannot, so that after a lost answer it is looked for among the
//! alert's comments.

use riskgate_adapter::Asked;
use riskgate_model::{ActionContent, StepError, StepErrorCode};
use riskgate_msgraph_client::{Request, Version};
use serde_json::json;

/// The request that does it.
///
/// # Errors
/// When nothing is said of what is to be done.
pub(super) fn request(asked: &Asked) -> Result<Request, StepError> {
    let path = ["security", "alerts_v2", asked.target.object()];
    match &asked.content {
        Some(ActionContent::Change(change)) => Ok(Request::patch(Version::V1, &path).body(change.properties().into())),
        Some(ActionContent::Comment(comment)) => {
            let body = json!({"@odata.type": "microsoft.graph.security.alertComment", "comment": comment});
            Ok(Request::post(Version::V1, &[&path[..], &["comments"]].concat()).body(body))
        }
        None => Err(StepError::new(StepErrorCode::NotSupported, "it does not say what is to be done to the alert")),
    }
}
