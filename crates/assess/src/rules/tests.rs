//! Every rule fires where it should, and stays silent where it should.
