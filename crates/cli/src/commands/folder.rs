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
        ja: "台帳を {path} に作りました。次は sekisho plant import で工場のシートを取り込みます。",
        en: "Made a register in {path}. Next, import your plant's sheets with sekisho plant import."
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
