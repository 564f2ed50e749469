//! One question under way: what it has asked so far, and what it may ask yet.

use std::{collections::HashSet, error::Error as _};

use riskgate_adapter::{AdapterError, Answer, ErrorKind};
use riskgate_msgraph_client::{Class, MOST_IN_BATCH, Malformation, MsgraphError, NextLink, Page, Request, Terms};
use serde_json::value::RawValue;

use super::{
    LiveSource, MARGIN, MOST_KEYS, MOST_PAGES,
    list::{Licence, List},
    promises::Promise,
};
use crate::error::told;

/// What is to be done where a list is too long.
const NARROW: &str = "narrow the filter, or read the store, which sync keeps fresh";

/// One question under way.
pub(super) struct Asking<'a> {
    pub(super) live: &'a LiveSource,
    terms: Terms,
    promise: Promise<'a>,
    /// The calls that were made of each class.
    spent: [u64; Class::ALL.len()],
    /// The lists that were begun anew because a link was lost.
    begun_anew: Vec<Request>,
    /// The links that were followed: a list that leads back to one has no end.
    seen: HashSet<u64>,
}

/// What some calls take of which class.
#[derive(Clone, Copy)]
struct Cost {
    class: Class,
    calls: u64,
    units: u64,
}

impl Cost {
    /// That of so many calls like this.
    fn of(request: &Request, calls: usize) -> Self {
        let calls = calls as u64;
        Self { class: request.class(), calls, units: calls.saturating_mul(u64::from(request.units())) }
    }

    /// That of these in one call.
    fn together(requests: &[Request]) -> Self {
        Self { class: requests[0].class(), calls: 1, units: requests.iter().map(|request| u64::from(request.units())).sum() }
    }
}

/// What is read next of a list.
#[derive(Clone)]
pub(super) enum Step {
    /// Its first page.
    First(Request),
    /// The page that a link leads to. A link may be lost at any time: then what was not read yet is in the list that is asked for by this.
    Next(NextLink, Request),
}

impl<'a> Asking<'a> {
    /// A person waits.
    pub(super) fn new(live: &'a LiveSource) -> Self {
        let terms = Terms::person(live.deadline.saturating_sub(MARGIN));
        Self { live, terms, promise: live.promises.begin(terms), spent: Default::default(), begun_anew: Vec::new(), seen: HashSet::new() }
    }

    /// Refuses a list that would cost more calls like this than it may. If it may, these are promised to it.
    ///
    /// # Errors
    /// When so many do not fit.
    pub(super) fn affords(&mut self, request: &Request, calls: usize) -> Answer<()> {
        self.reserve(Cost::of(request, calls))
    }

    /// Refuses a question for so many ids, each of which costs a call like this, before the first is made. If it is not refused, these are
    /// promised to it.
    ///
    /// # Errors
    /// When there are more than a question may have, or so many calls do not fit.
    pub(super) fn affords_each(&mut self, request: &Request, keys: usize) -> Answer<()> {
        if keys <= MOST_KEYS as usize && self.affords(request, keys).is_ok() {
            return Ok(());
        }
        let class = request.class();
        let fits = |keys: &usize| self.promise.fits(class, Cost::of(request, *keys).units, || self.live.client.outlook(class));
        let most = (1..=(MOST_KEYS as usize).min(keys.saturating_sub(1))).rev().find(fits);
        Err(self.too_many(request, keys, most.unwrap_or_default()))
    }

    /// Refuses a question for so many parents, who are asked for together: one that has much more than the others can cost a call like this.
    ///
    /// # Errors
    /// When there are more than a question may have.
    pub(super) fn affords_together(&mut self, request: &Request, parents: usize) -> Answer<()> {
        if parents <= MOST_KEYS as usize { Ok(()) } else { Err(self.too_many(request, parents, MOST_KEYS as usize)) }
    }

    fn too_many(&self, request: &Request, keys: usize, most: usize) -> AdapterError {
        let instead = match most {
            0 => "others are asked before it, so ask again later, or read the store, which sync keeps fresh".to_owned(),
            most => format!("ask for fewer at once, at most {most}, or read the store, which sync keeps fresh"),
        };
        self.too_expensive(Cost::of(request, keys), instead)
    }

