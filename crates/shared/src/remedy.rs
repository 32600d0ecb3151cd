//! Error codes that events carry, what each means and what to do next: the way out of trouble that the product shows.

/// What a code means, and the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// The code in an event's `error`.
    pub code: &'static str,
    /// The cause, as a sentence for people.
    pub cause: &'static str,
    /// What to do next, step by step.
    pub steps: &'static [&'static str],
}

const fn remedy(code: &'static str, cause: &'static str, steps: &'static [&'static str]) -> Remedy {
    Remedy { code, cause, steps }
}

/// All codes with a known way out. Producers may send others.
#[rustfmt::skip] // a table: one code, one line
pub const REMEDIES: &[Remedy] = &[
    remedy("token_expired", "The access to the account has expired", &["Reconnect the account. Somebody with its password has to do it.", "Publish again; nothing of the post is lost.", "Look for other posts that are due on this account: they would fail too."]),
    remedy("permission_revoked", "The account has withdrawn the permission", &["Reconnect the account and allow everything that the platform asks for.", "If it was done on purpose, ask whoever manages the account on the platform.", "Publish again."]),
    remedy("account_disconnected", "The account is not connected any more", &["Reconnect the account.", "Publish again; nothing of the post is lost."]),
    remedy("rate_limited", "The platform takes no more requests for now", &["Wait: platforms count by the hour or by the day.", "Publish again later, and spread posts to this account over the day."]),
    remedy("quota_exceeded", "The account has used up what the platform allows in a day", &["Wait until tomorrow, or move the post to another day."]),
    remedy("invalid_media", "The platform does not take this picture or video", &["Compare its format, size, length and proportions with what the platform takes.", "Upload a version that fits and publish again."]),
    remedy("media_too_large", "The picture or video is larger than the platform takes", &["Make it smaller or shorter, upload it again and publish again."]),
    remedy("processing_failed", "The platform could not process the upload", &["Upload the same file once more: it is often passing.", "If it fails again, export the file in another format and upload that."]),
    remedy("upload_failed", "The upload broke off", &["Check the connection and upload the file again."]),
    remedy("upload_interrupted", "The upload broke off", &["Check the connection and upload the file again."]),
    remedy("unsupported_format", "The platform does not take files of this format", &["Export the file in a format that the platform takes, upload it and publish again."]),
    remedy("video_too_short", "The video is shorter than the platform takes", &["Upload a longer version and publish again."]),
    remedy("text_too_long", "The text is longer than the platform takes", &["Shorten the text and publish again."]),
    remedy("link_blocked", "The platform does not allow the link in the post", &["Open the link and see whether it is right and safe.", "Take it out or use another one, and publish again."]),
    remedy("spam_risk", "The platform takes the post for spam", &["Change the text so that it differs from earlier posts, with fewer links and hashtags.", "Wait some hours and publish again."]),
    remedy("source_unavailable", "The platform could not fetch the picture or video", &["See whether the file is still in the library, and upload it again if it is not.", "Publish again."]),
    remedy("storage_full", "There was no room to store the file", &["Ask whoever runs the service to make room, then try again."]),
    remedy("network_error", "The platform could not be reached", &["Publish again in a few minutes.", "If other platforms fail as well, the connection is on our side: look at the service's status."]),
    remedy("timeout", "The platform did not answer in time", &["See on the platform whether the post is there, so that it does not appear twice.", "If it is not, publish again."]),
    remedy("platform_unavailable", "The platform is out of order", &["Wait until the platform reports that it works again, then publish again."]),
    remedy("content_rejected", "The platform refuses what the post says or shows", &["Read the reason and the platform's rules.", "Change the post and publish it again."]),
    remedy("caption_too_long", "The text is longer than the platform takes", &["Shorten the text and publish again."]),
    remedy("duplicate_content", "The platform has this post already", &["See on the platform whether the post is there.", "If it should appear once more, change its text a little and publish again."]),
    remedy("invalid_credentials", "The password was wrong", &["If it was you, sign in again or set a new password.", "If it was not, and it goes on, change the password and look where the attempts come from."]),
];

/// Finds the way out of a code.
pub fn find(code: &str) -> Option<&'static Remedy> {
    REMEDIES.iter().find(|remedy| remedy.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_has_a_way_out() {
        for (index, remedy) in REMEDIES.iter().enumerate() {
            assert!(
                !remedy.steps.is_empty() && !remedy.cause.ends_with('.'),
                "{}",
                remedy.code
            );
            assert!(
                REMEDIES[..index].iter().all(|other| other.code != remedy.code),
                "{}",
                remedy.code
            );
        }
        assert!(find("token_expired").is_some() && find("robot_asleep").is_none());
    }
}
