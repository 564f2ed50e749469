//! A filter as Microsoft Graph reads it. What it finds is never less than what the filter asks for: rows are tested again.

use riskgate_adapter::model::{Field, Filter, Operand, Operator, Test, Time};
use riskgate_msgraph_client::literal;

/// The most alternatives that one filter joins with `or`.
const MOST_ALTERNATIVES: usize = 15;

/// The word of what nobody has set.
const UNSET: &str = "unknown";

/// The most lists that one filter is read in.
const MOST_LISTS: usize = 20;

/// A property that Microsoft Graph is known to filter by.
pub(super) struct Known<F: 'static> {
    /// The property.
    pub(super) field: F,
    /// Its path.
    pub(super) path: &'static str,
    /// How.
    pub(super) by: By,
}

/// How Microsoft Graph is known to filter by a property.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// `eq`, with a text, a word of an enumeration or a number.
    Equality,
    /// `eq`, with a word of an enumeration in which `unknown` is what nobody has set, which Graph says by null, too: that is not asked for.
    Set,
    /// `eq` and `startsWith`.
    Beginning,
    /// `eq` with any of several texts.
    Any,
    /// `eq` with a level, which riskgate shows by the state: none where it is closed, high where it is compromise. Where Graph filters by
    /// the state, too, that is its path.
    Level(Option<&'static str>),
    /// `ge` and `le`.
    Time,
    /// `ge` and `lt`.
    TimeBelow,
    /// `ge` alone.
    TimeSince,
}

impl By {
    /// The operators that it comes to. Where Graph has `ge` alone, what is equal is dropped here.
    pub(super) const fn operators(self) -> &'static [Operator] {
        use Operator::{Ge, Gt, In, Le, Lt, StartsWith};
        match self {
            Self::Equality | Self::Set | Self::Any | Self::Level(_) => &[In],
            Self::Beginning => &[In, StartsWith],
            Self::Time | Self::TimeBelow => &[In, Lt, Le, Gt, Ge],
            Self::TimeSince => &[Gt, Ge],
        }
    }
}

/// Whether conditions can be joined with `or`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Either {
    /// They can.
    Joined,
    /// They cannot: each is a list of its own.
    Apart,
}

/// Conditions all of which must hold, each of several alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clauses(Vec<Vec<String>>);

impl Clauses {
    /// The same clauses, and one more.
    #[must_use]
    pub(super) fn with(mut self, alternatives: Vec<String>) -> Self {
        self.0.push(alternatives);
        self
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many filters they come to where alternatives cannot be joined.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(Vec::len).product()
    }

    /// The filters of the lists that are to be read; none where nothing can be found. A clause that would make too many of them is left out:
    /// rows are tested again.
    pub(super) fn lists(&self, either: Either) -> Vec<String> {
        let size = if either == Either::Joined { MOST_ALTERNATIVES } else { 1 };
        let mut lists = vec![String::new()];
        for alternatives in &self.0 {
            let parts: Vec<String> = alternatives.chunks(size).map(joined).collect();
            if lists.len() * parts.len() > MOST_LISTS {
                continue;
            }
            let and = |list: &String, part: &String| if list.is_empty() { part.clone() } else { format!("{list} and {part}") };
            lists = lists.iter().flat_map(|list| parts.iter().map(move |part| and(list, part))).collect();
        }
        lists
    }
}

fn joined(alternatives: &[String]) -> String {
    match alternatives {
        [one] => one.clone(),
        several => format!("({})", several.join(" or ")),
    }
}

/// A filter of properties that are known.
pub(super) fn clauses<F: Field>(filter: &Filter<F>, known: &[Known<F>]) -> Clauses {
    match filter {
        Filter::And(filters) => Clauses(filters.iter().flat_map(|filter| clauses(filter, known).0).collect()),
        Filter::Is(field, test) => {
            let found = known.iter().find(|it| it.field == *field).and_then(|it| alternatives(it, test));
            Clauses(found.into_iter().collect())
        }
        // Of these nothing is offered.
        Filter::All | Filter::Or(_) | Filter::Not(_) => Clauses::default(),
    }
}

