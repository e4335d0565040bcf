//! Definitions come in and go out in other people's formats, and nothing is lost on the way.

mod cloudformation;
mod compose;
mod docker_run;
mod files;
mod generate;
mod robust;
mod terraform;

use shared::dialect::{Export, Format, Import, export, import};
use shared::document::Document;
use shared::issue::DocumentKind;

/// Reads a text that holds definitions.
fn read(text: &str) -> Import {
    import(text, None)
        .map_err(|error| format!("{error}\n{text}"))
        .unwrap()
}

/// The notes of an import, one line each.
fn notes(import: &Import) -> String {
    let lines: Vec<String> = import.notes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn only(import: &Import, kind: DocumentKind) -> &Document {
    import.first(kind).unwrap()
}

/// The one file of an export.
fn written(documents: &[Document], format: Format) -> (String, Export) {
    let export = export(documents, format);
    let (_, text) = export.files.first().unwrap();
    (text.clone(), export)
}
