//! The published RFC 6962 proof vectors: each must get its verdict, and one accepted forgery fails all.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{ProofError, check};
use crate::shared;

/// Vectors in the four folders together.
const COUNT: usize = 270;
/// Those of them that must be refused.
const REFUSED: usize = 248;

#[test]
fn conformance_every_published_proof_vector_gets_its_verdict() {
    let Some(root) = shared::path("merkle") else { return };
    let (mut refused, mut right, mut accepted_forgeries) = (0, 0, 0);
    let files = files_under(&root);
    for file in &files {
        let kind = file.strip_prefix(&root).unwrap().iter().next().unwrap().to_str().unwrap();
        let vector: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let verdict = judge(kind, &vector);
        let wanted = vector["wantErr"].as_bool().unwrap();
        if verdict.is_err() == wanted {
            right += 1;
        } else {
            let case = file.strip_prefix(&root).unwrap().display();
            println!("miss | merkle proofs | {case} | {verdict:?}, wanted an error: {wanted}");
        }
        refused += usize::from(verdict.is_err());
        accepted_forgeries += usize::from(verdict.is_ok() && wanted);
    }
    println!("conformance | merkle proofs | {right} | {}", files.len());
    assert_eq!((files.len(), right, refused, accepted_forgeries), (COUNT, COUNT, REFUSED, 0));
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
    items.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

fn judge(kind: &str, vector: &Value) -> Result<(), ProofError> {
    let number = |key: &str| vector[key].as_u64().unwrap();
    let bytes = |value: &Value| value.as_str().map_or_else(Vec::new, |text| STANDARD.decode(text).unwrap());
    let hash = |key: &str| bytes(&vector[key]);
    let proof: Vec<Vec<u8>> = vector["proof"].as_array().into_iter().flatten().map(bytes).collect();
    match kind {
        "inclusion" => check::verify_inclusion(
            number("leafIdx"),
            number("treeSize"),
            hash("leafHash"),
            &proof,
            hash("root"),
        ),
        "consistency" => {
            check::verify_consistency(number("size1"), number("size2"), hash("root1"), hash("root2"), &proof)
        }
        "subtreeinclusion" => check::verify_subtree_inclusion(
            number("leafIdx"),
            number("start"),
            number("end"),
            hash("leafHash"),
            &proof,
            hash("root"),
        ),
        "subtreeconsistency" => check::verify_subtree_consistency(
            number("start"),
            number("end"),
            number("size"),
            hash("root1"),
            hash("root2"),
            &proof,
        ),
        other => panic!("unknown kind of vector: {other}"),
    }
}
