//! The kit over the host's supervision: it changes no answer, and does what an adapter does not offer.

use riskgate_adapter::{Adapter, Manifest, Offer, conformance::check};

use crate::patient::Patient;

#[tokio::test]
async fn supervision_breaks_no_law() {
    check(&Patient { treated: Adapter::supervised, ..Patient::default() }).await.assert();
}

/// The adapter declares nothing, and takes so few rows and keys; the host makes of it one that filters by everything.
fn made_up_for(adapter: Adapter, page: u32, keys: u32) -> Adapter {
    let mut manifest = Manifest::new("memory", "1");
    macro_rules! each {
        ($($source:ident)*) => { $(
            manifest.$source = Offer { page, keys, ..Offer::default() };
        )* };
    }
    each!(users service_principals sign_ins detections risk_history directory_audits named_locations conditional_access_policies alerts incidents);
    let adapter = Adapter { manifest, ..adapter }.supervised();
    let mut manifest = Manifest::of_everything("memory", "1");
    macro_rules! date_alone {
        ($($source:ident)*) => { $(
            manifest.$source.orders.clear();
        )* };
    }
    date_alone!(users service_principals sign_ins detections risk_history directory_audits named_locations conditional_access_policies alerts incidents);
    Adapter { manifest, ..adapter }
}

#[tokio::test]
async fn the_host_tests_every_filter_of_an_adapter_that_declares_none() {
    check(&Patient { treated: |adapter| made_up_for(adapter, 500, 500), ..Patient::default() }).await.assert();
}

#[tokio::test]
async fn the_host_joins_the_small_pages_and_calls_of_such_an_adapter() {
    check(&Patient { treated: |adapter| made_up_for(adapter, 3, 2), ..Patient::default() }).await.assert();
}
