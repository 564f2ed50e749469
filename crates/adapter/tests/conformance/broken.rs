//! Adapters with one fault each: every one breaks the law that is about it, and no other.

use riskgate_adapter::{
    Adapter, Grouped, Manifest, Memory, Offer,
    conformance::{Law, check},
};
use riskgate_model::{FieldSet, Filter, Id, Operand, Operator, SignIn, SignInField, SignInFields, Test};

use crate::{
    faulty::{Refusing, Seam, Shared, throttled},
    patient::Patient,
};

/// Judges the patient and asserts that exactly this law is broken.
async fn breaks(law: Law, patient: Patient) {
    let report = check(&patient).await;
    assert_eq!(report.failed(), [law], "{report}");
}

/// A patient that offers sign-ins alone: they are what is broken.
fn of_sign_ins() -> Patient {
    let offered = |adapter: Adapter| Adapter { sign_ins: adapter.sign_ins, ..Adapter::new(adapter.manifest, adapter.health) };
    Patient { offered, ..Patient::default() }
}

fn with(seam: Seam) -> Patient {
    Patient { seam, ..of_sign_ins() }
}

/// The condition with every test of it changed.
fn changed(filter: Filter<SignInField>, change: &dyn Fn(SignInField, Test) -> Filter<SignInField>) -> Filter<SignInField> {
    let all = |filters: Vec<Filter<SignInField>>| filters.into_iter().map(|filter| changed(filter, change)).collect();
    match filter {
        Filter::All => Filter::All,
        Filter::Is(field, test) => change(field, test),
        Filter::And(filters) => Filter::And(all(filters)),
        Filter::Or(filters) => Filter::Or(all(filters)),
        Filter::Not(filter) => Filter::Not(Box::new(changed(*filter, change))),
    }
}

/// A source that takes two filters, one by one, and nothing else.
fn few() -> Offer<SignInField> {
    Offer::default().filter(SignInField::UserId, &[Operator::In]).filter(SignInField::CreatedDateTime, &[Operator::Lt, Operator::Ge])
}

/// A source that takes every test of a few properties, however combined, and lists in every order.
fn few_combined() -> Offer<SignInField> {
    let mut everything = Offer::everything();
    everything.filters.retain(|it| [SignInField::UserId, SignInField::CreatedDateTime].contains(&it.field));
    everything
}

fn of_few(adapter: Adapter) -> Adapter {
    Adapter { manifest: Manifest { sign_ins: few(), ..adapter.manifest.clone() }, ..adapter }
}

#[tokio::test]
async fn a_manifest_without_a_name() {
    breaks(Law::ManifestIsSane, Patient { treated: |adapter| adapter.named(""), ..of_sign_ins() }).await;
}

#[tokio::test]
async fn a_manifest_with_an_operator_that_makes_no_sense() {
    let treated = |adapter: Adapter| {
        let mut manifest = adapter.manifest.clone();
        let dates = manifest.sign_ins.filters.iter_mut().filter(|it| it.field == SignInField::CreatedDateTime);
        dates.for_each(|it| it.operators.push(Operator::Contains));
        Adapter { manifest, ..adapter }
    };
    breaks(Law::ManifestIsSane, Patient { treated, ..of_sign_ins() }).await;
}

#[tokio::test]
async fn a_record_of_the_other_tenant_by_id() {
    let seam = Seam {
        by_id: |_, found| {
            let all: Vec<SignIn> = found.values().cloned().collect();
            for (id, row) in found.iter_mut() {
                let other = all.iter().find(|row| row.id.object() == id.object() && row.id.tenant() != id.tenant());
                *row = other.unwrap_or(row).clone();
            }
        },
        ..Seam::default()
    };
    breaks(Law::KnownIdsAreAnswered, with(seam)).await;
}

#[tokio::test]
async fn a_record_for_an_id_that_nobody_holds() {
    let seam = Seam {
        by_id: |ids, found| {
            for id in ids {
                found.entry(id.clone()).or_insert_with(|| SignIn { id: id.clone(), ..SignIn::default() });
            }
        },
        ..Seam::default()
    };
    breaks(Law::UnknownIdsAreAbsent, with(seam)).await;
}

#[tokio::test]
async fn a_property_that_is_lost() {
    let seam = Seam { page: |_, page| page.rows.iter_mut().for_each(|row| row.session_id = None), ..Seam::default() };
    breaks(Law::RecordsAreWhole, with(seam)).await;
}

