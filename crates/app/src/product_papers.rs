//! The documents of own products, what they miss, and whether a product meets a tender.
//!
//! Invariants: no document is stored; they are made anew from the register each time. A support period that was
//! published is never shortened: a change that would is refused, with every other change beside it. A day that was
//! entered wrongly and published nowhere is corrected, with a reason (`support`).

mod support;

use std::sync::Arc;

use jiff::civil::Date;
use sekisho_assess::Verdict;
use sekisho_assess::answers::Whose;
use sekisho_assess::product_papers::{
    Bom, Document, DocumentKind, Ground, Known, Point, Shortest, SupportCorrection, Tender, check_offer,
    check_product, document, documents, shortest,
};
use sekisho_catalog::Catalog;
use sekisho_model::{Maker, Place, Problem, Product, ProductId, RecordKind, SbomSubject, Text, text};

pub(crate) use support::support_shortened;
pub use support::{BECAUSE_CHARS_MAX, Correction, correct_support};

use crate::answers::{Standings, standings};
use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// A product's documents.
#[derive(Clone, Debug)]
pub struct ProductPapers {
    /// The product.
    pub product: Product,
    /// The day they were made.
    pub day: Date,
    /// All of them, in reading order.
    pub documents: Vec<Document>,
    /// What is missing, and the shortest way to close it.
    pub shortest: Shortest,
    /// Corrections of its end of support, newest first.
    pub corrections: Vec<SupportCorrection>,
}

/// What a tender asks of a product, and of the offer in its file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Name of the tender.
    pub tender: String,
    /// Each point asked of the product.
    pub product: Vec<Point>,
    /// Name of the offer, and each point asked of it; None where the file has none.
    pub offer: Option<(String, Vec<Point>)>,
    /// What was not understood.
    pub problems: Vec<Problem>,
}

struct Loaded {
    standings: Standings,
    catalog: Arc<Catalog>,
    product: Product,
    known: Known,
    today: Date,
}

impl Loaded {
    /// Makes what a product's documents are made from, and looks at it.
    fn look<T>(&self, at: impl FnOnce(&Ground<'_>) -> T) -> T {
        self.standings.look(|catalog, answers| {
            at(&Ground {
                register: self.standings.register(),
                catalog,
                product: &self.product,
                known: &self.known,
                answers,
                today: self.today,
            })
        })
    }
}

async fn load(app: &App, caller: &Caller, id: &str) -> Result<Loaded, AppError> {
    let register = app.register().await?.1;
    let product = id.parse::<ProductId>().ok().and_then(|id| register.products.get(&id)).cloned();
    let product =
        product.ok_or_else(|| AppError::NotFound { kind: RecordKind::Product.word(), id: id.to_owned() })?;
    if product.maker != Maker::Own {
        return Err(AppError::Invalid(vec![Problem::error(
            Place::default(),
            text!(ja: "製品 {id} は自社の製品ではないため、文書を作りません。", en: "Product {id} is not our own: its documents are its maker's."),
            Text::new(
                "自社の製品であれば、製品の表の「製造元」を自社にしてください。",
                "If it is our own, say so under \"Maker\" in the table of products.",
            ),
        )]));
    }
    let known = known(app, &product.id).await?;
    let standings = standings(app, caller, Whose::Product(product.id.clone())).await?;
    Ok(Loaded { standings, catalog: app.catalog().catalog.clone(), product, known, today: app.today() })
}

/// What is known of a product beside the register.
async fn known(app: &App, id: &ProductId) -> Result<Known, AppError> {
    let subject = SbomSubject::Product(id.clone());
    let heads = app.sbom_heads().await?;
    let boms = heads.values().filter(|head| head.subject == subject).map(|head| Bom {
        name: head.name.clone(),
        format: head.format.clone(),
        components: head.components,
    });
    let boms: Vec<Bom> = boms.collect();
    let impacts = app.impacts().await?;
    let worst = impacts.iter().filter_map(|impact| {
        let of_it =
            impact.chains.iter().filter(|chain| chain.product.as_ref().is_some_and(|named| named.id == *id));
        of_it.map(|chain| chain.finding.verdict).max()
    });
    let worst: Vec<Verdict> = worst.collect();
    let count = |verdict| worst.iter().filter(|found| **found == verdict).count();
    // Without an SBOM nothing inside the product was held against any advisory.
    let looked = !boms.is_empty() && !app.advisories().await?.is_empty();
    let exposed = looked.then(|| (count(Verdict::Affected), count(Verdict::Undecided)));
    Ok(Known { boms, exposed, corrections: support::corrections(app, id).await? })
}

/// All documents of an own product.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Invalid`] where the product is not our own; trouble in
/// the store.
pub async fn of(app: &App, caller: &Caller, id: &str) -> Result<ProductPapers, AppError> {
    permit(caller, Act::Read)?;
    let loaded = load(app, caller, id).await?;
    let documents = loaded.look(documents);
    let shortest = shortest(&documents);
    let Loaded { product, known, today: day, .. } = loaded;
    Ok(ProductPapers { product, day, documents, shortest, corrections: known.corrections })
}

/// One document of an own product, and the day on which it was made.
///
/// # Errors
/// As for [`of`].
pub async fn one(
    app: &App,
    caller: &Caller,
    id: &str,
    kind: DocumentKind,
) -> Result<(Document, Date), AppError> {
    permit(caller, Act::Read)?;
    let loaded = load(app, caller, id).await?;
    Ok((loaded.look(|ground| document(ground, kind)), loaded.today))
}

/// Does an own product, and an offer in the same file, meet what a tender asks?
///
/// # Errors
/// As for [`of`]; [`AppError::Invalid`] also where the tender cannot be read.
pub async fn check(app: &App, caller: &Caller, id: &str, tender: &File) -> Result<Checked, AppError> {
    permit(caller, Act::Read)?;
    let loaded = load(app, caller, id).await?;
    let (read, mut problems) = Tender::read(&tender.bytes, &loaded.catalog);
    problems.iter_mut().for_each(|problem| problem.place.file.clone_from(&tender.name));
    let Some(read) = read else { return Err(AppError::Invalid(problems)) };
    let offer = read
        .offer
        .as_ref()
        .map(|offer| (offer.name.clone(), check_offer(offer, &read, &loaded.catalog, loaded.today)));
    let points = loaded.look(|ground| check_product(ground, &read));
    Ok(Checked { product: points, offer, tender: read.name, problems })
}
