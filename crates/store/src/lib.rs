//! Facts and ledger to and from SQLite and PostgreSQL.