    /// Sees that these calls are promised to it.
    fn reserve(&self, cost: Cost) -> Answer<()> {
        let Cost { class, calls, units } = cost;
        let fits = self.spent[class as usize].saturating_add(calls) <= MOST_PAGES;
        if fits && self.promise.reserve(class, units, || self.live.client.outlook(class)) {
            return Ok(());
        }
        Err(self.too_expensive(cost, NARROW.to_owned()))
    }

    /// The refusal of a question that would cost so many more calls.
    fn too_expensive(&self, Cost { class, calls, units }: Cost, instead: String) -> AdapterError {
        let takes = self.promise.takes(class, units, || self.live.client.outlook(class));
        ErrorKind::TooExpensive { calls: self.spent[class as usize].saturating_add(calls), takes, instead }.into()
    }

    /// Makes a call, if it fits.
    fn spend(&mut self, cost: Cost) -> Answer<()> {
        self.reserve(cost)?;
        self.promise.spend(cost.class, cost.units);
        self.spent[cost.class as usize] += cost.calls;
        Ok(())
    }

    /// The page of a list, and what its list was asked by. Where a link is lost, the list is begun anew, unless that was done before.
    ///
    /// # Errors
    /// When it does not fit any more, or is not answered.
    pub(super) async fn page(&mut self, step: Step) -> Answer<(Page, Request)> {
        let (Step::First(asked) | Step::Next(_, asked)) = &step;
        if let Step::Next(link, _) = &step
            && !self.seen.insert(link.fingerprint())
        {
            return Err(told(MsgraphError::Malformed(Malformation::Loop)));
        }
        self.spend(Cost::of(asked, 1))?;
        let page = match &step {
            Step::First(asked) => self.live.client.page(asked, self.terms).await,
            Step::Next(link, _) => self.live.client.next(link, self.terms).await,
        };
        match (page, step) {
            (Ok(page), Step::First(asked) | Step::Next(_, asked)) => Ok((page, asked)),
            (Err(MsgraphError::BadRequest { .. }), Step::Next(_, anew)) if !self.begun_anew.contains(&anew) => {
                self.begun_anew.push(anew.clone());
                self.seen.clear();
                self.spend(Cost::of(&anew, 1))?;
                let page = self.live.client.page(&anew, self.terms).await.map_err(told)?;
                Ok((page, anew))
            }
            (Err(error), _) => Err(told(error)),
        }
    }

    /// The page of the list of a parent; none where there is no such parent.
    ///
    /// # Errors
    /// When it does not fit any more, or is not answered.
    pub(super) async fn page_of_parent(&mut self, step: Step) -> Answer<Option<(Page, Request)>> {
        match self.page(step).await {
            Err(error) if is_missing(&error) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// The object of this id in a list; none where there is no such thing, nor can be without a licence.
    ///
    /// # Errors
    /// When it does not fit any more, or is not answered.
    pub(super) async fn one_of(&mut self, list: &List, id: &str) -> Answer<Option<Box<RawValue>>> {
        match self.one(&list.of.one(id)).await {
            Err(error) if list.licence == Licence::Extra && matches!(error.kind, ErrorKind::NotLicensed(_)) => Ok(None),
            answer => answer,
        }
    }

    /// Several objects in as few calls as may be; none where there is no such thing.
    ///
    /// # Errors
    /// When it does not fit any more, or one is not answered.
    pub(super) async fn several(&mut self, requests: &[Request]) -> Answer<Vec<Option<Box<RawValue>>>> {
        let mut answers = Vec::with_capacity(requests.len());
        for requests in requests.chunks(MOST_IN_BATCH) {
            self.spend(Cost::together(requests))?;
            for answer in self.live.client.batch(requests, self.terms).await.map_err(told)? {
                match answer {
                    Ok(row) => answers.push(row),
                    Err(MsgraphError::NotFound) => answers.push(None),
                    Err(error) => return Err(told(error)),
                }
            }
        }
        Ok(answers)
    }

    /// One object; none where there is no such thing.
    ///
    /// # Errors
    /// When it does not fit any more, or is not answered.
    pub(super) async fn one(&mut self, request: &Request) -> Answer<Option<Box<RawValue>>> {
        self.spend(Cost::of(request, 1))?;
        match self.live.client.one(request, self.terms).await {
            Ok(row) => Ok(Some(row.object)),
            Err(MsgraphError::NotFound) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }
}

/// Whether Graph knows no such thing.
fn is_missing(error: &AdapterError) -> bool {
    matches!(error.source().and_then(|cause| cause.downcast_ref()), Some(MsgraphError::NotFound))
}
