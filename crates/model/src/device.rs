//! What is known of a physical device's make: the identity that OT advisories speak of.

use serde::{Deserialize, Serialize};

use crate::Stated;

/// Vendor, product family, model number and firmware of a device, as written on its label or in a sheet.
///
/// All four are free text from outside; `supply` makes them comparable.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeviceIdentity {
    /// Maker, such as `三菱電機` or `Siemens`.
    #[serde(skip_serializing_if = "Stated::is_unknown")]
    pub vendor: Stated<String>,
    /// Product family or trade name, such as `MELSEC iQ-R`.
    #[serde(skip_serializing_if = "Stated::is_unknown")]
    pub family: Stated<String>,
    /// Model or order number, such as `R04ENCPU` or `6ES7515-2AM01-0AB0`.
    #[serde(skip_serializing_if = "Stated::is_unknown")]
    pub model: Stated<String>,
    /// Firmware or software version, such as `V2.9.4`.
    #[serde(skip_serializing_if = "Stated::is_unknown")]
    pub firmware: Stated<String>,
}
