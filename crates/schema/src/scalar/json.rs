//! `JSON`.

use std::borrow::Cow;

use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry};
use bytes::Bytes;
use riskgate_model::Body;
use serde::de::IgnoredAny;

use crate::error::Fault;

/// Finished JSON text, which is copied into the response as it is.
pub(crate) struct Json(Bytes);

impl Json {
    /// A kept record. The text is checked: one broken record must not break the response around it.
    pub(crate) fn record(body: Option<&Body>) -> Result<Option<Self>, Fault> {
        let Some(body) = body else {
            return Ok(None);
        };
        match serde_json::from_str::<IgnoredAny>(body.as_str()) {
            Ok(_) => Ok(Some(Self(Bytes::copy_from_slice(body.as_str().as_bytes())))),
            Err(_) => Err(Fault::malformed("the kept record is not JSON")),
        }
    }

    /// Properties of a record.
    pub(crate) fn of(properties: &serde_json::Map<String, serde_json::Value>) -> Self {
        Self::value(&serde_json::Value::Object(properties.clone()))
    }

    /// Any value.
    pub(crate) fn value(value: &serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl OutputType for Json {
    fn type_name() -> Cow<'static, str> {
        "JSON".into()
    }

    fn create_type_info(registry: &mut registry::Registry) -> String {
        registry.create_output_type::<Self, _>(registry::MetaTypeId::Scalar, |_| registry::MetaType::Scalar {
            name: "JSON".to_owned(),
            description: Some("Any JSON value, as the source sent it.".to_owned()),
            is_valid: None,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            specified_by_url: Some("https://datatracker.ietf.org/doc/html/rfc8259".to_owned()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Binary(self.0.clone()))
    }
}
