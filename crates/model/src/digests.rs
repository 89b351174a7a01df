//! Digests of one thing by algorithm: a map that takes room for what it holds and no more.
//!
//! An SBOM of some hundred thousand components has mostly one digest each; a node of the standard map takes half a
//! kilobyte for it. Invariant: algorithms ascend and occur once.

use std::collections::BTreeMap;
use std::ops::Index;

use serde::{Deserialize, Serialize};

/// Digests by algorithm, hexadecimal, in the order of the algorithms' names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct Digests(Vec<(String, String)>);

impl Digests {
    /// Is there none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The digest by one algorithm.
    #[must_use]
    pub fn get(&self, algorithm: &str) -> Option<&String> {
        self.place(algorithm).ok().and_then(|at| self.0.get(at)).map(|(_, digest)| digest)
    }

    /// Puts a digest in place of the one by the same algorithm, which is returned.
    pub fn insert(&mut self, algorithm: String, digest: String) -> Option<String> {
        match self.place(&algorithm) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, digest)),
            Err(at) => {
                self.0.reserve_exact(1);
                self.0.insert(at, (algorithm, digest));
                None
            }
        }
    }

    /// Takes a digest out.
    pub fn remove(&mut self, algorithm: &str) -> Option<String> {
        self.place(algorithm).ok().map(|at| self.0.remove(at).1)
    }

    /// Algorithms and digests.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(algorithm, digest)| (algorithm, digest))
    }

    /// Algorithms.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(algorithm, _)| algorithm)
    }

    fn place(&self, algorithm: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(algorithm))
    }
}

impl Index<&str> for Digests {
    type Output = String;

    /// # Panics
    /// Where there is no digest by this algorithm, as the standard maps do.
    fn index(&self, algorithm: &str) -> &String {
        match self.place(algorithm) {
            Ok(at) => &self.0[at].1,
            Err(_) => panic!("there is no digest by {algorithm}"),
        }
    }
}

impl FromIterator<(String, String)> for Digests {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(digests: I) -> Self {
        digests.into_iter().collect::<BTreeMap<_, _>>().into()
    }
}

impl From<BTreeMap<String, String>> for Digests {
    fn from(digests: BTreeMap<String, String>) -> Self {
        let mut digests: Vec<_> = digests.into_iter().collect();
        digests.shrink_to_fit();
        Self(digests)
    }
}

impl From<Digests> for BTreeMap<String, String> {
    fn from(digests: Digests) -> Self {
        digests.0.into_iter().collect()
    }
}

impl IntoIterator for Digests {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Digests {
    type Item = (&'a String, &'a String);
    type IntoIter = Box<dyn Iterator<Item = Self::Item> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_ascend_and_the_newest_digest_stands() {
        let mut digests: Digests = [("SHA-256", "aa"), ("MD5", "bb")]
            .map(|(algorithm, digest)| (algorithm.to_owned(), digest.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(digests.insert("SHA-256".to_owned(), "cc".to_owned()), Some("aa".to_owned()));
        assert_eq!(digests.insert("SHA-1".to_owned(), "dd".to_owned()), None);
        assert_eq!(digests.keys().collect::<Vec<_>>(), ["MD5", "SHA-1", "SHA-256"]);
        assert_eq!(digests["SHA-256"], "cc");
        assert_eq!(digests.remove("MD5"), Some("bb".to_owned()));
        assert_eq!((digests.len(), digests.get("MD5")), (2, None));
        let text = serde_json::to_string(&digests).unwrap();
        assert_eq!(text, r#"{"SHA-1":"dd","SHA-256":"cc"}"#);
        assert_eq!(serde_json::from_str::<Digests>(&text).unwrap(), digests);
    }
}
