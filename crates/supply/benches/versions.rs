//! Prints how fast versions are compared, scheme by scheme: comparisons of versions already parsed, and
//! comparisons of texts. Versions look like those of their ecosystem; made from a fixed seed.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use std::cmp::Ordering;
use std::hint::black_box;
use std::time::{Duration, Instant};

use sekisho_model::VersionScheme;
use sekisho_supply::version::{self, Vers, Version};

/// Versions of a scheme; each is compared with each.
const VERSIONS: usize = 2_000;
/// Pairs of texts.
const PAIRS: usize = 200_000;

/// A small generator with a fixed seed: the same figures of the same things on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// Nothing in nine of ten cases.
    fn seldom<'t>(&mut self, words: &[&'t str]) -> &'t str {
        if self.below(10) > 0 {
            return "";
        }
        let nth = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words.get(nth).copied().unwrap_or("")
    }

    fn version(&mut self, scheme: &VersionScheme) -> String {
        let (a, b, c, d) = (self.below(5), self.below(20), self.below(30), self.below(9));
        match scheme {
            VersionScheme::PyPi => format!("{a}.{b}.{c}{}", self.seldom(&["rc1", ".post2", ".dev3", "a4"])),
            VersionScheme::Debian => format!("{}{a}.{b}.{c}-{d}+deb12u{}", self.seldom(&["1:", "2:"]), b % 4),
            VersionScheme::Rpm => {
                format!("{a}.{b}.{c}-{d}.el{}{}", 7 + c % 3, self.seldom(&["_6", "_7", ".1"]))
            }
            VersionScheme::Maven => {
                format!("{a}.{b}.{c}{}", self.seldom(&["-SNAPSHOT", ".Final", "-beta-2", "-jre"]))
            }
            VersionScheme::RubyGems => format!("{a}.{b}.{c}{}", self.seldom(&[".pre1", ".rc2", ".1"])),
            VersionScheme::Composer => format!("v{a}.{b}.{c}{}", self.seldom(&["-RC1", "-beta2", "-dev"])),
            VersionScheme::Alpine => {
                format!("{a}.{b}.{c}{}-r{d}", self.seldom(&["_rc1", "_p2", "a", "_git20240101"]))
            }
            VersionScheme::Gentoo => format!("{a}.{b}.{c}{}", self.seldom(&["_rc1", "_p2", "b", "-r3"])),
            VersionScheme::Alpm => format!("{a}.{b}.{c}-{}", d + 1),
            VersionScheme::OpenSsl => {
                format!("1.{}.{}{}", b % 2, c % 3, self.seldom(&["a", "k", "zh", "-beta1"]))
            }
            VersionScheme::Go if b == 0 => format!("v0.0.0-202{d}0{}11921{c:02}-daa7c04131f5", 1 + a),
            VersionScheme::Cran => format!("{a}.{b}-{c}"),
            VersionScheme::Hackage => format!("0.{a}.{b}.{c}"),
            VersionScheme::Cpan => format!("{a}.{b:02}{c:02}"),
            VersionScheme::NuGet => format!("{a}.{b}.{c}.{d}{}", self.seldom(&["-beta1", "-preview.3"])),
            VersionScheme::IntDot => format!("{a}.{b}.{c}.{d}"),
            VersionScheme::DateTime => format!("202{d}-0{}-1{}T{b:02}:{c:02}:00Z", a + 1, d),
            VersionScheme::Generic => format!("{a}.{b}.{c}{}", self.seldom(&["a", "-rc1", "p2"])),
            _ => format!("{a}.{b}.{c}{}", self.seldom(&["-rc.1", "-alpha.3", "-beta", "+build.5"])),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn main() {
    let mut dice = Dice(0x5e_4150_2026);
    println!(
        "scheme | parsed, comparisons/s | texts, comparisons/s | bytes of a parsed version: {}",
        size_of::<Version>()
    );
    for (scheme, name) in version::schemes().filter(|(scheme, _)| **scheme != VersionScheme::Git) {
        let texts: Vec<String> = (0..VERSIONS).map(|_| dice.version(scheme)).collect();
        let parsed: Vec<Version> =
            texts.iter().filter_map(|text| Version::parse(scheme, text).ok()).collect();
        let start = Instant::now();
        let less = parsed.iter().map(|a| parsed.iter().filter(|b| a < *b).count()).sum::<usize>();
        let fast = per_second(parsed.len() * parsed.len(), start.elapsed());
        let start = Instant::now();
        let pairs = texts.iter().cycle().zip(texts.iter().cycle().skip(7)).take(PAIRS);
        let equal = pairs.filter(|(a, b)| version::compare(scheme, a, b) == Ok(Ordering::Equal)).count();
        let slow = per_second(PAIRS, start.elapsed());
        println!("{name} | {fast:.0} | {slow:.0} | {} parsed", parsed.len());
        black_box((less, equal));
    }
    ranges(&mut dice);
}

fn ranges(dice: &mut Dice) {
    let Ok(range) = "vers:npm/>=1.0.0|<1.4.2|>=2.0.0|!=2.1.0|<2.5.0".parse::<Vers>() else { return };
    let texts: Vec<String> = (0..VERSIONS).map(|_| dice.version(&VersionScheme::Npm)).collect();
    let start = Instant::now();
    let held = texts.iter().cycle().take(PAIRS).filter(|text| range.contains(text) == Ok(true)).count();
    println!(
        "vers containments per second, range parsed: {:.0} ({held} held)",
        per_second(PAIRS, start.elapsed())
    );
}
