//! One question under way: what it has asked so far, and until when it may ask.

use std::error::Error as _;

use riskgate_adapter::{AdapterError, Answer, ErrorKind};
use riskgate_msgraph_client::{MOST_IN_BATCH, MsgraphError, NextLink, Page, Request, Terms};
use serde_json::value::RawValue;

use super::{
    LiveSource, MARGIN, MOST_KEYS,
    budget::Budgets,
    list::{Licence, List},
};
use crate::error::told;

/// What is to be done where a list is too long.
const NARROW: &str = "narrow the filter, or read the store, which sync keeps fresh";

/// One question under way.
pub(super) struct Asking<'a> {
    pub(super) live: &'a LiveSource,
    terms: Terms,
    budgets: Budgets,
}

/// What is read next of a list.
#[derive(Clone)]
pub(super) enum Step {
    /// Its first page.
    First(Request),
    /// The page that a link leads to, of the list that was asked by this.
    Next(Request, NextLink),
}

impl<'a> Asking<'a> {
    /// A person waits.
    pub(super) fn new(live: &'a LiveSource) -> Self {
        let time = live.deadline.saturating_sub(MARGIN);
        Self { live, terms: Terms::person(time), budgets: Budgets::new(|class| live.client.limit(class), time) }
    }

    /// Refuses a list that would cost more calls like this than it may.
    ///
    /// # Errors
    /// When so many do not fit.
    pub(super) fn affords(&mut self, request: &Request, calls: usize) -> Answer<()> {
        Ok(self.budgets.of(request.class()).affords(calls as u64, NARROW)?)
    }

    /// Refuses a question for so many ids, each of which costs a call like this, before the first is made.
    ///
    /// # Errors
    /// When there are more than a question may have, or so many calls do not fit.
    pub(super) fn affords_each(&mut self, request: &Request, keys: usize) -> Answer<()> {
        let left = self.budgets.of(request.class()).left();
        self.admits(request, keys, left.min(u64::from(MOST_KEYS)))
    }

    /// Refuses a question for so many parents, who are asked for together: one that has much more than the others can cost a call like this.
    ///
    /// # Errors
    /// When there are more than a question may have.
    pub(super) fn affords_together(&mut self, request: &Request, parents: usize) -> Answer<()> {
        self.admits(request, parents, u64::from(MOST_KEYS))
    }

    fn admits(&mut self, request: &Request, keys: usize, most: u64) -> Answer<()> {
        if keys as u64 <= most {
            return Ok(());
        }
        let instead = format!("ask for fewer at once, at most {most}, or read the store, which sync keeps fresh");
        Err(self.budgets.of(request.class()).too_expensive(keys as u64, &instead).into())
    }

    /// The page of a list.
    ///
    /// # Errors
    /// When it does not fit any more, or is not answered.
    pub(super) async fn page(&mut self, step: Step) -> Answer<(Page, Request)> {
        let (Step::First(request) | Step::Next(request, _)) = &step;
        self.affords(request, 1)?;
        self.budgets.of(request.class()).spend();
        let page = match &step {
            Step::First(request) => self.live.client.page(request, self.terms).await,
            Step::Next(_, link) => self.live.client.next(link, self.terms).await,
        };
        let (Step::First(request) | Step::Next(request, _)) = step;
        Ok((page.map_err(told)?, request))
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
        match self.one(&list.one(id)).await {
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
            self.affords(&requests[0], 1)?;
            self.budgets.of(requests[0].class()).spend();
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
        self.affords(request, 1)?;
        self.budgets.of(request.class()).spend();
        match self.live.client.one(request, self.terms).await {
            Ok(row) => Ok(Some(row)),
            Err(MsgraphError::NotFound) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }
}

/// Whether Graph knows no such thing.
fn is_missing(error: &AdapterError) -> bool {
    matches!(cause(error), Some(MsgraphError::NotFound))
}

/// Whether Graph makes nothing of a request, such as a link that it has forgotten.
pub(super) fn is_refused(error: &AdapterError) -> bool {
    matches!(cause(error), Some(MsgraphError::BadRequest { .. }))
}

fn cause(error: &AdapterError) -> Option<&MsgraphError> {
    error.source()?.downcast_ref()
}
