//! Ranges: what is in them, where they meet, and what stays open.

use super::*;

#[test]
fn a_range_is_told_by_its_text() {
    for (name, text) in [
        ("vers:npm/>=1.0|<2", Text::Vers("npm")),
        ("vers:all/*", Text::Vers("all")),
        (">=8.1.5", Text::Vls),
        ("<1.2.0|>=4.2.0", Text::Vls),
        ("1.0.0|1.1.0", Text::Vls),
        ("1.0.0", Text::Invalid),
        ("*", Text::Invalid),
        ("All versions < V4.33", Text::Invalid),
        ("vers:npm", Text::Invalid),
        ("vers:npm/>=|<2", Text::Invalid),
    ] {
        assert_eq!(Range::read(name).text, text, "{name}");
    }
}

#[test]
fn versions_are_in_a_range_out_of_it_or_undecided() {
    for (range, version, within) in [
        ("vers:intdot/>2.1.0|<4.2.0", "2.4.0", Some(true)),
        ("vers:intdot/>2.1.0|<4.2.0", "2.1", Some(false)),
        ("vers:intdot/>2.1.0|!=2.4.0|<4.2.0", "2.4", Some(false)),
        ("vers:npm/1.2.3|>=2.0.0|<5.0.0", "1.2.3", Some(true)),
        ("vers:npm/>=2.0.0|<5.0.0", "5.0.0-rc.1", Some(true)),
        ("vers:npm/>=2.0.0|<5.0.0", "2.0.0-rc.1", Some(false)),
        ("vers:deb/<1.2-3", "1.2-2~bpo1", None),
        ("vers:deb/<1.10", "1.9", Some(true)),
        ("<V3.0.29", "V3.0.3", Some(true)),
        (">10.9a|!=10.9c|<=10.9k", "10.9d", Some(true)),
        (">10.9a|!=10.9c|<=10.9k", "10.9c", Some(false)),
        ("<2.0", "2.0rc1", None),
        ("vers:datetime/>=2024-01-01T00:00:00Z", "2024-06-01T00:00:00Z", Some(true)),
        ("vers:lexicographic/<b", "aaa", Some(true)),
        ("vers:all/*", "anything", Some(true)),
        ("<1.0|>=2.0|<3.0", "2.5", Some(true)),
        ("<1.0|>=2.0|<3.0", "1.5", Some(false)),
    ] {
        assert_eq!(Range::read(range).contains(version), within, "{range} {version}");
    }
}

#[test]
fn ranges_meet_part_or_stay_undecided_either_way_round() {
    for (one, two, meet) in [
        ("vers:intdot/>2.1.0|<4.2.0", "vers:intdot/>1.2.0|<2.4.0", Some(true)),
        ("vers:intdot/>2.1.0|<4.2.0", "vers:intdot/>1.2.0|<=2.1.0", Some(false)),
        ("vers:intdot/>=2.1.0", "vers:intdot/<=2.1.0", Some(true)),
        ("vers:intdot/>=2.1.0|!=2.1.0", "vers:intdot/<=2.1.0", Some(false)),
        (">2.4.0|<4.2.0", ">1.2.0|<2.1.0", Some(false)),
        (">2.4.0|<4.2.0", "vers:deb/>1.2.0|<2.5", Some(true)),
        ("vers:npm/>=2.0.0", "vers:deb/>1.2.0|<2.5", Some(true)),
        ("vers:npm/>=2.0.0-a", "vers:deb/>1.2.0|<2.5", None),
        ("vers:npm/1.0.0|1.1.0", "vers:npm/<1.0.0", Some(false)),
        ("vers:npm/1.0.0|1.1.0", "vers:npm/<=1.0.0", Some(true)),
        ("vers:all/*", "vers:npm/<1.0.0", Some(true)),
    ] {
        let (one, two) = (Range::read(one), Range::read(two));
        assert_eq!(one.overlaps(&two), meet, "{one:?} {two:?}");
        assert_eq!(two.overlaps(&one), meet, "{two:?} {one:?}");
    }
}
