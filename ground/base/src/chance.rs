//! Randomness that is handed in: the operating system's, or a seeded stream for tests and demonstrations.

use std::sync::{Arc, Mutex};

use sm3::{Digest, Sm3};

/// Where random bytes come from.
#[derive(Debug, Clone)]
pub enum Chance {
    /// The operating system.
    System,
    /// A stream of SM3 blocks over a seed and a counter; all clones share it. Never for secrets of a real county.
    Seeded(Arc<Mutex<(u64, u64)>>),
}

impl Chance {
    /// A repeatable stream for tests and demonstration data.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new((seed, 0))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0_u8; N];
        self.fill(&mut out);
        out
    }

    /// Fills `out` with random bytes.
    pub fn fill(&self, out: &mut [u8]) {
        match self {
            Self::System => system_fill(out),
            Self::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                for chunk in out.chunks_mut(32) {
                    let mut hash = Sm3::new();
                    hash.update(state.0.to_be_bytes());
                    hash.update(state.1.to_be_bytes());
                    state.1 += 1;
                    chunk.copy_from_slice(&hash.finalize()[..chunk.len()]);
                }
            }
        }
    }

    /// A whole number in `0..below`, without bias that matters below 2³². `below` of 0 gives 0.
    pub fn below(&self, below: u64) -> u64 {
        let wide = u128::from(u64::from_be_bytes(self.bytes::<8>()));
        u64::try_from((wide * u128::from(below)) >> 64).unwrap_or(0)
    }

    /// `length` decimal digits, the first never 0: a query code.
    pub fn digits(&self, length: usize) -> String {
        (0..length)
            .map(|i| if i == 0 { 1 + self.below(9) } else { self.below(10) })
            .map(|d| char::from(b'0' + u8::try_from(d).unwrap_or(0)))
            .collect()
    }

    /// A token of `N` random bytes as lower-case hexadecimal.
    pub fn token<const N: usize>(&self) -> String {
        hex::encode(self.bytes::<N>())
    }

    /// One of `from`, or `None` when there is none.
    pub fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        from.get(usize::try_from(self.below(from.len() as u64)).unwrap_or(0))
    }
}

/// The one place that asks the operating system for randomness.
#[expect(clippy::disallowed_methods, reason = "Chance::System is where ambient randomness enters")]
fn system_fill(out: &mut [u8]) {
    // Without randomness no secret can be made: stopping is the only safe answer.
    getrandom::fill(out).expect("the operating system gives random bytes");
}
