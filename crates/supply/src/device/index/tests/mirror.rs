//! Every product that CISA's advisories call affected, asked back in its own words: next to none may come out clean.

use super::pairs::cisa;
use super::*;

/// Other ways in which a list of devices has the same words: whole, parted, without remarks.
fn rewritten(product: &str) -> Vec<(String, String)> {
    // A bracket within a word is a part of it (`R04(EN)CPU`), and a name without it is another.
    let plain = product.split(" (").next().unwrap_or_default().trim().to_owned();
    let parted = plain.rsplit_once(' ').map(|(family, model)| (family.to_owned(), model.to_owned()));
    [(String::new(), product.to_owned()), (String::new(), plain)].into_iter().chain(parted).collect()
}

/// One of so many is asked, so that the suite stays short; the rest was asked once and came out the same.
const EVERY: usize = 3;

#[test]
fn conformance_no_product_that_is_called_affected_comes_out_clean_in_its_own_words() {
    let Some(advisories) = cisa() else { return };
    let index = index(&advisories);
    let mut asked: BTreeSet<(String, String, String, String)> = BTreeSet::new();
    for advisory in &advisories {
        for statement in advisory.statements.iter().filter(|statement| statement.status == Status::Affected) {
            let Target::Device(target) = &statement.target else { continue };
            for (family, model) in rewritten(&target.product) {
                asked.insert((advisory.id.to_string(), target.vendor.clone(), family, model));
            }
        }
    }
    let (mut clean, mut count) = (Vec::new(), 0);
    for (id, vendor, family, model) in asked.iter().step_by(EVERY) {
        count += 1;
        let outcome = index.judge(&device(vendor, family, model, ""));
        let matched = outcome.matches.iter().find(|matched| matched.advisory.id.as_str() == id);
        let verdict = matched.map_or_else(|| outcome.verdict, |matched| matched.verdict());
        let is_lost = matched.is_none() && !outcome.matches.is_empty();
        if verdict == Verdict::NotAffected || is_lost {
            clean.push(format!("{id}: {vendor} | {family} | {model}: {verdict:?}"));
        }
    }
    for line in &clean {
        println!("miss | ot/own-words | {line}");
    }
    println!("conformance | ot/own-words | {} | {count}", count - clean.len());
    assert!(clean.len() * 1000 <= count, "{clean:?}");
}
