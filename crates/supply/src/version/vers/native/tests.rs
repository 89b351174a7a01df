//! One line for each turn of each notation.

use super::*;

fn native(kind: &str, text: &str) -> String {
    match read(kind, text) {
        Ok(vers) => vers.to_string().split_once('/').unwrap().1.to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_notation_is_read_as_its_ecosystem_means_it() {
    for (kind, text, expected) in [
        ("npm", "", "*"),
        ("npm", "1.x || >=2.5.0 || 5.0.0 - 7.2.3", ">=1.0.0|<2.0.0|>=2.5.0|>=5.0.0|<=7.2.3"),
        ("npm", "1.2.3 - 2.3", ">=1.2.3|<2.4.0"),
        ("npm", "^0.0.3", ">=0.0.3|<0.0.4"),
        ("npm", "^0.2", ">=0.2.0|<0.3.0"),
        ("npm", "^0.x", ">=0.0.0|<1.0.0"),
        ("npm", "~1", ">=1.0.0|<2.0.0"),
        ("npm", "~> 1.2", ">=1.2.0|<1.3.0"),
        ("cargo", "1.2.3", ">=1.2.3|<2.0.0"),
        ("cargo", ">=1.2, <1.5", ">=1.2.0|<1.5.0"),
        ("cargo", "0.2.*", ">=0.2.0|<0.3.0"),
        ("pub", "^1.2.3", ">=1.2.3|<2.0.0"),
        ("pub", "any", "*"),
        ("pypi", "~=1.4.2", ">=1.4.2|<1.5.dev0"),
        ("pypi", "==1.2.*, !=1.2.5", ">=1.2.dev0|!=1.2.5|<1.3.dev0"),
        ("pypi", ">=1.0a1,<1.0.5||>=1.1b1,<1.1.1", ">=1.0a1|<1.0.5|>=1.1b1|<1.1.1"),
        ("pypi", "==2.3.0||==3.0.0", "2.3.0|3.0.0"),
        ("gem", "~> 2.0", ">=2.0|<3.0"),
        ("gem", "~> 3.5.0", ">=3.5.0|<3.6"),
        ("gem", "~> 2.2.0, != 2.2.1", ">=2.2.0|!=2.2.1|<2.3"),
        ("gem", "", "*"),
        ("gem", ">=2.0.0 <=4.0.4", ">=2.0.0|<=4.0.4"),
        ("maven", "[1.0,2.0)", ">=1.0|<2.0"),
        ("maven", "(,1.0],[1.2,)", "<=1.0|>=1.2"),
        ("maven", "(,1.1),(1.1,)", "<1.1|>1.1"),
        ("maven", "[1.0]", "1.0"),
        ("maven", "[3.4,3.4.0]", "3.4"),
        ("nuget", "[3.4, 3.4]", "3.4"),
        ("maven", "(,)", "*"),
        ("nuget", "1.0", ">=1.0"),
        ("nuget", "(1.0, )", ">1.0"),
        ("nuget", "2.1.*", ">=2.1|<2.2"),
        ("composer", "^1.2.3 || ~2.1", ">=1.2.3|<2.0.0|>=2.1|<3.0.0"),
        ("composer", ">=1.0,<1.1|1.5.*", ">=1.0|<1.1|>=1.5.0|<1.6.0"),
        ("composer", "dev-main", "dev-main"),
        ("conan", "~2.5.1", ">=2.5.1-|<2.6.0-"),
        ("conan", ">1 <2.0 || ^3.2", ">1|<2.0-|>=3.2-|<4.0-"),
        ("conan", "[>=1.0 <2, include_prerelease]", ">=1.0-|<2-"),
        ("conan", "*", "*"),
        ("deb", ">> 1.0-1, << 2.0", ">1.0-1|<2.0"),
        ("rpm", ">= 1.2-3", ">=1.2-3"),
        ("hex", "~> 2.1 or >= 4.0.0 and < 4.1.0", ">=2.1|<3.0.0|>=4.0.0|<4.1.0"),
        ("hackage", "^>=1.2.3 || ==2.*", ">=1.2.3|<1.3|>=2|<3"),
        ("swift", "1.0.0..<2.0.0", ">=1.0.0|<2.0.0"),
        ("nginx", "all", "*"),
        ("golang", ">=v1.2.0 <v1.3.0||v1.4.0", ">=v1.2.0|<v1.3.0|v1.4.0"),
    ] {
        assert_eq!(native(kind, text), expected, "{kind} {text}");
    }
}

#[test]
fn what_is_not_in_a_notation_is_refused_by_name() {
    for (kind, text, part) in [
        ("npm", ">=1.0.0 latest", "latest"),
        ("npm", ">=", ">="),
        ("maven", "[1.0,2.0", "[1.0,2.0"),
        ("maven", "(1.0)", "(1.0)"),
        ("maven", "[2.0,1.9]", "[2.0,1.9]"),
        ("maven", "[,1.0],[2.0,2)", "[2.0,2)"),
        ("nuget", "(3.4, 3.4]", "(3.4, 3.4]"),
        ("nuget", "x.*", "x.*"),
        ("gem", "~> beta", "~>beta"),
        ("hex", "~> 2", "~>2"),
        ("nginx", "1+", "1+"),
        ("pypi", "<1.*", "<1.*"),
        ("conan", "^a.b", "^a.b"),
    ] {
        let expected = format!("{part:?} cannot be read as a range of type {kind:?}");
        assert_eq!(native(kind, text), expected, "{kind} {text}");
    }
    assert!(native("invalid", "1").starts_with("its type"));
    assert!(native("all", ">=1").starts_with("type \"all\" knows no constraint"));
    assert_eq!(native("npm", &"1 ".repeat(40_000)), "it has more than 10000 constraints");
}
