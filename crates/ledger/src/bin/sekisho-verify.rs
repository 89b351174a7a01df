//! `sekisho-verify`: checks an export of the record, or one proof file, without anything else of Sekisho.
//!
//! It reads the files named on the command line and nothing more: no configuration, no network, no
//! clock. It writes nothing but the page that is asked for, and that only where there is no file yet. The report goes to standard output, words about the command line and unreadable files to
//! standard error. Exit codes: 0 everything was checked and is right; 1 it is not; 2 wrong usage; 3 a file
//! can't be read.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sekisho_ledger::proof::MAX_PROOF_BYTES;
use sekisho_ledger::verify::{
    Given, PageLang, ReadError, page, read_key, read_limited, read_pinned, read_witness,
};
use sekisho_ledger::{KeyError, TlogProof, VerifierKey, verify_export};

const SOUND: u8 = 0;
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const UNREADABLE: u8 = 3;

const USAGE_JA: &str = "\
使い方: sekisho-verify フォルダ [--key ファイル] [--pinned ファイル]… [--witness ファイル]…
                       [--page ファイル] [--lang ja|en]
        sekisho-verify 証明ファイル --key ファイル [--lang ja|en]

  フォルダ    書き出した記録（checkpoint、entries.jsonl、key の 3 ファイル）
  証明ファイル  1 件の記録の証明 (.tlog-proof)
  --key         運用者から別の経路で受け取った検証鍵。なければフォルダの key を使います
  --pinned      以前に受け取って保管している checkpoint。何度でも指定できます
  --witness     信頼する証人（checkpoint に連署する第三者）の検証鍵。何度でも指定できます
  --page        結果を 1 枚の HTML にも書きます（日本語と英語）。既にあるファイルには書きません
  --lang        表示の言語。省略時は環境の言語

終了コード: 0 正しい、1 正しくない、2 使い方の誤り、3 ファイルを読めない";

const USAGE_EN: &str = "\
usage: sekisho-verify DIRECTORY [--key FILE] [--pinned FILE]... [--witness FILE]...
                      [--page FILE] [--lang ja|en]
       sekisho-verify PROOF --key FILE [--lang ja|en]

  DIRECTORY  an exported record: the files checkpoint, entries.jsonl and key
  PROOF      the proof of one entry (.tlog-proof)
  --key      the verifier key you were given by another way; without it the directory's own is used
  --pinned   a checkpoint you kept from earlier; may be repeated
  --witness  verifier key of a witness you trust, who co-signs checkpoints; may be repeated
  --page     write the result as one HTML file too, in both languages; never over a file
  --lang     language of the report; by default that of the environment

exit codes: 0 right, 1 not right, 2 wrong usage, 3 a file can't be read";

fn main() -> ExitCode {
    let mut answer = answer(env::args_os().skip(1), environment_lang());
    answer.text = answer.text.replace(|c: char| c.is_control() && c != '\n', "\u{FFFD}");
    let written = if answer.code == SOUND || answer.code == FAILED {
        writeln!(io::stdout(), "{}", answer.text)
    } else {
        writeln!(io::stderr(), "{}", answer.text)
    };
    ExitCode::from(if written.is_ok() { answer.code } else { UNREADABLE })
}

/// Language of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lang {
    Ja,
    En,
}

impl Lang {
    fn pick(self, ja: impl Into<String>, en: impl Into<String>) -> String {
        match self {
            Self::Ja => ja.into(),
            Self::En => en.into(),
        }
    }
}

/// Japanese unless the environment asks for another language.
fn environment_lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(env::var_os).find(|v| !v.is_empty());
    match set {
        Some(locale) if !locale.to_string_lossy().starts_with("ja") => Lang::En,
        _ => Lang::Ja,
    }
}

/// What is said, and the exit code.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    code: u8,
    text: String,
}

/// The command line, understood.
#[derive(Debug, Default, PartialEq, Eq)]
struct Order {
    target: PathBuf,
    key: Option<PathBuf>,
    pinned: Vec<PathBuf>,
    witnesses: Vec<PathBuf>,
    page: Option<PathBuf>,
}

