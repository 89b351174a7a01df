//! The editions of one form file, each compiled when the first document asks for it.

use std::sync::OnceLock;

use super::notation;

/// Compiled forms by the name of their edition, oldest first.
pub(crate) struct Editions<T> {
    all: Vec<(&'static str, OnceLock<Result<T, String>>)>,
    compile: fn(&'static str) -> Result<T, String>,
}

impl<T> Editions<T> {
    /// Of a form file, whose editions `compile` takes out of it.
    pub(crate) fn of(form: &'static str, compile: fn(&'static str) -> Result<T, String>) -> Self {
        let all = notation::editions(form).into_iter().map(|edition| (edition, OnceLock::new())).collect();
        Self { all, compile }
    }

    /// The form of an edition; none where there is no such edition.
    pub(crate) fn get(&self, edition: &str) -> Option<(&'static str, Result<&T, &String>)> {
        let (edition, form) = self.all.iter().find(|(known, _)| *known == edition)?;
        Some((edition, form.get_or_init(|| (self.compile)(edition)).as_ref()))
    }

    /// The newest edition.
    pub(crate) fn newest(&self) -> &'static str {
        self.all.last().map_or("", |(edition, _)| edition)
    }
}
