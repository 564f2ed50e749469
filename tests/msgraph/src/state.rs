//! All that a stand-in remembers.

use riskgate_model::Time;

use crate::{
    actions::Pending, dice, faults::Faults, limits::Limiter, log::Request, paging::Walks, settings::Settings, tenant::Tenant, token::Tokens,
};

/// All that a stand-in remembers.
#[derive(Debug)]
pub(crate) struct State {
    pub settings: Settings,
    /// Its own address, without a slash at the end.
    pub url: String,
    pub tenants: Vec<Tenant>,
    pub tokens: Tokens,
    pub limiter: Limiter,
    pub faults: Faults,
    pub walks: Walks,
    /// Actions that have not taken effect.
    pub pending: Vec<Pending>,
    pub log: Vec<Request>,
    /// How many seconds its clock is ahead of the one that it was given, for the request that is being answered.
    pub skew: i64,
    drawn: u64,
}

impl State {
    pub(crate) fn new(url: String, tenants: Vec<Tenant>, settings: Settings) -> Self {
        Self {
            limiter: Limiter::new(settings.limits),
            settings,
            url,
            tenants,
            tokens: Tokens::default(),
            faults: Faults::default(),
            walks: Walks::default(),
            pending: Vec::new(),
            log: Vec::new(),
            skew: 0,
            drawn: 0,
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.settings.clock.now().plus_seconds(self.skew)
    }

    /// A number that was not drawn before.
    pub(crate) const fn draw(&mut self) -> u64 {
        self.drawn += 1;
        dice::drawn(self.settings.seed, self.drawn)
    }

    /// A GUID that was not drawn before.
    pub(crate) fn guid(&mut self) -> String {
        let number = self.draw();
        dice::guid(self.settings.seed, number)
    }
}
