//! Tests of the matrix.
