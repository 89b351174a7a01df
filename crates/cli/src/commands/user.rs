//! `user add | list | link | disable`.

use std::process::ExitCode;

use sekisho_app::{App, users};
use sekisho_model::{Role, User, UserName, text};
use serde::Serialize;

use super::{Place, done};
use crate::args::{Format, RoleName, UserCommand};
use crate::exit::Failure;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: UserCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        UserCommand::Add { name, role } => {
            let (app, name) = (place.write().await?, user_name(name)?);
            users::add(&app, &place.caller, &name, self::role(role)).await?;
            link(&app, place, &name, terminal).await
        }
        UserCommand::Link { name } => {
            let name = user_name(name)?;
            if cfg!(unix) && App::is_held(&place.folder)? {
                terminal.say(&text!(
                    ja: "台帳を開いているのが sekisho serve なら、止めなくても、それを動かしている利用者で「kill -USR1 PID」を実行すると、管理者用の新しいリンクが serve の表示に出ます。ほかの利用者のリンクは、管理者が画面の「利用者」で発行できます。",
                    en: "If it is `sekisho serve` that has the register open, it need not be stopped: as the user who runs it, `kill -USR1 PID` makes it print a new link for the administrator, who makes those of others on the page of users."
                ));
            }
            link(&place.write().await?, place, &name, terminal).await
        }
        UserCommand::List => {
            let users = users::list(&place.read().await?, &place.caller).await?;
            if terminal.format == Format::Json {
                terminal.print_json(&List { format: 1, users: users.iter().map(Row::of).collect() })?;
                return Ok(done());
            }
            for user in users {
                let state = if user.disabled { terminal.lang.pick("停止中", "disabled") } else { "" };
                terminal.print(&format!("{}\t{}\t{state}", user.name, user.role.code()));
            }
            Ok(done())
        }
        UserCommand::Disable { name } => {
            let (app, name) = (place.write().await?, user_name(name)?);
            let user = users::of_name(&app, &place.caller, &name).await?;
            users::change(&app, &place.caller, &User { disabled: true, ..user }).await?;
            Ok(done())
        }
    }
}

#[derive(Serialize)]
struct List<'a> {
    format: u32,
    users: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: String,
    role: &'a str,
    disabled: bool,
}

impl Row<'_> {
    fn of(user: &User) -> Self {
        Self { name: user.name.to_string(), role: user.role.code(), disabled: user.disabled }
    }
}

async fn link(
    app: &sekisho_app::App,
    place: &Place,
    name: &UserName,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let token = users::link(app, &place.caller, name).await?;
    let minutes = users::LINK_MINUTES;
    terminal.say(&text!(
        ja: "{name} さんのサインイン用リンク（一回限り、{minutes} 分有効）。サーバのアドレスの後ろに付けて開いてください：",
        en: "Sign-in link for {name} (works once, for {minutes} minutes). Open it behind the server's address:"
    ));
    terminal.print(&format!("/sign-in/{}", token.reveal()));
    Ok(done())
}

fn user_name(name: String) -> Result<UserName, Failure> {
    UserName::try_from(name).map_err(|error| {
        Failure::usage(
            text!(ja: "利用者名が正しくありません（{error}）。", en: "{error}."),
            text!(ja: "空白を含まない 64 文字以内の名前にしてください。", en: "Use at most 64 characters without white space."),
        )
    })
}

const fn role(name: RoleName) -> Role {
    match name {
        RoleName::Viewer => Role::Viewer,
        RoleName::Editor => Role::Editor,
        RoleName::Approver => Role::Approver,
        RoleName::Overseer => Role::Overseer,
        RoleName::Administrator => Role::Administrator,
    }
}
