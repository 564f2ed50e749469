//! Users: what Entra says of their risk, and what the directory says of them. Lists are of those with a record of risk.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, UserSource};
use riskgate_model::{FieldSet as _, Id, Page, Query, User, UserFields, UserId};
use riskgate_msgraph_client::{Request, Version};
use riskgate_wire::PageContext;

use super::{
    LiveSource,
    asking::Asking,
    clause::clauses,
    list::RISKY_USERS,
    newest::newest,
    offers,
    parents::{Whose, askable, check},
    single,
};
use crate::listing;

impl LiveSource {
    /// What the directory says of these users.
    async fn directory(&self, asking: &mut Asking<'_>, ids: &[UserId]) -> Answer<Vec<User>> {
        let request = |id: &UserId| Request::get(Version::V1, &["users", id.object()]).with("$select", listing::USER_PROPERTIES);
        let requests: Vec<Request> = ids.iter().map(request).collect();
        let context = PageContext::new("https://graph.microsoft.com/v1.0/$metadata#users");
        let rows = asking.several(&requests).await?.into_iter().flatten();
        rows.map(|row| self.shown_one(&row, &context)).collect()
    }
}

/// Whether an answer shows what the directory says.
fn shows_directory(fields: UserFields) -> bool {
    fields.contains(UserFields::PROFILE) || fields.contains(UserFields::DIRECTORY)
}

/// The user of a record of risk, with what the directory says besides. The names are those of the record of risk, by which Graph filters.
fn joined(risky: User, listed: User) -> User {
    User { user_type: listed.user_type, is_deleted: risky.is_deleted.or(listed.is_deleted), directory: listed.directory, ..risky }
}

#[async_trait]
impl UserSource for LiveSource {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        let ids = askable(ids, self.tenant());
        let (mut asking, mut found) = (self.asking(), HashMap::new());
        asking.affords_each(&RISKY_USERS.request("", 1), ids.len())?;
        for id in &ids {
            if let Some(row) = asking.one(&RISKY_USERS.one(id.object())).await? {
                found.insert(id.clone(), self.shown_one::<User>(&row, &RISKY_USERS.context())?);
            }
        }
        let of_directory: Vec<UserId> = ids.into_iter().filter(|id| shows_directory(fields) || !found.contains_key(id)).collect();
        for listed in self.directory(&mut asking, &of_directory).await? {
            let user = match found.remove(&listed.id) {
                Some(risky) => joined(risky, listed),
                None => listed,
            };
            found.insert(user.id.clone(), user);
        }
        Ok(found)
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        check(&offers::users(), query)?;
        let filters = clauses(&query.filter, offers::USERS).lists(RISKY_USERS.either);
        let lists = filters.into_iter().map(|filter| (RISKY_USERS, filter)).collect();
        let mut asking = self.asking();
        let mut page = single(newest(&mut asking, &lists, &[Whose::<UserId>::Anyone], query, |row| Some(&row.id)).await?);
        if shows_directory(query.fields) {
            let ids: Vec<UserId> = page.rows.iter().map(|user| user.id.clone()).collect();
            let listed = self.directory(&mut asking, &ids).await?;
            let mut listed: HashMap<UserId, User> = listed.into_iter().map(|user| (user.id.clone(), user)).collect();
            let join = |risky: User| match listed.remove(&risky.id) {
                Some(listed) => joined(risky, listed),
                None => risky,
            };
            page.rows = page.rows.into_iter().map(join).collect();
        }
        Ok(page)
    }
}
