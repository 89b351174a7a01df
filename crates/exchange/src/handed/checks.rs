//! What a file that was handed over must keep to beyond its form: lengths, counts and the order of moments.
//!
//! Invariant: after it, adding what the file counts to what is there can neither overflow nor run backwards.

use sekisho_model::{Amount, CaptureHealth, Conversation, Observation, Sighting, Text, text};

use super::{Handed, HandedContent, HandedLimits, HandedOpening};

/// The first thing that is wrong.
pub(super) fn fault(handed: &Handed, limits: &HandedLimits) -> Option<Text> {
    let Handed { format: _, mark, seq, dictionary, at: _, content } = handed;
    if !is_hex(mark, 32) || !is_hex(dictionary, 64) {
        return Some(
            text!(ja: "監視の印か辞書の印が 16 進数ではありません。", en: "The mark of the watch or of its dictionary is no hexadecimal number."),
        );
    }
    match content {
        HandedContent::Opening(opening) => (*seq != 0).then(first).or_else(|| opening_fault(opening, limits)),
        HandedContent::Part(_) | HandedContent::Ending(_) if *seq == 0 => Some(first()),
        HandedContent::Part(part) => count(part.seconds.max(part.refused).max(*seq), limits)
            .or_else(|| observation_fault(&part.observation, limits)),
        HandedContent::Ending(ending) => count(ending.refused.max(ending.packets_left).max(*seq), limits),
    }
}

fn first() -> Text {
    text!(ja: "番号 0 は開始のファイルだけが持ちます。", en: "Number 0 belongs to the file that opens the watch, and to no other.")
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn opening_fault(opening: &HandedOpening, limits: &HandedLimits) -> Option<Text> {
    let HandedOpening { who, purpose, interface, shortfalls, every_seconds, .. } = opening;
    let (max, sentences) = (limits.text_chars_max, limits.shortfalls_max);
    let own = [who, purpose, interface].into_iter();
    if own.chain(shortfalls.iter().flat_map(|it| [&it.ja, &it.en])).any(|text| text.chars().count() > max) {
        return Some(
            text!(ja: "上限の {max} 文字を超える文があります。", en: "A text has more than {max} characters."),
        );
    }
    if who.is_empty() || purpose.is_empty() || interface.is_empty() {
        return Some(
            text!(ja: "誰が、何のために、どのインターフェースで始めたかが書かれていません。", en: "It does not say who began the watch, what for, and on which interface."),
        );
    }
    if shortfalls.len() > sentences {
        return Some(
            text!(ja: "制限できなかったことが上限の {sentences} 件を超えています。", en: "More than {sentences} sentences say what is not confined."),
        );
    }
    count(*every_seconds, limits)
}

fn observation_fault(observation: &Observation, limits: &HandedLimits) -> Option<Text> {
    let Observation { conversations, sightings, identities, health } = observation;
    let (n, max) = (conversations.len() + sightings.len() + identities.len(), limits.records_max);
    if n > max {
        return Some(
            text!(ja: "1 つのファイルに {n} 件あり、上限の {max} 件を超えています。", en: "There are {n} records in one file, more than the limit of {max}."),
        );
    }
    let backwards = conversations.iter().any(runs_backwards) || sightings.iter().any(|it| it.first > it.last);
    if backwards {
        return Some(
            text!(ja: "終わりが始まりより前の記録があります。", en: "A record ends before it begins."),
        );
    }
    let counted =
        conversations.iter().map(most_of_conversation).chain(sightings.iter().map(most_of_sighting));
    count(counted.max().unwrap_or(0).max(most_of_health(health)), limits)
}

fn count(most: u64, limits: &HandedLimits) -> Option<Text> {
    let max = limits.count_max;
    (most > max).then(
        || text!(ja: "数値が上限の {max} を超えています。", en: "A number is beyond the limit of {max}."),
    )
}

fn runs_backwards(it: &Conversation) -> bool {
    it.first > it.last || it.commands.values().any(|first| *first < it.first || *first > it.last)
}

fn most_of_conversation(it: &Conversation) -> u64 {
    most(it.sent).max(most(it.answered)).max(it.connections)
}

fn most_of_sighting(it: &Sighting) -> u64 {
    most(it.sent).max(it.claims).max(it.silence_seconds_max)
}

fn most(amount: Amount) -> u64 {
    amount.packets.max(amount.bytes)
}

fn most_of_health(health: &CaptureHealth) -> u64 {
    let CaptureHealth {
        seen,
        cut,
        lost,
        gaps,
        duplicates,
        unreadable,
        fragments,
        backwards,
        evicted,
        not_kept,
        malformed,
        headers_only: _,
    } = *health;
    let counters =
        [cut, lost, gaps, duplicates, unreadable, fragments, backwards, evicted, not_kept, malformed];
    counters.into_iter().fold(most(seen), u64::max)
}
