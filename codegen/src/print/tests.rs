//! What is printed, and that it is what was meant.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use similar::TextDiff;

use super::items;

/// Prints them, looks whether they are still the same, and compares the text.
fn prints(tokens: impl IntoIterator<Item = TokenStream> + Clone, expected: &str) {
    let found = items(tokens.clone()).text;
    let read = found.parse().unwrap_or_else(|error| panic!("{error}: {found}"));
    assert_eq!(flat(read), flat(tokens.into_iter().collect()), "{found}");
    let diff = TextDiff::from_lines(expected, &found);
    assert!(found == expected, "{}", diff.unified_diff());
}

/// Every token. How operators are joined is for who reads them.
fn flat(tokens: TokenStream) -> Vec<String> {
    let tokens = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => {
            let begin = format!("{:?}", group.delimiter());
            [vec![begin], flat(group.stream()), vec!["end".into()]].concat()
        }
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            vec![if text.starts_with(['"', 'r']) { super::doc::value(&text).into() } else { text }]
        }
        token => vec![token.to_string()],
    });
    tokens.collect()
}

#[test]
fn statements_stand_in_lines_of_their_own() {
    let text = "a \"b\"";
    let function = quote! {
        #[allow(clippy::x, reason = #text)]
        pub(crate) async fn a<'c, C>(b: &'c mut Vec<Vec<C>>, d: impl B<E = u8>) -> Result<(), F<'_>> {
            let mut g = b::H::<C>::new(&self.i, -1, [1, 2], (3,))?.j(-0.5).await?;
            assert_eq!(n[0].len(), 1 + 2, *o);
            assert!(!p.is_none());
            while let Some(q) = r.s().await { t(T { u, v: 1 }); }
            if w { x } else { y }
            match z { A | B => vec![], _ => r#"#"#, }
        }
    };
    let expected = "\
#[allow(clippy::x, reason = \"a \\\"b\\\"\")]
pub(crate) async fn a<'c, C>(b: &'c mut Vec<Vec<C>>, d: impl B<E = u8>) -> Result<(), F<'_>> {
    let mut g = b::H::<C>::new(&self.i, -1, [1, 2], (3,))?.j(-0.5).await?;
    assert_eq!(n[0].len(), 1 + 2, *o);
    assert!(!p.is_none());
    while let Some(q) = r.s().await {
        t(T {
            u,
            v: 1
        });
    }
    if w {
        x
    } else {
        y
    }
    match z {
        A | B => vec![],
        _ => r#\"#\"#,
    }
}
";
    prints([function], expected);
}

#[test]
fn empty_lines_stand_between_items_and_between_members() {
    let import = quote!(
        use a::{B, C};
    );
    let lints = quote!(#![allow(a)]);
    let block = quote! {
        impl<C> A for B<'_, C> {
            type C = BTreeMap<String, D>;
            const E: F = F::new();
            /// Does.
            #[inline]
            fn g(self) -> Self;
        }
    };
    let structure = quote! { pub struct A<'c, C> { b: BTreeMap<String, &'c C>, d: () } };
    let expected = "\
#![allow(a)]

use a::{B, C};

impl<C> A for B<'_, C> {
    type C = BTreeMap<String, D>;

    const E: F = F::new();

    /// Does.
    #[inline]
    fn g(self) -> Self;
}

pub struct A<'c, C> {
    b: BTreeMap<String, &'c C>,
    d: ()
}
";
    prints([lints, import, TokenStream::new(), block, structure], expected);
}

#[test]
fn docs_are_comments_whatever_they_have() {
    let line = " \t\"a\" \\b 'c' \u{200b}é `#[doc]`";
    let item = quote! {
        #[doc = " a\n b"]
        #[doc = #line]
        #[doc = r##" "#c"# "##]
        #[doc = ""]
        #[doc(alias = "d")]
        struct A;
    };
    let expected =
        format!("/// a\n/// b\n///{line}\n/// \"#c\"# \n///\n#[doc(alias = \"d\")]\nstruct A;\n");
    assert_eq!(items([item]).text, expected);
}

#[test]
fn words_are_those_that_may_have_to_be_imported() {
    let words = items([quote! {
        /// Doc
        #[derive(Derived)]
        enum Named { Variant(Inner) }
        fn function(argument: Type) -> path::End {
            value.member;
            value.call();
            "Text"
        }
    }])
    .words;
    let expected = ["Derived", "Type", "argument", "call", "derive", "enum", "fn", "path", "value"];
    assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_longer_than_a_line_is_broken_at_its_calls_and_then_at_their_arguments() {
    let text = "something that is as long as half of a line";
    let function = quote! {
        async fn a(first: impl Into<String>, second: BTreeMap<String, u64>, third: u64) -> Result<(), ()> {
            let short = b.c(#text).await?;
            let long = b.c().d(#text).e(-0.5, #text).await?;
            b.c(#text, BTreeMap::from([(#text, d::E::new(1).f(#text)), (#text, 1)])).await?;
        }
    };
    let expected = r#"async fn a(
    first: impl Into<String>,
    second: BTreeMap<String, u64>,
    third: u64,
) -> Result<(), ()> {
    let short = b.c("TEXT").await?;
    let long = b
        .c()
        .d("TEXT")
        .e(-0.5, "TEXT")
        .await?;
    b
        .c(
            "TEXT",
            BTreeMap::from([
                (
                    "TEXT",
                    d::E::new(1).f("TEXT"),
                ),
                ("TEXT", 1),
            ]),
        )
        .await?;
}
"#;
    let found = super::wrapped(function).replace(text, "TEXT");
    let diff = TextDiff::from_lines(expected, &found);
    assert!(found == expected, "{}", diff.unified_diff());
}

#[test]
fn what_a_text_has_is_not_broken() {
    let text = format!("r#\"\n{}\n\"#", "a \"b\", c(d, e).f ".repeat(9));
    let literal: proc_macro2::Literal = text.parse().unwrap();
    let found = super::wrapped(quote! { fn a() { let b = c.d(1, #literal).await?; } });
    let expected = format!(
        "fn a() {{\n    let b = c\n        .d(\n            1,\n            {text},\n        )\n        .await?;\n}}\n"
    );
    assert_eq!(found, expected);
}
