//! The matcher: an index over advisories that judges components and devices.

use sekisho_model::{Advisory, Component, DeviceIdentity};

use crate::Outcome;

/// An index over advisories.
#[derive(Debug)]
pub struct Matcher<'a> {
    advisories: &'a [Advisory],
}

impl<'a> Matcher<'a> {
    /// Indexes the advisories once.
    #[must_use]
    pub fn new(advisories: &'a [Advisory]) -> Self {
        Self { advisories }
    }

    /// Judges a software component.
    #[must_use]
    pub fn component(&self, _component: &Component) -> Outcome<'a> {
        let _ = self.advisories;
        unimplemented!()
    }

    /// Judges a device.
    #[must_use]
    pub fn device(&self, _device: &DeviceIdentity) -> Outcome<'a> {
        unimplemented!()
    }
}
