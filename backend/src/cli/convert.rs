//! `longshore convert`: definitions in another format.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use shared::dialect;

use super::input::{self, Kind, Source, Values};
use super::{Failure, say, warn};

#[derive(Debug, Args)]
pub(super) struct Convert {
    /// The files, of a task definition and of the service that runs it; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format to write.
    #[arg(long, value_enum)]
    to: Format,
    /// The folder to write files into; made when missing. Without it the only file is printed.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// What the files are; recognised from their content without it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    #[command(flatten)]
    values: Values,
}

/// The formats, by their names on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    AwsCli,
    #[value(name = "cloudformation", alias = "cloudformation-yaml")]
    CloudFormation,
    #[value(name = "cloudformation-json")]
    CloudFormationJson,
    Terraform,
    Ecspresso,
}

impl From<Format> for dialect::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Json => Self::Json,
            Format::AwsCli => Self::AwsCli,
            Format::CloudFormation => Self::CloudFormationYaml,
            Format::CloudFormationJson => Self::CloudFormationJson,
            Format::Terraform => Self::Terraform,
            Format::Ecspresso => Self::Ecspresso,
        }
    }
}

impl Convert {
    pub(super) fn run(self) -> Result<(), Failure> {
        input::refuse_two_inputs(&self.files)?;
        let mut documents = Vec::new();
        if self.kind.is_none() && self.files.len() > 1 {
            documents.extend(self.together()?);
        } else {
            for path in &self.files {
                documents.extend(Source::read(path, &self.values)?.documents(self.kind)?);
            }
        }
        let export = dialect::export(&documents, self.to.into());
        for note in &export.notes {
            warn(&format!("note: {note}"));
        }
        match (&self.out, export.files.as_slice()) {
            (Some(folder), files) => {
                let failed = |path: &std::path::Path, error: &std::io::Error| {
                    Failure::new(format!(
                        "cannot write {}: {error}; choose another folder with --out",
                        path.display()
                    ))
                };
                std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
                for (name, text) in files {
                    let path = folder.join(name);
                    std::fs::write(&path, text).map_err(|error| failed(&path, &error))?;
                    warn(&format!("wrote {}", path.display()));
                }
            }
            (None, [(_, text)]) => say(text.trim_end_matches('\n')),
            (None, files) => {
                let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
                return Err(Failure::new(format!(
                    "this makes {} files ({}); give the folder for them with --out",
                    files.len(),
                    names.join(", ")
                )));
            }
        }
        Ok(())
    }

    /// Files that belong together, such as those of ecspresso.
    fn together(&self) -> Result<Vec<shared::document::Document>, Failure> {
        let sources = self
            .files
            .iter()
            .map(|path| Source::read(path, &self.values))
            .collect::<Result<Vec<_>, _>>()?;
        let texts: Vec<(&str, &str)> = sources
            .iter()
            .map(|source| (source.name.as_str(), source.text.as_str()))
            .collect();
        let import = dialect::import_files(&texts)
            .map_err(|(name, error)| Failure::new(format!("{name}: {error}")))?;
        for note in &import.notes {
            warn(&format!("note: {note}"));
        }
        let documents = import.documents.into_iter();
        Ok(documents.map(|imported| imported.document).collect())
    }
}
