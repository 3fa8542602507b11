//! Families of counters and histograms on the library's registry, with children that are looked up once.

use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};

use super::labels::Labels;

/// Makes families and enters them in the registry. Names and labels are fixed texts of ours; a wrong one fails in every test.
pub struct Builder<'a>(pub &'a Registry);

impl Builder<'_> {
    fn register<C: Collector + Clone + 'static>(&self, made: prometheus::Result<C>) -> C {
        let collector = valid(made);
        valid(self.0.register(Box::new(collector.clone())));
        collector
    }

    /// CPU time, memory, threads and open files, under the names that are usual everywhere.
    #[cfg(target_os = "linux")]
    pub fn process(&self) {
        let collector = prometheus::process_collector::ProcessCollector::for_self();
        valid(self.0.register(Box::new(collector)));
    }

    pub fn counter(&self, name: &str, help: &str) -> IntCounter {
        self.register(IntCounter::new(name, help))
    }

    pub fn gauge(&self, name: &str, help: &str) -> Gauge {
        self.register(Gauge::new(name, help))
    }

    pub fn int_gauge(&self, name: &str, help: &str) -> IntGauge {
        self.register(IntGauge::new(name, help))
    }

    pub fn gauge_vec(&self, name: &str, help: &str, labels: &[&str]) -> GaugeVec {
        self.register(GaugeVec::new(Opts::new(name, help), labels))
    }

    pub fn counter_vec(&self, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
        self.register(IntCounterVec::new(Opts::new(name, help), labels))
    }

    pub fn counters<L: Labels>(&self, name: &str, help: &str, labels: &[&str]) -> Counters<L> {
        Counters(Children::new(self.counter_vec(name, help, labels)))
    }

    pub fn histogram(&self, name: &str, help: &str, buckets: &[f64]) -> Histogram {
        self.register(Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec())))
    }

    pub fn histogram_vec(&self, name: &str, help: &str, labels: &[&str], buckets: &[f64]) -> HistogramVec {
        self.register(HistogramVec::new(HistogramOpts::new(name, help).buckets(buckets.to_vec()), labels))
    }

    pub fn histograms<L: Labels>(&self, name: &str, help: &str, labels: &[&str], buckets: &[f64]) -> Histograms<L> {
        Histograms(Children::new(self.histogram_vec(name, help, labels, buckets)))
    }
}

#[expect(clippy::expect_used, reason = "all names are constants; each start and each test makes all families")]
fn valid<T>(made: prometheus::Result<T>) -> T {
    made.expect("metric names are valid and unique")
}

/// Counts something as going on until it is dropped.
#[derive(Debug)]
pub struct Held(IntGauge);

impl Held {
    pub(super) fn of(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Children of a family, each made at its first use: until then it is not shown, as in Postal 3.3.
struct Children<F, M, L> {
    family: F,
    made: Box<[OnceLock<M>]>,
    labels: PhantomData<fn(L)>,
}

impl<F, M, L: Labels> Children<F, M, L> {
    fn new(family: F) -> Self {
        Self { family, made: (0..L::COUNT).map(|_| OnceLock::new()).collect(), labels: PhantomData }
    }

    fn with(&self, labels: L, make: impl FnOnce(&F, &[&'static str]) -> M, use_it: impl FnOnce(&M)) {
        if let Some(place) = self.made.get(labels.index()) {
            use_it(place.get_or_init(|| make(&self.family, &labels.values())));
        }
    }
}

/// Counters by labels that are known beforehand.
pub struct Counters<L>(Children<IntCounterVec, IntCounter, L>);

impl<L: Labels> Counters<L> {
    pub fn inc(&self, labels: L) {
        self.0.with(labels, IntCounterVec::with_label_values, IntCounter::inc);
    }
}

impl<L> fmt::Debug for Counters<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counters")
    }
}

/// Histograms by labels that are known beforehand.
pub struct Histograms<L>(Children<HistogramVec, Histogram, L>);

impl<L: Labels> Histograms<L> {
    pub fn observe(&self, labels: L, duration: Duration) {
        let seconds = duration.as_secs_f64();
        self.0.with(labels, HistogramVec::with_label_values, |child| child.observe(seconds));
    }
}

impl<L> fmt::Debug for Histograms<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Histograms")
    }
}
