//! The text format, version 0.0.4, as Postal 3.3 writes it: `# TYPE` before `# HELP`, every value a float.
//!
//! The library has an encoder of its own, whose order and numbers are others (`docs/decisions/0011`).

use std::fmt::Write as _;

use prometheus::proto::{LabelPair, Metric, MetricFamily, MetricType};

/// What the response says about the text.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4";

pub fn encode(families: &[MetricFamily]) -> String {
    let mut text = String::with_capacity(16 * 1024);
    for family in families {
        let (kind, name) = (kind(family.get_field_type()), family.name());
        let _ = writeln!(text, "# TYPE {name} {kind}");
        let _ = writeln!(text, "# HELP {name} {}", escaped(family.help(), false));
        for metric in family.get_metric() {
            match family.get_field_type() {
                MetricType::HISTOGRAM => histogram(&mut text, name, metric),
                MetricType::COUNTER => sample(&mut text, name, metric, None, metric.get_counter().get_value()),
                _ => sample(&mut text, name, metric, None, metric.get_gauge().get_value()),
            }
        }
    }
    text
}

/// The registry holds none but these.
fn kind(kind: MetricType) -> &'static str {
    match kind {
        MetricType::COUNTER => "counter",
        MetricType::HISTOGRAM => "histogram",
        MetricType::GAUGE => "gauge",
        MetricType::SUMMARY | MetricType::UNTYPED => "untyped",
    }
}

fn histogram(text: &mut String, name: &str, metric: &Metric) {
    let histogram = metric.get_histogram();
    let bucket = format!("{name}_bucket");
    for each in histogram.get_bucket() {
        let bound = shortest(each.upper_bound());
        sample(text, &bucket, metric, Some(&bound), each.cumulative_count() as f64);
    }
    let count = histogram.get_sample_count() as f64;
    sample(text, &bucket, metric, Some("+Inf"), count);
    sample(text, &format!("{name}_sum"), metric, None, histogram.get_sample_sum());
    sample(text, &format!("{name}_count"), metric, None, count);
}

fn sample(text: &mut String, name: &str, metric: &Metric, le: Option<&str>, value: f64) {
    text.push_str(name);
    let labels: Vec<(&str, &str)> = metric.get_label().iter().map(pair).chain(le.map(|bound| ("le", bound))).collect();
    for (position, (label, value)) in labels.iter().enumerate() {
        let _ = write!(text, "{}{label}=\"{}\"", if position == 0 { '{' } else { ',' }, escaped(value, true));
    }
    if !labels.is_empty() {
        text.push('}');
    }
    let _ = writeln!(text, " {}", float(value));
}

fn pair(label: &LabelPair) -> (&str, &str) {
    (label.name(), label.value())
}

fn escaped(text: &str, in_quotes: bool) -> String {
    let text = text.replace('\\', r"\\").replace('\n', r"\n");
    if in_quotes { text.replace('"', "\\\"") } else { text }
}

/// `1.0`, `0.25`, `1e16`, `NaN`, `+Inf`.
fn float(value: f64) -> String {
    if value == f64::INFINITY {
        "+Inf".to_owned()
    } else if value == f64::NEG_INFINITY {
        "-Inf".to_owned()
    } else {
        format!("{value:?}")
    }
}

/// `1`, `0.25`: the name of a bucket.
fn shortest(value: f64) -> String {
    value.to_string()
}

#[cfg(test)]
mod tests {
    use prometheus::{Gauge, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};

    use super::*;

    #[test]
    fn the_text_is_that_of_postal_3() {
        let registry = Registry::new();
        let counters = IntCounterVec::new(Opts::new("a_total", "First\\\nsecond \"x\""), &["error"]).unwrap();
        counters.with_label_values(&["a\"b\\c\nd"]).inc_by(2);
        registry.register(Box::new(counters)).unwrap();
        let times = HistogramVec::new(HistogramOpts::new("b", "Times").buckets(vec![0.005, 1.0]), &["job"]).unwrap();
        times.with_label_values(&["x"]).observe(0.5);
        registry.register(Box::new(times)).unwrap();
        let gauge = Gauge::new("c", "Level").unwrap();
        gauge.set(f64::INFINITY);
        registry.register(Box::new(gauge)).unwrap();
        assert_eq!(
            encode(&registry.gather()),
            "# TYPE a_total counter\n\
             # HELP a_total First\\\\\\nsecond \"x\"\n\
             a_total{error=\"a\\\"b\\\\c\\nd\"} 2.0\n\
             # TYPE b histogram\n\
             # HELP b Times\n\
             b_bucket{job=\"x\",le=\"0.005\"} 0.0\n\
             b_bucket{job=\"x\",le=\"1\"} 1.0\n\
             b_bucket{job=\"x\",le=\"+Inf\"} 1.0\n\
             b_sum{job=\"x\"} 0.5\n\
             b_count{job=\"x\"} 1.0\n\
             # TYPE c gauge\n\
             # HELP c Level\n\
             c +Inf\n"
        );
    }
}
