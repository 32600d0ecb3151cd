//! Stored bodies as they are, set into an answer: what was stored is what is read, byte for byte.

const OPEN: &str = "{\"data\":[";
const CLOSE: &str = "],";

/// A JSON object of the stored bodies, as `data`, and of further members, which are written already.
pub fn object<'b>(bodies: impl Iterator<Item = &'b str> + Clone, members: &str) -> String {
    let size: usize = bodies.clone().map(|body| body.len() + 1).sum();
    let mut object = String::with_capacity(OPEN.len() + size + CLOSE.len() + members.len() + 1);
    object.push_str(OPEN);
    for (index, body) in bodies.enumerate() {
        if index > 0 {
            object.push(',');
        }
        object.push_str(body);
    }
    object.push_str(CLOSE);
    object.push_str(members);
    object.push('}');
    object
}
