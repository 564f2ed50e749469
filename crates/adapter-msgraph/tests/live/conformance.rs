//! The laws of adapters, judged over a stand-in that holds the kit's World.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use riskgate_adapter::{
    Adapter, async_trait,
    conformance::{Skip, Subject, World, check},
};
use riskgate_test_msgraph::{Armed, Fault, StandIn, World as GraphWorld};

use crate::{
    graph::{Asked, graph},
    held::{graph_world, world},
};

/// The live source, asked so; the stand-ins listen as long as it is there.
struct Live {
    asked: Asked,
    whom: Whom,
    stand_ins: Mutex<Vec<StandIn>>,
}

/// Whom the World knows.
#[derive(Clone, Copy, PartialEq)]
enum Whom {
    /// People alone.
    People,
    /// Workloads, too, whose sign-ins v1.0 does not list: so sign-ins are not asked for.
    Workloads,
    /// Nobody: only directory audits, alerts and incidents are asked for, which Graph does not list by whom they are about.
    Nobody,
}

impl Live {
    fn new(whom: Whom, page_most: Option<usize>) -> Self {
        Self { asked: Asked { page_most, ..Asked::default() }, whom, stand_ins: Mutex::default() }
    }

    async fn over(&self, world: GraphWorld, asked: Asked, fault: Option<Armed>) -> Adapter {
        let (stand_in, adapter) = graph(world, asked).await;
        if let Some(fault) = fault {
            stand_in.arm(fault);
        }
        self.stand_ins.lock().unwrap_or_else(PoisonError::into_inner).push(stand_in);
        match self.whom {
            Whom::People => Adapter { service_principals: None, directory_audits: None, alerts: None, incidents: None, ..adapter },
            Whom::Workloads => Adapter { sign_ins: None, directory_audits: None, alerts: None, incidents: None, ..adapter },
            Whom::Nobody => {
                let Adapter { directory_audits, alerts, incidents, manifest, health, .. } = adapter;
                Adapter { directory_audits, alerts, incidents, ..Adapter::new(manifest, health) }
            }
        }
    }
}

#[async_trait]
impl Subject for Live {
    fn world(&self) -> World {
        let world = world();
        match self.whom {
            Whom::People => World { service_principals: Vec::new(), ..world },
            Whom::Workloads => World { sign_ins: Vec::new(), ..world },
            Whom::Nobody => {
                // Whom riskgate was told a status of, Graph does not tell.
                let alerts = world.alerts.into_iter().filter(|alert| alert.status_of.is_empty()).collect();
                World { users: Vec::new(), service_principals: Vec::new(), sign_ins: Vec::new(), detections: Vec::new(), alerts, ..world }
            }
        }
    }

    async fn holding(&self, world: &World) -> Adapter {
        self.over(graph_world(world), self.asked, None).await
    }

    async fn denied(&self) -> Result<Adapter, Skip> {
        Ok(self.over(GraphWorld::default(), Asked { secret: "another", ..self.asked }, None).await)
    }

    async fn throttled(&self, delay: Duration) -> Result<Adapter, Skip> {
        let fault = Fault::Throttled { retry_after: Some(delay.as_secs().to_string()) };
        Ok(self.over(GraphWorld::default(), self.asked, Some(Armed::new(fault).on("/v1.0/").always())).await)
    }

    fn calls(&self) -> Option<u64> {
        let stand_ins = self.stand_ins.lock().unwrap_or_else(PoisonError::into_inner);
        Some(stand_ins.iter().map(|stand_in| stand_in.requests().len() as u64).sum())
    }
}

#[tokio::test]
async fn the_live_source_breaks_no_law_over_people() {
    let report = check(&Live::new(Whom::People, None)).await;
    println!("{report}");
    report.assert();
}

#[tokio::test]
async fn nor_where_a_page_of_microsoft_graph_has_three_rows() {
    check(&Live::new(Whom::People, Some(3))).await.assert();
}

#[tokio::test]
async fn the_live_source_breaks_no_law_over_workloads() {
    check(&Live::new(Whom::Workloads, None)).await.assert();
}

#[tokio::test]
async fn nor_where_a_page_of_workloads_has_three_rows() {
    check(&Live::new(Whom::Workloads, Some(3))).await.assert();
}

#[tokio::test]
async fn the_live_source_breaks_no_law_over_what_is_nobodys() {
    let report = check(&Live::new(Whom::Nobody, None)).await;
    println!("{report}");
    report.assert();
}

#[tokio::test]
async fn nor_where_a_page_of_that_has_three_rows() {
    check(&Live::new(Whom::Nobody, Some(3))).await.assert();
}
