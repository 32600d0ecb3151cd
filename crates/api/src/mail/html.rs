//! The HTML of letters: one column, styles on the elements, no pictures. Colours are the reader's own, light or dark, but for
//! the button and the lines.

use std::borrow::Cow;

use html_escape::{encode_double_quoted_attribute, encode_text};

const ACCENT: &str = "#6b2a94";
const LINE: &str = "#9a9aa5";
const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5";

/// A letter that is being written. Whatever it is given becomes text.
pub(super) struct Page(String);

impl Page {
    /// Begins with a heading.
    pub fn new(heading: &str) -> Self {
        let heading = escaped(heading);
        Self(format!(
            r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{heading}</title>
</head>
<body style="margin:0;padding:24px 16px;{FONT}">
<div style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">{heading}</h1>
"#
        ))
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        let line = format!(
            "<p dir=\"auto\" style=\"margin:0 0 16px\">{}</p>\n",
            escaped(text)
        );
        self.0.push_str(&line);
    }

    /// What is so, line by line.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        let cell = format!("padding:6px 0;border-top:1px solid {LINE};vertical-align:top");
        self.0.push_str(
            "<table style=\"margin:0 0 24px;width:100%;border-collapse:collapse;font-size:inherit\">\n",
        );
        for (name, value) in facts {
            let (name, value) = (escaped(name), escaped(value));
            self.0.push_str(&format!(
                "<tr><th scope=\"row\" style=\"{cell};padding-right:16px;text-align:left;white-space:nowrap\">{name}</th>\
                 <td dir=\"auto\" style=\"{cell};width:100%;overflow-wrap:anywhere\">{value}</td></tr>\n"
            ));
        }
        self.0.push_str("</table>\n");
    }

    /// The one thing to do.
    pub fn button(&mut self, label: &str, link: &str) {
        let (label, link) = (escaped(label), encode_double_quoted_attribute(link));
        self.0.push_str(&format!(
            "<p style=\"margin:0 0 24px\"><a href=\"{link}\" style=\"display:inline-block;padding:10px 18px;border-radius:6px;\
             background:{ACCENT};color:#ffffff;font-weight:600;text-decoration:none\">{label}</a></p>\n"
        ));
    }

    /// Ends with why it was sent.
    pub fn end(mut self, why: &str) -> String {
        self.0.push_str(&format!(
            "<p style=\"margin:24px 0 0;padding-top:12px;border-top:1px solid {LINE};font-size:14px\">{}</p>\n\
             </div>\n</body>\n</html>\n",
            escaped(why)
        ));
        self.0
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    encode_text(text)
}
