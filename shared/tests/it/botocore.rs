//! Where botocore is, which says what AWS's own clients know of ECS. Whoever runs the tests says so
//! in a variable of the environment; without it a test that needs it fails, in one sentence.

use std::path::PathBuf;

use flate2::read::GzDecoder;
use shared::json::{self, Json};

/// The Python virtual environment that `e2e/requirements.txt` is installed in.
pub(crate) struct Venv(PathBuf);

impl Venv {
    pub(crate) fn find() -> Result<Self, String> {
        const VARIABLE: &str = "LONGSHORE_TEST_VENV";
        let folder = std::env::var_os(VARIABLE)
            .map(PathBuf::from)
            .ok_or_else(|| format!("{VARIABLE} is not set; run cargo xtask test"))?;
        if folder.exists() {
            Ok(Self(folder))
        } else {
            Err(format!(
                "{VARIABLE} names {}, which is not there; run cargo xtask test",
                folder.display()
            ))
        }
    }

    /// A program of it, such as `python`.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }

    /// What botocore knows of ECS, its members in their order.
    pub(crate) fn ecs_model(&self) -> Result<Json, String> {
        let file = self
            .package_file("botocore/data/ecs/2014-11-13/service-2.json.gz")
            .ok_or_else(|| {
                format!(
                    "{} has no botocore with a model of ECS; run cargo xtask test",
                    self.0.display()
                )
            })?;
        let trouble = |error: String| format!("{}: {error}", file.display());
        let packed = std::fs::File::open(&file).map_err(|error| trouble(error.to_string()))?;
        let text = std::io::read_to_string(GzDecoder::new(packed))
            .map_err(|error| trouble(error.to_string()))?;
        json::parse(&text).map_err(|error| trouble(error.to_string()))
    }

    fn package_file(&self, path: &str) -> Option<PathBuf> {
        std::fs::read_dir(self.0.join("lib"))
            .ok()?
            .flatten()
            .map(|python| python.path().join("site-packages").join(path))
            .find(|file| file.exists())
    }
}
