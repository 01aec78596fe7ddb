//! How often one network address may ask, by class of route; the numbers are rule rows.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use base::{Clock, Error};
use governor::clock::Reference;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::address;

/// Addresses remembered in one class before those that rest are forgotten.
const REMEMBERED: usize = 50_000;
/// Requests between two looks at how many addresses are remembered: counting them stops all others for a moment.
const BETWEEN_LOOKS: u32 = 1_000;

/// The program's clock as the limiter wants it.
#[derive(Debug, Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(u64::try_from(self.0.now().0).unwrap_or(0).saturating_mul(1_000_000))
    }
}

type Limiter = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, Ticks, NoOpMiddleware<Nanos>>;

/// One limiter for each class, made anew when its rule changes.
pub(crate) struct Rates {
    clock: Clock,
    classes: RwLock<HashMap<&'static str, (u32, Arc<Limiter>)>>,
    taken: AtomicU32,
}

impl Rates {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, classes: RwLock::default(), taken: AtomicU32::new(0) }
    }

    /// Counts one request of `address` in `class`, of which so many are allowed a minute.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait.
    pub(crate) fn take(&self, class: &'static str, address: IpAddr, per_minute: i64) -> Result<(), Error> {
        let limiter = self.limiter(class, u32::try_from(per_minute).unwrap_or(u32::MAX));
        if self.taken.fetch_add(1, Ordering::Relaxed).is_multiple_of(BETWEEN_LOOKS) && limiter.len() > REMEMBERED {
            limiter.retain_recent();
        }
        limiter.check_key(&address::network(address)).map_err(|not_until| {
            let free =
                not_until.earliest_possible().duration_since(governor::clock::Clock::now(&Ticks(self.clock.clone())));
            Error::TooMany { seconds: free.as_u64().div_ceil(1_000_000_000).max(1) }
        })
    }

    fn limiter(&self, class: &'static str, per_minute: u32) -> Arc<Limiter> {
        let known = self.classes.read().unwrap_or_else(PoisonError::into_inner).get(class).cloned();
        if let Some((_, limiter)) = known.filter(|(known, _)| *known == per_minute) {
            return limiter;
        }
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        let mut classes = self.classes.write().unwrap_or_else(PoisonError::into_inner);
        let kept = classes.get(class).filter(|(known, _)| *known == per_minute);
        // Somebody else may have made it in the meantime.
        if let Some((_, limiter)) = kept {
            return Arc::clone(limiter);
        }
        let limiter = Arc::new(RateLimiter::new(quota, DashMapStateStore::default(), Ticks(self.clock.clone())));
        classes.insert(class, (per_minute, Arc::clone(&limiter)));
        limiter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Moment;

    #[test]
    fn after_the_limit_one_waits_and_then_may_again() {
        let clock = Clock::fixed(Moment(1_800_000_000_000));
        let rates = Rates::new(clock.clone());
        let ask = |address: &str| rates.take("web.rate.login", address.parse().expect("an address"), 3);
        for _ in 0..3 {
            assert!(ask("192.0.2.1").is_ok());
        }
        let Err(Error::TooMany { seconds }) = ask("192.0.2.1") else { panic!("the fourth is refused") };
        assert_eq!(seconds, 20);
        assert!(ask("192.0.2.2").is_ok(), "others are not held up");
        clock.set(Moment(1_800_000_020_000));
        assert!(ask("192.0.2.1").is_ok());
    }
}
