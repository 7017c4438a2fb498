//! Stories told from outside, one behaviour each: what a visitor, a host or a hostile neighbour does, and what they see.
//! One binary, because linking is what makes Rust tests slow.

mod edge_cases;
