//! Promises of the chain picture.

use sekisho_assess::{AdvisoryHead, Answer, Confidence, Counts, Finding, Named, Priority, Reason, Urgency};
use sekisho_model::{AdvisoryForm, Loss, SbomSubject};

use super::*;

fn impact(chains: Vec<Chain>) -> Impact {
    Impact {
        advisory: AdvisoryHead {
            id: "SKS-2026-001".parse().unwrap(),
            form: AdvisoryForm::Csaf20,
            title: String::new(),
            aliases: [].into(),
            publisher: "発行元".to_owned(),
            cvss: None,
            withdrawn: false,
        },
        chains,
        not_affected: Vec::new(),
        unidentified: Vec::new(),
        unlisted: 0,
        counts: Counts::default(),
        businesses: Vec::new(),
        suppliers: Vec::new(),
        own_products: Vec::new(),
        actions: Vec::new(),
        priority: Priority { urgency: Urgency::Planned, reasons: Vec::new() },
    }
}

fn named<Id: std::str::FromStr>(id: &str, name: &str) -> Named<Id>
where
    Id::Err: std::fmt::Debug,
{
    Named { id: id.parse().unwrap(), name: name.to_owned() }
}

fn chain(number: usize, verdict: Verdict, product: bool) -> Chain {
    Chain {
        finding: Finding::worst_of(
            Thing::Component {
                label: format!("とても長い名前の部品 {} とても長い名前の部品", number % 3),
                purl: String::new(),
                sbom: "ab".parse().unwrap(),
                subject: SbomSubject::Unattached,
            },
            vec![Answer {
                vulnerability: None,
                verdict,
                confidence: Confidence::Exact,
                reason: Reason::EveryVersion,
                remedies: Vec::new(),
                decision: None,
                named: None,
            }],
        )
        .into(),
        product: product.then(|| named("P1", "EM-200")),
        asset: Some(named(&format!("A{number}"), "主PLC")),
        zones: vec![named(&format!("Z{}", number % 4), "組立ライン１号機の制御ゾーン"), named("Z9", "生産")]
            .into(),
        businesses: vec![named("B1", "組立"), named(&format!("B{}", number % 5), "検査")].into(),
        importance: Stated::Known(Importance::Large),
        loss: Loss::default(),
    }
}

fn graph(chains: &[Chain]) -> Graph {
    let mut graph = Graph::default();
    for chain in chains {
        graph.add(&impact(Vec::new()), chain, &Register::default(), Lang::Ja);
    }
    graph
}

fn some() -> Vec<Chain> {
    (0..CHAINS_MAX).map(|number| chain(number, Verdict::Affected, number % 2 == 0)).collect()
}

#[test]
fn boxes_of_one_column_keep_apart_and_inside_the_picture() {
    let graph = graph(&some());
    let layout = layout::layout(&graph);
    for (place, (x, y)) in layout.places.iter().enumerate() {
        assert!(
            *y - layout::BOX_HEIGHT / 2 > 16 && *y + layout::BOX_HEIGHT / 2 < layout.height,
            "below the header"
        );
        assert!(*x >= 0 && *x + layout::BOX_WIDTH <= layout.width);
        for (other_x, other_y) in &layout.places[place + 1..] {
            assert!(x != other_x || (y - other_y).abs() >= layout::BOX_HEIGHT, "{:?}", graph.nodes[place]);
        }
    }
}

#[test]
fn a_line_past_a_column_runs_behind_no_box_of_it() {
    let graph = graph(&some());
    let layout = layout::layout(&graph);
    let between = |way: &[(i32, i32)]| way[1..way.len() - 1].to_vec();
    let passes: Vec<(i32, i32)> = layout.ways.iter().flat_map(|way| between(way)).collect();
    assert!(!passes.is_empty(), "some chains have no product");
    for (x, y) in passes {
        for (left, middle) in &layout.places {
            let beside = x < *left || x > left + layout::BOX_WIDTH;
            assert!(beside || (y - middle).abs() > layout::BOX_HEIGHT / 2);
        }
    }
}

#[test]
fn a_box_that_two_chains_share_is_drawn_once_with_the_worse_verdict() {
    let graph = graph(&[chain(0, Verdict::Undecided, true), chain(0, Verdict::Affected, true)]);
    let assets: Vec<&Node> = graph.nodes.iter().filter(|node| node.column == Column::Asset).collect();
    assert_eq!(assets.len(), 1);
    assert_eq!(assets[0].verdict, Verdict::Affected);
}

#[test]
fn chains_that_are_not_drawn_are_counted() {
    let chains = (0..CHAINS_MAX + 5).map(|number| chain(number, Verdict::Affected, false)).collect();
    let (svg, more) = picture(&impact(chains), &Register::default(), Lang::En);
    assert_eq!(more, 5);
    assert!(!svg.into_string().contains("style="));
}
