//! What stands above a device in the plant: zones, businesses, and what is lost with them.

use std::collections::BTreeSet;

use sekisho_model::{AssetId, BusinessId, Importance, Loss, Register, Stated, Text, ZoneId, text};

use crate::impact::{Named, importance_word};

/// The business effect of something that happens to assets or zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Businesses that are served there, in order of their ids.
    pub businesses: Vec<Named<BusinessId>>,
    /// The greatest importance of the assets, their zones and businesses.
    pub importance: Stated<Importance>,
    /// What is lost, value by value the greatest of the businesses.
    pub loss: Loss,
    /// The shortest time in hours within which one of them must run again.
    pub recovery_hours_max: Stated<u32>,
}

impl Effect {
    /// Climbs from assets, and from zones where no asset is known, as an advisory's impact does.
    #[must_use]
    pub fn of<'r>(
        register: &'r Register,
        assets: impl IntoIterator<Item = &'r AssetId>,
        zones: impl IntoIterator<Item = &'r ZoneId>,
    ) -> Self {
        let mut effect = Self::default();
        let mut businesses: BTreeSet<&BusinessId> = BTreeSet::new();
        for asset in assets.into_iter().filter_map(|id| register.assets.get(id)) {
            businesses.extend(register.businesses_of(asset));
            let zone = asset.zone.known().and_then(|id| register.zones.get(id));
            let own = if asset.importance.is_unknown() {
                zone.map_or(Stated::Unknown, |zone| zone.importance)
            } else {
                asset.importance
            };
            effect.importance = greater(effect.importance, own);
        }
        for zone in zones {
            let chain = register.zone_chain(zone);
            if let Some(zone) = chain.first() {
                effect.importance = greater(effect.importance, zone.importance);
            }
            if let Some(zone) = chain.iter().find(|zone| !zone.businesses.is_empty()) {
                businesses.extend(&zone.businesses);
            }
        }
        effect.sum(register, &businesses);
        effect
    }

    fn sum(&mut self, register: &Register, businesses: &BTreeSet<&BusinessId>) {
        for business in businesses.iter().filter_map(|id| register.businesses.get(*id)) {
            self.businesses.push(Named { id: business.id.clone(), name: business.name.clone() });
            self.importance = greater(self.importance, business.importance);
            if let Stated::Known(loss) = business.loss {
                self.loss = self.loss.or(loss);
            }
            if let Stated::Known(hours) = business.recovery_hours_max {
                let least = self.recovery_hours_max.known().map_or(hours, |least| hours.min(*least));
                self.recovery_hours_max = Stated::Known(least);
            }
        }
    }

    /// In one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let Some(first) = self.businesses.first() else {
            return text!(
                ja: "関係する業務が台帳にないため、影響は未判定です。",
                en: "The register names no business here, so the effect is undecided."
            );
        };
        let (name, more) = (&first.name, self.businesses.len() - 1);
        let mut said = if more == 0 {
            text!(ja: "業務「{name}」に及びます", en: "Reaches {name}")
        } else {
            text!(ja: "業務「{name}」ほか {more} 業務に及びます", en: "Reaches {name} and {more} more")
        };
        if let Stated::Known(importance) = self.importance {
            let Text { ja, en } = importance_word(importance);
            said.ja.push_str(&format!("（最大の重要度：{ja}）"));
            said.en.push_str(&format!(" (highest importance: {en})"));
        }
        if let Stated::Known(hours) = self.recovery_hours_max {
            said.ja.push_str(&format!("。{hours} 時間以内の復旧が必要です"));
            said.en.push_str(&format!("; it must run again within {hours} h"));
        }
        said.ja.push('。');
        said.en.push('.');
        said
    }
}

/// The greater of two importances; one that is known beats one that is not.
fn greater(a: Stated<Importance>, b: Stated<Importance>) -> Stated<Importance> {
    crate::impact::greater(a, b)
}
