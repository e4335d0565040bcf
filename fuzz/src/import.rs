//! Other people's formats: any text gives an answer, and what is written can be read.

use shared::dialect::{Format, Import, export, import, import_files};
use shared::document::Document;
use shared::issue::DocumentKind;

/// Reads a text, writes what was read in every format, and reads that.
pub fn run(text: &str) {
    for kind in DocumentKind::ALL {
        if let Ok(found) = import(text, Some(kind)) {
            assert!(
                found
                    .documents
                    .iter()
                    .all(|one| one.document.kind() == kind)
            );
        }
    }
    if let [first, second] = crate::texts(text)
        && !second.is_empty()
    {
        drop(import_files(&[("a.json", first), ("b.yml", second)]));
    }
    let found = match import(text, None) {
        Ok(found) => found,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(!found.documents.is_empty());
    assert!(found.notes.iter().all(|note| !note.message.is_empty()));
    let documents = documents(found);
    let written = Format::ALL.map(|format| export(&documents, format));
    for (name, text) in written.iter().flat_map(|export| &export.files) {
        assert!(!name.is_empty());
        drop(import(text, None));
    }
    // A template says the same in YAML and in JSON.
    let template = |format: Format| {
        let export = export(&documents, format);
        let text = export
            .files
            .first()
            .map(|(_, text)| text.clone())
            .unwrap_or_default();
        import(&text, None).map(self::documents)
    };
    let (yaml, json) = (
        template(Format::CloudFormationYaml),
        template(Format::CloudFormationJson),
    );
    assert_eq!(yaml.is_ok(), json.is_ok(), "{yaml:?} {json:?}");
    if let (Ok(yaml), Ok(json)) = (yaml, json) {
        assert_eq!(yaml, json);
    }
}

fn documents(found: Import) -> Vec<Document> {
    found
        .documents
        .into_iter()
        .map(|one| one.document)
        .collect()
}
