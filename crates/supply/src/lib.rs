//! SBOMs and advisories in; identity, version order, and what is affected.
