//! A phone's evening: the pages it opens, the ballots it casts, which second vote is refused, and what it sees of the results.

mod answers;
mod changing_a_vote;
mod choices;
mod codes;
mod concurrency;
mod edge_cases;
mod evening;
mod fairness;
mod hidden_results;
mod identity;
mod kinds;
mod languages;
mod moderators;
mod moving;
mod one_tap;
mod own_answer;
mod own_words;
mod pages;
mod questions;
mod receipts;
mod remotes;
mod striking;
mod text_is_text;
mod turnout;
mod voters_page;
mod words;
