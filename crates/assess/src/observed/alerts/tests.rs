//! Tests of the alerts.
