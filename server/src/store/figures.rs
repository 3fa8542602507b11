//! What is counted: one list per table of counters, from which its columns, its sums and its additions are made.

use super::value::Columns;
use super::{StoreError, Value};

macro_rules! figures {
    (
        $(#[$sums_doc:meta])* $sums:ident,
        $(#[$kinds_doc:meta])* $kinds:ident,
        { $($(#[$doc:meta])* $field:ident = $kind:ident;)* }
    ) => {
        $(#[$sums_doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct $sums {
            $($(#[$doc])* pub $field: i64,)*
        }

        $(#[$kinds_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kinds {
            $($(#[$doc])* $kind,)*
        }

        impl $kinds {
            /// The column that holds it.
            pub const fn column(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($field),)*
                }
            }
        }

        impl $sums {
            /// Its columns, in the order of [`Self::values`] and [`Self::read`].
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            pub fn add(&mut self, kind: $kinds, count: i64) {
                match kind {
                    $($kinds::$kind => self.$field += count,)*
                }
            }

            pub fn values<'a>(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
                [$(self.$field),*].into_iter().map(Value::from)
            }

            pub fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
                Ok(Self { $($field: columns.next()?,)* })
            }
        }

        impl std::ops::AddAssign for $sums {
            fn add_assign(&mut self, other: Self) {
                $(self.$field += other.$field;)*
            }
        }
    };
}

figures! {
    /// What happened in a mail server in one span of time.
    Totals,
    /// What is counted by the hour.
    Counter,
    {
        /// Incoming messages stored.
        incoming = Incoming;
        /// Outgoing messages stored.
        outgoing = Outgoing;
        /// Messages found to be spam.
        spam = Spam;
        /// Outgoing messages that failed for good or bounced later.
        bounces = Bounces;
        held = Held;
        /// Outgoing messages that a host took.
        sent = Sent;
        /// Attempts to send that failed for now.
        deferred = Deferred;
        /// Outgoing messages that failed for good.
        failed = Failed;
        /// Incoming messages that an endpoint took.
        delivered = Delivered;
        /// Incoming messages that failed for good.
        rejected = Rejected;
        /// Attempts that ended by a fault of our own.
        errors = Errors;
        complaints = Complaints;
        /// Loads of tracking images.
        opens = Opens;
        /// Messages opened for the first time.
        unique_opens = UniqueOpens;
        /// Of the loads, those by programs.
        machine_opens = MachineOpens;
        /// Tracked links followed.
        clicks = Clicks;
        /// Messages in which a link was followed for the first time.
        unique_clicks = UniqueClicks;
    }
}

figures! {
    /// What became of the outgoing mail to one domain, or with one tag.
    NamedTotals,
    /// What is counted by receiving domain and by tag.
    NamedCounter,
    {
        outgoing = Outgoing;
        sent = Sent;
        deferred = Deferred;
        failed = Failed;
        bounces = Bounces;
        held = Held;
        complaints = Complaints;
        opens = Opens;
        unique_opens = UniqueOpens;
        machine_opens = MachineOpens;
        clicks = Clicks;
        unique_clicks = UniqueClicks;
        /// Sent within 10 seconds after they were accepted.
        took_10_s = Took10Seconds;
        took_1_min = Took1Minute;
        took_5_min = Took5Minutes;
        took_1_h = Took1Hour;
        took_4_h = Took4Hours;
        took_1_d = Took1Day;
        took_longer = TookLonger;
        /// Sum of these times in milliseconds.
        took_ms = TookMilliseconds;
    }
}

/// Upper ends of the classes of delivery times in seconds; what took longer is in the last class.
pub const DELIVERY_TIME_BOUNDS: [i64; 6] = [10, 60, 300, 3600, 4 * 3600, 24 * 3600];

impl NamedTotals {
    /// Counts the time that a delivery took, in milliseconds.
    pub fn add_delivery_time(&mut self, milliseconds: i64) {
        const CLASSES: [NamedCounter; 7] = [
            NamedCounter::Took10Seconds,
            NamedCounter::Took1Minute,
            NamedCounter::Took5Minutes,
            NamedCounter::Took1Hour,
            NamedCounter::Took4Hours,
            NamedCounter::Took1Day,
            NamedCounter::TookLonger,
        ];
        let milliseconds = milliseconds.max(0);
        let class = DELIVERY_TIME_BOUNDS.partition_point(|bound| bound * 1000 < milliseconds);
        if let Some(class) = CLASSES.get(class) {
            self.add(*class, 1);
        }
        self.add(NamedCounter::TookMilliseconds, milliseconds);
    }

    /// Deliveries by class of time, in the order of [`DELIVERY_TIME_BOUNDS`].
    pub fn delivery_times(&self) -> [i64; 7] {
        [
            self.took_10_s,
            self.took_1_min,
            self.took_5_min,
            self.took_1_h,
            self.took_4_h,
            self.took_1_d,
            self.took_longer,
        ]
    }
}

impl Counter {
    /// The same of one domain or tag, where it is counted there.
    pub const fn named(self) -> Option<NamedCounter> {
        Some(match self {
            Self::Outgoing => NamedCounter::Outgoing,
            Self::Sent => NamedCounter::Sent,
            Self::Deferred => NamedCounter::Deferred,
            Self::Failed => NamedCounter::Failed,
            Self::Bounces => NamedCounter::Bounces,
            Self::Held => NamedCounter::Held,
            Self::Complaints => NamedCounter::Complaints,
            Self::Opens => NamedCounter::Opens,
            Self::UniqueOpens => NamedCounter::UniqueOpens,
            Self::MachineOpens => NamedCounter::MachineOpens,
            Self::Clicks => NamedCounter::Clicks,
            Self::UniqueClicks => NamedCounter::UniqueClicks,
            Self::Incoming | Self::Spam | Self::Delivered | Self::Rejected | Self::Errors => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delivery_times_fall_into_their_classes() {
        let mut totals = NamedTotals::default();
        for milliseconds in [-5, 10_000, 10_001, 86_400_000, 86_400_001] {
            totals.add_delivery_time(milliseconds);
        }
        assert_eq!(totals.delivery_times(), [2, 1, 0, 0, 0, 1, 1]);
        assert_eq!(totals.took_ms, 10_000 + 10_001 + 86_400_000 + 86_400_001);
    }

    #[test]
    fn columns_are_those_of_the_counters() {
        assert_eq!(Counter::UniqueClicks.column(), "unique_clicks");
        assert!(Totals::COLUMNS.contains(&Counter::Incoming.column()));
        assert_eq!(NamedTotals::COLUMNS.len(), NamedTotals::default().values().count());
    }
}
