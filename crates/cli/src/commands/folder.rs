//! `init`, `backup`, `restore`.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::App;
use sekisho_model::text;

use super::{Place, done};
use crate::exit::Failure;
use crate::terminal::Terminal;

pub(super) async fn init(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    App::init(&place.folder, &place.caller).await?;
    let path = place.folder.path.display();
    terminal.say(&text!(
        ja: "台帳を {path} に作りました。シートがあれば sekisho plant import で取り込み、なければ sekisho serve の「はじめての方へ」から始めてください。",
        en: "Made a register in {path}. With sheets, import them with sekisho plant import; without, run sekisho serve and begin at First steps."
    ));
    Ok(done())
}

pub(super) async fn backup(place: &Place, to: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    app.backup(&place.caller, to).await?;
    let to = to.display();
    terminal.say(&text!(
        ja: "台帳を {to} に複製しました。署名鍵を含むので、台帳と同じように保管してください。",
        en: "Copied the register to {to}. It holds the signing key: keep it as safe as the register."
    ));
    Ok(done())
}

pub(super) async fn restore(place: &Place, from: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    App::restore(&place.folder, from).await?;
    let path = place.folder.path.display();
    terminal.say(&text!(
        ja: "台帳を {path} に復元し、記録を検証しました。",
        en: "Restored the register to {path} and verified its ledger."
    ));
    Ok(done())
}
