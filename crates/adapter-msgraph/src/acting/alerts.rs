//! Alerts of Microsoft Defender: the request that changes one or says something about one. Pure.
//!
//! A change can be sent again: the alert is so, or it is not. A comment cannot, so that after a lost answer it is looked for among the
//! alert's comments.

use riskgate_adapter::Asked;
use riskgate_model::{ActionContent, StepError, StepErrorCode};
use riskgate_msgraph_client::{Request, Version};
use riskgate_wire::PageContext;
use serde_json::json;

use crate::rows;

/// Where alerts lie.
const PATH: [&str; 2] = ["security", "alerts_v2"];

/// The request that does it.
///
/// # Errors
/// When nothing is said of what is to be done.
pub(super) fn request(asked: &Asked) -> Result<Request, StepError> {
    let [security, alerts] = PATH;
    let id = asked.target.object();
    match &asked.content {
        Some(ActionContent::Change(change)) => Ok(Request::patch(Version::V1, &[security, alerts, id]).body(change.properties().into())),
        Some(ActionContent::Comment(comment)) => {
            let body = json!({"@odata.type": "microsoft.graph.security.alertComment", "comment": comment});
            Ok(Request::post(Version::V1, &[security, alerts, id, "comments"]).body(body))
        }
        None => Err(StepError::new(StepErrorCode::NotSupported, "it does not say what is to be done to the alert")),
    }
}

/// The request that shows the alert.
pub(super) fn look(id: &str) -> Request {
    let [security, alerts] = PATH;
    Request::get(Version::V1, &[security, alerts, id])
}

/// What says of that which [`look`] reads what it is.
pub(super) fn context() -> PageContext {
    rows::context(&PATH.join("/"))
}
