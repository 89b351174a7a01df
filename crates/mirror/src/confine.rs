//! A process shut in: one folder, no new socket, no other program, no look from outside.
//!
//! Invariant: there is no way back. What could not be had on this machine is told, sentence by sentence, by
//! [`Confinement::shortfalls`]; none is passed over silently.
//!
//! It must be called when the process has one thread: what begins later is shut in too, what runs already is not.

use std::path::Path;

use sekisho_model::{Text, text};

use crate::MirrorError;

/// How far a fence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fence {
    /// Not at all.
    None,
    /// As far as this kernel knows how.
    Partly,
    /// As far as was asked.
    Whole,
}

/// What a process has given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// Files: the folder can be read and written, no other can be opened (Landlock).
    pub files: Fence,
    /// Calls: none but those that reading the ring and keeping a database need; nothing is sent (seccomp).
    pub calls: Fence,
    /// The memory of the process is never written to swap.
    pub memory_locked: bool,
    /// Neither a debugger nor a core dump looks into the process.
    pub undumpable: bool,
}

impl Confinement {
    /// Is everything given up that could be?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.shortfalls().is_empty()
    }

    /// What could not be had, each with what to do about it.
    #[must_use]
    pub fn shortfalls(&self) -> Vec<Text> {
        let mut shortfalls = Vec::new();
        if self.files == Fence::None {
            shortfalls.push(text!(
                ja: "ファイルへのアクセスを制限できません。Landlock が有効なカーネル（5.13 以降）が必要です。",
                en: "Access to files is not fenced. It needs a kernel with Landlock switched on (5.13 or later)."
            ));
        }
        if self.files == Fence::Partly {
            shortfalls.push(text!(
                ja: "ファイルへのアクセスの制限は、このカーネルの Landlock が対応する範囲です。接続とシグナルの制限まで含めるには 6.12 以降が必要です。",
                en: "Access to files is fenced as far as this kernel's Landlock goes. Fencing connections and signals too needs 6.12 or later."
            ));
        }
        if self.calls != Fence::Whole {
            shortfalls.push(text!(
                ja: "システムコールを制限できません。seccomp が有効なカーネルが必要です。",
                en: "Calls to the system are not fenced. It needs a kernel with seccomp."
            ));
        }
        if !self.memory_locked {
            shortfalls.push(text!(
                ja: "メモリをロックできないため、スワップに書かれることがあります。「sudo setcap cap_net_raw,cap_ipc_lock,cap_sys_nice+ep <sekisho のパス>」で許すか、スワップを止めてください。",
                en: "The memory is not locked and may be written to swap. Allow it with `sudo setcap cap_net_raw,cap_ipc_lock,cap_sys_nice+ep PATH-OF-SEKISHO`, or switch swap off."
            ));
        }
        if !self.undumpable {
            shortfalls.push(text!(
                ja: "コアダンプを禁止できません。「ulimit -c 0」で止めてください。",
                en: "Core dumps are not forbidden. Stop them with `ulimit -c 0`."
            ));
        }
        shortfalls
    }
}

/// Shuts the process into a folder. A port that was opened before stays readable; it cannot send.
///
/// Afterwards a database in the folder can be made and kept, threads and an async runtime can be started, and the
/// standard streams be written to. A runtime is not told of signals any more: [`crate::stop`] is.
/// Temporary files, time zones and certificates of the system cannot be opened: have them before, or within the folder.
///
/// # Errors
/// The folder cannot be opened, other threads or sockets are there already, or the kernel refuses.
#[cfg(target_os = "linux")]
pub fn to(folder: &Path) -> Result<Confinement, MirrorError> {
    crate::linux::fence::to(folder)
}

/// Shuts nothing in: live capture needs Linux.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn to(_folder: &Path) -> Result<Confinement, MirrorError> {
    Err(MirrorError::NeedsLinux)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_had_is_told_one_by_one() {
        let whole =
            Confinement { files: Fence::Whole, calls: Fence::Whole, memory_locked: true, undumpable: true };
        assert!(whole.is_whole());
        let none =
            Confinement { files: Fence::None, calls: Fence::None, memory_locked: false, undumpable: false };
        assert_eq!(none.shortfalls().len(), 4);
        assert!(!Confinement { files: Fence::Partly, ..whole }.is_whole());
    }
}
