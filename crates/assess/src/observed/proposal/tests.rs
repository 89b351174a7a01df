//! Tests of the zone proposal.
