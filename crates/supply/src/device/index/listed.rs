//! A device as a list has it, and each of its words in its place: the maker may stand in front of the name or behind it in
//! brackets, and the name in front of the version.

use sekisho_model::{DeviceIdentity, Stated};

use super::super::vendor::{Makers, is_between, is_stroke};
use super::{DeviceIndex, stated};

impl DeviceIndex<'_> {
    /// The device with maker, name and version in their places, and its makers; `None` where none is told.
    pub(super) fn in_its_places(&self, device: &DeviceIdentity) -> Option<(DeviceIdentity, Makers)> {
        let told = stated(&device.vendor).map(|vendor| self.makers(vendor));
        let (device, makers) = match told.filter(|makers| !makers.is_anybody()) {
            Some(makers) => (device.clone(), makers),
            None => self.with_the_maker_in_its_name(device)?,
        };
        let own = |text: &str| with_hyphens(without_its_maker(text, &makers));
        let (family, model) = (known(stated(&device.family).map(own)), known(stated(&device.model).map(own)));
        let firmware = match (stated(&device.firmware), stated(&device.model)) {
            (Some(firmware), Some(model)) => Stated::Known(behind_its_name(firmware, model).to_owned()),
            _ => device.firmware,
        };
        Some((DeviceIdentity { family, model, firmware, ..device }, makers))
    }

    /// A device without a maker, where its family or its model begins with one that is listed or that advisories name
    /// (`三菱電機 Q03UDVCPU`): the device with the two in their places.
    fn with_the_maker_in_its_name(&self, device: &DeviceIdentity) -> Option<(DeviceIdentity, Makers)> {
        // A shelf without advisories stands for the first word of a product, which may be its maker's.
        let has_advisories =
            |maker: &str| self.shelves.get(maker).is_some_and(|shelf| shelf.advisories().next().is_some());
        let is_maker = |makers: &Makers| !makers.is_anybody() && makers.unlisted().all(has_advisories);
        let taken = |value: &Stated<String>| {
            let text = stated(value)?;
            let (makers, rest) = Makers::in_front_of(text).find(|(makers, _)| is_maker(makers))?;
            let front = text.strip_suffix(rest)?.trim_end().to_owned();
            let rest = rest.trim_start_matches(is_between).to_owned();
            Some((makers, Stated::Known(front), known(Some(rest))))
        };
        if let Some((makers, vendor, family)) = taken(&device.family) {
            return Some((DeviceIdentity { vendor, family, ..device.clone() }, makers));
        }
        let (makers, vendor, model) = taken(&device.model)?;
        Some((DeviceIdentity { vendor, model, ..device.clone() }, makers))
    }
}

fn known(text: Option<String>) -> Stated<String> {
    text.filter(|text| !text.is_empty()).map_or(Stated::Unknown, Stated::Known)
}

/// A name with hyphens where the sign of a long vowel was typed behind a letter or digit that has none (`Q03ーUDV`).
fn with_hyphens(text: &str) -> String {
    let mut is_behind = false;
    let meant = |c: char| {
        let hyphen = is_behind && matches!(c, 'ー' | 'ｰ');
        is_behind = c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
        if hyphen { '-' } else { c }
    };
    text.chars().map(meant).collect()
}

/// A name without its maker before a stroke or colon (`三菱/Q03UDVCPU`), or in brackets behind it (`Q03UDVCPU（三菱）`).
fn without_its_maker<'t>(text: &'t str, makers: &Makers) -> &'t str {
    let is_own = |words: &str| {
        let named = Makers::of(words);
        !named.is_anybody()
            && named.keys().filter(|maker| named.names(maker)).all(|maker| makers.names(maker))
    };
    if let Some((front, rest)) = text.split_once(is_stroke)
        && is_own(front)
        && !rest.trim().is_empty()
    {
        return rest.trim_start_matches(is_between);
    }
    let open = text.strip_suffix([')', '）']).and_then(|inner| inner.rsplit_once(['(', '（']));
    match open {
        Some((name, remark)) if is_own(remark) && !name.trim().is_empty() => name.trim_end(),
        _ => text,
    }
}

/// A version without the model's own words before it (`RX3i` and `RX3i V9.40`). A model that is a version itself (`V17`)
/// belongs to it.
fn behind_its_name<'t>(firmware: &'t str, model: &str) -> &'t str {
    const LETTERS_MIN: usize = 2;
    let is_named = model.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_MIN;
    match firmware.split_at_checked(model.len()).filter(|_| is_named) {
        Some((front, rest))
            if front.eq_ignore_ascii_case(model)
                && rest.starts_with(is_between)
                && rest.bytes().any(|byte| byte.is_ascii_digit()) =>
        {
            rest.trim_start_matches(is_between)
        }
        _ => firmware,
    }
}
