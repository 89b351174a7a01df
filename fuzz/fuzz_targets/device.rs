//! A device and what an advisory says of one, one text a line: the quick question never misses what the index finds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_model::{
    Advisory, AdvisoryForm, DeviceIdentity, DeviceTarget, Stated, Statement, Status, Target, Versions,
};
use sekisho_supply::device::{DeviceIndex, may_name};

fuzz_target!(|data: &str| {
    let mut lines = data.lines().map(str::to_owned);
    let mut next = || lines.next().unwrap_or_default();
    let target =
        DeviceTarget { vendor: next(), product: next(), models: [next()].into(), identifiers: Vec::new() };
    let versions = Versions::Text(next());
    let [vendor, family, model, firmware] = [0; 4].map(|_| Stated::Known(next()));
    let device = DeviceIdentity { vendor, family, model, firmware };
    let Ok(id) = "ICSA-26-001-01".parse() else { return };
    let mut advisory = Advisory::new(id, AdvisoryForm::Csaf20);
    advisory.title = next();
    let statement = Statement::new(Target::Device(target.clone()), versions, Status::Affected);
    let index = DeviceIndex::new(std::iter::once((&advisory, &statement)));
    let found = !index.judge(&device).matches.is_empty();
    // A target that names nothing is completed by the advisory's title, which the quick question does not know.
    assert!(!found || may_name(&target, &device) || !advisory.title.is_empty(), "{target:?} {device:?}");
});