/// The alternatives of a test; none where Graph cannot test it.
fn alternatives<F: Field>(known: &Known<F>, test: &Test) -> Option<Vec<String>> {
    let path = known.path;
    match (test, known.by) {
        (Test::In(operands), By::Time | By::TimeBelow) => {
            operands.iter().map(|operand| Some(format!("({} and {})", since(path, operand)?, until(known, operand)?))).collect()
        }
        (Test::In(operands), By::Any) => operands.iter().map(|operand| Some(format!("{path}/any(t: t eq {})", value(operand)?))).collect(),
        (Test::In(operands), By::Set) if operands.contains(&Operand::Word(UNSET)) => None,
        (Test::In(operands), By::Level(state)) => {
            operands.iter().map(|operand| level(path, state, operand)).collect::<Option<Vec<_>>>().map(|levels| levels.concat())
        }
        (Test::In(operands), _) => operands.iter().map(|operand| Some(equal(path, &value(operand)?))).collect(),
        (Test::StartsWith(start), By::Beginning) if !start.is_empty() => Some(vec![format!("startsWith({path}, {})", literal(start))]),
        (Test::Ge(operand) | Test::Gt(operand), _) => Some(vec![since(path, operand)?]),
        (Test::Le(operand) | Test::Lt(operand), _) => Some(vec![until(known, operand)?]),
        _ => None,
    }
}

/// The alternatives of a level that is shown.
fn level(path: &str, state: Option<&str>, operand: &Operand) -> Option<Vec<String>> {
    let Operand::Word(level) = operand else { return None };
    let states: &[&str] = match *level {
        "high" => &["confirmedCompromised"],
        "none" => &["none", "confirmedSafe", "dismissed", "remediated"],
        _ => &[],
    };
    let shown = states.iter().map(|word| Some(equal_text(state?, word)));
    [Some(equal_text(path, level))].into_iter().chain(shown).collect()
}

/// The condition that a property is this text.
pub(super) fn equal_text(path: &str, text: &str) -> String {
    equal(path, &literal(text))
}

fn equal(path: &str, value: &str) -> String {
    format!("{path} eq {value}")
}

/// A value as it is written; none where Graph has nothing like it.
fn value(operand: &Operand) -> Option<String> {
    match operand {
        Operand::Text(text) if !text.is_empty() => Some(literal(text)),
        Operand::Word(word) => Some(literal(word)),
        Operand::Number(number) => Some(number.to_string()),
        Operand::Flag(flag) => Some(flag.to_string()),
        Operand::Text(_) | Operand::UnknownWord | Operand::Time(_) => None,
    }
}

fn since(path: &str, operand: &Operand) -> Option<String> {
    let Operand::Time(time) = operand else { return None };
    Some(from(path, *time))
}

/// The condition that a property is not earlier, to the second.
pub(super) fn from(path: &str, time: Time) -> String {
    format!("{path} ge {}", Time::from_seconds(time.nanos().div_euclid(SECOND)))
}

/// The condition that a property is not later, to the second.
pub(super) fn to(path: &str, time: Time) -> String {
    format!("{path} le {}", second_after(time))
}

fn until<F>(known: &Known<F>, operand: &Operand) -> Option<String> {
    let Operand::Time(time) = operand else { return None };
    match known.by {
        By::Time => Some(to(known.path, *time)),
        By::TimeBelow => Some(format!("{} lt {}", known.path, second_after(*time))),
        _ => None,
    }
}

const SECOND: i64 = 1_000_000_000;

