//! The letters as people get them, and names that would like to be more than names.

use super::*;

fn export() -> ExportMail {
    ExportMail {
        name: "Sarah Chen".to_owned(),
        address: "sarah@example.com".to_owned(),
        workspace: "Northwind Social".to_owned(),
        workspace_id: "wsp_01h455vb4pex5vsknk084sn02q".parse().unwrap(),
        format: ExportFormat::Csv,
        chosen: "state is failed, last 7 days".to_owned(),
        rows: Some(1_234_567),
        bytes: Some(345_678_901),
        requested_at: "2026-07-23T14:02:00.000000Z".parse().unwrap(),
        expires_at: Some("2026-07-30T14:05:00.000000Z".parse().unwrap()),
        reason: Some("The disk of the server is full.\nAsk whoever runs it.".to_owned()),
        zone: Tz::Europe__Dublin,
        origin: "https://log.example.com".to_owned(),
    }
}

#[test]
fn tells_what_is_ready_and_until_when() {
    let letter = ready(&export());
    let to = (letter.to_name.as_str(), letter.to_address.as_str());
    assert_eq!(to, ("Sarah Chen", "sarah@example.com"));
    insta::assert_snapshot!(letter.subject, @"Your export of Northwind Social is ready");
    insta::assert_snapshot!(letter.text, @"
    Hello Sarah Chen,

    The CSV file that you asked for is ready to be downloaded.

    In the file: 1,234,567 events
    Size: 346 MB
    Kept until: 30 July 2026, 15:05 (Europe/Dublin)
    Workspace: Northwind Social
    Events chosen: state is failed, last 7 days
    Asked for: 23 July 2026, 15:02 (Europe/Dublin)

    Go to the exports:
    https://log.example.com/w/wsp_01h455vb4pex5vsknk084sn02q/exports

    The page asks you to sign in: the file is for people who may export in this workspace. It stays until 30 July 2026, 15:05 (Europe/Dublin); after that it can be made again.

    Daybook sent you this because you asked for the export.
    ");
    insta::assert_snapshot!(letter.html, @r#"
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>Your export is ready</title>
    </head>
    <body style="margin:0;padding:24px 16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
    <div style="max-width:560px;margin:0 auto">
    <h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">Your export is ready</h1>
    <p dir="auto" style="margin:0 0 16px">Hello Sarah Chen,</p>
    <p dir="auto" style="margin:0 0 16px">The CSV file that you asked for is ready to be downloaded.</p>
    <table style="margin:0 0 24px;width:100%;border-collapse:collapse;font-size:inherit">
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">In the file</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">1,234,567 events</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Size</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">346 MB</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Kept until</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">30 July 2026, 15:05 (Europe/Dublin)</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Workspace</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">Northwind Social</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Events chosen</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">state is failed, last 7 days</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Asked for</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">23 July 2026, 15:02 (Europe/Dublin)</td></tr>
    </table>
    <p style="margin:0 0 24px"><a href="https://log.example.com/w/wsp_01h455vb4pex5vsknk084sn02q/exports" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#6b2a94;color:#ffffff;font-weight:600;text-decoration:none">Go to the exports</a></p>
    <p dir="auto" style="margin:0 0 16px">The page asks you to sign in: the file is for people who may export in this workspace. It stays until 30 July 2026, 15:05 (Europe/Dublin); after that it can be made again.</p>
    <p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #9a9aa5;font-size:14px">Daybook sent you this because you asked for the export.</p>
    </div>
    </body>
    </html>
    "#);
}

#[test]
fn tells_why_there_is_no_file() {
    let letter = failed(&export());
    insta::assert_snapshot!(letter.subject, @"Your export of Northwind Social could not be made");
    insta::assert_snapshot!(letter.text, @"
    Hello Sarah Chen,

    The CSV file that you asked for could not be made. There is no file, not even a part of one.

    What went wrong: The disk of the server is full. Ask whoever runs it.
    Workspace: Northwind Social
    Events chosen: state is failed, last 7 days
    Asked for: 23 July 2026, 15:02 (Europe/Dublin)

    Go to the exports:
    https://log.example.com/w/wsp_01h455vb4pex5vsknk084sn02q/exports

    There it can be started again as it was. Nothing in the log has changed.

    Daybook sent you this because you asked for the export.
    ");
    let reason = "The disk of the server is full. Ask whoever runs it.";
    assert!(letter.html.contains(reason), "{}", letter.html);
}

#[test]
fn hostile_names_stay_names() {
    let letter = failed(&ExportMail {
        name: "Eve\r\nBcc: all@example.com\r\n<img src=x onerror=alert(1)>".to_owned(),
        workspace: "\"><script>alert('x')</script>\u{202e}שלום 🦊".to_owned(),
        chosen: "actor is </td><a href=\"https://evil.example\">here</a>".to_owned(),
        reason: Some("<b>&amp;</b>".to_owned()),
        origin: "https://log.example.com/\"><script>".to_owned(),
        ..export()
    });
    insta::assert_snapshot!(letter.subject, @r#"Your export of "><script>alert('x')</script>שלום 🦊 could not be made"#);
    insta::assert_snapshot!(letter.text, @r#"
    Hello Eve Bcc: all@example.com <img src=x onerror=alert(1)>,

    The CSV file that you asked for could not be made. There is no file, not even a part of one.

    What went wrong: <b>&amp;</b>
    Workspace: "><script>alert('x')</script>שלום 🦊
    Events chosen: actor is </td><a href="https://evil.example">here</a>
    Asked for: 23 July 2026, 15:02 (Europe/Dublin)

    Go to the exports:
    https://log.example.com/"><script>/w/wsp_01h455vb4pex5vsknk084sn02q/exports

    There it can be started again as it was. Nothing in the log has changed.

    Daybook sent you this because you asked for the export.
    "#);
    let inserted = |line: &&str| {
        ["Eve", "script", "evil", "amp"]
            .iter()
            .any(|word| line.contains(word))
    };
    let lines: Vec<&str> = letter.html.lines().filter(inserted).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    <p dir="auto" style="margin:0 0 16px">Hello Eve Bcc: all@example.com &lt;img src=x onerror=alert(1)&gt;,</p>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">What went wrong</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">&lt;b&gt;&amp;amp;&lt;/b&gt;</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Workspace</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">"&gt;&lt;script&gt;alert('x')&lt;/script&gt;שלום 🦊</td></tr>
    <tr><th scope="row" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;padding-right:16px;text-align:left;white-space:nowrap">Events chosen</th><td dir="auto" style="padding:6px 0;border-top:1px solid #9a9aa5;vertical-align:top;width:100%;overflow-wrap:anywhere">actor is &lt;/td&gt;&lt;a href="https://evil.example"&gt;here&lt;/a&gt;</td></tr>
    <p style="margin:0 0 24px"><a href="https://log.example.com/&quot;&gt;&lt;script&gt;/w/wsp_01h455vb4pex5vsknk084sn02q/exports" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#6b2a94;color:#ffffff;font-weight:600;text-decoration:none">Go to the exports</a></p>
    "#);
    for tag in ["<img", "<script", "<b>", "evil.example\">", "\u{202e}"] {
        assert!(!letter.html.contains(tag), "{tag}: {}", letter.html);
    }
}

#[test]
fn a_long_name_is_cut_in_the_subject_alone() {
    let name = "x".repeat(200);
    let letter = ready(&ExportMail {
        workspace: name.clone(),
        ..export()
    });
    assert!(letter.subject.chars().count() < 100, "{}", letter.subject);
    assert!(letter.text.contains(&name));
}

#[test]
fn what_is_not_known_is_not_said() {
    let letter = ready(&ExportMail {
        rows: Some(1),
        bytes: None,
        expires_at: None,
        ..export()
    });
    assert!(
        letter.text.contains("In the file: 1 event\nWorkspace: "),
        "{}",
        letter.text
    );
}