#[tokio::test]
async fn an_unknown_word_that_becomes_null() {
    let seam = Seam {
        page: |_, page| {
            for row in &mut page.rows {
                row.conditional_access_status = row.conditional_access_status.take().filter(|word| word.known().is_some());
            }
        },
        ..Seam::default()
    };
    breaks(Law::UnknownWordsSurvive, with(seam)).await;
}

#[tokio::test]
async fn a_row_that_is_lost_between_pages() {
    let seam = Seam {
        page: |_, page| {
            if page.next.is_some() {
                page.rows.pop();
            }
        },
        ..Seam::default()
    };
    breaks(Law::PagesJoin, with(seam)).await;
}

#[tokio::test]
async fn a_row_that_is_repeated_on_the_next_page() {
    let seam = Seam {
        page: |query, page| {
            if let (true, [.., before, _]) = (page.next.is_some(), &page.rows[..]) {
                page.next = Some(query.order.position(before));
            }
        },
        ..Seam::default()
    };
    breaks(Law::PagesJoin, with(seam)).await;
}

#[tokio::test]
async fn a_filter_that_is_forgotten_on_the_next_page() {
    let seam = Seam {
        asked: |mut query| {
            if query.after.is_some() {
                query.filter = Filter::All;
            }
            query
        },
        ..Seam::default()
    };
    breaks(Law::PagesJoin, with(seam)).await;
}

#[tokio::test]
async fn a_cursor_on_the_last_page() {
    let seam = Seam {
        page: |query, page| page.next = page.next.take().or(page.rows.last().map(|last| query.order.position(last))),
        ..Seam::default()
    };
    breaks(Law::LastPageEnds, with(seam)).await;
}

#[tokio::test]
async fn a_cursor_of_another_order_that_begins_anew() {
    let seam = Seam {
        asked: |mut query| {
            query.after = query.after.filter(|cursor| query.order.has(cursor));
            query
        },
        ..Seam::default()
    };
    breaks(Law::ForeignCursorsAreRefused, with(seam)).await;
}

#[tokio::test]
async fn rows_of_one_moment_in_any_order() {
    let seam = Seam {
        page: |_, page| page.rows.chunk_by_mut(|a, b| a.created_date_time == b.created_date_time).for_each(<[SignIn]>::reverse),
        ..Seam::default()
    };
    breaks(Law::OrdersAreTotal, with(seam)).await;
}

#[tokio::test]
async fn a_filter_that_is_ignored() {
    let seam = Seam {
        asked: |mut query| {
            query.filter = changed(query.filter, &|field, test| match field {
                SignInField::CountryOrRegion => Filter::All,
                _ => Filter::Is(field, test),
            });
            query
        },
        ..Seam::default()
    };
    breaks(Law::FiltersAgree, with(seam)).await;
}

#[tokio::test]
async fn a_comparison_that_leaves_out_equality() {
    let seam = Seam {
        asked: |mut query| {
            query.filter = changed(query.filter, &|field, test| match test {
                Test::Ge(operand) => Filter::Is(field, Test::Gt(operand)),
                test => Filter::Is(field, test),
            });
            query
        },
        ..Seam::default()
    };
    breaks(Law::FiltersAgree, with(seam)).await;
}

#[tokio::test]
async fn texts_that_are_compared_letter_by_letter() {
    let seam = Seam {
        page: |query, page| {
            if let Filter::Is(SignInField::AppDisplayName, Test::In(operands)) = &query.filter {
                page.rows.retain(|row| operands.contains(&Operand::Text(row.app_display_name.clone().unwrap_or_default())));
            }
        },
        ..Seam::default()
    };
    breaks(Law::FiltersAgree, with(seam)).await;
}

#[tokio::test]
async fn one_of_two_conditions_that_is_ignored() {
    let seam = Seam {
        asked: |mut query| {
            if let Filter::And(filters) = &mut query.filter {
                filters.truncate(1);
            }
            query
        },
        ..Seam::default()
    };
    breaks(Law::FiltersAgree, with(seam)).await;
}

#[tokio::test]
async fn a_source_of_few_filters_that_refuses_the_others_breaks_no_law() {
    let patient = Patient { treated: of_few, ..with(Seam { offer: Some(few), ..Seam::default() }) };
    check(&patient).await.assert();
}

