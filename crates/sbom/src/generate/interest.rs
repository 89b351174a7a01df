//! Which files of a tree are worth reading, told by their path and, where the path says nothing, by their first bytes.
//!
//! Deliberately not here: looking into a file further than that. Forms that are known and not read have a name
//! here, so that they can be told.

/// How much of a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// All of it.
    Whole,
    /// Its first bytes, at most so many; they tell whether the rest is wanted.
    Head(usize),
    /// Nothing: it belongs to version control, or to somebody else's build.
    No,
}

/// Bytes that tell a file system image from other things: ext has its mark at 1,080.
const HEAD_BYTES: usize = 2_048;

/// A file whose path says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Lock,
    OsRelease,
    /// A file that only says which release it is.
    Release(&'static str),
    Dpkg,
    DpkgPart,
    DpkgFiles,
    Apk,
    Opkg,
    OpkgControl,
    OpkgFiles,
    RpmSqlite,
    RpmNdb,
    RpmHash,
    Python,
    Node,
    Java,
    /// Known and not read; what it is.
    NotRead(&'static str),
    /// Names what is needed, without versions that were chosen; for which lock files.
    Manifest(&'static [&'static str]),
}

/// Names of lock files that are read.
const LOCKS: [&str; 21] = [
    "cargo.lock",
    "package-lock.json",
    "npm-shrinkwrap.json",
    ".package-lock.json",
    "pnpm-lock.yaml",
    "pnpm-lock.yml",
    "yarn.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "pipfile.lock",
    "go.mod",
    "go.sum",
    "gradle.lockfile",
    "buildscript-gradle.lockfile",
    "pom.xml",
    "gemfile.lock",
    "gems.locked",
    "composer.lock",
    "packages.lock.json",
    "conan.lock",
];

/// Names of files that name packages, and that nothing here reads.
const NOT_READ: [(&str, &str); 17] = [
    ("bun.lock", "Bun"),
    ("bun.lockb", "Bun"),
    ("deno.lock", "Deno"),
    ("pubspec.lock", "Dart"),
    ("mix.lock", "Hex"),
    ("rebar.lock", "Hex"),
    ("podfile.lock", "CocoaPods"),
    ("package.resolved", "Swift"),
    ("cartfile.resolved", "Carthage"),
    ("renv.lock", "R"),
    ("stack.yaml.lock", "Haskell"),
    ("cabal.project.freeze", "Haskell"),
    ("flake.lock", "Nix"),
    ("vcpkg.json", "vcpkg"),
    ("project.assets.json", "NuGet"),
    ("packages.config", "NuGet"),
    ("conda-lock.yml", "conda"),
];

