//! Speaking to Microsoft Graph, and nothing more: rows come out as they came in.
//!
//! A [`Client`] is one application in one tenant. It is asked with a [`Request`], on [`Terms`]: who waits, and until when. It has a token
//! when it needs one, keeps to the limits of each [`Class`] of resources, and tries again where that may help. Whatever goes wrong is one
//! of the few things in [`MsgraphError`], by what the caller can do.
//!
//! What it promises:
//!
//! - **No call outlasts its deadline**, whatever it waits for; one that cannot be made before it is refused at once.
//! - **People go before sync**, and a part of each limit is kept for them. Of each, who has waited longest goes first.
//! - **A write is sent twice only if it was certainly not done.** Where its answer was lost, the error says so.
//! - **The token goes to the configured place alone**: no redirect is followed, and no link that leads elsewhere.
//! - **Nothing is shown that should not be**: no secret, no token, no filter, no text of an answer.
//!
//! Read in this order: `client`, `call` (one call, attempt by attempt), `token`, `grant` and `assertion`, then a class's `lane` with its
//! `line`, `limiter` and `breaker`, `outlook`, `retry`, `judge` (what an answer means), `one`, `page`, `batch`, `error`.

mod address;
mod assertion;
mod batch;
mod body;
mod breaker;
mod call;
mod class;
mod client;
mod cloud;
mod draw;
mod error;
mod grant;
mod http;
mod judge;
mod lane;
mod limiter;
mod line;
mod needs;
mod one;
mod outlook;
mod page;
mod request;
mod retry;
mod secret;
mod settings;
mod terms;
mod token;
mod usage;

pub use batch::{BatchAnswer, MOST_IN_BATCH};
pub use class::Class;
pub use client::Client;
pub use cloud::Cloud;
pub use error::{CertificateProblem, CredentialsProblem, Malformation, MsgraphError, Party, SettingsError};
pub use limiter::Priority;
pub use one::One;
pub use outlook::Outlook;
pub use page::{NextLink, Page};
pub use request::{Method, Request, Version, literal};
pub use secret::Secret;
pub use settings::{Backoff, Bounds, Credential, Limit, Limits, Settings};
pub use terms::Terms;
pub use usage::Usage;
