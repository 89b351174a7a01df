//! Why a mirror port is not listened to, or a process not confined: which thing, and what to do.

use std::io;

use sekisho_model::{Text, text};

/// Why it did not work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// Another system than Linux.
    #[error("live capture needs Linux")]
    NeedsLinux,
    /// No interface has this name.
    #[error("no interface {0:?}")]
    NoInterface(String),
    /// The interface does not carry Ethernet frames.
    #[error("{interface:?} is no Ethernet interface (type {kind})")]
    NotEthernet {
        /// Its name.
        interface: String,
        /// Its type, as Linux numbers them (ARPHRD).
        kind: u16,
    },
    /// The process may not listen.
    #[error("no right to listen on {0:?}")]
    NoRight(String),
    /// The interface went down, or is gone.
    #[error("{interface:?} is down")]
    Down {
        /// Its name.
        interface: String,
        /// What the kernel says.
        #[source]
        source: io::Error,
    },
    /// The folder cannot be opened.
    #[error("folder {0:?}")]
    Folder(String, #[source] io::Error),
    /// The process has other threads or sockets, which a confinement would not reach.
    #[error("{threads} threads and {sockets} other sockets are there already")]
    TooLate {
        /// Threads of the process.
        threads: usize,
        /// Open sockets beside the mirror port's.
        sockets: usize,
    },
    /// The kernel refused a step.
    #[error("{step}")]
    Refused {
        /// Which step.
        step: &'static str,
        /// What the kernel says.
        #[source]
        source: io::Error,
    },
}

impl MirrorError {
    /// In words, with what to do.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NeedsLinux => text!(
                ja: "ミラーポートの監視は Linux でのみ動作します。ほかの機器では pcap ファイルを読み込んでください。",
                en: "Watching a mirror port works on Linux alone. Elsewhere, read a capture file."
            ),
            Self::NoInterface(name) => text!(
                ja: "ネットワークインターフェース「{name}」がありません。「ip link」で名前を確かめてください。",
                en: "There is no network interface {name:?}. `ip link` lists their names."
            ),
            Self::NotEthernet { interface, kind } => text!(
                ja: "「{interface}」はイーサネットではありません（種別 {kind}）。ミラーポートにつないだ口を指定してください。",
                en: "{interface:?} carries no Ethernet frames (type {kind}). Name the interface that the mirror port is connected to."
            ),
            Self::NoRight(name) => text!(
                ja: "「{name}」を監視する権限（CAP_NET_RAW）がありません。「sudo setcap cap_net_raw,cap_ipc_lock,cap_sys_nice+ep <sekisho のパス>」で与えてください。権限は監視を始める前に手放されます。",
                en: "The right to listen on {name:?} (CAP_NET_RAW) is missing. Give it with `sudo setcap cap_net_raw,cap_ipc_lock,cap_sys_nice+ep PATH-OF-SEKISHO`. It is given back before watching begins."
            ),
            Self::Down { interface, source } => text!(
                ja: "「{interface}」が停止しています（{source}）。ケーブルと「ip link set {interface} up」を確かめてください。",
                en: "{interface:?} is down ({source}). Check the cable and `ip link set {interface} up`."
            ),
            Self::Folder(path, source) => text!(
                ja: "保存先フォルダ「{path}」を開けません（{source}）。",
                en: "The folder {path:?} cannot be opened ({source})."
            ),
            Self::TooLate { threads, sockets } => text!(
                ja: "監視専用にする前に、ほかのスレッドが動いているか、通信路が開いています（スレッド {threads}、監視以外のソケット {sockets}）。不具合ですので報告してください。",
                en: "Before the process was confined, other threads were running or connections open (threads {threads}, sockets beside the mirror port's {sockets}). This is a fault of ours; please report it."
            ),
            Self::Refused { step, source } => text!(
                ja: "OS が「{step}」を拒みました（{source}）。カーネルの版と設定を確かめてください。",
                en: "The system refused {step:?} ({source}). Check the kernel's version and settings."
            ),
        }
    }
}
