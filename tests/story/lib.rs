//! `#[story]`: what is told of one database has to be true of the other.
//!
//! ```ignore
//! #[story]
//! async fn nobody_votes_twice() { todo!() }
//! ```
//!
//! becomes two tests, `nobody_votes_twice::sqlite` and `nobody_votes_twice::postgres`; the houses that it opens stand on that
//! database. What is written in the brackets goes to `#[tokio::test]`.

use proc_macro::{TokenStream, TokenTree};

/// Tells a story once on each database.
///
/// # Panics
/// Where it stands over anything but a function.
#[proc_macro_attribute]
pub fn story(how: TokenStream, story: TokenStream) -> TokenStream {
    let name = story
        .clone()
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if word.to_string() == "fn"))
        .nth(1)
        .map(|name| name.to_string())
        .expect("#[story] stands over an async fn");
    let tests = format!(
        "mod {name} {{
            #[::tokio::test({how})]
            async fn sqlite() {{ ::support::on_sqlite(super::{name}()).await }}
            #[::tokio::test({how})]
            async fn postgres() {{ ::support::on_postgres(super::{name}()).await }}
        }}"
    );
    let tests: TokenStream = tests.parse().expect("the tests are Rust");
    story.into_iter().chain(tests).collect()
}
