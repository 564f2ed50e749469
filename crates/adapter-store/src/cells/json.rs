//! Cells of a row that is a JSON list, as SQLite answers it.

use std::marker::PhantomData;

use riskgate_model::{TenantId, Vocabulary, Word};
use serde::de::{Error, SeqAccess};

use super::Cells;

/// Cells of a row that is a JSON list, as SQLite answers a whole level in one text.
pub(crate) struct JsonCells<'a, 'de, A> {
    list: A,
    last_tenant: &'a mut TenantId,
    text: PhantomData<&'de ()>,
}

impl<'a, 'de, A: SeqAccess<'de>> JsonCells<'a, 'de, A> {
    /// The cells of `list`. Rows share the id of the tenant they are of.
    pub(crate) fn new(list: A, last_tenant: &'a mut TenantId) -> Self {
        Self { list, last_tenant, text: PhantomData }
    }

    fn next<T: serde::Deserialize<'de>>(&mut self) -> Result<Option<T>, A::Error> {
        self.list.next_element::<Option<T>>()?.ok_or_else(|| A::Error::custom("a row has too few cells"))
    }
}

impl<'de, A: SeqAccess<'de>> Cells for JsonCells<'_, 'de, A> {
    type Error = A::Error;

    fn text(&mut self) -> Result<Option<String>, A::Error> {
        self.next()
    }

    fn number(&mut self) -> Result<Option<i64>, A::Error> {
        self.next()
    }

    fn word<V: Vocabulary>(&mut self) -> Result<Option<Word<V>>, A::Error> {
        self.next()
    }

    fn tenant(&mut self) -> Result<TenantId, A::Error> {
        let Tenant(same) = self.list.next_element_seed(TenantSeed(self.last_tenant))?.ok_or_else(|| Self::fault("a row has no tenant"))?;
        if let Some(other) = same {
            *self.last_tenant = other;
        }
        Ok(self.last_tenant.clone())
    }

    fn fault(words: &str) -> A::Error {
        A::Error::custom(words)
    }
}

/// Reads a tenant's id, and makes one only if it is another than the last row's.
struct TenantSeed<'a>(&'a TenantId);

/// Another tenant than the last row's, if it is.
struct Tenant(Option<TenantId>);

impl<'de> serde::de::DeserializeSeed<'de> for TenantSeed<'_> {
    type Value = Tenant;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Tenant, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl serde::de::Visitor<'_> for TenantSeed<'_> {
    type Value = Tenant;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a tenant id")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tenant, E> {
        Ok(Tenant((text != self.0.as_str()).then(|| TenantId::new(text))))
    }
}
