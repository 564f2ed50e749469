//! Ids as clients see them: opaque, and unique among all tenants and kinds of objects.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use riskgate_model::{Id, TenantId};

use crate::error::Fault;

/// The first part of every id; another way of writing them gets another number.
const VERSION: &str = "1:";

/// An id of any kind, read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct GlobalId {
    pub(crate) kind: String,
    pub(crate) tenant: String,
    pub(crate) object: String,
}

/// The global id of an object.
pub(crate) fn global<I: Id>(id: &I) -> String {
    let (tenant, object) = (id.tenant().as_str(), id.object());
    let mut text = String::with_capacity(VERSION.len() + I::KIND.len() + tenant.len() + object.len() + 2);
    for part in [VERSION, I::KIND, ":", tenant, ":", object] {
        text.push_str(part);
    }
    URL_SAFE_NO_PAD.encode(text)
}

/// The id in Microsoft Entra that an id of riskgate has in it, for whoever shows it to a person; none where the text is something else.
pub fn object_of(id: &str) -> Option<String> {
    GlobalId::read(id).map(|id| id.object)
}

/// The object a client means, by the global id or by Entra's own in the default tenant.
pub(crate) fn named<I: Id>(text: &str, argument: &str, tenant: &TenantId) -> Result<I, Fault> {
    if text.is_empty() {
        return Err(Fault::input(format!("`{argument}` is empty; give an id of riskgate or of Microsoft Entra")));
    }
    let Some(global) = GlobalId::read(text) else {
        return Ok(I::new(tenant.clone(), text));
    };
    let message = || format!("`{argument}` is the id of a {}; give one of a {}", global.kind, I::KIND);
    global.of().ok_or_else(|| Fault::input(message()))
}

impl GlobalId {
    /// Reads a global id; none where the text is something else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.strip_prefix(VERSION)?.splitn(3, ':').map(str::to_owned);
        Some(Self { kind: parts.next()?, tenant: parts.next()?, object: parts.next()? })
    }

    /// The id, where it is one of this kind.
    pub(crate) fn of<I: Id>(&self) -> Option<I> {
        (self.kind == I::KIND).then(|| I::new(TenantId::new(&self.tenant), &self.object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use riskgate_model::{SignInId, UserId};

    #[test]
    fn an_id_is_the_global_one_or_entras_own_in_the_default_tenant() {
        let tenant = TenantId::new("home");
        let elsewhere = UserId::new(TenantId::new("away"), "u1");
        assert_eq!(named::<UserId>(&global(&elsewhere), "id", &tenant).expect("a user"), elsewhere);
        assert_eq!(named::<UserId>("U1", "id", &tenant).expect("a user").to_string(), "home/u1");
    }

    #[test]
    fn an_id_of_another_kind_is_refused_by_name() {
        let sign_in = global(&SignInId::new(TenantId::new("t"), "r"));
        let fault = named::<UserId>(&sign_in, "id", &TenantId::new("t")).expect_err("not a user");
        let error: async_graphql::Error = fault.into();
        assert_eq!(error.message, "`id` is the id of a SignIn; give one of a User");
    }

    #[test]
    fn an_empty_id_is_refused() {
        assert!(named::<UserId>("", "id", &TenantId::new("t")).is_err());
    }

    proptest! {
        #[test]
        fn every_global_id_is_read_back(tenant in "[a-z0-9-]{0,40}", object in "[a-z0-9:-]{0,80}") {
            let id = SignInId::new(TenantId::new(&tenant), &object);
            prop_assert_eq!(GlobalId::read(&global(&id)).and_then(|read| read.of::<SignInId>()), Some(id));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            let _ = GlobalId::read(&text);
        }

        #[test]
        fn entras_own_ids_are_never_taken_for_global_ones(text in "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}") {
            prop_assert_eq!(GlobalId::read(&text), None);
        }
    }
}
