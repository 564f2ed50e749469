//! Users: what Entra says of their risk, and what the directory says of them. Lists are of those with a record of risk; who is asked for by
//! name is found without one, too.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, UserSource};
use riskgate_model::{FieldSet as _, Filter, Id, Page, Query, User, UserField, UserFields, UserId};
use riskgate_msgraph_client::{Request, Version};

use super::{
    LiveSource,
    asking::{Asking, Step},
    clause::{Clauses, Either, clauses},
    list::RISKY_USERS,
    newest::newest,
    offers,
    ordered::is_asked,
    parents::{Whose, askable, check},
    single,
};
use crate::{collection::Collection, listing::USER_PROPERTIES};

impl LiveSource {
    /// What the directory says of these users.
    async fn directory(&self, asking: &mut Asking<'_>, ids: &[UserId]) -> Answer<Vec<User>> {
        let request = |id: &UserId| Collection::USERS.one(id.object()).with("$select", USER_PROPERTIES);
        let requests: Vec<Request> = ids.iter().map(request).collect();
        let context = Collection::USERS.context();
        let rows = asking.several(&requests).await?.into_iter().flatten();
        rows.map(|row| self.shown_one(&row, &context)).collect()
    }

    /// These users of records of risk, with what the directory says of them.
    async fn with_directory(&self, asking: &mut Asking<'_>, risky: Vec<User>) -> Answer<Vec<User>> {
        let ids: Vec<UserId> = risky.iter().map(|user| user.id.clone()).collect();
        let listed = self.directory(asking, &ids).await?;
        let mut listed: HashMap<UserId, User> = listed.into_iter().map(|user| (user.id.clone(), user)).collect();
        let join = |risky: User| match listed.remove(&risky.id) {
            Some(listed) => joined(risky, listed),
            None => risky,
        };
        Ok(risky.into_iter().map(join).collect())
    }

    /// The users that the directory has under these names, and that are not known yet: those of another name in Entra's record of their
    /// risk, and those without one.
    async fn named(&self, asking: &mut Asking<'_>, names: &Clauses, known: &[User]) -> Answer<Vec<User>> {
        let mut listed: Vec<User> = Vec::new();
        for filter in names.lists(Either::Joined) {
            let mut step = Some(Step::First(Collection::USERS.all(Version::V1).with("$select", USER_PROPERTIES).with("$filter", filter)));
            while let Some(read) = step.take() {
                let (page, asked) = asking.page(read).await?;
                listed.extend(self.shown::<User>(&page.value, &Collection::USERS.context()));
                step = page.next.map(|link| Step::Next(link, asked));
            }
        }
        listed.retain(|user| known.iter().all(|known| known.id != user.id));
        listed.sort_by(|a, b| a.id.cmp(&b.id));
        listed.dedup_by(|a, b| a.id == b.id);
        let mut users = Vec::with_capacity(listed.len());
        for user in listed {
            users.push(match asking.one(&RISKY_USERS.of.one(user.id.object())).await? {
                Some(row) => joined(self.shown_one(&row, &RISKY_USERS.of.context())?, user),
                None => user,
            });
        }
        Ok(users)
    }
}

/// Whether an answer shows what the directory says.
fn shows_directory(fields: UserFields) -> bool {
    fields.contains(UserFields::PROFILE) || fields.contains(UserFields::DIRECTORY)
}

/// The user of a record of risk, with what the directory says: it knows the name better.
fn joined(risky: User, listed: User) -> User {
    User {
        display_name: listed.display_name.or(risky.display_name),
        user_principal_name: listed.user_principal_name.or(risky.user_principal_name),
        user_type: listed.user_type,
        is_deleted: risky.is_deleted.or(listed.is_deleted),
        directory: listed.directory,
        ..risky
    }
}

/// The conditions but for those on names, of which the directory has the last word.
fn without_names(filter: &Filter<UserField>) -> Filter<UserField> {
    match filter {
        Filter::Is(UserField::DisplayName | UserField::UserPrincipalName, _) => Filter::All,
        Filter::And(filters) => filters.iter().map(without_names).fold(Filter::All, Filter::and),
        other => other.clone(),
    }
}

#[async_trait]
impl UserSource for LiveSource {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        let ids = askable(ids, self.tenant());
        let (mut asking, mut found) = (self.asking(), HashMap::new());
        asking.affords_each(&RISKY_USERS.request("", 1), ids.len())?;
        for id in &ids {
            if let Some(row) = asking.one(&RISKY_USERS.of.one(id.object())).await? {
                found.insert(id.clone(), self.shown_one::<User>(&row, &RISKY_USERS.of.context())?);
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
        let (asked, named) = (clauses(&query.filter, offers::USERS), clauses(&query.filter, offers::DIRECTORY));
        let mut asking = self.asking();
        if !named.is_empty() {
            // Each name is a list of its own.
            asking.affords_each(&RISKY_USERS.request("", 1), asked.count())?;
        }
        let lists: Vec<_> = asked.lists(RISKY_USERS.either).into_iter().map(|filter| (RISKY_USERS, filter)).collect();
        let of_risk = Query { filter: without_names(&query.filter), ..query.clone() };
        let mut page = single(newest(&mut asking, &lists, &[Whose::<UserId>::Anyone], &of_risk, |row| Some(&row.id)).await?);
        if shows_directory(query.fields.with(query.filter.groups())) {
            page.rows = self.with_directory(&mut asking, page.rows).await?;
        }
        if !named.is_empty() {
            let named = self.named(&mut asking, &named, &page.rows).await?;
            // Those that come after the page are found by the next one.
            let is_here = |user: &User| page.next.as_ref().is_none_or(|next| !query.order.is_after(&query.order.position(user), next));
            page.rows.extend(named.into_iter().filter(|user| is_asked(query, user) && is_here(user)));
        }
        page.rows.retain(|user| query.filter.matches(user));
        query.order.sort(&mut page.rows);
        if page.rows.len() > query.first as usize {
            page.rows.truncate(query.first as usize);
            page.next = page.rows.last().map(|last| query.order.position(last));
        }
        Ok(page)
    }
}