#[tokio::test]
async fn a_filter_that_is_not_declared_and_ignored() {
    let seam = Seam {
        asked: |mut query| {
            let declared = |field, test| Some(Filter::Is(field, test)).filter(|filter| few().takes(filter));
            query.filter = changed(query.filter, &|field, test| declared(field, test).unwrap_or(Filter::All));
            query
        },
        ..Seam::default()
    };
    breaks(Law::UndeclaredIsRefused, Patient { treated: of_few, ..with(seam) }).await;
}

#[tokio::test]
async fn a_filter_that_is_not_declared_and_ignored_beside_one_that_is() {
    let seam = Seam {
        refuses: |query| matches!(query.filter, Filter::Is(field, _) if few_combined().filters.iter().all(|it| it.field != field)),
        asked: |mut query| {
            let declared = |field, test| Some(Filter::Is(field, test)).filter(|filter| few_combined().takes(filter));
            query.filter = changed(query.filter, &|field, test| declared(field, test).unwrap_or(Filter::All));
            query
        },
        ..Seam::default()
    };
    let treated = |adapter: Adapter| {
        let manifest = Manifest { sign_ins: few_combined(), ..adapter.manifest.clone() };
        Adapter { manifest, ..adapter }
    };
    breaks(Law::UndeclaredIsRefused, Patient { treated, ..with(seam) }).await;
}

#[tokio::test]
async fn an_order_that_is_not_declared_and_ignored() {
    let seam = Seam {
        asked: |mut query| {
            query.order.field = if few().orders_by(query.order.field) { query.order.field } else { SignInField::CreatedDateTime };
            query
        },
        ..Seam::default()
    };
    let treated = |adapter: Adapter| {
        let sign_ins = Offer { orders: Vec::new(), ..Offer::everything() };
        Adapter { manifest: Manifest { sign_ins, ..adapter.manifest.clone() }, ..adapter }
    };
    breaks(Law::UndeclaredIsRefused, Patient { treated, ..with(seam) }).await;
}

#[tokio::test]
async fn groups_in_another_order_than_the_parents() {
    let seam = Seam {
        groups: |_, grouped| {
            let groups: Vec<Vec<SignIn>> = grouped.groups().map(<[SignIn]>::to_vec).collect();
            let mut reversed = Grouped { as_of: grouped.as_of, ..Grouped::default() };
            groups.into_iter().zip(grouped.next.drain(..)).rev().for_each(|(rows, next)| reversed.push(rows, next));
            *grouped = reversed;
        },
        ..Seam::default()
    };
    breaks(Law::GroupsAreTheirPages, with(seam)).await;
}

#[tokio::test]
async fn a_call_for_no_parents() {
    breaks(Law::EmptyInputIsFree, with(Seam { calls: |_| 1, ..Seam::default() })).await;
}

#[tokio::test]
async fn a_group_for_no_parents() {
    let seam = Seam {
        groups: |users, grouped| {
            if users.is_empty() {
                grouped.push([], None);
            }
        },
        ..Seam::default()
    };
    breaks(Law::EmptyInputIsFree, with(seam)).await;
}

#[tokio::test]
async fn a_group_that_a_projection_loses() {
    let seam = Seam {
        page: |query, page| {
            if !query.fields.contains(SignInFields::RECORD) {
                page.rows.iter_mut().for_each(|row| row.location = None);
            }
        },
        ..Seam::default()
    };
    breaks(Law::ProjectionsAgree, with(seam)).await;
}

#[tokio::test]
async fn a_count_that_is_one_too_many() {
    let seam = Seam { counts: |counts| counts.iter_mut().flatten().for_each(|count| *count += 1), ..Seam::default() };
    breaks(Law::CountsAgree, with(seam)).await;
}

#[tokio::test]
async fn an_empty_page_when_credentials_are_refused() {
    breaks(Law::DenialIsTold, Patient { denied: || Memory::default().into_adapter("memory"), ..of_sign_ins() }).await;
}

#[tokio::test]
async fn throttling_without_its_delay() {
    breaks(Law::ThrottlingIsTold, Patient { throttled: |_| Refusing::adapter(throttled()), ..of_sign_ins() }).await;
}

#[tokio::test]
async fn a_call_that_is_given_up_and_leaves_its_seat_taken() {
    breaks(Law::CancellationIsHarmless, with(Seam { shared: Shared::Seat, ..Seam::default() })).await;
}

#[tokio::test]
async fn calls_that_share_their_question() {
    breaks(Law::CallsAreIndependent, with(Seam { shared: Shared::Question, ..Seam::default() })).await;
}
