//! Packets in, records out.

use sekisho_model::Observation;

use crate::settings::Settings;

/// Watches packets, and keeps what the settings allow.
pub struct Observer {
    settings: Settings,
}

impl Observer {
    /// A new one that has seen nothing. `seed` is fresh for each run, so that nobody can choose addresses that all
    /// fall into one place of the table; it does not change what comes out.
    pub const fn new(settings: Settings, _seed: u64) -> Self {
        Self { settings }
    }

    /// What it keeps.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Everything seen since the last time this was asked; open connections go on.
    pub fn take(&mut self) -> Observation {
        Observation::default()
    }
}
