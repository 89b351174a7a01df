//! Promises of the whole surface, over real HTTP on loopback and a real register in a temporary folder.

mod client;
mod handling;
mod observation;
mod pages;
mod risk;
mod safety;
mod supply;
mod surface;
