//! What pages without a script show of a poll's kind.

mod figures;
mod histogram;
mod personal;
mod rows;
mod scale;
mod wording;

pub(crate) use figures::{facts, median, right_number, words};
pub(crate) use histogram::{Column, Line, Statement, histogram, line, outer_numbers, statements};
pub(crate) use personal::{Personal, personal};
pub(crate) use rows::{Row, rows};
pub(crate) use scale::{Mark, marks};
pub(crate) use wording::{fault, hint, named, text_fault};