fn answer(arguments: impl Iterator<Item = OsString>, environment: Lang) -> Answer {
    let arguments: Vec<OsString> = arguments.collect();
    if arguments.iter().any(|word| word == "--help" || word == "-h") {
        let lang = parse(&arguments, environment).map_or(environment, |(_, lang)| lang);
        return Answer { code: SOUND, text: lang.pick(USAGE_JA, USAGE_EN) };
    }
    match parse(&arguments, environment) {
        Err(wrong) => {
            let usage = environment.pick(USAGE_JA, USAGE_EN);
            Answer { code: USAGE, text: format!("{}\n\n{usage}", wrong.words(environment)) }
        }
        Ok((order, lang)) => obey(&order, lang)
            .unwrap_or_else(|error| Answer { code: UNREADABLE, text: error_words(&error, lang) }),
    }
}

/// What is wrong with a command line.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    NoTarget,
    TwoTargets(String),
    UnknownOption(String),
    NoValue(String),
    Lang,
}

impl Wrong {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::NoTarget => lang.pick("検証するフォルダを指定してください。", "name a directory to verify"),
            Self::TwoTargets(word) => lang.pick(
                format!("検証する対象は一つだけです。「{word}」が余分です。"),
                format!("only one thing can be verified; `{word}` is too many"),
            ),
            Self::UnknownOption(word) => lang
                .pick(format!("「{word}」という指定はありません。"), format!("there is no option `{word}`")),
            Self::NoValue(word) => {
                lang.pick(format!("{word} の後に値が必要です。"), format!("`{word}` needs a value behind it"))
            }
            Self::Lang => {
                lang.pick("--lang は ja か en を指定してください。", "the language is either ja or en")
            }
        }
    }
}

fn parse(arguments: &[OsString], environment: Lang) -> Result<(Order, Lang), Wrong> {
    let (mut order, mut lang, mut target) = (Order::default(), environment, None);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy().into_owned();
        let mut value = || words.next().ok_or_else(|| Wrong::NoValue(text.clone()));
        match text.as_str() {
            "--key" => order.key = Some(value()?.into()),
            "--pinned" => order.pinned.push(value()?.into()),
            "--witness" => order.witnesses.push(value()?.into()),
            "--page" => order.page = Some(value()?.into()),
            "--lang" => lang = parse_lang(value()?)?,
            "--help" | "-h" => {}
            option if option.starts_with('-') => return Err(Wrong::UnknownOption(text)),
            _ if target.is_some() => return Err(Wrong::TwoTargets(text)),
            _ => target = Some(PathBuf::from(word)),
        }
    }
    order.target = target.ok_or(Wrong::NoTarget)?;
    Ok((order, lang))
}

fn parse_lang(word: &OsString) -> Result<Lang, Wrong> {
    match word.to_str() {
        Some("ja") => Ok(Lang::Ja),
        Some("en") => Ok(Lang::En),
        _ => Err(Wrong::Lang),
    }
}

fn obey(order: &Order, lang: Lang) -> Result<Answer, ReadError> {
    let mut given = Given::default();
    if let Some(path) = &order.key {
        match read_key(path)? {
            Ok(key) => given.key = Some(key),
            Err(error) => return Ok(no_key(path, error, lang)),
        }
    }
    if order.target.is_file() {
        let alone = order.pinned.is_empty() && order.witnesses.is_empty() && order.page.is_none();
        return verify_proof(&order.target, given.key.as_ref().filter(|_| alone), lang);
    }
    given.pinned = order.pinned.iter().map(|path| read_pinned(path)).collect::<Result<_, _>>()?;
    for path in &order.witnesses {
        match read_witness(path)? {
            Ok(key) => given.witnesses.push(key),
            Err(error) => return Ok(no_key(path, error, lang)),
        }
    }
    let found = verify_export(&order.target, &given)?;
    if let Some(path) = &order.page {
        let first = if lang == Lang::Ja { PageLang::Ja } else { PageLang::En };
        if let Err(error) = write_new(path, &page(&found, first)) {
            return Ok(not_written(path, &error, lang));
        }
    }
    let code = if found.is_sound() { SOUND } else { FAILED };
    Ok(Answer { code, text: lang.pick(found.ja(), found.to_string()) })
}

fn no_key(path: &Path, error: KeyError, lang: Lang) -> Answer {
    let (file, ja) = (path.display(), error.ja());
    let text = lang.pick(format!("鍵ファイル「{file}」: {ja}"), format!("key `{file}`: {error}"));
    Answer { code: UNREADABLE, text }
}

