//! The content of a message while it comes in: how much memory it takes, and how fast it has to come.

use std::time::Duration;

use postal_mail::text::{DataReader, ReceivedData};
use tokio::time::Instant;

use super::connections::ClientNetwork;
use super::memory::{MessageMemory, Reservation};
use super::session::{End, Session};
use super::wire::Interrupt;

/// The rate is looked at over this time.
const RATE_WINDOW: Duration = Duration::from_secs(60);
/// Message memory is taken in pieces of this many KiB.
const MEMORY_PIECE: u32 = 64;

/// What has come so far.
#[derive(Debug)]
pub struct Content {
    reader: DataReader,
    memory: Option<Reservation>,
    /// There was no memory for it, so nothing is kept.
    is_overloaded: bool,
}

/// A message that came in whole.
#[derive(Debug)]
pub struct Complete {
    pub data: ReceivedData,
    pub is_overloaded: bool,
    /// Held until the message is stored.
    pub memory: Option<Reservation>,
}

impl Content {
    fn new(reader: DataReader) -> Self {
        Self { reader, memory: None, is_overloaded: false }
    }

    /// For the chunks of BDAT.
    pub fn for_chunks(max_bytes: usize) -> Self {
        Self::new(DataReader::for_chunks(max_bytes))
    }

    /// Octets so far.
    pub fn size(&self) -> u64 {
        self.reader.size()
    }

    pub fn is_overloaded(&self) -> bool {
        self.is_overloaded
    }

    pub fn finish(self) -> Complete {
        Complete { data: self.reader.finish(), is_overloaded: self.is_overloaded, memory: self.memory }
    }

    /// Takes what belongs to the content from the front of `input`. Answers whether the end was reached.
    fn read(&mut self, input: &mut &[u8], memory: (&MessageMemory, ClientNetwork)) -> bool {
        let is_finished = self.reader.read(input);
        if !self.is_overloaded && !self.reserve(memory) {
            self.is_overloaded = true;
            self.memory = None;
            self.reader.discard();
        }
        is_finished
    }

    /// Makes sure that what is stored is accounted for.
    fn reserve(&mut self, memory: (&MessageMemory, ClientNetwork)) -> bool {
        let reserved = self.memory.as_ref().map_or(0, Reservation::kib) * 1024;
        let bytes = self.reader.stored_bytes();
        if bytes <= reserved {
            return true;
        }
        let missing = u32::try_from((bytes - reserved).div_ceil(1024)).unwrap_or(u32::MAX);
        let pieces = missing.div_ceil(MEMORY_PIECE).saturating_mul(MEMORY_PIECE);
        let (memory, client) = memory;
        memory.reserve(client, pieces, &mut self.memory)
    }
}

/// How fast content comes.
struct Pace {
    begin: Instant,
    octets: u64,
}

impl Session {
    /// Reads what follows DATA to its end.
    pub(super) async fn read_content(&mut self) -> Result<Complete, End> {
        let mut content = Content::new(DataReader::new(self.shared.config.max_message_bytes()));
        let mut pace = Pace::new();
        loop {
            let mut input = self.wire.input();
            let before = input.len();
            let is_finished = content.read(&mut input, (&self.shared.message_memory, ClientNetwork::of(self.client)));
            let taken = before - input.len();
            self.wire.take_input(taken);
            if is_finished {
                return Ok(content.finish());
            }
            self.wait_for_content(&mut pace, taken).await?;
        }
    }

    /// Reads exactly `octets` of a chunk into `content`; without one they are forgotten.
    pub(super) async fn read_chunk(&mut self, octets: u64, mut content: Option<&mut Content>) -> Result<(), End> {
        let mut pace = Pace::new();
        let mut missing = octets;
        loop {
            let input = self.wire.input();
            let taken = usize::try_from(missing).unwrap_or(usize::MAX).min(input.len());
            if let (Some(content), Some(mut input)) = (content.as_deref_mut(), input.get(..taken)) {
                content.read(&mut input, (&self.shared.message_memory, ClientNetwork::of(self.client)));
            }
            self.wire.take_input(taken);
            missing -= taken as u64;
            if missing == 0 {
                return Ok(());
            }
            self.wait_for_content(&mut pace, taken).await?;
        }
    }

    /// Waits until more has come, but not for clients that only keep a connection busy. `taken`: octets since the last
    /// time.
    async fn wait_for_content(&mut self, pace: &mut Pace, taken: usize) -> Result<(), End> {
        let (timeout, min_rate) = (self.shared.config.data_timeout, u64::from(self.shared.config.min_data_rate));
        pace.octets += taken as u64;
        let elapsed = pace.begin.elapsed();
        if elapsed > RATE_WINDOW {
            if pace.octets < min_rate.saturating_mul(elapsed.as_secs()) {
                return Err(Interrupt::TimedOut.into());
            }
            // What came fast at first must not pay for trickling afterwards.
            *pace = Pace::new();
        }
        Ok(self.wire.read_more(Instant::now() + timeout).await?)
    }
}

impl Pace {
    fn new() -> Self {
        Self { begin: Instant::now(), octets: 0 }
    }
}
