//! Compresses the pages once, at build time, as well as it goes: `.br` and `.gz` beside each file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

/// The best that brotli has.
const BROTLI_QUALITY: u32 = 11;

/// A window of 4 MiB, which holds the whole module.
const BROTLI_WINDOW_BITS: u32 = 22;

/// What compressing makes no smaller.
const COMPRESSED_ALREADY: [&str; 6] = ["br", "gz", "png", "jpg", "webp", "woff2"];

/// Compresses each file of a folder and the folders in it.
pub(super) fn folder(folder: &Path) -> Result<()> {
    let files = files(folder)?;
    thread::scope(|scope| {
        let workers: Vec<_> = files
            .iter()
            .map(|path| scope.spawn(move || file(path)))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .map_err(|_| anyhow!("compressing ended early"))?
        })
    })
}

/// The files that a server sends, without those that compressing adds.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else if !has_extension(&path, &["br", "gz"]) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn file(path: &Path) -> Result<()> {
    if has_extension(path, &COMPRESSED_ALREADY) {
        return Ok(());
    }
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    for (extension, compressed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
        let beside = beside(path, extension);
        if compressed.len() < bytes.len() {
            fs::write(&beside, compressed)
                .with_context(|| format!("could not write {}", beside.display()))?;
        }
    }
    Ok(())
}

/// `app.js` → `app.js.br`.
pub(crate) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = CompressorWriter::new(
        &mut compressed,
        bytes.len().max(1),
        BROTLI_QUALITY,
        BROTLI_WINDOW_BITS,
    );
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| extensions.contains(&extension))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::temporary::TemporaryFolder;

    #[test]
    fn what_is_compressed_comes_back_whole() {
        let folder = TemporaryFolder::create("compress").unwrap();
        let path = folder.path().join("app.js");
        let text = "let longshore = 'deploys';\n".repeat(50);
        fs::write(&path, &text).unwrap();

        super::folder(folder.path()).unwrap();

        let mut unpacked = String::new();
        brotli::Decompressor::new(&*fs::read(beside(&path, "br")).unwrap(), 4096)
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        unpacked.clear();
        flate2::read::GzDecoder::new(&*fs::read(beside(&path, "gz")).unwrap())
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        assert_eq!(files(folder.path()).unwrap(), [path]);
    }

    #[test]
    fn what_would_grow_is_left_alone() {
        let folder = TemporaryFolder::create("compress").unwrap();
        fs::write(folder.path().join("a.txt"), "x").unwrap();
        super::folder(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
