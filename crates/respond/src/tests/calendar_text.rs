//! calendar_text
