//! Questions: any filter, in any offered order, from any place on.

use proptest::{collection::vec, prelude::*, sample::select};
use riskgate_model::{AddressRange, Direction, Field, FieldKind, Filter, Operand, Order, Test, Time};

use crate::world::TEXTS;

/// Any filter, three levels deep.
pub(crate) fn filter<F: Field>() -> impl Strategy<Value = Filter<F>> {
    let leaf = prop_oneof![1 => Just(Filter::All), 12 => is()];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 0..4).prop_map(Filter::And),
            1 => vec(inner.clone(), 0..4).prop_map(Filter::Or),
            1 => inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

fn is<F: Field>() -> impl Strategy<Value = Filter<F>> {
    (select(F::ALL.to_vec()), select(F::ALL.to_vec()))
        .prop_flat_map(|(field, other)| (Just(field), prop_oneof![9 => test(field.kind()), 1 => test(other.kind())]))
        .prop_map(|(field, test)| Filter::Is(field, test))
}

/// One test of a property that has several values.
pub(crate) fn several<F: Field>() -> impl Strategy<Value = Filter<F>> {
    let fields = F::ALL.iter().copied().filter(|field| matches!(field.kind(), FieldKind::Texts | FieldKind::Words));
    select(fields.collect::<Vec<F>>())
        .prop_flat_map(|field| (Just(field), test(field.kind())))
        .prop_map(|(field, test)| Filter::Is(field, test))
}

fn test(kind: FieldKind) -> BoxedStrategy<Test> {
    let one = || operand(kind);
    prop_oneof![
        4 => one().prop_map(|operand| Test::In(vec![operand])),
        2 => vec(one(), 0..4).prop_map(Test::In),
        1 => one().prop_map(Test::Lt),
        1 => one().prop_map(Test::Le),
        1 => one().prop_map(Test::Gt),
        1 => one().prop_map(Test::Ge),
        1 => text().prop_map(Test::StartsWith),
        1 => text().prop_map(Test::Contains),
        1 => select(vec!["203.0.113.0/24", "2001:db8::/32", "0.0.0.0/0"])
            .prop_map(|range| Test::Within(AddressRange::parse(range).expect("a range"))),
        1 => Just(Test::IsNull),
    ]
    .boxed()
}

fn operand(kind: FieldKind) -> BoxedStrategy<Operand> {
    match kind {
        FieldKind::Text | FieldKind::Address | FieldKind::Texts => text().prop_map(Operand::Text).boxed(),
        FieldKind::Word | FieldKind::Words => prop_oneof![
            4 => select(vec!["none", "atRisk", "dismissed", "high", "low", "success", "realtime", "hidden", "interactiveUser", "AzureAD", "strange", "underReview"])
                .prop_map(Operand::Word),
            1 => Just(Operand::UnknownWord),
        ]
        .boxed(),
        FieldKind::Number => select(vec![0, -1, 64500, 50126, i64::MIN]).prop_map(Operand::Number).boxed(),
        FieldKind::Flag => any::<bool>().prop_map(Operand::Flag).boxed(),
        FieldKind::Time => (0..9_i64).prop_map(Time::from_seconds).prop_map(Operand::Time).boxed(),
    }
}

fn text() -> impl Strategy<Value = String> {
    let ids = ["u1", "U2", "s1", "t1", "p1", "d1", "c1", "a2", "member", "Edge 1", "passwordSpray", "IdentityProtection", "SE"];
    let parts = [
        "T1078",
        "t1110",
        "T1110.003",
        "?",
        ",",
        "T1078,",
        ",t1078,",
        "spray,t",
        "",
        "a",
        "%",
        "_",
        "\\",
        "\u{0}",
        "S",
        "字",
        "203.0.113.9",
        "2001:db8::1",
        "ada",
    ];
    let all: Vec<&str> = ids.into_iter().chain(parts).chain(TEXTS).collect();
    prop_oneof![select(all), select(&TEXTS[..])].prop_map(str::to_owned)
}

/// One equality, as an index might answer it, perhaps within a range of dates and beside another condition; and an order for it.
pub(crate) fn equality<F: Field>() -> impl Strategy<Value = (Filter<F>, Order<F>)> {
    let dates = vec(prop_oneof![test_of_time().prop_map(|test| Filter::Is(F::DATE, test)), is()], 0..2);
    let direction = prop_oneof![Just(Direction::Ascending), Just(Direction::Descending)];
    let sortable: Vec<F> = F::ALL.iter().copied().filter(|field| field.is_sortable()).collect();
    let field = prop_oneof![select(F::ALL.to_vec()), select(sortable)];
    (field, dates, any::<bool>(), direction).prop_flat_map(|(field, others, by_date, direction)| {
        let order = Order { field: if field.is_sortable() && !by_date { field } else { F::DATE }, direction };
        least(field.kind()).prop_map(move |operand| (Filter::And([vec![Filter::eq(field, operand)], others.clone()].concat()), order))
    })
}

/// Any operand; often the one that stands for no value in an index.
fn least(kind: FieldKind) -> BoxedStrategy<Operand> {
    let least = match kind {
        FieldKind::Text | FieldKind::Address | FieldKind::Texts => Operand::Text(String::new()),
        FieldKind::Number => Operand::Number(i64::MIN),
        FieldKind::Word | FieldKind::Words => Operand::UnknownWord,
        FieldKind::Flag => Operand::Flag(false),
        FieldKind::Time => Operand::Time(Time::from_nanos(i64::MIN)),
    };
    prop_oneof![1 => Just(least), 3 => operand(kind)].boxed()
}

fn test_of_time() -> BoxedStrategy<Test> {
    test(FieldKind::Time)
}

/// An order that is offered: at the root any sortable property, under parents the date.
pub(crate) fn order<F: Field>(at_root: bool) -> impl Strategy<Value = Order<F>> {
    let offered: Vec<F> = F::ALL.iter().copied().filter(|field| *field == F::DATE || (at_root && field.is_sortable())).collect();
    (select(offered), any::<bool>())
        .prop_map(|(field, up)| Order { field, direction: if up { Direction::Ascending } else { Direction::Descending } })
}
