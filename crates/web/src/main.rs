//! The Daybook browser client.

fn main() {
    daybook_web::mount();
}
