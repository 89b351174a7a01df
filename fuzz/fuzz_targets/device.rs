//! A device and what an advisory says of one, one text a line: another advisory takes no match away.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_model::{
    Advisory, AdvisoryForm, DeviceIdentity, DeviceTarget, Stated, Statement, Status, Target, Versions,
};
use sekisho_supply::device::DeviceIndex;

fuzz_target!(|data: &str| {
    let mut lines = data.lines().map(str::to_owned);
    let mut next = || lines.next().unwrap_or_default();
    let target =
        DeviceTarget { vendor: next(), product: next(), models: [next()].into(), identifiers: Vec::new() };
    let versions = Versions::Text(next());
    let [vendor, family, model, firmware] = [0; 4].map(|_| Stated::Known(next()));
    let device = DeviceIdentity { vendor, family, model, firmware };
    let (Ok(id), Ok(other)) = ("ICSA-26-001-01".parse(), "ICSA-26-001-02".parse()) else { return };
    let mut advisory = Advisory::new(id, AdvisoryForm::Csaf20);
    advisory.title = next();
    let more = Advisory::new(other, AdvisoryForm::Csaf20);
    let statement = Statement::new(Target::Device(target), versions, Status::Affected);
    let beside = Statement::new(
        Target::Device(DeviceTarget { vendor: next(), product: next(), models: [next()].into(), identifiers: Vec::new() }),
        Versions::All,
        Status::Affected,
    );
    let verdict = |index: &DeviceIndex<'_>| {
        let found = index.judge(&device).matches;
        found.iter().find(|found| found.advisory.id == advisory.id).map(|found| found.verdict())
    };
    let alone = verdict(&DeviceIndex::new(std::iter::once((&advisory, &statement))));
    let with_more = verdict(&DeviceIndex::new([(&advisory, &statement), (&more, &beside)].into_iter()));
    assert_eq!(alone, with_more, "{statement:?} {beside:?} {device:?}");
});
