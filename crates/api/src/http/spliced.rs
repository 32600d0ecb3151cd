//! Stored bodies as they are, set into an answer: what was stored is what is read, byte for byte.

/// A JSON array of stored bodies.
pub fn array<'b>(bodies: impl Iterator<Item = &'b str> + Clone) -> String {
    let size: usize = bodies.clone().map(|body| body.len() + 1).sum();
    let mut array = String::with_capacity(size + 1);
    array.push('[');
    for (index, body) in bodies.enumerate() {
        if index > 0 {
            array.push(',');
        }
        array.push_str(body);
    }
    array.push(']');
    array
}
