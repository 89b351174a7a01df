//! Own small documents for what the committee's cases leave out.
