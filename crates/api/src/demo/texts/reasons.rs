//! Why networks refuse: a stable code and the words they use.

/// A code and a reason.
pub(crate) type Reason = (&'static str, &'static str);

/// The access of the account has ended.
pub(crate) const TOKEN_EXPIRED: Reason = (
    "token_expired",
    "The access token of this account has expired. Reconnect the account and publish the post again.",
);

/// Refusals that any network gives.
const ANY: &[Reason] = &[
    (
        "rate_limited",
        "Too many posts from this account in the last hour. Publishing is possible again in 42 minutes.",
    ),
    (
        "platform_unavailable",
        "The network answered 503 three times in a row and the attempt was given up.",
    ),
    (
        "duplicate_content",
        "The same text was published from this account less than 24 hours ago.",
    ),
];

const INSTAGRAM: &[Reason] = &[
    (
        "invalid_media",
        "The aspect ratio 2.39:1 is outside the accepted range of 4:5 to 1.91:1.",
    ),
    (
        "media_too_large",
        "The video is 128 MB; this kind of post takes at most 100 MB.",
    ),
    (
        "permission_revoked",
        "The permission to publish was withdrawn for this account in the network's own settings.",
    ),
];

const FACEBOOK: &[Reason] = &[
    (
        "permission_revoked",
        "The person who connected this page is no longer one of its administrators.",
    ),
    (
        "link_blocked",
        "The link in this post leads to an address that the network does not allow.",
    ),
];

const X: &[Reason] = &[
    (
        "text_too_long",
        "The text has 312 characters; this account may use 280.",
    ),
    (
        "permission_revoked",
        "The app has read access only; write access was withdrawn by the account's owner.",
    ),
];

const LINKEDIN: &[Reason] = &[
    (
        "permission_revoked",
        "The member who connected this organisation has lost the role that may post for it.",
    ),
    ("invalid_media", "The document has 412 pages; 300 are the limit."),
];

const TELEGRAM: &[Reason] = &[
    (
        "chat_not_found",
        "The channel does not exist any more, or the bot was removed from it.",
    ),
    (
        "invalid_media",
        "The file is 61 MB; bots may send files of up to 50 MB.",
    ),
];

/// Why TikTok rejects a video.
pub(crate) const TIKTOK: &[Reason] = &[
    (
        "invalid_media",
        "The frame rate of 18 fps is below the minimum of 23 fps.",
    ),
    (
        "video_too_short",
        "The video lasts 2.1 seconds; 3 seconds are the minimum.",
    ),
    (
        "processing_failed",
        "The video could not be processed. Encode it as H.264 with AAC sound and upload it again.",
    ),
    (
        "spam_risk",
        "The account reached the number of videos that it may publish within 24 hours.",
    ),
    (
        "audio_unavailable",
        "The sound of this video is not licensed for business accounts.",
    ),
];

/// What a network gives as reasons, its own likelier than those that all give.
pub(crate) fn of(platform: &str) -> [&'static [Reason]; 3] {
    let own = match platform {
        "instagram" => INSTAGRAM,
        "facebook" => FACEBOOK,
        "x" => X,
        "linkedin" => LINKEDIN,
        "telegram" => TELEGRAM,
        "tiktok" => TIKTOK,
        _ => ANY,
    };
    [own, ANY, own]
}

/// Why a file is refused by the library.
pub(crate) const UPLOADS: &[Reason] = &[
    (
        "unsupported_format",
        "Files of the kind image/heic cannot be used. Convert the picture to JPEG, PNG or WebP.",
    ),
    (
        "file_too_large",
        "The file is 2.3 GB; the library takes files of up to 1 GB.",
    ),
    (
        "upload_interrupted",
        "The connection ended after 61 % of the file. Upload it again.",
    ),
];

/// Why an account lost its access.
pub(crate) const DISCONNECTS: &[Reason] = &[
    (
        "token_expired",
        "The access token was 60 days old and could not be renewed.",
    ),
    (
        "permission_revoked",
        "The account's owner withdrew the app's access in the network's settings.",
    ),
    (
        "password_changed",
        "The password of the account was changed; all its tokens ended.",
    ),
];