/// Files that say what is needed, and the lock files that say what was chosen.
const MANIFESTS: [(&str, &[&str]); 12] = [
    ("cargo.toml", &["cargo.lock"]),
    (
        "package.json",
        &[
            "package-lock.json",
            "npm-shrinkwrap.json",
            "pnpm-lock.yaml",
            "pnpm-lock.yml",
            "yarn.lock",
            "bun.lock",
            "bun.lockb",
        ],
    ),
    ("pyproject.toml", &["poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "requirements.txt"]),
    ("setup.py", &["poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "requirements.txt"]),
    ("pipfile", &["pipfile.lock"]),
    ("gemfile", &["gemfile.lock"]),
    ("gems.rb", &["gems.locked"]),
    ("composer.json", &["composer.lock"]),
    ("build.gradle", &["gradle.lockfile"]),
    ("build.gradle.kts", &["gradle.lockfile"]),
    ("conanfile.txt", &["conan.lock"]),
    ("conanfile.py", &["conan.lock"]),
];

/// Folders of version control.
const VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".svn", ".jj"];

/// Is there anything to find in this folder? Those of version control are not looked into.
#[must_use]
pub fn enters(folder: &str) -> bool {
    !VERSION_CONTROL.contains(&name(folder))
}

/// How much of the file is to be read.
#[must_use]
pub fn wants(path: &str) -> Want {
    if path.split('/').any(|part| VERSION_CONTROL.contains(&part)) {
        return Want::No;
    }
    match sort(path) {
        Some(Sort::NotRead(_) | Sort::Manifest(_)) | None => Want::Head(HEAD_BYTES),
        Some(_) => Want::Whole,
    }
}

/// Do the first bytes say that the rest is wanted?
#[must_use]
pub fn wants_rest(head: &[u8]) -> bool {
    head.starts_with(b"\x7FELF")
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The root that a path of a package database stands under: `""` or `rootfs/`.
pub(super) fn root<'p>(path: &'p str, inner: &str) -> Option<&'p str> {
    path.strip_suffix(inner).filter(|root| root.is_empty() || root.ends_with('/'))
}

/// What the path says.
pub(super) fn sort(path: &str) -> Option<Sort> {
    of_system(path).or_else(|| of_packages(path)).or_else(|| of_project(path))
}

fn of_system(path: &str) -> Option<Sort> {
    const WHOLE: [(&str, Sort); 24] = [
        ("etc/os-release", Sort::OsRelease),
        ("usr/lib/os-release", Sort::OsRelease),
        ("etc/debian_version", Sort::Release("debian")),
        ("etc/alpine-release", Sort::Release("alpine")),
        ("etc/openwrt_version", Sort::Release("openwrt")),
        ("var/lib/dpkg/status", Sort::Dpkg),
        ("lib/apk/db/installed", Sort::Apk),
        ("usr/lib/opkg/status", Sort::Opkg),
        ("var/lib/opkg/status", Sort::Opkg),
        ("var/lib/rpm/rpmdb.sqlite", Sort::RpmSqlite),
        ("usr/lib/sysimage/rpm/rpmdb.sqlite", Sort::RpmSqlite),
        ("var/lib/rpm/Packages.db", Sort::RpmNdb),
        ("usr/lib/sysimage/rpm/Packages.db", Sort::RpmNdb),
        ("var/lib/rpm/Packages", Sort::RpmHash),
        ("usr/lib/sysimage/rpm/Packages", Sort::RpmHash),
        ("var/lib/rpm/rpmdb.sqlite-wal", Sort::NotRead("rpm (rpmdb.sqlite-wal)")),
        ("usr/lib/sysimage/rpm/rpmdb.sqlite-wal", Sort::NotRead("rpm (rpmdb.sqlite-wal)")),
        // Systems made of images (rpm-ostree) keep it here.
        ("usr/share/rpm/rpmdb.sqlite", Sort::RpmSqlite),
        ("usr/share/rpm/Packages.db", Sort::RpmNdb),
        ("usr/share/rpm/Packages", Sort::RpmHash),
        ("usr/share/rpm/rpmdb.sqlite-wal", Sort::NotRead("rpm (rpmdb.sqlite-wal)")),
        ("var/lib/rpmmanifest/container-manifest-2", Sort::NotRead("rpm (container-manifest)")),
        ("nix/var/nix/db/db.sqlite", Sort::NotRead("Nix")),
        ("var/db/xbps/pkgdb-0.38.plist", Sort::NotRead("XBPS")),
    ];
    let found = WHOLE.iter().find(|(inner, _)| root(path, inner).is_some());
    found.map(|(_, sort)| *sort).or_else(|| of_system_parts(path))
}

/// Databases that are folders of files.
fn of_system_parts(path: &str) -> Option<Sort> {
    let (folder, name) = path.rsplit_once('/')?;
    let has =
        |inner: &str| folder.strip_suffix(inner).is_some_and(|root| root.is_empty() || root.ends_with('/'));
    if has("var/lib/dpkg/status.d") && !name.ends_with(".md5sums") && !name.ends_with(".list") {
        Some(Sort::DpkgPart)
    } else if has("var/lib/dpkg/info") && name.ends_with(".list") {
        Some(Sort::DpkgFiles)
    } else if (has("usr/lib/opkg/info") || has("var/lib/opkg/info")) && name.ends_with(".control") {
        Some(Sort::OpkgControl)
    } else if (has("usr/lib/opkg/info") || has("var/lib/opkg/info")) && name.ends_with(".list") {
        Some(Sort::OpkgFiles)
    } else if name == "desc" && folder.contains("var/lib/pacman/local/") {
        Some(Sort::NotRead("pacman"))
    } else if name == "CONTENTS" && folder.contains("var/db/pkg/") {
        Some(Sort::NotRead("Portage"))
    } else {
        None
    }
}

fn of_packages(path: &str) -> Option<Sort> {
    let name = name(path);
    if name == "METADATA" && path.contains(".dist-info/") || name == "PKG-INFO" && path.contains(".egg-info/")
    {
        return Some(Sort::Python);
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("jar" | "war" | "ear" | "hpi" | "jpi") => return Some(Sort::Java),
        Some("egg-info") => return Some(Sort::Python),
        _ => {}
    }
    let (_, inner) =
        path.rsplit_once("node_modules/").filter(|(outer, _)| outer.is_empty() || outer.ends_with('/'))?;
    let depth = inner.matches('/').count();
    let is_package = name == "package.json" && (depth == 1 || depth == 2 && inner.starts_with('@'));
    is_package.then_some(Sort::Node)
}

fn of_project(path: &str) -> Option<Sort> {
    let lower = name(path).to_lowercase();
    // What stands inside an installed package was its maker's business, but for the list of what is installed.
    let is_inside = path.contains("node_modules/") || path.contains("site-packages/");
    if is_inside && lower != ".package-lock.json" {
        return None;
    }
    let is_requirements =
        lower.ends_with(".txt") && (lower.starts_with("requirements") || lower.ends_with("requirements.txt"));
    let is_pylock = lower.starts_with("pylock.") && lower.ends_with(".toml");
    if LOCKS.contains(&lower.as_str())
        || is_requirements
        || is_pylock
        || lower.ends_with(".packages.lock.json")
    {
        return Some(Sort::Lock);
    }
    if let Some((_, what)) = NOT_READ.iter().find(|(known, _)| *known == lower) {
        return Some(Sort::NotRead(what));
    }
    if [".cdx.json", ".cdx.xml", ".spdx.json", ".spdx", ".spdx.rdf"].iter().any(|end| lower.ends_with(end)) {
        return Some(Sort::NotRead("SBOM"));
    }
    if lower.ends_with(".csproj") || lower.ends_with(".fsproj") || lower.ends_with(".vbproj") {
        return Some(Sort::Manifest(&["packages.lock.json"]));
    }
    MANIFESTS.iter().find(|(known, _)| *known == lower).map(|(_, locks)| Sort::Manifest(locks))
}

/// What a file is that could hold others, or programs, and is not opened. Told by its first bytes.
pub(super) fn unopened(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(usize, &[u8], &str); 27] = [
        (0, b"hsqs", "SquashFS"),
        (0, b"sqsh", "SquashFS"),
        (0, b"UBI#", "UBI"),
        (0, b"\x31\x18\x10\x06", "UBIFS"),
        (0, b"\x85\x19\x03\x20", "JFFS2"),
        (0, b"\x19\x85\x20\x03", "JFFS2"),
        (0, b"\x45\x3D\xCD\x28", "cramfs"),
        (0, b"-rom1fs-", "romfs"),
        (1_024, b"\xE2\xE1\xF5\xE0", "EROFS"),
        (1_080, b"\x53\xEF", "ext2/3/4"),
        (0, b"\x27\x05\x19\x56", "uImage"),
        (0, b"\xD0\x0D\xFE\xED", "FIT/DTB"),
        (0, b"ANDROID!", "Android boot image"),
        (0, b"\x3A\xFF\x26\xED", "Android sparse image"),
        (0, b"070701", "cpio"),
        (0, b"070702", "cpio"),
        (257, b"ustar", "tar"),
        (0, b"\x1F\x8B\x08", "gzip"),
        (0, b"\xFD7zXZ\0", "xz"),
        (0, b"\x28\xB5\x2F\xFD", "Zstandard"),
        (0, b"BZh", "bzip2"),
        (0, b"\x04\x22\x4D\x18", "LZ4"),
        (0, b"7z\xBC\xAF\x27\x1C", "7-Zip"),
        (0, b"PK\x03\x04", "ZIP"),
        (0, b"!<arch>\ndebian-binary", "deb"),
        (0, b"\xED\xAB\xEE\xDB", "RPM"),
        (0, b"LUKS\xBA\xBE", "LUKS"),
    ];
    let at = |(offset, mark, _): &&(usize, &[u8], &str)| {
        head.get(*offset..).is_some_and(|rest| rest.starts_with(mark))
    };
    MARKS.iter().find(at).map(|(_, _, what)| *what).or_else(|| programs(head))
}

/// Programs of other systems.
fn programs(head: &[u8]) -> Option<&'static str> {
    let is_pe = head.starts_with(b"MZ") && head.get(0x3C).is_some();
    let mach_o: [&[u8]; 4] =
        [b"\xFE\xED\xFA\xCE", b"\xFE\xED\xFA\xCF", b"\xCE\xFA\xED\xFE", b"\xCF\xFA\xED\xFE"];
    if is_pe {
        Some("PE (Windows)")
    } else if mach_o.iter().any(|mark| head.starts_with(mark)) {
        Some("Mach-O")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_told_under_any_root_and_not_by_a_part_of_a_name() {
        assert_eq!(sort("var/lib/dpkg/status"), Some(Sort::Dpkg));
        assert_eq!(sort("squashfs-root/lib/apk/db/installed"), Some(Sort::Apk));
        assert_eq!(sort("var/lib/dpkg/status.d/base"), Some(Sort::DpkgPart));
        assert_eq!(sort("var/lib/dpkg/status.d/base.md5sums"), None);
        assert_eq!(sort("xvar/lib/dpkg/status"), None);
        assert_eq!(root("rootfs/etc/os-release", "etc/os-release"), Some("rootfs/"));
    }

    #[test]
    fn installed_packages_are_told_from_what_their_makers_left_inside() {
        assert_eq!(sort("node_modules/a/package.json"), Some(Sort::Node));
        assert_eq!(sort("app/node_modules/a/node_modules/@s/b/package.json"), Some(Sort::Node));
        assert_eq!(sort("node_modules/a/test/package.json"), None);
        assert_eq!(sort("node_modules/a/yarn.lock"), None);
        assert_eq!(sort("node_modules/.package-lock.json"), Some(Sort::Lock));
        assert_eq!(sort("lib/python3/site-packages/x-1.dist-info/METADATA"), Some(Sort::Python));
    }

    #[test]
    fn what_is_wanted_follows_from_what_is_read() {
        assert_eq!(wants("a/Cargo.lock"), Want::Whole);
        assert_eq!(wants("a/bun.lock"), Want::Head(2_048));
        assert_eq!(wants("bin/busybox"), Want::Head(2_048));
        assert_eq!(wants(".git/objects/ab"), Want::No);
        assert!(!enters("a/.git") && enters("a/.github"));
        assert!(wants_rest(b"\x7FELF\x02") && !wants_rest(b"#!/bin/sh"));
    }

    #[test]
    fn images_are_told_by_their_marks() {
        let mut ext = vec![0_u8; 2_048];
        ext[1_080..1_082].copy_from_slice(b"\x53\xEF");
        assert_eq!(unopened(&ext), Some("ext2/3/4"));
        assert_eq!(unopened(b"hsqs\0"), Some("SquashFS"));
        assert_eq!(unopened(b""), None);
        assert_eq!(unopened(b"plain words"), None);
    }
}
