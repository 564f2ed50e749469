//! Reading: what a list's options ask for, and what is answered.

use std::borrow::Cow;

use axum::http::StatusCode;
use riskgate_model::Time;
use serde_json::{Map, Value, json};

use crate::{
    collections::{Collection, EXPAND, Or, Rules},
    faults::Fault,
    filter::{Filter, Operator, parse},
    paging::{Order, Sorted, Walk},
    refusal::Refusal,
    reply::Reply,
    respond::Visit,
    route::Version,
    rows::{Rows, has_arrived},
    settings::Undocumented,
    shape,
    state::State,
};

/// The option that a link to a next page has.
const SKIP_TOKEN: &str = "$skiptoken";

/// The option that it has where pages are joined by how many rows came before.
const SKIP: &str = "$skip";

/// What comes with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expand {
    Nothing,
    /// With an incident, its alerts.
    Alerts,
}

/// What a list asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub top: usize,
    pub select: Option<Vec<String>>,
    filter: Option<Filter>,
    /// How many rows are passed over first.
    pub skip: usize,
    count: bool,
    /// What comes with a row.
    expand: Expand,
    sorted: Sorted,
    collection: Collection,
    version: Version,
}

impl Wanted {
    /// Reads the options of a list.
    fn of(visit: &Visit<'_>, collection: Collection, undocumented: Undocumented) -> Result<Self, Refusal> {
        let rules = collection.rules();
        let sorted = match rules.ordered_by {
            Some(path) if path.ends_with("DateTime") => Sorted::Newest(path),
            _ => Sorted::AsAdded,
        };
        let version = visit.version;
        let (top, expand) = (rules.page, Expand::Nothing);
        let mut wanted = Self { top, select: None, filter: None, skip: 0, count: false, expand, sorted, collection, version };
        let options = visit.call.options();
        for (name, value) in options.iter().filter(|(name, _)| name.starts_with('$') && !collection.passes_by(name)) {
            if rules.options.contains(&name.as_str()) || undocumented == Undocumented::Honoured {
                wanted.take(name, value, undocumented)?;
            } else if undocumented == Undocumented::Refused {
                return Err(Refusal::bad(format!("The query option '{name}' is not supported.")));
            }
        }
        // Counting users is done only for who says that the count may be late.
        wanted.count &= collection != Collection::Users || visit.call.header("consistencylevel") == Some("eventual");
        Ok(wanted)
    }

    fn take(&mut self, name: &str, value: &str, undocumented: Undocumented) -> Result<(), Refusal> {
        let number = |value: &str| value.parse().map_err(|_| Refusal::bad(format!("'{value}' is no value of '{name}'.")));
        let rules = self.collection.rules();
        match name {
            "$top" => {
                self.top = number(value)?;
                if !(1..=rules.page_most).contains(&self.top) {
                    let message = format!("Invalid page size specified: '{value}'. Must be between 1 and {} inclusive.", rules.page_most);
                    return Err(Refusal::bad(message));
                }
            }
            SKIP => self.skip = number(value)?,
            "$count" => self.count = value == "true",
            "$select" => self.select = Some(shape::selected(self.collection, value)?),
            "$filter" => self.filter = self.filtered(value, undocumented)?,
            "$orderby" => self.sorted = ordered(value, rules)?,
            EXPAND => self.expand = Expand::of(value)?,
            _ => {}
        }
        Ok(())
    }

    fn filtered(&self, text: &str, undocumented: Undocumented) -> Result<Option<Filter>, Refusal> {
        let invalid = |told: String| Refusal::bad(format!("Invalid filter clause: {told}"));
        let filter = parse(text).map_err(invalid)?;
        match (self.documented(&filter), undocumented) {
            (Err(told), Undocumented::Refused) => Err(invalid(told)),
            (Err(_), Undocumented::Ignored) => Ok(None),
            _ => Ok(Some(filter)),
        }
    }

