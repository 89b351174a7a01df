//! The register as files people edit: XLSX, TOML, JSON, CSV.