/// Never over a file: it might be the evidence.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn not_written(path: &Path, error: &io::Error, lang: Lang) -> Answer {
    let file = path.display();
    let text = lang.pick(
        format!("結果のページを「{file}」に書けません ({error})。まだないファイルの名前を指定してください。"),
        format!("the page can't be written to `{file}` ({error}); name a file that is not there yet"),
    );
    Answer { code: UNREADABLE, text }
}

fn verify_proof(path: &Path, key: Option<&VerifierKey>, lang: Lang) -> Result<Answer, ReadError> {
    let Some(key) = key else {
        let text = lang.pick(
            "証明ファイルの検証には --key が必要です。ほかの指定は --lang だけを使えます。",
            "a proof file is verified with --key, and with no other option than --lang",
        );
        return Ok(Answer { code: USAGE, text });
    };
    let bytes = read_limited(path, MAX_PROOF_BYTES)?;
    let (code, text) = match TlogProof::parse(&bytes).and_then(|proof| proof.entry(key)) {
        Err(error) => (
            FAILED,
            lang.pick(format!("検証に失敗しました。{}", error.ja()), format!("verification failed: {error}")),
        ),
        Ok((entry, checkpoint)) => {
            let (seq, origin, size) = (entry.seq(), checkpoint.origin(), checkpoint.size());
            let ja = format!(
                "検証に成功しました。次の記録は「{origin}」の署名付き記録 {size} 件のうちの {seq} 番です。"
            );
            let en = format!("verified: this is entry {seq} of the {size} that `{origin}` signed");
            (SOUND, format!("{}\n{}", lang.pick(ja, en), entry.to_line()))
        }
    };
    Ok(Answer { code, text })
}