    /// Holds a filter against what the collection allows.
    fn documented(&self, filter: &Filter) -> Result<(), String> {
        let rules = self.collection.rules();
        let (conditions, or) = filter.conditions();
        if or && rules.or == Or::Refused {
            return Err("'or' is not supported".to_owned());
        }
        for condition in conditions {
            let allowed = rules.filters.iter().any(|(path, operators)| {
                let named = path.strip_suffix('*').map_or(condition.path == *path, |start| condition.path.starts_with(start));
                named && operators.contains(&condition.operator)
            });
            let shown = self.version == Version::Beta || !shape::is_beta_only(self.collection, &condition.path);
            if !(allowed && shown) {
                return Err(format!("filtering by '{}' in this way is not supported", condition.path));
            }
        }
        Ok(())
    }

    /// Whether a row is in the list.
    pub(crate) fn accepts(&self, row: &Value, now: Time) -> bool {
        has_arrived(row, now) && self.shows(row) && self.filter.as_ref().is_none_or(|filter| filter.accepts(row))
    }

    /// Sign-ins without a person are shown only by beta, and only to who filters by their types.
    fn shows(&self, row: &Value) -> bool {
        let asks = || {
            let conditions = self.filter.as_ref().map(|filter| filter.conditions().0).unwrap_or_default();
            conditions.iter().any(|condition| condition.operator == Operator::Any && condition.path == "signInEventTypes")
        };
        self.collection != Collection::SignIns || shape::is_interactive(row) || (self.version == Version::Beta && asks())
    }
}

impl Expand {
    fn of(value: &str) -> Result<Self, Refusal> {
        match value {
            "alerts" => Ok(Self::Alerts),
            _ => Err(Refusal::bad(format!("Could not find a property named '{value}' on type 'microsoft.graph.security.incident'."))),
        }
    }

    /// The row with what comes with it.
    fn applied(self, mut row: Value, alerts: &Rows, visit: &Visit<'_>) -> Value {
        if self == Self::Alerts {
            let is_its = |alert: &Cow<'_, Value>| alert["incidentId"] == row["id"] && has_arrived(alert, visit.now);
            let its = alerts.all().filter(is_its).map(|alert| shape::shown(alert.into_owned(), Collection::Alerts, visit, None));
            row["alerts"] = its.collect();
        }
        row
    }
}

fn ordered(value: &str, rules: &Rules) -> Result<Sorted, Refusal> {
    let (path, direction) = value.split_once(' ').unwrap_or((value, "asc"));
    match (rules.ordered_by, direction.trim()) {
        (Some(allowed), "desc") if allowed == path && path.ends_with("DateTime") => Ok(Sorted::Newest(allowed)),
        (Some(allowed), "asc") if allowed == path && path.ends_with("DateTime") => Ok(Sorted::Oldest(allowed)),
        (Some(allowed), "asc") if allowed == path => Ok(Sorted::Named(allowed)),
        _ => Err(Refusal::bad(format!("Ordering by '{value}' is not supported."))),
    }
}

