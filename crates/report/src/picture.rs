//! Pictures: judgements as SVG, for pages and for paper.
//!
//! Each is a pure function from a small view struct to one `<svg>`: no clock, no script, no style sheet, no
//! outside font, no address of its own. Colours are the custom properties of the page around it, with fallbacks
//! that print, and nothing is said by colour alone. Texts are measured on the safe side, so that no two overlap.
//! What leads where is handed in; a picture without links is one image to a screen reader.

pub mod attack_tree;
pub mod flows;
pub mod heat;
pub mod radar;
pub mod timeline;
pub mod trend;
pub mod zone_map;

mod canvas;
mod ink;
mod measure;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod sample;

pub use attack_tree::attack_tree;
pub use flows::flows;
pub use heat::heat;
pub use ink::Grade;
pub use measure::{fit, width};
pub use radar::radar;
pub use timeline::timeline;
pub use trend::trend;
pub use zone_map::zone_map;
