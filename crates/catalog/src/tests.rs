//! The program's own packs, row by row, and packs laid over them.

use crate::built_in::PACKS;
use crate::{Catalog, pack};

#[test]
fn the_packs_in_the_program_have_no_problem() {
    for (file, text) in PACKS {
        let (read, problems) = pack::read(file, text);
        assert_eq!(problems, Vec::new(), "{file}");
        assert!(read.is_some_and(|read| read.pack.rows > 0), "{file}");
    }
    assert_eq!(Catalog::built_in().check(), Vec::new());
}
