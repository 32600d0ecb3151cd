//! `wrk`: requests over kept connections, as fast as they are answered.

use std::path::Path;
use std::process::Command;

use crate::cluster::checked;
use crate::outcome::{Outcome, fail};

/// A script that gets these paths in turn, as the holder of a key.
pub fn script_of_paths(file: &Path, key: &str, paths: &[String]) -> Outcome<()> {
    let mut script = String::from("local paths = {\n");
    for path in paths {
        script.push_str(&format!("  {path:?},\n"));
    }
    script.push_str(&format!(
        "}}\nlocal head = {{ [\"Authorization\"] = \"Bearer {key}\" }}\nlocal requests = {{}}\nlocal turn = 0\n\
         function init()\n  for i, path in ipairs(paths) do requests[i] = wrk.format(\"GET\", path, head) end\n\
           turn = math.floor(os.clock() * 1e6) % #paths\nend\n\
         function request()\n  turn = turn % #requests + 1\n  return requests[turn]\nend\n"
    ));
    Ok(std::fs::write(file, script)?)
}

/// A script that posts the lines of a file, each once. What is asked for beyond them fails.
pub fn script_of_bodies(file: &Path, key: &str, host: &str, path: &str, bodies: &Path) -> Outcome<()> {
    let script = format!(
        "local next_line = io.lines({:?})\n\
         local head = \"POST {path} HTTP/1.1\\r\\nHost: {host}\\r\\nAuthorization: Bearer {key}\\r\\nContent-Type: application/json\\r\\nContent-Length: \"\n\
         function request()\n  local body = next_line()\n  if body == nil then return \"GET /no-more-events HTTP/1.1\\r\\nHost: {host}\\r\\n\\r\\n\" end\n\
           return head .. #body .. \"\\r\\n\\r\\n\" .. body\nend\n",
        bodies.display().to_string()
    );
    Ok(std::fs::write(file, script)?)
}

/// Requests a second; any answer but a 2xx or 3xx is a failure.
pub fn run(script: &Path, address: &str, connections: usize, seconds: u64) -> Outcome<f64> {
    let output = Command::new("wrk")
        .args([
            "-t1",
            &format!("-c{connections}"),
            &format!("-d{seconds}s"),
            "--timeout",
            "10s",
            "-s",
        ])
        .arg(script)
        .arg(format!("http://{address}/"))
        .output()
        .map_err(|error| fail(format!("wrk: {error}; scripts/setup wrk")))?;
    let text = checked(output, "wrk")?;
    if let Some(line) = text
        .lines()
        .find(|line| line.contains("Non-2xx") || line.contains("Socket errors"))
    {
        return Err(fail(format!("wrk at {connections} connections: {}", line.trim())));
    }
    let rate = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:")?.trim().parse().ok());
    rate.ok_or_else(|| fail(format!("wrk said no rate: {text}")))
}