/// The first whole second after a moment.
fn second_after(time: Time) -> Time {
    Time::from_seconds(time.nanos().div_euclid(SECOND).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use riskgate_adapter::model::{AlertField, DetectionField, SignInField, UserField};

    use super::*;
    use crate::live::offers;

    fn text(text: &str) -> Operand {
        Operand::Text(text.to_owned())
    }

    fn of_sign_ins(filter: &Filter<SignInField>) -> Vec<String> {
        clauses(filter, offers::SIGN_INS).lists(Either::Joined)
    }

    #[test]
    fn conditions_are_written_as_graph_reads_them() {
        let is = |field, test| Filter::Is(field, test);
        let time = Operand::Time(Time::from_nanos(1_500_000_000_000_000_001));
        for (filter, written) in [
            (Filter::All, ""),
            (is(SignInField::UserId, Test::In(vec![text("a'b")])), "userId eq 'a''b'"),
            (is(SignInField::ErrorCode, Test::In(vec![Operand::Number(50_126)])), "status/errorCode eq 50126"),
            (is(SignInField::City, Test::StartsWith("Os".into())), "startsWith(location/city, 'Os')"),
            (is(SignInField::RiskEventTypes, Test::In(vec![text("x")])), "riskEventTypes_v2/any(t: t eq 'x')"),
            (is(SignInField::CreatedDateTime, Test::Gt(time.clone())), "createdDateTime ge 2017-07-14T02:40:00Z"),
            (is(SignInField::CreatedDateTime, Test::Lt(time)), "createdDateTime le 2017-07-14T02:40:01Z"),
            (is(SignInField::AppId, Test::In(vec![text("a"), text("b")])), "(appId eq 'a' or appId eq 'b')"),
        ] {
            assert_eq!(of_sign_ins(&filter), [written]);
        }
    }

    #[test]
    fn what_graph_cannot_test_is_left_to_be_tested_here() {
        for test in
            [Test::In(vec![Operand::Word("atRisk"), Operand::UnknownWord]), Test::In(vec![text("")]), Test::StartsWith(String::new())]
        {
            assert_eq!(of_sign_ins(&Filter::Is(SignInField::RiskState, test)), [""]);
        }
    }

    #[test]
    fn what_nobody_has_set_is_not_asked_for() {
        let classified = |words: &[&'static str]| {
            let words = words.iter().map(|word| Operand::Word(word)).collect();
            clauses(&Filter::Is(AlertField::Classification, Test::In(words)), offers::ALERTS).lists(Either::Joined)
        };
        assert_eq!(classified(&["truePositive"]), ["classification eq 'truePositive'"]);
        assert_eq!(classified(&["truePositive", "unknown"]), [""], "it is null, or `unknown`");
    }

    #[test]
    fn a_level_is_found_by_the_state_that_shows_it() {
        let none = Filter::eq(SignInField::RiskLevelAggregated, Operand::Word("none"));
        let states = "riskState eq 'none' or riskState eq 'confirmedSafe' or riskState eq 'dismissed' or riskState eq 'remediated'";
        assert_eq!(of_sign_ins(&none), [format!("(riskLevelAggregated eq 'none' or {states})")]);
        let of_detections = |level| clauses(&Filter::eq(DetectionField::RiskLevel, Operand::Word(level)), offers::DETECTIONS);
        assert_eq!(of_detections("low").lists(Either::Joined), ["riskLevel eq 'low'"]);
        assert_eq!(of_detections("high").lists(Either::Joined), [""], "Graph is not known to filter detections by their state");
    }

    #[test]
    fn nothing_to_find_needs_no_list() {
        assert_eq!(of_sign_ins(&Filter::Is(SignInField::AppId, Test::In(vec![]))), [""; 0]);
    }

    #[test]
    fn alternatives_are_lists_of_their_own_where_they_cannot_be_joined() {
        let is = |field, words: &[&'static str]| Filter::Is(field, Test::In(words.iter().map(|word| Operand::Word(word)).collect()));
        let filter = is(UserField::RiskLevel, &["medium", "low"]).and(is(UserField::RiskState, &["atRisk"]));
        let lists = clauses(&filter, offers::USERS).lists(Either::Apart);
        assert_eq!(lists, ["riskLevel eq 'medium' and riskState eq 'atRisk'", "riskLevel eq 'low' and riskState eq 'atRisk'"]);
    }

    #[test]
    fn many_alternatives_are_parted_and_too_many_left_out() {
        let apps = |count: usize| Filter::Is(SignInField::AppId, Test::In((0..count).map(|n| text(&format!("a{n}"))).collect()));
        assert_eq!(of_sign_ins(&apps(16)).len(), 2);
        assert_eq!(of_sign_ins(&apps(16).and(Filter::eq(SignInField::UserId, text("u")))).len(), 2);
        assert_eq!(of_sign_ins(&apps(10_000)), [""]);
    }
}
