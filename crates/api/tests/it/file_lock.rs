//! One process has the SQLite file; a second is refused.

use crate::support::program::{Program, fails};

#[tokio::test]
async fn a_second_process_on_the_same_file_is_refused() {
    let program = Program::new().await;
    if !program.is_sqlite() {
        return;
    }
    let workspace = program.workspace("Alone");
    let server = program.serve();
    for arguments in [
        ["serve", "--listen=127.0.0.1:0"],
        ["import", "--workspace=Alone"],
        ["user", "create"],
    ] {
        let mut command = program.command(arguments);
        if arguments[0] == "user" {
            command
                .args(["--email", "a@example.com", "--name", "A"])
                .env("DAYBOOK_PASSWORD", "correct horse");
        }
        let (code, stderr) = fails(&mut command);
        assert_eq!(code, 1, "{stderr}");
        let begin = "daybook: DAYBOOK_DATABASE_URL: ";
        assert!(
            stderr.starts_with(begin) && stderr.contains("in use by another"),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    server.kill();
    // The lock goes with its process.
    let server = program.serve();
    let answer = server.get("/healthz", "").await;
    assert_eq!(answer.code(), 200);
    assert!(workspace.starts_with("wsp_"));
}
