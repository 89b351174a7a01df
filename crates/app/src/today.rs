//! What needs attention now.

mod pressing;

use sekisho_assess::impact::Impact;
use sekisho_model::{AssetKind, Problem, Stated};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

pub use pressing::{Pressing, PressingList, pressing};

/// What the first page answers.
#[derive(Clone, Debug)]
pub struct Today {
    /// Name of the plant, or empty.
    pub plant: String,
    /// The worst answers first; only those that affect something or leave something undecided.
    pub impacts: Vec<Impact>,
    /// What the register contradicts itself in.
    pub problems: Vec<Problem>,
    /// Advisories at hand.
    pub advisories: usize,
    /// SBOMs at hand.
    pub sboms: usize,
    /// Assets registered.
    pub assets: usize,
    /// Assets of kind device whose vendor, model or firmware nobody has stated.
    pub devices_incomplete: usize,
    /// Devices registered.
    pub devices: usize,
}

/// The state of things, worst first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn today(app: &App, caller: &Caller) -> Result<Today, AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let devices = || register.assets.values().filter(|asset| asset.kind == AssetKind::Device);
    Ok(Today {
        plant: register.plant.as_ref().map(|plant| plant.name.clone()).unwrap_or_default(),
        impacts: app.impacts().await?.iter().filter(|impact| impact.is_open()).cloned().collect(),
        problems: register.check(),
        advisories: app.advisories().await?.len(),
        sboms: app.sbom_heads().await?.len(),
        assets: register.assets.len(),
        devices_incomplete: devices().filter(|asset| is_incomplete(&asset.device)).count(),
        devices: devices().count(),
    })
}

fn is_incomplete(device: &Stated<sekisho_model::DeviceIdentity>) -> bool {
    match device {
        Stated::Known(device) => {
            device.vendor.is_unknown() || device.model.is_unknown() || device.firmware.is_unknown()
        }
        Stated::Unknown => true,
        Stated::NotApplicable => false,
    }
}
