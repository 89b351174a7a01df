//! What was seen and nobody has accepted, as rows for a person to go through: in the register's workbook and in the
//! guideline's documents.
//!
//! Invariant: the look is noted with its purpose before anything is written, and nothing is taken in by it: a row
//! becomes a record only where a person says so in the sheet, and the sheet is imported.

use sekisho_assess::observed::{Device, Observed, Standing};
use sekisho_exchange::{ProposedAsset, write_proposals};
use sekisho_model::{Lang, Place, Problem, Text, WatchId};

use super::judging::proposal;
use super::{Purpose, judged};
use crate::{App, AppError, Caller};

/// The register's workbook, with the devices that were seen and are none of its assets below the assets: marked as
/// proposals, each with what it rests on, and with a column to say which are to be taken in.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the workbook cannot be written; trouble in the store.
pub async fn sheet(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    lang: Lang,
    purpose: &Purpose,
) -> Result<Vec<u8>, AppError> {
    let judged = judged(app, caller, watch, "proposals", purpose).await?;
    let proposed = proposed(&judged.observed);
    write_proposals(&judged.register, &proposed, lang).map_err(|error| {
        AppError::Invalid(vec![Problem::error(Place::default(), error.text(), Text::default())])
    })
}

/// Every device that is proposed, as an asset and with what it rests on.
pub(crate) fn proposed(observed: &Observed) -> Vec<ProposedAsset> {
    let devices = observed.inventory.devices.iter();
    devices.filter_map(|device| proposed_asset(observed, device)).collect()
}

fn proposed_asset(observed: &Observed, device: &Device) -> Option<ProposedAsset> {
    let Standing::Proposed { reasons, .. } = &device.standing else { return None };
    let asset = proposal(observed, device.id.as_str())?;
    let days = [device.first, device.last].map(|at| crate::app::JST.to_datetime(at).date());
    let seen = Text::new(
        format!("{} から {} まで観測。", days[0], days[1]),
        format!("Seen from {} to {}.", days[0], days[1]),
    );
    let lines = reasons.iter().chain([&seen]);
    let of = |lang: Lang| lines.clone().map(|it| it.in_lang(lang)).collect::<Vec<_>>().join("\n");
    Some(ProposedAsset { asset, evidence: Text { ja: of(Lang::Ja), en: of(Lang::En) } })
}
