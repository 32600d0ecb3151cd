//! Letters as files, for machines without a mail server. They hold people's names: nobody but their owner reads them.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use daybook_shared::id::MailId;
use tempfile::NamedTempFile;

/// Writes a message as `<id>.eml`, whole or not at all; one that is written again takes the place of the former.
pub(super) async fn write(directory: PathBuf, id: MailId, message: Vec<u8>) -> io::Result<()> {
    let written = tokio::task::spawn_blocking(move || write_now(&directory, id, &message));
    written.await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn write_now(directory: &Path, id: MailId, message: &[u8]) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    // Private to its owner, as such files are made.
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(message)?;
    file.as_file().sync_all()?;
    file.persist(directory.join(format!("{id}.eml")))?;
    Ok(())
}
