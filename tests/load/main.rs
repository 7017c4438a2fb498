//! How fast a house counts, and how soon everybody knows: to come.

fn main() {}
