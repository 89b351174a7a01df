//! The examples in the C2SP texts, counted: each is read, printed back and judged as its text says, and one accepted
//! forgery fails all.

use crate::cosignature::Cosignature;
use crate::key::WitnessKey;
use crate::{Checkpoint, Note, TlogProof, VerifierKey, shared};

/// One example: its name, and whether it gets the verdict its text gives it.
type Case = (&'static str, bool);

/// The fenced examples of one text.
fn examples(name: &str) -> Option<(String, Vec<String>)> {
    let text = shared::text(&format!("c2sp/{name}.md"))?;
    let blocks = shared::fenced(&text);
    Some((text, blocks))
}

fn reads_back(example: &str) -> bool {
    Note::parse(example.as_bytes()).is_ok_and(|note| note.to_text() == example)
}

/// The poem reads back; the message opens with its key, and no change of one byte does.
fn signed_note() -> Option<Vec<Case>> {
    let (text, notes) = examples("signed-note")?;
    let line = text.lines().map(str::trim).find(|line| line.starts_with("example.com/foo+")).unwrap();
    let keys = [VerifierKey::from_text(line).unwrap()];
    let open = |bytes: &[u8]| Note::parse(bytes).is_ok_and(|note| note.verify(&keys).is_ok());
    let message = notes[1].as_bytes();
    let forged = (0..message.len()).filter(|at| {
        let mut forged = message.to_vec();
        forged[*at] ^= 1;
        open(&forged)
    });
    Some(vec![
        ("signed-note: the poem reads back", reads_back(&notes[0])),
        ("signed-note: the message opens with its key", reads_back(&notes[1]) && open(message)),
        ("signed-note: no changed byte of it is accepted", forged.count() == 0),
        ("signed-note: the poem is not signed by that key", !open(notes[0].as_bytes())),
        ("signed-note: a log's key is no witness's", WitnessKey::from_text(line).is_err()),
    ])
}

fn is_the_sofa(example: &str) -> bool {
    let text: String = example.split_inclusive('\n').take(3).collect();
    let read = Checkpoint::from_text(&text);
    read.is_ok_and(|it| {
        (it.origin(), it.size()) == ("example.com/behind-the-sofa", 20_852_163) && it.to_text() == text
    })
}

/// The texts give no keys to these: their form is read, the time of the cosignature among it.
fn checkpoints() -> Option<Vec<Case>> {
    let (_, of_log) = examples("tlog-checkpoint")?;
    let (_, cosigned) = examples("tlog-cosignature")?;
    let note = Note::parse(cosigned[0].as_bytes()).unwrap();
    let line = &note.signatures()[1];
    let time = u64::from_be_bytes(*line.bytes.first_chunk().unwrap());
    let stranger = crate::WitnessSigner::generate_from("witness.example.com/w1", [9; 32]).unwrap();
    Some(vec![
        ("tlog-checkpoint: reads back", reads_back(&of_log[0]) && is_the_sofa(&of_log[0])),
        ("tlog-cosignature: reads back", reads_back(&cosigned[0]) && is_the_sofa(&cosigned[0])),
        ("tlog-cosignature: time and length", time == 1_679_315_147 && line.bytes.len() == 8 + 64),
        (
            "tlog-cosignature: another key of that name is another witness",
            note.cosignatures(&[stranger.verifier()]) == Ok(Vec::<Cosignature>::new()),
        ),
    ])
}

/// The proof's example has its checkpoint shortened with dots, so it reads as a proof and never as proved.
fn proof() -> Option<Vec<Case>> {
    let (_, blocks) = examples("tlog-proof")?;
    let proof = TlogProof::parse(blocks[0].as_bytes());
    let key = crate::SignerKey::generate_from("example.com/fancylog", [9; 32]).unwrap().verifier();
    let is_read = proof.as_ref().is_ok_and(|it| it.index() == 73_894 && it.to_text() == blocks[0]);
    let refused = proof.is_ok_and(|it| it.verify(&crate::leaf_hash(b"x"), &key).is_err());
    Some(vec![("tlog-proof: reads back", is_read), ("tlog-proof: a shortened one proves nothing", refused)])
}

#[test]
fn conformance_every_example_of_the_c2sp_texts_gets_its_verdict() {
    let Some(cases) = (|| Some([signed_note()?, checkpoints()?, proof()?].concat()))() else { return };
    let passed = cases.iter().filter(|(_, right)| *right).count();
    for (case, _) in cases.iter().filter(|(_, right)| !*right) {
        println!("miss | c2sp examples | {case} | not as the text says");
    }
    println!("conformance | c2sp examples | {passed} | {}", cases.len());
    assert_eq!((passed, cases.len()), (11, 11));
}
