//! Detections: those of users and those of service principals are two lists, neither of which has an order.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, DetectionSource, Grouped, model::Filter};
use riskgate_model::{
    Detection, DetectionField, DetectionFields, DetectionId, Id, Page, Query, ServicePrincipalId, SignIn, SignInId, UserId,
};

use super::{
    LiveSource,
    asking::Asking,
    clause::{Clauses, clauses, equal_text},
    list::{DETECTIONS, Licence, List, SIGN_INS, WORKLOAD_DETECTIONS},
    newest::{Filtered, newest},
    offers,
    parents::{Parents, Whose, askable, check, is_askable},
    single,
};

/// The conditions of a filter that a list of detections takes.
fn conditions(query: &Query<Detection>) -> Clauses {
    clauses(&query.filter, offers::DETECTIONS)
}

fn lists(list: &List, clauses: &Clauses) -> Vec<Filtered> {
    clauses.lists(list.either).into_iter().map(|filter| (*list, filter)).collect()
}

/// Whether only a user's detection can meet the condition.
fn is_of_users(filter: &Filter<DetectionField>) -> bool {
    match filter {
        Filter::Is(field, _) => offers::OF_USERS.contains(field),
        Filter::And(filters) => filters.iter().any(is_of_users),
        _ => false,
    }
}

/// The children of one of these.
fn children<K: Id>(path: &str, parents: &[Whose<K>]) -> Vec<String> {
    parents.iter().filter_map(Whose::parent).map(|id| equal_text(path, id.object())).collect()
}

impl LiveSource {
    /// The users of these sign-ins, as far as Graph has them: detections are not filtered by their sign-ins.
    async fn users_of(&self, asking: &mut Asking<'_>, sign_ins: &[Whose<SignInId>]) -> Answer<Vec<Whose<UserId>>> {
        let mut users = Vec::new();
        for id in sign_ins.iter().filter_map(Whose::parent) {
            let Some(row) = asking.one(&SIGN_INS.of.one(id.object())).await? else { continue };
            let sign_in: SignIn = self.shown_one(&row, &SIGN_INS.of.context())?;
            let user = sign_in.user_id.map(Whose::One);
            users.extend(user.filter(|user| !users.contains(user)));
        }
        Ok(users)
    }
}

#[async_trait]
impl DetectionSource for LiveSource {
    async fn detections_by_id(&self, ids: &[DetectionId], _: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        let ids = askable(ids, self.tenant());
        let (mut asking, mut found) = (self.asking(), HashMap::new());
        for list in [DETECTIONS, WORKLOAD_DETECTIONS] {
            let missing: Vec<&DetectionId> = ids.iter().filter(|id| !found.contains_key(*id)).collect();
            asking.affords_each(&list.request("", 1), missing.len())?;
            for id in missing {
                if let Some(row) = asking.one_of(&list, id.object()).await? {
                    found.insert(id.clone(), self.shown_one(&row, &list.of.context())?);
                }
            }
        }
        Ok(found)
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        check(&offers::detections(), query)?;
        let parents = Parents::of(users, |user| is_askable(user, self.tenant()));
        let mut asking = self.asking();
        asking.affords_together(&DETECTIONS.request("", 1), parents.known.len())?;
        let lists = lists(&DETECTIONS, &conditions(query).with(children("userId", &parents.known)));
        Ok(parents.spread(&newest(&mut asking, &lists, &parents.known, query, |row| row.user_id.as_ref()).await?))
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        check(&offers::detections(), query)?;
        let parents = Parents::of(principals, |principal| is_askable(principal, self.tenant()));
        let mut asking = self.asking();
        asking.affords_together(&WORKLOAD_DETECTIONS.request("", 1), parents.known.len())?;
        let clauses = conditions(query).with(children("servicePrincipalId", &parents.known));
        let list = List { licence: Licence::Needed, ..WORKLOAD_DETECTIONS };
        let lists = if is_of_users(&query.filter) { Vec::new() } else { lists(&list, &clauses) };
        Ok(parents.spread(&newest(&mut asking, &lists, &parents.known, query, |row| row.service_principal_id.as_ref()).await?))
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        check(&offers::detections(), query)?;
        let parents = Parents::of(sign_ins, |sign_in| is_askable(sign_in, self.tenant()));
        let mut asking = self.asking();
        asking.affords_each(&SIGN_INS.request("", 1), parents.known.len())?;
        let users = self.users_of(&mut asking, &parents.known).await?;
        let lists = lists(&DETECTIONS, &conditions(query).with(children("userId", &users)));
        Ok(parents.spread(&newest(&mut asking, &lists, &parents.known, query, |row| row.request_id.as_ref()).await?))
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        check(&offers::detections(), query)?;
        let mut all = lists(&DETECTIONS, &conditions(query));
        if !is_of_users(&query.filter) {
            all.extend(lists(&WORKLOAD_DETECTIONS, &conditions(query)));
        }
        let anyone = [Whose::<UserId>::Anyone];
        newest(&mut self.asking(), &all, &anyone, query, |row| row.user_id.as_ref()).await.map(single)
    }
}
