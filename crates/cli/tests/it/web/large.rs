//! A plant of five thousand assets: pages are paged, and nothing on them grows with the register.

use std::fmt::Write as _;

use super::driver::Browser;
use super::served::Served;
use crate::harness::Bench;

const ASSETS: usize = 5000;
/// Largest page in bytes; the sample's largest is half of it.
const PAGE_BYTES_MAX: usize = 600_000;

fn plant() -> Bench {
    let mut plant = "format = 1\n".to_owned();
    for zone in 0..50 {
        write!(plant, "[[zone]]\nid = \"Z{zone}\"\nname = \"Zone {zone}\"\nimportance = \"large\"\n")
            .unwrap();
    }
    for asset in 0..ASSETS {
        let zone = asset % 50;
        write!(plant, "[[asset]]\nid = \"A{asset:04}\"\nname = \"Device {asset}\"\nkind = \"device\"\nzone = \"Z{zone}\"\n")
            .unwrap();
    }
    let bench = Bench::fresh();
    let file = bench.file("plant.toml", plant);
    bench.run(&["plant", "import", "--yes", &file]).ends(0);
    bench
}

#[test]
fn five_thousand_assets_are_paged_and_every_one_of_them_can_be_reached() {
    let Some(browser) = Browser::open() else { return };
    let served = Served::of(plant());
    served.sign_in(&browser);
    let cookie = browser.cookie("sekisho");
    for place in [
        "/tables/asset",
        "/tables/asset?page=50",
        "/tables/asset?gap=owner&sort=-zone",
        "/findings",
        "/findings?rule=asset-without-owner",
        "/steps/1-4",
        "/steps/1-6",
        "/assessments",
        "/plant",
        "/risk",
    ] {
        let (status, page) = served.get(place, &cookie);
        assert_eq!(status, 200, "{place}");
        assert!(page.len() < PAGE_BYTES_MAX, "{place} is {} bytes long", page.len());
    }
    browser.go(&served.at("/tables/asset?lang=en"));
    assert_eq!(browser.count("table[data-cells] tbody tr"), 100);
    browser.follow("nav.pager a[rel=next]");
    assert_eq!(browser.count("tr[data-id='A0100']"), 1);
    // A rule that finds all of them names a few, and leads to the others.
    browser.go(&served.at("/findings?lang=en"));
    browser.follow("#rule-asset-without-owner a[href='/findings?rule=asset-without-owner']");
    assert_eq!(browser.count("#rule-asset-without-owner li details"), 100);
    browser.follow("nav.pager a[rel=next]");
    assert!(browser.text("#rule-asset-without-owner").contains("Device 100"), "{}", browser.place());
}