fn error_words(error: &ReadError, lang: Lang) -> String {
    let reason = error.source().map(|source| format!(" ({source})")).unwrap_or_default();
    lang.pick(error.ja() + &reason, format!("{error}{reason}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sekisho_ledger::tree::{in_slice, inclusion_proof};
    use sekisho_ledger::{Checkpoint, Detail, Entry, Frontier, Note, Salt, SignerKey, WitnessSigner};
    use tempfile::TempDir;

    use super::*;

    fn signer() -> SignerKey {
        SignerKey::generate_from("example.com/plant", [1; 32]).unwrap()
    }

    fn entries(count: u8) -> Vec<Entry> {
        let entry = |seq: u8| {
            let detail = Detail::kept(Salt::from_bytes([seq; 32]), "詳細");
            Entry::new(seq.into(), "2026-11-23T05:05:00Z", "user:kondo", "asset-add", "asset:1", detail)
        };
        (0..count).map(|seq| entry(seq).unwrap()).collect()
    }

    fn signed(entries: &[Entry]) -> String {
        let mut frontier = Frontier::new();
        entries.iter().for_each(|entry| frontier.append(entry.leaf_hash()));
        let checkpoint = Checkpoint::new("example.com/plant", frontier.size(), frontier.root()).unwrap();
        signer().sign_checkpoint(&checkpoint).unwrap()
    }

    /// A folder with an export of three entries, the log's key beside it, and a proof of entry 1.
    fn folder() -> TempDir {
        let (folder, entries) = (tempfile::tempdir().unwrap(), entries(3));
        let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
        fs::create_dir(folder.path().join("export")).unwrap();
        write("export/checkpoint", signed(&entries));
        write("export/entries.jsonl", entries.iter().map(|entry| entry.to_line() + "\n").collect());
        write("export/key", signer().verifier().to_text() + "\n");
        write("given.key", signer().verifier().to_text());
        write("kept", signed(&entries[..2]));
        let leaves: Vec<_> = entries.iter().map(Entry::leaf_hash).collect();
        let hashes = inclusion_proof(1, 3, in_slice(&leaves)).unwrap();
        write("one.tlog-proof", TlogProof::of_entry(&entries[1], hashes, signed(&entries)).to_text());
        folder
    }

    /// Words that begin with `@` are files in `folder`.
    fn ask(folder: &TempDir, line: &str) -> Answer {
        let word = |word: &str| match word.strip_prefix('@') {
            Some(name) => folder.path().join(name).into_os_string(),
            None => word.into(),
        };
        answer(line.split_whitespace().map(word), Lang::En)
    }

    #[test]
    fn a_sound_export_ends_with_0_in_both_languages() {
        let folder = folder();
        let en = ask(&folder, "@export --key @given.key --pinned @kept");
        assert_eq!(en.code, SOUND, "{}", en.text);
        assert!(en.text.starts_with("verified: the 3 entries are exactly those that were signed\n"));
        let ja = ask(&folder, "--lang ja @export");
        assert_eq!(ja.code, SOUND);
        assert!(ja.text.starts_with("検証に成功しました。3 件の記録は、署名されたとおりです。\n"));
        assert!(ja.text.contains("注意: この鍵は書き出しに入っていたものです。"));
    }

    #[test]
    fn a_page_is_written_beside_the_report_and_never_over_a_file() {
        let folder = folder();
        assert_eq!(ask(&folder, "@export --key @given.key --page @page.html").code, SOUND);
        let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
        assert!(
            page.contains("The record is as it was signed.")
                && page.contains("記録は、署名されたときのままです。")
        );
        let again = ask(&folder, "@export --page @page.html");
        assert_eq!(again.code, UNREADABLE);
        assert!(again.text.contains("name a file that is not there yet"), "{}", again.text);
        assert_eq!(fs::read_to_string(folder.path().join("page.html")).unwrap(), page);
    }

    #[test]
    fn a_witness_is_named_with_its_time_and_a_log_key_is_none() {
        let folder = folder();
        let witness = WitnessSigner::generate_from("example.org/witness", [9; 32]).unwrap();
        let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
        write("witness.key", witness.verifier().to_text() + "\n");
        let note = Note::parse(signed(&entries(2)).as_bytes()).unwrap();
        write("export/witnessed-2", witness.cosign(note, 1_795_410_300).unwrap().to_text());
        let found = ask(&folder, "@export --witness @witness.key");
        assert_eq!(found.code, SOUND, "{}", found.text);
        let line = "witness example.org/witness: saw 2 entries at 2026-11-23T05:05:00Z (witnessed-2)";
        assert!(found.text.contains(line), "{}", found.text);
        let none = ask(&folder, "@export --pinned @kept --witness @given.key");
        assert_eq!(none.code, UNREADABLE);
    }

    #[test]
    fn an_altered_export_ends_with_1_and_says_what() {
        let folder = folder();
        let file = folder.path().join("export/entries.jsonl");
        let altered = fs::read_to_string(&file).unwrap().replacen("asset:1", "asset:2", 1);
        fs::write(&file, altered).unwrap();
        let found = ask(&folder, "@export");
        assert_eq!(found.code, FAILED);
        assert!(found.text.contains("problem: the content of entry 0 was altered"), "{}", found.text);
    }

    #[test]
    fn a_proof_file_is_verified_with_the_given_key() {
        let folder = folder();
        let proved = ask(&folder, "@one.tlog-proof --key @given.key");
        assert_eq!(proved.code, SOUND, "{}", proved.text);
        assert!(proved.text.contains("entry 1 of the 3") && proved.text.contains("user:kondo"));
        assert_eq!(ask(&folder, "@one.tlog-proof").code, USAGE);
        assert_eq!(ask(&folder, "@one.tlog-proof --key @given.key --pinned @kept").code, USAGE);
        assert_eq!(ask(&folder, "@kept --key @given.key").code, FAILED);
    }

    #[test]
    fn wrong_usage_ends_with_2_and_shows_the_usage() {
        let folder = folder();
        for line in ["", "@export @export", "@export --quick", "@export --key", "@export --lang fr", "--lang"]
        {
            let found = ask(&folder, line);
            assert_eq!(found.code, USAGE, "{line}");
            assert!(found.text.ends_with(USAGE_EN), "{line}");
        }
    }

    #[test]
    fn files_that_cannot_be_read_end_with_3() {
        let folder = folder();
        for line in [
            "@nowhere",
            "@export --key @nowhere",
            "@export --pinned @nowhere",
            "@export --key @export/checkpoint",
        ] {
            assert_eq!(ask(&folder, line).code, UNREADABLE, "{line}");
        }
        let found = ask(&folder, "@nowhere --lang ja");
        assert!(found.text.contains("がありません。"), "{}", found.text);
    }

    #[test]
    fn help_is_an_answer_not_an_error() {
        let folder = folder();
        assert_eq!(ask(&folder, "--help"), Answer { code: SOUND, text: USAGE_EN.into() });
        assert_eq!(ask(&folder, "-h @x --lang ja"), Answer { code: SOUND, text: USAGE_JA.into() });
    }
}
