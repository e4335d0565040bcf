//! The way of a text to its documents: recognize, read, keep what was asked for.

use super::note::Notes;
use super::recognize::{Source, recognize};
use super::{Dialect, Import, ImportError, Imported};
use super::{cloudformation, compose, ecspresso, plain, run};
use crate::document::ReadError;
use crate::issue::DocumentKind;

/// Reads the definitions of a text, recognizes what it is written in, and tells what was not taken
/// over. Of one kind where one is asked for.
///
/// # Errors
/// Why the text holds no such definition, with the way out.
pub fn import(text: &str, wanted: Option<DocumentKind>) -> Result<Import, ImportError> {
    let (source, mut notes) = recognize(text)?;
    if let Source::EcspressoConfig(config) = &source {
        return Err(ImportError::EcspressoConfig(ecspresso::names(config)));
    }
    let (dialect, documents) = read(source, wanted, &mut notes)?;
    Ok(Import {
        dialect,
        documents: only(documents, wanted)?,
        notes: notes.finish(),
    })
}

/// Reads files that belong together, such as those of ecspresso, whose configuration names the
/// cluster and the service. Each file is a name, for notes, and a text.
///
/// # Errors
/// The first file that cannot be read, and why.
pub fn import_files(files: &[(&str, &str)]) -> Result<Import, (String, ImportError)> {
    let mut notes = Notes::default();
    let mut sources = Vec::new();
    let mut config = None;
    for (name, text) in files {
        let (source, inner) = recognize(text).map_err(|error| ((*name).to_owned(), error))?;
        notes.append(inner);
        match source {
            Source::EcspressoConfig(json) => config = Some(json),
            source => sources.push((*name, source)),
        }
    }
    let mut documents = Vec::new();
    let mut dialect = None;
    for (name, source) in sources {
        let kind = config
            .as_ref()
            .and_then(|config| ecspresso::kind_of(config, name));
        let (found, more) =
            read(source, kind, &mut notes).map_err(|error| (name.to_owned(), error))?;
        dialect = dialect.or(Some(found));
        documents.extend(more);
    }
    if let Some(config) = config {
        let names = ecspresso::names(&config);
        dialect = Some(Dialect::Ecspresso);
        if documents.is_empty() {
            let name = files.first().map_or("", |(name, _)| name).to_owned();
            return Err((name, ImportError::EcspressoConfig(names)));
        }
        ecspresso::complete(&config, &mut documents, &mut notes);
    }
    match dialect {
        Some(dialect) => Ok(Import {
            dialect,
            documents,
            notes: notes.finish(),
        }),
        None => Err((String::new(), ImportError::Unknown)),
    }
}

fn read(
    source: Source,
    wanted: Option<DocumentKind>,
    notes: &mut Notes,
) -> Result<(Dialect, Vec<Imported>), ImportError> {
    match source {
        Source::Plain(json) => plain::read(json, wanted, notes),
        Source::CloudFormation(json) => {
            let documents = cloudformation::read(json, wanted, notes)?;
            Ok((Dialect::CloudFormation, documents))
        }
        Source::Compose(json) => {
            let documents = compose::read(&json, notes)?;
            Ok((Dialect::Compose, documents))
        }
        Source::DockerRun(text) => {
            let documents = run::read(&text, notes)?;
            Ok((Dialect::DockerRun, documents))
        }
        Source::EcspressoConfig(json) => Err(ImportError::EcspressoConfig(ecspresso::names(&json))),
    }
}

fn only(
    mut documents: Vec<Imported>,
    wanted: Option<DocumentKind>,
) -> Result<Vec<Imported>, ImportError> {
    let Some(wanted) = wanted else {
        return Ok(documents);
    };
    let found = documents.first().map(|one| one.document.kind());
    documents.retain(|one| one.document.kind() == wanted);
    match found {
        Some(found) if documents.is_empty() => Err(ImportError::Read(ReadError::OtherKind {
            wanted: wanted.words(),
            found: found.words(),
        })),
        _ => Ok(documents),
    }
}
