//! Without a mail server.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use daybook_api::mail::Dispatch;

use super::{Outbox, letter};
use crate::support::app::MAIL_FROM;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn mails_become_files_that_only_their_owner_reads() {
    let directory = tempfile::tempdir().unwrap();
    let mails = directory.path().join("data/mail");
    let mut outbox = Outbox::to("smtp://127.0.0.1:9").await;
    outbox.state.mail = Dispatch::new(MAIL_FROM, None, mails.clone()).unwrap();
    let id = outbox.write(letter("sarah")).await;
    assert_eq!(outbox.send().await, 1);
    assert!(outbox.waiting().await.is_empty());
    let names: Vec<_> = std::fs::read_dir(&mails)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [format!("{id}.eml").as_str()]);
    let file = mails.join(format!("{id}.eml"));
    assert_eq!((mode(&mails), mode(&file)), (0o700, 0o600));
    let message = std::fs::read_to_string(file).unwrap();
    for part in [
        "To: \"Sarah Chen\" <sarah@example.com>\r\n",
        "Subject: Your export is ready\r\n",
        "Hello Sarah,\r\n\r\nit is ready.\r\n",
        "<p>it is <b>ready</b>.</p>",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[tokio::test]
async fn where_no_file_can_be_written_the_mail_waits() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut outbox = Outbox::to("smtp://127.0.0.1:9").await;
    outbox.state.mail = Dispatch::new(MAIL_FROM, None, file.path().join("mail")).unwrap();
    outbox.write(letter("sarah")).await;
    assert_eq!(outbox.send().await, 0);
    assert_eq!(outbox.waiting().await[0].failures, 1);
}
