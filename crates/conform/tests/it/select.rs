//! The vectors that are part of the crate.

use cognito_mfa_conform::{DifferenceKind, Endpoint, EndpointError, Theme, VectorFile};

#[test]
fn the_built_in_vectors_are_those_of_the_repository() {
    let files = VectorFile::built_in();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance");
    let mut count = 0;
    for folder in ["", "faults", "field-reports"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                let file = files.iter().find(|file| file.name == name).unwrap();
                assert_eq!(*file, VectorFile::read(&name, &std::fs::read(&path).unwrap()));
                count += 1;
            }
        }
    }
    assert_eq!(count, files.len());
}

#[test]
fn every_theme_has_lines_that_expect_something() {
    let files = VectorFile::built_in();
    let lines: Vec<_> = files.iter().flat_map(|file| &file.lines).filter(|line| line.expect.is_some()).collect();
    for theme in Theme::ALL {
        assert!(lines.iter().filter(|line| line.theme() == theme).count() > 100, "{theme:?}");
    }
}

#[test]
fn endpoints_that_are_not_plain_servers_are_refused() {
    let error = |url: &str| Endpoint::new(url).unwrap_err();
    assert_eq!(error("127.0.0.1:4566"), EndpointError::NotUrl);
    assert_eq!(error("ftp://127.0.0.1"), EndpointError::NotUrl);
    assert_eq!(error("http://user:password@127.0.0.1"), EndpointError::NotUrl);
    assert_eq!(error("https://127.0.0.1"), EndpointError::NoTls);
    for host in ["cognito-idp.us-east-1.api.aws", "cognito-idp.eusc-de-east-1.amazonaws.eu", "a.amazonaws.com.cn"] {
        assert_eq!(error(&format!("http://{host}")), EndpointError::Aws);
    }
    assert_eq!(error("http://cognito-idp.eu-west-1.amazonaws.com."), EndpointError::Aws);
    assert_eq!(error("http://COGNITO-IDP.cn-north-1.AMAZONAWS.com.cn:80"), EndpointError::Aws);
    assert!(Endpoint::new_allowing_aws("http://cognito-idp.eu-west-1.amazonaws.com").is_ok());
}

#[test]
fn a_kind_of_difference_has_a_code_that_reads_back() {
    for kind in DifferenceKind::ALL {
        assert_eq!((kind.code().parse(), kind.to_string()), (Ok(kind), kind.code().into()));
    }
    let unknown = "another challenge".parse::<DifferenceKind>().unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "The name is unknown. Expected accepted, refused, challenge, exception, message, member or no-answer."
    );
}
