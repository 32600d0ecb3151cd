//! TikTok's reasons, as the log's codes, which tell people the way out.

use daybook_shared::event::EventError;

use crate::inbound::words;

/// Why a video was not published: TikTok's word, the log's code, a sentence.
#[rustfmt::skip] // a table: one reason, one line
const FAILURES: [(&str, &str, &str); 13] = [
    ("file_format_check_failed", "unsupported_format", "TikTok does not take files of this format."),
    ("duration_check_failed", "invalid_media", "The video is shorter or longer than TikTok takes."),
    ("frame_rate_check_failed", "invalid_media", "TikTok does not take this frame rate."),
    ("picture_size_check_failed", "invalid_media", "TikTok does not take pictures of this size."),
    ("internal", "processing_failed", "Something broke on TikTok's side; the same video may succeed later."),
    ("video_pull_failed", "source_unavailable", "TikTok could not fetch the video."),
    ("photo_pull_failed", "source_unavailable", "TikTok could not fetch the photo."),
    ("publish_cancelled", "publish_cancelled", "The post was cancelled before TikTok had finished it."),
    ("auth_removed", "permission_revoked", "The account withdrew its access while the video was processed."),
    ("spam_risk_too_many_posts", "quota_exceeded", "The account has posted as often as TikTok allows in a day."),
    ("spam_risk_user_banned_from_posting", "content_rejected", "TikTok does not let the account post."),
    ("spam_risk_text", "spam_risk", "TikTok takes the text for spam."),
    ("spam_risk", "spam_risk", "TikTok takes the post for spam."),
];

/// The error of a video that was not published; a reason that is not known stays as it is.
pub(super) fn of_failure(reason: Option<&str>) -> EventError {
    let Some(reason) = reason.and_then(words::name) else {
        return EventError {
            code: "upload_failed".to_owned(),
            reason: Some("TikTok did not say why.".to_owned()),
        };
    };
    match FAILURES.iter().find(|(word, ..)| *word == reason) {
        Some((_, code, sentence)) => EventError {
            code: (*code).to_owned(),
            reason: Some((*sentence).to_owned()),
        },
        None => EventError {
            reason: Some(format!("TikTok's reason is `{reason}`.")),
            code: reason,
        },
    }
}

/// Why an account's access ended: a code and a sentence.
pub(super) const fn of_removal(number: Option<i64>) -> (&'static str, &'static str) {
    match number {
        Some(1) => ("permission_revoked", "The person removed the app on TikTok."),
        Some(2) => ("account_deleted", "The account was deleted on TikTok."),
        Some(3) => ("age_changed", "The age of the account's owner changed on TikTok."),
        Some(4) => ("account_banned", "TikTok has banned the account."),
        Some(5) => ("access_withdrawn", "The app itself gave the access back."),
        _ => ("account_disconnected", "TikTok did not say why."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_a_code_with_a_way_out_or_its_own() {
        let with_way_out = FAILURES
            .iter()
            .filter(|(_, code, _)| daybook_shared::remedy::find(code).is_some());
        assert_eq!(with_way_out.count(), FAILURES.len() - 1);
        assert_eq!(of_failure(Some("spam_risk")).code, "spam_risk");
        assert_eq!(of_failure(Some("new_reason")).code, "new_reason");
        assert_eq!(of_failure(Some(&"x".repeat(900))).code.chars().count(), 200);
        assert_eq!(of_failure(None).code, "upload_failed");
        assert_eq!(of_failure(Some("")).code, "upload_failed");
    }
}
