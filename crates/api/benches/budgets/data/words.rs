//! What the texts are made of, and the words planted in them at known shares.

/// One of these stands in every title, and never two: common words that never meet.
pub const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
/// One of each of the four lists stands in every title: a phrase of four of them is in one row of 4,096.
pub const TONES: [&str; 8] = [
    "weekly",
    "exclusive",
    "honest",
    "playful",
    "bold",
    "quiet",
    "limited",
    "daily",
];
pub const SUBJECTS: [&str; 8] = [
    "sneakers", "coffee", "skincare", "festival", "bakery", "cycling", "museum", "garden",
];
pub const FORMATS: [&str; 8] = [
    "reel",
    "carousel",
    "story",
    "teaser",
    "tutorial",
    "livestream",
    "podcast",
    "newsletter",
];
pub const AUDIENCES: [&str; 8] = [
    "students",
    "parents",
    "runners",
    "founders",
    "teachers",
    "travellers",
    "gamers",
    "designers",
];

/// Texts that stand in a known share of the rows, in parts per million.
pub const PLANTED: &[(u32, &str)] = &[
    (300_000, "campaign"),
    (50_000, "🎬 tv"),
    (10_000, "giveaway"),
    (10_000, "50% off"),
    (5_000, "maría's pick"),
    (5_000, "🎉"),
    (3_000, "حملة الصيف"),
    (3_000, "新品发布"),
    (2_400, "refund"),
    (2_000, "promo_code"),
    (2_000, "\"best of\""),
    (200, "foo* OR \"bar"),
    (100, "chargeback"),
    (100, "qx"),
];

/// A word of the oldest month alone, there in every third row of the large workspace.
pub const OLD_WORD: &str = "relaunch";

const BEGINNINGS: [&str; 24] = [
    "vel", "mor", "tan", "bri", "cal", "dor", "fen", "gal", "hol", "ist", "jun", "kar", "lum", "mav", "nor",
    "oli", "pra", "ros", "sel", "tor", "ulm", "ver", "wex", "zan",
];
const MIDDLES: [&str; 20] = [
    "a", "e", "i", "o", "u", "am", "en", "il", "or", "un", "ash", "est", "ing", "old", "ura", "ebi", "ona",
    "ivi", "eka", "aro",
];
const ENDINGS: [&str; 16] = [
    "ra", "lis", "ton", "ven", "mo", "dia", "nex", "by", "co", "sta", "ley", "vo", "ta", "rin", "que", "do",
];

/// One of 7,680 names of brands.
pub fn brand(number: usize) -> String {
    let ending = ENDINGS[number % ENDINGS.len()];
    let middle = MIDDLES[number / ENDINGS.len() % MIDDLES.len()];
    let beginning = BEGINNINGS[number / ENDINGS.len() / MIDDLES.len() % BEGINNINGS.len()];
    format!("{beginning}{middle}{ending}")
}

/// How many there are.
pub const BRANDS: usize = 24 * 20 * 16;

const FIRST_NAMES: [&str; 20] = [
    "Sarah", "María", "Ahmed", "Wei", "Liam", "Olivia", "Noah", "Chloé", "Jürgen", "Aoife", "Priya",
    "Mateus", "Ingrid", "Yuki", "Tomasz", "Zoë", "Kwame", "Elena", "Lucas", "Fatima",
];
const LAST_NAMES: [&str; 15] = [
    "Chen", "Ortiz", "Haddad", "Zhang", "Murphy", "Brown", "Fischer", "Dubois", "Nowak", "Sharma", "Silva",
    "Larsen", "Tanaka", "Mensah", "Rossi",
];

/// The name of one of 300 people.
pub fn person(number: usize) -> String {
    let first = FIRST_NAMES[number % FIRST_NAMES.len()];
    let last = LAST_NAMES[number / FIRST_NAMES.len() % LAST_NAMES.len()];
    format!("{first} {last}")
}

/// How many there are.
pub const PEOPLE: usize = 300;

/// Why things fail: code and reason.
pub const FAILURES: [(&str, &str); 6] = [
    (
        "token_expired",
        "Error validating access token: the session has expired.",
    ),
    (
        "rate_limited",
        "Application request limit reached; try again later.",
    ),
    ("media_rejected", "The video's aspect ratio is not supported."),
    ("caption_too_long", "The caption exceeds 2,200 characters."),
    (
        "permission_missing",
        "The account did not grant publishing rights.",
    ),
    (
        "upstream_timeout",
        "The network did not answer within 30 seconds.",
    ),
];
