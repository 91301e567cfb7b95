//! Chance, seeded: the same seed and the same stream give the same throws on every machine.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A seeded source of chance. Only whole-number and plain arithmetic is used, never a platform's logarithm, so that a
/// seed gives the same authority everywhere.
pub(crate) struct Dice(ChaCha8Rng);

/// How far along an exponential wait of mean 1 each twentieth of the chances lies; the last is cut off at four means.
const WAITS: [f64; 21] = [
    0.0, 0.0513, 0.1054, 0.1625, 0.2231, 0.2877, 0.3567, 0.4308, 0.5108, 0.5978, 0.693, 0.7985, 0.9163, 1.0498, 1.2040,
    1.3863, 1.6094, 1.8971, 2.303, 2.9957, 5.0,
];

impl Dice {
    /// The dice of one seed and one stream; streams of one seed are independent of each other.
    pub fn new(seed: u64, stream: u64) -> Dice {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Dice(generator)
    }

    /// A number from 0 up to but not including 1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from `low` to `high`, both possible; `low` where the range is empty.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        if high <= low {
            return low;
        }
        low + (self.unit() * f64::from(high - low + 1)) as i32
    }

    /// A place in a list of that length, which must not be empty.
    pub fn place(&mut self, length: usize) -> usize {
        ((self.unit() * length as f64) as usize).min(length.saturating_sub(1))
    }

    /// One of a list, each as likely.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.place(list.len())]
    }

    /// A place in a list of weights, each as likely as its weight.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().sum();
        let mut left = self.unit() * total;
        let mut last = 0;
        for (place, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = place;
                if left < weight {
                    return place;
                }
            }
            left -= weight;
        }
        last
    }

    /// One of a list of values with weights.
    pub fn pick<T: Copy>(&mut self, list: &[(T, f64)]) -> T {
        list[self.weighted(list.iter().map(|entry| entry.1))].0
    }

    /// A whole number from weighted ranges `(low, high, weight)`, both ends possible.
    pub fn bands(&mut self, bands: &[(i32, i32, f64)]) -> i32 {
        let (low, high, _) = bands[self.weighted(bands.iter().map(|band| band.2))];
        self.between(low, high)
    }

    /// As [`Dice::bands`], but for something that is found while it goes on: the longer it lasts, the likelier it
    /// is met. This is how long the open episodes of a caseload last, where the bands describe ended ones.
    pub fn bands_while_open(&mut self, bands: &[(i32, i32, f64)]) -> i32 {
        let weight = |band: &(i32, i32, f64)| band.2 * f64::from(band.0 + band.1) / 2.0;
        let (low, high, _) = bands[self.weighted(bands.iter().map(weight))];
        self.between(low, high)
    }

    /// A wait in days with that mean, roughly exponential, at least 1.
    pub fn wait(&mut self, mean_days: f64) -> i32 {
        let along = self.unit() * 20.0;
        let place = along as usize;
        let wait = WAITS[place] + (WAITS[place + 1] - WAITS[place]) * (along - place as f64);
        ((wait * mean_days) as i32).max(1)
    }
}
