//! Tests of the makers.

use super::{Makers, pack};

fn mac(text: &str) -> sekisho_model::Mac {
    text.parse().unwrap()
}

#[test]
fn every_prefix_of_the_pack_is_one_and_none_is_there_twice() {
    let pack = pack::parsed().unwrap();
    let written: usize = pack.maker.iter().map(|row| row.prefixes.len()).sum();
    assert_eq!(Makers::built_in().len(), written);
    assert!(written > 150, "{written}");
    assert!(
        pack.maker.iter().all(|row| !row.en.is_empty() && !row.ja.is_empty() && !row.prefixes.is_empty())
    );
}

#[test]
fn a_list_of_ieee_and_lines_of_a_network_tool_name_the_longest_prefix() {
    let csv = "Registry,Assignment,Organization Name,Organization Address\r\n\
               MA-L,001BC5,IEEE Registration Authority,\"Piscataway, US\"\r\n\
               MA-S,001BC5123,\"Small, Co. Ltd\",\"1 Street\r\n2 Town\"\r\n\
               MA-M,8C1F641,Middle,\r\nMA-L,XYZ,Wrong,\r\nMA-L,001122,,\r\n";
    let (makers, problems) = Makers::default().with(csv.as_bytes());
    assert_eq!(makers.of(mac("00:1b:c5:12:34:56")).unwrap().name, "Small, Co. Ltd");
    assert_eq!(makers.of(mac("00:1b:c5:99:00:00")).unwrap().name, "IEEE Registration Authority");
    assert_eq!(makers.of(mac("8c:1f:64:1a:00:00")).unwrap().name, "Middle");
    assert_eq!(problems.len(), 2, "{problems:?}");
    let lines = "# list\n00:00:BC\tRockwell\tRockwell Automation\n00-0E-8C Siemens\n\
                 00:1B:C5:12:30:00/36\tSmall\tSmall Co\n00:11\tShort\n";
    let (makers, problems) = Makers::default().with(lines.as_bytes());
    assert_eq!(makers.of(mac("00:00:bc:00:00:01")).unwrap().name, "Rockwell Automation");
    assert_eq!(makers.of(mac("00:0e:8c:00:00:01")).unwrap().name, "Siemens");
    assert_eq!(makers.of(mac("00:1b:c5:12:3f:01")).unwrap().name, "Small Co");
    assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [5]);
}

#[test]
fn an_address_given_by_chance_names_nobody() {
    let (makers, _) = Makers::default().with(b"02:00:BC\tNobody\n");
    assert!(makers.of(mac("02:00:bc:00:00:01")).is_none());
}

#[test]
fn a_loaded_name_keeps_what_the_pack_knows_of_the_maker() {
    let (makers, problems) = Makers::built_in().with(b"AC:DE:48\tMits\tMITSUBISHI ELECTRIC CORPORATION\n");
    let maker = makers.of(mac("ac:de:48:00:00:01")).unwrap();
    assert!(problems.is_empty() && maker.confirmed);
    assert_eq!(maker.ja.as_deref(), Some("三菱電機"));
}

#[test]
fn any_bytes_are_read_to_rows_and_problems() {
    for seed in 0_u8..64 {
        let bytes: Vec<u8> = (0..997_u32)
            .map(|n| u8::try_from((n * 31 + u32::from(seed) * 17) % 251).unwrap_or(b','))
            .collect();
        let mut csv = b"Registry,Assignment,Organization Name\n".to_vec();
        csv.extend(&bytes);
        for list in [bytes, csv] {
            let (makers, problems) = Makers::default().with(&list);
            assert!(makers.len() + problems.len() > 0);
        }
    }
}
