//! What a sync tells of lists and documents that it could not take as they are.

use sekisho_model::{Place, Problem, text};
use url::Url;

use super::FAILURES_MAX;
use crate::checks::Sum;

pub(super) fn disagrees(url: &Url, sum: Sum) -> Problem {
    let sum = sum.ending();
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "提供者の {sum} と一致しないため取り込みません。", en: "It does not agree with the provider's {sum}, and is refused."),
        text!(ja: "途中で改変された恐れがあります。提供者に確かめてください。", en: "It may have been altered on its way. Ask the provider."),
    )
}

pub(super) fn no_digest(url: &Url, sum: &str) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "提供者のハッシュ {sum} を読み取れないため取り込みません。", en: "The provider's digest {sum} cannot be read, and the document is refused."),
        text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
    )
}

pub(super) fn incomplete(url: &Url, more: usize) -> Problem {
    Problem::warning(
        Place::file(url.to_string()),
        text!(ja: "index.txt にある {more} 文書がこの一覧にありません。それらも取得します。", en: "It leaves out {more} documents that index.txt names; they are fetched all the same."),
        text!(ja: "提供者に知らせてください。", en: "Tell the provider."),
    )
}

pub(super) fn empty(url: &Url) -> Problem {
    Problem::warning(
        Place::file(url.to_string()),
        text!(ja: "一覧に文書が 1 件もありません。", en: "The list names not one document."),
        text!(ja: "配布先が移っていないか、提供者のページで確かめてください。", en: "See the provider's page: it may have moved."),
    )
}

pub(super) fn round(url: &Url) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "次のページとして、読んだページがもう一度示されています。残りは取得していません。", en: "It is named as the next page a second time; what may come after it was not fetched."),
        text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
    )
}

pub(super) fn broken_off(url: &Url) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "接続の失敗が {FAILURES_MAX} 回続いたため、ここで打ち切りました。", en: "The connection failed {FAILURES_MAX} times in a row; the sync stopped here."),
        text!(ja: "接続を確かめて、もう一度実行してください。続きから取得します。", en: "Check the connection and run it again: it goes on where it was."),
    )
}

pub(super) fn asked_to_wait(url: &Url) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "提供者がしばらく待つように求めたため、ここで打ち切りました。", en: "The publisher asked to come back later; the sync stopped here."),
        text!(ja: "時間をおいて、もう一度実行してください。続きから取得します。", en: "Run it again later: it goes on where it was."),
    )
}

pub(super) fn too_many(url: &Url, limit: usize) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "一覧が上限（{limit}）を超えています。残りは取得していません。", en: "The list goes beyond the limit of {limit}; the rest was not fetched."),
        text!(ja: "より狭い一覧を指定してください。", en: "Give the address of a smaller list."),
    )
}
