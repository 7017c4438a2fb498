//! `#[story]` runs one story on SQLite and on PostgreSQL.
//!
//! ```ignore
//! #[story]
//! async fn a_second_vote_is_refused() { todo!() }
//! ```
//!
//! becomes two tests, `a_second_vote_is_refused::sqlite` and `…::postgres`; the houses that each of them opens use that
//! database. Arguments, as in `#[story(flavor = "multi_thread")]`, are passed on to `#[tokio::test]`.

use proc_macro::{TokenStream, TokenTree};

/// Runs a story once on each database.
///
/// # Panics
/// When it is applied to anything but a function.
#[proc_macro_attribute]
pub fn story(arguments: TokenStream, story: TokenStream) -> TokenStream {
    let name = story
        .clone()
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if word.to_string() == "fn"))
        .nth(1)
        .map(|name| name.to_string())
        .expect("#[story] is applied to an async fn");
    let tests = format!(
        "mod {name} {{
            #[::tokio::test({arguments})]
            async fn sqlite() {{ ::support::on_sqlite(super::{name}()).await }}
            #[::tokio::test({arguments})]
            async fn postgres() {{ ::support::on_postgres(super::{name}()).await }}
        }}"
    );
    let tests: TokenStream = tests.parse().expect("the tests are Rust");
    story.into_iter().chain(tests).collect()
}
