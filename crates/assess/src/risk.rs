//! Risk by IPA's two methods.
