//! What filters compare with: values of the World, and values that it does not hold.

use riskgate_model::{
    ActivityType, AddressRange, AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, AuditResult,
    AuthenticationRequirement, ConditionalAccessPolicyState, ConditionalAccessStatus, DetectionTiming, Field, FieldKind, IncidentStatus,
    NamedLocationType, Operand, Operator, RiskDetail, RiskLevel, RiskState, ServiceSource, SignInEventType, Test, Time, TokenIssuerType,
    Value, Vocabulary,
};

/// How many values of a property are compared with.
const VALUES: usize = 4;

/// A text that the World does not hold.
const MISS: &str = "no such text";

/// Tests of this property by this operator.
pub(super) fn tests<F: Field>(field: F, operator: Operator, rows: &[F::Entity]) -> Vec<Test> {
    let texts = || texts(field, rows);
    match operator {
        Operator::In => equalities(field, rows),
        Operator::Lt => operands(field, rows).into_iter().map(Test::Lt).collect(),
        Operator::Le => operands(field, rows).into_iter().map(Test::Le).collect(),
        Operator::Gt => operands(field, rows).into_iter().map(Test::Gt).collect(),
        Operator::Ge => operands(field, rows).into_iter().map(Test::Ge).collect(),
        Operator::StartsWith => {
            let starts = texts().into_iter().map(|text| text.chars().take(2).collect::<String>().to_ascii_uppercase());
            starts.chain(["%".to_owned(), MISS.to_owned()]).map(Test::StartsWith).collect()
        }
        Operator::Contains => {
            let parts = texts().into_iter().map(|text| text.chars().skip(1).take(2).collect::<String>().to_ascii_uppercase());
            let parts = parts.filter(|part| !part.is_empty());
            parts.chain(["_", "%", "\\", "'", MISS].map(str::to_owned)).map(Test::Contains).collect()
        }
        Operator::Within => ["203.0.113.0/24", "203.0.113.9", "2001:db8::/32", "0.0.0.0/0", "192.0.2.0/24"]
            .map(|range| Test::Within(AddressRange::parse(range).expect("it is a range")))
            .into(),
        Operator::IsNull => vec![Test::IsNull],
    }
}

/// Each operand alone, all of them, and none.
fn equalities<F: Field>(field: F, rows: &[F::Entity]) -> Vec<Test> {
    let operands = operands(field, rows);
    let alone = operands.iter().map(|operand| Test::In(vec![operand.clone()]));
    alone.chain([Test::In(operands.clone()), Test::In(Vec::new())]).collect()
}

/// Values to compare with as they are.
fn operands<F: Field>(field: F, rows: &[F::Entity]) -> Vec<Operand> {
    let values = values(field, rows);
    match field.kind() {
        FieldKind::Text | FieldKind::Texts | FieldKind::Address => {
            let texts = spread(texts(field, rows));
            let shouted = texts.iter().map(|text| text.to_ascii_uppercase()).collect::<Vec<_>>();
            texts.into_iter().chain(shouted).chain([MISS.to_owned()]).map(Operand::Text).collect()
        }
        FieldKind::Word | FieldKind::Words => {
            let known =
                words().into_iter().filter(|known| values.iter().any(|value| matches!(value, Value::Word(word, _) if word == known)));
            spread(known.collect()).into_iter().map(Operand::Word).chain([Operand::UnknownWord]).collect()
        }
        FieldKind::Flag => vec![Operand::Flag(true), Operand::Flag(false)],
        FieldKind::Number => {
            let numbers = values.iter().filter_map(|value| if let Value::Number(number) = value { Some(*number) } else { None });
            let mut numbers: Vec<i64> = numbers.collect();
            numbers.sort_unstable();
            numbers.dedup();
            spread(numbers).into_iter().chain([i64::from(i32::MIN), i64::from(i32::MAX)]).map(Operand::Number).collect()
        }
        FieldKind::Time => {
            let times = values.iter().filter_map(|value| if let Value::Time(time) = value { Some(*time) } else { None });
            let mut times: Vec<Time> = times.collect();
            times.sort_unstable();
            times.dedup();
            let (before, after) = (Time::from_seconds(0), Time::from_seconds(4_000_000_000));
            spread(times).into_iter().chain([before, after]).map(Operand::Time).collect()
        }
    }
}

/// All values of the property, several of one record each alone.
fn values<F: Field>(field: F, rows: &[F::Entity]) -> Vec<Value<'_>> {
    let one = |value| match value {
        Value::Many(values) => values,
        Value::Null => Vec::new(),
        value => vec![value],
    };
    rows.iter().flat_map(|row| one(field.value(row))).collect()
}

/// Its different texts.
fn texts<F: Field>(field: F, rows: &[F::Entity]) -> Vec<String> {
    let text = |value: Value<'_>| match value {
        Value::Text(text) => Some(text.into_owned()),
        Value::Address(address) => Some(address.as_str().to_owned()),
        _ => None,
    };
    let mut texts: Vec<String> = values(field, rows).into_iter().filter_map(text).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// A few of them, from the first to the last.
fn spread<T: Clone>(all: Vec<T>) -> Vec<T> {
    if all.len() <= VALUES {
        return all;
    }
    (0..VALUES).map(|place| all[place * (all.len() - 1) / (VALUES - 1)].clone()).collect()
}

/// Every word that this version knows.
fn words() -> Vec<&'static str> {
    fn of<V: Vocabulary>() -> impl Iterator<Item = &'static str> {
        V::WORDS.iter().map(|(_, word)| *word)
    }
    let risks = of::<RiskState>().chain(of::<RiskLevel>()).chain(of::<RiskDetail>());
    let sign_ins = of::<ConditionalAccessStatus>().chain(of::<AuthenticationRequirement>()).chain(of::<SignInEventType>());
    let detections = of::<ActivityType>().chain(of::<DetectionTiming>()).chain(of::<TokenIssuerType>());
    let others = of::<AuditResult>().chain(of::<NamedLocationType>()).chain(of::<ConditionalAccessPolicyState>());
    let found = of::<AlertClassification>().chain(of::<AlertDetermination>()).chain(of::<AlertSeverity>());
    let alerts = of::<AlertStatus>().chain(of::<IncidentStatus>()).chain(of::<ServiceSource>()).chain(found);
    let mut words: Vec<&str> = risks.chain(sign_ins).chain(detections).chain(others).chain(alerts).collect();
    words.sort_unstable();
    words.dedup();
    words
}