impl State {
    /// Answers a page of a collection.
    pub(crate) fn list(&mut self, visit: &Visit<'_>, collection: Collection, parent: Option<&str>) -> Result<Reply, Refusal> {
        let mut options = visit.call.options();
        let token = options.iter().position(|(name, _)| name == SKIP_TOKEN).map(|at| options.remove(at).1);
        let world = &self.tenants[visit.grant.tenant].world;
        let rows = world.rows_of(collection, parent).ok_or_else(|| Refusal::missing(parent.unwrap_or_default()))?;
        let mut walk = if let Some(token) = &token {
            let walk = self.walks.get(token, visit.now).ok_or_else(Refusal::skip_token)?;
            let given = (walk.tenant, walk.app, &walk.path, &walk.options);
            if given != (visit.grant.tenant, visit.grant.app, &visit.call.path, &options) {
                return Err(Refusal::skip_token());
            }
            walk.clone()
        } else {
            let mut wanted = Wanted::of(visit, collection, self.settings.undocumented)?;
            wanted.top = wanted.top.min(self.settings.page_most.unwrap_or(usize::MAX));
            let order = Order::of(&rows, &wanted.sorted, wanted.filter.as_ref());
            let expires = visit.now.plus_seconds(self.settings.link_lifetime);
            let (path, grant) = (visit.call.path.clone(), visit.grant);
            options.retain(|(name, _)| name != SKIP || !collection.is_joined_by_skip());
            let walk = Walk { at: 0, wanted, order, path, options, tenant: grant.tenant, app: grant.app, expires };
            walk.after(&rows, visit.now)
        };
        let mut body = Map::new();
        body.insert("@odata.context".to_owned(), self.context(visit, collection, "").into());
        if walk.wanted.count && token.is_none() {
            body.insert("@odata.count".to_owned(), walk.count(&rows, visit.now).into());
        }
        let page = walk.page(&rows, visit.now, visit.fault);
        let shown = page.rows.into_iter().map(|row| shape::shown(row, collection, visit, walk.wanted.select.as_deref()));
        let mut shown: Vec<Value> = shown.map(|row| walk.wanted.expand.applied(row, &world.alerts, visit)).collect();
        if visit.fault == Some(&Fault::MalformedRows) {
            shown.splice(0..0, [json!("no record"), json!(7), json!({"riskLevel": "high"})]);
        }
        let value = if visit.fault == Some(&Fault::MalformedPage) { json!({"rows": shown}) } else { Value::Array(shown) };
        body.insert("value".to_owned(), value);
        // A page that is lost on its way can be asked for again.
        if let Some(token) = token.filter(|_| !matches!(visit.fault, Some(Fault::Cut | Fault::Truncated | Fault::LinksInCircles))) {
            self.walks.remove(&token);
        }
        let circle = (visit.fault == Some(&Fault::LinksInCircles)).then_some(if walk.at > 0 { Some(0) } else { page.next });
        if let Some(next) = circle.unwrap_or(page.next) {
            let host = match visit.fault {
                Some(Fault::ForeignNextLink(host)) => host.clone(),
                _ => self.url.clone(),
            };
            let link = if collection.is_joined_by_skip() {
                walk.link(&host, (SKIP, &walk.skipped(&rows, visit.now, next).to_string()))
            } else {
                walk.at = next;
                let token = match circle {
                    Some(_) => format!("circle{next}"),
                    None => format!("{}{}", self.guid(), self.guid()).replace('-', ""),
                };
                let link = walk.link(&host, (SKIP_TOKEN, &token));
                self.walks.keep(token, walk, visit.now);
                link
            };
            body.insert("@odata.nextLink".to_owned(), link.into());
        }
        Ok(Reply::json(Value::Object(body)))
    }

    /// Answers one row: of a collection, of this parent if it has one, with this id.
    pub(crate) fn item(&self, visit: &Visit<'_>, collection: Collection, (parent, id): (Option<&str>, &str)) -> Result<Reply, Refusal> {
        let world = &self.tenants[visit.grant.tenant].world;
        let rows = world.rows_of(collection, parent).ok_or_else(|| Refusal::missing(parent.unwrap_or_default()))?;
        let is_shown = |row: &Value| {
            let is_listed = collection != Collection::SignIns || visit.version == Version::Beta || shape::is_interactive(row);
            is_listed && has_arrived(row, visit.now)
        };
        let row = rows.get(id).filter(is_shown);
        let row = row.ok_or_else(|| match collection {
            Collection::Users => {
                let message = format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
                Refusal::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
            }
            _ => Refusal::missing(id),
        })?;
        let options = visit.call.options();
        let select = options.iter().find(|(name, _)| name == "$select");
        let select = select.map(|(_, value)| shape::selected(collection, value)).transpose()?;
        let expand = options.iter().find(|(name, _)| name == EXPAND && collection.rules().options.contains(&EXPAND));
        let expand = expand.map_or(Ok(Expand::Nothing), |(_, value)| Expand::of(value))?;
        let mut shown = expand.applied(shape::shown(row, collection, visit, select.as_deref()), &world.alerts, visit);
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("@odata.context".to_owned(), self.context(visit, collection, "/$entity").into());
        }
        Ok(Reply::json(shown))
    }

    fn context(&self, visit: &Visit<'_>, collection: Collection, end: &str) -> String {
        let path = collection.rules().path;
        let path = path.strip_prefix("identityProtection/").unwrap_or(path).replace("/{}", "");
        format!("{}/{}/$metadata#{path}{end}", self.url, visit.version.name())
    }
}
