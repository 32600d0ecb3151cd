//! What posts are about, and what stands in them.

/// What follows the campaign in a post's title.
pub(crate) const ANGLES: &[&str] = &[
    "teaser",
    "behind the scenes",
    "meet the team",
    "launch day",
    "last call",
    "customer photos",
    "five questions",
    "how it's made",
    "giveaway",
    "before & after",
    "the long read",
    "poll",
    "thank you 💛",
    "countdown",
    "in 30 seconds",
    "mistakes we made",
    "reader's pick",
    "the numbers",
    "at the market",
    "rainy-day edition ☔",
    "en español",
    "version française",
    "日本語版",
    "النسخة العربية",
];

/// Captions; some are as long as networks allow.
pub(crate) const CAPTIONS: &[&str] = &[
    "It's here. Doors open at nine, the first fifty get a little something extra.",
    "You asked, we listened: back in stock from Thursday, in all five colours.",
    "Swipe for the one detail nobody notices until we point at it. 👀",
    "Three years, eleven prototypes, one very patient workshop cat. 🐈",
    "Tag somebody who needs to see this today.",
    "No filter, no script, one take. Sound on. 🔊",
    "Link in the profile. Yes, it ships to the islands as well.",
    "¿Quién se apunta? El sábado a las once, en la plaza de siempre. ☀️",
    "On vous attend samedi : café offert, bonne humeur garantie. ☕",
    "新作が届きました。金曜日の朝、一番にお披露目します。",
    "جديدنا بين أيديكم يوم الخميس — شاركونا آراءكم 🌿",
    "A thread on what we got wrong last season, what it cost us, and the three things we changed because of it. 🧵",
    "When we started in a shed behind the ferry terminal, there were two of us, one borrowed machine and a kettle that \
     took eleven minutes. This week the fortieth person joined. We wanted to mark it by telling you how the work is \
     really done: who gets up at four, who checks the seams, who answers your letters, and why we still send every \
     hundredth order back to be made again although nobody but us would ever see the difference. It is a long story and \
     not always a flattering one. There was the winter in which the roof came off; there was the order that went to the \
     wrong continent, twice; there was the afternoon on which all of us learned to sew because the one who could had \
     lost her voice and, it turned out, directed everything by shouting. If you have ten minutes and a cup of something \
     warm, read on. If you have one minute: thank you. You kept this going. ❤️",
    "Ingredients: four. Steps: three. Arguments about the right order of the steps: ongoing. Save this for Sunday.",
    "We measured it so that you don't have to: 14 % lighter, 9 % stiffer, 100 % the same price.",
];

/// Files in the library, with the bytes that such a file has at least.
pub(crate) const FILES: &[(&str, &str, i64)] = &[
    ("hero", "jpg", 1_800_000),
    ("carousel-1", "jpg", 1_200_000),
    ("carousel-2", "jpg", 1_200_000),
    ("cover", "png", 900_000),
    ("reel", "mp4", 24_000_000),
    ("cut-vertical", "mp4", 41_000_000),
    ("cut-square", "mp4", 33_000_000),
    ("story", "webp", 400_000),
    ("logo-animated", "gif", 2_500_000),
    ("subtitles-es", "srt", 6_000),
];
