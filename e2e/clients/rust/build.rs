//! Generates the client from the 3.0 rendering of the document, as progenitor's manual shows it.

use std::path::Path;

const DOCUMENT: &str = "../../../openapi/openapi-3.0.json";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed={DOCUMENT}");
    let document = serde_json::from_slice::<openapiv3::OpenAPI>(&std::fs::read(DOCUMENT)?)?;
    let mut settings = progenitor::GenerationSettings::default();
    settings.with_interface(progenitor::InterfaceStyle::Builder);
    let mut generator = progenitor::Generator::new(&settings);
    let client = syn::parse2(generator.generate_tokens(&document)?)?;
    let target = Path::new(&std::env::var("OUT_DIR")?).join("client.rs");
    std::fs::write(target, prettyplease::unparse(&client))?;
    Ok(())
}
