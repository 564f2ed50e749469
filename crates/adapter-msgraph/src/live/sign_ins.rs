//! Sign-ins: Graph lists them newest first, and filters them by most of what they have.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, ErrorKind, Grouped, SignInSource};
use riskgate_model::{Id, Page, Query, ServicePrincipalId, SignIn, SignInFields, SignInId, UserId};

use super::{
    LiveSource,
    clause::{clauses, equal_text},
    list,
    newest::newest,
    offers,
    ordered::ordered,
    parents::{Owner, Parents, Whose, askable, check, is_askable},
    single,
};

impl LiveSource {
    /// The pages of these users' sign-ins, or of anyone's.
    async fn sign_ins_of(&self, parents: &[Whose<UserId>], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        check(&offers::sign_ins(), query)?;
        if parents.is_empty() {
            return Ok(Grouped::default());
        }
        let (list, mut asking) = (list::SIGN_INS, self.asking());
        asking.affords_together(&list.request("", 1), parents.len())?;
        let filters = |parents: &[&Whose<UserId>]| {
            let users: Vec<String> =
                parents.iter().filter_map(|whose| whose.parent()).map(|user| equal_text("userId", user.object())).collect();
            let clauses = clauses(&query.filter, offers::SIGN_INS);
            if users.is_empty() { clauses } else { clauses.with(users) }.lists(list.either)
        };
        let owner: Owner<SignIn, UserId> = |row| row.user_id.as_ref();
        let all = filters(&parents.iter().collect::<Vec<_>>());
        if all.len() == 1 {
            return ordered(&mut asking, &list, parents, query, owner, |parents| filters(parents).concat()).await;
        }
        let lists: Vec<_> = all.into_iter().map(|filter| (list, filter)).collect();
        newest(&mut asking, &lists, parents, query, owner).await
    }
}

#[async_trait]
impl SignInSource for LiveSource {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        self.by_id(&list::SIGN_INS, &askable(ids, self.tenant())).await
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let parents = Parents::of(users, |user| is_askable(user, self.tenant()));
        Ok(parents.spread(&self.sign_ins_of(&parents.known, query).await?))
    }

    async fn sign_ins_by_service_principal(&self, _: &[ServicePrincipalId], _: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        Err(ErrorKind::Unsupported(
            "Microsoft Graph v1.0 lists the sign-ins of people alone, and not those of service principals".to_owned(),
        )
        .into())
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.sign_ins_of(&[Whose::Anyone], query).await.map(single)
    }
}
