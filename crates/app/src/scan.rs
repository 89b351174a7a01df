//! Scan without a register: files in, answers out. Touches no store.

use sekisho_assess::{Inventory, ListedDevice, Scan};
use sekisho_model::{Advisory, Problem};
use sekisho_supply::{Limits, Matcher};

/// One file by name and content.
#[derive(Clone, Debug)]
pub struct File {
    /// Name as the user gave it.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Reads advisories from feed files.
#[must_use]
pub fn read_feed(file: &File) -> (Vec<Advisory>, Vec<Problem>) {
    let reading = sekisho_supply::advisory::read(&file.name, &file.bytes, &Limits::default());
    (reading.facts.advisories, reading.problems)
}

/// Reads an SBOM or lock file.
#[must_use]
pub fn read_sbom(file: &File) -> (Option<Inventory>, Vec<Problem>) {
    let reading = sekisho_sbom::read(&file.name, &file.bytes, &Limits::default());
    let inventory =
        reading.facts.map(|sbom| Inventory::Sbom { file: file.name.clone(), sbom: Box::new(sbom) });
    (inventory, reading.problems)
}

/// Reads a device list, XLSX or CSV.
#[must_use]
pub fn read_devices(file: &File) -> (Option<Inventory>, Vec<Problem>) {
    let reading = sekisho_exchange::read_device_list(&file.name, &file.bytes);
    if reading.facts.is_empty() {
        return (None, reading.problems);
    }
    let devices = reading.facts.into_iter().map(listed).collect();
    (Some(Inventory::Devices(devices)), reading.problems)
}

fn listed(device: sekisho_exchange::ListedDevice) -> ListedDevice {
    let sekisho_exchange::ListedDevice { place, name, location, device } = device;
    ListedDevice { place, name, location, device }
}

/// Holds everything against the advisories, worst first.
#[must_use]
pub fn scan(advisories: &[Advisory], inventories: &[Inventory]) -> Scan {
    sekisho_assess::scan(&Matcher::new(advisories), inventories)
}
